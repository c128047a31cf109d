//! The events that an endpoint can ask for.

use crate::event::{Event, string_enum};

string_enum!(
    /// An event that webhooks can report.
    WebhookEvent {
        /// A visitor gave a first response.
        ConversationStarted = "conversation.started",
        /// A visitor asks for a person.
        ChatRequested = "chat.requested",
        /// The chat was offered to an agent.
        ChatOffered = "chat.offered",
        /// An agent joined the chat.
        ChatConnected = "chat.connected",
        /// Nobody could be reached, or the visitor stopped waiting.
        ChatMissed = "chat.missed",
        /// Somebody wrote a message or sent a file.
        MessageCreated = "message.created",
        /// The visitor corrected an answer.
        AnswerCorrected = "answer.corrected",
        /// The visitor left a message because nobody could be reached.
        MessageLeft = "message.left",
        /// The conversation is over.
        ChatEnded = "chat.ended",
        /// The visitor rated the chat.
        ConversationRated = "conversation.rated",
        /// The visitor opened the document of a card.
        DocumentOpened = "document.opened",
        /// The visitor downloaded the document of a card.
        DocumentDownloaded = "document.downloaded",
        /// The visitor closed the document of a card, with how long it was in view.
        DocumentClosed = "document.closed",
        /// A person became known, or what is known of them has changed.
        PersonChanged = "person.changed",
        /// The visitor passed a goal card.
        GoalReached = "goal.reached",
    }
);

string_enum!(
    /// What an endpoint understands.
    EndpointKind {
        /// The payload as JSON, signed as Standard Webhooks says.
        Standard = "standard",
        /// A sentence with a link, as Slack and those who copy it read: `{"text": "…"}`.
        Slack = "slack",
    }
);

impl WebhookEvent {
    /// What a webhook calls an event of a conversation's log; `None` if none reports it.
    pub const fn of(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Started { .. } => Self::ConversationStarted,
            Event::Requested { .. } => Self::ChatRequested,
            Event::Offered { .. } => Self::ChatOffered,
            Event::Connected { .. } => Self::ChatConnected,
            Event::FellBack { .. } | Event::Withdrawn { .. } => Self::ChatMissed,
            Event::Said { .. } => Self::MessageCreated,
            Event::AnswerCorrected { .. } => Self::AnswerCorrected,
            Event::MessageLeft { .. } => Self::MessageLeft,
            Event::Ended { .. } => Self::ChatEnded,
            Event::Rated { .. } => Self::ConversationRated,
            Event::GoalReached { .. } => Self::GoalReached,
            Event::DocumentOpened { .. } => Self::DocumentOpened,
            Event::DocumentDownloaded { .. } => Self::DocumentDownloaded,
            Event::DocumentClosed { .. } => Self::DocumentClosed,
            Event::Shown { .. }
            | Event::Answered { .. }
            | Event::Captured { .. }
            | Event::AttributeSet { .. }
            | Event::AvailabilityChecked { .. }
            | Event::Completed { .. }
            | Event::Queued { .. }
            | Event::OfferClosed { .. }
            | Event::FollowedUp { .. }
            | Event::AgentGone { .. } => return None,
        })
    }

    /// What it is, as it follows “when”.
    pub const fn when(self) -> &'static str {
        match self {
            Self::ConversationStarted => "a visitor gives a first response",
            Self::ChatRequested => "a visitor asks for a person",
            Self::ChatOffered => "a chat is offered to an agent",
            Self::ChatConnected => "an agent joins a chat",
            Self::ChatMissed => "nobody can be reached, or the visitor stops waiting",
            Self::MessageCreated => "somebody writes a message or sends a file",
            Self::AnswerCorrected => "a visitor corrects an answer",
            Self::MessageLeft => "a visitor leaves a message",
            Self::ChatEnded => "a conversation is over",
            Self::ConversationRated => "a visitor rates a chat",
            Self::PersonChanged => "a person becomes known or changes",
            Self::GoalReached => "a visitor reaches a goal",
            Self::DocumentOpened => "a visitor opens a document",
            Self::DocumentDownloaded => "a visitor downloads a document",
            Self::DocumentClosed => "a visitor closes a document",
        }
    }
}
