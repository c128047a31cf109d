//! Tests of the panel against the real conversation, over a connection that breaks.

mod breaks;
mod cards;
mod correction;
mod edge;
mod page_events;

use shared::client::{Connection, ConnectionInput, ConnectionState};
use shared::conversation::Phase;
use shared::dialogue::FlowContext;
use shared::event::{FallbackReason, Page};
use shared::id::{Seq, VisitId};
use shared::person::Field;
use shared::protocol::{PublishedDialogue, ServerFrame, Style};
use shared::time::Timestamp;

use super::{Answer, Effect, LoaderMessage, Msg, UserAction, start, update};
use crate::model::{Model, Rng, Stage, Typing};
use crate::texts::tests::english;
use crate::texts::{Text, TextKey};
use crate::thread_view::{Line, Prompt, ThreadView};
use edge::Edge;

pub(crate) const NOW: Timestamp = Timestamp(1_000_000);

fn dialogue() -> PublishedDialogue {
    serde_json::from_value(serde_json::json!({
        "id": "dialogue_a", "name": "A", "version": 1, "poke": true,
        "stream": { "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "What brings you here?", "responses": [
                { "id": "talk", "label": "Talk", "next": "who" },
                { "id": "bye", "label": "Nothing", "next": "bye" },
            ]},
            { "type": "message", "id": "bye", "text": "Bye" },
            { "type": "capture", "id": "who", "text": "Who are you?", "next": "chat", "fields": [
                { "field": "first_name", "label": "Name", "required": true },
                { "field": "company", "label": "Company" },
            ]},
            { "type": "live_chat", "id": "chat", "text": "Thanks, {{person.first_name|you}}",
              "route": { "by": "round_robin" } },
        ]},
    }))
    .unwrap()
}

pub(crate) fn model() -> Model {
    let mut model = Model {
        context: FlowContext {
            page: Page { url: "https://a.example/".into(), ..Page::default() },
            ..FlowContext::default()
        },
        greeting: "{}".into(),
        earlier: Vec::new(),
        is_replaying: false,
        visit: VisitId::parse("visit_a").unwrap(),
        style: Style::default(),
        offered: Some(dialogue().into()),
        token: Some("token".into()),
        conversation: None,
        connection: Connection::default(),
        begin_failures: 0,
        stage: Stage { open: true, calm: true, ..Stage::default() },
        typing: Typing::default(),
        trouble: None,
        revealed: 0,
        revealing: false,
        ticking: false,
        unread: 0,
        now: NOW,
        edge_clock: None,
        clock: |_| "10:02".to_owned(),
        rng: Rng::new(7),
    };
    start(&mut model);
    model
}

fn user(model: &mut Model, user: UserAction) -> Vec<Effect> {
    update(model, NOW, Msg::UserAction(user))
}

fn sent(effects: &[Effect]) -> Vec<String> {
    let text = |effect: &Effect| match effect {
        Effect::Send(text) if text.starts_with('{') => Some(text.clone()),
        _ => None,
    };
    effects.iter().filter_map(text).collect()
}

/// Delivers frames and the answers to them until nothing is left to send.
fn carry(model: &mut Model, edge: &Edge, effects: &[Effect]) {
    let mut frames: Vec<ServerFrame> = sent(effects).iter().flat_map(|f| edge.frame(f)).collect();
    while !frames.is_empty() {
        deliver(model, edge, std::mem::take(&mut frames), &mut frames);
    }
}

fn deliver(model: &mut Model, edge: &Edge, frames: Vec<ServerFrame>, back: &mut Vec<ServerFrame>) {
    for frame in frames {
        let effects = update(model, NOW, Msg::Frame(model.connection.id(), Box::new(frame)));
        back.extend(sent(&effects).iter().flat_map(|frame| edge.frame(frame)));
        lines(model);
    }
}

fn opened(model: &mut Model) -> Vec<Effect> {
    let id = model.connection.id();
    update(model, NOW, Msg::Connection(ConnectionInput::Opened(id)))
}

fn closed(model: &mut Model, code: u16) -> Vec<Effect> {
    let id = model.connection.id();
    update(model, NOW, Msg::Connection(ConnectionInput::Closed(id, code)))
}

fn link(model: &mut Model, edge: &Edge) {
    let effects = opened(model);
    carry(model, edge, &effects);
}

