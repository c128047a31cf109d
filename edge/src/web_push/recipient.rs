//! The recipient of a push: its endpoint and its keys.

use crate::error::ApiError;
use data_encoding::BASE64URL_NOPAD;
use p256::PublicKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::id::DeviceId;
use shared::problem::ProblemCode;
use shared::push::{Endpoint, EndpointError, Keys, NewDevice};

/// How many bytes of an endpoint's digest make the device's id.
const NAME_BYTES: usize = 15;

/// A browser that can receive pushes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Recipient {
    pub(crate) endpoint: Endpoint,
    keys: Keys,
    /// The contact for the push service: the origin of the console where the browser subscribed.
    pub(crate) contact: String,
}

/// Why a push subscription is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadRecipient {
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(
        "`keys.p256dh` is not a public key of the curve P-256: send what the browser's push \
         manager gave, as base64url without padding."
    )]
    PublicKey,
    #[error(
        "`keys.auth` is not 16 bytes: send what the browser's push manager gave, as base64url \
         without padding."
    )]
    Auth,
}

impl From<BadRecipient> for ApiError {
    fn from(bad: BadRecipient) -> Self {
        let code = match &bad {
            BadRecipient::Endpoint(EndpointError::Unknown { .. }) => {
                ProblemCode::UnknownPushService
            }
            BadRecipient::Endpoint(EndpointError::Shape) => ProblemCode::BadEndpoint,
            BadRecipient::PublicKey | BadRecipient::Auth => ProblemCode::BadPushKeys,
        };
        Self::Refused { code, sentence: bad.to_string() }
    }
}

impl Recipient {
    /// Checks a push subscription of a browser.
    pub(crate) fn check(
        new: NewDevice,
        test_host: Option<&str>,
        contact: String,
    ) -> Result<Self, BadRecipient> {
        let endpoint = Endpoint::check(&new.endpoint, test_host)?;
        let recipient = Self { endpoint, keys: new.keys, contact };
        recipient.public_key()?;
        recipient.auth()?;
        Ok(recipient)
    }

    /// The device's id; the same endpoint is the same device.
    pub(crate) fn id(&self) -> Result<DeviceId, ApiError> {
        let digest = Sha256::digest(self.endpoint.as_str());
        let suffix = crate::runtime::base32::encode(&digest[..NAME_BYTES]);
        Ok(DeviceId::parse(format!("{}{suffix}", DeviceId::PREFIX))?)
    }

    /// Encrypts a message for this browser.
    pub(crate) fn encrypt(&self, message: Vec<u8>) -> Result<Vec<u8>, ApiError> {
        let (key, auth) = (self.public_key()?, self.auth()?);
        web_push_native::encrypt(message, &key, &auth.into())
            .map_err(|error| ApiError::Broken(format!("a push can't be encrypted: {error}")))
    }

    fn public_key(&self) -> Result<PublicKey, BadRecipient> {
        let bytes = BASE64URL_NOPAD
            .decode(self.keys.p256dh.as_bytes())
            .map_err(|_| BadRecipient::PublicKey)?;
        PublicKey::from_sec1_bytes(&bytes).map_err(|_| BadRecipient::PublicKey)
    }

    fn auth(&self) -> Result<[u8; 16], BadRecipient> {
        let bytes =
            BASE64URL_NOPAD.decode(self.keys.auth.as_bytes()).map_err(|_| BadRecipient::Auth)?;
        bytes.try_into().map_err(|_| BadRecipient::Auth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The receiver in the example of RFC 8291.
    fn keys() -> Keys {
        let p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        Keys { p256dh: p256dh.to_owned(), auth: "BTBZMqHH6r4Tts7J_aSIgg".to_owned() }
    }

    fn check(endpoint: &str, keys: Keys) -> Result<Recipient, BadRecipient> {
        let new = NewDevice { endpoint: endpoint.to_owned(), keys, name: String::new() };
        Recipient::check(new, None, "https://chat.example".to_owned())
    }

    const ENDPOINT: &str = "https://fcm.googleapis.com/fcm/send/abc";

    #[test]
    fn a_subscription_with_valid_keys_is_accepted() {
        let recipient = check(ENDPOINT, keys()).unwrap();
        assert_eq!(recipient.id().unwrap(), check(ENDPOINT, keys()).unwrap().id().unwrap());
        let encrypted = recipient.encrypt(b"hello".to_vec()).unwrap();
        assert!(!encrypted.windows(5).any(|part| part == b"hello"));
    }

    #[test]
    fn keys_that_can_not_be_used_are_refused_before_anything_is_saved() {
        let zeros = BASE64URL_NOPAD.encode(&[0; 65]);
        for p256dh in ["", "AAAA", "no base64", zeros.as_str()] {
            let bad = check(ENDPOINT, Keys { p256dh: p256dh.to_owned(), ..keys() });
            assert!(matches!(bad, Err(BadRecipient::PublicKey)), "{p256dh}");
        }
        for auth in ["", "AAAA", "BTBZMqHH6r4Tts7J_aSIgg=="] {
            let bad = check(ENDPOINT, Keys { auth: auth.to_owned(), ..keys() });
            assert!(matches!(bad, Err(BadRecipient::Auth)), "{auth}");
        }
    }
}
