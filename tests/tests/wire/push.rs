//! Web push: what reaches an agent who has no tab open.

use bellhop_tests::agent::Agent;
use bellhop_tests::chat::Chat;
use bellhop_tests::http::Method;
use bellhop_tests::push::{Service, Subscribed, Token, read_the_example};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::event::Event;
use shared::protocol::ClosedAs;
use shared::push::{Devices, Notice};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Somebody who is available and has closed the console; their device is there before that.
async fn away(site: &Site, service: &Service, name: &str) -> (Agent, Subscribed, Devices) {
    let agent = site.agent(name).await;
    let (device, devices) = Subscribed::of(service, &agent).await;
    agent.on_duty().await.close().await;
    (agent, device, devices)
}

async fn devices(agent: &Agent) -> Devices {
    agent.call(Method::GET, "me/push").done().await.json()
}

async fn falls_back(chat: &mut Chat) {
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
}

#[test]
fn the_tests_read_what_another_sender_wrote() {
    assert_eq!(read_the_example(), b"When I grow up, I want to be a watermelon");
}

#[tokio::test]
async fn a_ring_reaches_a_device_with_no_tab_open_and_is_taken_back() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, devices) = away(&site, &service, "Grace").await;
    // Longer than the grace period of whoever has no device.
    tokio::time::sleep(Duration::from_secs(21)).await;
    let (_visitor, mut chat) = site.asking().await;
    let push = service.pushes(1).await.remove(0);

    let pushed = device.read(&push);
    assert_eq!(pushed.site, site.id);
    let Notice::Ring { offer, conversation, name, path, from, until } = pushed.notice else {
        panic!("a ring: {pushed:?}");
    };
    assert_eq!((&conversation, name.as_str(), path.as_str()), (&chat.id, "Ada", "/pricing"));
    assert_eq!(from, None);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let left = until.0 - u64::try_from(now.as_millis()).unwrap();
    assert!(left <= 10_000, "{left}");

    let ttl: u64 = push.headers["ttl"].parse().unwrap();
    assert!((1..=10).contains(&ttl), "{ttl}");
    assert_eq!(push.headers["urgency"], "high");
    assert_eq!(push.headers["content-encoding"], "aes128gcm");
    assert!(push.headers["topic"].len() <= 32);
    let token = Token::of(&push);
    assert_eq!(token.key, devices.key, "the key that browsers subscribe with");
    assert_eq!(token.claims["aud"], service.origin);
    assert_eq!(token.claims["sub"], site.http.origin());
    let expires = token.claims["exp"].as_u64().unwrap();
    assert!((now.as_secs()..=now.as_secs() + 24 * 3_600).contains(&expires));

    // They open the console, and it rings there as well.
    let mut bell = grace.bell().await;
    assert_eq!(bell.offer().await.id, offer);
    bell.accept(&offer).await.unwrap();
    chat.event("Grace", |event| matches!(event, Event::Connected { .. })).await;
    let after = &service.pushes(2).await[1];
    assert_eq!(after.headers["topic"], push.headers["topic"], "it takes the place of the ring");
    let closed = Notice::Closed { offer, how: ClosedAs::Accepted };
    assert_eq!(device.read(after).notice, closed);
}

#[tokio::test]
async fn a_visitor_who_leaves_takes_the_notices_of_every_device_back() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, one, _) = away(&site, &service, "Grace").await;
    let (two, listed) = Subscribed::of(&service, &grace).await;
    assert_eq!(listed.items.len(), 2);
    let (_visitor, mut chat) = site.asking().await;
    service.pushes(2).await;
    chat.leave().await;
    let pushes = service.pushes(4).await;
    for device in [&one, &two] {
        let theirs: Vec<_> = pushes.iter().filter(|push| push.path == device.path()).collect();
        let [ring, closed] = theirs.as_slice() else { panic!("{pushes:#?}") };
        assert!(matches!(device.read(ring).notice, Notice::Ring { .. }));
        let how = ClosedAs::Withdrawn;
        assert!(matches!(device.read(closed).notice, Notice::Closed { how: h, .. } if h == how));
    }
}

#[tokio::test]
async fn a_tab_that_is_open_is_enough() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let grace = site.agent("Grace").await;
    Subscribed::of(&service, &grace).await;
    let mut bell = grace.on_duty().await;
    let (_visitor, chat) = site.asking().await;
    let offer = bell.offer_of(&chat.id).await;
    bell.decline(&offer.id).await.unwrap();
    assert!(service.so_far().is_empty(), "{:?}", service.so_far());
}

#[tokio::test]
async fn a_device_that_is_gone_is_forgotten_and_nobody_waits_for_it() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    site.settings(|settings| settings.offer_seconds = 300).await;
    let (grace, _device, _) = away(&site, &service, "Grace").await;
    tokio::time::sleep(Duration::from_secs(21)).await;
    service.answers("410 Gone", "");
    let (_visitor, mut chat) = site.asking().await;
    // The ring of five minutes ends at once: neither tab nor device is left.
    falls_back(&mut chat).await;
    assert_eq!(devices(&grace).await.items, []);
    let (_visitor, mut other) = site.asking().await;
    falls_back(&mut other).await;
    assert_eq!(service.so_far().len(), 1);
}

