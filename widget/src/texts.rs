//! The widget's own texts, by key. Only `panel.js` has the translations (from `widget/texts`), so
//! that nobody downloads a language they don't read.

use shared::conversation::RefusalReason;
use shared::event::EndedBy;
use shared::person::ValueError;
use shared::prelude::*;
use shared::time::Timestamp;

macro_rules! text_keys {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)+) => {
        /// The key of a text. The order is that of the keys in the language files, because a key is
        /// passed to the browser as its index.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum TextKey {
            /// Not one of ours: a text that somebody wrote.
            Own,
            $($(#[$doc])* $name,)+
        }

        /// The keys in the language files.
        #[cfg(test)]
        const KEYS: &[&str] = &[$($key),+];
    };
}

text_keys! {
    Again = "again",
    AgentEnded = "agent_ended",
    Answers = "answers",
    /// An app wrote.
    App = "app",
    /// When people are back: a moment, as its milliseconds.
    BackAt = "back_at",
    Calling = "calling",
    CallingSomeone = "calling_someone",
    Cancel = "cancel",
    Cancelling = "cancelling",
    /// The edge refused the value.
    CannotUse = "cannot_use",
    /// Corrects an answer.
    Change = "change",
    Close = "close",
    Continue = "continue",
    Earlier = "earlier",
    /// The answer is to something that is no longer asked.
    Elsewhere = "elsewhere",
    End = "end",
    EndSure = "end_sure",
    Ended = "ended",
    /// The log has no room for another message.
    Full = "full",
    /// The agent is disconnected.
    Gone = "gone",
    Here = "here",
    IdleEnded = "idle_ended",
    IsTyping = "is_typing",
    /// An agent joined.
    Joined = "joined",
    Keep = "keep",
    LeaveMessage = "leave_message",
    /// How many characters are left.
    Left = "left",
    Loading = "loading",
    LongMessage = "long_message",
    MessageLeft = "message_left",
    Missing = "missing",
    News = "news",
    NoAccess = "no_access",
    /// No connection was made in several attempts.
    NoConnection = "no_connection",
    NoEmail = "no_email",
    NoPhone = "no_phone",
    NotListed = "not_listed",
    /// No agent has joined.
    NotLive = "not_live",
    NotSaved = "not_saved",
    NotSent = "not_sent",
    /// The edge can store nothing at the moment.
    NotStored = "not_stored",
    Nothing = "nothing",
    Offline = "offline",
    OneMoment = "one_moment",
    /// The visitor has another chat open.
    OtherChat = "other_chat",
    Privacy = "privacy",
    /// The visitor's place in the queue.
    Queued = "queued",
    Reconnecting = "reconnecting",
    Remove = "remove",
    Seen = "seen",
    Send = "send",
    Sending = "sending",
    Sent = "sent",
    Skip = "skip",
    Skipped = "skipped",
    /// A limit of the edge holds.
    SlowDown = "slow_down",
    Start = "start",
    /// The visitor answers that they are still there.
    StillHere = "still_here",
    /// A silent chat ends soon.
    StillThere = "still_there",
    ThatIsAll = "that_is_all",
    Thread = "thread",
    /// A limit of frames holds.
    TooFast = "too_fast",
    TooLong = "too_long",
    /// How many characters are too many.
    TooMany = "too_many",
    Typing = "typing",
    /// What the visitor was writing when the chat ended.
    Unsent = "unsent",
    VisitorGoneEnded = "visitor_gone_ended",
    Welcome = "welcome",
    Withdrawn = "withdrawn",
    Write = "write",
    /// The visitor, as who said something.
    You = "you",
    YouEnded = "you_ended",
    YourEmail = "your_email",
    YourMessage = "your_message",
}

/// A text to show: one of ours with a value for its placeholder, or a text that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) key: TextKey,
    /// The value of the placeholder; for [`TextKey::Own`] the whole text.
    pub(crate) with: String,
}

