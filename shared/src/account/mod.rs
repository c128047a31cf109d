//! How agents sign in: how often a password may be guessed, passkeys, single sign-on, the life of a
//! session, and the second factor.

mod guessing;
pub mod oidc;
mod passkey;
mod second_factor;
mod session;
pub mod totp;

pub use guessing::{BROWSER_LIFETIME, FailedAttempts, KnownBrowser, OF_SENDER, OF_STRANGERS};
pub use passkey::{
    CHALLENGE_LIFETIME, Ceremony, ClientData, ES256, MAX_PASSKEYS, Passkey, PasskeyRefusal, Signed,
    user_handle,
};
pub use second_factor::{CodeRefusal, RECOVERY_CODES, SECRET_BYTES, SecondFactor};
pub use session::{IDLE, LIFETIME, SessionTimes};

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// A recovery code of 80 random bits, as people read it: `abcd-efgh-ijkl-mnop`.
pub fn recovery_code(random: &[u8; 10]) -> String {
    let text = BASE32_NOPAD.encode(random).to_ascii_lowercase();
    let parts: Vec<&str> =
        (0..text.len()).step_by(4).filter_map(|at| text.get(at..at + 4)).collect();
    parts.join("-")
}

/// The hash of a recovery code to store, however the code is typed. It has too many random bits to
/// be guessed, so a fast hash is enough.
fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    BASE32_NOPAD.encode(&Sha256::digest(plain.to_ascii_lowercase()))
}

/// Compares two texts of known length in constant time.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |bits, (one, other)| bits | (one ^ other));
    one.len() == other.len() && core::hint::black_box(differing) == 0
}
