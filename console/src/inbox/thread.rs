//! A chat as lines on the screen: days, bubbles in groups, and what else happened.

use super::chat::{Chat, Saying, by_visitor};
use super::files::{Carried, Upload};
use super::model::Link;
use shared::conversation::PrivateNote;
use shared::event::{Author, EndedBy, Event, FallbackReason, OfferEnd, SharedFile};
use shared::id::ClientKey;
use shared::time::{Millis, Timestamp};

/// Bubbles of one side closer than this belong together.
const TOGETHER: Millis = Millis::minutes(3);

/// A line on the screen. Two that look the same are the same, so a view can keep what it drew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Line {
    /// The dialogue, folded: how many steps it had.
    Bot(usize),
    /// A day begins, at that moment.
    Day(Timestamp),
    /// Somebody wrote.
    Bubble(Bubble),
    /// From here on messages are new.
    New,
    /// An agent wrote something for colleagues.
    Private(NoteLine),
    /// Something happened; its place in the log tells two alike apart.
    Note(u64, Timestamp, Note),
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bubble {
    /// The same for the same words, whatever becomes of them.
    pub(crate) key: String,
    /// Who.
    pub(crate) side: Side,
    /// The colleague who wrote it, where it was not who reads this.
    pub(crate) colleague: Option<String>,
    /// The words; of a file, its name.
    pub(crate) text: String,
    /// The file, if it is one.
    pub(crate) file: Option<FileLine>,
    /// When.
    pub(crate) at: Timestamp,
    /// Whether it begins a group.
    pub(crate) first: bool,
    /// Whether it ends a group.
    pub(crate) last: bool,
    /// What became of it.
    pub(crate) mark: Mark,
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FileLine {
    /// Where it is had; none: it is on its way.
    pub(crate) href: Option<String>,
    /// Where it can be looked at, if it is a picture.
    pub(crate) picture: Option<String>,
    /// How long it is, in bytes.
    pub(crate) size: u64,
}

impl FileLine {
    fn kept(chat: &Chat, file: &SharedFile) -> Self {
        let path = file.path(&chat.id);
        let picture = file.is_image().then(|| path.clone());
        Self { href: Some(path), picture, size: file.size }
    }
}

/// What an agent wrote for colleagues.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct NoteLine {
    /// The same for the same note.
    pub(crate) key: String,
    /// Who; none: who reads this.
    pub(crate) by: Option<String>,
    /// What.
    pub(crate) text: String,
    /// When.
    pub(crate) at: Timestamp,
    /// What became of it.
    pub(crate) mark: Mark,
}

/// Who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    /// The visitor.
    Theirs,
    /// An agent.
    Ours,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    /// Kept.
    Kept,
    /// The visitor saw it; only on the last they saw.
    Seen,
    /// On its way.
    Sending,
    /// Sent as soon as there is a connection again.
    Waiting,
    /// A file, so far on its way, of a hundred.
    Carrying(u8),
    /// Refused, with the reason.
    Refused(ClientKey, String),
}

/// What else happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Note {
    /// The visitor asked for a person.
    Asked,
    /// A bell rang in vain.
    Rang(String, OfferEnd),
    /// An agent joined.
    Joined {
        /// Their name.
        name: String,
        /// Whether it is who reads this.
        me: bool,
    },
    /// The agent lost the connection.
    Gone(String),
    /// Nobody could be reached.
    FellBack(FallbackReason, String),
    /// The visitor gave up waiting.
    Withdrawn,
    /// The chat ended.
    Ended {
        /// By whom or what.
        by: EndedBy,
        /// Whether the agent who ended it reads this.
        me: bool,
    },
}

/// A chat as lines. `day` numbers the days where the reader is.
pub(crate) fn lines(
    chat: &Chat,
    me: &shared::id::AgentId,
    day: impl Fn(Timestamp) -> i64,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let steps = chat.steps().len();
    if steps > 0 {
        lines.push(Line::Bot(steps));
    }
    let mut today = None;
    let mut rang: Option<&str> = None;
    let mut notes = chat.notes.iter().peekable();
    let mut news = chat.news_after;
    for logged in &chat.log {
        while let Some(note) = notes.next_if(|note| note.after < logged.seq) {
            push(&mut lines, &mut today, day(note.at), note.at, private(note, me));
        }
        if by_visitor(&logged.event) && news.take_if(|after| *after < logged.seq).is_some() {
            lines.push(Line::New);
        }
        if let Event::Offered { agent, .. } = &logged.event {
            rang = Some(&agent.name);
        }
        let Some(line) = line(chat, me, logged.seq.0, logged.at, &logged.event, rang) else {
            continue;
        };
        push(&mut lines, &mut today, day(logged.at), logged.at, line);
    }
    for note in notes {
        push(&mut lines, &mut today, day(note.at), note.at, private(note, me));
    }
    for unsent in &chat.unsent {
        let mark = match &unsent.refused {
            Some(why) => Mark::Refused(unsent.id.clone(), why.clone()),
            None if chat.link == Link::Broken => Mark::Waiting,
            None => Mark::Sending,
        };
        let key = unsent.id.as_str().to_owned();
        let line = match unsent.what.clone() {
            Saying::Words(text) => Line::Bubble(bubble(key, Side::Ours, text, unsent.at, mark)),
            Saying::Note(text) => {
                Line::Private(NoteLine { key, by: None, text, at: unsent.at, mark })
            }
            Saying::End => continue,
        };
        push(&mut lines, &mut today, day(unsent.at), unsent.at, line);
    }
    for upload in &chat.uploads {
        let line = Line::Bubble(carried(upload));
        push(&mut lines, &mut today, day(upload.at), upload.at, line);
    }
    group(&mut lines);
    mark_seen(chat, &mut lines);
    lines
}

