//! A client for the API of a site, as far as files need it.

use crate::command::SiteOptions;
use crate::{Error, files};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use shared::api::Endpoint;
use shared::id::SiteId;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(1);
/// Longest answer in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why a text is no address.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It is not that of a site.
    #[error("write a site like https://chat.example.com/site_x")]
    NoSite,
    /// It is not that of a deployment.
    #[error("write an address like https://chat.example.com")]
    NoOrigin,
    /// The key would be sent without encryption to another machine.
    #[error("that would send the key in the clear: use https://")]
    InTheClear,
}

/// Where a deployment is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// Where a site is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    origin: Origin,
    site: SiteId,
}

impl Origin {
    /// Reads `https://chat.example.com`. A key goes there: in the clear only on this machine.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let origin = text.trim_end_matches('/');
        let (scheme, host) = origin.split_once("://").ok_or(AddressError::NoOrigin)?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        if name.is_empty() || host.contains(['/', '@', '?', '#']) {
            return Err(AddressError::NoOrigin);
        }
        match scheme {
            "https" => {}
            "http" if here => {}
            _ => return Err(AddressError::InTheClear),
        }
        Ok(Self(origin.to_owned()))
    }

    /// It as text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a site there.
    pub fn site(self, site: SiteId) -> Address {
        Address { origin: self, site }
    }
}

impl Address {
    /// Reads an address such as `https://chat.example.com/site_x`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let parts = text.trim_end_matches('/').rsplit_once('/');
        let (origin, site) = parts.ok_or(AddressError::NoSite)?;
        let site = SiteId::parse(site).map_err(|_| AddressError::NoSite)?;
        match Origin::parse(origin) {
            Err(AddressError::NoOrigin) => Err(AddressError::NoSite),
            origin => Ok(origin?.site(site)),
        }
    }
}

/// A deployment, and an API key or the operator's token for it.
pub(crate) struct Deployment {
    agent: ureq::Agent,
    origin: Origin,
    secret: String,
}

/// A site of a deployment.
pub(crate) struct Site {
    deployment: Deployment,
    id: SiteId,
}

/// The answer of a site.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The `ETag` of the draft.
    pub(crate) tag: Option<String>,
    pub(crate) body: Value,
    address: String,
}

impl Deployment {
    /// Reads the operator's token; nothing is sent yet.
    pub(crate) fn as_operator(origin: Origin, file: Option<&Path>) -> Result<Self, Error> {
        let token = secret(file, "BELLHOP_OPERATOR_TOKEN")?.ok_or(Error::NoOperatorToken)?;
        Ok(Self::with(origin, token))
    }

    fn with(origin: Origin, secret: String) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            // Redirects are not followed, so that the key is sent only where its owner says.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self { agent: config.into(), origin, secret }
    }

    /// Calls a route for the page at a cursor.
    pub(crate) fn call_at(
        &self,
        route: &impl Endpoint,
        cursor: Option<&str>,
    ) -> Result<Answer, Error> {
        let query = cursor.map(|cursor| format!("?cursor={}", encoded(cursor)));
        self.send(route, &query.unwrap_or_default(), None, None)
    }

    fn send<E: Endpoint>(
        &self,
        route: &E,
        query: &str,
        over: Option<&str>,
        body: Option<&str>,
    ) -> Result<Answer, Error> {
        let address = format!("{}{}{query}", self.origin.as_str(), route.path());
        let fail = |reason: String| Error::Unreachable { address: address.clone(), reason };
        let mut request = ureq::http::Request::builder()
            .method(E::INFO.method.as_str())
            .uri(&address)
            .header("Authorization", format!("Bearer {}", self.secret))
            .header("Content-Type", "application/json");
        if let Some(tag) = over {
            request = request.header("If-Match", tag);
        }
        let sent = match body {
            Some(body) => request.body(body).map(|request| self.agent.run(request)),
            None => request.body(()).map(|request| self.agent.run(request)),
        };
        let mut answer = sent
            .map_err(|reason| fail(reason.to_string()))?
            .map_err(|reason| fail(reason.to_string()))?;
        let tag = answer.headers().get("ETag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(MAX_BYTES).read_to_string();
        let text = text.map_err(|reason| fail(reason.to_string()))?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, tag, body, address })
    }
}

