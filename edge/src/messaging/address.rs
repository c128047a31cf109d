//! Where a message from one object to another goes.

use crate::error::ApiError;
use crate::runtime::config;
use core::fmt;
use shared::id::{ConversationId, SiteId};
use worker::{Env, Stub};

/// An object of ours, by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    Site(SiteId),
    Desk(SiteId),
    Conversation(ConversationId),
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        match text.split_once('/') {
            Some(("site", name)) => Ok(Self::Site(SiteId::parse(name)?)),
            Some(("desk", name)) => Ok(Self::Desk(SiteId::parse(name)?)),
            Some(("conversation", name)) => Ok(Self::Conversation(ConversationId::parse(name)?)),
            _ => Err(ApiError::Broken(format!("no address: {text}"))),
        }
    }

    pub(crate) fn stub(&self, env: &Env) -> Result<Stub, ApiError> {
        match self {
            Self::Site(id) => config::site(env, id),
            Self::Desk(id) => config::desk(env, id),
            Self::Conversation(id) => config::conversation(env, id),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for text in ["site/site_a", "desk/site_a", "conversation/conv_a"] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        assert!(Address::parse("nobody/site_a").is_err());
        assert!(Address::parse("site/conv_a").is_err());
    }
}
