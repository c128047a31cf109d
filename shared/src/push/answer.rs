//! What a push service's answer means for the outbox.

use crate::outbox::Outcome;
use crate::time::Millis;

/// What a push service answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A status, and how long it asks us to wait, if it does.
    Status(u16, Option<Millis>),
    /// Nothing, or not in time.
    Nothing,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Status(200..=299, _) => Self::Delivered,
            Answer::Status(404 | 410, _) => Self::Gone,
            Answer::Status(429 | 500..=599, wait) => Self::Failed { wait },
            // Also where it sends us elsewhere: an endpoint is where it was when it was checked.
            Answer::Status(..) => Self::Refused,
            Answer::Nothing => Self::Failed { wait: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, wait: Option<Millis>) -> Outcome {
        Answer::Status(status, wait).into()
    }

    #[test]
    fn what_arrived_is_done_and_a_device_that_is_gone_is_deleted() {
        assert_eq!(outcome(201, None), Outcome::Delivered);
        assert_eq!(outcome(404, None), Outcome::Gone);
        assert_eq!(outcome(410, None), Outcome::Gone);
    }

    #[test]
    fn a_busy_service_is_asked_again() {
        let wait = Some(Millis(5_000));
        assert_eq!(outcome(429, wait), Outcome::Failed { wait });
        assert_eq!(outcome(503, None), Outcome::Failed { wait: None });
        assert_eq!(Outcome::from(Answer::Nothing), Outcome::Failed { wait: None });
    }

    #[test]
    fn a_refusal_is_not_sent_again_and_no_redirect_is_followed() {
        for status in [301, 302, 307, 400, 401, 403, 413] {
            assert_eq!(outcome(status, None), Outcome::Refused, "{status}");
        }
    }
}
