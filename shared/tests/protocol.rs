//! Snapshots of every frame on the wire. A changed snapshot is a changed protocol, and browsers
//! with the old widget are still in use.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use shared::audience::{NowAttribute, NowFacts};
use shared::conversation::RefusalReason;
use shared::conversation::{Draft, PrivateNote};
use shared::event::{
    AgentProfile, Author, EndedBy, Event, FallbackReason, Location, Logged, OfferFailure,
    OfferOutcome, Page, Rating, SharedFile,
};
use shared::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, FileId, LabelId, OfferId, RequestId,
    ResponseId, Seq, TeamId, Version,
};
use shared::people::{Device, Pages, Seen};
use shared::person::{Attributes, Field};
use shared::protocol::{
    AgentEvent, AgentFrame, ChatCard, ClientFrame, OfferCard, PendingTransfer, Scheduled,
    ServerFrame, Side, TransferTo,
};
use shared::quota::Package;
use shared::stream::{Route, check_document};
use shared::time::Timestamp;

const AT: Timestamp = Timestamp(1_795_310_000_000);

fn key() -> ClientKey {
    ClientKey::parse("c3").unwrap()
}

fn card(id: &str) -> CardId {
    CardId::parse(id).unwrap()
}

fn label() -> LabelId {
    LabelId::parse("label_vip").unwrap()
}

fn conversation() -> ConversationId {
    ConversationId::parse("conv_7").unwrap()
}

fn request() -> RequestId {
    RequestId::derive(&conversation(), Seq(8))
}

fn offer() -> OfferId {
    OfferId::derive(&request(), 1)
}

fn grace() -> AgentId {
    AgentId::parse("agent_grace").unwrap()
}

fn profile() -> AgentProfile {
    AgentProfile {
        id: grace(),
        name: "Grace".into(),
        picture: Some("/v1/sites/site_demo/pictures/agent_grace/1f".into()),
    }
}

fn attributes() -> Attributes {
    Attributes::from([(Field::FirstName, "Ada".into()), (Field::Email, "ada@example.com".into())])
}

fn page() -> Page {
    Page {
        url: "https://example.com/pricing".into(),
        title: "Pricing".into(),
        referrer: String::new(),
    }
}

/// Serializes each value, after checking that it deserializes to the same value.
fn wire<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) -> Vec<Value> {
    let one = |value: &T| {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
        serde_json::from_str(&text).unwrap()
    };
    values.iter().map(one).collect()
}

#[test]
fn events() {
    let all = [
        Event::Started {
            dialogue: DialogueId::parse("dialogue_hello").unwrap(),
            version: Version(3),
            page: page(),
            location: Location { country: "DE".into(), ..Location::default() },
            page_attributes: Attributes::default(),
        },
        Event::Shown { card: card("ask") },
        Event::Answered { card: card("ask"), response: ResponseId::parse("yes").unwrap() },
        Event::Captured { card: card("who"), values: attributes() },
        Event::AnswerCorrected { card: card("who"), values: attributes() },
        Event::AttributeSet {
            card: card("ask"),
            attribute: Field::from_name("wish").unwrap(),
            value: "wants_person".into(),
        },
        Event::AvailabilityChecked {
            card: card("now"),
            facts: NowFacts::from([
                (NowAttribute::open(), false),
                (NowAttribute::available(&Route::Rules), false),
            ]),
            back_at: Some(AT),
        },
        Event::GoalReached { card: card("goal"), goal: "Asked for a person".into() },
        Event::Completed { card: card("chat") },
        Event::Requested { request: request(), card: card("chat"), handed_over: None },
        Event::Queued { place: 2, until: AT },
        Event::Offered { request: request(), offer: offer(), agent: profile(), until: AT },
        Event::OfferClosed {
            request: request(),
            offer: offer(),
            agent: grace(),
            reason: OfferFailure::TimedOut,
        },
        Event::Connected { request: request(), agent: profile() },
        Event::FollowedUp { request: request(), agent: profile() },
        Event::FellBack {
            request: request(),
            reason: FallbackReason::TimedOut,
            message: "Nobody is free.".into(),
            form: None,
        },
        Event::MessageLeft {
            values: Attributes::from([(Field::Email, "ada@example.com".into())]),
            text: "Please call me".into(),
        },
        Event::DocumentOpened { card: card("guide") },
        Event::DocumentDownloaded { card: card("guide") },
        Event::DocumentClosed { card: card("guide"), ms: 42_000 },
        Event::Rated { rating: Rating::new(4).unwrap(), comment: "quick".into() },
        Event::AgentGone { agent: grace() },
        Event::Withdrawn { request: request() },
        Event::Said { by: Author::Visitor, text: "Hello".into(), file: None },
        Event::Said { by: Author::Agent(grace()), text: "Hi Ada".into(), file: None },
        Event::Said {
            by: Author::Visitor,
            text: "oven.png".into(),
            file: Some(SharedFile {
                id: FileId::parse("file_1").unwrap(),
                kind: "image/png".into(),
                size: 34_000,
            }),
        },
        Event::Ended { by: EndedBy::Agent },
    ];
    insta::assert_json_snapshot!(wire(&all));
}

