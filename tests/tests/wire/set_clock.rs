//! The server starts with its clock put back or forward (`docs/rules.md`, CODE-07).

use crate::fallback::fell_back;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::{PATIENCE, eventually};
use shared::event::{EndedBy, Event, FallbackReason};
use shared::protocol::ServerFrame;
use shared::time::Timestamp;
use tokio::time::timeout;

const DAY: i64 = 24 * 60 * 60;

/// Kills the server, and starts it with its clock moved.
async fn restart(server: &Server, chat: &mut ConversationClient, seconds: i64) {
    let clock = |chat: &ConversationClient| match chat.welcome() {
        Some(ServerFrame::Welcome { now, .. }) => *now,
        _ => Timestamp(0),
    };
    let before = clock(chat);
    server.kill().await;
    chat.cut();
    server.set_clock(seconds);
    server.start().await;
    chat.connect().await.unwrap();
    chat.caught_up().await;
    let moved = i128::from(clock(chat).0) - i128::from(before.0) - i128::from(seconds) * 1_000;
    assert!(moved.abs() < 600_000, "the clock was not moved by {seconds} seconds");
}

/// A visitor's chat request that is offered to an agent.
async fn offered(server: &Server) -> (Site, AgentSocket, Visitor, ConversationClient) {
    let site = Site::make(server).await;
    let mut socket = site.agent("Grace").await.connect_available().await;
    let (visitor, chat) = site.requested_chat().await;
    socket.offer_of(&chat.id).await;
    (site, socket, visitor, chat)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_ends_although_the_clock_was_put_back() {
    let server = Server::own_with_clock().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    restart(&server, &mut chat, -DAY).await;
    let socket = grace.connect().await;
    assert_eq!(socket.offers[0].id, offer.id);
    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    site.used(0, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_whose_visitor_left_gives_its_place_back() {
    let server = Server::own_with_clock().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.visitor_gone_minutes = 1).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    drop(chat);
    let gone = |frame: &ServerFrame| matches!(frame, ServerFrame::Presence { here: false, .. });
    theirs.until("the visitor to be gone", |chat| chat.frames.iter().any(gone)).await;
    restart(&server, &mut theirs, -DAY).await;
    let ended = |chat: &ConversationClient| {
        chat.events().any(|event| *event == Event::Ended { by: EndedBy::VisitorGone })
    };
    // The wait is a minute, more than the patience of one wait.
    let most = PATIENCE.mul_f32(0.9);
    let _late = timeout(most, theirs.until("the end", ended)).await;
    theirs.until("the end", ended).await;
    let free = async || grace.connect().await.chats.len();
    eventually("the agent to be free", free, |chats| *chats == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_put_forward_ends_what_is_due() {
    let server = Server::own_with_clock().await;
    let (site, _socket, _visitor, mut chat) = offered(&server).await;
    restart(&server, &mut chat, DAY).await;
    // Both the desk and the conversation have waited for too long; either may be first.
    fell_back(&mut chat).await;
    site.used(0, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_ends_although_the_clock_of_a_running_server_is_put_forward() {
    let server = Server::own_with_clock().await;
    let (site, _socket, _visitor, mut chat) = offered(&server).await;
    // Its last ping is old then, so its socket is closed as silent.
    chat.keep_connected();
    server.set_clock(DAY);
    fell_back(&mut chat).await;
    site.used(0, 0).await;
}
