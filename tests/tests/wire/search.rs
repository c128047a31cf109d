//! Search finds what people type, in every script (PEOPLE-30).

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::permission::Role;
use shared::person::{Attributes, Field};
use shared::protocol::{Listing, PersonRow, SearchHit};
use shared::quota::Package;

/// What the visitor writes, one message each.
const WRITTEN: [&str; 7] = [
    "我想买一个烤箱。",
    "オーブンの修理をお願いします",
    "오븐이 고장났어요",
    "Meine Straße ist die Königsallee",
    "Ask for Łukasz, or for O’Brien",
    "Answer number 1, please 👋",
    "https://shop.example/?x=1&y=2",
];

fn percent(text: &str) -> String {
    let hex: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    hex.concat()
}

#[tokio::test]
async fn search_finds_what_people_type_in_every_script() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let mut socket = grace.connect_available().await;
    let visitor = site.visitor().await;
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let fields = [(Field::FirstName, "山田太郎"), (Field::Email, "t@jp.example")];
    let fields: Attributes = fields.into_iter().map(|(f, v)| (f, v.to_owned())).collect();
    chat.capture(stream::CAPTURE, fields).await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    chat.event("the agent", |event| matches!(event, shared::event::Event::Connected { .. })).await;
    for text in WRITTEN {
        let key = chat.say(text).await;
        chat.ack(&key).await;
    }
    // What was said is indexed when the chat is over.
    let key = chat.leave().await;
    chat.ack(&key).await;

    let search = async |typed: &str| {
        let typed = percent(typed);
        let path = format!("conversations/search?scope=all&q={typed}");
        let hits: Listing<SearchHit> = chief.request(Method::GET, &path).done().await.json();
        hits.items
    };
    let last = WRITTEN[WRITTEN.len() - 1];
    eventually(
        "the last message in the index",
        async || search(last).await,
        |hits| hits.len() == 1,
    )
    .await;
    for (typed, marked) in [
        ("烤箱", "烤箱"),
        ("想买", "想买"),
        ("修理", "修理"),
        ("고장", "고장"),
        ("Strasse", "Straße"),
        ("straße", "Straße"),
        ("konigsallee", "Königsallee"),
        ("koenigs", "Königsallee"),
        ("lukasz", "Łukasz"),
        ("ŁUKASZ", "Łukasz"),
        ("obrien", "O’Brien"),
        ("o'brien", "O’Brien"),
        ("👋", "👋"),
        ("\"number 1\"", "number 1"),
        ("“ask for”", "Ask for"),
    ] {
        let hits = search(typed).await;
        let pieces = hits.iter().flat_map(|hit| &hit.said);
        let found: Vec<_> =
            pieces.clone().filter(|piece| piece.hit).map(|piece| &*piece.text).collect();
        assert!(found.contains(&marked), "{typed} finds {found:?}, not {marked}");
        let shown: String = pieces.map(|piece| &*piece.text).collect();
        assert!(
            !shown.contains(['\u{4}', '\u{5}', '\u{200b}']) && !shown.contains("emoji1f44b"),
            "{shown}"
        );
    }
    for typed in ["箱烤", "\"number 2\"", "brienx", "🎉", "\"1 number\""] {
        assert_eq!(search(typed).await, [], "{typed}");
    }

    for typed in ["山", "太郎", "山田"] {
        let typed = percent(typed);
        let path = format!("people?q={typed}");
        let people =
            async || chief.request(Method::GET, &path).done().await.json::<Listing<PersonRow>>();
        eventually("the person by their name", people, |found| found.items.len() == 1).await;
    }
}

#[tokio::test]
async fn what_an_agent_wrote_of_a_visitor_without_an_address_is_found_after_the_chat() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat) = site.begun().await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    chat.event("the agent", |event| matches!(event, shared::event::Event::Connected { .. })).await;
    let search = async |typed: &str| {
        let path = format!("conversations/search?q={typed}");
        let hits: Listing<SearchHit> = grace.request(Method::GET, &path).done().await.json();
        hits.items.len()
    };
    let path = format!("conversations/{}/visitor", chat.id);
    let name = json!({ "fields": { "first_name": "Zebulon" } });
    let write = async || grace.request(Method::PUT, &path).json(&name).send().await.status;
    eventually("Grace to have the chat", write, |status| *status == 200).await;
    eventually("the name", async || search("zebulon").await, |hits| *hits == 1).await;
    let key = chat.say("Unmistakable").await;
    chat.ack(&key).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    eventually("the words", async || search("unmistakable").await, |hits| *hits == 1).await;
    assert_eq!(search("zebulon").await, 1, "the report of the chat's end keeps the name");
}
