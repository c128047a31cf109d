//! Dialogues that ask whether somebody is available and whether the site is open (ROUTE-31).

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::api::{PublishDialogue, PutDialogue};
use shared::audience::{NowAttribute, NowFacts};
use shared::event::Event;
use shared::protocol::{DialogueDraft, PageBoot};
use shared::quota::Package;
use shared::stream::Route;
use shared::time::Timestamp;

async fn site(server: &Server) -> Site {
    Site::create(server, Package::Prime, stream::asking_now()).await
}

/// The site is closed until tomorrow or later.
async fn closes(site: &Site) {
    site.settings(|settings| {
        let never_now = json!({ "zone": "UTC", "week": far_hours() });
        settings.hours = Some(serde_json::from_value(never_now).unwrap());
    })
    .await;
}

/// An hour that is at least three days away, whatever the clock says.
fn far_hours() -> Value {
    let days = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
    let today = usize::try_from(now().0 / 86_400_000 % 7).unwrap();
    let far = days[(today + 3) % 7];
    json!({ far: [{ "from": "10:00", "to": "11:00" }] })
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(u64::try_from(since.as_millis()).unwrap())
}

/// Answers the question; returns what the edge found, and when people are back.
async fn asks(site: &Site) -> (ConversationClient, NowFacts, Option<Timestamp>) {
    let (_, mut chat) = site.begun().await;
    let checked = |event: &Event| matches!(event, Event::AvailabilityChecked { .. });
    let logged = chat.event("what is so now", checked).await;
    let Event::AvailabilityChecked { facts, back_at, .. } = logged.event else { unreachable!() };
    (chat, facts, back_at)
}

fn facts(open: bool, available: bool) -> NowFacts {
    let available = (NowAttribute::available(&Route::RoundRobin), available);
    NowFacts::from([(NowAttribute::open(), open), available])
}

async fn shows(chat: &mut ConversationClient, card: &str) {
    let is =
        |event: &Event| matches!(event, Event::Shown { card: shown } if shown.as_str() == card);
    chat.event(card, is).await;
}

#[tokio::test]
async fn an_available_agent_gets_the_chat_and_without_one_the_dialogue_goes_another_way() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let (mut chat, found, back_at) = asks(&site).await;
    assert_eq!((found, back_at), (facts(true, false), None));
    shows(&mut chat, "busy").await;
    assert!(
        !chat.events().any(|event| matches!(event, Event::Requested { .. })),
        "{}",
        chat.dump()
    );

    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (chat, found, _) = asks(&site).await;
    assert_eq!(found, facts(true, true));
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
}

#[tokio::test]
async fn a_closed_site_knows_when_it_opens() {
    let server = Server::shared().await;
    let site = site(&server).await;
    closes(&site).await;
    let (mut chat, found, back_at) = asks(&site).await;
    assert_eq!(found, facts(false, false));
    let opens = back_at.unwrap();
    assert!(opens.since(now()).0 > 2 * 86_400_000, "{opens:?}");
    assert_eq!(opens.0 % 86_400_000, 10 * 3_600_000, "at ten");
    shows(&mut chat, "night").await;
    let transcript = format!("conversations/{}/transcript", chat.id);
    let written = site.admin.request(Method::GET, &transcript).done().await.text();
    assert!(written.contains(", 10:00, promised."), "{written}");
}

#[tokio::test]
async fn an_audience_asks_whether_the_site_is_open() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let when = |answer: &str| json!({ "attribute": "now:open", "operator": "is", "value": answer });
    let (id, open) = draft(&site.dialogue, stream::short());
    let version = site.publish(&(id, DialogueDraft { when: Some(when("no")), ..open })).await;
    let shown = async || {
        let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/&done=", site.id);
        let page: PageBoot = site.http.get(&path).done().await.json();
        page.boot.dialogue.map(|dialogue| dialogue.version)
    };
    eventually("no dialogue while the site is open", shown, Option::is_none).await;
    closes(&site).await;
    eventually("the dialogue of a closed site", shown, |shown| *shown == Some(version)).await;
}

#[tokio::test]
async fn what_nobody_could_tell_is_refused_with_the_reason() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let mut first = stream::asking_now();
    first["first"] = json!("now");
    let (site_id, dialogue) = (site.id.clone(), site.dialogue.clone());
    let put = PutDialogue { site: site_id.clone(), dialogue: dialogue.clone() };
    let (_, first) = draft(&dialogue, first);
    site.admin.route(&put).json(&first).done().await;
    let publish = site.admin.route(&PublishDialogue { site: site_id, dialogue });
    let refused = publish.send().await.problem(422, "unpublishable");
    assert!(refused.to_string().contains("before they have answered"), "{refused}");

    let rule = json!({ "id": "rule_a", "name": "Now", "priority": 1, "agents": [],
        "when": { "attribute": "now:available", "operator": "is", "value": "yes" } });
    let routing = json!({ "rules": [rule] });
    let refused = site.admin.request(Method::PUT, "routing").json(&routing).send().await;
    let refused = refused.problem(422, "invalid");
    assert!(refused.to_string().contains("“Now” asks what is so now"), "{refused}");
}
