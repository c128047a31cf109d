//! Transfers and disconnected agents, with the real desk and its real alarms.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::desk::{Decision, RoutingReason};
use shared::event::{EndedBy, Event, OfferFailure, OfferOutcome};
use shared::id::{AgentId, TeamId};
use shared::permission::Role;
use shared::protocol::{AgentEvent, AuditEvent, AuditRow, DisconnectPolicy, Listing, TransferTo};
use shared::quota::Package;
use std::time::Duration;
use tokio::time::sleep;

fn id(name: &str) -> AgentId {
    AgentId::parse(format!("agent_{name}")).unwrap()
}

fn to(name: &str) -> TransferTo {
    TransferTo::Agent(id(name))
}

/// Waits until that agent has joined the chat.
async fn joined(chat: &mut ConversationClient, name: &str) {
    let agent_id = id(name);
    let is =
        |event: &Event| matches!(event, Event::Connected { agent, .. } if agent.id == agent_id);
    chat.event(&format!("{name} to join"), is).await;
}

/// Waits until the agent gets the event that their transfer failed, and returns the reason.
async fn transfer_ended(socket: &mut AgentSocket) -> OfferFailure {
    let reason = |socket: &AgentSocket| {
        socket.frames.iter().find_map(|frame| match frame {
            AgentEvent::TransferEnded { reason, .. } => Some(*reason),
            _ => None,
        })
    };
    socket.until("the end of the transfer", |socket| reason(socket).is_some()).await;
    reason(socket).unwrap()
}

/// Most of a minute, the shortest timeout a site can set for a disconnected agent. Sleeping here
/// keeps the wait for the next event within the usual limit.
async fn most_of_a_minute() {
    sleep(Duration::from_secs(40)).await;
}

#[tokio::test]
async fn a_transferred_chat_keeps_its_log_and_its_first_agent_becomes_a_reader() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, mut graces) = site.chatting(&grace, &mut first).await;
    let mut second = linus.connect_available().await;
    chat.say("My oven is cold").await;
    chat.synced().await;

    assert_eq!(first.transfer(&chat.id, to("linus")).await, Ok(()), "{}", first.dump());
    let offer = second.offer_of(&chat.id).await;
    assert_eq!(offer.from.map(|from| from.id), Some(id("grace")));
    graces.say("Linus knows ovens").await; // she has the chat until he accepts
    graces.synced().await;
    assert_eq!(second.accept(&offer.id).await, Ok(()), "{}", second.dump());
    joined(&mut chat, "linus").await;
    first.until("the chat to be gone from her list", |socket| socket.chats.is_empty()).await;

    let mut his = linus.chat(&chat.id).connected().await;
    let texts = |chat: &ConversationClient| {
        chat.said().iter().map(|(_, text)| (*text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&his), ["My oven is cold", "Linus knows ovens"]);
    his.say("Is it plugged in?").await;
    his.synced().await;
    chat.until("his message", |chat| texts(chat).len() == 3).await;
    graces.say("One more thing").await;
    graces.error("not_yours").await;
    graces.until("his message, because she may still read", |chat| texts(chat).len() == 3).await;
    same_log(&chat, &graces);

    assert_eq!(site.usage().await.used, 1, "one chat, however many transfers");
    let path = format!("conversations/{}/routing", chat.id);
    let decisions: Listing<Decision> = site.admin.request(Method::GET, &path).done().await.json();
    let reason: Vec<_> = decisions.items.iter().map(|decision| decision.reason.clone()).collect();
    assert!(reason.contains(&RoutingReason::Transfer { by: id("grace") }), "{reason:?}");
    let replays = |decision: &Decision| decision.replay() == decision.chosen.as_ref();
    assert!(decisions.items.iter().all(replays));
}

