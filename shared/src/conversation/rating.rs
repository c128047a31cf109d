//! The visitor's rating of a chat that has ended (INBOX-21).

use super::machine::Conversation;
use super::outcome::{NewEvent, Outcome, Refusal};
use super::state::{Over, Phase};
use crate::event::{Event, Rating};
use crate::plain_text::clean_line;
use crate::time::{Millis, Timestamp};

/// Longest comment to a rating, in characters.
pub const MAX_COMMENT_CHARS: usize = 500;
/// How long after its end a chat can be rated, and a rating be changed.
pub const RATING_OPEN_FOR: Millis = Millis::minutes(24 * 60);
/// How many ratings of one chat are taken: the first, and changes of it.
pub const MAX_RATINGS: u32 = 10;

impl Conversation {
    /// Whether the visitor can rate the chat now, or change their rating.
    pub fn can_be_rated(&self, now: Timestamp) -> bool {
        self.meta.limits.rating
            && self.state.agent.is_some()
            && matches!(self.state.phase, Phase::Over(Over::Ended(_)))
            && self.state.times_rated < MAX_RATINGS
            && self.state.ended_at.is_some_and(|ended| now.since(ended) < RATING_OPEN_FOR)
    }

    /// Rates the chat. The rating that is there already changes nothing, so a repeated request does
    /// no harm.
    pub(super) fn rate(
        &self,
        now: Timestamp,
        rating: Rating,
        comment: &str,
    ) -> Result<Outcome, Refusal> {
        let comment = clean_line(comment);
        if self.state.rating.as_ref().is_some_and(|(was, said)| (*was, said) == (rating, &comment))
        {
            return Ok(Outcome::default());
        }
        if !self.can_be_rated(now) {
            return Err(Refusal::NotRatable);
        }
        let actual = comment.chars().count();
        if actual > MAX_COMMENT_CHARS {
            return Err(Refusal::CommentTooLong { actual });
        }
        let event = NewEvent { id: None, event: Event::Rated { rating, comment } };
        Ok(Outcome { events: vec![event], ..Outcome::default() })
    }
}
