//! Visitors who wait in the queue while every agent is full (ROUTE-32).

use crate::fallback::fell_back;
use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::json;
use shared::event::{Event, FallbackReason};
use shared::protocol::AgentEvent;
use shared::quota::Package;

/// A site with a queue, and its only agent in a chat.
struct Busy {
    site: Site,
    grace: Agent,
    socket: AgentSocket,
    /// The agent's side of their chat.
    chat: ConversationClient,
}

impl Busy {
    async fn site(server: &Server) -> Self {
        let site = Site::create(server, Package::Select, stream::short()).await;
        let grace = site.agent("Grace").await;
        let mut socket = grace.connect_available().await;
        let queue = json!({ "max_chats": 1, "wait_minutes": 10 });
        site.admin.request(Method::PUT, "routing").json(&queue).done().await;
        let (_, visitor) = site.begun().await;
        let offer = socket.offer_of(&visitor.id).await;
        socket.accept(&offer.id).await.unwrap();
        let chat = grace.chat(&visitor.id).connected().await;
        Self { site, grace, socket, chat }
    }

    /// The agent ends their chat, accepts the next one, and has it instead.
    async fn serve(&mut self, next: &ConversationClient) {
        let key = self.chat.end().await;
        self.chat.ack(&key).await;
        let offer = self.socket.offer_of(&next.id).await;
        self.socket.accept(&offer.id).await.unwrap();
        self.chat = self.grace.chat(&next.id).connected().await;
    }
}

/// Waits until the visitor was told this place, the last of all.
async fn is_at(chat: &mut ConversationClient, place: u64) {
    let last = |chat: &ConversationClient| {
        chat.events()
            .filter_map(|event| match event {
                Event::Queued { place, .. } => Some(*place),
                _ => None,
            })
            .last()
    };
    chat.until(&format!("place {place}"), |chat| last(chat) == Some(place)).await;
}

/// How many visitors wait, as the agent was told last.
fn waiting(socket: &AgentSocket) -> Option<u32> {
    let count = |frame: &AgentEvent| match frame {
        AgentEvent::Waiting { count } => Some(*count),
        AgentEvent::Snapshot { waiting, .. } => Some(*waiting),
        _ => None,
    };
    socket.frames.iter().rev().find_map(count)
}

#[tokio::test]
async fn who_waits_longest_gets_the_agent_also_after_a_crash() {
    let server = Server::own().await;
    let mut busy = Busy::site(&server).await;
    let (_, mut first) = busy.site.begun().await;
    is_at(&mut first, 1).await;
    let (_, mut second) = busy.site.begun().await;
    is_at(&mut second, 2).await;
    busy.site.used(1, 2).await;
    busy.socket.until("that two wait", |socket| waiting(socket) == Some(2)).await;

    server.kill().await;
    server.start().await;
    busy.socket = busy.grace.connect().await;
    assert_eq!(waiting(&busy.socket), Some(2), "the snapshot says it");
    busy.chat = busy.grace.chat(&busy.chat.id).connected().await;
    for chat in [&mut first, &mut second] {
        chat.connect().await.unwrap();
    }
    busy.serve(&first).await;
    is_at(&mut second, 1).await;
    busy.socket.until("that one waits", |socket| waiting(socket) == Some(1)).await;
    assert!(busy.socket.all_offers().iter().all(|offer| offer.conversation != second.id));
    busy.serve(&second).await;
    busy.site.used(3, 0).await;
}

#[tokio::test]
async fn who_gives_up_makes_room_and_who_waits_in_vain_falls_back() {
    let server = Server::shared().await;
    let mut busy = Busy::site(&server).await;
    let (_, mut first) = busy.site.begun().await;
    is_at(&mut first, 1).await;
    let (_, mut second) = busy.site.begun().await;
    is_at(&mut second, 2).await;
    let key = first.leave().await;
    first.ack(&key).await;
    is_at(&mut second, 1).await;

    busy.socket.available(false).await;
    assert_eq!(fell_back(&mut second).await, FallbackReason::NobodyAvailable);
    busy.site.used(1, 0).await;
}

#[tokio::test]
async fn a_wait_has_bounds() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let put = site.admin.request(Method::PUT, "routing").json(&json!({ "wait_minutes": 61 }));
    let refused = put.send().await.problem(422, "invalid");
    assert!(refused["detail"].as_str().unwrap().contains("0 to 60"), "{refused}");
}
