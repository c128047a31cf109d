//! What the visitor sees of a conversation: what is confirmed, then what was done here and is not.

mod walk;

use shared::conversation::{Over, Phase, Ring};
use shared::dialogue::{Place, Run};
use shared::id::{CardId, ClientKey, Seq};
use shared::prelude::*;
use shared::stream::{CaptureField, Card, Response, Stream};
use shared::time::Timestamp;

use crate::model::Talk;
use crate::texts::Text;
use walk::Walk;

/// What the visitor sees of a conversation.
#[derive(Debug, Default)]
pub(crate) struct Shown<'t> {
    /// What was said, in order.
    pub(crate) lines: Vec<Line>,
    /// What the visitor can do now.
    pub(crate) prompt: Prompt<'t>,
    /// How many bubbles the script has said, those included that are still being “typed”.
    pub(crate) scripted: usize,
}

/// A line of the thread.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Somebody said something.
    Bubble(Bubble),
    /// Something happened.
    Note {
        /// Unique in the thread.
        key: String,
        /// What.
        text: Text,
    },
}

/// Something said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bubble {
    /// Unique in the thread, and the same before and after it is confirmed.
    pub(crate) key: String,
    /// Who said it.
    pub(crate) by: By,
    /// What.
    pub(crate) text: Text,
    /// When and where in the log, once it is there.
    pub(crate) kept: Option<(Timestamp, Seq)>,
    /// Why it was not taken.
    pub(crate) refused: Option<(ClientKey, Text)>,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The script.
    Bot,
    /// The agent.
    Agent,
    /// The visitor.
    Visitor,
}

/// What the visitor can do now.
#[derive(Debug, Default)]
pub(crate) enum Prompt<'t> {
    /// Wait: the conversation is on its way.
    Loading,
    /// Nothing: the script goes on by itself.
    #[default]
    Nothing,
    /// Choose one.
    Choose(&'t CardId, &'t [Response]),
    /// Fill in a field.
    Ask(CardId, &'t CaptureField),
    /// Ask for a person.
    Start,
    /// Wait for a person, or give up.
    Wait {
        /// The bell that rings, and since when.
        ring: Option<(&'t Ring, Timestamp)>,
        /// They gave up; the edge does not know yet.
        leaving: bool,
    },
    /// Write to a person.
    Chat {
        /// They ended it; the edge does not know yet.
        leaving: bool,
    },
    /// Nothing more; whether the dialogue came to its own end.
    Over {
        /// It did.
        completed: bool,
    },
}

impl<'t> Shown<'t> {
    /// Of a conversation.
    pub(crate) fn of(talk: &'t Talk) -> Self {
        let Some(stream) = &talk.stream else {
            return Self { prompt: Prompt::Loading, ..Self::default() };
        };
        if talk.id.is_some() && talk.log.is_empty() && !talk.beginning && talk.pending.is_empty() {
            return Self { prompt: Prompt::Loading, ..Self::default() };
        }
        let told = talk.state.run.scene.known.clone();
        let mut walk = Walk { stream, told, lines: Vec::new(), scripted: 0 };
        for logged in &talk.log {
            walk.step(&logged.event, logged.id.as_ref(), Some((logged.at, logged.seq)), talk);
        }
        let mut run = talk.state.run.clone();
        if talk.log.is_empty() {
            let begun = Run::begin(stream, run.scene.clone());
            walk.ahead(&mut run, &begun, None, talk);
        }
        walk.ahead(&mut run, talk.ahead(), None, talk);
        let left = walk.pending(&mut run, talk);
        let prompt = prompt(talk, stream, &run, left);
        Self { lines: walk.lines, prompt, scripted: walk.scripted }
    }

    /// Shows only that many of the script's bubbles; `true` if it says more.
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

/// What the visitor did that ends something, and the edge does not know yet.
#[derive(Clone, Copy, Default)]
struct Left {
    opened: bool,
    leaving: bool,
}

fn prompt<'t>(talk: &'t Talk, stream: &'t Stream, run: &Run, left: Left) -> Prompt<'t> {
    let leaving = left.leaving;
    match &talk.state.phase {
        Phase::Waiting { ring, .. } => {
            Prompt::Wait { ring: ring.as_ref().map(|ring| (ring, talk.ring_since)), leaving }
        }
        Phase::Live { .. } => Prompt::Chat { leaving },
        Phase::Over(over) => Prompt::Over { completed: matches!(over, Over::Completed) },
        Phase::Scripted => match &run.place {
            Place::Before => Prompt::Nothing,
            Place::At(id) => at(stream, id, run),
            Place::LiveChat(_)
                if talk.log.is_empty() && talk.pending.is_empty() && !left.opened =>
            {
                Prompt::Start
            }
            Place::LiveChat(_) => Prompt::Wait { ring: None, leaving },
            Place::Done => Prompt::Over { completed: true },
        },
    }
}

fn at<'t>(stream: &'t Stream, id: &CardId, run: &Run) -> Prompt<'t> {
    if let Some(field) = run.asked(stream) {
        return Prompt::Ask(id.clone(), field);
    }
    match stream.card(id) {
        Some(Card::Question(question)) => Prompt::Choose(&question.id, &question.responses),
        _ => Prompt::Nothing,
    }
}
