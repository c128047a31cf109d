//! The deployment's mail settings.

use super::address::{AddressError, Mailbox};
use super::api::MailApi;
use super::inbound::ReplyBox;
use core::fmt;
use url::{Host, Url};

/// Where mail is handed over, from whom it comes, and where its links lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    pub route: MailRoute,
    pub from: Mailbox,
    /// The origin at which people reach the deployment, such as `https://chat.example.com`. It is set and
    /// not taken from a request, whose `Host` a stranger can make up.
    pub origin: String,
    /// Where replies to answers go, if mail can come in.
    pub replies: Option<ReplyBox>,
}

/// The way that our mail takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// A mail server (SMTP).
    Server(MailServer),
    /// The HTTP API of a provider.
    Api(MailApi),
    /// The binding that Cloudflare sends mail by.
    Binding,
}

/// The server that takes our mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`, which the server must offer.
    StartTls,
    /// None; only for a server on the same machine.
    Plain,
}

/// With what we sign in at the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub password: String,
}

/// Which setting is wrong, and what it should be. It never quotes `BELLHOP_MAIL`, which has a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error(
        "BELLHOP_MAIL is not the address of a mail server: use smtps://user:password@host:465, or \
         smtp://user:password@host:587, with the special signs of user and password percent-encoded."
    )]
    Server,
    #[error(
        "BELLHOP_MAIL is not the address of a provider's API: use https://key:KEY@host/path, with the \
         special signs of the key percent-encoded."
    )]
    Api,
    #[error(
        "BELLHOP_MAIL says ?tls=none, which is for a mail server on this machine only: name it as \
         127.0.0.1, [::1] or localhost, or leave ?tls=none out."
    )]
    PlainElsewhere,
    #[error(
        "BELLHOP_MAIL_FROM is not set: set it to the sender, such as Bellhop <chat@example.com>."
    )]
    NoSender,
    #[error("BELLHOP_MAIL_FROM is not a sender such as Bellhop <chat@example.com>: {0}.")]
    Sender(AddressError),
    #[error(
        "BELLHOP_ORIGIN is not set: set it to the address of the console without a path, such as \
         https://chat.example.com, because the links in mails lead there."
    )]
    NoOrigin,
    #[error("BELLHOP_ORIGIN is not an address without a path, such as https://chat.example.com.")]
    Origin,
    #[error(
        "BELLHOP_MAIL_REPLY is not an address such as reply@in.example.com, with at most seven letters \
         before the @: {0}."
    )]
    Replies(AddressError),
    #[error(
        "BELLHOP_MAIL is not set: set it to the address of a mail server, or bind SEND_EMAIL on \
         Cloudflare (docs/mail.md)."
    )]
    NoServer,
}

impl MailSettings {
    /// Reads the four settings; `None` if neither server nor sender is set. Without a server mail goes by
    /// the binding, if there is one.
    pub fn read(
        server: Option<&str>,
        from: Option<&str>,
        origin: Option<&str>,
        replies: Option<&str>,
        is_bound: bool,
    ) -> Result<Option<Self>, SettingError> {
        let route = match (server, from) {
            (None, None) => return Ok(None),
            (None, Some(_)) if is_bound => MailRoute::Binding,
            (None, Some(_)) => return Err(SettingError::NoServer),
            (Some(server), _) => MailRoute::parse(server)?,
        };
        let from = Mailbox::parse(from.ok_or(SettingError::NoSender)?);
        let from = from.map_err(SettingError::Sender)?;
        let origin = Url::parse(origin.ok_or(SettingError::NoOrigin)?)
            .ok()
            .filter(|url| matches!(url.scheme(), "https" | "http") && is_bare(url))
            .ok_or(SettingError::Origin)?;
        let replies = replies.map(ReplyBox::parse).transpose().map_err(SettingError::Replies)?;
        Ok(Some(Self { route, from, origin: origin.origin().ascii_serialization(), replies }))
    }
}

fn is_bare(url: &Url) -> bool {
    url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

impl MailRoute {
    /// Parses `smtps://…`, `smtp://…` or `https://…`.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "https" | "http") => {
                MailApi::parse(&url).map(Self::Api).ok_or(SettingError::Api)
            }
            _ => MailServer::parse(text).map(Self::Server),
        }
    }

    /// What takes the mail, for people to read.
    pub fn name(&self) -> String {
        match self {
            Self::Server(MailServer { host, port, .. }) => format!("{host}:{port}"),
            Self::Api(api) => api.host(),
            Self::Binding => "Cloudflare".to_owned(),
        }
    }
}

impl MailServer {
    /// Parses `smtps://…` or `smtp://…`.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let url = Url::parse(text).map_err(|_| SettingError::Server)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SettingError::Server)?;
        let is_plain = match url.query() {
            None => false,
            Some("tls=none") => true,
            Some(_) => return Err(SettingError::Server),
        };
        let (security, port) = match (url.scheme(), is_plain) {
            ("smtps", false) => (Security::Tls, 465),
            ("smtp", false) => (Security::StartTls, 587),
            ("smtp", true) if is_loopback(&url) => (Security::Plain, 587),
            ("smtp", true) => return Err(SettingError::PlainElsewhere),
            _ => return Err(SettingError::Server),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SettingError::Server);
        }
        let user = decoded(url.username()).ok_or(SettingError::Server)?;
        let password = decoded(url.password().unwrap_or_default()).ok_or(SettingError::Server)?;
        let login = match (user.is_empty(), password.is_empty()) {
            (true, true) => None,
            (false, false) => Some(Login { user, password }),
            _ => return Err(SettingError::Server),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port: url.port().unwrap_or(port), security, login })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost"
                || name.parse::<core::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A percent-encoded text. `None` if it is no UTF-8, or has control characters, which no sign-in takes.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}
