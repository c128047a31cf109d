//! A message that a visitor leaves when nobody can be reached, and the list of those that wait for an
//! answer (ROUTE-27, ROUTE-28, INBOX-20).

use bellhop_tests::agent::Agent;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::conversation::FallbackFormSettings;
use shared::event::{Event, FallbackForm};
use shared::permission::Role;
use shared::person::{Attributes, Field};
use shared::protocol::{
    AgentEvent, ClientFrame, ConversationRow, Listing, PersonRow, Record, SearchHit,
};
use shared::quota::Package;
use shared::time::{Millis, Timestamp};

const WAITING: &str = "conversations?scope=all&waits_for=answer";

async fn get<T: serde::de::DeserializeOwned>(agent: &Agent, path: &str) -> T {
    agent.request(Method::GET, path).done().await.json()
}

async fn offers_form(site: &Site) {
    let field = json!({ "field": "company", "label": "Your company" });
    let fields = vec![serde_json::from_value(field).unwrap()];
    let form = FallbackFormSettings { offered: true, fields };
    site.settings(|settings| settings.fallback_form = form).await;
}

/// Asks for a person, of whom nothing is known, and falls back.
async fn falls_back(site: &Site, visitor: &Visitor) -> (ConversationClient, Option<FallbackForm>) {
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let fell = chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let Event::FellBack { form, .. } = fell.event else { unreachable!() };
    (chat, form)
}

/// A site whose dialogue asks for a person at once.
async fn site(server: &Server) -> Site {
    Site::create(server, Package::Prime, stream::short()).await
}

fn filled(email: &str) -> Attributes {
    let values = [(Field::Email, email), (Field::Company, "Acme")];
    values.into_iter().map(|(field, value)| (field, value.to_owned())).collect()
}

#[tokio::test]
async fn a_message_is_left_and_needs_an_answer_until_it_is_marked_as_handled() {
    let server = Server::shared().await;
    let site = site(&server).await;
    offers_form(&site).await;
    let visitor = site.visitor().await;
    let (mut chat, form) = falls_back(&site, &visitor).await;
    let fields: Vec<_> =
        form.unwrap().fields.iter().map(|spec| spec.field.as_str().to_owned()).collect();
    assert_eq!(fields, ["email", "company"]);

    let left = |values: Attributes, text: &str| {
        let text = text.to_owned();
        move |id| ClientFrame::LeaveMessage { id, values, text }
    };
    chat.send(left(filled("no address"), "Hello")).await;
    chat.error("invalid_value").await;
    let key = chat.send(left(filled("ada@left.example"), "Do you sell quiet ovens?")).await;
    chat.ack(&key).await;
    // A client that lost the ack sends the same frame again.
    let again = left(filled("ada@left.example"), "Do you sell quiet ovens?")(key.clone());
    chat.send_frame(&again).await;
    chat.send(left(filled("ada@left.example"), "And another thing")).await;
    chat.error("not_there").await;
    let messages = chat.events().filter(|event| matches!(event, Event::MessageLeft { .. }));
    assert_eq!(messages.count(), 1, "{}", chat.dump());

    let list = async || get::<Listing<ConversationRow>>(&site.admin, WAITING).await;
    let rows = eventually("the message in the list", list, |rows| rows.items.len() == 1).await;
    assert!(rows.items[0].needs_answer() && rows.items[0].id == chat.id);
    assert_eq!(rows.items[0].status, "fell_back");
    let people: Listing<PersonRow> = get(&site.admin, "people?q=ada@left.example").await;
    assert_eq!(people.items.len(), 1, "the address makes a person");
    let path = "conversations/search?scope=all&q=quiet";
    let poll = async || get::<Listing<SearchHit>>(&site.admin, path).await;
    eventually("the message in the search", poll, |hits| hits.items.len() == 1).await;

    let transcript = format!("conversations/{}/transcript", chat.id);
    let text = site.admin.request(Method::GET, &transcript).done().await.text();
    assert!(text.contains("Visitor: Do you sell quiet ovens?"), "{text}");
    let record: Record = get(&site.admin, &format!("{transcript}?format=json")).await;
    assert!(matches!(record.log.last().unwrap().event, Event::MessageLeft { .. }));

    // Somebody answers by e-mail.
    let marketing = site.agent_of("Marketing", Role::Marketing).await;
    let handled = format!("conversations/{}/handled", chat.id);
    marketing.request(Method::PUT, &handled).send().await.problem(403, "no_permission");
    let unknown = site.admin.request(Method::PUT, "conversations/conv_none/handled").send().await;
    unknown.problem(404, "not_found");
    for _ in 0..2 {
        site.admin.request(Method::PUT, &handled).done().await;
    }
    assert_eq!(list().await.items.len(), 0);
}

