//! ID tokens: what they say, and whom and what for they were made.

use super::{Algorithm, OidcRefusal, SigningKey};
use crate::person::Field;
use crate::time::{Millis, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How far the clock of a provider may be off.
const LEEWAY: Millis = Millis::seconds(60);
/// The longest name of an account (OIDC Core 1.0, section 2), in bytes.
const MAX_SUBJECT_BYTES: usize = 255;
/// Of all providers only Microsoft's, whose work accounts have no `email_verified`, says by
/// `xms_edov` that an address is of a domain that the company has proved to own.
const MICROSOFT: &str = "https://login.microsoftonline.com/";

/// What an ID token must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
}

/// An account of a provider, whose owner has just signed in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub issuer: String,
    /// Its name at the provider, which never changes and is never given to somebody else.
    pub subject: String,
    /// The e-mail address that the provider has proved, in lower case.
    pub email: String,
}

/// An ID token that was read. Neither its signature nor its claims are checked yet.
#[derive(Debug, Clone, PartialEq)]
pub struct IdToken {
    algorithm: Algorithm,
    key: Option<String>,
    /// The bytes that are signed.
    pub signed: Vec<u8>,
    /// Of ES256 both numbers, one after the other, as `WebCrypto` takes them.
    pub signature: Vec<u8>,
    claims: Claims,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    #[serde(flatten)]
    person: Person,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// What is said of a person, in the ID token or in the provider's answer to the question.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
struct Person {
    email: Option<String>,
    email_verified: Option<Value>,
    xms_edov: Option<Value>,
}

impl Person {
    fn is_proved(&self, issuer: &str) -> bool {
        // Some providers write every claim as a text.
        let yes = |value: &Value| match value {
            Value::Bool(yes) => *yes,
            Value::String(text) => text == "true" || text == "1",
            Value::Number(number) => number.as_u64() == Some(1),
            _ => false,
        };
        self.email_verified.as_ref().is_some_and(yes)
            || (self.email_verified.is_none()
                && issuer.starts_with(MICROSOFT)
                && self.xms_edov.as_ref().is_some_and(yes))
    }
}

impl IdToken {
    /// Reads a token as it came.
    pub fn read(token: &str) -> Result<Self, OidcRefusal> {
        #[derive(Deserialize)]
        struct Header {
            alg: String,
            kid: Option<String>,
            crit: Option<Value>,
        }
        let malformed = || OidcRefusal::MalformedToken;
        let parts: Vec<&str> = token.split('.').collect();
        let [head, body, signature] = parts[..] else { return Err(malformed()) };
        let bytes = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| malformed());
        let header: Header = serde_json::from_slice(&bytes(head)?).map_err(|_| malformed())?;
        let algorithm = Algorithm::from_name(&header.alg)
            .ok_or_else(|| OidcRefusal::Algorithm(super::said(&header.alg)))?;
        // What must be understood, we don't (RFC 7515, 4.1.11).
        if header.crit.is_some() {
            return Err(malformed());
        }
        Ok(Self {
            algorithm,
            key: header.kid,
            signed: format!("{head}.{body}").into_bytes(),
            signature: bytes(signature)?,
            claims: serde_json::from_slice(&bytes(body)?).map_err(|_| malformed())?,
        })
    }

