//! Destinations of messages and the policy of each. A new channel is one more variant of
//! [`Destination`] with its [`Policy`].

use crate::backoff::Backoff;
use crate::id::{ConversationId, DeviceId, IdError, MailId, SiteId};
use crate::time::{Millis, Timestamp};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// A Durable Object, by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    Site(SiteId),
    Desk(SiteId),
    Conversation(ConversationId),
}

/// Where a message can go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// One of our Durable Objects.
    Object(Address),
    /// An agent's device, through its push service.
    WebPush(DeviceId),
    /// The mail server, for one mail: mails do not wait for each other.
    Mail(MailId),
}

/// Why a text is no destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text begins with no known kind of destination.
    #[error(
        "“{0}” is no valid destination: it must begin with site/, desk/, conversation/, web_push/ or \
         mail/"
    )]
    Kind(String),
    /// The part after the kind is no id of that kind.
    #[error(transparent)]
    Id(#[from] IdError),
}

/// How messages to a kind of destination are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How long one attempt may take before it counts as lost.
    pub lease: Millis,
    /// The pause after a failed attempt.
    pub backoff: Backoff,
    /// After how many attempts a message is dropped; `None` means never, because it must arrive.
    pub max_attempts: Option<u32>,
    /// Most messages in one envelope.
    pub max_messages: usize,
    /// Most bytes in one envelope; a single message may be longer.
    pub max_bytes: usize,
    /// Whether an attempt is counted in the message's row before it begins. A push service doesn't
    /// deduplicate, so after a crash we must know that an attempt was made.
    pub counts_first: bool,
}

impl Policy {
    /// Whether a stored next attempt is further away than any that is set, because the clock was put
    /// back since. A push service can ask for any pause, and what is pushed expires.
    pub fn waits_too_long(self, now: Timestamp, next_attempt: Timestamp) -> bool {
        self.max_attempts.is_none() && (next_attempt - self.backoff.longest()).is_ahead_of(now)
    }
}

const OBJECT: Policy = Policy {
    lease: Millis::seconds(30),
    backoff: Backoff::new(Millis::seconds(2), Millis::seconds(60)),
    max_attempts: None,
    max_messages: 50,
    max_bytes: 256 * 1024,
    counts_first: false,
};

const WEB_PUSH: Policy = Policy {
    lease: Millis::seconds(12),
    backoff: Backoff::new(Millis::seconds(1), Millis::seconds(32)),
    max_attempts: Some(6),
    max_messages: 1,
    max_bytes: 4 * 1024,
    counts_first: true,
};

/// How long a dialogue with the mail server may take. The lease is longer, so that its outcome comes first.
pub const MAIL_PATIENCE: Millis = Millis::seconds(60);

const MAIL: Policy = Policy {
    lease: Millis::seconds(75),
    backoff: Backoff::new(Millis::seconds(15), Millis::minutes(30)),
    // A mail expires after a day, which comes first.
    max_attempts: Some(200),
    max_messages: 1,
    max_bytes: 256 * 1024,
    counts_first: true,
};

impl Destination {
    /// The policy of this destination.
    pub const fn policy(&self) -> Policy {
        match self {
            Self::Object(_) => OBJECT,
            Self::WebPush(_) => WEB_PUSH,
            Self::Mail(_) => MAIL,
        }
    }
}

impl From<Address> for Destination {
    fn from(address: Address) -> Self {
        Self::Object(address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(id) => write!(f, "site/{id}"),
            Self::Desk(id) => write!(f, "desk/{id}"),
            Self::Conversation(id) => write!(f, "conversation/{id}"),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(address) => address.fmt(f),
            Self::WebPush(id) => write!(f, "web_push/{id}"),
            Self::Mail(id) => write!(f, "mail/{id}"),
        }
    }
}

impl FromStr for Destination {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Ok(match text.split_once('/') {
            Some(("site", name)) => Address::Site(SiteId::parse(name)?).into(),
            Some(("desk", name)) => Address::Desk(SiteId::parse(name)?).into(),
            Some(("conversation", name)) => {
                Address::Conversation(ConversationId::parse(name)?).into()
            }
            Some(("web_push", name)) => Self::WebPush(DeviceId::parse(name)?),
            Some(("mail", name)) => Self::Mail(MailId::parse(name)?),
            _ => return Err(AddressError::Kind(text.chars().take(80).collect())),
        })
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.parse()? {
            Destination::Object(address) => Ok(address),
            Destination::WebPush(_) | Destination::Mail(_) => {
                Err(AddressError::Kind(text.chars().take(80).collect()))
            }
        }
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_parsed_as_it_was_written() {
        for text in [
            "site/site_a",
            "desk/site_a",
            "conversation/conv_a",
            "web_push/device_a",
            "mail/mail_a",
        ] {
            assert_eq!(text.parse::<Destination>().unwrap().to_string(), text);
        }
        for text in ["nobody/site_a", "site", ""] {
            assert_eq!(text.parse::<Destination>(), Err(AddressError::Kind(text.to_owned())));
        }
        assert!(matches!("site/conv_a".parse::<Destination>(), Err(AddressError::Id(_))));
    }

    #[test]
    fn a_device_is_no_object_and_sends_no_messages() {
        assert!("web_push/device_a".parse::<Address>().is_err());
        assert!("desk/site_a".parse::<Address>().is_ok());
    }
}
