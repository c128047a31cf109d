//! Turns a chat into lines on the screen: days, groups of bubbles, and notices.

use super::chat::{ConversationView, Saying, by_visitor};
use super::files::{Carried, Upload};
use super::model::Link;
use crate::texts::t;
use shared::conversation::PrivateNote;
use shared::event::{Author, EndedBy, Event, FallbackReason, Logged, OfferFailure, SharedFile};
use shared::id::ClientKey;
use shared::time::{Millis, Timestamp};

/// Bubbles of one side within this time are grouped.
const TOGETHER: Millis = Millis::minutes(3);

/// A line on the screen. Lines are compared by value, so that the view redraws only what changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Line {
    /// The stream, folded, with its number of cards.
    Bot(usize),
    /// A day begins.
    Day(Timestamp),
    Bubble(Bubble),
    /// New messages begin here.
    New,
    /// A private note.
    Private(NoteLine),
    /// A notice; the sequence number distinguishes two equal ones.
    Note(u64, Timestamp, Note),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bubble {
    /// The sequence number, or the client key until it has one.
    pub(crate) key: String,
    pub(crate) side: Side,
    /// The agent's name, if it isn't the one who reads this.
    pub(crate) agent_name: Option<String>,
    /// The text, or a file's name.
    pub(crate) text: String,
    /// The file, if it is one.
    pub(crate) file: Option<FileLine>,
    pub(crate) at: Timestamp,
    /// Whether the visitor sent it by mail.
    pub(crate) by_mail: bool,
    /// Whether it begins a group.
    pub(crate) first: bool,
    /// Whether it ends a group.
    pub(crate) last: bool,
    pub(crate) delivery: DeliveryState,
}

/// A file in a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FileLine {
    /// Its URL; `None` during the upload.
    pub(crate) href: Option<String>,
    /// The URL of its picture, if it is one.
    pub(crate) picture: Option<String>,
    /// The size of the file, in bytes.
    pub(crate) size: u64,
}

impl FileLine {
    fn saved(chat: &ConversationView, file: &SharedFile) -> Self {
        let path = file.path(&chat.id);
        let picture = file.is_image().then(|| path.clone());
        Self { href: Some(path), picture, size: file.size }
    }
}

/// A private note.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct NoteLine {
    /// `note-` and its number, or the client key until it is stored.
    pub(crate) key: String,
    /// The author's name; `None` if it is the agent who reads this.
    pub(crate) by: Option<String>,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
    pub(crate) delivery: DeliveryState,
}

/// The side that wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Theirs,
    Ours,
}

/// The delivery state of a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum DeliveryState {
    /// The edge has stored it.
    Saved,
    /// The visitor saw it; shown only on the last seen message.
    Seen,
    /// Sent, and not acknowledged yet.
    Sending,
    /// Sent once there is a connection.
    Waiting,
    /// A file's upload, from 0 to 100.
    Carrying(u8),
    /// Refused, with the reason.
    Refused(ClientKey, String),
    /// A file that would be refused again, with the reason.
    Impossible(ClientKey, String),
}

/// A notice of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Note {
    /// The visitor requested a chat, or the named app did so for them.
    Requested(Option<String>),
    /// An offer to the named agent ended without a chat.
    OfferEnded(String, OfferFailure),
    /// An agent joined.
    Answered { name: String, me: bool },
    Joined {
        name: String,
        /// Whether it is the agent who reads this.
        me: bool,
    },
    /// The named agent is disconnected.
    Gone(String),
    /// The visitor got the fallback message.
    FellBack(FallbackReason, String),
    /// The visitor stopped waiting.
    Withdrawn,
    /// The visitor corrected an answer to this.
    Corrected(String),
    /// The visitor rated the chat, with this comment.
    Rated(u8, String),
    /// The chat ended.
    Ended {
        by: EndedBy,
        /// Whether the agent who reads this ended it.
        me: bool,
    },
}

