//! What follows from an attempt to deliver: another one, or a pause of the endpoint.

use crate::outbox::Outcome;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::string::String;

/// How long an endpoint may take to answer.
pub const PATIENCE: Millis = Millis::seconds(15);
/// How much of an answer is kept.
pub const MAX_ANSWER_BYTES: usize = 1_024;
/// How long a delivery is tried, and how long an endpoint may fail before it is paused.
pub const DAY: Millis = Millis::minutes(24 * 60);
/// The longest pause that an endpoint can ask for with `Retry-After`.
const LONGEST_WAIT: Millis = Millis::minutes(60);

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The status of the answer; `None` if none came in time.
    pub status: Option<u16>,
    /// The delay that the endpoint asks for, as in `Retry-After`.
    pub wait: Option<Millis>,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The endpoint has it.
    Delivered,
    /// Try again later.
    Failed { wait: Option<Millis> },
    /// The endpoint says that it wants nothing more (410).
    Gone,
}

impl Tried {
    /// What follows. A redirect is a failure: only the address itself was checked.
    pub fn verdict(&self) -> Verdict {
        match self.status {
            Some(200..=299) => Verdict::Delivered,
            Some(410) => Verdict::Gone,
            Some(429 | 500..=599) => {
                Verdict::Failed { wait: self.wait.map(|wait| wait.min(LONGEST_WAIT)) }
            }
            Some(_) | None => Verdict::Failed { wait: None },
        }
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Delivered => Self::Delivered,
            Verdict::Failed { wait } => Self::Failed { wait },
            Verdict::Gone => Self::Gone,
        }
    }
}

/// One attempt, as the list of deliveries shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took: Millis,
    /// The HTTP status; `null` if no answer came in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The beginning of the answer, or why there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// How an endpoint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Since when every attempt has failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Since when nothing is sent, because it failed for a day or said that it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Timestamp>,
}

impl Health {
    /// The endpoint has answered an attempt, or has not. It is paused when everything has failed for
    /// a day. A clock that was put back begins the day anew.
    #[must_use]
    pub fn after(self, now: Timestamp, verdict: Verdict) -> Self {
        if verdict == Verdict::Delivered {
            return Self { failing_since: None, ..self };
        }
        let since = self.failing_since.filter(|since| !since.is_ahead_of(now)).unwrap_or(now);
        let is_over = verdict == Verdict::Gone || now.since(since) >= DAY;
        let paused_at = self.paused_at.or_else(|| is_over.then_some(now));
        Self { failing_since: Some(since), paused_at }
    }
}

/// The beginning of an answer that is kept, as text.
pub fn short_answer(bytes: &[u8]) -> String {
    let kept = bytes.get(..MAX_ANSWER_BYTES).unwrap_or(bytes);
    let text = String::from_utf8_lossy(kept);
    let mut text: String =
        text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    // A letter that was cut, or is none, is written longer than it was.
    while text.len() > MAX_ANSWER_BYTES {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000_000);
    const FAILED: Verdict = Verdict::Failed { wait: None };

    fn verdict(status: Option<u16>, wait: Option<Millis>) -> Verdict {
        Tried { status, wait }.verdict()
    }

    #[test]
    fn only_a_2xx_delivers_and_no_redirect_is_followed() {
        assert_eq!(verdict(Some(204), None), Verdict::Delivered);
        for status in [100, 301, 302, 307, 400, 401, 404, 500] {
            assert_eq!(verdict(Some(status), None), FAILED, "{status}");
        }
        assert_eq!(verdict(None, None), FAILED);
        assert_eq!(verdict(Some(410), None), Verdict::Gone);
    }

    #[test]
    fn an_endpoint_can_ask_for_a_pause_of_an_hour_at_most() {
        let wait = |ms| Verdict::Failed { wait: Some(Millis(ms)) };
        assert_eq!(verdict(Some(429), Some(Millis(5_000))), wait(5_000));
        assert_eq!(verdict(Some(503), Some(Millis(u64::MAX))), wait(3_600_000));
    }

    #[test]
    fn an_endpoint_that_fails_for_a_day_is_paused_and_one_that_is_gone_at_once() {
        let first = Health::default().after(NOON, FAILED);
        assert_eq!((first.failing_since, first.paused_at), (Some(NOON), None));
        assert_eq!(first.after(NOON + Millis(DAY.0 - 1), FAILED), first);
        assert_eq!(first.after(NOON + DAY, FAILED).paused_at, Some(NOON + DAY));
        assert_eq!(first.after(NOON + DAY, Verdict::Delivered), Health::default());
        assert_eq!(Health::default().after(NOON, Verdict::Gone).paused_at, Some(NOON));
        assert_eq!(first.after(NOON - DAY, FAILED).failing_since, Some(NOON - DAY));
    }

    #[test]
    fn an_answer_is_cut_to_a_kilobyte_of_text() {
        assert_eq!(short_answer(b"ok\r\n\0"), "ok \n ");
        assert_eq!(short_answer(&[b'a'; 3_000]).len(), MAX_ANSWER_BYTES);
        assert!(short_answer(&[0xff; 3_000]).len() <= MAX_ANSWER_BYTES);
        assert!(short_answer("é".repeat(700).as_bytes()).len() <= MAX_ANSWER_BYTES);
    }
}
