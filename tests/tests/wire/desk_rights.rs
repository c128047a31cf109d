//! The agent socket's cells of `shared::rights`: who may hold it, and send and hear which frames.

use crate::labels;
use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use bellhop_tests::socket::{Endpoint, NoSocket};
use serde_json::json;
use shared::api::{CreateKey, PutAgent};
use shared::id::{AgentId, ClientKey, ConversationId, OfferId};
use shared::permission::{Permission, Role};
use shared::protocol::{AgentEvent, AgentFrame, CreatedKey, NewKey, TransferTo};
use shared::rights::{AgentEventKind, AgentFrameKind, DeskHolder};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A frame of each kind that can be read, about what doesn't exist.
fn sample(kind: AgentFrameKind, id: ClientKey) -> AgentFrame {
    let offer = OfferId::parse("offer_nothing").unwrap();
    let conversation = ConversationId::parse("conv_nothing").unwrap();
    match kind {
        AgentFrameKind::Status => AgentFrame::Status { id, available: true },
        AgentFrameKind::Accept => AgentFrame::Accept { id, offer },
        AgentFrameKind::Decline => AgentFrame::Decline { id, offer },
        AgentFrameKind::Transfer => {
            let to = TransferTo::Agent(AgentId::parse("agent_nobody").unwrap());
            AgentFrame::Transfer { id, conversation, to }
        }
        AgentFrameKind::CancelTransfer => AgentFrame::CancelTransfer { id, conversation },
    }
}

/// Sends a frame of each kind, and compares what is refused with the table.
async fn sends(desk: &mut AgentSocket, holder: DeskHolder) {
    for kind in AgentFrameKind::ALL.iter().copied() {
        let answer = desk.send(|id| sample(kind, id)).await;
        let refused = answer.as_ref().is_err_and(|code| code == "no_permission");
        assert_eq!(refused, !holder.may_send(kind), "{kind:?} of {holder:?}: {answer:?}");
    }
}

/// The kinds of frames that were heard, the first `skipped` left out.
fn heard(desk: &AgentSocket, skipped: usize) -> BTreeSet<&'static str> {
    let later = desk.frames.iter().skip(skipped);
    later.map(|frame| AgentEventKind::of(frame).as_str()).collect()
}

fn may_hear(holder: DeskHolder) -> BTreeSet<&'static str> {
    holder.hears().iter().map(|kind| kind.as_str()).collect()
}

async fn change_role(site: &Site, agent: &Agent, role: Role) {
    let mut body = new_agent(&agent.id, &agent.name, role);
    body.password = None;
    let put = PutAgent { site: site.id.clone(), agent: agent.id.clone() };
    site.admin.route(&put).json(&body).done().await;
}

fn to(agent: &Agent) -> TransferTo {
    TransferTo::Agent(agent.id.clone())
}

#[tokio::test]
async fn an_agent_who_may_chat_sends_and_hears_every_frame_and_another_one_hears_of_no_chat() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mary = site.agent_of("Mary", Role::Marketing).await;
    let mut marys = mary.connect().await;
    let mut graces = grace.connect().await;
    let _nobody_is_there = site.requested_chat().await;
    let missed = |frame: &AgentEvent| matches!(frame, AgentEvent::Missed { .. });
    graces.until("what was missed", |desk| desk.frames.iter().any(missed)).await;
    graces.available(true).await;
    let (_visitor, chat, _) = site.chatting(&grace, &mut graces).await;
    let queue = json!({ "max_chats": 1, "wait_minutes": 10 });
    site.admin.request(Method::PUT, "routing").json(&queue).done().await;
    let (_other, mut queued) = site.requested_chat().await;
    let waiting = |frame: &AgentEvent| matches!(frame, AgentEvent::Waiting { count: 1 });
    graces.until("somebody in the queue", |desk| desk.frames.iter().any(waiting)).await;
    let left = queued.leave().await;
    queued.ack(&left).await;
    let mut linuses = linus.connect_available().await;
    graces.transfer(&chat.id, to(&linus)).await.unwrap();
    let offer = linuses.offer_of(&chat.id).await;
    linuses.decline(&offer.id).await.unwrap();
    let ended = |frame: &AgentEvent| matches!(frame, AgentEvent::TransferEnded { .. });
    graces.until("the refusal", |desk| desk.frames.iter().any(ended)).await;
    graces.transfer(&chat.id, to(&linus)).await.unwrap();
    let offer = linuses.offer_of(&chat.id).await;
    linuses.accept(&offer.id).await.unwrap();
    graces.until("the chat to be gone", |desk| desk.chats.is_empty()).await;

    labels::make(&site.admin, "label_a", "VIP").await;
    labels::put(&linus, &chat.id, "label_a").await;
    let labelled = |frame: &AgentEvent| matches!(frame, AgentEvent::Labelled { .. });
    graces.until("the label", |desk| desk.frames.iter().any(labelled)).await;
    let listed = |frame: &AgentEvent| matches!(frame, AgentEvent::LabelsChanged);
    graces.until("the list", |desk| desk.frames.iter().any(listed)).await;

    sends(&mut graces, DeskHolder::LiveChatAgent).await;
    sends(&mut marys, DeskHolder::OtherAgent).await;
    assert_eq!(heard(&graces, 0), may_hear(DeskHolder::LiveChatAgent));
    assert_eq!(heard(&marys, 0), BTreeSet::from(["snapshot", "error"]));
}

