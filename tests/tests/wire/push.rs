//! Web push to agents without an open tab.

use bellhop_tests::agent::Agent;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::push::{
    LOCATION, RETRY_AFTER, Service, StatusCode, Subscribed, Token, read_the_example,
};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::event::{Event, OfferFailure, OfferOutcome};
use shared::protocol::AvailabilityOverview;
use shared::push::{Devices, Notice};
use std::time::{SystemTime, UNIX_EPOCH};

/// An agent who is available, has a device, and has closed the console.
async fn away(site: &Site, service: &Service, name: &str) -> (Agent, Subscribed, Devices) {
    let agent = site.agent(name).await;
    let (device, devices) = Subscribed::subscribe(service, &agent).await;
    agent.connect_available().await.close().await;
    (agent, device, devices)
}

/// Waits until whoever has closed the console before this and has no device can't be offered a chat any
/// more: somebody who closes it now can't.
async fn grace_period_is_over(site: &Site) {
    let last = site.agent("Margaret").await;
    last.connect_available().await.close().await;
    let reason = async || {
        let overview = site.admin.request(Method::GET, "availability").done().await;
        let overview: AvailabilityOverview = overview.json();
        let row = overview.agents.into_iter().find(|row| row.agent == last.id);
        row.and_then(|row| row.unavailable_reason)
    };
    eventually("the grace period to be over", reason, Option::is_some).await;
}

async fn devices(agent: &Agent) -> Devices {
    agent.request(Method::GET, "me/push").done().await.json()
}

async fn falls_back(chat: &mut ConversationClient) {
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
}

#[test]
fn the_tests_decrypt_the_example_of_the_rfc() {
    assert_eq!(read_the_example(), b"When I grow up, I want to be a watermelon");
}

#[tokio::test]
async fn an_offer_reaches_a_device_without_an_open_tab_and_is_withdrawn() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, devices) = away(&site, &service, "Grace").await;
    grace_period_is_over(&site).await;
    let (_visitor, mut chat) = site.requested_chat().await;
    let push = service.pushes(1).await.remove(0);

    let pushed = device.read(&push);
    assert_eq!(pushed.site, site.id);
    let Notice::Offer { offer, conversation, name, path, from, until } = pushed.notice else {
        panic!("an offer: {pushed:?}");
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
    let token = Token::from_push(&push);
    assert_eq!(token.key, devices.key, "the VAPID key that browsers subscribe with");
    assert_eq!(token.claims["aud"], service.origin);
    assert_eq!(token.claims["sub"], site.http.origin());
    let expires = token.claims["exp"].as_u64().unwrap();
    assert!((now.as_secs()..=now.as_secs() + 24 * 3_600).contains(&expires));

    // They open the console, and the chat is offered there as well.
    let mut socket = grace.connect().await;
    assert_eq!(socket.offer().await.id, offer);
    socket.accept(&offer).await.unwrap();
    chat.event("Grace", |event| matches!(event, Event::Connected { .. })).await;
    let after = &service.pushes(2).await[1];
    assert_eq!(after.headers["topic"], push.headers["topic"], "it replaces the offer");
    let closed = Notice::Closed { offer, outcome: OfferOutcome::Accepted };
    assert_eq!(device.read(after).notice, closed);
}

#[tokio::test]
async fn withdrawing_a_request_withdraws_the_notification_of_every_device() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, one, _) = away(&site, &service, "Grace").await;
    let (two, listed) = Subscribed::subscribe(&service, &grace).await;
    assert_eq!(listed.items.len(), 2);
    let (_visitor, mut chat) = site.requested_chat().await;
    service.pushes(2).await;
    chat.leave().await;
    let pushes = service.pushes(4).await;
    for device in [&one, &two] {
        let theirs: Vec<_> = pushes.iter().filter(|push| push.path == device.path()).collect();
        let [offer_notice, closed] = theirs.as_slice() else { panic!("{pushes:#?}") };
        assert!(matches!(device.read(offer_notice).notice, Notice::Offer { .. }));
        let outcome = OfferOutcome::Failed(OfferFailure::Withdrawn);
        assert!(
            matches!(device.read(closed).notice, Notice::Closed { outcome: h, .. } if h == outcome)
        );
    }
}

#[tokio::test]
async fn an_open_tab_needs_no_push() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let grace = site.agent("Grace").await;
    Subscribed::subscribe(&service, &grace).await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    socket.decline(&offer.id).await.unwrap();
    assert!(service.so_far().is_empty(), "{:?}", service.so_far());
}