    /// The key that it is signed with: the one that it names, or the only one of its kind.
    pub fn key<'k>(&self, keys: &'k [SigningKey]) -> Option<&'k SigningKey> {
        let mut fitting = keys.iter().filter(|key| {
            let named = self.key.is_none() || key.id == self.key;
            key.algorithm == self.algorithm && named
        });
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// Checks whom and what for it was made, and when.
    pub fn check(&self, now: Timestamp, expected: Expected<'_>) -> Result<(), OidcRefusal> {
        let Claims { iss, sub, aud, azp, exp, iat, nbf, nonce, .. } = &self.claims;
        if iss != expected.issuer {
            return Err(OidcRefusal::ForeignIssuer);
        }
        let (ours, alone) = match aud {
            Audience::One(one) => (one == expected.client_id, true),
            Audience::Many(all) => {
                (all.iter().any(|one| one == expected.client_id), all.len() == 1)
            }
        };
        // With several audiences it says which one asked for it.
        let asked = azp.as_ref().map_or(alone, |azp| azp == expected.client_id);
        if !ours || !asked {
            return Err(OidcRefusal::ForeignAudience);
        }
        let millis = |seconds: f64| seconds * 1_000.0;
        let (earliest, latest) = ((now - LEEWAY).0 as f64, (now + LEEWAY).0 as f64);
        if millis(*exp) <= earliest {
            return Err(OidcRefusal::Expired);
        }
        let begun = |at: f64| millis(at) <= latest;
        if !begun(*iat) || !nbf.is_none_or(begun) {
            return Err(OidcRefusal::TooEarly);
        }
        if nonce.as_deref() != Some(expected.nonce) {
            return Err(OidcRefusal::WrongNonce);
        }
        let fits = |b: u8| b.is_ascii_graphic() || b == b' ';
        if sub.is_empty() || sub.len() > MAX_SUBJECT_BYTES || !sub.bytes().all(fits) {
            return Err(OidcRefusal::MalformedToken);
        }
        Ok(())
    }

    /// Whether it says too little about the person, so that the provider must be asked.
    pub fn needs_user_info(&self) -> bool {
        let Person { email, email_verified, xms_edov } = &self.claims.person;
        email.is_none() || (email_verified.is_none() && xms_edov.is_none())
    }

    /// The account, whose e-mail address must be proved. `user_info` is the provider's answer to the
    /// question who it is.
    pub fn account(&self, user_info: Option<&[u8]>) -> Result<Account, OidcRefusal> {
        #[derive(Deserialize)]
        struct UserInfo {
            sub: String,
            #[serde(flatten)]
            person: Person,
        }
        let Claims { iss, sub, person, .. } = &self.claims;
        let mut person = person.clone();
        if let Some(answer) = user_info {
            let unreadable = |_| OidcRefusal::Unreadable("user info");
            let read: UserInfo = serde_json::from_slice(answer).map_err(unreadable)?;
            // It is not signed, so it only counts for the account of the token (Core 1.0, 5.3.2).
            if read.sub != *sub {
                return Err(OidcRefusal::ForeignAudience);
            }
            person = read.person;
        }
        let email = person.email.as_ref().and_then(|email| Field::Email.check(email).ok());
        let email = email.filter(|email| !email.is_empty()).ok_or(OidcRefusal::NoEmail)?;
        let email = email.to_lowercase();
        if !person.is_proved(iss) {
            return Err(OidcRefusal::UnverifiedEmail(email));
        }
        Ok(Account { issuer: iss.clone(), subject: sub.clone(), email })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);
    const SECONDS: u64 = 1_000_000_000;
    const EXPECTED: Expected<'_> =
        Expected { issuer: "https://id.example", client_id: "bellhop", nonce: "n" };

    fn encoded(value: &Value) -> String {
        BASE64URL_NOPAD.encode(value.to_string().as_bytes())
    }

    fn header() -> Value {
        json!({ "alg": "RS256", "kid": "k", "typ": "JWT" })
    }

    fn claims() -> Value {
        json!({
            "iss": EXPECTED.issuer, "sub": "ada", "aud": "bellhop", "nonce": "n",
            "iat": SECONDS, "exp": SECONDS + 300,
            "email": "Ada@Example.com", "email_verified": true,
        })
    }

    fn token(header: &Value, claims: &Value) -> Result<IdToken, OidcRefusal> {
        IdToken::read(&format!("{}.{}.c2ln", encoded(header), encoded(claims)))
    }

    /// All that a sign-in checks of a token.
    fn enter(header: &Value, claims: &Value) -> Result<Account, OidcRefusal> {
        let token = token(header, claims)?;
        token.check(NOW, EXPECTED)?;
        token.account(None)
    }

    #[test]
    fn a_token_that_was_made_for_this_sign_in_names_an_account() {
        let account = enter(&header(), &claims()).unwrap();
        assert_eq!(account.email, "ada@example.com");
        assert_eq!((account.subject.as_str(), account.issuer.as_str()), ("ada", EXPECTED.issuer));
        let token = token(&header(), &claims()).unwrap();
        assert_eq!((token.signature.as_slice(), token.needs_user_info()), (&b"sig"[..], false));
    }

    #[test]
    fn claims_that_are_also_right() {
        for (field, value) in [
            ("aud", json!(["bellhop"])),
            ("azp", json!("bellhop")),
            ("email_verified", json!("true")),
            ("exp", json!(SECONDS - 59)),
            ("exp", json!(1_000_000_000.5)),
            ("iat", json!(SECONDS + 60)),
            ("nbf", json!(SECONDS + 60)),
        ] {
            let mut claims = claims();
            claims[field] = value;
            assert!(enter(&header(), &claims).is_ok(), "{field}: {claims}");
        }
        let mut several = claims();
        several["aud"] = json!(["other", "bellhop"]);
        assert_eq!(enter(&header(), &several), Err(OidcRefusal::ForeignAudience));
        several["azp"] = json!("bellhop");
        assert!(enter(&header(), &several).is_ok());
    }

    #[test]
    fn each_wrong_claim_is_refused() {
        use OidcRefusal as R;
        let unverified = || R::UnverifiedEmail("ada@example.com".to_owned());
        for (field, value, expected) in [
            ("iss", json!("https://evil.example"), R::ForeignIssuer),
            ("iss", json!("https://id.example/"), R::ForeignIssuer),
            ("aud", json!("other"), R::ForeignAudience),
            ("aud", json!([]), R::ForeignAudience),
            ("azp", json!("other"), R::ForeignAudience),
            ("exp", json!(SECONDS - 60), R::Expired),
            ("exp", json!(0), R::Expired),
            ("iat", json!(SECONDS + 61), R::TooEarly),
            ("nbf", json!(SECONDS + 61), R::TooEarly),
            ("nonce", json!("other"), R::WrongNonce),
            ("nonce", Value::Null, R::WrongNonce),
            ("sub", json!(""), R::MalformedToken),
            ("sub", json!("a\nb"), R::MalformedToken),
            ("sub", json!("a".repeat(256)), R::MalformedToken),
            ("sub", Value::Null, R::MalformedToken),
            ("exp", json!("soon"), R::MalformedToken),
            ("iat", Value::Null, R::MalformedToken),
            ("email", Value::Null, R::NoEmail),
            ("email", json!("ada"), R::NoEmail),
            ("email_verified", json!(false), unverified()),
            ("email_verified", Value::Null, unverified()),
            ("email_verified", json!("false"), unverified()),
            ("email_verified", json!([true]), unverified()),
        ] {
            let mut claims = claims();
            claims[field] = value.clone();
            assert_eq!(enter(&header(), &claims), Err(expected), "{field}: {value}");
        }
    }

    #[test]
    fn each_other_header_is_refused() {
        for name in ["none", "None", "HS256", "RS512", "ES256K", "PS256", ""] {
            let header = json!({ "alg": name, "kid": "k" });
            let refused = enter(&header, &claims());
            assert_eq!(refused, Err(OidcRefusal::Algorithm(name.to_owned())));
        }
        let critical = json!({ "alg": "RS256", "crit": ["b64"], "b64": false });
        assert_eq!(enter(&critical, &claims()), Err(OidcRefusal::MalformedToken));
        for token in ["", "a.b", "a.b.c.d", "e30.e30.e30", "*.*.*", "e30=.e30.e30"] {
            assert_eq!(IdToken::read(token), Err(OidcRefusal::MalformedToken), "{token}");
        }
    }

    #[test]
    fn only_microsoft_proves_an_address_by_the_domains_owner() {
        let issuer = "https://login.microsoftonline.com/tenant/v2.0";
        let account = |issuer: &str, change: Value| {
            let mut claims = claims();
            claims["iss"] = json!(issuer);
            claims["email_verified"] = Value::Null;
            for (field, value) in change.as_object().unwrap() {
                claims[field] = value.clone();
            }
            token(&header(), &claims).unwrap().account(None).is_ok()
        };
        assert!(account(issuer, json!({ "xms_edov": true })));
        assert!(account(issuer, json!({ "xms_edov": "1" })));
        assert!(!account(issuer, json!({ "xms_edov": false })));
        assert!(!account(issuer, json!({})));
        assert!(!account(issuer, json!({ "xms_edov": true, "email_verified": false })));
        assert!(!account("https://id.example", json!({ "xms_edov": true })));
    }

    #[test]
    fn user_info_counts_for_the_account_of_the_token_only() {
        let mut claims = claims();
        claims["email"] = Value::Null;
        let token = token(&header(), &claims).unwrap();
        assert!(token.needs_user_info());
        let info = |info: Value| token.account(Some(info.to_string().as_bytes()));
        let ada = json!({ "sub": "ada", "email": "ada@example.com", "email_verified": true });
        assert_eq!(info(ada).unwrap().email, "ada@example.com");
        let other = json!({ "sub": "eve", "email": "ada@example.com", "email_verified": true });
        assert_eq!(info(other), Err(OidcRefusal::ForeignAudience));
        // What the token says of another address does not prove this one.
        let unproved = json!({ "sub": "ada", "email": "grace@example.com" });
        assert!(matches!(info(unproved), Err(OidcRefusal::UnverifiedEmail(_))));
        assert_eq!(info(json!([])), Err(OidcRefusal::Unreadable("user info")));
    }

    #[test]
    fn a_key_is_the_one_that_the_token_names_or_the_only_one() {
        let key = |id: Option<&str>, algorithm| SigningKey {
            id: id.map(str::to_owned),
            algorithm,
            fields: Vec::new(),
        };
        let (rsa, ec) = (Algorithm::Rs256, Algorithm::Es256);
        let keys = [key(Some("k"), ec), key(Some("j"), rsa), key(Some("k"), rsa)];
        let named = token(&header(), &claims()).unwrap();
        assert_eq!(named.key(&keys), Some(&keys[2]), "of the token's own algorithm");
        assert_eq!(named.key(&keys[..2]), None);
        assert_eq!(named.key(&[key(None, rsa)]), None);
        let unnamed = token(&json!({ "alg": "RS256" }), &claims()).unwrap();
        assert_eq!(unnamed.key(&keys[..2]), Some(&keys[1]));
        assert_eq!(unnamed.key(&keys), None, "there are two");
    }
}
