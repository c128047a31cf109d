//! Limits: what one sender may do in a time, and what happens above it.

use crate::fallback::fell_back;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::NoSocket;
use bellhop_tests::stream;
use bellhop_tests::wait::{eventually, within};
use shared::api::CreateSession;
use shared::event::FallbackReason;
use shared::limit::{Limit, MAX_SOCKETS_OF_VISITOR};
use shared::protocol::{ClientFrame, ConversationBegun, ServerFrame, SignIn};
use shared::quota::Package;

/// A frame that is not stored.
fn typing() -> String {
    serde_json::to_string(&ClientFrame::Typing { on: true }).unwrap()
}

#[tokio::test]
async fn a_socket_that_floods_is_slowed_down_and_then_closed() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (visitor, mut chat) = site.begun().await;
    let mut socket = visitor.endpoint(&chat.id, &visitor.token).open().await.unwrap();
    let mut refused = 0;
    for _ in 0..1_000 {
        socket.send(typing()).await;
    }
    let closed = async {
        while let Some(text) = socket.next().await {
            assert!(text.contains(r#""code":"slow_down""#), "{text}");
            refused += 1;
        }
    };
    within("the socket to close", closed).await;
    let over = socket.over.clone().unwrap_or_default();
    assert!(over.contains("4429"), "{over}");
    let (allowed, _) = Limit::RefusedFramesOfSender.allowance();
    assert!(refused >= allowed && refused < 1_000, "{refused}");
    // Nobody who floods comes back at once. The visitor's other tab stays connected.
    match visitor.endpoint(&chat.id, &visitor.token).open().await {
        Err(NoSocket::Refused(429, body)) => assert!(body.contains("slow_down"), "{body}"),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the flooder is back"),
    }
    let acked = async || {
        let key = chat.leave().await;
        let answered = |chat: &ConversationClient| {
            let refused = |frame: &ServerFrame| matches!(frame, ServerFrame::Error { id, .. } if id.as_ref() == Some(&key));
            chat.acked.contains_key(&key) || chat.frames.iter().any(refused)
        };
        chat.until("an answer", answered).await;
        chat.acked.contains_key(&key)
    };
    eventually("the other tab", acked, |acked| *acked).await;
    // The visitor's other conversations, and other visitors, are not affected.
    visitor.begun(&site.dialogue, site.version).await;
    site.begun().await;
}

#[tokio::test]
async fn a_refused_frame_is_named_and_can_be_sent_again() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut agent_socket = grace.connect_available().await;
    let (_, mut chat, _theirs) = site.chatting(&grace, &mut agent_socket).await;
    let (allowed, _) = Limit::FramesOfSender.allowance();
    for _ in 0..2 * allowed {
        chat.send_raw(typing()).await;
    }
    let key = chat.say("Too soon.").await;
    // The typing frames have no key; the message has.
    while chat.error("slow_down").await.0 != Some(key.clone()) {}
    let accepted = async || {
        let key = chat.say("In time.").await;
        let refused = |frame: &ServerFrame| matches!(frame, ServerFrame::Error { id, .. } if id.as_ref() == Some(&key));
        let answered = |chat: &ConversationClient| {
            chat.acked.contains_key(&key) || chat.frames.iter().any(refused)
        };
        chat.until("an answer", answered).await;
        chat.acked.contains_key(&key)
    };
    eventually("room for a message", accepted, |accepted| *accepted).await;
    let said: Vec<_> = chat.said().into_iter().map(|(_, text)| text.to_owned()).collect();
    assert_eq!(said, ["In time."]);
}

#[tokio::test]
async fn a_visitor_has_at_most_ten_sockets_to_a_conversation() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (visitor, chat) = site.begun().await;
    let endpoint = visitor.endpoint(&chat.id, &visitor.token);
    let mut open = Vec::new();
    for _ in 1..MAX_SOCKETS_OF_VISITOR {
        open.push(endpoint.open().await.unwrap());
    }
    match endpoint.open().await {
        Err(NoSocket::Refused(429, body)) => assert!(body.contains("too_many_sockets"), "{body}"),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("one socket too many is open"),
    }
    // A closed tab makes room for another.
    open.pop().unwrap().close().await;
    let opened = async || endpoint.open().await.is_ok();
    eventually("another socket", opened, |opened| *opened).await;
}

