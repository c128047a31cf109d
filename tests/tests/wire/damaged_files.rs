//! A file of an object that was deleted, or cut in half: the object says so, and all others go on
//! (docs/deploy.md). A desk without a file is in `lost_desk`.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::{Method, problem_code};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::{Endpoint, NoSocket};
use bellhop_tests::visitor::Visitor;
use shared::id::ConversationId;
use std::path::PathBuf;

/// A site with a chat that goes on.
struct Shop {
    site: Site,
    agent: Agent,
    visitor: Visitor,
    conversation: ConversationId,
}

impl Shop {
    async fn open(server: &Server) -> Self {
        let site = Site::make(server).await;
        let agent = site.agent("Grace").await;
        let mut socket = agent.connect_available().await;
        let (visitor, mut chat, theirs) = site.chatting(&agent, &mut socket).await;
        let key = chat.say("Before.").await;
        chat.ack(&key).await;
        let conversation = chat.id.clone();
        drop((chat, theirs));
        socket.close().await;
        Self { site, agent, visitor, conversation }
    }

    /// Its chat has everything, and a new visitor reaches the agent.
    async fn goes_on(&self) {
        let mut chat = self.visitor.chat(&self.conversation).connected().await;
        let mut theirs = self.agent.chat(&self.conversation).connected().await;
        let key = theirs.say("After.").await;
        theirs.ack(&key).await;
        chat.until("both messages", |chat| chat.said().len() == 2).await;
        let mut socket = self.agent.connect_available().await;
        self.site.chatting(&self.agent, &mut socket).await;
        self.site.used(2, 0).await;
    }

    /// The status of an answer to its admin, and the code of the problem.
    async fn asked(&self, path: &str) -> (u16, String) {
        let answer = self.site.admin.request(Method::GET, path).send().await;
        (answer.status, problem_code(&answer.body))
    }

    async fn transcript(&self) -> (u16, String) {
        self.asked(&format!("conversations/{}/transcript?format=json", self.conversation)).await
    }

    async fn visitor_connects(&self) -> (u16, String) {
        connect(&self.visitor.endpoint(&self.conversation, &self.visitor.token)).await
    }
}

async fn connect(endpoint: &Endpoint) -> (u16, String) {
    match endpoint.open().await {
        Ok(_) => (101, String::new()),
        Err(NoSocket::Refused(status, body)) => (status, problem_code(body.as_bytes())),
        Err(error) => panic!("{error:?}"),
    }
}

#[derive(Clone, Copy)]
enum Loss {
    Deleted,
    CutInHalf,
}

/// Two shops on one server; the files of one kind of object of the first are damaged.
async fn damaged(kind: &str, loss: Loss) -> (Server, Shop) {
    let server = Server::own().await;
    let hurt = Shop::open(&server).await;
    let files: Vec<PathBuf> = server.files_of(kind);
    let other = Shop::open(&server).await;
    // In the regular way: what is still in the write-ahead logs comes into the files.
    server.terminate().await;
    for file in files.into_iter().filter(|file| file.exists()) {
        match loss {
            Loss::Deleted => std::fs::remove_file(file).unwrap(),
            Loss::CutInHalf => {
                let file = std::fs::File::options().write(true).open(file).unwrap();
                file.set_len(file.metadata().unwrap().len() / 2).unwrap();
            }
        }
    }
    server.start().await;
    other.goes_on().await;
    (server, hurt)
}

fn problem(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_without_its_file_is_no_site_and_one_with_half_of_it_says_so() {
    let expected = [(Loss::Deleted, (404, "no_site")), (Loss::CutInHalf, (500, "unreadable"))];
    for (loss, (status, code)) in expected {
        let (_server, hurt) = damaged("bellhop-site", loss).await;
        assert_eq!(hurt.asked("settings").await, problem(status, code));
        assert_eq!(hurt.transcript().await, problem(status, code));
        let page = hurt.site.http.get(&format!("/v1/sites/{}/bootstrap", hurt.site.id));
        page.send().await.problem(status, code);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_with_half_of_its_file_says_so_and_its_conversations_go_on() {
    let (_server, hurt) = damaged("bellhop-desk", Loss::CutInHalf).await;
    assert_eq!(connect(&hurt.agent.desk_endpoint()).await, problem(500, "unreadable"));
    assert_eq!(hurt.asked("settings").await.0, 200);
    let mut chat = hurt.visitor.chat(&hurt.conversation).connected().await;
    let key = chat.say("Our desk is damaged.").await;
    chat.ack(&key).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_without_its_file_is_none_and_one_with_half_of_it_says_so() {
    for loss in [Loss::Deleted, Loss::CutInHalf] {
        let (_server, hurt) = damaged("bellhop-conversation", loss).await;
        let (by_agent, by_visitor) = match loss {
            Loss::Deleted => (problem(404, "not_found"), problem(403, "not_yours")),
            Loss::CutInHalf => (problem(500, "unreadable"), problem(500, "unreadable")),
        };
        assert_eq!(hurt.transcript().await, by_agent);
        assert_eq!(hurt.visitor_connects().await, by_visitor);
        assert_eq!(hurt.asked("settings").await.0, 200);
        let begin = hurt.visitor.beginning(&hurt.site.dialogue, hurt.site.version);
        hurt.visitor.begin(&begin).done().await;
    }
}
