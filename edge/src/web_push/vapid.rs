//! VAPID: the deployment's key, and the token that it signs for each push service.

use crate::auth::signing::HmacSigner;
use crate::error::ApiError;
use data_encoding::BASE64URL_NOPAD;
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use shared::push::Endpoint;
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "vapid";
/// How long a token is valid; services accept at most 24 hours.
const LIFETIME: Millis = Millis::minutes(12 * 60);

/// The deployment's VAPID key, derived from its secret. Nothing is stored, and it is the same for
/// every site. When the secret is replaced it stays the same, as long as the first one is known:
/// browsers subscribe with it.
pub(crate) struct Vapid {
    key: SigningKey,
}

impl Vapid {
    pub(crate) fn new(signer: &HmacSigner) -> Result<Self, ApiError> {
        let signer = signer.first();
        // One in four billion values of 32 bytes is no valid key; then the next one is tried.
        let mut tries = (0_u8..4).map(|n| signer.tag(PURPOSE, &[&n.to_string()]));
        let key = tries.find_map(|bytes| SecretKey::from_slice(&bytes).ok());
        let key = key.ok_or_else(|| ApiError::Broken("no key for pushes".into()))?;
        Ok(Self { key: key.into() })
    }

    /// The public key that browsers subscribe with.
    pub(crate) fn public(&self) -> String {
        BASE64URL_NOPAD.encode(self.key.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// The `Authorization` header of a push to this endpoint.
    pub(crate) fn authorization(
        &self,
        now: Timestamp,
        endpoint: &Endpoint,
        contact: &str,
    ) -> Result<String, ApiError> {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let expires = (now + LIFETIME).0 / 1_000;
        let claims = json!({ "aud": endpoint.origin(), "exp": expires, "sub": contact });
        let part = |value| Ok::<_, ApiError>(BASE64URL_NOPAD.encode(&serde_json::to_vec(value)?));
        let signed = format!("{}.{}", part(&head)?, part(&claims)?);
        let signature: Signature = self.key.sign(signed.as_bytes());
        let token = format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()));
        Ok(format!("vapid t={token}, k={}", self.public()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::signature::Verifier;
    use serde_json::Value;

    fn vapid(secret: &str) -> Vapid {
        Vapid::new(&HmacSigner::new(secret).unwrap()).unwrap()
    }

    #[test]
    fn the_key_is_derived_from_the_secret() {
        assert_eq!(vapid("one").public(), vapid("one").public());
        assert_ne!(vapid("one").public(), vapid("two").public());
    }

    #[test]
    fn a_token_is_for_one_service_for_a_limited_time_and_names_the_contact() {
        let vapid = vapid("one");
        let endpoint = Endpoint::check("https://fcm.googleapis.com/fcm/send/x", None).unwrap();
        let now = Timestamp(1_000_000_000);
        let header = vapid.authorization(now, &endpoint, "https://chat.example").unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, vapid.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature =
            Signature::from_slice(&BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap()).unwrap();
        vapid.key.verifying_key().verify(signed.as_bytes(), &signature).unwrap();
        let claims = BASE64URL_NOPAD.decode(signed.split_once('.').unwrap().1.as_bytes()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        let expected = json!({
            "aud": "https://fcm.googleapis.com", "exp": 1_000_000 + 12 * 3_600,
            "sub": "https://chat.example",
        });
        assert_eq!(claims, expected);
    }
}