/// Returns a chat's lines. `day` returns the number of a moment's day in the reader's time zone.
pub(crate) fn lines(
    chat: &ConversationView,
    me: &shared::id::AgentId,
    day: impl Fn(Timestamp) -> i64,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let steps = chat.steps().len();
    if steps > 0 {
        lines.push(Line::Bot(steps));
    }
    let mut today = None;
    let mut offered_to: Option<&str> = None;
    let mut notes = chat.notes.iter().peekable();
    let mut news = chat.news_after;
    let mut unsent = chat.uploads.iter().filter(|upload| upload.is_unsent()).peekable();
    for (number, logged) in chat.log.iter().enumerate() {
        // The visitor has gone on by mail, and nobody else has done anything.
        let by_mail = chat.log.get(number + 1).is_some_and(Logged::is_by_mail);
        if by_mail && matches!(logged.event, Event::FollowedUp { .. }) {
            continue;
        }
        while let Some(note) = notes.next_if(|note| note.after < logged.seq) {
            push(&mut lines, &mut today, day(note.at), note.at, private(note, me));
        }
        if by_visitor(&logged.event) && news.take_if(|after| *after < logged.seq).is_some() {
            lines.push(Line::New);
        }
        if let Event::Offered { agent, .. } = &logged.event {
            offered_to = Some(&agent.name);
        }
        let Some(mut line) = line(chat, me, logged.seq.0, logged.at, &logged.event, offered_to)
        else {
            continue;
        };
        if let Line::Bubble(bubble) = &mut line {
            bubble.by_mail = logged.is_by_mail();
        }
        // What was not sent stays where it was, and newer messages come below.
        while let Some(upload) = unsent.next_if(|upload| upload.at <= logged.at) {
            let line = Line::Bubble(carried(upload));
            push(&mut lines, &mut today, day(upload.at), upload.at, line);
        }
        push(&mut lines, &mut today, day(logged.at), logged.at, line);
    }
    for note in notes {
        push(&mut lines, &mut today, day(note.at), note.at, private(note, me));
    }
    for pending in chat.pending.frames() {
        let outgoing = &pending.content;
        let delivery = match pending.refusal() {
            Some(reason) => DeliveryState::Refused(pending.key.clone(), reason.clone()),
            None if chat.link == Link::Broken => DeliveryState::Waiting,
            None => DeliveryState::Sending,
        };
        let key = pending.key.as_str().to_owned();
        let at = outgoing.at;
        let line = match outgoing.content.clone() {
            Saying::Text(text) | Saying::Answer(text) => {
                Line::Bubble(bubble(key, Side::Ours, text, at, delivery))
            }
            Saying::Note(text) => Line::Private(NoteLine { key, by: None, text, at, delivery }),
            Saying::End => continue,
        };
        push(&mut lines, &mut today, day(at), at, line);
    }
    let sending = chat.uploads.iter().filter(|upload| !upload.is_unsent());
    for upload in unsent.chain(sending) {
        let line = Line::Bubble(carried(upload));
        push(&mut lines, &mut today, day(upload.at), upload.at, line);
    }
    group(&mut lines);
    show_seen(chat, &mut lines);
    lines
}

fn private(note: &PrivateNote, me: &shared::id::AgentId) -> Line {
    Line::Private(NoteLine {
        key: format!("note-{}", note.number),
        by: (note.by.id != *me).then(|| note.by.name.clone()),
        text: note.text.clone(),
        at: note.at,
        delivery: DeliveryState::Saved,
    })
}

fn carried(upload: &Upload) -> Bubble {
    let (key, name) = (upload.key.as_str().to_owned(), upload.file.name.clone());
    let delivery = match &upload.state {
        Carried::Percent(percent) => DeliveryState::Carrying(*percent),
        Carried::Failed(reason) => DeliveryState::Refused(upload.key.clone(), reason.clone()),
        Carried::Refused(reason) => DeliveryState::Impossible(upload.key.clone(), reason.clone()),
    };
    // What can't be sent may be no picture at all, so its name and size say what it is.
    let is_shown = !matches!(upload.state, Carried::Refused(_));
    let picture = upload.file.preview.clone().filter(|_| is_shown);
    let size = upload.file.size;
    let file = Some(FileLine { href: None, picture, size });
    Bubble { file, ..bubble(key, Side::Ours, name, upload.at, delivery) }
}

