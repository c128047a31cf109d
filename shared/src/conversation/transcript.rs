//! A conversation as a plain text for people: who said what and when, in the time zone of the
//! reader.

use super::meta::ConversationMeta;
use crate::availability::Zone;
use crate::dialogue::FlowState;
use crate::event::{Author, EndedBy, Event, FallbackReason, Logged, Rating};
use crate::file::size;
use crate::mail::{SaidLine, Speaker};
use crate::person::{Attributes, Field, full_name};
use crate::plain_text::clean_text;
use crate::prelude::*;
use crate::stream::{Card, Stream};
use crate::time::Timestamp;
use crate::wording::{Values, fill, plain};
use std::collections::BTreeMap;

/// The name of the script's lines if the site has no name for it.
const BOT: &str = "Bot";
/// The name of a visitor whose name is unknown.
const VISITOR: &str = "Visitor";

fn name_of(by: &Speaker) -> &str {
    match by {
        Speaker::Visitor(name) | Speaker::Other(name) => name,
        Speaker::Bot => BOT,
    }
}

/// The transcript: a head with the visitor and the page, then a line for each message or event.
pub fn transcript(meta: &ConversationMeta, log: &[Logged], zone: &Zone) -> String {
    let writer = Writer::read(meta, log, zone);
    let mut out = String::new();
    let mut day_before = String::new();
    for Line { at, by, text } in &writer.lines {
        let (day, clock) = zone.write(*at);
        if day != day_before {
            out.extend(["\n", &day, "\n"]);
            day_before = day;
        }
        match by {
            Some(by) => {
                // Line breaks in a message are indented, so that a visitor can't fake another line.
                let text = text.replace(['\r', '\u{2028}', '\u{2029}'], " ");
                let text = text.replace('\n', "\n       ");
                out.extend([&clock, "  ", name_of(by), ": ", &text, "\n"]);
            }
            None => out.extend([&clock, "  — ", text, "\n"]),
        }
    }
    let mut head = format!("Conversation {}\n", meta.id);
    head.push_str(&person(&writer.flow.attributes));
    head.extend(["\nOn ", &meta.page.url, "\nTimes are in the time zone ", zone.name(), ".\n"]);
    // Texts of dialogues, and what was said before texts were cleaned, may have control characters.
    clean_text(&(head + &out))
}

/// What was said, without what else happened.
pub(super) fn said_lines(meta: &ConversationMeta, log: &[Logged], zone: &Zone) -> Vec<SaidLine> {
    let said = |Line { at, by, text }: Line| {
        let (day, clock) = zone.write_short(at);
        Some(SaidLine { day, clock, by: by?, text: clean_text(&text) })
    };
    Writer::read(meta, log, zone).lines.into_iter().filter_map(said).collect()
}

/// The visitor's name, company and contact data, as far as known, in one line.
fn person(attributes: &Attributes) -> String {
    let of = |field: &Field| attributes.get(field).map(String::as_str);
    let mut line = name(attributes);
    if let Some(company) = of(&Field::Company) {
        line.extend([", ", company]);
    }
    if let Some(email) = of(&Field::Email) {
        line.extend([" <", email, ">"]);
    }
    if let Some(phone) = of(&Field::Phone) {
        line.extend([", ", phone]);
    }
    line
}

fn name(attributes: &Attributes) -> String {
    full_name(attributes).unwrap_or_else(|| VISITOR.to_owned())
}

struct Writer<'t> {
    stream: &'t Stream,
    zone: &'t Zone,
    flow: FlowState,
    /// The names of the agents in the log, by id.
    agents: BTreeMap<String, String>,
    lines: Vec<Line>,
}

/// A message, or without `by` an event.
struct Line {
    at: Timestamp,
    by: Option<Speaker>,
    text: String,
}

impl<'t> Writer<'t> {
    fn read(meta: &'t ConversationMeta, log: &[Logged], zone: &'t Zone) -> Self {
        let mut writer = Self {
            stream: &meta.stream,
            zone,
            flow: FlowState::default(),
            agents: BTreeMap::new(),
            lines: Vec::new(),
        };
        for logged in log {
            writer.event(logged);
        }
        writer
    }

    fn event(&mut self, logged: &Logged) {
        self.flow.apply(self.stream, &logged.event);
        match &logged.event {
            Event::Shown { card } => self.card(logged.at, card),
            Event::Answered { card, response } => {
                let Some(Card::Question(question)) = self.stream.card(card) else { return };
                let chosen = question.responses.iter().find(|one| one.id == *response);
                let label = chosen.map_or(response.as_str(), |one| &one.label).to_owned();
                self.visitor(logged.at, &label);
            }
            Event::Captured { card, values } => {
                for (field, value) in values {
                    let label = self.label(card, field);
                    let value = if value.is_empty() { "(skipped)" } else { value };
                    self.visitor(logged.at, &format!("{label}: {value}"));
                }
            }
            Event::AnswerCorrected { card, values } => {
                for (field, value) in values {
                    let label = self.label(card, field);
                    self.visitor(logged.at, &format!("{label}: {value} (corrected)"));
                }
            }
            Event::Said { by, text, file } => {
                let by = match by {
                    Author::Visitor => Speaker::Visitor(name(&self.flow.attributes)),
                    Author::Agent(agent) => Speaker::Other(self.agent(agent.as_str())),
                    Author::App(app) => Speaker::Other(app.title()),
                };
                match file {
                    Some(file) => {
                        let text = format!("[file: {text}, {}]", size(file.size));
                        self.said(logged.at, by, &text);
                    }
                    None => self.said(logged.at, by, text),
                }
            }
            Event::MessageLeft { values, text } => {
                for (field, value) in values {
                    self.visitor(logged.at, &format!("{}: {value}", field.as_str()));
                }
                self.visitor(logged.at, text);
                self.note(logged.at, "The visitor left a message.");
            }
            event => self.add_event(logged.at, event),
        }
    }

