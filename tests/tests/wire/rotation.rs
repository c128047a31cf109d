//! The deployment's secret and the operator's token are replaced (`docs/rules.md`, PEOPLE-25).

use bellhop_tests::agent::Agent;
use bellhop_tests::http::{Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::api::{GetFigures, GetMe, GetTranscript, ListDialogues, StartConversation};
use shared::event::Event;
use shared::protocol::{ConversationBegun, CreatedKey};

const NEW: &str = "another secret of the tests, of thirty-two bytes and more";
const SECRET: &str = "BELLHOP_SECRET";
const BEFORE: &str = "BELLHOP_SECRET_BEFORE";
const RETIRED: &str = "BELLHOP_SECRET_RETIRED";

/// Shares a file in a chat; returns its path.
async fn file(site: &Site, chat: &str, token: &str) -> String {
    let path = format!("/v1/conversations/{chat}/files?key=f1&name=a.txt");
    let sent = site.http.request(Method::POST, &path).bearer(token).body(b"hello".to_vec());
    let file: Value = sent.done().await.json();
    format!("/v1/conversations/{chat}/files/{}", file["file"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_and_everybody_in_it_go_on_while_the_old_secret_is_accepted() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let key = site.admin.request(Method::POST, "keys").json(&json!({ "name": "A program" }));
    let key: CreatedKey = key.done().await.json();
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let path = file(&site, chat.id.as_str(), &visitor.token).await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begun: ConversationBegun = visitor.begin(&beginning).done().await.json();

    server.restart_with(&[(SECRET, NEW), (BEFORE, Server::SECRET)]).await;
    chat.cut();
    theirs.cut();
    // The visitor's token, the agent's session, the program's key, the file.
    chat.connect().await.unwrap();
    theirs.connect().await.unwrap();
    let said = chat.say("I am still here").await;
    chat.ack(&said).await;
    let heard = |event: &Event| matches!(event, Event::Said { .. });
    theirs.event("what the visitor said", heard).await;
    grace.route(&GetMe { site: site.id.clone() }).done().await;
    site.http.get(&path).done().await;
    let list = ListDialogues { site: site.id.clone() };
    site.http.route(&list).bearer(&key.key).done().await;
    // A request that is sent again finds the conversation that it began before.
    let again: ConversationBegun = visitor.begin(&beginning).done().await.json();
    assert_eq!(again.conversation, begun.conversation);
    // Whoever comes now is signed for with the new secret.
    let newcomer = site.visitor().await;
    let linus = site.agent("Linus").await;
    let late = newcomer.begun(&site.dialogue, site.version).await;

    server.restart_with(&[(SECRET, NEW), (RETIRED, Server::SECRET)]).await;
    // The old secret signs nothing any more, and each is refused as docs/problems says.
    let old = StartConversation { site: site.id.clone() };
    let refused = site.http.route(&old).json(&beginning).bearer(&visitor.token);
    refused.send().await.problem(401, "bad_token");
    grace.route(&GetMe { site: site.id.clone() }).send().await.problem(401, "not_signed_in");
    site.http.route(&list).bearer(&key.key).send().await.problem(401, "bad_key");
    // What was signed since goes on, and so do ids that were made before: agents read old chats.
    newcomer.chat(&late.id).connected().await;
    linus.route(&GetMe { site: site.id.clone() }).done().await;
    site.http.get(&path).done().await;
    let address = "agent_admin@shop.example";
    let admin = Agent::sign_in(&site.http, &site.id, &site.admin.id, "Admin", address);
    let transcript = GetTranscript { site: site.id.clone(), conversation: chat.id.clone() };
    let transcript = admin.await.route(&transcript).done().await.text();
    assert!(transcript.contains("I am still here"), "{transcript}");
    // The visitor begins anew.
    let visitor = site.visitor().await;
    visitor.begun(&site.dialogue, site.version).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tokens_of_the_operator_are_accepted_for_a_while() {
    let server = Server::own().await;
    let http = Http::new(server.port());
    let status = async |token: &str| http.route(&GetFigures {}).bearer(token).send().await.status;
    let new = "another token of the operator";
    let (token, before) = ("BELLHOP_OPERATOR_TOKEN", "BELLHOP_OPERATOR_TOKEN_BEFORE");
    server.restart_with(&[(token, new), (before, Server::OPERATOR)]).await;
    assert_eq!((status(new).await, status(Server::OPERATOR).await), (200, 200));
    server.restart_with(&[(token, new)]).await;
    assert_eq!((status(new).await, status(Server::OPERATOR).await), (200, 401));
}

#[tokio::test]
async fn a_short_earlier_secret_is_named() {
    let settings =
        [(SECRET, Server::SECRET), ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR), (BEFORE, "short")];
    let server = Server::with_settings(&settings).await;
    let answer = Http::new(server.port()).get("/v1/health").send().await;
    let problem = answer.problem(503, "not_configured");
    assert!(problem["detail"].as_str().unwrap().contains(BEFORE), "{problem}");
}
