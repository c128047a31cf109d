//! Passkeys (WebAuthn): what a browser sends is read and checked here, except for the signature and
//! for who made the challenge, which the edge checks.
//!
//! Attestation is not asked for: a passkey proves that it is the one that was registered, not who
//! built the authenticator.

use crate::id::{AgentId, SiteId};
use crate::time::{Millis, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

/// How long a challenge can be answered.
pub const CHALLENGE_LIFETIME: Millis = Millis::minutes(5);
/// The most passkeys of an agent.
pub const MAX_PASSKEYS: usize = 20;
/// ECDSA with P-256 and SHA-256, in the numbers of COSE. All authenticators have it.
pub const ES256: i32 = -7;
/// The longest id of a credential, in bytes.
const MAX_ID_BYTES: usize = 1_023;

/// Flags of the authenticator data.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;

/// A public key of ES256 as authenticators write it: CTAP2 prescribes order and lengths, so the bytes
/// around the two coordinates are always these.
const KEY_START: &[u8] = &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const KEY_MIDDLE: &[u8] = &[0x22, 0x58, 0x20];

/// What a browser does with a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    Register,
    SignIn,
}

impl Ceremony {
    /// The `type` of its client data.
    const fn client_data_type(self) -> &'static str {
        match self {
            Self::Register => "webauthn.create",
            Self::SignIn => "webauthn.get",
        }
    }
}

/// Why what a browser sent about a passkey is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// It is not what browsers send.
    #[error("the browser's answer is malformed")]
    Malformed,
    /// It is about the other ceremony.
    #[error("the answer is of another kind")]
    OtherCeremony,
    /// It was made on a page of another origin, or in a frame of one.
    #[error("the answer was made on another page")]
    ForeignOrigin,
    /// It is about a passkey of another host.
    #[error("the passkey belongs to another address")]
    ForeignHost,
    /// The authenticator did not check who uses it, by fingerprint, face or PIN.
    #[error("the device did not check who uses it")]
    NotVerified,
    /// The key is of another kind than ES256.
    #[error("the passkey uses a signature that is not supported")]
    Unsupported,
    /// It was not signed with the passkey's key.
    #[error("the signature is wrong")]
    WrongSignature,
    /// The counter of signatures has not grown: there is a copy of the passkey.
    #[error("the passkey seems to have been copied")]
    Copied,
}

/// What the browser says that it has signed. The bytes as they came are part of what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientData {
    /// The challenge that is answered.
    pub challenge: String,
    hash: [u8; 32],
}

impl ClientData {
    /// Reads it, and checks that it is of this ceremony and from a page of this origin.
    pub fn read(bytes: &[u8], ceremony: Ceremony, origin: &str) -> Result<Self, PasskeyRefusal> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields {
            r#type: String,
            challenge: String,
            origin: String,
            #[serde(default)]
            cross_origin: bool,
        }
        let fields: Fields =
            serde_json::from_slice(bytes).map_err(|_| PasskeyRefusal::Malformed)?;
        if fields.r#type != ceremony.client_data_type() {
            return Err(PasskeyRefusal::OtherCeremony);
        }
        if fields.origin != origin || fields.cross_origin {
            return Err(PasskeyRefusal::ForeignOrigin);
        }
        let challenge = BASE64URL_NOPAD.decode(fields.challenge.as_bytes()).ok();
        let challenge = challenge.and_then(|bytes| String::from_utf8(bytes).ok());
        let challenge = challenge.ok_or(PasskeyRefusal::Malformed)?;
        Ok(Self { challenge, hash: Sha256::digest(bytes).into() })
    }
}

/// What the authenticator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AuthenticatorData<'a> {
    flags: u8,
    /// How many signatures it has made; 0 if it does not count.
    counter: u32,
    rest: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads it, and checks that it is of this host and that the user was there and verified.
    fn read(bytes: &'a [u8], origin: &str) -> Result<Self, PasskeyRefusal> {
        let (host_hash, rest) = bytes.split_first_chunk::<32>().ok_or(PasskeyRefusal::Malformed)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(PasskeyRefusal::Malformed)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(PasskeyRefusal::Malformed)?;
        let host = host(origin).ok_or(PasskeyRefusal::ForeignHost)?;
        if host_hash[..] != Sha256::digest(host)[..] {
            return Err(PasskeyRefusal::ForeignHost);
        }
        let both = USER_PRESENT | USER_VERIFIED;
        if flags & both != both {
            return Err(PasskeyRefusal::NotVerified);
        }
        // WebAuthn: what can't be backed up is not backed up.
        if flags & BACKED_UP != 0 && flags & BACKUP_ELIGIBLE == 0 {
            return Err(PasskeyRefusal::Malformed);
        }
        Ok(Self { flags: *flags, counter: u32::from_be_bytes(*counter), rest })
    }
}

