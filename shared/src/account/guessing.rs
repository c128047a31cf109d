//! How often passwords of an account may be guessed, and who pays for a stranger's guesses: other
//! strangers, never a browser from which the agent has signed in before.

use crate::id::AgentId;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a browser stays known after the last sign-in.
pub const BROWSER_LIFETIME: Millis = Millis::minutes(180 * 24 * 60);

/// How many failed attempts are allowed within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub most: usize,
    pub window: Millis,
}

/// The budget for an account of each sender: a known browser, or a network address.
pub const OF_SENDER: Budget = Budget { most: 5, window: Millis::minutes(15) };
/// The budget for an account of all unknown browsers together, however many addresses they have.
pub const OF_STRANGERS: Budget = Budget { most: 100, window: Millis::minutes(60) };

impl Budget {
    /// How long to wait before one more attempt. `earlier` are the attempts that count, oldest first.
    fn wait(self, now: Timestamp, earlier: &[Timestamp]) -> Option<Millis> {
        // Attempts after now are from before the clock was put back; they must not lock out for ever.
        let in_window = |at: &&Timestamp| **at <= now && now.since(**at) < self.window;
        let recent: Vec<Timestamp> = earlier.iter().filter(in_window).copied().collect();
        // The next one is possible when so many have passed that less than the most are left.
        let passes = recent.len().checked_sub(self.most)?;
        let last = recent.get(passes).copied().unwrap_or(now);
        Some(Millis(self.window.0.saturating_sub(now.since(last).0).max(1)))
    }
}

/// The failed attempts at an account, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedAttempts {
    /// Those of this sender.
    pub own: Vec<Timestamp>,
    /// Those of all unknown browsers; none for a known one, which does not pay for them.
    pub strangers: Vec<Timestamp>,
}

impl FailedAttempts {
    /// Whether a password may be tried now. If not, how long to wait.
    pub fn allow(&self, now: Timestamp) -> Result<(), Millis> {
        let own = OF_SENDER.wait(now, &self.own);
        let wait = own.max(OF_STRANGERS.wait(now, &self.strangers));
        wait.map_or(Ok(()), Err)
    }
}

/// A browser from which an agent has signed in: what its cookie says, whose signature was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBrowser {
    /// Its random name, by which its attempts are counted.
    pub name: String,
    /// The agent who signed in.
    pub agent: AgentId,
    pub signed_in_at: Timestamp,
}

impl KnownBrowser {
    /// Whether it is known to this agent, who may have made all browsers unknown at `forgotten_at`:
    /// with another password, or by ending all sessions.
    pub fn is_known_to(
        &self,
        agent: &AgentId,
        forgotten_at: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        self.agent == *agent
            && now.since(self.signed_in_at) < BROWSER_LIFETIME
            && forgotten_at.is_none_or(|at| self.signed_in_at >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    fn ago(minutes: u64) -> Timestamp {
        NOW - Millis::minutes(minutes)
    }

    fn own(own: &[Timestamp]) -> FailedAttempts {
        FailedAttempts { own: own.to_vec(), strangers: Vec::new() }
    }

    #[test]
    fn a_sender_has_five_attempts_in_a_quarter_of_an_hour() {
        assert_eq!(own(&[ago(4); 4]).allow(NOW), Ok(()));
        let five = own(&[ago(14), ago(3), ago(2), ago(1), NOW]);
        assert_eq!(five.allow(NOW), Err(Millis::minutes(1)), "until the oldest is a quarter old");
        assert_eq!(five.allow(NOW + Millis::minutes(1)), Ok(()));
    }

    #[test]
    fn strangers_share_a_hundred_in_an_hour_and_below_that_one_of_them_is_let_in() {
        let guessed = |times| FailedAttempts { own: Vec::new(), strangers: vec![ago(20); times] };
        assert_eq!(guessed(99).allow(NOW), Ok(()));
        assert_eq!(guessed(100).allow(NOW), Err(Millis::minutes(40)));
        assert_eq!(guessed(100).allow(NOW + Millis::minutes(40)), Ok(()));
    }

    #[test]
    fn the_longer_wait_counts() {
        let both = FailedAttempts { own: vec![NOW; 5], strangers: vec![ago(50); 100] };
        assert_eq!(both.allow(NOW), Err(Millis::minutes(15)));
    }

    #[test]
    fn a_clock_that_was_put_back_locks_nobody_out() {
        assert_eq!(own(&[NOW + Millis::minutes(600); 5]).allow(NOW), Ok(()));
    }

    #[test]
    fn a_browser_is_known_to_its_agent_until_they_forget_it_or_stay_away() {
        let [ada, grace] = ["agent_ada", "agent_grace"].map(|id| AgentId::parse(id).unwrap());
        let name = "b".to_owned();
        let browser = KnownBrowser { name, agent: ada.clone(), signed_in_at: NOW };
        assert!(browser.is_known_to(&ada, None, NOW));
        assert!(!browser.is_known_to(&grace, None, NOW));
        assert!(browser.is_known_to(&ada, Some(NOW), NOW), "signed in with the new password");
        assert!(!browser.is_known_to(&ada, Some(NOW + Millis(1)), NOW + Millis(2)));
        assert!(!browser.is_known_to(&ada, None, NOW + BROWSER_LIFETIME));
    }
}