#[tokio::test]
async fn an_expired_device_is_deleted_and_its_offer_ends() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    site.settings(|settings| settings.offer_seconds = 300).await;
    let (grace, _device, _) = away(&site, &service, "Grace").await;
    grace_period_is_over(&site).await;
    service.answers(StatusCode::GONE, None);
    let (_visitor, mut chat) = site.requested_chat().await;
    // The five-minute offer ends at once, because neither a tab nor a device is left.
    falls_back(&mut chat).await;
    assert_eq!(devices(&grace).await.items, []);
    let (_visitor, mut other) = site.requested_chat().await;
    falls_back(&mut other).await;
    assert_eq!(service.so_far().len(), 1);
}

#[tokio::test]
async fn a_busy_push_service_is_retried_and_no_redirect_is_followed() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, _) = away(&site, &service, "Grace").await;
    service.answers(StatusCode::SERVICE_UNAVAILABLE, None);
    let later = Some((RETRY_AFTER, "1".to_owned()));
    service.answers(StatusCode::TOO_MANY_REQUESTS, later);
    let (_visitor, mut chat) = site.requested_chat().await;
    let pushes = service.pushes(3).await;
    let bodies: Vec<_> = pushes.iter().map(|push| device.read(push)).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    falls_back(&mut chat).await;
    service.pushes(4).await;

    let elsewhere = Some((LOCATION, format!("{}/push/elsewhere", service.origin)));
    service.answers(StatusCode::TEMPORARY_REDIRECT, elsewhere);
    let id = &devices(&grace).await.items[0].id;
    grace.request(Method::POST, &format!("me/push/{id}/try")).done().await;
    let pushes = service.pushes(5).await;
    assert_eq!(device.read(&pushes[4]).notice, Notice::Trial);
    let (_visitor, mut chat) = site.requested_chat().await;
    falls_back(&mut chat).await;
    let pushes = service.pushes(7).await;
    assert!(pushes.iter().all(|push| push.path == device.path()), "{pushes:#?}");
}

#[tokio::test]
async fn an_undelivered_push_is_sent_after_a_crash() {
    let server = Server::own_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    site.settings(|settings| settings.offer_seconds = 300).await;
    let (_grace, device, _) = away(&site, &service, "Grace").await;
    let later = Some((RETRY_AFTER, "3".to_owned()));
    service.answers(StatusCode::SERVICE_UNAVAILABLE, later);
    let (_visitor, _chat) = site.requested_chat().await;
    service.pushes(1).await;
    server.kill().await;
    server.start().await;
    let pushes = service.pushes(2).await;
    assert_eq!(device.read(&pushes[1]), device.read(&pushes[0]));
}

#[tokio::test]
async fn devices_are_added_listed_and_removed_by_their_own_agent() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (device, listing) = Subscribed::subscribe(&service, &grace).await;
    let id = listing.this.unwrap();
    assert_eq!(listing.items.len(), 1);
    assert_eq!(
        (&listing.items[0].id, listing.items[0].name.as_str()),
        (&id, "A browser of the tests")
    );
    let again: Devices = device.subscribe_device(&grace).done().await.json();
    assert_eq!((again.items.len(), again.this.as_ref()), (1, Some(&id)), "it is the same device");
    assert_eq!(devices(&linus).await.items, []);

    let path = format!("me/push/{id}");
    linus.request(Method::DELETE, &path).send().await.problem(404, "not_found");
    linus.request(Method::POST, &format!("{path}/try")).send().await.problem(404, "not_found");
    for _ in 0..11 {
        Subscribed::subscribe(&service, &grace).await;
    }
    let listed = devices(&grace).await;
    assert_eq!(listed.items.len(), 10, "the least recently seen one was removed");
    assert!(listed.items.iter().all(|device| device.id != id));
    let one = &listed.items[0].id;
    let rest: Devices =
        grace.request(Method::DELETE, &format!("me/push/{one}")).done().await.json();
    assert_eq!(rest.items.len(), 9);
}

#[tokio::test]
async fn signing_out_removes_the_device_and_the_next_agent_gets_it() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let (grace, device, _) = away(&site, &service, "Grace").await;
    let linus = site.agent("Linus").await;
    device.subscribe_device(&linus).done().await;
    assert_eq!(devices(&grace).await.items, []);
    device.subscribe_device(&grace).done().await;
    assert_eq!(devices(&linus).await.items, []);
    grace.request(Method::DELETE, "session").done().await;
    grace_period_is_over(&site).await;
    let (_visitor, mut chat) = site.requested_chat().await;
    falls_back(&mut chat).await;
    assert!(service.so_far().is_empty(), "{:?}", service.so_far());
}

#[tokio::test]
async fn only_push_services_are_pushed_to() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let grace = site.agent("Grace").await;
    let good = Subscribed::at(&service).registration("A browser");
    let put = async |change: &[(&str, Value)]| {
        let mut body = good.clone();
        for (pointer, value) in change {
            *body.pointer_mut(pointer).unwrap() = value.clone();
        }
        grace.request(Method::PUT, "me/push").json(&body).send().await
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
