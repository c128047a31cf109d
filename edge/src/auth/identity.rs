//! Verifies the identity that a page gives of its visitor: the site's server signs it with a secret
//! that only it and the site share (`docs/identity.md`).

use crate::error::ApiError;
use crate::site::snapshot::Snapshot;
use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::protocol::{Claim, Identity, IdentitySettings, NoClaim};
use shared::time::{Millis, Timestamp};

/// How long the previous secret stays valid after a rotation, so that every server can get the new
/// one.
pub(crate) const PREVIOUS_HOLDS: Millis = Millis::minutes(24 * 60);

/// The identity secrets of a site. No page ever sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Keys {
    current: Option<Key>,
    /// The previous secret.
    previous: Option<Key>,
    /// Whether an identity without a signature is refused.
    required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    secret: String,
    created_at: Timestamp,
}

/// The result of checking an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignatureCheck {
    /// The site's server has signed this claim, and nothing else in the identity.
    Verified(Claim),
    /// There is no signature, so the identity is only what the page says.
    Unsigned,
}

/// Why an identity is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error(transparent)]
    Nobody(#[from] NoClaim),
    #[error(
        "The signature is wrong. Sign the `id`, or without one the `email` in lower case, on \
         your server: HMAC-SHA256 in hex, with the site's identity secret as it is written. See \
         docs/identity.md."
    )]
    BadSignature,
    #[error(
        "This site accepts only identities that its server has signed. Add the `signature`; see \
         docs/identity.md."
    )]
    SignatureRequired,
    #[error(
        "This site has no identity secret yet, so nothing can be signed for it. An admin creates one \
         with POST /v1/sites/{{site}}/identity/rotate."
    )]
    NoSecret,
}

/// Checks the identity of a page's visitor.
pub(crate) fn verify(
    now: Timestamp,
    snapshot: &Snapshot,
    identity: &Identity,
) -> Result<SignatureCheck, ApiError> {
    Ok(snapshot.identity.verify(now, identity)?)
}

impl Keys {
    /// Makes `secret` the current secret.
    pub(crate) fn rotate(self, now: Timestamp, secret: String) -> Self {
        let current = Some(Key { secret, created_at: now });
        Self { current, previous: self.current, required: self.required }
    }

