//! What the row of a conversation in a list says: its last words, and how it stands (INBOX-29).

use super::model::Tab;
use crate::texts::t;
use shared::event::Author;
use shared::id::AgentId;
use shared::protocol::ConversationRow;

/// The lines below the visitor's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowText {
    /// What was last said; `None` if nothing was, or if more may be said at any moment.
    pub(crate) words: Option<Quote>,
    /// How it stands, and with whom; empty if that says nothing beyond the words.
    pub(crate) about: String,
}

/// Somebody's words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Who said it, if it was not the visitor, whose name is above.
    pub(crate) by: Option<String>,
    /// What they said, or the name of the file.
    pub(crate) text: String,
    pub(crate) file: bool,
}

impl RowText {
    /// The text of a row in a list that this agent reads.
    pub(crate) fn new(row: &ConversationRow, tab: Tab, me: &AgentId) -> Self {
        let words = match tab {
            Tab::Missed => missed_words(row),
            _ => last_words(row, me).or_else(|| missed_words(row)),
        };
        let words = words.filter(|_| tab == Tab::Missed || !is_running(&row.status));
        let about = about(row, tab, words.is_some());
        Self { words, about }
    }
}

/// Whether more may be said than the row knows of: it is written when something changes, not with every
/// message.
fn is_running(status: &str) -> bool {
    matches!(status, "scripted" | "waiting" | "live")
}

/// The statuses of a chat that came to its end: its last words say as much.
fn is_usual(status: &str) -> bool {
    matches!(status, "ended_by_visitor" | "ended_by_agent" | "idle" | "visitor_gone" | "completed")
}

fn last_words(row: &ConversationRow, me: &AgentId) -> Option<Quote> {
    let words = row.last_words.as_ref()?;
    let by =
        match &words.by {
            Author::Visitor => None,
            Author::Agent(agent) if agent == me => Some(t!("inbox-row-by-you").to_owned()),
            Author::Agent(agent) => {
                let known = row.agent.as_ref().filter(|known| known.id == *agent);
                Some(known.map_or_else(
                    || t!("inbox-filter-agent").to_owned(),
                    |known| known.name.clone(),
                ))
            }
            Author::App(app) => Some(app.title()),
        };
    let text = match words.text.as_str() {
        "" if words.file => t!("inbox-row-file").to_owned(),
        "" => return None,
        text => text.to_owned(),
    };
    Some(Quote { by, text, file: words.file })
}

/// What the visitor said last when nobody answered. Rows of earlier versions know nothing else.
fn missed_words(row: &ConversationRow) -> Option<Quote> {
    let words = &row.missed.as_ref()?.words;
    (!words.is_empty()).then(|| Quote { by: None, text: words.clone(), file: false })
}

fn about(row: &ConversationRow, tab: Tab, has_words: bool) -> String {
    let status = if row.needs_answer() { t!("inbox-needs-answer") } else { status(&row.status) };
    let says_more = !has_words || tab == Tab::All || row.needs_answer() || !is_usual(&row.status);
    let agent = row.agent.as_ref().filter(|_| tab == Tab::All).map(|agent| agent.name.clone());
    let place = agent.or_else(|| (!has_words).then(|| row.page.short()));
    let rated = row.rating.map(|rating| t!("inbox-row-rated", rating = rating.value()));
    let parts = [rated, says_more.then(|| status.to_owned()), place];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

/// The statuses of a conversation, as they are on the wire.
pub(crate) const STATUSES: [&str; 11] = [
    "scripted",
    "waiting",
    "live",
    "followed_up",
    "completed",
    "fell_back",
    "withdrawn",
    "ended_by_visitor",
    "ended_by_agent",
    "idle",
    "visitor_gone",
];

/// The label of a status.
pub(crate) fn status(code: &str) -> &'static str {
    match code {
        "scripted" => t!("inbox-with-bot"),
        "waiting" => t!("inbox-waiting"),
        "live" => t!("inbox-status-live"),
        "followed_up" => t!("inbox-followed-up"),
        "completed" => t!("inbox-status-completed"),
        "fell_back" => t!("inbox-status-fell-back"),
        "withdrawn" => t!("inbox-status-withdrawn"),
        "ended_by_visitor" => t!("inbox-status-by-visitor"),
        "ended_by_agent" => t!("inbox-status-by-agent"),
        "idle" => t!("inbox-status-idle"),
        "visitor_gone" => t!("inbox-status-gone"),
        _ => t!("inbox-ended"),
    }
}
