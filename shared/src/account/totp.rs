//! One-time codes by time: RFC 6238 with SHA-1, 6 digits and steps of 30 seconds, which is what all
//! authenticator apps know.

use super::same;
use crate::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const STEP_MS: u64 = 30_000;
const DIGITS: usize = 6;
/// How many steps the clocks of app and server may differ.
const DRIFT: u64 = 1;

/// The number of a moment's step.
pub const fn step_at(now: Timestamp) -> u64 {
    now.0 / STEP_MS
}

/// The code of a step, as the app shows it.
pub fn code_at(secret: &[u8], step: u64) -> String {
    format!("{:0DIGITS$}", truncated(secret, step) % 1_000_000)
}

/// The number that RFC 4226 derives from a secret and a counter.
fn truncated(secret: &[u8], counter: u64) -> u32 {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return 0 };
    mac.update(&counter.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 0x0f);
    let bytes = [hash[offset], hash[offset + 1], hash[offset + 2], hash[offset + 3]];
    u32::from_be_bytes(bytes) & 0x7fff_ffff
}

/// The step whose code this is, around now. Steps up to `used` don't count: a code works once.
/// All candidates are compared in full, so the time says nothing about them.
pub fn matching_step(secret: &[u8], now: Timestamp, used: Option<u64>, code: &str) -> Option<u64> {
    let here = step_at(now);
    let mut found = None;
    for step in here.saturating_sub(DRIFT)..=here + DRIFT {
        let right = same(code_at(secret, step).as_bytes(), code.as_bytes());
        if right && used.is_none_or(|used| step > used) && found.is_none() {
            found = Some(step);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_6238_hold_for_the_last_six_digits() {
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let step = step_at(Timestamp(seconds * 1_000));
            assert_eq!(code_at(SECRET, step), eight[2..], "{seconds}");
            assert_eq!(format!("{:08}", truncated(SECRET, step) % 100_000_000), eight);
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226_hold() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"];
        for (counter, code) in codes.iter().enumerate() {
            assert_eq!(code_at(SECRET, counter as u64), *code);
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_late_and_only_once() {
        let now = Timestamp(100 * STEP_MS + 29_999);
        let matches = |step, used| matching_step(SECRET, now, used, &code_at(SECRET, step));
        assert_eq!(
            [99, 100, 101].map(|step| matches(step, None)),
            [Some(99), Some(100), Some(101)]
        );
        assert_eq!([98, 102].map(|step| matches(step, None)), [None, None]);
        assert_eq!(matches(100, Some(100)), None);
        assert_eq!(matches(99, Some(100)), None, "an older code after a newer one");
        assert_eq!(matches(101, Some(100)), Some(101));
        for odd in ["", "1", "1234567", "abcdef"] {
            assert_eq!(matching_step(SECRET, now, None, odd), None);
        }
        assert_eq!(matching_step(SECRET, Timestamp(0), None, &code_at(SECRET, 0)), Some(0));
    }
}
