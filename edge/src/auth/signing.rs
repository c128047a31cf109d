//! Signatures (HMAC) of tokens, cookies and ids, so that nobody can forge or change them.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs with the deployment's secret. Each use has its own purpose, so that a signature for one
/// can't be used for another.
#[derive(Clone)]
pub(crate) struct HmacSigner {
    key: Hmac<Sha256>,
}

impl HmacSigner {
    pub(crate) fn new(secret: &str) -> Option<Self> {
        let key = Hmac::new_from_slice(secret.as_bytes()).ok()?;
        Some(Self { key })
    }

    /// The signature of some fields. A field can't contain the line break that separates them.
    pub(crate) fn tag(&self, purpose: &str, fields: &[&str]) -> [u8; 32] {
        self.over(purpose, &fields.join("\n")).finalize().into_bytes().into()
    }

    /// Fields and signature in characters that cookies and subprotocols allow.
    pub(crate) fn sign(&self, purpose: &str, fields: &[&str]) -> String {
        let tag = self.tag(purpose, fields);
        format!(
            "{}.{}",
            BASE64URL_NOPAD.encode(fields.join("\n").as_bytes()),
            BASE64URL_NOPAD.encode(&tag)
        )
    }

    /// The fields, if they were signed here for this purpose. Runs in constant time.
    pub(crate) fn verify<const N: usize>(
        &self,
        purpose: &str,
        signed: &str,
    ) -> Option<[String; N]> {
        let (fields, tag) = signed.split_once('.')?;
        let fields = String::from_utf8(BASE64URL_NOPAD.decode(fields.as_bytes()).ok()?).ok()?;
        let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?;
        self.over(purpose, &fields).verify_slice(&tag).ok()?;
        fields.split('\n').map(str::to_owned).collect::<Vec<String>>().try_into().ok()
    }

    fn over(&self, purpose: &str, text: &str) -> Hmac<Sha256> {
        let mut mac = self.key.clone();
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(text.as_bytes());
        mac
    }
}

/// Compares two secrets in constant time.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let tag = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"same").ok()?;
        mac.update(text.as_bytes());
        Some(mac)
    };
    let (Some(one), Some(other)) = (tag(one), tag(other)) else { return false };
    one.verify(&other.finalize().into_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    #[test]
    fn signed_fields_verify_again() {
        let signed = signer().sign("visitor", &["site_a", "visitor_b"]);
        assert_eq!(
            signer().verify("visitor", &signed),
            Some(["site_a".into(), "visitor_b".into()])
        );
    }

    #[test]
    fn another_purpose_secret_or_field_count_does_not_verify() {
        let signed = signer().sign("visitor", &["a", "b"]);
        assert_eq!(signer().verify::<2>("session", &signed), None);
        assert_eq!(signer().verify::<3>("visitor", &signed), None);
        assert_eq!(HmacSigner::new("another").unwrap().verify::<2>("visitor", &signed), None);
        let forged =
            format!("{}.{}", BASE64URL_NOPAD.encode(b"a\nc"), signed.split_once('.').unwrap().1);
        assert_eq!(signer().verify::<2>("visitor", &forged), None);
    }

    #[test]
    fn malformed_text_does_not_verify() {
        for signed in ["", ".", "a.b", "YQ", "YQ.", ".YQ", "é.ü"] {
            assert_eq!(signer().verify::<1>("visitor", signed), None, "{signed}");
        }
    }

    #[test]
    fn secrets_are_compared_in_full() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