#[tokio::test]
async fn a_busy_service_is_asked_again_and_no_redirect_is_followed() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, _) = away(&site, &service, "Grace").await;
    service.answers("503 Service Unavailable", "");
    service.answers("429 Too Many Requests", "Retry-After: 1\r\n");
    let (_visitor, mut chat) = site.asking().await;
    let pushes = service.pushes(3).await;
    let bodies: Vec<_> = pushes.iter().map(|push| device.read(push)).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    falls_back(&mut chat).await;
    service.pushes(4).await;

    let elsewhere = format!("Location: {}/push/elsewhere\r\n", service.origin);
    service.answers("307 Temporary Redirect", &elsewhere);
    let id = &devices(&grace).await.items[0].id;
    grace.call(Method::POST, &format!("me/push/{id}/try")).done().await;
    let pushes = service.pushes(5).await;
    assert_eq!(device.read(&pushes[4]).notice, Notice::Trial);
    let (_visitor, mut chat) = site.asking().await;
    falls_back(&mut chat).await;
    let pushes = service.pushes(7).await;
    assert!(pushes.iter().all(|push| push.path == device.path()), "{pushes:#?}");
}

#[tokio::test]
async fn a_push_that_was_on_its_way_is_sent_after_a_crash() {
    let server = Server::own().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    site.settings(|settings| settings.offer_seconds = 300).await;
    let (_grace, device, _) = away(&site, &service, "Grace").await;
    service.answers("503 Service Unavailable", "Retry-After: 3\r\n");
    let (_visitor, _chat) = site.asking().await;
    service.pushes(1).await;
    server.kill().await;
    server.start().await;
    let pushes = service.pushes(2).await;
    assert_eq!(device.read(&pushes[1]), device.read(&pushes[0]));
}

#[tokio::test]
async fn devices_are_told_listed_and_forgotten_by_their_own_agent() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (device, told) = Subscribed::of(&service, &grace).await;
    let id = told.this.unwrap();
    assert_eq!(told.items.len(), 1);
    assert_eq!((&told.items[0].id, told.items[0].name.as_str()), (&id, "A browser of the tests"));
    let again: Devices = device.tell(&grace).done().await.json();
    assert_eq!((again.items.len(), again.this.as_ref()), (1, Some(&id)), "it is the same device");
    assert_eq!(devices(&linus).await.items, []);

    let path = format!("me/push/{id}");
    linus.call(Method::DELETE, &path).send().await.problem(404, "not_found");
    linus.call(Method::POST, &format!("{path}/try")).send().await.problem(404, "not_found");
    for _ in 0..11 {
        Subscribed::of(&service, &grace).await;
    }
    let listed = devices(&grace).await;
    assert_eq!(listed.items.len(), 10, "the one unheard of for longest made room");
    assert!(listed.items.iter().all(|device| device.id != id));
    let one = &listed.items[0].id;
    let rest: Devices = grace.call(Method::DELETE, &format!("me/push/{one}")).done().await.json();
    assert_eq!(rest.items.len(), 9);
}

#[tokio::test]
async fn signing_out_forgets_the_browser_and_whoever_signs_in_there_has_it() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, _) = away(&site, &service, "Grace").await;
    let linus = site.agent("Linus").await;
    device.tell(&linus).done().await;
    assert_eq!(devices(&grace).await.items, []);
    device.tell(&grace).done().await;
    assert_eq!(devices(&linus).await.items, []);
    grace.call(Method::DELETE, "session").done().await;
    tokio::time::sleep(Duration::from_secs(21)).await;
    let (_visitor, mut chat) = site.asking().await;
    falls_back(&mut chat).await;
    assert!(service.so_far().is_empty(), "{:?}", service.so_far());
}

#[tokio::test]
async fn nothing_is_pushed_to_anything_but_a_push_service() {
    let server = Server::shared().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let grace = site.agent("Grace").await;
    let good = Subscribed::at(&service).told("A browser");
    let put = async |change: &[(&str, Value)]| {
        let mut body = good.clone();
        for (pointer, value) in change {
            *body.pointer_mut(pointer).unwrap() = value.clone();
        }
        grace.call(Method::PUT, "me/push").json(&body).send().await
    };
    let elsewhere = put(&[("/endpoint", json!("https://intranet.example/admin"))]).await;
    let problem = elsewhere.problem(422, "unknown_push_service");
    assert!(problem["detail"].as_str().unwrap().contains("intranet.example"));
    let plain = put(&[("/endpoint", json!("http://fcm.googleapis.com/x"))]).await;
    plain.problem(422, "bad_endpoint");
    put(&[("/keys/p256dh", json!("AAAA"))]).await.problem(422, "bad_push_keys");
    put(&[("/keys/auth", json!(""))]).await.problem(422, "bad_push_keys");
    assert_eq!(devices(&grace).await.items, []);
    let path = format!("/v1/sites/{}/me/push", site.id);
    let stranger = site.http.put(&path, &good).header("Origin", site.http.origin());
    stranger.send().await.problem(401, "not_signed_in");
    let foreign = site.http.put(&path, &good).header("Cookie", &grace.cookie);
    foreign.header("Origin", "https://evil.example").send().await.problem(403, "foreign_origin");
}
