//! Plays one visitor in a stream, line by line. Pure: typed lines in, printed lines out.

use shared::audience::{NowAttribute, NowFacts};
use shared::dialogue::{Checked, FlowContext, FlowState, Position};
use shared::event::Event;
use shared::id::CardId;
use shared::person::Attributes;
use shared::stream::{Card, Route, Stream};
use shared::text::describe_condition;
use shared::wording::{fill, plain};
use std::collections::BTreeSet;

/// A line to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A message to the visitor.
    Said(String),
    /// Something that the visitor doesn't see.
    Aside(String),
    /// The input was refused.
    Wrong(String),
}

/// A visitor at a position in a stream.
pub struct Play<'s> {
    stream: &'s Stream,
    state: FlowState,
    /// The states before each answer, for `:back`.
    before: Vec<FlowState>,
}

impl<'s> Play<'s> {
    /// Starts the dialogue.
    pub fn begin(stream: &'s Stream, context: FlowContext) -> (Self, Vec<Line>) {
        let events = FlowState::begin(stream, context.clone());
        let mut play = Self { stream, state: FlowState::new(context), before: Vec::new() };
        let mut lines = play.follow(Some(&stream.first), &events);
        lines.extend(play.prompt_lines());
        (play, lines)
    }

    /// Whether the dialogue waits for input.
    pub fn waits(&self) -> bool {
        matches!(self.state.position, Position::At(_))
    }

    /// Handles a line that was typed.
    pub fn submit(&mut self, typed: &str) -> Vec<Line> {
        if typed.trim() == ":back" {
            return self.back();
        }
        match self.answer(typed) {
            Ok(mut lines) => {
                lines.extend(self.prompt_lines());
                lines
            }
            Err(reason) => vec![Line::Wrong(reason)],
        }
    }

    fn back(&mut self) -> Vec<Line> {
        let Some(state) = self.before.pop() else {
            return vec![Line::Wrong("This is the beginning.".to_owned())];
        };
        self.state = state;
        let mut lines = Vec::new();
        // In the middle of a card, its text was printed already.
        if let Position::At(id) = &self.state.position {
            lines.extend(self.stream.card(id).and_then(|card| self.said(card)));
        }
        lines.extend(self.prompt_lines());
        lines
    }

    fn answer(&mut self, typed: &str) -> Result<Vec<Line>, String> {
        let Position::At(id) = self.state.position.clone() else { return Ok(Vec::new()) };
        let (events, next) = match self.stream.card(&id) {
            Some(Card::Question(question)) => {
                let wrong =
                    || format!("Please type a number from 1 to {}.", question.responses.len());
                let index: usize = typed.trim().parse().map_err(|_| wrong())?;
                let chosen = index.checked_sub(1).and_then(|index| question.responses.get(index));
                let chosen = chosen.ok_or_else(wrong)?;
                let events = self.state.answer(self.stream, &id, &chosen.id);
                (events.map_err(|refusal| refusal.to_string())?, chosen.next.as_ref())
            }
            Some(Card::Capture(capture)) => {
                let Some(spec) = self.state.current_field(self.stream) else {
                    return Ok(Vec::new());
                };
                let value = match (&spec.options, typed.trim().parse::<usize>()) {
                    (Some(options), Ok(index)) if (1..=options.len()).contains(&index) => {
                        &options[index - 1]
                    }
                    _ => typed,
                };
                let values = Attributes::from([(spec.field.clone(), value.to_owned())]);
                let events = self.state.capture(self.stream, &id, &values);
                (events.map_err(|refusal| refusal.to_string())?, capture.next.as_ref())
            }
            Some(Card::Document(document)) => {
                (self.state.open_document(self.stream, &id), document.next.as_ref())
            }
            Some(Card::Condition(condition)) => {
                let facts = facts(&condition.asked_now(), typed)?;
                let checked = Checked { card: id.clone(), facts, back_at: None };
                (self.state.check(self.stream, checked), Some(&condition.id))
            }
            _ => return Ok(Vec::new()),
        };
        self.before.push(self.state.clone());
        Ok(self.follow(next, &events))
    }

    /// Folds events in and prints them, and on the way to each card what conditions decide.
    fn follow(&mut self, from: Option<&CardId>, events: &[Event]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = from.cloned();
        for event in events {
            if let Event::Shown { card } | Event::GoalReached { card, .. } = event {
                self.pass(&mut at, Some(card), &mut lines);
                at = self.stream.card(card).and_then(after);
            }
            if let Event::Completed { .. } = event {
                // A condition may end the dialogue.
                self.pass(&mut at, None, &mut lines);
            }
            if let Event::AttributeSet { card, .. } = event
                && let Some(Card::Action(action)) = self.stream.card(card)
            {
                self.pass(&mut at, Some(card), &mut lines);
                at.clone_from(&action.next);
            }
            lines.extend(self.describe(event));
            self.state.apply(self.stream, event);
        }
        lines
    }