// Never inlined, like the elements of the views.
impl Text {
    /// Returns one of our texts with a value for its placeholder.
    #[inline(never)]
    pub(crate) fn new(key: TextKey, with: &str) -> Self {
        Self { key, with: with.to_owned() }
    }
}

impl From<String> for Text {
    #[inline(never)]
    fn from(with: String) -> Self {
        Self { key: TextKey::Own, with }
    }
}

impl From<TextKey> for Text {
    #[inline(never)]
    fn from(key: TextKey) -> Self {
        Self { key, with: String::new() }
    }
}

/// The number of remaining characters from which the limit is shown.
pub(crate) const NEAR_LIMIT: usize = 200;

/// The error text for an invalid value.
pub(crate) const fn wrong(error: ValueError) -> TextKey {
    match error {
        ValueError::Missing => TextKey::Missing,
        ValueError::TooLong => TextKey::TooLong,
        ValueError::Email => TextKey::NoEmail,
        ValueError::Phone => TextKey::NoPhone,
        ValueError::NotListed => TextKey::NotListed,
    }
}

/// The texts for refusals by the edge, by their reason or code. Other reasons are about files and
/// ratings (`widget/panel/person`); their names are not even in the wasm.
const REFUSED: [(&str, TextKey); 13] = {
    use RefusalReason as R;
    [
        (R::Missing.as_str(), TextKey::Missing),
        (R::Empty.as_str(), TextKey::Missing),
        (R::LongValue.as_str(), TextKey::TooLong),
        (R::NoEmail.as_str(), TextKey::NoEmail),
        (R::NoPhone.as_str(), TextKey::NoPhone),
        (R::NotListed.as_str(), TextKey::NotListed),
        (R::BlockedAddress.as_str(), TextKey::CannotUse),
        (R::NotThere.as_str(), TextKey::Elsewhere),
        (R::Over.as_str(), TextKey::Ended),
        (R::NotLive.as_str(), TextKey::NotLive),
        (R::LongMessage.as_str(), TextKey::LongMessage),
        (R::Full.as_str(), TextKey::Full),
        ("slow_down", TextKey::TooFast),
    ]
};

/// The text for a refusal by the edge, whose reason or code this is.
pub(crate) fn refused(reason: &str) -> Text {
    let found = REFUSED.iter().find(|(name, _)| *name == reason);
    found.map_or(TextKey::NotSaved, |(_, key)| *key).into()
}

/// How the chat ended.
pub(crate) fn ended(by: EndedBy, agent: &str) -> Text {
    let key = match by {
        EndedBy::Visitor => TextKey::YouEnded,
        EndedBy::Agent => TextKey::AgentEnded,
        EndedBy::Idle => TextKey::IdleEnded,
        EndedBy::VisitorGone => TextKey::VisitorGoneEnded,
    };
    Text::new(key, agent)
}

/// The number of characters left or too many, once the limit is near.
pub(crate) fn left(written: usize, limit: usize) -> Option<Text> {
    let near = written + NEAR_LIMIT >= limit;
    let key = if written > limit { TextKey::TooMany } else { TextKey::Left };
    near.then(|| Text::new(key, &number(written.abs_diff(limit) as u64)))
}

/// Concatenates texts; `concat` would be ten times the code.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Counts the characters of a text; the version of `std` is faster, with ten times the code.
pub(crate) fn length(text: &str) -> usize {
    // Count the bytes that begin a character.
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// A moment within a text. The panel's script writes it as the reader's language does: the two signs
/// around it show nowhere.
pub(crate) fn moment(at: Timestamp) -> String {
    join(&["\u{2063}", &number(at.0), "\u{2063}"])
}

/// Formats a number; `format!` would add to the download.
pub(crate) fn number(number: u64) -> String {
    let mut digits = String::new();
    shared::codec::digits(&mut digits, number);
    digits
}

#[cfg(test)]
pub(crate) mod tests;
