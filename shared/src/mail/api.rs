//! Mail by a provider's HTTP API: one request with JSON for each mail, as Resend takes it.

use super::address::{EmailAddress, Mailbox};
use super::markup::MailText;
use super::session::Delivery;
use serde_json::{Map, Value, json};
use url::{Host, Url};

/// How much of an answer is kept for people to read.
const MAX_QUOTED_CHARS: usize = 300;

/// Where a provider takes mail, and with which key.
#[derive(Clone, PartialEq, Eq)]
pub struct MailApi {
    /// The address, without the key.
    pub url: String,
    pub key: String,
}

/// A mail for a provider.
#[derive(Debug, Clone, Copy)]
pub struct ApiMail<'m> {
    /// What the `Message-ID` is made of, the same in every attempt.
    pub id: &'m str,
    pub from: &'m Mailbox,
    pub to: &'m EmailAddress,
    pub reply_to: Option<&'m EmailAddress>,
    pub text: &'m MailText,
}

impl MailApi {
    /// Reads `https://key:KEY@host/path`. Without TLS only to this machine, for tests. `None` if it is none.
    pub(super) fn parse(url: &Url) -> Option<Self> {
        let is_local = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        if !(url.scheme() == "https" || url.scheme() == "http" && is_local) {
            return None;
        }
        let key = super::settings::decoded(url.password().unwrap_or_default())?;
        // It is a header, so it has only signs that can stand in one.
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_key || url.fragment().is_some() {
            return None;
        }
        let mut bare = url.clone();
        bare.set_username("").ok()?;
        bare.set_password(None).ok()?;
        Some(Self { url: bare.into(), key })
    }

    /// The host, for people to read.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// How an attempt ended, by the answer. Only what is wrong with the mail is refused for good: a wrong
    /// key or address can be mended (MAIL-03).
    pub fn delivery(status: u16, answer: &str) -> Delivery {
        let said = format!("{status} {}", answer.split_whitespace().collect::<Vec<_>>().join(" "));
        let clean = said.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        let said = clean.take(MAX_QUOTED_CHARS).collect::<String>().trim_end().to_owned();
        match status {
            200..=299 => Delivery::Taken(said),
            400 | 413 | 422 => Delivery::Refused(said),
            _ => Delivery::TryLater(said),
        }
    }
}

impl ApiMail<'_> {
    /// The body of the request.
    pub fn body(&self) -> String {
        let Self { id, from, to, reply_to, text } = self;
        let mut headers = Map::new();
        headers.insert("Message-ID".into(), format!("<{id}@{}>", from.address.domain()).into());
        headers.insert("Auto-Submitted".into(), "auto-generated".into());
        if let Some(address) = &text.unsubscribe {
            headers.insert("List-Unsubscribe".into(), format!("<{address}>").into());
            let one_click = "List-Unsubscribe=One-Click";
            headers.insert("List-Unsubscribe-Post".into(), one_click.into());
        }
        let mut body = json!({
            "from": sender(from), "to": [to.as_str()], "subject": text.subject_line(),
            "text": text.plain(), "html": text.html(), "headers": Value::Object(headers),
        });
        if let Some(address) = reply_to {
            body["reply_to"] = address.as_str().into();
        }
        body.to_string()
    }
}

/// A sender as it stands in a header.
fn sender(from: &Mailbox) -> String {
    let Mailbox { name, address } = from;
    match name {
        Some(name) => {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{quoted}\" <{address}>")
        }
        None => address.to_string(),
    }
}

impl core::fmt::Debug for MailApi {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MailApi").field("url", &self.url).finish_non_exhaustive()
    }
}
