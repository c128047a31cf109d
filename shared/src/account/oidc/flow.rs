//! A sign-in with a provider, from the redirect to the tokens.

use super::{OidcRefusal, Provider, SecretIn, said};
use crate::account::same;
use crate::time::Millis;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// Where a provider sends people back to, below the deployment's own origin. Admins enter it at the
/// provider.
pub const REDIRECT_PATH: &str = "/console/single-sign-on";
/// How long somebody has to sign in at the provider.
pub const FLOW_LIFETIME: Millis = Millis::minutes(10);
/// How long somebody who signed in at the provider has to enter a code of their second factor.
pub const PROVEN_LIFETIME: Millis = Millis::minutes(5);
/// What is asked of the provider: who it is, and the e-mail address.
const SCOPES: &str = "openid email";
/// The longest code or token that is passed on, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// The secrets of one sign-in in one browser, each in characters that addresses allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Comes back with the answer: whoever sends it is in the browser that began.
    pub state: String,
    /// Comes back in the ID token: the token was made for this sign-in.
    pub nonce: String,
    /// Goes to the provider with the code: whoever only has the code can't use it (PKCE).
    pub verifier: String,
}

/// This site at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client<'a> {
    pub id: &'a str,
    pub secret: &'a str,
    /// Where the provider sends people back to.
    pub redirect: &'a str,
}

/// A request for tokens: a form to `POST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    pub authorization: Option<String>,
    pub body: String,
}

impl Flow {
    /// The address at which somebody signs in.
    pub fn address(&self, provider: &Provider, client: Client<'_>) -> Result<String, OidcRefusal> {
        let unreadable = |_| OidcRefusal::Unreadable("authorization endpoint");
        let mut address = Url::parse(&provider.authorization).map_err(unreadable)?;
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&self.verifier));
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", client.id)
            .append_pair("redirect_uri", client.redirect)
            .append_pair("scope", SCOPES)
            .append_pair("state", &self.state)
            .append_pair("nonce", &self.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(address.into())
    }

    /// Whether an answer with this state is the answer to this sign-in.
    pub fn is_answered_by(&self, state: &str) -> bool {
        same(self.state.as_bytes(), state.as_bytes())
    }

    /// The request for tokens, with the code that the provider gave.
    pub fn token_request(
        &self,
        provider: &Provider,
        client: Client<'_>,
        code: &str,
    ) -> TokenRequest {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", client.redirect)
            .append_pair("code_verifier", &self.verifier);
        let authorization = match provider.secret_in {
            SecretIn::Header => {
                // As in a form, so that neither can contain the colon (RFC 6749, 2.3.1).
                let part = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let both = format!("{}:{}", part(client.id), part(client.secret));
                Some(format!("Basic {}", BASE64.encode(both.as_bytes())))
            }
            SecretIn::Body => {
                form.append_pair("client_id", client.id)
                    .append_pair("client_secret", client.secret);
                None
            }
        };
        TokenRequest { authorization, body: form.finish() }
    }
}

impl Provider {
    /// The code of an answer, whose state was checked: `error` and `issuer` are what came with it.
    pub fn code<'a>(
        &self,
        code: Option<&'a str>,
        error: Option<&str>,
        issuer: Option<&str>,
    ) -> Result<&'a str, OidcRefusal> {
        // Whoever runs two providers must not pass an answer of one for that of the other.
        let foreign = issuer.map_or(self.names_itself, |issuer| issuer != self.issuer);
        if foreign {
            return Err(OidcRefusal::ForeignIssuer);
        }
        if let Some(error) = error {
            return Err(OidcRefusal::Denied(said(error)));
        }
        let code = code.filter(|code| !code.is_empty() && code.len() <= MAX_BYTES);
        code.ok_or_else(|| OidcRefusal::Denied("it sent no code".to_owned()))
    }
}

/// What the provider gives for a code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tokens {
    pub id_token: String,
    /// With it the provider says more about the person.
    pub access_token: Option<String>,
}