fn private(note: &PrivateNote, me: &shared::id::AgentId) -> Line {
    Line::Private(NoteLine {
        key: format!("note-{}", note.nth),
        by: (note.by.id != *me).then(|| note.by.name.clone()),
        text: note.text.clone(),
        at: note.at,
        mark: Mark::Kept,
    })
}

fn carried(upload: &Upload) -> Bubble {
    let (key, name) = (upload.key.as_str().to_owned(), upload.file.name.clone());
    let mark = match &upload.state {
        Carried::Percent(percent) => Mark::Carrying(*percent),
        Carried::Failed(why) => Mark::Refused(upload.key.clone(), why.clone()),
    };
    let (picture, size) = (upload.file.preview.clone(), upload.file.size);
    let file = Some(FileLine { href: None, picture, size });
    Bubble { file, ..bubble(key, Side::Ours, name, upload.at, mark) }
}

fn push(lines: &mut Vec<Line>, today: &mut Option<i64>, day: i64, at: Timestamp, line: Line) {
    if *today != Some(day) {
        *today = Some(day);
        lines.push(Line::Day(at));
    }
    lines.push(line);
}

fn line(
    chat: &Chat,
    me: &shared::id::AgentId,
    seq: u64,
    at: Timestamp,
    event: &Event,
    rang: Option<&str>,
) -> Option<Line> {
    let note = match event {
        Event::Said { by, text, file } => {
            let (side, colleague) = match by {
                Author::Visitor => (Side::Theirs, None),
                Author::Agent(agent) => (Side::Ours, (agent != me).then(|| chat.name_of(agent))),
            };
            let said = bubble(seq.to_string(), side, text.clone(), at, Mark::Kept);
            let file = file.as_ref().map(|file| FileLine::kept(chat, file));
            return Some(Line::Bubble(Bubble { colleague, file, ..said }));
        }
        Event::Requested { .. } => Note::Asked,
        Event::OfferClosed { reason, .. } if *reason != OfferEnd::Withdrawn => {
            Note::Rang(rang.unwrap_or("An agent").to_owned(), *reason)
        }
        Event::Connected { agent, .. } => {
            Note::Joined { name: agent.name.clone(), me: agent.id == *me }
        }
        Event::AgentGone { agent } => Note::Gone(chat.name_of(agent)),
        Event::FellBack { reason, message, .. } => Note::FellBack(*reason, message.clone()),
        Event::Withdrawn { .. } => Note::Withdrawn,
        Event::Ended { by } => Note::Ended { by: *by, me: chat.was_with(me) },
        _ => return None,
    };
    Some(Line::Note(seq, at, note))
}

fn bubble(key: String, side: Side, text: String, at: Timestamp, mark: Mark) -> Bubble {
    let colleague = None;
    Bubble { key, side, colleague, text, file: None, at, first: true, last: true, mark }
}

/// Joins neighbours of one side that were written close together.
fn group(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let (before, after) = lines.split_at_mut(at);
        let (Some(Line::Bubble(one)), Some(Line::Bubble(two))) =
            (before.last_mut(), after.first_mut())
        else {
            continue;
        };
        if one.side == two.side && one.colleague == two.colleague && two.at.since(one.at) < TOGETHER
        {
            one.last = false;
            two.first = false;
        }
    }
}

/// Marks the last of our messages that the visitor has seen.
fn mark_seen(chat: &Chat, lines: &mut [Line]) {
    let seen = lines.iter_mut().rev().find_map(|line| match line {
        Line::Bubble(bubble) if bubble.side == Side::Ours && bubble.mark == Mark::Kept => {
            let seq: u64 = bubble.key.parse().ok()?;
            (seq <= chat.seen_by_visitor.0).then_some(bubble)
        }
        _ => None,
    });
    if let Some(bubble) = seen {
        bubble.mark = Mark::Seen;
    }
}