    /// Sets whether an identity without a signature is refused.
    pub(crate) fn requiring(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// Whether the site has a secret.
    pub(crate) const fn can_sign(&self) -> bool {
        self.current.is_some()
    }

    /// The settings for an admin.
    pub(crate) fn settings(&self, now: Timestamp) -> IdentitySettings {
        let current = self.current.as_ref();
        IdentitySettings {
            secret: current.map(|key| key.secret.clone()),
            created_at: current.map(|key| key.created_at),
            previous_until: self.previous_holds(now),
            required: self.required,
        }
    }

    /// Checks a signature with the current and the previous secret.
    pub(crate) fn verify(
        &self,
        now: Timestamp,
        identity: &Identity,
    ) -> Result<SignatureCheck, Refused> {
        let claim = identity.claim()?;
        let Some(signature) = &identity.signature else {
            let required = self.required;
            return if required {
                Err(Refused::SignatureRequired)
            } else {
                Ok(SignatureCheck::Unsigned)
            };
        };
        let Some(current) = &self.current else { return Err(Refused::NoSecret) };
        let previous = self.previous.as_ref().filter(|_| self.previous_holds(now).is_some());
        let signature = from_hex(signature.trim()).ok_or(Refused::BadSignature)?;
        let signed = |key: &Key| fits(key.secret.as_bytes(), claim.text().as_bytes(), &signature);
        if signed(current) || previous.is_some_and(signed) {
            Ok(SignatureCheck::Verified(claim))
        } else {
            Err(Refused::BadSignature)
        }
    }

    /// Until when the previous secret is valid, if it still is.
    fn previous_holds(&self, now: Timestamp) -> Option<Timestamp> {
        let (current, _) = (self.current.as_ref()?, self.previous.as_ref()?);
        let until = current.created_at + PREVIOUS_HOLDS;
        (now < until).then_some(until)
    }
}

/// Compares the signature in constant time.
fn fits(secret: &[u8], text: &[u8], signature: &[u8; 32]) -> bool {
    Hmac::<Sha256>::new_from_slice(secret).is_ok_and(|mut mac| {
        mac.update(text);
        mac.verify_slice(signature).is_ok()
    })
}

/// 32 bytes from 64 hex digits in lower or upper case.
fn from_hex(text: &str) -> Option<[u8; 32]> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_000_400_000);

    fn keys(secret: &str) -> Keys {
        Keys::default().rotate(NOW, secret.to_owned())
    }

    fn signed(id: &str, signature: &str) -> Identity {
        let (id, signature) = (Some(id.to_owned()), Some(signature.to_owned()));
        Identity { id, email: None, signature }
    }

    fn sign(secret: &str, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        HEXLOWER_PERMISSIVE.encode(&mac.finalize().into_bytes())
    }

    #[test]
    fn hmac_matches_rfc_4231() {
        // Keys and texts of its test cases 1, 2, 3, 4, 6 and 7.
        let counting: Vec<u8> = (1..=25).collect();
        let cases: [(&[u8], &[u8], &str); 6] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                &counting,
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size \
                  data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, text, expected) in cases {
            assert!(fits(key, text, &from_hex(expected).unwrap()), "{expected}");
            assert!(!fits(key, b"another text", &from_hex(expected).unwrap()));
        }
    }

    #[test]
    fn a_signature_may_have_lower_and_upper_case_digits() {
        let signature = sign("Jefe", "what do ya want for nothing?");
        assert!(signature.starts_with("5bdcc146bf60754e"), "{signature}");
        for written in [signature.clone(), signature.to_uppercase(), format!(" {signature}\n")] {
            let identity = signed("what do ya want for nothing?", &written);
            let claim = Claim::Id("what do ya want for nothing?".to_owned());
            assert_eq!(keys("Jefe").verify(NOW, &identity), Ok(SignatureCheck::Verified(claim)));
        }
    }

    #[test]
    fn any_other_signature_is_refused() {
        let good = sign("secret", "ada");
        let mut flipped = good.clone().into_bytes();
        flipped[63] = if flipped[63] == b'0' { b'1' } else { b'0' };
        let flipped = String::from_utf8(flipped).unwrap();
        let long = format!("{good}00");
        for bad in ["", "0", "xyz", &good[..62], &flipped, &long, &sign("other", "ada"), "é"] {
            let refused = keys("secret").verify(NOW, &signed("ada", bad));
            assert_eq!(refused, Err(Refused::BadSignature), "{bad}");
        }
        let of_another = keys("secret").verify(NOW, &signed("grace", &good));
        assert_eq!(of_another, Err(Refused::BadSignature));
        let none = Keys::default().verify(NOW, &signed("ada", &good));
        assert_eq!(none, Err(Refused::NoSecret));
    }

    #[test]
    fn an_address_is_signed_in_lower_case_and_an_id_replaces_it() {
        let email = Some(" Ada@Example.com".to_owned());
        let signature = Some(sign("secret", "ada@example.com"));
        let mut identity = Identity { id: None, email, signature };
        let claim = Claim::Email("ada@example.com".to_owned());
        assert_eq!(keys("secret").verify(NOW, &identity), Ok(SignatureCheck::Verified(claim)));
        identity.id = Some("grace".to_owned());
        assert_eq!(keys("secret").verify(NOW, &identity), Err(Refused::BadSignature));
    }

    #[test]
    fn without_a_signature_an_identity_is_unsigned_unless_one_is_required() {
        let unsigned = Identity { id: Some("ada".to_owned()), ..Identity::default() };
        assert_eq!(keys("secret").verify(NOW, &unsigned), Ok(SignatureCheck::Unsigned));
        let strict = keys("secret").requiring(true);
        assert_eq!(strict.verify(NOW, &unsigned), Err(Refused::SignatureRequired));
        assert!(matches!(strict.verify(NOW, &Identity::default()), Err(Refused::Nobody(_))));
    }

    #[test]
    fn the_previous_secret_is_valid_for_a_day_and_the_one_before_is_not() {
        let rotated = |at: Timestamp| keys("one").rotate(at, "two".to_owned());
        let by = |keys: &Keys, now, secret| {
            keys.verify(now, &signed("ada", &sign(secret, "ada"))).is_ok()
        };
        let (rotated, over) = (rotated(NOW), NOW + PREVIOUS_HOLDS);
        assert!(by(&rotated, NOW, "one") && by(&rotated, NOW, "two"));
        assert!(by(&rotated, Timestamp(over.0 - 1), "one"));
        assert!(!by(&rotated, over, "one") && by(&rotated, over, "two"));
        assert_eq!(rotated.settings(NOW).previous_until, Some(over));
        assert_eq!(rotated.settings(over).previous_until, None);
        let again = rotated.rotate(NOW, "three".to_owned());
        assert!(!by(&again, NOW, "one") && by(&again, NOW, "two") && by(&again, NOW, "three"));
    }
}
