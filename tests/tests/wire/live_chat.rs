//! One live chat from the first page view to its end, and what both sides receive.

use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use shared::event::{Author, EndedBy, Event, OfferOutcome};
use shared::id::Seq;
use shared::protocol::{Bootstrap, ClientFrame, ServerFrame, Side};

#[tokio::test]
async fn a_chat_is_offered_to_one_agent_and_runs_to_its_end() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (mut socket, mut other_socket) =
        (grace.connect_available().await, linus.connect_available().await);

    let path = format!("/v1/sites/{}/bootstrap?url=https://shop.example/&done=", site.id);
    let bootstrap: Bootstrap = site.http.get(&path).done().await.json();
    assert!(bootstrap.enabled);
    let visible = bootstrap.dialogue.unwrap();
    assert_eq!((&visible.id, visible.version), (&site.dialogue, site.version));

    let visitor = site.visitor().await;
    let mut chat = visitor.begun(&visible.id, visible.version).await;
    let Some(ServerFrame::Welcome { stream: Some(stream), .. }) = chat.welcome() else {
        panic!("resuming from 0 sends the stream: {}", chat.dump());
    };
    assert_eq!(*stream, visible.stream);
    let key = chat.capture(stream::CAPTURE, ada()).await;
    chat.event("the chat request", |event| matches!(event, Event::Requested { .. })).await;
    chat.ack(&key).await;

    let offer = socket.offer().await;
    assert_eq!((&offer.conversation, &offer.attributes), (&chat.id, &ada()));
    assert_eq!(offer.page.url, "https://shop.example/pricing");
    assert_eq!(offer.until.0 - offer.since.0, 10_000);
    other_socket.up_to_date().await;
    assert_eq!(other_socket.all_offers(), [] as [&_; 0], "the chat is offered to one agent only");

    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    assert_eq!(socket.closed(&offer.id).await, OfferOutcome::Accepted);
    socket.until("the chat to be assigned", |socket| !socket.chats.is_empty()).await;
    let mut theirs = grace.chat(&chat.id).connected().await;

    let first = chat.say("Hello, is this the fire brigade?").await;
    let first = chat.ack(&first).await;
    theirs.event("the visitor's message", |event| matches!(event, Event::Said { .. })).await;
    let second = theirs.say("  No, this is the shop.  ").await;
    let second = theirs.ack(&second).await;
    assert_eq!(second, first.next());
    chat.until("the agent's message", |chat| chat.head() == second).await;
    let said = [
        (&Author::Visitor, "Hello, is this the fire brigade?"),
        (&Author::Agent(grace.id.clone()), "No, this is the shop."),
    ];
    assert_eq!(chat.said(), said);

    theirs.end().await;
    let ended = |event: &Event| *event == Event::Ended { by: EndedBy::Agent };
    chat.event("the end of the chat", ended).await;
    theirs.event("the end of the chat", ended).await;
    theirs.synced().await;
    same_log(&chat, &theirs);
    let names: Vec<String> = chat.events().map(name).collect();
    assert_eq!(
        names.join(" "),
        "started shown answered shown captured shown completed requested offered connected said \
         said ended"
    );
    socket.until("the chat to be released", |socket| socket.chats.is_empty()).await;
    site.used(1, 0).await;

    // A free agent is next only after the other one's turn.
    let (_, next) = site.requested_chat().await;
    other_socket.offer_of(&next.id).await;
    let (_, third) = site.requested_chat().await;
    socket.offer_of(&third.id).await;
}

#[tokio::test]
async fn typing_seen_and_presence_reach_the_other_side_and_are_not_logged() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let head = chat.head();
    let greeted = |end: &ConversationClient| {
        matches!(end.welcome(), Some(ServerFrame::Welcome { here: true, .. }))
    };
    assert!(greeted(&theirs), "the visitor is connected: {:?}", theirs.welcome());

    chat.send_frame(&ClientFrame::Typing { on: true }).await;
    let typing = ServerFrame::Typing { by: Side::Visitor, on: true };
    theirs.until("the visitor's typing", |end| end.frames.contains(&typing)).await;
    theirs.send_frame(&ClientFrame::Seen { seq: head }).await;
    let seen = ServerFrame::Seen { by: Side::Agent, seq: head };
    chat.until("the agent to have seen it", |end| end.frames.contains(&seen)).await;
    assert_eq!(chat.head(), head);

    chat.cut();
    let gone = ServerFrame::Presence { side: Side::Visitor, here: false };
    theirs.until("the visitor to be gone", |end| end.frames.last() == Some(&gone)).await;
    let chat = chat.connected().await;
    let here = ServerFrame::Presence { side: Side::Visitor, here: true };
    theirs.until("the visitor to be back", |end| end.frames.last() == Some(&here)).await;
    let Some(ServerFrame::Welcome { seen_by_agent, here, stream, .. }) = chat.welcome() else {
        panic!("{}", chat.dump());
    };
    assert_eq!((*seen_by_agent, *here), (head, true), "the seen position survives a break");
    assert!(stream.is_none(), "resuming in the middle sends no stream");
    assert!(chat.head() > Seq(0));
}

#[tokio::test]
async fn the_visitor_can_end_the_chat_and_the_agent_is_free_again() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;

    let key = chat.leave().await;
    chat.ack(&key).await;
    let ended = |event: &Event| *event == Event::Ended { by: EndedBy::Visitor };
    theirs.event("the end of the chat", ended).await;
    socket.until("the chat to be released", |socket| socket.chats.is_empty()).await;
    let key = theirs.say("Are you there?").await;
    assert_eq!(theirs.error("over").await.0, Some(key));
}

/// An event's name on the wire.
fn name(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()
}
