//! What a provider says about itself (OIDC Discovery 1.0), and which addresses may be asked.

use super::{OidcRefusal, said};
use crate::install::{is_inside, is_loopback};
use serde::Deserialize;
use url::Url;

const WELL_KNOWN: &str = "/.well-known/openid-configuration";
/// The longest address that is taken.
const MAX_ADDRESS_BYTES: usize = 2_000;

/// How a client secret is sent to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretIn {
    /// In the `Authorization` header: `client_secret_basic`.
    Header,
    /// In the body: `client_secret_post`.
    Body,
}

/// A provider that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name, which is also the beginning of its discovery document's address.
    pub issuer: String,
    /// Where people sign in.
    pub(super) authorization: String,
    /// Where a code is exchanged for tokens.
    pub token: String,
    /// Where its public keys are.
    pub keys: String,
    /// Where it says more about a person, if it does.
    pub user_info: Option<String>,
    pub(super) secret_in: SecretIn,
    /// Whether it names itself when it sends people back (RFC 9207).
    pub(super) names_itself: bool,
}

/// An issuer as it was typed, without what people copy with it. `local` says that the operator lets
/// providers of this machine be used.
pub fn check_issuer(typed: &str, local: bool) -> Result<String, OidcRefusal> {
    let typed = typed.trim();
    let issuer = typed.strip_suffix(WELL_KNOWN).unwrap_or(typed);
    let url = check_address("the issuer", issuer, local)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(OidcRefusal::NotAnIssuer(issuer.to_owned()));
    }
    Ok(issuer.to_owned())
}

/// The address of an issuer's discovery document.
pub fn discovery_address(issuer: &str) -> String {
    format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'))
}

/// Checks that the edge may ask an address: https and public, or on this machine where the operator
/// allows that.
fn check_address(what: &'static str, address: &str, local: bool) -> Result<Url, OidcRefusal> {
    let refused = || OidcRefusal::Address { what, address: said(address) };
    // A parser drops line breaks and tabs; nobody means them.
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if address.len() > MAX_ADDRESS_BYTES || address.chars().any(odd) {
        return Err(refused());
    }
    let url = Url::parse(address).map_err(|_| refused())?;
    let names_user = !url.username().is_empty() || url.password().is_some();
    let host = url.host().filter(|_| !names_user).ok_or_else(refused)?;
    let allowed = match url.scheme() {
        "https" => !is_inside(&host) || (local && is_loopback(&host)),
        "http" => local && is_loopback(&host),
        _ => false,
    };
    if allowed { Ok(url) } else { Err(refused()) }
}

/// The parts of the discovery document that are used.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    response_types_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Whether one of these is in a list. A provider that says nothing is believed to offer it.
fn offers(list: Option<&Vec<String>>, wanted: &[&str]) -> bool {
    list.is_none_or(|list| list.iter().any(|one| wanted.contains(&one.as_str())))
}

impl Provider {
    /// Reads a discovery document, and checks that the provider can be used.
    pub fn read(issuer: &str, document: &[u8], local: bool) -> Result<Self, OidcRefusal> {
        let read: Document = serde_json::from_slice(document)
            .map_err(|_| OidcRefusal::Unreadable("discovery document"))?;
        if read.issuer != issuer {
            return Err(OidcRefusal::OtherIssuer(said(&read.issuer)));
        }
        for (what, address) in [
            ("authorization_endpoint", Some(&read.authorization_endpoint)),
            ("token_endpoint", Some(&read.token_endpoint)),
            ("jwks_uri", Some(&read.jwks_uri)),
            ("userinfo_endpoint", read.userinfo_endpoint.as_ref()),
        ] {
            address.map(|address| check_address(what, address, local)).transpose()?;
        }
        for (list, wanted, name) in [
            (&read.response_types_supported, &["code"][..], "the authorization code flow"),
            (&read.code_challenge_methods_supported, &["S256"], "PKCE with S256"),
            (
                &read.id_token_signing_alg_values_supported,
                &["RS256", "ES256"],
                "ID tokens that are signed with RS256 or ES256",
            ),
        ] {
            if !offers(list.as_ref(), wanted) {
                return Err(OidcRefusal::NotOffered(name));
            }
        }
        let methods = read.token_endpoint_auth_methods_supported.as_ref();
        // Without a list it is the first (Discovery 1.0, section 3).
        let secret_in = if offers(methods, &["client_secret_basic"]) {
            SecretIn::Header
        } else if offers(methods, &["client_secret_post"]) {
            SecretIn::Body
        } else {
            let name = "client_secret_basic or client_secret_post";
            return Err(OidcRefusal::NotOffered(name));
        };
        Ok(Self {
            issuer: read.issuer,
            authorization: read.authorization_endpoint,
            token: read.token_endpoint,
            keys: read.jwks_uri,
            user_info: read.userinfo_endpoint,
            secret_in,
            names_itself: read.authorization_response_iss_parameter_supported,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ISSUER: &str = "https://id.example/tenant";

    fn document() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example:8443/token",
            "jwks_uri": "https://keys.example/jwks",
        })
    }

