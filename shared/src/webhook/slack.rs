//! What people read in Slack, and in chats that copy its incoming webhooks.

use super::payload::{About, ConversationFacts, Payload, PersonFacts};
use crate::event::{Author, EndedBy, Event, FallbackReason};
use crate::person::{Attributes, display_name};
use serde::{Deserialize, Serialize};

/// Longest quote of what somebody wrote, in characters.
const MAX_QUOTE_CHARS: usize = 300;

/// The body for Slack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlackMessage {
    pub text: String,
}

impl From<&Payload> for SlackMessage {
    fn from(payload: &Payload) -> Self {
        Self { text: sentence(payload) }
    }
}

/// The payload as a sentence with a link to the conversation. What visitors wrote can't mention
/// people or make links: Slack's own characters are escaped.
pub fn sentence(payload: &Payload) -> String {
    let About { conversation, event, person, .. } = &payload.data;
    let text = match (event, conversation, person) {
        (Some(event), Some(conversation), _) => of_event(event, conversation),
        (_, _, Some(person)) => of_person(person),
        _ => "This is a test from Bellhop. Messages like this one will arrive here.".to_owned(),
    };
    match conversation {
        Some(conversation) => {
            let page = escape(&conversation.page.short());
            format!("{text} (on {page}) <{}|Open the inbox>", conversation.url)
        }
        None => text,
    }
}

fn of_person(person: &PersonFacts) -> String {
    let fields: Vec<String> =
        person.fields.iter().map(|(field, value)| format!("{}: {value}", field.as_str())).collect();
    format!("What is known of {} has changed. {}", name(&person.fields), escape(&fields.join(", ")))
}

fn of_event(event: &Event, conversation: &ConversationFacts) -> String {
    let who = name(&conversation.attributes);
    let agent = || {
        let agent = conversation.agent.as_ref();
        agent.map_or_else(|| "An agent".to_owned(), |agent| escape(&agent.name))
    };
    match event {
        Event::Started { .. } => format!("{who} has started a conversation."),
        Event::Requested { handed_over: Some(asked), .. } => {
            format!("{} asks for a person for {who}.", escape(&asked.by.title()))
        }
        Event::Requested { .. } => format!("{who} asks for a person."),
        Event::Offered { agent, .. } => {
            format!("The chat of {who} is offered to {}.", escape(&agent.name))
        }
        Event::Connected { agent, .. } => {
            format!("{} has joined the chat with {who}.", escape(&agent.name))
        }
        Event::FellBack { reason, .. } => format!("Missed chat: {who} {}.", missed(*reason)),
        Event::Withdrawn { .. } => {
            format!("Missed chat: {who} stopped waiting before anybody accepted.")
        }
        Event::Said { by, text, file, .. } => {
            let author = match by {
                Author::Visitor => who,
                Author::Agent(_) => agent(),
                Author::App(app) => escape(&app.title()),
            };
            let verb = if file.is_some() { "sent the file" } else { "wrote:" };
            format!("{author} {verb} {}", quote(text))
        }
        Event::AnswerCorrected { values, .. } => {
            let values: Vec<&str> = values.values().map(String::as_str).collect();
            format!("{who} corrected an answer: {}", quote(&values.join(", ")))
        }
        Event::MessageLeft { text, .. } => format!("{who} left a message: {}", quote(text)),
        Event::Rated { rating, comment } => {
            let comment =
                if comment.is_empty() { ".".to_owned() } else { format!(": {}", quote(comment)) };
            format!("{who} rated the chat {} of 5{comment}", rating.value())
        }
        Event::GoalReached { goal, .. } => format!("{who} reached the goal “{}”.", escape(goal)),
        Event::DocumentOpened { card } => format!("{who} opened the document “{card}”."),
        Event::DocumentDownloaded { card } => format!("{who} downloaded the document “{card}”."),
        Event::DocumentClosed { card, ms } => {
            format!("{who} read the document “{card}” for {} s.", ms / 1_000)
        }
        Event::Ended { by } => format!("The chat with {who} is over: {}.", ended(*by)),
        _ => format!("Something happened in the conversation of {who}."),
    }
}

const fn missed(reason: FallbackReason) -> &'static str {
    match reason {
        FallbackReason::NobodyAvailable => "asked for a person, and nobody was available",
        FallbackReason::Declined => "asked for a person, and the chat was declined",
        FallbackReason::TimedOut => "asked for a person, and nobody answered in time",
        FallbackReason::QuotaExhausted => {
            "asked for a person, and the limit of engagements is reached"
        }
        FallbackReason::DeskUnreachable => "asked for a person, and the chat could not be routed",
        FallbackReason::OtherChat => "asked for a person, and has another chat open",
    }
}

const fn ended(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Visitor => "the visitor ended it",
        EndedBy::Agent => "the agent ended it",
        EndedBy::Idle => "nobody wrote any more",
        EndedBy::VisitorGone => "the visitor was gone",
    }
}

fn name(attributes: &Attributes) -> String {
    escape(&display_name(attributes))
}

fn quote(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_QUOTE_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{}”", escape(&short))
}

/// Slack reads `&`, `<` and `>`; all else is text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