impl Site {
    /// Reads the key; nothing is sent yet.
    pub(crate) fn open(options: &SiteOptions) -> Result<Self, Error> {
        let key = secret(options.key_file.as_deref(), "BELLHOP_KEY")?.ok_or(Error::NoKey)?;
        let Address { origin, site } = options.address.clone();
        Ok(Self { deployment: Deployment::with(origin, key), id: site })
    }

    /// Reads the operator's token; nothing is sent yet.
    pub(crate) fn as_operator(address: Address, file: Option<&Path>) -> Result<Self, Error> {
        let deployment = Deployment::as_operator(address.origin, file)?;
        Ok(Self { deployment, id: address.site })
    }

    /// The origin of the deployment.
    pub(crate) fn origin(&self) -> &str {
        self.deployment.origin.as_str()
    }

    pub(crate) fn id(&self) -> SiteId {
        self.id.clone()
    }

    /// The key of made-up values: the same for every export by this operator, and in none of them.
    pub(crate) fn made_up_key(&self) -> [u8; 32] {
        let key = Sha256::new().chain_update(b"made up\0").chain_update(&self.deployment.secret);
        key.finalize().into()
    }

    /// Calls a route without a body.
    pub(crate) fn call(&self, route: &impl Endpoint) -> Result<Answer, Error> {
        self.deployment.send(route, "", None, None)
    }

    /// Calls a route for the page at a cursor.
    pub(crate) fn call_at(
        &self,
        route: &impl Endpoint,
        cursor: Option<&str>,
    ) -> Result<Answer, Error> {
        self.deployment.call_at(route, cursor)
    }

    /// Sends a document. With `over`, it only replaces the draft with that `ETag`.
    pub(crate) fn write(
        &self,
        route: &impl Endpoint,
        over: Option<&str>,
        body: &str,
    ) -> Result<Answer, Error> {
        self.deployment.send(route, "", over, Some(body))
    }
}

/// A text as a value in a query.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The secret in a file, or else in the environment. It is never an option of the command line, where
/// everybody on the machine could read it.
fn secret(file: Option<&Path>, variable: &str) -> Result<Option<String>, Error> {
    let text = match file {
        Some(path) => files::text(path)?,
        None => std::env::var(variable).unwrap_or_default(),
    };
    let secret = text.trim();
    Ok((!secret.is_empty()).then(|| secret.to_owned()))
}

impl Answer {
    /// Whether the site refused the request with this problem.
    pub(crate) fn is_problem(&self, code: &str) -> bool {
        let kind = self.body.get("type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.ends_with(&format!("#{code}")))
    }

    /// Reads the answer of a site that has not refused the request.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, Error> {
        let Self { status, body, address, .. } = self.done()?;
        serde_json::from_value(body).map_err(|error| Error::Refused {
            address,
            sentence: format!("this is another answer than expected: {error}"),
            status,
        })
    }

    /// Fails if the site refused a request that is answered without a body.
    pub(crate) fn accepted(self) -> Result<(), Error> {
        if self.status == 204 { Ok(()) } else { self.done().map(|_| ()) }
    }

    /// Fails if the site refused the request.
    pub(crate) fn done(self) -> Result<Self, Error> {
        match self.status {
            200..300 if !self.body.is_null() => Ok(self),
            status => {
                let detail = self.body.get("detail").and_then(Value::as_str);
                let sentence =
                    detail.unwrap_or("this is not an answer of a Bellhop site").to_owned();
                Err(Error::Refused { address: self.address, sentence, status })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_unencrypted_only_on_this_machine() {
        for good in [
            "https://chat.example.com/site_a",
            "https://chat.example.com:8443/site_a/",
            "http://localhost:8787/site_a",
            "http://127.0.0.1/site_a",
            "http://[::1]:80/site_a",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://chat.example.com/site_a",
            "http://localhost.evil.example/site_a",
            "http://localhost@evil.example/site_a",
            "https://chat.example.com/other/site_a",
            "https://chat.example.com",
            "ftp://chat.example.com/site_a",
            "site_a",
            "https:///site_a",
            "",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }
}