/// The lines of the thread, prefixed with the author's initial. Asserts that their keys are unique.
fn lines(model: &Model) -> Vec<String> {
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    let mut keys = Vec::new();
    let mut texts = Vec::new();
    for line in view.lines {
        let (key, text) = match line {
            Line::Bubble(bubble) => {
                let by = format!("{:?}", bubble.by);
                (bubble.key, format!("{}: {}", &by[..1], english(&bubble.text)))
            }
            Line::Note { key, text } => (key, english(&text)),
        };
        assert!(!keys.contains(&key), "two lines have the key {key}");
        keys.push(key);
        texts.push(text);
    }
    texts
}

fn choose(model: &mut Model, response: &str) -> Vec<Effect> {
    let card = shared::id::CardId::parse("ask").unwrap();
    user(model, UserAction::Choose(card, shared::id::ResponseId::parse(response).unwrap()))
}

fn begin(model: &mut Model) -> Edge {
    let effects = choose(model, "talk");
    let body = effects.iter().find_map(|effect| match effect {
        Effect::Begin(_, body) => Some(body.clone()),
        _ => None,
    });
    let edge = Edge::begun(&body.expect("the first response begins the conversation"));
    update(model, NOW, Msg::Begun(Answer::Good("conv_a".into())));
    edge
}

/// A visitor who waits for an agent.
fn requested() -> (Model, Edge) {
    let mut model = model();
    let edge = begin(&mut model);
    link(&mut model, &edge);
    for value in ["Ada", ""] {
        user(&mut model, UserAction::Typed(value.into()));
        let act = if value.is_empty() { UserAction::Skip } else { UserAction::Continue };
        let effects = user(&mut model, act);
        carry(&mut model, &edge, &effects);
    }
    (model, edge)
}

pub(crate) fn live() -> (Model, Edge) {
    let (mut model, edge) = requested();
    deliver(&mut model, &edge, edge.connect(), &mut Vec::new());
    (model, edge)
}

pub(crate) fn say(model: &mut Model, text: &str) -> Vec<Effect> {
    user(model, UserAction::Draft(text.into()));
    user(model, UserAction::Say)
}

#[test]
fn an_answer_is_shown_at_once_and_unchanged_by_its_confirmation() {
    let mut model = model();
    assert_eq!(lines(&model), ["B: What brings you here?"]);
    let edge = begin(&mut model);
    let before = lines(&model);
    assert_eq!(before, ["B: What brings you here?", "V: Talk", "B: Who are you?"]);
    link(&mut model, &edge);
    assert_eq!(lines(&model), before);
    assert!(model.conversation.as_ref().unwrap().pending.is_empty());
}

#[test]
fn a_long_log_is_asked_for_piece_by_piece() {
    let mut model = model();
    let edge = begin(&mut model);
    opened(&mut model);
    let mut frames = edge.resume(Seq(0));
    let ServerFrame::Welcome { through, .. } = &mut frames[0] else { panic!("no welcome") };
    *through = Seq(2);
    let mut sent = Vec::new();
    for frame in frames.drain(..3) {
        let id = model.connection.id();
        sent.extend(update(&mut model, NOW, Msg::Frame(id, Box::new(frame))));
    }
    let resume = r#"{"type":"resume","after":2}"#;
    assert_eq!(
        sent.iter().filter(|effect| matches!(effect, Effect::Send(text) if text == resume)).count(),
        1
    );
    for frame in edge.resume(Seq(2)) {
        let id = model.connection.id();
        let effects = update(&mut model, NOW, Msg::Frame(id, Box::new(frame)));
        assert!(
            !effects
                .iter()
                .any(|effect| matches!(effect, Effect::Send(text) if text.contains("resume")))
        );
    }
    assert_eq!(model.conversation.unwrap().state.head, edge.conversation.borrow().state.head);
}

#[test]
fn a_question_does_not_reappear_between_the_frames_of_its_answer() {
    let mut model = model();
    let edge = begin(&mut model);
    opened(&mut model);
    for frame in edge.resume(Seq(0)) {
        let id = model.connection.id();
        update(&mut model, NOW, Msg::Frame(id, Box::new(frame)));
        let view = ThreadView::new(model.conversation.as_ref().unwrap());
        assert!(matches!(view.prompt, Prompt::Field { .. }), "{:?}", view.prompt);
    }
}

