//! Addresses that can stand in an envelope and in a header as they are.

use core::fmt;
use serde::{Deserialize, Serialize};

/// Longest address in bytes, by RFC 5321.
const MAX_ADDRESS_BYTES: usize = 254;
/// Longest part before the `@` in bytes, by RFC 5321.
const MAX_LOCAL_BYTES: usize = 64;

/// An e-mail address that every mail server takes. It has no character that could end a command or a
/// header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// A sender: an address, and the name that is shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: EmailAddress,
}

/// Why no mail can be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the address must have one @, with something on both sides")]
    Shape,
    #[error("the address is too long")]
    TooLong,
    #[error("the address has letters or signs that not every mail server takes")]
    Characters,
}

impl EmailAddress {
    /// Checks an address. Quoted local parts and letters outside ASCII are refused: few servers take them.
    pub fn parse(text: impl Into<String>) -> Result<Self, AddressError> {
        let text = text.into();
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Shape)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::Shape);
        }
        if text.len() > MAX_ADDRESS_BYTES || local.len() > MAX_LOCAL_BYTES {
            return Err(AddressError::TooLong);
        }
        // The characters of `atext` in RFC 5322, and the dot.
        let is_local =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        let has_good_dots =
            |text: &str| !text.starts_with('.') && !text.ends_with('.') && !text.contains("..");
        let is_good = local.bytes().all(is_local)
            && domain.bytes().all(is_domain)
            && has_good_dots(local)
            && has_good_dots(domain);
        if is_good { Ok(Self(text)) } else { Err(AddressError::Characters) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl Mailbox {
    /// Parses `Name <address>`, `"Name" <address>` or an address alone.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.split_once('<'))
        else {
            return Ok(Self { name: None, address: EmailAddress::parse(text)? });
        };
        let name = name.trim();
        let unquoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = unquoted.unwrap_or(name);
        if name.chars().any(char::is_control) {
            return Err(AddressError::Characters);
        }
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        Ok(Self { name, address: EmailAddress::parse(address.trim())? })
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}
