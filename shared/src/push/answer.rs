//! What becomes of a push after its service's answer.

use crate::time::{Millis, Timestamp};

/// How long one try may take before it counts as lost.
pub const LEASE: Millis = Millis::seconds(12);
/// The pause after the first try that failed; each further one is twice as long.
const PAUSE: Millis = Millis::seconds(1);
/// How often it is tried at most.
const MAX_TRIES: u32 = 6;

/// What a push service answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A status, and how long it asks us to wait, if it does.
    Status(u16, Option<Millis>),
    /// Nothing, or not in time.
    Nothing,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is with the service.
    Sent,
    /// The device can't be pushed to any more: it is forgotten.
    Delete,
    /// It is tried again then.
    Again(Timestamp),
    /// It is not worth telling any more, or was refused and would be again.
    GiveUp,
}

/// What follows from the answer to that try (the first is 1) of a push that is worth telling until
/// then.
pub fn next(now: Timestamp, until: Timestamp, tries: u32, answer: Answer) -> Next {
    let retry_after = match answer {
        Answer::Status(200..=299, _) => return Next::Sent,
        Answer::Status(404 | 410, _) => return Next::Delete,
        Answer::Status(429 | 500..=599, retry_after) => retry_after,
        // Also where it sends us elsewhere: an endpoint is where it was when it was checked.
        Answer::Status(..) => return Next::GiveUp,
        Answer::Nothing => None,
    };
    let pause = Millis(PAUSE.0 << tries.saturating_sub(1).min(MAX_TRIES));
    let again = now + retry_after.map_or(pause, |retry_after| retry_after.max(pause));
    if again < until && tries < MAX_TRIES { Next::Again(again) } else { Next::GiveUp }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: Timestamp = Timestamp(45_000);

    fn after(tries: u32, answer: Answer) -> Next {
        next(Timestamp(0), UNTIL, tries, answer)
    }

    #[test]
    fn a_delivered_push_is_done_and_a_device_that_is_gone_is_deleted() {
        assert_eq!(after(1, Answer::Status(201, None)), Next::Sent);
        assert_eq!(after(1, Answer::Status(404, None)), Next::Delete);
        assert_eq!(after(3, Answer::Status(410, None)), Next::Delete);
    }

    #[test]
    fn a_busy_push_service_is_retried_with_backoff_while_it_is_useful() {
        let again = |ms| Next::Again(Timestamp(ms));
        assert_eq!(after(1, Answer::Status(503, None)), again(1_000));
        assert_eq!(after(2, Answer::Nothing), again(2_000));
        assert_eq!(after(5, Answer::Status(500, None)), again(16_000));
        assert_eq!(after(6, Answer::Nothing), Next::GiveUp);
        assert_eq!(after(1, Answer::Status(429, Some(Millis(5_000)))), again(5_000));
        assert_eq!(after(1, Answer::Status(429, Some(Millis(0)))), again(1_000));
        assert_eq!(after(1, Answer::Status(429, Some(Millis(45_000)))), Next::GiveUp);
    }

    #[test]
    fn a_refusal_is_not_sent_again_and_no_redirect_is_followed() {
        for status in [301, 302, 307, 400, 401, 403, 413] {
            assert_eq!(after(1, Answer::Status(status, None)), Next::GiveUp, "{status}");
        }
    }
}
