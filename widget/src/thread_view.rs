//! The visitor's view of a conversation: the confirmed log, then what is pending.

mod builder;

use shared::conversation::{OpenOffer, Over, Phase};
use shared::dialogue::{FlowState, Position};
use shared::event::FallbackForm;
use shared::id::{CardId, ClientKey, Seq};
use shared::prelude::*;
use shared::stream::{CaptureField, Card, Response, Stream};
use shared::time::Timestamp;

use crate::model::ConversationView;
use crate::texts::Text;
use builder::ThreadBuilder;

/// The visitor's view of a conversation.
#[derive(Debug, Default)]
pub(crate) struct ThreadView<'t> {
    /// The lines, in order.
    pub(crate) lines: Vec<Line>,
    /// What the visitor can do now.
    pub(crate) prompt: Prompt<'t>,
    /// The number of the stream's bubbles, including those still to be “typed”.
    pub(crate) scripted: usize,
}

/// A line of the thread.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Bubble(Bubble),
    /// A notice of an event.
    Note {
        /// Unique in the thread.
        key: String,
        text: Text,
    },
}

/// A message, as the thread draws it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bubble {
    /// Unique in the thread, and unchanged by its confirmation.
    pub(crate) key: String,
    pub(crate) by: By,
    /// The agent's name, where one said it.
    pub(crate) agent: Option<String>,
    /// What; of a file, its name.
    pub(crate) text: Text,
    /// The file, if it is one.
    pub(crate) file: Option<File>,
    /// When and where in the log, once it is there.
    pub(crate) confirmed: Option<(Timestamp, Seq)>,
    /// Why the edge refused it.
    pub(crate) refused: Option<(ClientKey, Text)>,
}

/// A file that somebody sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path on the chat's origin.
    pub(crate) path: String,
    /// Whether it can be shown as a picture.
    pub(crate) is_image: bool,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The dialogue, in the name of the site.
    Bot,
    Agent,
    /// A program with an API key.
    App,
    Visitor,
}

/// What the visitor can do now.
#[derive(Debug, Default)]
pub(crate) enum Prompt<'t> {
    /// Wait until the conversation has loaded.
    Loading,
    /// Nothing: the stream continues by itself.
    #[default]
    Nothing,
    /// Choose a response.
    Choose(&'t CardId, &'t [Response]),
    /// Fill in a field.
    Field {
        card: CardId,
        spec: &'t CaptureField,
        /// Whether it was answered before.
        corrects: bool,
    },
    /// Request a chat.
    Start,
    /// Wait for an agent, or stop waiting.
    Wait {
        /// The open offer, and when it was made.
        open_offer: Option<(&'t OpenOffer, Timestamp)>,
        /// Their place in the queue, while they wait in it.
        place: Option<u64>,
        /// The visitor stopped waiting; not confirmed yet.
        leaving: bool,
    },
    /// Write to the agent.
    Chat {
        /// The visitor ended the chat; not confirmed yet.
        leaving: bool,
    },
    /// Leave a message.
    Leave(&'t FallbackForm),
    /// Nothing any more.
    Over {
        /// Whether the stream came to its end.
        completed: bool,
    },
}

impl<'t> ThreadView<'t> {
    /// Builds the view of a conversation.
    pub(crate) fn new(conversation: &'t ConversationView) -> Self {
        let Some(stream) = &conversation.stream else {
            return Self { prompt: Prompt::Loading, ..Self::default() };
        };
        if conversation.id.is_some()
            && conversation.log.is_empty()
            && !conversation.beginning
            && conversation.pending.is_empty()
        {
            return Self { prompt: Prompt::Loading, ..Self::default() };
        }
        let attributes = conversation.state.flow.context.page_attributes.clone();
        let (back_at, lines, agents) = (String::new(), Vec::new(), Vec::new());
        let mut builder = ThreadBuilder { stream, attributes, back_at, lines, agents, scripted: 0 };
        for logged in &conversation.log {
            let confirmed = Some((logged.at, logged.seq));
            builder.step(&logged.event, logged.id.as_ref(), confirmed, conversation);
        }
        let mut flow = conversation.state.flow.clone();
        if conversation.log.is_empty() {
            let begun = FlowState::begin(stream, flow.context.clone());
            builder.ahead(&mut flow, &begun, None, conversation);
        }
        builder.ahead(&mut flow, conversation.ahead(), None, conversation);
        let left = builder.pending(&mut flow, conversation);
        let prompt = prompt(conversation, stream, &flow, left);
        Self { lines: builder.lines, prompt, scripted: builder.scripted }
    }

    /// Hides all but the first `revealed` bubbles of the stream; returns whether any are hidden.
    pub(crate) fn reveal(&mut self, revealed: usize) -> bool {
        if self.scripted <= revealed {
            return false;
        }
        let mut seen = 0;
        let hidden = self.lines.iter().position(|line| {
            let scripted = matches!(line, Line::Bubble(Bubble { by: By::Bot, .. }));
            seen += usize::from(scripted);
            scripted && seen > revealed
        });
        self.lines.truncate(hidden.unwrap_or(self.lines.len()));
        self.prompt = Prompt::Nothing;
        true
    }
}

/// Pending actions of the visitor that change the phase: requesting a chat, and leaving it.
#[derive(Clone, Copy, Default)]
struct Left {
    opened: bool,
    leaving: bool,
}

fn prompt<'t>(
    conversation: &'t ConversationView,
    stream: &'t Stream,
    flow: &FlowState,
    left: Left,
) -> Prompt<'t> {
    let leaving = left.leaving;
    if let Some((id, field)) = conversation.correcting.and_then(|seq| conversation.answer(seq))
        && let Some(Card::Capture(capture)) = stream.card(id)
        && let Some(spec) = capture.fields.iter().find(|spec| spec.field == *field)
    {
        return Prompt::Field { card: id.clone(), spec, corrects: true };
    }
    match &conversation.state.phase {
        Phase::Waiting { open_offer, place, .. } => Prompt::Wait {
            place: *place,
            open_offer: open_offer.as_ref().map(|open_offer| (open_offer, conversation.offered_at)),
            leaving,
        },
        Phase::Live { .. } => Prompt::Chat { leaving },
        // With a message under way there is nothing to do.
        Phase::Over(_) if conversation.state.form.is_some() && leaving => Prompt::Nothing,
        Phase::Over(over) => match &conversation.state.form {
            Some(form) => Prompt::Leave(form),
            None => Prompt::Over { completed: matches!(over, Over::Completed) },
        },
        Phase::Scripted => match &flow.position {
            Position::Before => Prompt::Nothing,
            Position::At(id) => at(stream, id, flow),
            Position::LiveChat(_)
                if conversation.log.is_empty()
                    && conversation.pending.is_empty()
                    && !left.opened =>
            {
                Prompt::Start
            }
            Position::LiveChat(_) => Prompt::Wait { open_offer: None, place: None, leaving },
            Position::Done => Prompt::Over { completed: true },
        },
    }
}

fn at<'t>(stream: &'t Stream, id: &CardId, flow: &FlowState) -> Prompt<'t> {
    if let Some(field) = flow.current_field(stream) {
        return Prompt::Field { card: id.clone(), spec: field, corrects: false };
    }
    match stream.card(id) {
        Some(Card::Question(question)) => Prompt::Choose(&question.id, &question.responses),
        _ => Prompt::Nothing,
    }
}