#[tokio::test]
async fn a_message_is_answered_by_a_chat() {
    let server = Server::shared().await;
    let site = site(&server).await;
    offers_form(&site).await;
    let visitor = site.visitor().await;
    let (mut chat, _) = falls_back(&site, &visitor).await;
    let values = filled("ada@left.example");
    let text = "Do you sell quiet ovens?".to_owned();
    let key = chat.send(|id| ClientFrame::LeaveMessage { id, values, text }).await;
    chat.ack(&key).await;
    let list = async || get::<Listing<ConversationRow>>(&site.admin, WAITING).await;
    eventually("the message in the list", list, |rows| rows.items.len() == 1).await;
    // The same visitor comes back, and somebody joins them.
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let next = visitor.begun(&site.dialogue, site.version).await;
    let offer = socket.offer_of(&next.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    eventually("the message to be answered", list, |rows| rows.items.is_empty()).await;
    let all: Listing<ConversationRow> = get(&site.admin, "conversations?scope=all").await;
    assert!(all.items.iter().all(|row| !row.needs_answer()));
}

#[tokio::test]
async fn without_the_sites_setting_there_is_no_form() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let (mut chat, form) = falls_back(&site, &site.visitor().await).await;
    assert_eq!(form, None);
    let values = filled("ada@left.example");
    chat.send(|id| ClientFrame::LeaveMessage { id, values, text: "Hello".into() }).await;
    chat.error("not_there").await;
}

/// A schedule with an hour of tomorrow, whatever the time is, and when that hour begins.
fn tomorrow_at_nine() -> (Value, Timestamp) {
    let now = Timestamp(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_millis()
            .try_into()
            .unwrap(),
    );
    let tomorrow = now.0 / Millis::minutes(24 * 60).0 + 1;
    let hour = json!([{ "from": "09:00", "to": "10:00" }]);
    let names = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"]; // 1 January 1970 was a Thursday
    let name = names[usize::try_from(tomorrow % 7).unwrap()];
    let week: Value = [(name.to_owned(), hour)].into_iter().collect();
    let nine = Timestamp(tomorrow * Millis::minutes(24 * 60).0) + Millis::minutes(9 * 60);
    (json!({ "zone": "UTC", "week": week }), nine)
}

#[tokio::test]
async fn the_form_says_when_people_are_back() {
    let server = Server::shared().await;
    let site = site(&server).await;
    offers_form(&site).await;
    let grace = site.agent("Grace").await;
    let (schedule, nine) = tomorrow_at_nine();
    let path = format!("agents/{}/availability", grace.id);
    grace.request(Method::PUT, &path).json(&json!({ "schedule": schedule })).done().await;
    let mut socket = grace.connect().await;
    let knows = |frame: &AgentEvent| {
        matches!(
            frame,
            AgentEvent::Snapshot { schedule: Some(_), .. }
                | AgentEvent::Status { schedule: Some(_), .. }
        )
    };
    socket.until("the hours at the desk", |socket| socket.frames.iter().any(knows)).await;
    let (_, form) = falls_back(&site, &site.visitor().await).await;
    assert_eq!(form.unwrap().back_at, Some(nine));
}

#[tokio::test]
async fn the_form_says_when_the_site_is_open_again() {
    let server = Server::shared().await;
    let site = site(&server).await;
    offers_form(&site).await;
    let (schedule, nine) = tomorrow_at_nine();
    let hours = serde_json::from_value(schedule).unwrap();
    site.settings(|settings| settings.hours = Some(hours)).await;
    let (_, form) = falls_back(&site, &site.visitor().await).await;
    assert_eq!(form.unwrap().back_at, Some(nine));

    let mut wrong: Value = get(&site.admin, "settings").await;
    wrong["hours"] = json!({ "zone": "Mars/Olympus", "week": {} });
    let refused = site.admin.request(Method::PUT, "settings").json(&wrong).send().await;
    let refused = refused.problem(400, "bad_body");
    assert!(refused["detail"].as_str().unwrap().contains("Mars/Olympus"), "{refused}");
}

#[tokio::test]
async fn settings_with_a_form_that_cannot_be_filled_in_are_refused() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let settings: Value = get(&site.admin, "settings").await;
    let field = |name: &str, label: &str| json!({ "field": name, "label": label });
    for (fields, part) in [
        (vec![field("email", "Your e-mail")], "already"),
        (vec![field("phone", "Phone"), field("phone", "Mobile")], "already"),
        (vec![field("phone", "")], "label"),
        (vec![json!({ "field": "size", "label": "Size", "options": ["S"] })], "options"),
        ((0..6).map(|n| field(&format!("field_{n}"), "More")).collect(), "at most 5"),
    ] {
        let mut settings = settings.clone();
        settings["fallback_form"] = json!({ "offered": true, "fields": fields });
        let answer = site.admin.request(Method::PUT, "settings").json(&settings).send().await;
        let problem: Value = answer.json();
        assert!(problem["detail"].as_str().unwrap().contains(part), "{problem}");
    }
}
