//! A site is exported, imported into another deployment, and compared there.

use crate::forgetting::Known;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::env;
use bellhop_tests::http::{Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::serving::{argument, printed};
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::api::ResetPassword;
use shared::id::Version;
use shared::protocol::{ConversationRow, DialogueRow, Listing, PersonRow, Record};
use std::path::Path;
use std::process::Command;

/// Runs `bellhop site …` on a site of this server.
async fn bellhop(server: &Server, site: &Site, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env::cli());
    let address = format!("http://localhost:{}/{}", server.port(), site.id);
    command.arg("site").args(arguments).args(["--site", &address]);
    command.env("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR);
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    printed(&done)
}

/// A site where somebody chatted twice, with files, notes and drafts.
async fn full(server: &Server) -> (Site, Agent, Known) {
    let site = Site::make(server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let mut ada = Known::of(&site).await;
    ada.chats_twice(&site, &grace, &mut socket).await;
    (site, grace, ada)
}

/// The same site at another server, for its admin who signs in there.
async fn there(server: &Server, site: &Site) -> Site {
    let http = Http::new(server.port());
    let address = email(&shared::id::AgentId::parse("agent_admin").unwrap());
    let admin = Agent::sign_in(&http, &site.id, &site.admin.id, "Admin", &address).await;
    let (id, dialogue, version) = (site.id.clone(), site.dialogue.clone(), site.version);
    Site { id, admin, dialogue, version, http }
}

async fn get<T: serde::de::DeserializeOwned>(site: &Site, path: &str) -> T {
    site.admin.request(Method::GET, path).done().await.json()
}

#[tokio::test]
async fn a_moved_site_is_equal_and_its_chats_go_on() {
    let (from, to) = (Server::own().await, Server::own().await);
    let (site, grace, mut ada) = full(&from).await;
    crate::labels::make(&site.admin, "label_vip", "VIP").await;
    crate::labels::put(&grace, &ada.chats[0].id, "label_vip").await;
    // A test that runs goes on there.
    assert_eq!(site.publish(&draft(&site.dialogue, stream::short())).await, Version(2));
    let tests = "dialogues/dialogue_hello/ab_tests";
    let begin = json!({ "version": 1, "share": 99 });
    site.admin.request(Method::POST, tests).json(&begin).done().await;
    let file = from.storage().join("site.jsonl");
    let (code, said) = bellhop(&from, &site, &["export", "--to", argument(&file)]).await;
    assert!(code == Some(0) && said.contains("keep it to yourself"), "{said}");
    let rows: Listing<ConversationRow> = get(&site, "conversations?scope=all").await;

    let (code, said) = bellhop(&to, &site, &["import", "--from", argument(&file)]).await;
    println!("{said}");
    assert!(code == Some(0) && !said.contains("DIFFERENT"), "{said}");
    for kind in ["conversation.event: ", "conversation.file_part: ", "site.agent: 2 rows"] {
        assert!(said.contains(kind), "{said}");
    }
    let moved = there(&to, &site).await;
    let ids = |rows: &Listing<ConversationRow>| -> Vec<_> {
        rows.items.iter().map(|row| row.id.clone()).collect()
    };
    assert_eq!(ids(&get(&moved, "conversations?scope=all").await), ids(&rows));
    assert_eq!(get::<Value>(&site, tests).await, get::<Value>(&moved, tests).await);
    let labelled = get(&moved, "conversations?scope=all&label=label_vip").await;
    assert_eq!(ids(&labelled), [ada.chats[0].id.clone()]);
    let dialogues: Listing<DialogueRow> = get(&moved, "dialogues").await;
    assert_eq!(dialogues.items.len(), 1);
    let people: Listing<PersonRow> = get(&moved, &format!("people?q={}", ada.name)).await;
    assert_eq!(people.items[0].conversations, 2);
    for row in &rows.items {
        let path = format!("conversations/{}/transcript?format=json", row.id);
        let (here, there) = (get::<Value>(&site, &path).await, get::<Value>(&moved, &path).await);
        assert_eq!(here, there);
    }
    // The visitor's browser goes on there, with the token that it has.
    ada.visitor.http = moved.http.clone();
    let mut chat = ada.visitor.chat(&ada.chats[1].id).connected().await;
    let key = chat.say("And on.").await;
    chat.ack(&key).await;
    let grace = Agent::sign_in(&moved.http, &moved.id, &grace.id, "Grace", &email(&grace.id)).await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, _theirs) = moved.chatting(&grace, &mut socket).await;
    let key = chat.say("Hello").await;
    chat.ack(&key).await;

    // A site that is there is never written over.
    let (code, said) = bellhop(&to, &site, &["import", "--from", argument(&file)]).await;
    assert!(code == Some(2) && said.contains("there already"), "{said}");
}

/// The values in the rows of a table that an export has.
fn exported(text: &str, table: &str) -> Vec<Vec<Value>> {
    let parts = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rows = parts.filter(|part| part["table"] == table).map(|part| part["rows"].clone());
    rows.flat_map(|rows| serde_json::from_value::<Vec<Vec<Value>>>(rows).unwrap()).collect()
}

#[tokio::test]
async fn an_anonymous_copy_knows_nobody_and_opens() {
    let (from, to) = (Server::own().await, Server::own().await);
    let (site, grace, mut ada) = full(&from).await;
    let file = from.storage().join("copy.jsonl");
    let export = ["export", "--anonymous", "--to", argument(&file)];
    let (code, said) = bellhop(&from, &site, &export).await;
    println!("{said}");
    assert_eq!(code, Some(0), "{said}");
    for line in ["site.person: 1 rows with made-up people", "site.person_search: "] {
        assert!(said.contains(line), "{said}");
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(ada.markers.find_in(&text), [""; 0]);
    for known in [email(&grace.id).as_str(), "\\\"Grace\\\"", "\"Grace\"", "\"Admin\""] {
        assert!(!text.contains(known), "{known}");
    }
    // The bytes of files are written in other characters.
    for row in exported(&text, "file_part") {
        let bytes = row[2]["base64"].as_str().unwrap();
        assert!(bytes.bytes().all(|b| matches!(b, b'A' | b'=')), "{bytes:.80}");
    }
    assert_eq!(exported(&text, "agent").len(), 2);

    let (code, said) = bellhop(&to, &site, &["import", "--from", argument(&file)]).await;
    assert!(code == Some(0) && said.contains("reset-admin"), "{said}");
    let agents = exported(&text, "agent").into_iter();
    let mut admins = agents.filter(|row| row.contains(&Value::from(site.admin.id.as_str())));
    let admin = admins.next().unwrap();
    let address = admin.iter().filter_map(Value::as_str).find(|text| text.contains('@')).unwrap();
    let (code, link) = bellhop(&to, &site, &["reset-admin", "--email", address]).await;
    assert_eq!(code, Some(0), "{link}");
    let (_, token) = link.trim().split_once("&reset=").unwrap();
    let http = Http::new(to.port());
    let body = json!({ "reset": token, "password": Agent::PASSWORD });
    let reset = http.route(&ResetPassword { site: site.id.clone() }).json(&body);
    reset.header("Origin", http.origin()).done().await;
    let admin = Agent::sign_in(&http, &site.id, &site.admin.id, "Admin", address).await;
    let (id, dialogue, version) = (site.id.clone(), site.dialogue.clone(), site.version);
    let copy = Site { id, admin, dialogue, version, http };

    // Lists, people, transcripts and the chat that goes on have the same ids, and other words.
    let (rows, copies): (Listing<ConversationRow>, Listing<ConversationRow>) =
        (get(&site, "conversations?scope=all").await, get(&copy, "conversations?scope=all").await);
    assert_eq!(rows.items.len(), copies.items.len());
    for (row, copied) in rows.items.iter().zip(&copies.items) {
        assert_eq!((&row.id, row.started), (&copied.id, copied.started));
        assert!(row.last_words.is_some() && row.last_words != copied.last_words);
        let path = format!("conversations/{}/transcript?format=json", row.id);
        let (here, there) = (get::<Record>(&site, &path).await, get::<Record>(&copy, &path).await);
        let seqs = |record: &Record| record.log.iter().map(|one| one.seq).collect::<Vec<_>>();
        assert_eq!(seqs(&here), seqs(&there));
        assert_ne!(here.log, there.log);
    }
    let people: Listing<PersonRow> = get(&copy, "people").await;
    assert_eq!(people.items.len(), 1);
    assert_eq!(people.items[0].conversations, 2);
    ada.visitor.http = copy.http.clone();
    let mut chat = ada.visitor.chat(&ada.chats[1].id).connected().await;
    let key = chat.say("And on.").await;
    chat.ack(&key).await;
}

#[tokio::test]
async fn a_file_that_is_not_whole_or_not_of_here_is_refused() {
    let from = Server::own().await;
    let (site, _, _) = full(&from).await;
    let file = from.storage().join("site.jsonl");
    bellhop(&from, &site, &["export", "--to", argument(&file)]).await;
    let whole = std::fs::read_to_string(&file).unwrap();
    let changed = |name: &str, text: &str| {
        let path = from.storage().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let lines: Vec<_> = whole.lines().collect();
    let cut = changed("cut.jsonl", &lines[..lines.len() - 1].join("\n"));
    let garbled = changed("garbled.jsonl", &whole[..whole.len() / 2]);
    let newer = changed("newer.jsonl", &whole.replacen("\"format\":1", "\"format\":2", 1));
    let other = Server::with_settings(&[
        ("BELLHOP_SECRET", "another secret of the tests, thirty-two bytes and more"),
        ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR),
    ])
    .await;
    let refused = async |server: &Server, path: &Path, says: &str| {
        let (code, said) = bellhop(server, &site, &["import", "--from", argument(path)]).await;
        assert!(code == Some(2) && said.contains(says), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    };
    refused(&other, &cut, "its end is missing").await;
    refused(&other, &garbled, "can't be imported").await;
    refused(&other, &newer, "use the same version at both ends").await;
    refused(&other, &file, "another BELLHOP_SECRET").await;
    refused(&from, &file, "there already").await;
}