    /// Adds what a card says, with its tokens filled in as for the visitor, without markup.
    fn card(&mut self, at: Timestamp, card: &crate::id::CardId) {
        let text = self.stream.card(card).map_or("", Card::text);
        if !text.is_empty() {
            let written = |at| {
                let (day, clock) = self.zone.write(at);
                format!("{day}, {clock}")
            };
            let back_at = self.flow.back_at().map(written).unwrap_or_default();
            let values = Values { attributes: &self.flow.attributes, back_at: &back_at };
            let text = plain(&fill(text, values));
            self.said(at, Speaker::Bot, &text);
        }
        if let Some(Card::Document(document)) = self.stream.card(card) {
            self.said(at, Speaker::Bot, &format!("[document: {}]", document.title));
        }
    }

    /// Adds a line for an event that is not a message.
    fn add_event(&mut self, at: Timestamp, event: &Event) {
        let note = match event {
            Event::Requested { handed_over: Some(asked), .. } => {
                format!("{} asked for a person.", asked.by.title())
            }
            Event::Requested { .. } => "The visitor asked for a person.".to_owned(),
            Event::Offered { agent, .. } => {
                self.agents.insert(agent.id.to_string(), agent.name.clone());
                format!("Calling {}.", agent.name)
            }
            Event::Connected { agent, .. } => {
                self.agents.insert(agent.id.to_string(), agent.name.clone());
                format!("{} joined.", agent.name)
            }
            Event::FollowedUp { agent, .. } => {
                self.agents.insert(agent.id.to_string(), agent.name.clone());
                format!("{} answered.", agent.name)
            }
            Event::AgentGone { agent } => {
                format!("{} lost the connection.", self.agent(agent.as_str()))
            }
            Event::FellBack { reason, message, .. } => {
                let message = plain(message);
                self.note(at, fallback(*reason));
                if !message.is_empty() {
                    self.said(at, Speaker::Bot, &message);
                }
                return;
            }
            Event::DocumentOpened { card } => {
                format!("The visitor opened the document “{}”.", self.title(card))
            }
            Event::DocumentDownloaded { card } => {
                format!("The visitor downloaded the document “{}”.", self.title(card))
            }
            Event::DocumentClosed { card, ms } => {
                let seconds = ms / 1_000;
                format!("The visitor closed the document “{}” after {seconds} s.", self.title(card))
            }
            Event::Rated { rating, comment } => rated(*rating, comment),
            Event::Withdrawn { .. } => "The visitor stopped waiting.".to_owned(),
            Event::Ended { by } => ended(*by).to_owned(),
            _ => return,
        };
        self.note(at, &note);
    }

    /// The title of a card's document.
    fn title(&self, card: &crate::id::CardId) -> &str {
        match self.stream.card(card) {
            Some(Card::Document(document)) => &document.title,
            _ => "",
        }
    }

    fn agent(&self, id: &str) -> String {
        self.agents.get(id).map_or_else(|| "Agent".to_owned(), Clone::clone)
    }

    /// The label of a captured field.
    fn label(&self, card: &crate::id::CardId, field: &Field) -> String {
        let Some(Card::Capture(capture)) = self.stream.card(card) else {
            return field.as_str().to_owned();
        };
        let spec = capture.fields.iter().find(|spec| spec.field == *field);
        spec.map_or(field.as_str(), |spec| &spec.label).to_owned()
    }

    fn visitor(&mut self, at: Timestamp, text: &str) {
        let name = name(&self.flow.attributes);
        self.said(at, Speaker::Visitor(name), text);
    }

    fn said(&mut self, at: Timestamp, by: Speaker, text: &str) {
        self.lines.push(Line { at, by: Some(by), text: text.to_owned() });
    }

    fn note(&mut self, at: Timestamp, text: &str) {
        self.lines.push(Line { at, by: None, text: text.to_owned() });
    }
}

fn rated(rating: Rating, comment: &str) -> String {
    let note = format!("The visitor rated the chat: {} of {}.", rating.value(), Rating::BEST);
    if comment.is_empty() { note } else { format!("{note} {comment}") }
}

const fn fallback(reason: FallbackReason) -> &'static str {
    match reason {
        FallbackReason::NobodyAvailable => "No agent was available.",
        FallbackReason::Declined => "The agent declined the chat.",
        FallbackReason::TimedOut => "The agent did not answer in time.",
        FallbackReason::QuotaExhausted => "The site’s limit of engagements was reached.",
        FallbackReason::DeskUnreachable => "The agents could not be reached.",
        FallbackReason::OtherChat => "The visitor already had another chat open.",
    }
}

const fn ended(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Visitor => "The visitor ended the chat.",
        EndedBy::Agent => "The agent ended the chat.",
        EndedBy::Idle => "The chat ended: nobody wrote for too long.",
        EndedBy::VisitorGone => "The chat ended: the visitor was gone for too long.",
    }
}