#[tokio::test]
async fn a_failed_transfer_leaves_the_chat_with_its_agent() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 10).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, mut graces) = site.chatting(&grace, &mut first).await;
    let away = first.transfer(&chat.id, to("linus")).await;
    assert_eq!(away, Err("target_unavailable".to_owned()));
    let mut second = linus.connect_available().await;

    first.transfer(&chat.id, to("linus")).await.unwrap();
    let again = first.transfer(&chat.id, to("linus")).await;
    assert_eq!(again, Err("transfer_pending".to_owned()));
    let offer = second.offer_of(&chat.id).await;
    second.decline(&offer.id).await.unwrap();
    assert_eq!(transfer_ended(&mut first).await, OfferFailure::Declined);

    first.frames.clear();
    first.transfer(&chat.id, to("linus")).await.unwrap();
    let offer = second.offer_of(&chat.id).await;
    assert_eq!(second.closed(&offer.id).await, OfferOutcome::Failed(OfferFailure::TimedOut));
    assert_eq!(transfer_ended(&mut first).await, OfferFailure::TimedOut);

    first.frames.clear();
    first.transfer(&chat.id, to("linus")).await.unwrap();
    let offer = second.offer_of(&chat.id).await;
    first.cancel_transfer(&chat.id).await.unwrap();
    assert_eq!(second.closed(&offer.id).await, OfferOutcome::Failed(OfferFailure::Withdrawn));

    graces.say("Still me").await;
    graces.synced().await;
    chat.until("her message", |chat| chat.said().len() == 1).await;
    let connected = chat.events().filter(|event| matches!(event, Event::Connected { .. })).count();
    assert_eq!(connected, 1, "the visitor noticed nothing: {}", chat.dump());
}

#[tokio::test]
async fn a_transfer_to_a_team_needs_prime_and_is_offered_to_its_next_agent() {
    let server = Server::shared().await;
    let select = Site::create(&server, Package::Select, stream::advised()).await;
    let grace = select.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, _) = select.chatting(&grace, &mut socket).await;
    let team = || TransferTo::Team(TeamId::parse("team_ovens").unwrap());
    assert_eq!(socket.transfer(&chat.id, team()).await, Err("not_prime".to_owned()));

    let site = Site::create(&server, Package::Prime, stream::advised()).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let routing = json!({"teams": [
        {"id": "team_ovens", "name": "Ovens", "members": ["agent_grace", "agent_linus"]}]});
    site.admin.request(Method::PUT, "routing").json(&routing).done().await;
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, _) = site.chatting(&grace, &mut first).await;
    let mut second = linus.connect_available().await;
    first.transfer(&chat.id, team()).await.unwrap();
    let offer = second.offer_of(&chat.id).await;
    second.accept(&offer.id).await.unwrap();
    joined(&mut chat, "linus").await;
}

#[tokio::test]
async fn when_an_agent_disconnects_the_visitor_sees_it_and_the_chat_is_reassigned() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.agent_gone_minutes = 1).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, graces) = site.chatting(&grace, &mut first).await;
    let mut second = linus.connect_available().await;
    drop(graces);
    first.close().await;
    most_of_a_minute().await;
    chat.event(
        "the event that she is gone",
        |event| matches!(event, Event::AgentGone { agent } if *agent == id("grace")),
    )
    .await;
    chat.say("Hello?").await;
    chat.synced().await;
    let offer = second.offer_of(&chat.id).await;
    second.accept(&offer.id).await.unwrap();
    joined(&mut chat, "linus").await;
    let his = linus.chat(&chat.id).connected().await;
    same_log(&chat, &his);
    // She returns, but the chat is no longer hers.
    assert!(grace.connect().await.chats.is_empty());
    assert_eq!(site.usage().await.used, 1);
}

#[tokio::test]
async fn the_visitor_of_a_removed_agent_gets_the_fallback_at_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, _graces) = site.chatting(&grace, &mut first).await;
    site.admin.request(Method::DELETE, "agents/agent_grace").done().await;
    chat.event("the event that she is gone", |e| matches!(e, Event::AgentGone { .. })).await;
    chat.event("the fallback", |e| matches!(e, Event::FellBack { .. })).await;
    let path = format!("conversations/{}/routing", chat.id);
    let decided: Listing<Decision> = site.admin.request(Method::GET, &path).done().await.json();
    let last = decided.items.last().unwrap();
    assert_eq!((&last.reason, &last.chosen), (&RoutingReason::Reassign, &None));
}

