//! Destinations of messages and the policy of each. A new channel is one more variant of
//! [`Destination`] with its [`Policy`].

use crate::backoff::Backoff;
use crate::id::{ConversationId, DeviceId, IdError, MailId, SiteId, WebhookId, fits};
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
    /// An endpoint of the site's webhooks, with the conversation or person that the events are about:
    /// only what is about the same one keeps its order.
    Webhook(WebhookId, String),
}

/// Why a text is no destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text begins with no known kind of destination.
    #[error(
        "“{0}” is no valid destination: it must begin with site/, desk/, conversation/, web_push/ or \
         mail/ or webhook/"
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
    /// Most batches at once to destinations of the same [group](Destination::group).
    pub max_flights: usize,
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
    max_flights: usize::MAX,
};

const WEB_PUSH: Policy = Policy {
    lease: Millis::seconds(12),
    backoff: Backoff::new(Millis::seconds(1), Millis::seconds(32)),
    max_attempts: Some(6),
    max_messages: 1,
    max_bytes: 4 * 1024,
    counts_first: true,
    max_flights: usize::MAX,
};

/// What is sent to an endpoint expires, so attempts need no limit. The lease covers
/// [`crate::webhook::PATIENCE`] and the writing of the outcome.
const WEBHOOK: Policy = Policy {
    lease: Millis::seconds(25),
    backoff: Backoff::new(Millis::seconds(5), Millis::minutes(60)),
    max_attempts: None,
    max_messages: 1,
    max_bytes: 4 * 1024,
    counts_first: false,
    // One slow endpoint leaves room for the others: a runtime opens few connections at once.
    max_flights: 2,
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
    max_flights: usize::MAX,
};

impl Destination {
    /// The policy of this destination.
    pub const fn policy(&self) -> Policy {
        match self {
            Self::Object(_) => OBJECT,
            Self::WebPush(_) => WEB_PUSH,
            Self::Mail(_) => MAIL,
            Self::Webhook(..) => WEBHOOK,
        }
    }

    /// What shares [`Policy::max_flights`] with other destinations; `None` if nothing does.
    pub const fn group(&self) -> Option<&WebhookId> {
        match self {
            Self::Webhook(endpoint, _) => Some(endpoint),
            Self::Object(_) | Self::WebPush(_) | Self::Mail(_) => None,
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
            Self::Webhook(id, about) => write!(f, "webhook/{id}/{about}"),
        }
    }
}

fn unknown(text: &str) -> AddressError {
    AddressError::Kind(text.chars().take(80).collect())
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
            Some(("webhook", rest)) => {
                let about = rest.split_once('/').filter(|(_, about)| fits(about, ""));
                let (id, about) = about.ok_or_else(|| unknown(text))?;
                Self::Webhook(WebhookId::parse(id)?, about.to_owned())
            }
            _ => return Err(unknown(text)),
        })
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.parse()? {
            Destination::Object(address) => Ok(address),
            Destination::WebPush(_) | Destination::Mail(_) | Destination::Webhook(..) => {
                Err(unknown(text))
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
            "webhook/webhook_a/conv_b",
        ] {
            assert_eq!(text.parse::<Destination>().unwrap().to_string(), text);
        }
        for text in ["nobody/site_a", "site", "", "webhook/webhook_a", "webhook/webhook_a/b/c"] {
            assert_eq!(text.parse::<Destination>(), Err(AddressError::Kind(text.to_owned())));
        }
        assert!(matches!("site/conv_a".parse::<Destination>(), Err(AddressError::Id(_))));
    }

    #[test]
    fn a_device_is_no_object_and_sends_no_messages() {
        assert!("web_push/device_a".parse::<Address>().is_err());
        assert!("webhook/webhook_a/conv_b".parse::<Address>().is_err());
        assert!("desk/site_a".parse::<Address>().is_ok());
    }
}
