//! The last words of conversations in their lists: who has them, and of which days (INBOX-29).

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::counts::Day;
use shared::event::Author;
use shared::protocol::{ConversationRow, Listing, SearchHit};

async fn rows(agent: &Agent, query: &str) -> Vec<ConversationRow> {
    let path = format!("conversations?{query}");
    let list: Listing<ConversationRow> = agent.request(Method::GET, &path).done().await.json();
    list.items
}

#[tokio::test]
async fn a_chat_that_is_over_is_listed_with_its_last_words_and_found_by_its_day() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut desk).await;
    let key = chat.say("Do you sell hats?").await;
    chat.ack(&key).await;
    let key = theirs.say("Yes, of felt.\nWhich size?").await;
    theirs.ack(&key).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let over =
        |rows: &Vec<ConversationRow>| rows.iter().any(|row| row.status == "ended_by_visitor");
    let listed = eventually("the end in the list", async || rows(&grace, "").await, over).await;
    let words = listed[0].last_words.as_ref().unwrap();
    assert_eq!(words.by, Author::Agent(grace.id.clone()));
    assert_eq!((words.text.as_str(), words.file), ("Yes, of felt. Which size?", false));
    assert_eq!(rows(&site.admin, "scope=all").await[0].last_words.as_ref(), Some(words));

    let day = Day::from_timestamp(listed[0].last);
    let (before, after) = (day.before(1), day.after(1));
    for (query, expected) in [
        (format!("from={day}&to={day}"), 1),
        (format!("from={after}"), 0),
        (format!("to={before}"), 0),
        (format!("from={before}&to={after}&zone=Asia/Tokyo&dialogue={}", site.dialogue), 1),
    ] {
        assert_eq!(rows(&grace, &query).await.len(), expected, "{query}");
        let all = format!("scope=all&{query}");
        assert_eq!(rows(&site.admin, &all).await.len(), expected, "{all}");
    }
    let refused = async |query: &str| {
        let path = format!("conversations?{query}");
        grace.request(Method::GET, &path).send().await
    };
    refused(&format!("from={day}&to={before}")).await.problem(422, "period_reversed");
    refused("from=today").await.problem(422, "bad_day");
    refused("zone=Mars/Olympus").await.problem(422, "invalid");

    // Who may not chat any more still sees whom they chatted with, and not what was said.
    let marketing = json!({ "name": "Grace", "email": email(&grace.id), "role": "marketing" });
    site.admin.request(Method::PUT, &format!("agents/{}", grace.id)).json(&marketing).done().await;
    let own = rows(&grace, "").await;
    assert_eq!((own.len(), &own[0].last_words), (1, &None));
    let found = grace.request(Method::GET, "conversations/search?q=hats").done().await;
    let found: Listing<SearchHit> = found.json();
    let hidden = |hit: &SearchHit| hit.row.last_words.is_none() && hit.said.is_empty();
    assert!(found.items.iter().all(hidden), "{found:?}");
}