fn push(lines: &mut Vec<Line>, today: &mut Option<i64>, day: i64, at: Timestamp, line: Line) {
    if *today != Some(day) {
        *today = Some(day);
        lines.push(Line::Day(at));
    }
    lines.push(line);
}

fn line(
    chat: &ConversationView,
    me: &shared::id::AgentId,
    seq: u64,
    at: Timestamp,
    event: &Event,
    offered_to: Option<&str>,
) -> Option<Line> {
    let note = match event {
        Event::Said { by, text, file } => {
            let (side, agent_name) = match by {
                Author::Visitor => (Side::Theirs, None),
                Author::Agent(agent) => (Side::Ours, (agent != me).then(|| chat.name_of(agent))),
                Author::App(app) => (Side::Ours, Some(app.title())),
            };
            let said = bubble(seq.to_string(), side, text.clone(), at, DeliveryState::Saved);
            let file = file.as_ref().map(|file| FileLine::saved(chat, file));
            return Some(Line::Bubble(Bubble { agent_name, file, ..said }));
        }
        Event::MessageLeft { text, .. } => {
            let (key, delivery) = (seq.to_string(), DeliveryState::Saved);
            return Some(Line::Bubble(bubble(key, Side::Theirs, text.clone(), at, delivery)));
        }
        Event::Requested { handed_over, .. } => {
            Note::Requested(handed_over.as_ref().map(|asked| asked.by.title()))
        }
        Event::OfferClosed { reason, .. } if *reason != OfferFailure::Withdrawn => {
            Note::OfferEnded(offered_to.unwrap_or(t!("inbox-an-agent")).to_owned(), *reason)
        }
        Event::Connected { agent, .. } => {
            Note::Joined { name: agent.name.clone(), me: agent.id == *me }
        }
        Event::FollowedUp { agent, .. } => {
            Note::Answered { name: agent.name.clone(), me: agent.id == *me }
        }
        Event::AgentGone { agent } => Note::Gone(chat.name_of(agent)),
        Event::FellBack { reason, message, .. } => Note::FellBack(*reason, message.clone()),
        Event::AnswerCorrected { values, .. } => {
            Note::Corrected(values.values().cloned().collect::<Vec<_>>().join(", "))
        }
        Event::Rated { rating, comment } => Note::Rated(rating.value(), comment.clone()),
        Event::Withdrawn { .. } => Note::Withdrawn,
        Event::Ended { by } => Note::Ended { by: *by, me: chat.was_with(me) },
        _ => return None,
    };
    Some(Line::Note(seq, at, note))
}

fn bubble(key: String, side: Side, text: String, at: Timestamp, delivery: DeliveryState) -> Bubble {
    let (agent_name, file, by_mail) = (None, None, false);
    Bubble { key, side, agent_name, text, file, at, by_mail, first: true, last: true, delivery }
}

/// Groups neighbouring bubbles of one side that are close in time.
fn group(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let (before, after) = lines.split_at_mut(at);
        let (Some(Line::Bubble(one)), Some(Line::Bubble(two))) =
            (before.last_mut(), after.first_mut())
        else {
            continue;
        };
        if one.side == two.side
            && one.agent_name == two.agent_name
            && one.by_mail == two.by_mail
            && two.at.since(one.at) < TOGETHER
        {
            one.last = false;
            two.first = false;
        }
    }
}

/// Marks our last message that the visitor has seen.
fn show_seen(chat: &ConversationView, lines: &mut [Line]) {
    let seen = lines.iter_mut().rev().find_map(|line| match line {
        Line::Bubble(bubble)
            if bubble.side == Side::Ours && bubble.delivery == DeliveryState::Saved =>
        {
            let seq: u64 = bubble.key.parse().ok()?;
            (seq <= chat.seen_by_visitor.0).then_some(bubble)
        }
        _ => None,
    });
    if let Some(bubble) = seen {
        bubble.delivery = DeliveryState::Seen;
    }
}
