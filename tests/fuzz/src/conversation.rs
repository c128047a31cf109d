//! A conversation for targets, and one step of it.

use serde_json::json;
use shared::conversation::{Conversation, ConversationMeta, FallbackFormSettings, Input, Limits};
use shared::dialogue::FlowState;
use shared::event::{Location, Logged, Page};
use shared::id::{ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId};
use shared::people::Device;
use shared::person::Attributes;
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// Reads an id that is written here.
pub(crate) fn id<T: TryFrom<String>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap_or_else(|_| panic!("{text} is no id"))
}

/// A conversation that has not begun.
pub(crate) fn meta(stream: Stream) -> ConversationMeta {
    ConversationMeta {
        id: id::<ConversationId>("conv_a"),
        site: id::<SiteId>("site_a"),
        visitor: id::<VisitorId>("visitor_a"),
        verified: false,
        visit: id::<VisitId>("visit_a"),
        dialogue: id::<DialogueId>("dialogue_a"),
        version: Version(1),
        stream,
        page: Page { url: "https://a.example/".into(), ..Page::default() },
        location: Location::default(),
        page_attributes: Attributes::default(),
        device: Device::default(),
        webhooks: Vec::new(),
        language: None,
        limits: Limits {
            hours: None,
            fallback: String::new(),
            fallback_form: FallbackFormSettings::default(),
            rating: true,
            request: Millis(60_000),
            idle: Millis(60_000),
            gone: Millis(60_000),
            blocked: Vec::new(),
            blocked_emails: Vec::new(),
        },
    }
}

/// A question, two fields and a live chat.
pub(crate) fn stream() -> Stream {
    let document = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Shall we talk, {{first_name}}?", "responses": [
            { "id": "yes", "label": "Yes", "next": "who" },
            { "id": "no", "label": "No", "next": "bye" },
        ]},
        { "type": "capture", "id": "who", "text": "Who are you?", "next": "call", "fields": [
            { "field": "first_name", "label": "First name" },
            { "field": "email", "label": "E-mail", "required": true },
        ]},
        { "type": "live_chat", "id": "call", "text": "One moment.", "route": { "by": "round_robin" } },
        { "type": "message", "id": "bye", "text": "Bye!" },
    ]});
    serde_json::from_value(document).unwrap_or_else(|error| panic!("{error}"))
}

/// A conversation with its log.
pub(crate) struct Logbook {
    conversation: Conversation,
    log: Vec<Logged>,
}

impl Logbook {
    /// A conversation that has begun.
    pub(crate) fn begin(stream: Stream) -> Self {
        let mut book =
            Self { conversation: Conversation::restore(meta(stream), &[]), log: Vec::new() };
        book.step(Timestamp(1_000), Input::Begin);
        book
    }

    /// Handles an input as the edge does. What was refused changes nothing, and what was written
    /// must lead to the same state when it is read again.
    pub(crate) fn step(&mut self, now: Timestamp, input: Input) {
        let Ok(outcome) = self.conversation.handle(now, input) else { return };
        let written = self.conversation.apply(now, outcome.events);
        self.log.extend(written);
        let restored = Conversation::restore(self.conversation.meta.clone(), &self.log);
        assert_eq!(restored.state, self.conversation.state, "the log tells another story");
        assert_eq!(restored.state.head.0, self.log.len() as u64, "the log has a gap");
    }

    /// Where the visitor is in the dialogue.
    pub(crate) fn flow(&self) -> &FlowState {
        &self.conversation.state.flow
    }

    /// When the conversation's timer is due.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.conversation.deadline()
    }
}
