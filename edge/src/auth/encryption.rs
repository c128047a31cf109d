//! Encrypts secrets of others that are stored, so that a copy of the storage tells nobody what they are
//! (PEOPLE-33). The key is made from the deployment's secret, and what an earlier one encrypted is opened, too.

use super::signing::HmacSigner;
use crate::error::ApiError;
use crate::runtime::random;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

/// What an encrypted text begins with. Everything else was stored before texts were encrypted.
const PREFIX: &str = "encrypted1.";
const NONCE_BYTES: usize = 12;

/// A text as it is stored: encrypted, or plain if it was stored before texts were encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EncryptedText(String);

/// What a text is encrypted for. It opens for nothing else.
#[derive(Clone, Copy)]
pub(crate) struct Encryption<'a> {
    pub(crate) signer: &'a HmacSigner,
    pub(crate) purpose: &'static str,
    /// What it belongs to, so that a row that was moved elsewhere opens nothing.
    pub(crate) place: &'a [&'a str],
}

/// A text that was opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decrypted {
    pub(crate) text: String,
    /// Whether the current secret has encrypted it. Others are to be encrypted again.
    pub(crate) by_current: bool,
}

impl Encryption<'_> {
    pub(crate) fn encrypt(self, text: &str) -> Result<EncryptedText, ApiError> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let key = self.signer.derived_keys(self.purpose).next();
        let broken = || ApiError::Broken("a secret can't be encrypted".to_owned());
        let cipher = Aes256Gcm::new(&key.ok_or_else(broken)?.into());
        let place = self.place.join("\n");
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let encrypted = cipher.encrypt(Nonce::from_slice(&nonce), payload).map_err(|_| broken())?;
        let bytes: Vec<u8> = nonce.into_iter().chain(encrypted).collect();
        Ok(EncryptedText(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&bytes))))
    }

    /// Opens what was encrypted; `None` if none of the secrets that the deployment has did it.
    pub(crate) fn decrypt(self, stored: &EncryptedText) -> Option<Decrypted> {
        let Some(encrypted) = stored.0.strip_prefix(PREFIX) else {
            return Some(Decrypted { text: stored.0.clone(), by_current: false });
        };
        let bytes = BASE64URL_NOPAD.decode(encrypted.as_bytes()).ok()?;
        let (nonce, encrypted) = bytes.split_at_checked(NONCE_BYTES)?;
        let place = self.place.join("\n");
        let opened = self.signer.derived_keys(self.purpose).enumerate().find_map(|(n, key)| {
            let payload = Payload { msg: encrypted, aad: place.as_bytes() };
            let cipher = Aes256Gcm::new(&key.into());
            Some((n, cipher.decrypt(Nonce::from_slice(nonce), payload).ok()?))
        });
        let (n, text) = opened?;
        Some(Decrypted { text: String::from_utf8(text).ok()?, by_current: n == 0 })
    }

    /// The text encrypted with the current secret; `None` if it is, or can't be opened.
    pub(crate) fn renew(self, stored: &EncryptedText) -> Result<Option<EncryptedText>, ApiError> {
        let opened = self.decrypt(stored).filter(|opened| !opened.by_current);
        opened.map(|opened| self.encrypt(&opened.text)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a client's secret";

    fn signer(secret: &str) -> HmacSigner {
        HmacSigner::new(secret).unwrap()
    }

    const fn client(signer: &HmacSigner) -> Encryption<'_> {
        Encryption { signer, purpose: "client", place: &["site_a", "https://login.example"] }
    }

    /// Whether it opens, and whether with the current secret.
    fn opened(encryption: Encryption<'_>, stored: &EncryptedText) -> Option<bool> {
        let opened = encryption.decrypt(stored)?;
        assert_eq!(opened.text, TEXT);
        Some(opened.by_current)
    }

    #[test]
    fn what_is_encrypted_opens_for_its_purpose_and_place_alone() {
        let (ours, theirs) = (signer("ours"), signer("theirs"));
        let encryption = client(&ours);
        let encrypted = encryption.encrypt(TEXT).unwrap();
        assert!(!encrypted.0.contains("secret"), "{encrypted:?}");
        assert_ne!(encryption.encrypt(TEXT).unwrap(), encrypted);
        assert_eq!(opened(encryption, &encrypted), Some(true));
        assert_eq!(opened(Encryption { purpose: "other", ..encryption }, &encrypted), None);
        assert_eq!(
            opened(
                Encryption { place: &["site_b", "https://login.example"], ..encryption },
                &encrypted
            ),
            None
        );
        assert_eq!(opened(client(&theirs), &encrypted), None);
        for byte in [PREFIX.len(), encrypted.0.len() / 2] {
            let mut changed = encrypted.0.clone().into_bytes();
            changed[byte] = if changed[byte] == b'A' { b'B' } else { b'A' };
            let changed = EncryptedText(String::from_utf8(changed).unwrap());
            assert_eq!(opened(encryption, &changed), None, "{changed:?}");
        }
        assert_eq!(opened(encryption, &EncryptedText(PREFIX.to_owned())), None);
    }

    #[test]
    fn a_replaced_secret_opens_what_it_encrypted_also_once_it_is_retired() {
        let (old, new) = (signer("old"), signer("new"));
        let encrypted = client(&old).encrypt(TEXT).unwrap();
        assert_eq!(opened(client(&new), &encrypted), None);
        assert_eq!(client(&new).renew(&encrypted).unwrap(), None);
        let before = new.clone().with_earlier(&["old"], &[""; 0]).unwrap();
        let retired = new.clone().with_earlier(&[""; 0], &["old"]).unwrap();
        for signer in [before, retired] {
            assert_eq!(opened(client(&signer), &encrypted), Some(false));
            let renewed = client(&signer).renew(&encrypted).unwrap().unwrap();
            assert_eq!(opened(client(&new), &renewed), Some(true));
            assert_eq!(client(&signer).renew(&renewed).unwrap(), None);
        }
    }

    #[test]
    fn what_was_stored_plain_is_encrypted() {
        let ours = signer("ours");
        let plain = EncryptedText(TEXT.to_owned());
        assert_eq!(opened(client(&ours), &plain), Some(false));
        let renewed = client(&ours).renew(&plain).unwrap().unwrap();
        assert_eq!(opened(client(&ours), &renewed), Some(true));
    }
}
