//! The second factor of an agent: codes of an app, and recovery codes for whoever has lost it.

use super::totp::matching_step;
use super::{recovery_hash, same};
use crate::time::{Millis, Timestamp};
use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// How many bytes a secret has, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// How many wrong codes cost nothing; each further one doubles the pause after it.
const FREE_GUESSES: u32 = 5;
const FIRST_PAUSE: Millis = Millis::minutes(1);
const LONGEST_PAUSE: Millis = Millis::minutes(60);

/// The second factor of an agent, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The secret that it shares with the app, in base32.
    secret: String,
    /// When it was turned on; before that the agent has not proved that their app has it.
    #[serde(default)]
    on_since: Option<Timestamp>,
    /// The step of the last code that was used.
    #[serde(default)]
    used_step: Option<u64>,
    /// The hashes of the recovery codes that are left.
    #[serde(default)]
    recovery: Vec<String>,
    /// How many codes in a row were wrong, and when the last one was.
    #[serde(default)]
    wrong: u32,
    #[serde(default)]
    wrong_at: Timestamp,
}

/// Why a code is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeRefusal {
    /// It is wrong, too old, or was used already.
    Wrong,
    /// There were too many wrong ones: nothing was compared. The next one counts after this time.
    TooMany(Millis),
}

impl SecondFactor {
    /// One that is not turned on yet.
    pub fn begin(secret: &[u8; SECRET_BYTES]) -> Self {
        Self {
            secret: BASE32_NOPAD.encode(secret),
            on_since: None,
            used_step: None,
            recovery: Vec::new(),
            wrong: 0,
            wrong_at: Timestamp::default(),
        }
    }

