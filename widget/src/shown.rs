//! What the visitor sees of a conversation: what is confirmed, then what was done here and is not.

use shared::conversation::{Over, Phase, Ring};
use shared::dialogue::{Place, Run, fill};
use shared::event::{Author, Event};
use shared::id::{CardId, ClientKey, Seq};
use shared::person::Values;
use shared::protocol::ClientFrame;
use shared::stream::{CaptureField, Card, Response, Stream};
use shared::time::Timestamp;

use crate::model::Talk;
use crate::texts;

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
        text: String,
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
    pub(crate) text: String,
    /// When and where in the log, once it is there.
    pub(crate) kept: Option<(Timestamp, Seq)>,
    /// Why it was not taken.
    pub(crate) refused: Option<(ClientKey, String)>,
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
        let mut walk = Walk { stream, told: Values::new(), lines: Vec::new(), scripted: 0 };
        for logged in &talk.log {
            walk.step(&logged.event, logged.id.as_ref(), Some((logged.at, logged.seq)), talk);
        }
        let mut run = talk.state.run.clone();
        if talk.log.is_empty() {
            walk.ahead(&mut run, &Run::begin(stream), None, talk);
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

/// Goes over events and notes what they look like.
struct Walk<'t> {
    stream: &'t Stream,
    told: Values,
    lines: Vec<Line>,
    scripted: usize,
}

impl Walk<'_> {
    /// Events that the edge has not confirmed.
    fn ahead(&mut self, run: &mut Run, events: &[Event], key: Option<&ClientKey>, talk: &Talk) {
        for (nth, event) in events.iter().enumerate() {
            run.apply(self.stream, event);
            self.step(event, key.filter(|_| nth == 0), None, talk);
        }
    }

    fn pending(&mut self, run: &mut Run, talk: &Talk) -> Left {
        let mut left = Left::default();
        for pending in &talk.pending {
            let key = &pending.key;
            let walked = match &pending.frame {
                Some(ClientFrame::Answer { card, response, .. }) => {
                    run.answer(self.stream, card, response)
                }
                Some(ClientFrame::Capture { card, values, .. }) => {
                    run.capture(self.stream, card, values)
                }
                Some(ClientFrame::Say { text, .. }) => {
                    let refused = pending.refused.clone().map(|why| (key.clone(), why));
                    self.visitor(key.as_str().to_owned(), text, None, refused);
                    continue;
                }
                Some(_) => {
                    left.leaving = true;
                    continue;
                }
                None => {
                    left.opened = true;
                    continue;
                }
            };
            // What can't follow was overtaken; the edge will say so.
            if let Ok(events) = walked {
                self.ahead(run, &events, Some(key), talk);
            }
        }
        left
    }

    fn step(
        &mut self,
        event: &Event,
        key: Option<&ClientKey>,
        kept: Option<(Timestamp, Seq)>,
        talk: &Talk,
    ) {
        let own_key = || match (key, kept) {
            (Some(key), _) => key.as_str().to_owned(),
            (None, Some((_, seq))) => texts::join(&["e", &texts::number(seq.0)]),
            (None, None) => String::new(),
        };
        match event {
            Event::Shown { card } => self.bot(card, kept),
            Event::Answered { card, response } => {
                if let Some(Card::Question(question)) = self.stream.card(card)
                    && let Some(chosen) = question.responses.iter().find(|r| r.id == *response)
                {
                    self.visitor(own_key(), &chosen.label, kept, None);
                }
            }
            Event::Captured { values, .. } => {
                let mut text = String::new();
                for (field, value) in values {
                    if !text.is_empty() && !value.is_empty() {
                        text.push_str(", ");
                    }
                    text.push_str(value);
                    self.told.insert(*field, value.clone());
                }
                let text = if text.is_empty() { texts::SKIPPED } else { &text };
                self.visitor(own_key(), text, kept, None);
            }
            Event::Said { by: Author::Visitor, text } => self.visitor(own_key(), text, kept, None),
            Event::Said { by: Author::Agent(_), text } | Event::FellBack { message: text, .. } => {
                let by = if matches!(event, Event::Said { .. }) { By::Agent } else { By::Bot };
                self.scripted += usize::from(by == By::Bot);
                let text = text.clone();
                self.bubble(Bubble { key: own_key(), by, text, kept, refused: None });
            }
            Event::Connected { agent, .. } => self.note(own_key(), texts::joined(&agent.name)),
            Event::Withdrawn { .. } => self.note(own_key(), texts::WITHDRAWN.to_owned()),
            Event::Ended { by } => {
                let agent = talk.state.agent.as_ref().map_or("", |agent| agent.name.as_str());
                self.note(own_key(), texts::ended(*by, agent));
            }
            Event::Started { .. }
            | Event::GoalReached { .. }
            | Event::Completed { .. }
            | Event::Requested { .. }
            | Event::Offered { .. }
            | Event::OfferClosed { .. } => {}
        }
    }

    /// A card appeared. Its key counts the bubbles before it, so that it stays the same element
    /// when the edge confirms it.
    fn bot(&mut self, card: &CardId, kept: Option<(Timestamp, Seq)>) {
        let Some(card) = self.stream.card(card) else { return };
        let text = match card {
            Card::LiveChat(live) if live.text.is_empty() => {
                if live.id == self.stream.first {
                    texts::WELCOME
                } else {
                    texts::ONE_MOMENT
                }
            }
            card => card.text(),
        };
        if text.is_empty() {
            return;
        }
        let text = fill(text, &self.told);
        let key = texts::join(&["b", &texts::number(self.scripted as u64)]);
        self.scripted += 1;
        self.bubble(Bubble { key, by: By::Bot, text, kept, refused: None });
    }

    fn visitor(
        &mut self,
        key: String,
        text: &str,
        kept: Option<(Timestamp, Seq)>,
        refused: Option<(ClientKey, String)>,
    ) {
        self.bubble(Bubble { key, by: By::Visitor, text: text.to_owned(), kept, refused });
    }

    fn bubble(&mut self, bubble: Bubble) {
        self.lines.push(Line::Bubble(bubble));
    }

    fn note(&mut self, key: String, text: String) {
        self.lines.push(Line::Note { key, text });
    }
}
