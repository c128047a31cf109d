//! What a push service's answer means for the outbox.

use crate::outbox::Outcome;
use crate::time::Millis;

/// The answer of a push service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP status, and the delay from `Retry-After` if there is one.
    Status(u16, Option<Millis>),
    /// No answer, or none in time.
    Nothing,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Status(200..=299, _) => Self::Delivered,
            Answer::Status(404 | 410, _) => Self::Gone,
            Answer::Status(429 | 500..=599, wait) => Self::Failed { wait },
            // Redirects are refused too: only the endpoint itself was checked.
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
    fn a_delivered_push_is_done_and_a_device_that_is_gone_is_deleted() {
        assert_eq!(outcome(201, None), Outcome::Delivered);
        assert_eq!(outcome(404, None), Outcome::Gone);
        assert_eq!(outcome(410, None), Outcome::Gone);
    }

    #[test]
    fn a_push_to_a_busy_service_is_retried() {
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