#[test]
fn what_a_browser_sends_to_a_conversation() {
    let all = [
        ClientFrame::Resume { after: Seq(17) },
        ClientFrame::Answer {
            id: key(),
            card: card("ask"),
            response: ResponseId::parse("yes").unwrap(),
        },
        ClientFrame::Capture { id: key(), card: card("who"), values: attributes() },
        ClientFrame::CorrectAnswer { id: key(), card: card("who"), values: attributes() },
        ClientFrame::Say { id: key(), text: "Hello".into() },
        ClientFrame::FollowUp { id: key(), text: "Good morning".into() },
        ClientFrame::Typing { on: true },
        ClientFrame::Seen { seq: Seq(18) },
        ClientFrame::Page { page: page() },
        ClientFrame::Leave { id: key() },
        ClientFrame::End { id: key() },
        ClientFrame::Note { id: key(), text: "Wants an invoice".into() },
        ClientFrame::Draft {
            id: key(),
            draft: Draft { text: "Let me".into(), note: String::new() },
        },
    ];
    insta::assert_json_snapshot!(wire(&all));
}

#[test]
fn what_a_conversation_sends() {
    let stream = check_document(&json!({"first": "hi", "cards": [
        {"type": "message", "id": "hi", "text": "Hello", "next": "ask"},
        {"type": "question", "id": "ask", "text": "A person?", "store": "wish", "responses": [
            {"id": "yes", "label": "Yes", "value": "wants_person", "next": "which"}, {"id": "no", "label": "No"}]},
        {"type": "condition", "id": "which", "branches": [
            {"when": {"all": [{"attribute": "country", "operator": "is", "value": "DE"},
                {"any": [{"attribute": "wish", "operator": "is_not_empty"}]}]}, "next": "note"}], "else": {"next": "who"}},
        {"type": "action", "id": "note", "attribute": "topic", "value": "ovens", "next": "who"},
        {"type": "capture", "id": "who", "text": "Who are you?", "fields": [
            {"field": "email", "label": "E-mail", "required": true, "skip_if_set": true},
            {"field": "size", "label": "How many are you?", "type": "text", "options": ["1 to 9", "10 or more"]}], "next": "goal"},
        {"type": "goal", "id": "goal", "goal": "Left an address", "next": "chat"},
        {"type": "live_chat", "id": "chat", "route": {"by": "agent", "agent": "agent_grace"}},
    ]}), Package::Prime)
    .stream;
    assert!(stream.is_some());
    let said = Event::Said { by: Author::Visitor, text: "Hello".into(), file: None };
    let all = [
        ServerFrame::Welcome {
            head: Seq(9),
            through: Seq(9),
            now: AT,
            dialogue: DialogueId::parse("dialogue_hello").unwrap(),
            version: Version(3),
            stream,
            seen_by_visitor: Seq(9),
            seen_by_agent: Seq(7),
            here: true,
        },
        ServerFrame::Event(Logged { seq: Seq(18), at: AT, id: Some(key()), event: said }),
        ServerFrame::Event(Logged {
            seq: Seq(19),
            at: AT,
            id: None,
            event: Event::Ended { by: EndedBy::Idle },
        }),
        ServerFrame::Note(PrivateNote {
            number: 1,
            at: AT,
            after: Seq(19),
            id: key(),
            by: profile(),
            text: "Wants an invoice".into(),
        }),
        ServerFrame::Draft(Draft { text: "Let me".into(), note: "Invoice?".into() }),
        ServerFrame::Ack { id: key(), seq: Seq(18) },
        ServerFrame::Typing { by: Side::Agent, on: true },
        ServerFrame::Seen { by: Side::Visitor, seq: Seq(18) },
        ServerFrame::Presence { side: Side::Agent, here: false },
        ServerFrame::Visit {
            pages: Pages::restore(vec![Seen { page: page(), at: AT }]),
            device: Device { browser: "Firefox 140".into(), system: "Windows".into() },
        },
        ServerFrame::Error {
            id: Some(key()),
            code: "too_long".into(),
            message: "The message is too long.".into(),
            reason: Some(RefusalReason::LongMessage.as_str().to_owned()),
            field: None,
        },
        ServerFrame::Error {
            id: None,
            code: "unknown_frame".into(),
            message: "No such frame.".into(),
            reason: None,
            field: None,
        },
    ];
    insta::assert_json_snapshot!(wire(&all));
}

