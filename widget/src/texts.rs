//! Every word the widget says by itself, by its name. What each is in the visitor's language only the
//! browser's half knows (`panel.js`, from `widget/texts`): so nobody downloads a language that they
//! don't read.

use shared::event::EndedBy;
use shared::person::ValueError;
use shared::prelude::*;

macro_rules! text_keys {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)+) => {
        /// Something the widget says by itself. In the order of their names in the files: a word goes
        /// to the browser as its number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum TextKey {
            /// Nothing of ours: what somebody wrote, as it is.
            Own,
            $($(#[$doc])* $name,)+
        }

        /// Their names in the files.
        #[cfg(test)]
        const KEYS: &[&str] = &[$($key),+];
    };
}

text_keys! {
    Again = "again",
    AgentEnded = "agent_ended",
    Answers = "answers",
    Calling = "calling",
    CallingSomeone = "calling_someone",
    Cancel = "cancel",
    Cancelling = "cancelling",
    /// The edge won't take what was told.
    CannotUse = "cannot_use",
    Close = "close",
    Continue = "continue",
    End = "end",
    EndSure = "end_sure",
    Ended = "ended",
    /// Nobody reads any more.
    Gone = "gone",
    Here = "here",
    IdleEnded = "idle_ended",
    IsTyping = "is_typing",
    /// Somebody accepted.
    Joined = "joined",
    Keep = "keep",
    /// So much can still be written.
    Left = "left",
    Loading = "loading",
    Missing = "missing",
    News = "news",
    NoAccess = "no_access",
    NoEmail = "no_email",
    NoPhone = "no_phone",
    NotListed = "not_listed",
    NotSaved = "not_saved",
    NotSent = "not_sent",
    Nothing = "nothing",
    Offline = "offline",
    OneMoment = "one_moment",
    Privacy = "privacy",
    Reconnecting = "reconnecting",
    Remove = "remove",
    Seen = "seen",
    Send = "send",
    Sending = "sending",
    Sent = "sent",
    Skip = "skip",
    Skipped = "skipped",
    Start = "start",
    ThatIsAll = "that_is_all",
    Thread = "thread",
    TooLong = "too_long",
    /// So much was written that can't be sent.
    TooMany = "too_many",
    Typing = "typing",
    VisitorGoneEnded = "visitor_gone_ended",
    Welcome = "welcome",
    Withdrawn = "withdrawn",
    Write = "write",
    YouEnded = "you_ended",
}

/// Something to be read: a word of ours with what stands in its blank, or what somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// Ours.
    pub(crate) key: TextKey,
    /// What stands in its blank; of [`TextKey::Own`], all of it.
    pub(crate) with: String,
}

// Never inlined, as the views' elements.
impl Text {
    /// A word of ours, with that in its blank.
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

/// Shown from this many characters before the limit on.
pub(crate) const NEAR_LIMIT: usize = 200;

/// What is wrong with what was typed.
pub(crate) const fn wrong(error: ValueError) -> TextKey {
    match error {
        ValueError::Missing => TextKey::Missing,
        ValueError::TooLong => TextKey::TooLong,
        ValueError::Email => TextKey::NoEmail,
        ValueError::Phone => TextKey::NoPhone,
        ValueError::NotListed => TextKey::NotListed,
    }
}

/// Why the edge did not take something. What was told is refused in our words, for that visitors
/// meet; what else goes wrong the edge says.
pub(crate) fn refused(code: &str, message: String) -> Text {
    if code.ends_with("invalid_value") { TextKey::CannotUse.into() } else { message.into() }
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

/// How much of a message can still be written, told when it gets short.
pub(crate) fn left(written: usize, limit: usize) -> Option<Text> {
    let near = written + NEAR_LIMIT >= limit;
    let key = if written > limit { TextKey::TooMany } else { TextKey::Left };
    near.then(|| Text::new(key, &number(written.abs_diff(limit) as u64)))
}

/// The parts as one text; `concat` would be ten times as long.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// How many characters a text has; std counts them faster, in ten times the code.
pub(crate) fn length(text: &str) -> usize {
    // Every byte but those that go on with a character begins one.
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// A number in digits; `format!` would cost the page bytes.
pub(crate) fn number(number: u64) -> String {
    let mut digits = String::new();
    shared::codec::digits(&mut digits, number);
    digits
}

#[cfg(test)]
pub(crate) mod tests;
