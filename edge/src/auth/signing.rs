//! Signatures (HMAC) of tokens, cookies and ids, so that nobody can forge or change them.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs with the deployment's secret. Each use has its own purpose, so that a signature for one
/// can't be used for another.
///
/// The secret can be replaced (PEOPLE-25): what an earlier one signed is believed as long as the operator
/// says so, and ids that were made with a retired one are recognised.
#[derive(Clone)]
pub(crate) struct HmacSigner {
    key: Hmac<Sha256>,
    /// Earlier secrets that are still believed, the latest first.
    before: Vec<Hmac<Sha256>>,
    /// Earlier secrets that sign nothing any more, the latest first.
    retired: Vec<Hmac<Sha256>>,
}

impl HmacSigner {
    pub(crate) fn new(secret: &str) -> Option<Self> {
        let key = Hmac::new_from_slice(secret.as_bytes()).ok()?;
        Some(Self { key, before: Vec::new(), retired: Vec::new() })
    }

    /// The signer of a secret that was replaced. Both lists have the latest earlier secret first.
    pub(crate) fn with_earlier(
        self,
        before: &[impl AsRef<str>],
        retired: &[impl AsRef<str>],
    ) -> Option<Self> {
        fn keys(secrets: &[impl AsRef<str>]) -> Option<Vec<Hmac<Sha256>>> {
            let key = |secret: &str| Hmac::new_from_slice(secret.as_bytes()).ok();
            secrets.iter().map(|secret| key(secret.as_ref())).collect()
        }
        Some(Self { before: keys(before)?, retired: keys(retired)?, ..self })
    }

    /// Whether a proof holds with a secret that is still believed. The check gets a signer of each.
    pub(crate) fn believes(&self, check: impl Fn(&Self) -> bool) -> bool {
        [&self.key].into_iter().chain(&self.before).any(|key| check(&Self::alone(key)))
    }

    /// The signer of the secret with which this was signed; of the current one if of none.
    pub(crate) fn that_signed<const N: usize>(&self, purpose: &str, signed: &str) -> Self {
        let keys = [&self.key].into_iter().chain(&self.before).map(Self::alone);
        let mut keys = keys.filter(|signer| signer.verify::<N>(purpose, signed).is_some());
        keys.next().unwrap_or_else(|| self.clone())
    }

    /// The signer of the secret with which an id was made, retired or not.
    pub(crate) fn made(&self, check: impl Fn(&Self) -> bool) -> Option<Self> {
        self.all().map(Self::alone).find(check)
    }

    /// The signer for what must stay the same when the secret is replaced.
    pub(crate) fn first(&self) -> Self {
        Self::alone(self.all().last().unwrap_or(&self.key))
    }

    fn all(&self) -> impl Iterator<Item = &Hmac<Sha256>> {
        [&self.key].into_iter().chain(&self.before).chain(&self.retired)
    }

    fn alone(key: &Hmac<Sha256>) -> Self {
        Self { key: key.clone(), before: Vec::new(), retired: Vec::new() }
    }

    /// A key for this purpose, made from each secret, retired or not. The current one comes first.
    pub(crate) fn derived_keys(&self, purpose: &str) -> impl Iterator<Item = [u8; 32]> {
        self.all().map(move |key| over(key, purpose, "").finalize().into_bytes().into())
    }

    /// The signature of some fields. A field can't contain the line break that separates them.
    pub(crate) fn tag(&self, purpose: &str, fields: &[&str]) -> [u8; 32] {
        over(&self.key, purpose, &fields.join("\n")).finalize().into_bytes().into()
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
        let mut keys = [&self.key].into_iter().chain(&self.before);
        keys.find(|key| over(key, purpose, &fields).verify_slice(&tag).is_ok())?;
        fields.split('\n').map(str::to_owned).collect::<Vec<String>>().try_into().ok()
    }
}

fn over(key: &Hmac<Sha256>, purpose: &str, text: &str) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(purpose.as_bytes());
    mac.update(b"\0");
    mac.update(text.as_bytes());
    mac
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
    fn a_replaced_secret_is_believed_until_it_is_retired_and_its_ids_stay() {
        let [old, new] = ["old", "new"].map(|secret| HmacSigner::new(secret).unwrap());
        let signed = old.sign("visitor", &["a"]);
        let id = old.tag("id", &["a"]);
        let opens = |signer: &HmacSigner| signer.verify::<1>("visitor", &signed).is_some();
        let is_id = |signer: &HmacSigner| signer.made(|one| one.tag("id", &["a"]) == id).is_some();
        let during = new.clone().with_earlier(&["old"], &[""; 0]).unwrap();
        let after = new.clone().with_earlier(&[""; 0], &["old"]).unwrap();
        assert_eq!((opens(&during), opens(&after), opens(&new)), (true, false, false));
        assert_eq!((is_id(&during), is_id(&after), is_id(&new)), (true, true, false));
        assert!(during.believes(|one| one.tag("id", &["a"]) == id));
        assert!(!after.believes(|one| one.tag("id", &["a"]) == id));
        assert_eq!(during.sign("visitor", &["a"]), new.sign("visitor", &["a"]));
        assert_eq!(after.first().tag("id", &["a"]), id);
        let longer = new.with_earlier(&["later"], &["old"]).unwrap();
        assert_eq!(longer.first().tag("id", &["a"]), id);
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