/// The host of an origin, without its port: what browsers call the id of the relying party.
fn host(origin: &str) -> Option<String> {
    Url::parse(origin).ok()?.host_str().map(str::to_owned)
}

/// A passkey, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// The id of its credential, in base64url.
    pub credential: String,
    /// Its public key in base64url: a point of P-256, uncompressed.
    pub public_key: String,
    counter: u32,
    pub created_at: Timestamp,
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
}

/// What a passkey has signed; whether it has is still to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The signed bytes.
    pub message: Vec<u8>,
    counter: u32,
}

impl Passkey {
    /// A new one, from the authenticator data of its registration.
    pub fn register(
        now: Timestamp,
        authenticator_data: &[u8],
        origin: &str,
    ) -> Result<Self, PasskeyRefusal> {
        let data = AuthenticatorData::read(authenticator_data, origin)?;
        if data.flags & HAS_CREDENTIAL == 0 {
            return Err(PasskeyRefusal::Malformed);
        }
        // The model of the authenticator comes first.
        let (_, rest) = data.rest.split_first_chunk::<16>().ok_or(PasskeyRefusal::Malformed)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(PasskeyRefusal::Malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > MAX_ID_BYTES {
            return Err(PasskeyRefusal::Malformed);
        }
        let (id, key) = rest.split_at_checked(length).ok_or(PasskeyRefusal::Malformed)?;
        Ok(Self {
            credential: BASE64URL_NOPAD.encode(id),
            public_key: BASE64URL_NOPAD.encode(&point(key).ok_or(PasskeyRefusal::Unsupported)?),
            counter: data.counter,
            created_at: now,
            last_used_at: None,
        })
    }

    /// Checks all of a sign-in but its signature, which must be over the message returned.
    pub fn check(
        &self,
        client_data: &ClientData,
        authenticator_data: &[u8],
        origin: &str,
    ) -> Result<Signed, PasskeyRefusal> {
        let data = AuthenticatorData::read(authenticator_data, origin)?;
        // An authenticator that does not count always says 0.
        let counts = data.counter != 0 || self.counter != 0;
        if counts && data.counter <= self.counter {
            return Err(PasskeyRefusal::Copied);
        }
        let message = [authenticator_data, &client_data.hash].concat();
        Ok(Signed { message, counter: data.counter })
    }

    /// Its signature was correct: it is used.
    pub const fn used(&mut self, now: Timestamp, signed: &Signed) {
        self.counter = signed.counter;
        self.last_used_at = Some(now);
    }
}

/// The point of a public key of ES256, uncompressed.
fn point(key: &[u8]) -> Option<[u8; 65]> {
    let (x, rest) = key.strip_prefix(KEY_START)?.split_first_chunk::<32>()?;
    let (y, _extensions) = rest.strip_prefix(KEY_MIDDLE)?.split_first_chunk::<32>()?;
    let mut point = [4; 65];
    point[1..33].copy_from_slice(x);
    point[33..].copy_from_slice(y);
    Some(point)
}

/// The user handle of an agent. Sites of one deployment share a host, and an authenticator keeps one
/// passkey for each host and handle, so the site is part of it.
pub fn user_handle(site: &SiteId, agent: &AgentId) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(format!("{site}\n{agent}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORIGIN: &str = "https://chat.example.com:8443";
    const NOW: Timestamp = Timestamp(1_000);

    fn client_data(kind: &str, origin: &str, rest: &str) -> Vec<u8> {
        let challenge = BASE64URL_NOPAD.encode(b"c");
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{rest}}}"#).into()
    }

    fn data(host: &str, flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
        [&Sha256::digest(host)[..], &[flags], &counter.to_be_bytes(), rest].concat()
    }

    fn credential(id: &[u8]) -> Vec<u8> {
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        [&[0; 16], &length[..], id, KEY_START, &[7; 32], KEY_MIDDLE, &[9; 32]].concat()
    }

    fn registration(flags: u8, counter: u32) -> Vec<u8> {
        data("chat.example.com", flags | HAS_CREDENTIAL, counter, &credential(b"id"))
    }

    const BOTH: u8 = USER_PRESENT | USER_VERIFIED;

    fn passkey(counter: u32) -> Passkey {
        Passkey::register(NOW, &registration(BOTH, counter), ORIGIN).unwrap()
    }

