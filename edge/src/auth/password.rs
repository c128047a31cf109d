//! Passwords: argon2id, 19 MiB, 2 passes.

use crate::error::ApiError;
use crate::runtime::random;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

const MIN_CHARS: usize = 10;
const MAX_BYTES: usize = 1_024;

/// A hash that no password has. Unknown addresses are checked against it, so that the answer takes
/// as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn check(password: &str) -> Result<(), ApiError> {
    if password.chars().count() < MIN_CHARS {
        let sentence = format!("The password is too short: use at least {MIN_CHARS} characters.");
        return Err(ApiError::Invalid(sentence));
    }
    if password.len() > MAX_BYTES {
        let sentence = format!("The password is too long: use at most {MAX_BYTES} bytes.");
        return Err(ApiError::Invalid(sentence));
    }
    Ok(())
}

/// The hash to store.
pub(crate) fn hash(password: &str) -> Result<String, ApiError> {
    check(password)?;
    let salt = random::bytes::<16>()?;
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(broken)?;
    Ok(hash.to_string())
}

/// Whether the password is correct. Without a hash it never is, and the check takes as long.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> Result<bool, ApiError> {
    if password.len() > MAX_BYTES {
        return Ok(false);
    }
    let stored = PasswordHash::new(hash.unwrap_or(NOBODY)).map_err(broken)?;
    let fits = argon2()?.verify_password(password.as_bytes(), &stored).is_ok();
    Ok(fits && hash.is_some())
}

fn argon2() -> Result<Argon2<'static>, ApiError> {
    let params = Params::new(19 * 1_024, 2, 1, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn broken(error: impl core::fmt::Display) -> ApiError {
    ApiError::Broken(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_only_its_own_hash() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", Some(&hash)).unwrap());
        assert!(!verify("correct mouse", Some(&hash)).unwrap());
    }

    #[test]
    fn an_unknown_agent_has_no_password() {
        assert!(!verify("", None).unwrap());
        assert!(!verify("correct horse", None).unwrap());
    }

    #[test]
    fn a_password_has_at_least_ten_characters() {
        assert!(check("123456789").is_err());
        assert!(check("1234567890").is_ok());
        assert!(check(&"x".repeat(1_025)).is_err());
    }
}
