//! What must hold in the log of each conversation.

use shared::conversation::{ConversationMeta, MAX_RATINGS};
use shared::event::{Event, FallbackReason, Logged};
use shared::id::Seq;

/// A message is left once, after a fallback that offered the form; a form is offered where the site
/// says so, and never to somebody who has another chat.
pub(crate) fn check_left_messages(n: usize, log: &[Logged], meta: &ConversationMeta) {
    let mut open = false;
    for logged in log {
        match &logged.event {
            Event::FellBack { reason, form, .. } => {
                open = meta.limits.fallback_form.offered && *reason != FallbackReason::OtherChat;
                assert_eq!(form.is_some(), open, "conversation {n} offers another form");
            }
            Event::MessageLeft { .. } => {
                assert!(open, "a message was left in {n} without a form, or twice");
                open = false;
            }
            _ => {}
        }
    }
}

/// Only a chat with an agent is rated, after its end, where the site asks for it (INBOX-21).
pub(crate) fn check_ratings(n: usize, log: &[Logged], meta: &ConversationMeta) {
    let (mut chatted, mut ended, mut rated) = (false, false, 0);
    for logged in log {
        match &logged.event {
            Event::Connected { .. } | Event::FollowedUp { .. } => chatted = true,
            Event::Ended { .. } => ended = true,
            Event::Rated { .. } => {
                rated += 1;
                assert!(meta.limits.rating, "visitor {n} was not asked for a rating");
                assert!(chatted && ended, "visitor {n} rated a chat that was none or goes on");
                assert!(rated <= MAX_RATINGS, "visitor {n} rated too often");
            }
            _ => {}
        }
    }
}

/// Only what was filled in is corrected, and the dialogue goes on as if nothing had happened: no card
/// follows (STREAM-26).
pub(crate) fn check_corrections(n: usize, log: &[Logged]) {
    let mut filled = false;
    for (at, logged) in log.iter().enumerate() {
        match &logged.event {
            Event::Captured { .. } => filled = true,
            Event::AnswerCorrected { .. } => {
                assert!(filled, "visitor {n} corrected what they had not answered");
                let next = log.get(at + 1).map(|next| &next.event);
                let moves = matches!(next, Some(Event::Shown { .. } | Event::Completed { .. }));
                assert!(!moves, "a correction moved visitor {n}");
            }
            _ => {}
        }
    }
}

/// Whether the conversation was over once it had this event.
pub(crate) fn was_over(log: &[Logged], seq: Seq) -> bool {
    let until = log.iter().take_while(|logged| logged.seq <= seq);
    until.fold(false, |over, logged| is_over_by(&logged.event).unwrap_or(over))
}

/// Whether an event ends the conversation, or begins what follows; `None` if neither.
const fn is_over_by(event: &Event) -> Option<bool> {
    match event {
        Event::FellBack { .. }
        | Event::Withdrawn { .. }
        | Event::Completed { .. }
        | Event::Ended { .. } => Some(true),
        Event::Requested { .. } | Event::FollowedUp { .. } => Some(false),
        _ => None,
    }
}

/// Only what is over is followed up, and the visitor writes only while an agent is in it (INBOX-24).
pub(crate) fn check_follow_ups(n: usize, log: &[Logged]) {
    let (mut over, mut followed_up) = (false, false);
    for logged in log {
        if let Event::FollowedUp { .. } = &logged.event {
            assert!(over || followed_up, "{n} was followed up before its end");
            followed_up = true;
        }
        over = is_over_by(&logged.event).unwrap_or(over);
        followed_up &= !over;
        if let Event::Said { .. } = &logged.event {
            assert!(!over, "somebody wrote in {n} after its end");
        }
    }
}