#[tokio::test]
async fn an_agent_who_may_chat_no_longer_hears_what_ended_and_sends_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut graces = grace.connect_available().await;
    let (_visitor, chat, _) = site.chatting(&grace, &mut graces).await;
    let (_other, waiting) = site.requested_chat().await;
    graces.offer_of(&waiting.id).await;
    let mut linuses = linus.connect_available().await;
    graces.transfer(&chat.id, to(&linus)).await.unwrap();
    let started = |frame: &AgentEvent| matches!(frame, AgentEvent::TransferStarted { .. });
    graces.until("the transfer", |desk| desk.frames.iter().any(started)).await;

    let before = graces.frames.len();
    change_role(&site, &grace, Role::Marketing).await;
    let without =
        |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { live_chat: false, .. });
    graces.until("a desk without chats", |desk| desk.frames.iter().any(without)).await;
    linuses.offer_of(&waiting.id).await;
    sends(&mut graces, DeskHolder::OtherAgent).await;
    let after = heard(&graces, before);
    let ends = BTreeSet::from(["snapshot", "error", "offer_closed", "released"]);
    assert!(after.is_superset(&ends), "{after:?}");
    assert!(after.is_subset(&may_hear(DeskHolder::OtherAgent)), "{after:?}");
    assert!(graces.offers.is_empty() && graces.chats.is_empty(), "{}", graces.dump());

    // And when they may again, nothing of it is held back.
    change_role(&site, &grace, Role::LiveAgent).await;
    let before = graces.frames.len();
    let with = |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { live_chat: true, .. });
    graces.until("a desk with chats", |desk| desk.frames.iter().skip(before).any(with)).await;
    sends(&mut graces, DeskHolder::LiveChatAgent).await;
}

#[tokio::test]
async fn visitors_keys_and_signed_out_agents_get_no_agent_socket() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (visitor, _chat) = site.requested_chat().await;
    let all = NewKey { name: "All".to_owned(), permissions: Permission::ALL.to_vec() };
    let make = site.admin.route(&CreateKey { site: site.id.clone() });
    let key: CreatedKey = make.json(&all).done().await.json();
    let endpoint = site.admin.desk_endpoint();
    let with = |name: &'static str, value: String| {
        let mut headers: Vec<_> =
            endpoint.headers.iter().filter(|(name, _)| name != "Cookie").cloned().collect();
        headers.push((Cow::Borrowed(name), value));
        Endpoint { url: endpoint.url.clone(), headers }
    };
    let strangers = [
        ("the visitor", with("Authorization", format!("Bearer {}", visitor.token))),
        ("a key", with("Authorization", format!("Bearer {}", key.key))),
        ("a cookie of nobody", with("Cookie", "__Host-session=nobody".to_owned())),
    ];
    for (who, stranger) in strangers {
        match stranger.open().await {
            Err(NoSocket::Refused(401 | 403, _)) => {}
            Err(error) => panic!("{who}: {error:?}"),
            Ok(_) => panic!("{who} holds an agent socket"),
        }
    }
}