#[test]
fn a_chat_from_the_request_to_the_messages() {
    let (mut model, edge) = live();
    let mut effects = say(&mut model, " Hello ");
    assert_eq!(lines(&model).last().unwrap(), "V: Hello");
    carry(&mut model, &edge, &std::mem::take(&mut effects));
    deliver(&mut model, &edge, edge.says("a1", "Hi Ada"), &mut Vec::new());
    assert_eq!(
        lines(&model)[2..],
        [
            "B: Who are you?",
            "V: Ada",
            "V: Skipped",
            "B: Thanks, Ada",
            "Grace joined",
            "V: Hello",
            "A: Hi Ada",
        ]
    );
}

#[test]
fn who_has_another_chat_reads_where_it_is_and_others_the_sites_message() {
    for (reason, text) in [
        (FallbackReason::OtherChat, "B: You have a chat open in another tab"),
        (FallbackReason::Declined, "B: Nobody is here"),
    ] {
        let (mut model, edge) = requested();
        deliver(&mut model, &edge, edge.falls_back(reason), &mut Vec::new());
        assert!(lines(&model).last().unwrap().starts_with(text), "{:?}", lines(&model));
    }
}

#[test]
fn messages_behind_a_closed_panel_are_unread_until_seen() {
    let (mut model, edge) = live();
    update(&mut model, NOW, Msg::Opened(false));
    for key in ["a1", "a2"] {
        deliver(&mut model, &edge, edge.says(key, "Hi"), &mut Vec::new());
    }
    assert_eq!(model.unread, 2);
    let effects = update(&mut model, NOW, Msg::Opened(true));
    assert_eq!(model.unread, 0);
    assert!(effects.iter().any(|e| matches!(e, Effect::LoaderMessage(LoaderMessage::Unread(0)))));
    assert!(sent(&effects)[0].contains("seen"));
}

#[test]
fn an_invalid_value_is_explained_under_the_field() {
    let mut model = model();
    let edge = begin(&mut model);
    link(&mut model, &edge);
    assert!(sent(&user(&mut model, UserAction::Continue)).is_empty());
    assert_eq!(model.typing.complaint, Some(TextKey::Missing.into()));
    user(&mut model, UserAction::Typed("Ada".into()));
    assert_eq!(model.typing.complaint, None);
    let effects = user(&mut model, UserAction::Continue);
    carry(&mut model, &edge, &effects);
    let attributes = &model.conversation.as_ref().unwrap().state.flow.attributes;
    assert_eq!(attributes.get(&Field::FirstName).map(String::as_str), Some("Ada"));
}

#[test]
fn a_too_long_message_stays_in_the_composer() {
    let (mut model, _) = live();
    assert!(sent(&say(&mut model, &"x".repeat(4_001))).iter().all(|f| !f.contains("say")));
    assert_eq!(model.typing.draft.len(), 4_001);
}

#[test]
fn a_refused_beginning_is_undone_and_explained() {
    let mut model = model();
    choose(&mut model, "talk");
    let reason = Text::from("Chat is switched off.".to_owned());
    update(&mut model, NOW, Msg::Begun(Answer::Refused(422, reason.clone())));
    assert_eq!(model.trouble, Some(reason));
    assert_eq!(lines(&model).len(), 1);
}

#[test]
fn a_completed_branch_is_reported_once_and_closes_the_connection() {
    let mut model = model();
    let effects = choose(&mut model, "bye");
    let Some(Effect::Begin(_, body)) = effects.last() else { panic!("{effects:?}") };
    let edge = Edge::begun(body);
    update(&mut model, NOW, Msg::Begun(Answer::Good("conv_a".into())));
    opened(&mut model);
    let mut sent = Vec::new();
    for frame in edge.resume(Seq(0)) {
        let id = model.connection.id();
        for effect in update(&mut model, NOW, Msg::Frame(id, Box::new(frame))) {
            if let Effect::LoaderMessage(message) = effect {
                sent.push(message);
            }
        }
    }
    // The page hears of it while the conversation still runs.
    sent.retain(|message| !matches!(message, LoaderMessage::Events(_)));
    assert_eq!(sent, [LoaderMessage::Done("dialogue_a".into()), LoaderMessage::Over]);
    assert_eq!(model.connection.state(), ConnectionState::Off);
}

#[test]
fn leaving_is_shown_at_once_and_ends_the_chat() {
    let (mut model, edge) = live();
    let effects = user(&mut model, UserAction::Leave);
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    assert!(matches!(view.prompt, Prompt::Chat { leaving: true }));
    carry(&mut model, &edge, &effects);
    assert!(matches!(model.conversation.as_ref().unwrap().state.phase, Phase::Over(_)));
    assert_eq!(lines(&model).last().unwrap(), "You ended the chat");
}
