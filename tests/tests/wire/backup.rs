//! A backup that is taken while everybody writes, and what is restored of it elsewhere.

use bellhop_tests::http::{Http, Method};
use bellhop_tests::serving::{Serving, argument, said};
use bellhop_tests::site::Site;
use bellhop_tests::sqlite;
use bellhop_tests::wait::eventually;
use serde_json::Value;
use shared::event::Author;
use shared::limit::Limit;
use shared::protocol::{ConversationRow, Listing};
use std::cell::Cell;
use std::time::Duration;

/// How many messages are acknowledged before the backup begins.
const BEFORE: usize = 5;

#[tokio::test]
async fn a_backup_under_load_has_everything_once_and_its_alarms_fire() {
    let mut serving = Serving::begin().await;
    let site = Site::make_as(Http::new(serving.port), &serving.operator()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, theirs) = site.chatting(&grace, &mut socket).await;
    for number in 0..BEFORE {
        let key = chat.say(&number.to_string()).await;
        chat.ack(&key).await;
    }
    // An offer, which the desk's alarm ends.
    let (_, waiting) = site.requested_chat().await;
    socket.offer_of(&waiting.id).await;

    let (file, is_taken) = (serving.path("backup.tar.gz"), Cell::new(false));
    // As fast as is allowed for as long as the backup takes.
    let (frames, period) = Limit::FramesOfSender.allowance();
    let pause = Duration::from_millis(period.0) / frames;
    let write = async {
        let mut number = BEFORE;
        while !is_taken.get() {
            let key = chat.say(&number.to_string()).await;
            chat.ack(&key).await;
            number += 1;
            tokio::time::sleep(pause).await;
        }
    };
    let begin = async {
        while !is_taken.get() {
            site.begun().await;
        }
    };
    let take = async {
        let taken = serving.bellhop(&["backup", "--to", argument(&file)]).await;
        is_taken.set(true);
        taken
    };
    let ((), (), taken) = tokio::join!(write, begin, take);
    let printed = said(&taken);
    assert!(printed.contains("The server was paused for"), "{printed}");
    println!("{printed}");
    serving.kill();
    drop((socket, theirs));

    let mut elsewhere = Serving::stopped();
    elsewhere.port = serving.port; // where all clients are
    said(&elsewhere.bellhop(&["restore", "--from", argument(&file)]).await);
    elsewhere.start().await;

    // Nobody wakes an object: only alarms do. The offer ends, and the visitor gets the fallback.
    let storage = elsewhere.data.join("storage");
    let fell_back = async || {
        sqlite::count(
            &storage,
            "bellhop-conversation",
            "event",
            "event WHERE body LIKE '%fell_back%'",
        )
    };
    eventually("the alarm of an offer", fell_back, |count| *count > 0).await;

    let mut again = visitor.chat(&chat.id).connected().await;
    let texts: Vec<usize> = again
        .said()
        .into_iter()
        .filter(|(by, _)| **by == Author::Visitor)
        .map(|(_, text)| text.parse().unwrap())
        .collect();
    assert!(texts.len() >= BEFORE, "{}", again.dump());
    assert_eq!(texts, (0..texts.len()).collect::<Vec<_>>(), "each once, and in order");
    println!("{} messages were written, {} are in the backup", chat.said().len(), texts.len());
    let key = again.say("And on.").await;
    again.ack(&key).await;

    // What the site lists is there, and the other way round: all copies are of one moment.
    let list = async || {
        let all = site.admin.request(Method::GET, "conversations?scope=all").done().await;
        all.json::<Listing<ConversationRow>>().items
    };
    let objects =
        sqlite::count(&storage, "bellhop-conversation", "conversation_meta", "conversation_meta");
    let whole = async || list().await.len() as u64;
    let listed =
        eventually("all conversations in the list", whole, |rows| *rows >= objects.min(50)).await;
    assert!(listed <= objects, "{listed} are listed, {objects} are there");
    for row in list().await {
        let path = format!("conversations/{}/transcript?format=json", row.id);
        site.admin.request(Method::GET, &path).done().await.json::<Value>();
    }
    // A new chat is routed, offered and accepted as before.
    let mut socket = grace.connect_available().await;
    let (_, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Hello again").await;
    chat.ack(&key).await;
    tokio::time::timeout(Duration::from_secs(5), chat.synced()).await.unwrap();
}

#[tokio::test]
async fn nothing_is_copied_while_another_server_might_write() {
    let serving = Serving::begin().await;
    let file = serving.path("b.tar.gz");
    let restore = serving.bellhop(&["restore", "--from", argument(&file)]).await;
    let error = String::from_utf8_lossy(&restore.stderr).into_owned();
    assert!(error.contains("is not empty") && error.lines().count() == 1, "{error}");
    said(&serving.bellhop(&["backup", "--to", argument(&file)]).await);
    let again = serving.bellhop(&["backup", "--to", argument(&file)]).await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    // It goes on, and answers.
    let health = Http::new(serving.port).request(Method::GET, "/v1/health").done().await;
    assert_eq!(health.status, 200);
}
