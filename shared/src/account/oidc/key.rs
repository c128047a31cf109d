//! The public keys of a provider (RFC 7517), as far as ID tokens are signed with them.

use super::OidcRefusal;
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

/// The most keys of a provider that are looked at.
const MAX_KEYS: usize = 50;
/// RSA keys below 2,048 bits are not safe, and above 8,192 bits they only cost time. In bytes.
const RSA_BYTES: core::ops::RangeInclusive<usize> = 256..=1_024;

/// How an ID token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

impl Algorithm {
    /// Its name in a token's header and in a key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }

    /// The algorithm with that name. All others are refused: `none` has no signature, and HS256 would
    /// take a public text for a secret.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rs256, Self::Es256].into_iter().find(|one| one.as_str() == name)
    }
}

/// A public key that can verify ID tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in the headers of tokens.
    pub(super) id: Option<String>,
    pub algorithm: Algorithm,
    /// The fields of the key as JSON writes them, without those that say what it may be used for.
    pub fields: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    /// The key, if it can verify ID tokens.
    fn usable(self) -> Option<SigningKey> {
        if self.r#use.as_ref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let bytes = |text: &String| BASE64URL_NOPAD.decode(text.as_bytes()).map_or(0, |b| b.len());
        let (algorithm, fields) = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", None) => {
                let (n, e) = (self.n?, self.e?);
                if !RSA_BYTES.contains(&bytes(&n)) || !(1..=8).contains(&bytes(&e)) {
                    return None;
                }
                (Algorithm::Rs256, vec![("kty", self.kty), ("n", n), ("e", e)])
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (self.x?, self.y?);
                if bytes(&x) != 32 || bytes(&y) != 32 {
                    return None;
                }
                let crv = "P-256".to_owned();
                (Algorithm::Es256, vec![("kty", self.kty), ("crv", crv), ("x", x), ("y", y)])
            }
            _ => return None,
        };
        let fits = self.alg.as_ref().is_none_or(|alg| alg == algorithm.as_str());
        fits.then_some(SigningKey { id: self.kid, algorithm, fields })
    }
}

/// The keys of a provider that can verify ID tokens; others are left out.
pub fn read_keys(document: &[u8]) -> Result<Vec<SigningKey>, OidcRefusal> {
    #[derive(Deserialize)]
    struct Keys {
        keys: Vec<serde_json::Value>,
    }
    let read: Keys =
        serde_json::from_slice(document).map_err(|_| OidcRefusal::Unreadable("public keys"))?;
    let key = |value| serde_json::from_value::<Key>(value).ok().and_then(Key::usable);
    Ok(read.keys.into_iter().take(MAX_KEYS).filter_map(key).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn coordinate() -> String {
        BASE64URL_NOPAD.encode(&[1; 32])
    }

    fn usable(key: &Value) -> usize {
        read_keys(json!({ "keys": [key] }).to_string().as_bytes()).unwrap().len()
    }

    #[test]
    fn keys_that_are_weak_or_for_something_else_are_left_out() {
        let rsa = |bytes: usize| json!({ "kty": "RSA", "n": BASE64URL_NOPAD.encode(&vec![9; bytes]), "e": "AQAB" });
        let point = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(), "y": coordinate() });
        assert_eq!((usable(&rsa(256)), usable(&rsa(1_024)), usable(&point)), (1, 1, 1));
        let with = |key: &Value, field: &str, value: &str| {
            let mut key = key.clone();
            key[field] = json!(value);
            key
        };
        for bad in [
            rsa(128),
            rsa(2_048),
            with(&rsa(256), "use", "enc"),
            with(&rsa(256), "alg", "RS512"),
            with(&rsa(256), "alg", "ES256"),
            with(&rsa(256), "n", "***"),
            with(&point, "crv", "P-384"),
            with(&point, "x", "AQAB"),
            with(&point, "alg", "RS256"),
            json!({ "kty": "oct", "k": coordinate(), "alg": "HS256" }),
            json!("no key"),
        ] {
            assert_eq!(usable(&bad), 0, "{bad}");
        }
        for bad in ["", "[]", "{}", r#"{"keys":{}}"#] {
            assert_eq!(read_keys(bad.as_bytes()), Err(OidcRefusal::Unreadable("public keys")));
        }
    }
}