#[test]
fn agent_socket_frames() {
    let sent = [
        AgentFrame::Status { id: key(), available: true },
        AgentFrame::Accept { id: key(), offer: offer() },
        AgentFrame::Decline { id: key(), offer: offer() },
        AgentFrame::Transfer {
            id: key(),
            conversation: conversation(),
            to: TransferTo::Agent(grace()),
        },
        AgentFrame::Transfer {
            id: key(),
            conversation: conversation(),
            to: TransferTo::Team(TeamId::parse("team_bakers").unwrap()),
        },
        AgentFrame::CancelTransfer { id: key(), conversation: conversation() },
    ];
    let offer_card = OfferCard {
        id: offer(),
        conversation: conversation(),
        attributes: attributes(),
        page: page(),
        from: None,
        since: AT,
        until: AT,
    };
    let chat = ChatCard {
        conversation: conversation(),
        attributes: attributes(),
        page: page(),
        since: AT,
        transfer: None,
    };
    let transfer = PendingTransfer { to: profile(), until: AT };
    let transferring = ChatCard { transfer: Some(transfer.clone()), ..chat.clone() };
    let received = [
        AgentEvent::Snapshot {
            now: AT,
            agent: profile(),
            live_chat: true,
            available: false,
            toggled_until: Some(AT),
            schedule: Some(Scheduled { available: true, until: Some(AT) }),
            max_chats: 10,
            offers: vec![offer_card.clone()],
            chats: vec![chat.clone(), transferring],
            waiting: 2,
        },
        AgentEvent::Offer { offer: offer_card.clone(), now: AT },
        AgentEvent::Offer { offer: OfferCard { from: Some(profile()), ..offer_card }, now: AT },
        AgentEvent::OfferClosed { offer: offer(), reason: OfferOutcome::Accepted },
        AgentEvent::Assigned { chat },
        AgentEvent::Released { conversation: conversation(), to: None },
        AgentEvent::Released { conversation: conversation(), to: Some(profile()) },
        AgentEvent::TransferStarted { conversation: conversation(), transfer },
        AgentEvent::TransferEnded { conversation: conversation(), reason: OfferFailure::Declined },
        AgentEvent::Missed { free: 3, own: Some(1) },
        AgentEvent::Waiting { count: 3 },
        AgentEvent::LabelsChanged,
        AgentEvent::Labelled { conversation: conversation(), labels: vec![label()] },
        AgentEvent::Status { available: true, toggled_until: None, schedule: None },
        AgentEvent::Status {
            available: true,
            toggled_until: None,
            schedule: Some(Scheduled { available: true, until: None }),
        },
        AgentEvent::Ack { id: key() },
        AgentEvent::Error {
            id: Some(key()),
            code: "timed_out".into(),
            message: "Too late.".into(),
        },
    ];
    insta::assert_json_snapshot!(json!({"sent": wire(&sent), "received": wire(&received)}));
}

#[test]
fn unknown_fields_are_ignored_and_unknown_frames_are_errors() {
    let frame = r#"{"type":"say","id":"c3","text":"Hello","mood":"sunny"}"#;
    assert!(serde_json::from_str::<ClientFrame>(frame).is_ok());
    assert!(serde_json::from_str::<ClientFrame>(r#"{"type":"dance","id":"c3"}"#).is_err());
}