    /// The secret in base32, to be typed into an app.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The address that an app reads from a QR code.
    pub fn uri(&self, site_name: &str, email: &str) -> String {
        let (site, email) = (percent_encoded(site_name), percent_encoded(email));
        let secret = &self.secret;
        format!(
            "otpauth://totp/{site}:{email}?secret={secret}&issuer={site}&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// When it was turned on; `None` while it is not.
    pub const fn on_since(&self) -> Option<Timestamp> {
        self.on_since
    }

    /// How many recovery codes are left.
    pub fn recovery_codes_left(&self) -> usize {
        self.recovery.len()
    }

    /// Turns it on with a code of the app, and stores the hashes of the recovery codes. The state
    /// must be saved whatever the answer is, because wrong codes are counted.
    pub fn turn_on(
        &mut self,
        now: Timestamp,
        code: &str,
        recovery: &[String],
    ) -> Result<(), CodeRefusal> {
        self.check(now, code)?;
        self.on_since = Some(now);
        self.recovery = recovery.iter().map(|code| recovery_hash(code)).collect();
        Ok(())
    }

    /// Uses a code of the app or a recovery code; each works once. The state must be saved whatever
    /// the answer is, because wrong codes are counted.
    pub fn check(&mut self, now: Timestamp, code: &str) -> Result<(), CodeRefusal> {
        // A clock that was put back must not lock the agent out until it is back where it was.
        self.wrong_at = self.wrong_at.min(now);
        let pause = self.pause();
        let passed = now.since(self.wrong_at);
        if passed < pause {
            return Err(CodeRefusal::TooMany(Millis(pause.0 - passed.0)));
        }
        if self.uses(now, code) {
            self.wrong = 0;
            Ok(())
        } else {
            self.wrong = self.wrong.saturating_add(1);
            self.wrong_at = now;
            Err(CodeRefusal::Wrong)
        }
    }

    fn uses(&mut self, now: Timestamp, code: &str) -> bool {
        let plain: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let secret = BASE32_NOPAD.decode(self.secret.as_bytes()).unwrap_or_default();
        if let Some(step) = matching_step(&secret, now, self.used_step, &plain) {
            self.used_step = Some(step);
            return true;
        }
        let hash = recovery_hash(&plain);
        let mut found = None;
        for (index, left) in self.recovery.iter().enumerate() {
            if same(left.as_bytes(), hash.as_bytes()) {
                found = Some(index);
            }
        }
        found.map(|index| self.recovery.remove(index)).is_some()
    }

    /// How long nothing is compared after the last wrong code.
    fn pause(&self) -> Millis {
        let Some(doublings) = self.wrong.checked_sub(FREE_GUESSES) else { return Millis(0) };
        let factor = 1_u64.checked_shl(doublings.min(32)).unwrap_or(u64::MAX);
        Millis(FIRST_PAUSE.0.saturating_mul(factor)).min(LONGEST_PAUSE)
    }
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::recovery_code;
    use super::super::totp::{code_at, step_at};
    use super::*;

    const SECRET: &[u8; SECRET_BYTES] = b"12345678901234567890";
    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    fn code(at: Timestamp) -> String {
        code_at(SECRET, step_at(at))
    }

    fn codes() -> Vec<String> {
        (0..10).map(|n| recovery_code(&[n; 10])).collect()
    }

    fn on() -> SecondFactor {
        let mut factor = SecondFactor::begin(SECRET);
        factor.turn_on(NOW, &code(NOW), &codes()).unwrap();
        factor
    }

    fn later(seconds: u64) -> Timestamp {
        NOW + Millis::seconds(seconds)
    }

    #[test]
    fn it_is_on_once_a_code_has_proved_that_the_app_has_the_secret() {
        let mut factor = SecondFactor::begin(SECRET);
        assert_eq!(factor.turn_on(NOW, "000000", &codes()), Err(CodeRefusal::Wrong));
        assert_eq!((factor.on_since(), factor.recovery_codes_left()), (None, 0));
        factor.turn_on(NOW, &code(NOW), &codes()).unwrap();
        assert_eq!((factor.on_since(), factor.recovery_codes_left()), (Some(NOW), 10));
    }

    #[test]
    fn a_code_works_once_also_the_one_that_turned_it_on() {
        let mut factor = on();
        assert_eq!(factor.check(NOW, &code(NOW)), Err(CodeRefusal::Wrong));
        let next = later(30);
        assert_eq!(factor.check(next, &format!(" {} ", code(next))), Ok(()));
        assert_eq!(factor.check(next, &code(next)), Err(CodeRefusal::Wrong));
    }

    #[test]
    fn each_recovery_code_works_once_however_it_is_typed() {
        let mut factor = on();
        for (used, one) in codes().iter().enumerate() {
            let typed = one.to_uppercase().replace('-', " ");
            assert_eq!(factor.check(later(60), &typed), Ok(()), "{typed}");
            assert_eq!(factor.recovery_codes_left(), 9 - used);
            assert_eq!(factor.check(later(60), one), Err(CodeRefusal::Wrong));
        }
        let stored = serde_json::to_string(&on()).unwrap();
        assert!(codes().iter().all(|one| !stored.contains(one.as_str())), "{stored}");
    }

    #[test]
    fn guessing_is_slowed_and_then_a_right_code_is_not_even_compared() {
        let mut factor = on();
        for _ in 0..5 {
            assert_eq!(factor.check(NOW, "123456"), Err(CodeRefusal::Wrong));
        }
        let minutes = |n| CodeRefusal::TooMany(Millis::minutes(n));
        assert_eq!(factor.check(NOW, &code(later(30))), Err(minutes(1)));
        assert_eq!(factor.check(later(60), "123456"), Err(CodeRefusal::Wrong));
        assert_eq!(factor.check(later(60), "123456"), Err(minutes(2)));
        let mut at = later(60);
        for _ in 0..10 {
            at = at + Millis::minutes(60);
            assert_eq!(factor.check(at, "123456"), Err(CodeRefusal::Wrong));
        }
        assert_eq!(factor.check(at, "123456"), Err(minutes(60)), "and never longer");
        at = at + Millis::minutes(60);
        assert_eq!(factor.check(at, &code(at)), Ok(()));
        assert_eq!(factor.check(at, "123456"), Err(CodeRefusal::Wrong), "counted anew");
    }

    #[test]
    fn a_clock_that_was_put_back_does_not_lock_the_agent_out() {
        let mut factor = on();
        for _ in 0..5 {
            assert_eq!(factor.check(later(100_000), "123456"), Err(CodeRefusal::Wrong));
        }
        assert_eq!(factor.check(NOW, "1"), Err(CodeRefusal::TooMany(Millis::minutes(1))));
        assert_eq!(factor.check(later(60), &code(later(60))), Ok(()));
    }

    #[test]
    fn an_app_reads_site_agent_and_secret_from_the_address() {
        let uri = SecondFactor::begin(SECRET).uri("Crumb & Peel", "ada@example.com");
        assert_eq!(
            uri,
            "otpauth://totp/Crumb%20%26%20Peel:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Crumb%20%26%20Peel&algorithm=SHA1&digits=6&period=30"
        );
    }
}