    /// Goes over invisible cards, up to a card or to the end.
    fn pass(&self, at: &mut Option<CardId>, to: Option<&CardId>, lines: &mut Vec<Line>) {
        for _ in 0..self.stream.cards.len() {
            let Some(card) =
                at.as_ref().filter(|id| Some(*id) != to).and_then(|id| self.stream.card(id))
            else {
                return;
            };
            let next = match card {
                Card::Condition(condition) => {
                    let visitor_data = self.state.visitor_data();
                    let branch =
                        condition.branches.iter().find(|branch| branch.when.holds(&visitor_data));
                    let reason = branch.map_or_else(
                        || "no condition holds".to_owned(),
                        |branch| describe_condition(&branch.when),
                    );
                    lines.push(Line::Aside(format!("[{}: {reason}]", condition.id)));
                    branch.map_or(&condition.otherwise.next, |branch| &branch.next)
                }
                Card::Capture(capture) => {
                    lines.push(Line::Aside(format!("[{}: all fields are known]", capture.id)));
                    &capture.next
                }
                _ => return,
            };
            at.clone_from(next);
        }
    }

    fn describe(&self, event: &Event) -> Option<Line> {
        match event {
            Event::Shown { card } => self.said(self.stream.card(card)?),
            Event::GoalReached { goal, .. } => Some(Line::Aside(format!("[goal: {goal}]"))),
            Event::AttributeSet { attribute, value, .. } => {
                Some(Line::Aside(format!("[set: {} is “{value}”]", attribute.as_str())))
            }
            Event::Completed { card } => Some(Line::Aside(match self.stream.card(card) {
                Some(Card::LiveChat(live)) => format!("[offered to: {}]", offered_to(&live.route)),
                _ => "[the end]".to_owned(),
            })),
            _ => None,
        }
    }

    fn said(&self, card: &Card) -> Option<Line> {
        if let Card::Document(document) = card {
            let text = plain(&fill(&document.text, &self.state.attributes));
            let title = &document.title;
            let text = if text.is_empty() { text } else { format!("{text} ") };
            return Some(Line::Said(format!("{text}[{title}]")));
        }
        let text = card.text();
        let silent = text.is_empty() && !matches!(card, Card::LiveChat(_));
        let text = if text.is_empty() { "(the widget’s own text)" } else { text };
        (!silent).then(|| Line::Said(plain(&fill(text, &self.state.attributes))))
    }

    /// What can be typed now.
    fn prompt_lines(&self) -> Vec<Line> {
        let Position::At(id) = &self.state.position else { return Vec::new() };
        if let Some(Card::Question(question)) = self.stream.card(id) {
            let labels = question.responses.iter().map(|response| &response.label);
            return numbered(labels);
        }
        if let Some(Card::Condition(condition)) = self.stream.card(id) {
            let asked: Vec<_> =
                condition.asked_now().iter().map(|one| one.as_str().to_owned()).collect();
            return vec![Line::Aside(format!("[{id}: {}? y or n]", asked.join(", ")))];
        }
        if let Some(Card::Document(_)) = self.stream.card(id) {
            return vec![Line::Aside(format!("[{id}: press Enter to open it]"))];
        }
        let Some(spec) = self.state.current_field(self.stream) else { return Vec::new() };
        let hint = if spec.required { "" } else { " (empty to skip)" };
        let mut lines = vec![Line::Said(format!("{}{hint}", spec.label))];
        lines.extend(numbered(spec.options.iter().flatten()));
        lines
    }
}

/// What is so now, as it was typed: one answer for each attribute in order, or one for all of them.
fn facts(asked: &BTreeSet<NowAttribute>, typed: &str) -> Result<NowFacts, String> {
    let read = |word: &str| match word.to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    };
    let answers: Option<Vec<bool>> = typed.split_whitespace().map(read).collect();
    match answers.as_deref() {
        Some([one]) => Ok(asked.iter().map(|attribute| (attribute.clone(), *one)).collect()),
        Some(each) if each.len() == asked.len() => {
            Ok(asked.iter().cloned().zip(each.iter().copied()).collect())
        }
        _ => Err("Please type y or n, once or for each.".to_owned()),
    }
}

/// The card after an invisible one.
fn after(card: &Card) -> Option<CardId> {
    match card {
        Card::Message(card) => card.next.clone(),
        Card::Document(card) => card.next.clone(),
        Card::Goal(card) => card.next.clone(),
        _ => None,
    }
}

fn numbered<'l>(labels: impl Iterator<Item = &'l String>) -> Vec<Line> {
    let line = |(index, label)| Line::Said(format!("  {}. {label}", index + 1));
    labels.enumerate().map(line).collect()
}

fn offered_to(route: &Route) -> String {
    match route {
        Route::RoundRobin => "all agents in turn".to_owned(),
        Route::Agent { agent } => format!("{agent} alone"),
        Route::Rules => "the agents of the first rule that this visitor matches".to_owned(),
        Route::Team { team } => format!("the agents of {team} in turn"),
    }
}

#[cfg(test)]
mod tests;
