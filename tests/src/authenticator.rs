//! An authenticator in software, which makes passkeys and signs in with them as a browser does.

use crate::random::random_string;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::protocol::{NewPasskey, PasskeySignIn};

/// The user was there, and the device checked who it is.
pub const VERIFIED: u8 = 0b101;
const HAS_CREDENTIAL: u8 = 0b100_0000;

/// A passkey with all that an answer depends on.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// The origin of the page that asks.
    pub origin: String,
    /// The host that the passkey is for.
    pub host: String,
    /// What it says of the user.
    pub flags: u8,
    /// The number of the last signature; `None` if it does not count.
    pub counter: Option<u32>,
}

impl Authenticator {
    /// A new passkey for a page of this origin.
    pub fn new(origin: &str) -> Self {
        let random = random_string();
        let key = SigningKey::from_slice(&Sha256::digest(&random)).unwrap();
        let host = origin.split("://").nth(1).unwrap().split(':').next().unwrap();
        let (origin, host, id) = (origin.to_owned(), host.to_owned(), random.into_bytes());
        Self { key, id, origin, host, flags: VERIFIED, counter: None }
    }

    /// The id of its credential.
    pub fn credential(&self) -> String {
        BASE64URL_NOPAD.encode(&self.id)
    }

    fn client_data(&self, kind: &str, challenge: &str) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    fn data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        let counter = self.counter.unwrap_or_default().to_be_bytes();
        [&Sha256::digest(&self.host)[..], &[self.flags | flags], &counter, rest].concat()
    }

    /// Answers the challenge of a registration.
    pub fn register(&self, name: &str, challenge: &str) -> NewPasskey {
        let point = self.key.verifying_key().to_encoded_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let start = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        let key = [&start[..], x, &[0x22, 0x58, 0x20], y].concat();
        let credential = [&[0; 16], &length[..], &self.id, &key].concat();
        NewPasskey {
            name: name.to_owned(),
            client_data: encoded(self.client_data("webauthn.create", challenge)),
            authenticator_data: encoded(self.data(HAS_CREDENTIAL, &credential)),
        }
    }

    /// Answers the challenge of a sign-in.
    pub fn sign_in(&mut self, challenge: &str) -> PasskeySignIn {
        self.counter = self.counter.map(|counter| counter + 1);
        let client_data = self.client_data("webauthn.get", challenge);
        let data = self.data(0, &[]);
        let message = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&message);
        PasskeySignIn {
            credential: self.credential(),
            client_data: encoded(client_data),
            authenticator_data: encoded(data),
            signature: encoded(signature.to_der().as_bytes()),
            user: None,
        }
    }
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}