    fn read(change: &dyn Fn(&mut Value)) -> Result<Provider, OidcRefusal> {
        let mut document = document();
        change(&mut document);
        Provider::read(ISSUER, document.to_string().as_bytes(), false)
    }

    #[test]
    fn a_provider_that_says_little_can_be_used() {
        let provider = read(&|_| ()).unwrap();
        assert_eq!((provider.secret_in, provider.user_info), (SecretIn::Header, None));
        let provider = read(&|document| {
            document["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
            document["userinfo_endpoint"] = json!("https://id.example/me");
        })
        .unwrap();
        assert_eq!(provider.secret_in, SecretIn::Body);
    }

    #[test]
    fn a_provider_that_can_not_be_used_is_refused_with_what_it_lacks() {
        type Row = (&'static str, Value, Box<dyn Fn(&OidcRefusal) -> bool>);
        let private = |what| move |refusal: &OidcRefusal| matches!(refusal, OidcRefusal::Address { what: said, .. } if *said == what);
        let lacks = |what: &'static str| move |refusal: &OidcRefusal| matches!(refusal, OidcRefusal::NotOffered(said) if said.contains(what));
        let rows: Vec<Row> = vec![
            (
                "issuer",
                json!("https://other.example"),
                Box::new(|refusal| {
                    *refusal == OidcRefusal::OtherIssuer("https://other.example".to_owned())
                }),
            ),
            (
                "issuer",
                json!("https://id.example/tenant/"),
                Box::new(|refusal| matches!(refusal, OidcRefusal::OtherIssuer(_))),
            ),
            (
                "jwks_uri",
                Value::Null,
                Box::new(|refusal| matches!(refusal, OidcRefusal::Unreadable(_))),
            ),
            (
                "authorization_endpoint",
                json!("javascript:alert(1)"),
                Box::new(private("authorization_endpoint")),
            ),
            (
                "token_endpoint",
                json!("http://id.example/token"),
                Box::new(private("token_endpoint")),
            ),
            (
                "token_endpoint",
                json!("https://10.0.0.1/token"),
                Box::new(private("token_endpoint")),
            ),
            ("jwks_uri", json!("https://localhost/jwks"), Box::new(private("jwks_uri"))),
            (
                "userinfo_endpoint",
                json!("https://169.254.169.254/"),
                Box::new(private("userinfo_endpoint")),
            ),
            ("response_types_supported", json!(["id_token"]), Box::new(lacks("code flow"))),
            ("code_challenge_methods_supported", json!(["plain"]), Box::new(lacks("S256"))),
            (
                "id_token_signing_alg_values_supported",
                json!(["HS256", "none"]),
                Box::new(lacks("RS256")),
            ),
            (
                "token_endpoint_auth_methods_supported",
                json!(["private_key_jwt"]),
                Box::new(lacks("client_secret")),
            ),
        ];
        for (field, value, expected) in rows {
            let refusal = read(&|document| document[field] = value.clone()).unwrap_err();
            assert!(expected(&refusal), "{field}: {refusal}");
        }
    }

    #[test]
    fn an_issuer_is_public_and_https_or_of_this_machine_where_that_is_allowed() {
        let well_known = format!(" {ISSUER}/.well-known/openid-configuration ");
        assert_eq!(check_issuer(&well_known, false).unwrap(), ISSUER);
        assert_eq!(discovery_address("https://a.example/"), discovery_address("https://a.example"));
        assert_eq!(check_issuer("http://127.0.0.1:9", true).unwrap(), "http://127.0.0.1:9");
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "http://127.0.0.1:9",
            "https://localhost",
            "https://10.1.2.3",
            "https://[::1]",
            "https://sso.internal",
            "https://sso",
            "https://user@id.example",
            "https://id.ex\nample",
            "https://id.example?x=1",
            "https://id.example#x",
            "ftp://id.example",
        ] {
            assert!(check_issuer(bad, false).is_err(), "{bad}");
        }
        assert!(check_issuer("https://10.1.2.3", true).is_err());
    }
}