#[tokio::test]
async fn a_visitor_begins_few_conversations_and_others_are_not_affected() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let visitor = site.visitor().await;
    let begin =
        async || visitor.begin(&visitor.beginning(&site.dialogue, site.version)).send().await;
    let (allowed, period) = Limit::ConversationsOfVisitor.allowance();
    for _ in 0..allowed {
        assert_eq!(begin().await.status, 200);
    }
    let answer = begin().await;
    answer.problem(429, "slow_down");
    assert!((1..=period.0 / 1_000).contains(&retry_after(&answer)), "{}", answer.dump());
    site.begun().await;
}

#[tokio::test]
async fn guessing_from_one_address_does_not_lock_out_an_agent_at_another() {
    let server = Server::with_settings(&[
        ("BELLHOP_SECRET", Server::SECRET),
        ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR),
        ("BELLHOP_ADDRESS_HEADER", "X-Forwarded-For"),
    ])
    .await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let sign_in = async |from: &str, name: &str, password: &str| {
        let body = SignIn { email: name.to_owned(), password: password.to_owned(), code: None };
        let request = site.http.route(&CreateSession { site: site.id.clone() }).json(&body);
        let request = request.header("Origin", site.http.origin());
        request.header("X-Forwarded-For", from).send().await
    };
    let address = email(&grace.id);
    for guess in 0..5 {
        let wrong = sign_in("203.0.113.7", &address, &format!("wrong horse {guess}")).await;
        wrong.problem(401, "wrong_sign_in");
    }
    sign_in("203.0.113.7", &address, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
    // A client can write what it likes before the address that the proxy adds.
    let forged = sign_in("198.51.100.1, 203.0.113.7", &address, Agent::PASSWORD).await;
    forged.problem(429, "too_many_sign_ins");
    assert_eq!(sign_in("198.51.100.1", &address, Agent::PASSWORD).await.status, 200);

    // One password for many accounts is noticed as well.
    let (allowed, _) = Limit::SignInsFromAddress.allowance();
    let mut last = None;
    for account in 0..=allowed {
        let name = format!("agent{account}@shop.example");
        last = Some(sign_in("2001:db8::1", &name, "a common password").await);
    }
    let answer = last.unwrap();
    answer.problem(429, "slow_down");
    assert!(retry_after(&answer) >= 1);
    let neighbour = sign_in("2001:db8::ffff", &address, Agent::PASSWORD).await;
    neighbour.problem(429, "slow_down");
    assert_eq!(sign_in("2001:db8:0:1::1", &address, Agent::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_agent_is_asked_only_for_a_visitor_who_is_connected() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    // A request without a socket, and after it one with a socket.
    let hidden = site.visitor().await;
    let begun = hidden.begin(&hidden.beginning(&site.dialogue, site.version)).done().await;
    let begun: ConversationBegun = begun.json();
    let (_, chat) = site.begun().await;
    desk.offer_of(&chat.id).await;
    assert!(desk.offers.iter().all(|offer| offer.conversation != begun.conversation));
    let _chat = hidden.chat(&begun.conversation).connected().await;
    desk.offer_of(&begun.conversation).await;
}

#[tokio::test]
async fn a_visitor_has_one_open_chat_request_over_all_conversations() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (visitor, mut first) = site.begun().await;
    desk.offer_of(&first.id).await;
    let mut second = visitor.begun(&site.dialogue, site.version).await;
    assert_eq!(fell_back(&mut second).await, FallbackReason::OtherChat);
    let key = first.leave().await;
    first.ack(&key).await;
    desk.until("the end of the offer", |desk| desk.offers.is_empty()).await;
    let third = visitor.begun(&site.dialogue, site.version).await;
    desk.offer_of(&third.id).await;
}

#[tokio::test]
async fn files_come_at_most_so_fast_and_later_they_are_taken() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (visitor, chat, _theirs) = site.chatting(&grace, &mut desk).await;
    let send = async |number: u32| {
        let path = format!("/v1/conversations/{}/files?key=f{number}&name=a.txt", chat.id);
        site.http.request(Method::POST, &path).bearer(&visitor.token).body("Hello").send().await
    };
    let (allowed, period) = Limit::FilesOfConversation.allowance();
    let mut answer = send(0).await;
    let mut taken = 0;
    while answer.status == 200 {
        taken += 1;
        answer = send(taken).await;
    }
    // What comes back while they are sent is one more, or two.
    assert!((allowed..allowed + 3).contains(&taken), "{taken}");
    answer.problem(429, "slow_down");
    assert!((1..=period.0 / 1_000).contains(&retry_after(&answer)), "{}", answer.dump());
    let accepted = async || send(taken).await.status;
    eventually("room for one more file", accepted, |status| *status == 200).await;
}

fn retry_after(answer: &Answer) -> u64 {
    answer.header("Retry-After").unwrap().parse().unwrap()
}
