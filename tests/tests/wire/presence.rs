//! Computers that go to sleep with open sockets: the real worker, and real processes that are
//! stopped.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::Endpoint;
use bellhop_tests::tab::{CLOSED, Tab};
use shared::client::CloseCode;
use shared::event::Event;
use shared::heartbeat::SILENT_AFTER;
use shared::id::AgentId;
use shared::protocol::{AgentEvent, ServerFrame, Side};
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

fn id(name: &str) -> AgentId {
    AgentId::parse(format!("agent_{name}")).unwrap()
}

async fn tab(endpoint: &Endpoint) -> Tab {
    Tab::open(Path::new(env!("CARGO_BIN_EXE_bellhop-tab")), endpoint).await
}

/// Waits until a tab that was stopped just now counts as silent. Its last ping was earlier, so this
/// is long enough, also on a slow machine.
async fn until_silent() {
    sleep(Duration::from_millis(SILENT_AFTER.0) + Duration::from_secs(1)).await;
}

/// Closes an agent's socket so that only the tab remains.
async fn leave_it_to_the_tab(socket: AgentSocket, tab: &mut Tab) {
    tab.prints("\"snapshot\"").await;
    socket.close().await;
}

#[tokio::test]
async fn a_sleeping_agent_is_skipped_until_waking_up() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let socket = grace.connect_available().await;
    let mut graces = tab(&grace.desk_endpoint()).await;
    leave_it_to_the_tab(socket, &mut graces).await;
    let mut second = linus.connect_available().await;

    graces.sleep().await;
    until_silent().await;
    // It is Grace's turn, because she is first in the roster and neither had an offer.
    let (_visitor, mut chat) = site.requested_chat().await;
    let offer = second.offer_of(&chat.id).await;
    second.decline(&offer.id).await.unwrap();
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let offered = |event: &Event| match event {
        Event::Offered { agent, .. } => Some(agent.id.clone()),
        _ => None,
    };
    let offers: Vec<_> = chat.events().filter_map(offered).collect();
    assert_eq!(offers, [id("linus")], "{}", chat.dump());

    graces.wake().await;
    let over = graces.prints(CLOSED).await;
    assert!(over.contains(&CloseCode::Silent.code().to_string()), "{over}");
    graces.prints("\"snapshot\"").await;
    // It is still her turn.
    let (_visitor, chat) = site.requested_chat().await;
    graces.prints(&format!("\"conversation\":\"{}\"", chat.id)).await;
    second.up_to_date().await;
    assert_eq!(second.all_offers().len(), 1, "{}", second.dump());
}

#[tokio::test]
async fn the_chat_of_a_sleeping_agent_is_reassigned() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.agent_gone_minutes = 1).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, _graces_chat) = site.chatting(&grace, &mut socket).await;
    let mut graces = tab(&grace.desk_endpoint()).await;
    leave_it_to_the_tab(socket, &mut graces).await;
    let mut second = linus.connect_available().await;

    graces.sleep().await;
    until_silent().await;
    // Nobody calls the desk: its alarm detects it.
    let gone = |event: &Event| matches!(event, Event::AgentGone { agent } if *agent == id("grace"));
    chat.event("the event that she is gone", gone).await;
    let offer = second.offer_of(&chat.id).await;
    assert_eq!(offer.from.map(|from| from.id), Some(id("grace")));

    graces.wake().await;
    chat.event(
        "her return",
        |event| matches!(event, Event::Connected { agent, .. } if agent.id == id("grace")),
    )
    .await;
    second.until("the offer to be withdrawn", |socket| socket.offers.is_empty()).await;
    let closed = |frame: &AgentEvent| matches!(frame, AgentEvent::OfferClosed { .. });
    assert_eq!(second.frames.iter().filter(|frame| closed(frame)).count(), 1);
}

#[tokio::test]
async fn an_agent_sees_that_their_visitor_sleeps_and_returns() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let mut visitors = tab(&visitor.endpoint(&chat.id, &visitor.token)).await;
    chat.cut();

    visitors.sleep().await;
    until_silent().await;
    let said = |here| ServerFrame::Presence { side: Side::Visitor, here };
    graces.until("the visitor to be gone", |chat| chat.frames.contains(&said(false))).await;
    graces.frames.clear();
    visitors.wake().await;
    let over = visitors.prints(CLOSED).await;
    assert!(over.contains(&CloseCode::Silent.code().to_string()), "{over}");
    graces.until("the visitor to be back", |chat| chat.frames.contains(&said(true))).await;
    let over = |event: &Event| matches!(event, Event::Ended { .. });
    assert!(!graces.events().any(over), "the site's timeout is not over: {}", graces.dump());
}