    #[test]
    fn client_data_is_of_one_ceremony_and_origin() {
        let read = |bytes: &[u8]| ClientData::read(bytes, Ceremony::SignIn, ORIGIN);
        let good = client_data("webauthn.get", ORIGIN, r#","crossOrigin":false,"more":[1]"#);
        assert_eq!(read(&good).unwrap().challenge, "c");
        assert_eq!(
            read(&client_data("webauthn.create", ORIGIN, "")),
            Err(PasskeyRefusal::OtherCeremony)
        );
        for origin in ["https://chat.example.com", "http://chat.example.com:8443", "null", ""] {
            let foreign = read(&client_data("webauthn.get", origin, ""));
            assert_eq!(foreign, Err(PasskeyRefusal::ForeignOrigin), "{origin}");
        }
        let framed = client_data("webauthn.get", ORIGIN, r#","crossOrigin":true"#);
        assert_eq!(read(&framed), Err(PasskeyRefusal::ForeignOrigin));
    }

    #[test]
    fn a_passkey_is_of_the_host_without_its_port_and_needs_a_verified_user() {
        let passkey = passkey(0);
        assert_eq!(passkey.credential, BASE64URL_NOPAD.encode(b"id"));
        let point = BASE64URL_NOPAD.decode(passkey.public_key.as_bytes()).unwrap();
        assert_eq!((point[0], point[1], point[64], point.len()), (4, 7, 9, 65));
        let register = |bytes: &[u8]| Passkey::register(NOW, bytes, ORIGIN).unwrap_err();
        let foreign = data("example.com", BOTH | HAS_CREDENTIAL, 0, &credential(b"id"));
        assert_eq!(register(&foreign), PasskeyRefusal::ForeignHost);
        for flags in [0, USER_PRESENT, USER_VERIFIED] {
            assert_eq!(register(&registration(flags, 0)), PasskeyRefusal::NotVerified);
        }
        assert_eq!(register(&registration(BOTH | BACKED_UP, 0)), PasskeyRefusal::Malformed);
        let none = data("chat.example.com", BOTH, 0, &credential(b"id"));
        assert_eq!(register(&none), PasskeyRefusal::Malformed);
        for id in [&[][..], &[1; 1_024]] {
            let odd = data("chat.example.com", BOTH | HAS_CREDENTIAL, 0, &credential(id));
            assert_eq!(register(&odd), PasskeyRefusal::Malformed);
        }
        let mut other = registration(BOTH, 0);
        // Another algorithm: the last byte of the key's start but five is that of ES256.
        let at = 37 + 16 + 2 + 2 + 4;
        assert_eq!(other[at], 0x26);
        other[at] = 0x27;
        assert_eq!(register(&other), PasskeyRefusal::Unsupported);
    }

    #[test]
    fn a_counter_that_does_not_grow_is_a_copy() {
        let read =
            ClientData::read(&client_data("webauthn.get", ORIGIN, ""), Ceremony::SignIn, ORIGIN)
                .unwrap();
        let check = |passkey: &Passkey, counter| {
            passkey.check(&read, &data("chat.example.com", BOTH, counter, &[]), ORIGIN)
        };
        let mut counting = passkey(5);
        for counter in [0, 4, 5] {
            assert_eq!(check(&counting, counter), Err(PasskeyRefusal::Copied));
        }
        let signed = check(&counting, 6).unwrap();
        counting.used(NOW, &signed);
        assert_eq!((counting.counter, counting.last_used_at), (6, Some(NOW)));
        assert_eq!(check(&counting, 6), Err(PasskeyRefusal::Copied));
        assert!(check(&passkey(0), 0).is_ok(), "it does not count");
        assert!(check(&passkey(0), 1).is_ok(), "it begins to count");
    }

    #[test]
    fn handles_differ_by_site() {
        let agent = AgentId::parse("agent_a").unwrap();
        let of = |site: &str| user_handle(&SiteId::parse(site).unwrap(), &agent);
        assert_ne!(of("site_a"), of("site_b"));
        assert_eq!(of("site_a").len(), 43);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,80}",
            good in prop::bool::ANY, cut in 0_usize..200, at in 0_usize..200, with in any::<u8>(),
        ) {
            let mut bytes = bytes;
            if good {
                bytes = registration(BOTH, 3);
                bytes.truncate(bytes.len() - cut.min(bytes.len()));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = with;
                }
            }
            let read = ClientData::read(
                &client_data("webauthn.get", ORIGIN, ""), Ceremony::SignIn, ORIGIN,
            ).unwrap();
            if let Ok(new) = Passkey::register(NOW, &bytes, ORIGIN) {
                prop_assert!(bytes[32] & BOTH == BOTH && !new.credential.is_empty());
            }
            if let Ok(signed) = passkey(2).check(&read, &bytes, ORIGIN) {
                prop_assert!(bytes[32] & BOTH == BOTH && signed.counter > 2);
            }
            let _ = ClientData::read(&bytes, Ceremony::Register, ORIGIN);
            let _ = ClientData::read(text.as_bytes(), Ceremony::Register, &text);
            let _ = Passkey::register(NOW, &bytes, &text);
        }
    }
}
