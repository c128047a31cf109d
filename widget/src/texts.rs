//! Every word the widget says by itself.

use shared::event::EndedBy;
use shared::prelude::*;

pub(crate) const CLOSE: &str = "Close chat";
pub(crate) const HERE: &str = "In this chat with you";
pub(crate) const ENDED: &str = "This chat has ended";
pub(crate) const END: &str = "End chat";
pub(crate) const END_SURE: &str = "End this chat?";
pub(crate) const KEEP: &str = "Keep chatting";
pub(crate) const THREAD: &str = "Conversation";
pub(crate) const ANSWERS: &str = "Answers";
pub(crate) const WRITE: &str = "Write a message…";
pub(crate) const SEND: &str = "Send";
pub(crate) const CONTINUE: &str = "Continue";
pub(crate) const SKIP: &str = "Skip";
pub(crate) const SKIPPED: &str = "Skipped";
pub(crate) const SENDING: &str = "Sending…";
pub(crate) const SENT: &str = "Sent";
pub(crate) const SEEN: &str = "Seen";
pub(crate) const NOT_SENT: &str = "Not sent. ";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const NEWS: &str = "New messages";
pub(crate) const START: &str = "Start chat";
pub(crate) const AGAIN: &str = "Start again";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CANCELLING: &str = "Cancelling…";
pub(crate) const CALLING_SOMEONE: &str = "Looking for someone to help you…";
pub(crate) const WELCOME: &str = "Hello. Would you like to talk to one of us?";
pub(crate) const ONE_MOMENT: &str = "One moment, I’ll see who is free.";
pub(crate) const OFFLINE: &str = "You are offline. What you write is sent when you are back.";
pub(crate) const RECONNECTING: &str = "Reconnecting…";
pub(crate) const WITHDRAWN: &str = "You stopped waiting";
pub(crate) const THAT_IS_ALL: &str = "That’s all for now";
pub(crate) const NOTHING: &str = "There is nothing to ask here right now.";
pub(crate) const LOADING: &str = "Loading the conversation";
pub(crate) const TYPING: &str = "Typing";
pub(crate) const NO_ACCESS: &str =
    "This conversation can’t be opened here any more. You can start a new one.";
pub(crate) const NOT_TAKEN: &str = "That could not be saved. Please try again.";
pub(crate) const PRIVACY: &str = "Privacy";

/// Shown from this many characters before the limit on.
pub(crate) const NEAR_LIMIT: usize = 200;

/// Who is being called.
pub(crate) fn calling(name: &str) -> String {
    join(&["Calling ", name, "…"])
}

/// Somebody accepted.
pub(crate) fn joined(name: &str) -> String {
    join(&[name, " joined"])
}

/// Somebody writes.
pub(crate) fn is_typing(name: &str) -> String {
    join(&[name, " is typing…"])
}

/// Nobody reads any more.
pub(crate) fn gone(agent: &str) -> String {
    join(&[agent, " has lost the connection. What you write is kept."])
}

/// How the chat ended.
pub(crate) fn ended(by: EndedBy, agent: &str) -> String {
    match by {
        EndedBy::Visitor => "You ended the chat".to_owned(),
        EndedBy::Agent => join(&[agent, " ended the chat"]),
        EndedBy::Idle => "The chat ended because nobody wrote for a while".to_owned(),
        EndedBy::VisitorGone => "The chat ended while you were away".to_owned(),
    }
}

/// How much of a message can still be written, told when it gets short.
pub(crate) fn left(written: usize, limit: usize) -> Option<String> {
    if written > limit {
        Some(join(&[&number((written - limit) as u64), " characters too many"]))
    } else if written + NEAR_LIMIT >= limit {
        Some(join(&[&number((limit - written) as u64), " characters left"]))
    } else {
        None
    }
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
    shared::lean::digits(&mut digits, number);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        for n in [0, 7, 10, 4_000, u64::MAX] {
            assert_eq!(number(n), n.to_string());
        }
    }

    #[test]
    fn the_limit_is_told_before_it_is_reached() {
        assert_eq!(left(10, 4_000), None);
        assert_eq!(left(3_900, 4_000).as_deref(), Some("100 characters left"));
        assert_eq!(left(4_002, 4_000).as_deref(), Some("2 characters too many"));
    }
}
