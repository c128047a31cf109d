//! Notifications: what the site sets and agents choose, and the channels that follow.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::push::{Service, Subscribed};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::event::Event;
use shared::notify::{Channel, DIGEST, NotifiedEvent};
use shared::permission::Role;
use shared::protocol::{
    AvailabilityOverview, MissedList, NotificationSettings, ServerFrame, TransferTo,
};
use shared::push::Notice;

const ORIGIN: &str = "https://chat.example.com";

async fn own(agent: &Agent) -> NotificationSettings {
    agent.request(Method::GET, "me/notifications").done().await.json()
}

async fn choose(agent: &Agent, choices: Value) -> Answer {
    agent.request(Method::PUT, "me/notifications").json(&choices).send().await
}

/// A visitor asks for a person, and nobody is there.
async fn miss(site: &Site, count: usize) {
    let (_visitor, _chat) = site.requested_chat().await;
    let missed =
        async || -> MissedList { site.admin.request(Method::GET, "missed").done().await.json() };
    eventually("it to be missed", missed, |list| list.items.len() == count).await;
}

#[tokio::test]
async fn an_agent_chooses_for_themselves_what_the_site_has_set_otherwise() {
    use NotifiedEvent::{LimitNear, MessageLeft, Missed, Offer, Reply, Transferred};
    let site = Site::make(&Server::shared().await).await;
    let grace = site.agent("Grace").await;
    let first = own(&grace).await;
    assert!(first.own.is_empty() && first.site.is_empty());
    assert!(!first.mail && !first.push, "neither can work here yet");
    assert_eq!(
        first.events,
        [Offer, Reply, Transferred, Missed, MessageLeft],
        "what concerns an agent"
    );
    assert!(own(&site.admin).await.events.contains(&LimitNear));

    site.settings(|settings| settings.notifications.set(Missed, Channel::Mail, true)).await;
    let chosen: NotificationSettings =
        choose(&grace, json!({ "missed": { "mail": false } })).await.json();
    assert_eq!(chosen.site.get(Missed, Channel::Mail), Some(true));
    assert_eq!(chosen.own.get(Missed, Channel::Mail), Some(false));
    assert_eq!(own(&grace).await, chosen);

    // What always reaches an agent, or never can, is nobody's choice.
    for wrong in [json!({ "offer": { "mail": true } }), json!({ "offer": { "app": false } })] {
        choose(&grace, wrong.clone()).await.problem(422, "invalid");
        let settings = json!({ "notifications": wrong });
        let put = site.admin.request(Method::PUT, "settings").json(&settings);
        put.send().await.problem(422, "invalid");
    }
    choose(&grace, json!({ "birthday": { "mail": true } })).await.problem(400, "bad_body");
    assert_eq!(own(&grace).await, chosen);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missed_is_mailed_to_those_who_want_it_once_and_then_gathered() {
    let mail = MailServer::open(Protection::Nothing).await;
    let server = Server::with_mail(&mail.setting(), "chat@example.com", ORIGIN).await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let marketing = site.agent_of("Mary", Role::Marketing).await;
    site.settings(|settings| {
        settings.notifications.set(NotifiedEvent::Missed, Channel::Mail, true);
    })
    .await;
    assert_eq!(choose(&linus, json!({ "missed": { "mail": false } })).await.status, 200);
    assert_eq!(choose(&site.admin, json!({ "missed": { "mail": false } })).await.status, 200);
    // What somebody may not see reaches them by no channel.
    assert_eq!(choose(&marketing, json!({ "missed": { "mail": true } })).await.status, 200);

    miss(&site, 1).await;
    let first = mail.mails(1).await.remove(0);
    assert_eq!(first.to, email(&grace.id));
    assert!(first.text().contains("1 visitor asked for a person"), "{}", first.text());
    assert!(first.link("/console?").contains("&chat=conv_"), "{}", first.text());
    assert!(!first.text().contains("Ada"), "a mail outlives an erasure: {}", first.text());

    // Two more within ten minutes are one mail, when those are over.
    miss(&site, 2).await;
    miss(&site, 3).await;
    assert_eq!(mail.so_far().len(), 1);
    server.kill().await;
    let earlier = format!(
        "UPDATE notification SET due = due - {0}, digest = json_set(digest, '$.mailed_at', \
         json_extract(digest, '$.mailed_at') - {0}) WHERE due IS NOT NULL;",
        DIGEST.0
    );
    in_sites(&server, &earlier);
    server.start().await;
    site.admin.request(Method::GET, "me").done().await;
    let second = mail.mails(2).await.remove(1);
    assert_eq!(second.to, email(&grace.id));
    assert!(second.text().contains("2 visitors asked for a person"), "{}", second.text());
    assert!(!second.link("/console?").contains("chat="), "{}", second.text());
}

#[tokio::test]
async fn who_wants_no_push_is_offered_no_chat_while_the_console_is_closed() {
    let server = Server::shared_with_local_network().await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    let grace = site.agent("Grace").await;
    let (_device, _) = Subscribed::subscribe(&service, &grace).await;
    assert!(own(&grace).await.push);
    assert_eq!(choose(&grace, json!({ "offer": { "push": false } })).await.status, 200);
    grace.connect_available().await.close().await;
    let reason = async || {
        let overview = site.admin.request(Method::GET, "availability").done().await;
        let overview: AvailabilityOverview = overview.json();
        let row = overview.agents.into_iter().find(|row| row.agent == grace.id);
        row.and_then(|row| row.unavailable_reason)
    };
    eventually("Grace to be out of reach", reason, Option::is_some).await;
    let (_visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;

    // She wants them again, and is reached at once.
    assert_eq!(choose(&grace, json!({})).await.status, 200);
    eventually("Grace to be in reach", reason, Option::is_none).await;
    let (_visitor, _chat) = site.requested_chat().await;
    service.pushes(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_of_ten_engagements_are_mailed_once_to_who_sees_the_usage() {
    let mail = MailServer::open(Protection::Nothing).await;
    let server = Server::with_mail(&mail.setting(), "chat@example.com", ORIGIN).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let near = json!({ "limit_near": { "mail": true } });
    assert_eq!(choose(&site.admin, near.clone()).await.status, 200);
    assert_eq!(choose(&grace, near).await.status, 200);
    site.package(&json!({ "package": "select", "limit": 2 })).done().await;
    let mut socket = grace.connect_available().await;
    let (_first, _chat, _) = site.chatting(&grace, &mut socket).await;
    assert_eq!(mail.so_far().len(), 0, "half of it");
    let (_second, _chat, _) = site.chatting(&grace, &mut socket).await;
    let sent = mail.mails(1).await.remove(0);
    assert!(sent.text().contains("2 of 2"), "{}", sent.text());
    assert!(sent.link("/console/usage?").contains(site.id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_and_a_transfer_reach_the_agent_by_the_channels_that_they_chose() {
    let mail = MailServer::open(Protection::Nothing).await;
    let server = Server::with_mail(&mail.setting(), "chat@example.com", ORIGIN).await;
    let (site, service) = (Site::make(&server).await, Service::open().await);
    site.package(&json!({ "package": "prime" })).done().await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (device, _) = Subscribed::subscribe(&service, &grace).await;
    assert_eq!(choose(&grace, json!({ "reply": { "mail": true } })).await.status, 200);
    let wanted = json!({ "transferred": { "mail": true }, "reply": { "mail": false } });
    assert_eq!(choose(&linus, wanted).await.status, 200);

    // While her tab is open, she reads it there.
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("While you are here").await;
    chat.ack(&key).await;
    theirs.event("the message", |event| matches!(event, Event::Said { .. })).await;
    drop(theirs);
    let gone = |frame: &ServerFrame| matches!(frame, ServerFrame::Presence { here: false, .. });
    chat.until("the agent to be gone", |chat| chat.frames.iter().any(gone)).await;
    let key = chat.say("Are you there?").await;
    chat.ack(&key).await;
    let push = service.pushes(1).await.remove(0);
    let Notice::Reply { conversation, name, text } = device.read(&push).notice else {
        panic!("a reply");
    };
    assert_eq!((&conversation, name.as_str(), text.as_str()), (&chat.id, "Ada", "Are you there?"));
    let told = mail.mail_to(&email(&grace.id)).await;
    assert!(told.text().contains("1 message of a visitor waits for you"), "{}", told.text());
    assert!(!told.text().contains("Are you there"), "a mail outlives an erasure");

    // A colleague's chat: the one who is asked is told.
    let mut desk = linus.connect_available().await;
    let to = TransferTo::Agent(linus.id.clone());
    assert_eq!(socket.transfer(&chat.id, to).await, Ok(()));
    desk.offer_of(&chat.id).await;
    let told = mail.mail_to(&email(&linus.id)).await;
    assert!(told.text().contains("1 chat was transferred to you"), "{}", told.text());
    assert!(told.link("/console?").contains(chat.id.as_str()));
    assert_eq!(service.so_far().len(), 1);
}
