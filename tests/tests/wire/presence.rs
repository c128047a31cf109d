//! Machines that fall asleep with their sockets open: the real worker, and real processes that stop.

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

/// Until a tab that stopped just now counts as silent. Its last ping was earlier, so this is long
/// enough; and a slow machine only makes it longer.
async fn until_silent() {
    sleep(Duration::from_millis(SILENT_AFTER.0) + Duration::from_secs(1)).await;
}

/// Waits until nobody but the tab is there for an agent.
async fn leave_it_to_the_tab(socket: AgentSocket, tab: &mut Tab) {
    tab.prints("\"snapshot\"").await;
    socket.close().await;
}

#[tokio::test]
async fn a_sleeping_agent_is_passed_over_and_is_offered_chats_again_after_waking_up() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let socket = grace.connect_available().await;
    let mut graces = tab(&grace.desk_endpoint()).await;
    leave_it_to_the_tab(socket, &mut graces).await;
    let mut second = linus.connect_available().await;

    graces.sleep().await;
    until_silent().await;
    // It is Grace's turn: hers is the first place in the row, and neither had an offer.
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
    // It is her turn still.
    let (_visitor, chat) = site.requested_chat().await;
    graces.prints(&format!("\"conversation\":\"{}\"", chat.id)).await;
    second.up_to_date().await;
    assert_eq!(second.all_offers().len(), 1, "{}", second.dump());
}

#[tokio::test]
async fn the_chat_of_a_sleeping_agent_is_offered_to_a_colleague() {
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
    // Nobody asks the desk for anything: its alarm finds out.
    let gone = |event: &Event| matches!(event, Event::AgentGone { agent } if *agent == id("grace"));
    chat.event("the word that she is gone", gone).await;
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
async fn an_agent_sees_that_their_visitor_sleeps_and_that_they_are_back() {
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
    assert!(!graces.events().any(over), "the site's minutes are not over: {}", graces.dump());
}