impl Tokens {
    /// Reads the answer to a request for tokens.
    pub fn read(status: u16, answer: &[u8]) -> Result<Self, OidcRefusal> {
        #[derive(Deserialize)]
        struct Failed {
            error: String,
        }
        if status != 200 {
            let failed = serde_json::from_slice::<Failed>(answer).map(|failed| failed.error);
            return Err(match failed {
                Ok(error) if error == "invalid_client" => OidcRefusal::WrongSecret,
                Err(_) if status == 401 => OidcRefusal::WrongSecret,
                Ok(error) => OidcRefusal::NoTokens(said(&error)),
                Err(_) => OidcRefusal::Status { what: "tokens", status },
            });
        }
        let tokens: Self =
            serde_json::from_slice(answer).map_err(|_| OidcRefusal::Unreadable("tokens"))?;
        let fits = |token: &String| {
            token.len() <= MAX_BYTES && token.bytes().all(|b| b.is_ascii_graphic())
        };
        if fits(&tokens.id_token) && tokens.access_token.as_ref().is_none_or(fits) {
            Ok(tokens)
        } else {
            Err(OidcRefusal::Unreadable("tokens"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CLIENT: Client<'_> = Client {
        id: "bell:hop",
        secret: "a secret&more",
        redirect: "https://chat.example/console/single-sign-on",
    };

    fn provider(method: &str, names_itself: bool) -> Provider {
        let document = json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/authorize?tenant=a",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/jwks",
            "token_endpoint_auth_methods_supported": [method],
            "authorization_response_iss_parameter_supported": names_itself,
        });
        Provider::read("https://id.example", document.to_string().as_bytes(), false).unwrap()
    }

    fn flow() -> Flow {
        // The verifier of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        Flow { state: "s".to_owned(), nonce: "n".to_owned(), verifier }
    }

    #[test]
    fn somebody_is_sent_to_the_provider_with_a_challenge_and_without_the_verifier() {
        let provider = provider("client_secret_basic", false);
        let address = flow().address(&provider, CLIENT).unwrap();
        let address = Url::parse(&address).unwrap();
        let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        let expected = [
            ("tenant", "a"),
            ("response_type", "code"),
            ("client_id", "bell:hop"),
            ("redirect_uri", CLIENT.redirect),
            ("scope", "openid email"),
            ("state", "s"),
            ("nonce", "n"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(flow().is_answered_by("s"));
        assert!(!flow().is_answered_by("t") && !flow().is_answered_by(""));
    }

    #[test]
    fn the_secret_goes_where_the_provider_takes_it() {
        let request = flow().token_request(&provider("client_secret_basic", false), CLIENT, "c/d");
        let basic = BASE64.encode(b"bell%3Ahop:a+secret%26more");
        assert_eq!(request.authorization, Some(format!("Basic {basic}")));
        assert!(request.body.contains("code=c%2Fd&") && !request.body.contains("secret"));
        let request = flow().token_request(&provider("client_secret_post", false), CLIENT, "c");
        assert_eq!(request.authorization, None);
        assert!(request.body.ends_with("&client_id=bell%3Ahop&client_secret=a+secret%26more"));
    }

    #[test]
    fn an_answer_has_a_code_of_this_provider() {
        let code = |provider: &Provider, code, error, issuer| {
            provider.code(code, error, issuer).map(str::to_owned)
        };
        let plain = provider("client_secret_basic", false);
        let ours = Some("https://id.example");
        assert_eq!(code(&plain, Some("c"), None, None).unwrap(), "c");
        assert_eq!(code(&plain, Some("c"), None, ours).unwrap(), "c");
        let foreign = Err(OidcRefusal::ForeignIssuer);
        assert_eq!(code(&plain, Some("c"), None, Some("https://evil.example")), foreign);
        assert_eq!(code(&provider("client_secret_basic", true), Some("c"), None, None), foreign);
        let denied = code(&plain, None, Some("access_denied\u{202e}<b>"), None);
        assert_eq!(denied, Err(OidcRefusal::Denied("access_deniedb".to_owned())));
        for none in [None, Some("")] {
            assert!(matches!(code(&plain, none, None, None), Err(OidcRefusal::Denied(_))));
        }
    }

    #[test]
    fn tokens_are_read_and_refusals_named() {
        let read = |status, answer: &str| Tokens::read(status, answer.as_bytes());
        let tokens = read(200, r#"{"id_token":"a.b.c","access_token":"t","more":1}"#).unwrap();
        assert_eq!(
            (tokens.id_token.as_str(), tokens.access_token.as_deref()),
            ("a.b.c", Some("t"))
        );
        let refused = [
            (
                400,
                r#"{"error":"invalid_grant"}"#,
                OidcRefusal::NoTokens("invalid_grant".to_owned()),
            ),
            (401, r#"{"error":"invalid_client"}"#, OidcRefusal::WrongSecret),
            (401, "", OidcRefusal::WrongSecret),
            (302, "", OidcRefusal::Status { what: "tokens", status: 302 }),
            (200, "{}", OidcRefusal::Unreadable("tokens")),
            (
                200,
                r#"{"id_token":"a","access_token":"t\r\nX: y"}"#,
                OidcRefusal::Unreadable("tokens"),
            ),
        ];
        for (status, answer, expected) in refused {
            assert_eq!(read(status, answer), Err(expected), "{status} {answer}");
        }
    }
}
