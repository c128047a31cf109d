//! The visitor's rating of a chat (INBOX-21): who can give it and when, and where it appears.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::{Method, RequestBuilder};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::api::{GetRating, PutRating};
use shared::counts::ChatReport;
use shared::event::Event;
use shared::protocol::{ChatRating, ConversationRow, Listing, Record};

fn put(visitor: &Visitor, chat: &ConversationClient, body: &Value) -> RequestBuilder {
    let route = PutRating { conversation: chat.id.clone() };
    visitor.http.route(&route).json(body).bearer(&visitor.token)
}

fn read(visitor: &Visitor, chat: &ConversationClient) -> RequestBuilder {
    visitor.http.route(&GetRating { conversation: chat.id.clone() }).bearer(&visitor.token)
}

async fn get<T: serde::de::DeserializeOwned>(site: &Site, path: &str) -> T {
    site.admin.request(Method::GET, path).done().await.json()
}

#[tokio::test]
async fn a_chat_is_rated_after_its_end_and_the_rating_is_where_it_is_looked_for() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let early = json!({ "rating": 5 });
    put(&visitor, &chat, &early).send().await.problem(422, "not_ratable");
    let state: ChatRating = read(&visitor, &chat).done().await.json();
    assert!(!state.open && state.rating.is_none());
    let key = chat.leave().await;
    chat.ack(&key).await;

    for wrong in [json!({ "rating": 0 }), json!({ "rating": 6 }), json!({ "comment": "nice" })] {
        put(&visitor, &chat, &wrong).send().await.problem(400, "bad_body");
    }
    let long = json!({ "rating": 5, "comment": "x".repeat(501) });
    put(&visitor, &chat, &long).send().await.problem(422, "too_long");
    let state: ChatRating = read(&visitor, &chat).done().await.json();
    assert!(state.open && state.rating.is_none());
    put(&visitor, &chat, &json!({ "rating": 2, "comment": "slow" })).done().await;
    let body = json!({ "rating": 4, "comment": " better\nnow \u{7}" });
    for _ in 0..2 {
        let state: ChatRating = put(&visitor, &chat, &body).done().await.json();
        assert_eq!((state.rating.map(u8::from), state.comment.as_str()), (Some(4), "better now"));
        assert!(state.open, "it can be changed");
    }
    theirs
        .event(
            "the rating",
            |event| matches!(event, Event::Rated { comment, .. } if comment == "better now"),
        )
        .await;

    let transcript = format!("conversations/{}/transcript", chat.id);
    let text = site.admin.request(Method::GET, &transcript).done().await.text();
    assert!(text.contains("— The visitor rated the chat: 4 of 5. better now"), "{text}");
    let record: Record = get(&site, &format!("{transcript}?format=json")).await;
    let ratings = record.log.iter().filter(|logged| matches!(logged.event, Event::Rated { .. }));
    assert_eq!(ratings.count(), 2, "a repetition changes nothing");

    let list = async || get::<Listing<ConversationRow>>(&site, "conversations?scope=all").await;
    let listed = |rows: &Listing<ConversationRow>| rows.items[0].rating.map(u8::from) == Some(4);
    eventually("the rating in the list", list, listed).await;
    let report = async || get::<ChatReport>(&site, "reports/chats").await;
    let counted = |report: &ChatReport| report.total.rating.mean == Some(4.0);
    let report = eventually("the rating in the report", report, counted).await;
    assert_eq!(report.agents[0].rating.values, [0, 0, 0, 1, 0]);
    assert_eq!((report.days[0].figures.rating.count, report.total.rating.count), (1, 1));
}

#[tokio::test]
async fn only_the_chats_own_visitor_rates_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let body = json!({ "rating": 1 });

    let stranger = site.visitor().await;
    put(&stranger, &chat, &body).send().await.problem(403, "not_yours");
    read(&stranger, &chat).send().await.problem(403, "not_yours");
    let route = PutRating { conversation: chat.id.clone() };
    visitor.http.route(&route).json(&body).send().await.problem(401, "no_token");

    let block = format!("conversations/{}/blocked", chat.id);
    site.admin.request(Method::PUT, &block).json(&json!({ "reason": "rude" })).done().await;
    let poll = async || put(&visitor, &chat, &body).send().await.status;
    eventually("a blocked visitor to rate nothing", poll, |status| *status == 403).await;
}

#[tokio::test]
async fn where_the_site_does_not_ask_nothing_is_rated() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.style.rating = false).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let state: ChatRating = read(&visitor, &chat).done().await.json();
    assert!(!state.open);
    put(&visitor, &chat, &json!({ "rating": 5 })).send().await.problem(422, "not_ratable");
}