#[tokio::test]
async fn a_manager_takes_a_chat_over_assigns_it_and_ends_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, _graces) = site.chatting(&grace, &mut first).await;
    let manager = site.agent_of("Mary", Role::Admin).await;
    let path = format!("conversations/{}/agent", chat.id);
    let to = |agent: &str| json!({ "to": { "agent": agent } });
    let assign = |agent: &str| manager.request(Method::PUT, &path).json(&to(agent));

    // Whoever takes a chat over must be there.
    assign("agent_mary").send().await.problem(422, "target_unavailable");
    let mut third = manager.connect().await;
    grace
        .request(Method::PUT, &path)
        .json(&to("agent_grace"))
        .send()
        .await
        .problem(403, "no_permission");
    assign("agent_mary").done().await;
    joined(&mut chat, "mary").await;
    third.until("the chat", |socket| !socket.chats.is_empty()).await;
    first.until("that it is gone", |socket| socket.chats.is_empty()).await;

    let mut second = linus.connect_available().await;
    assign("agent_linus").done().await;
    let offer = second.offer_of(&chat.id).await;
    second.accept(&offer.id).await.unwrap();
    joined(&mut chat, "linus").await;

    let end = format!("conversations/{}/ended", chat.id);
    linus.request(Method::PUT, &end).send().await.problem(403, "no_permission");
    manager.request(Method::PUT, &end).done().await;
    chat.event("the end", |e| matches!(e, Event::Ended { by: EndedBy::Agent })).await;
    second.until("that it is over", |socket| socket.chats.is_empty()).await;
    manager.request(Method::PUT, &end).send().await.problem(422, "over");
    assign("agent_mary").send().await.problem(422, "not_live");

    // The log names the manager, once for each thing that was done, and nothing that was refused.
    let logged = async || -> Listing<AuditRow> {
        site.admin.request(Method::GET, "audit?who=agent_mary").done().await.json()
    };
    let act_of = |row: &AuditRow| match &row.event {
        AuditEvent::ChatTakenOver { conversation } => Some(("taken over", conversation.clone())),
        AuditEvent::ChatAssigned { conversation, agent, name, .. }
            if *agent == Some(id("linus")) && name == "Linus" =>
        {
            Some(("assigned to Linus", conversation.clone()))
        }
        AuditEvent::ChatEnded { conversation } => Some(("ended", conversation.clone())),
        _ => None,
    };
    let all = |list: &Listing<AuditRow>| list.items.iter().filter_map(act_of).collect::<Vec<_>>();
    let list = eventually("all to be logged", logged, |list| all(list).len() >= 3).await;
    let mut acts = all(&list);
    acts.sort();
    let expected = ["assigned to Linus", "ended", "taken over"].map(|act| (act, chat.id.clone()));
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn with_the_wait_setting_the_visitor_waits_for_their_agent() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| {
        settings.agent_gone_minutes = 1;
        settings.agent_disconnect_policy = DisconnectPolicy::Notify;
    })
    .await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut first = grace.connect_available().await;
    let (_visitor, mut chat, _graces) = site.chatting(&grace, &mut first).await;
    let mut second = linus.connect_available().await;
    first.close().await;
    most_of_a_minute().await;
    chat.event("the event that she is gone", |e| matches!(e, Event::AgentGone { .. })).await;
    let before = chat.log.len();
    let back = grace.connect().await;
    assert_eq!(back.chats.len(), 1, "it is still hers");
    chat.until("the event that she is back", |chat| chat.log.len() > before).await;
    assert!(
        matches!(chat.events().last(), Some(Event::Connected { agent, .. }) if agent.id == id("grace"))
    );
    second.up_to_date().await;
    assert!(second.all_offers().is_empty(), "{}", second.dump());
}

#[tokio::test]
async fn a_request_of_a_visitor_who_closed_the_page_is_withdrawn() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 120).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    chat.cut();
    assert_eq!(
        socket.closed(&offer.id).await,
        OfferOutcome::Failed(OfferFailure::Withdrawn),
        "{}",
        socket.dump()
    );
    let again = visitor.chat(&chat.id).connected().await;
    assert!(matches!(again.events().last(), Some(Event::Withdrawn { .. })), "{}", again.dump());
    site.used(0, 0).await;
}

#[tokio::test]
async fn a_chat_ends_after_its_visitor_was_gone_for_the_sites_timeout() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.visitor_gone_minutes = 1).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    chat.cut();
    most_of_a_minute().await;
    graces.event("the end of the chat", |event| matches!(event, Event::Ended { .. })).await;
    socket.until("her desk to be free", |socket| socket.chats.is_empty()).await;
}
