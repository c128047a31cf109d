//! The secret of an endpoint, and the signature of a request, as Standard Webhooks says.

use crate::time::{Millis, Timestamp};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// How long the old secret signs beside the new one after a rotation.
pub const ROTATION: Millis = Millis::minutes(24 * 60);

/// A stored secret can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret of a webhook can't be read")]
pub struct BadSecret;

/// The secrets with which an endpoint's requests are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// `whsec_` and 32 bytes in base64.
    pub current: String,
    /// The one before, and until when it signs, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<(String, Timestamp)>,
}

impl Secrets {
    /// The secrets of a new endpoint, from random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self { current: format!("{PREFIX}{}", BASE64.encode(&random)), before: None }
    }

    /// Replaces the secret. The old one signs for [`ROTATION`] longer; one before that, no more.
    pub fn rotate(&mut self, random: [u8; 32], now: Timestamp) {
        let next = Self::new(random).current;
        let old = core::mem::replace(&mut self.current, next);
        self.before = Some((old, now + ROTATION));
    }

    /// The header `webhook-signature`: one signature for each secret that signs now.
    pub fn signatures(&self, id: &str, now: Timestamp, body: &str) -> Result<String, BadSecret> {
        let text = signed_text(id, now, body);
        let before = self.before.as_ref().filter(|(_, until)| now < *until);
        let secrets = [&self.current].into_iter().chain(before.map(|(secret, _)| secret));
        let all: Vec<String> =
            secrets.map(|secret| sign(secret, &text)).collect::<Result<_, _>>()?;
        Ok(all.join(" "))
    }
}

/// What is signed: the id, the time in seconds, and the body.
pub fn signed_text(id: &str, at: Timestamp, body: &str) -> String {
    format!("{id}.{}.{body}", at.0 / 1_000)
}

fn sign(secret: &str, text: &str) -> Result<String, BadSecret> {
    let encoded = secret.strip_prefix(PREFIX).ok_or(BadSecret)?;
    let key = BASE64.decode(encoded.as_bytes()).map_err(|_| BadSecret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| BadSecret)?;
    mac.update(text.as_bytes());
    Ok(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_signed_as_in_the_example_of_standard_webhooks() {
        let secrets =
            Secrets { current: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), before: None };
        let at = Timestamp(1_614_265_330_000);
        let signed =
            secrets.signatures("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn after_a_rotation_both_secrets_sign_for_a_day() {
        let (mut secrets, now) = (Secrets::new([1; 32]), Timestamp(1_800_000_000_000));
        let sign = |secrets: &Secrets, at| secrets.signatures("msg_a", at, "{}").unwrap();
        let first = sign(&secrets, now);
        secrets.rotate([2; 32], now);
        let both = sign(&secrets, now);
        assert_eq!(both.split(' ').count(), 2);
        assert!(both.ends_with(&first));
        assert_eq!(sign(&secrets, now + ROTATION).split(' ').count(), 1);
        secrets.rotate([3; 32], now);
        assert!(!sign(&secrets, now).contains(&first), "only the last one goes on");
    }

    #[test]
    fn a_damaged_secret_is_an_error() {
        for bad in ["", "whsec_", "whsec_é", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            let secrets = Secrets { current: bad.to_owned(), before: None };
            let signed = secrets.signatures("msg_a", Timestamp(0), "{}");
            assert_eq!(signed.is_err(), bad != "whsec_", "{bad}");
        }
    }
}
