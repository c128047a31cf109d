//! The authors of messages, and the programs among them.

use crate::id::{AgentId, IdError};
use crate::prelude::*;
#[cfg(feature = "serde")]
use crate::{
    id::CardId,
    stream::{Card, Route, Stream},
};

/// The name that a program goes by in a conversation: on the wire `app:` and the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct AppName(String);

impl AppName {
    const PREFIX: &'static str = "app:";
    /// Longest name in characters.
    pub const MAX_CHARS: usize = 40;

    /// Reads what is on the wire; `None` if it is no app's name.
    pub fn from_wire(text: &str) -> Option<Self> {
        text.starts_with(Self::PREFIX).then(|| Self(text.to_owned()))
    }

    /// The name itself.
    pub fn name(&self) -> &str {
        self.0.get(Self::PREFIX.len()..).unwrap_or_default()
    }
}

#[cfg(feature = "serde")]
impl AppName {
    /// The name that a program chose, cleaned; `None` if nothing is left of it or it is too long.
    pub fn new(chosen: &str) -> Option<Self> {
        let name = crate::plain_text::clean_line(chosen);
        let fits = !name.is_empty() && name.chars().count() <= Self::MAX_CHARS;
        fits.then(|| Self(format!("{}{name}", Self::PREFIX)))
    }

    /// How people read it: nobody takes it for a person (APP-02).
    pub fn title(&self) -> String {
        format!("{} (app)", self.name())
    }
}

#[cfg(feature = "serde")]
impl TryFrom<String> for AppName {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_wire(&text).ok_or("an app's name begins with “app:”")
    }
}

#[cfg(feature = "serde")]
impl From<AppName> for String {
    fn from(app: AppName) -> Self {
        app.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for AppName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AppName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^app:" })
    }
}

/// A program asked for a person in the visitor's place.
#[cfg(feature = "serde")]
#[derive(
    Debug, Clone, PartialEq, Eq, codec_derive::Decode, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandedOver {
    pub by: AppName,
    /// Which agents may get the chat.
    pub route: Route,
}

#[cfg(feature = "serde")]
impl HandedOver {
    /// Which agents may get a chat: those that the program named, or else those of the live chat card.
    pub fn route<'r>(
        asked: Option<&'r Self>,
        stream: &'r Stream,
        card: &CardId,
    ) -> Option<&'r Route> {
        match (asked, stream.card(card)) {
            (Some(asked), _) => Some(&asked.route),
            (None, Some(Card::LiveChat(live))) => Some(&live.route),
            (None, _) => None,
        }
    }
}

/// The author of a message: `"visitor"`, the agent's id, or `"app:"` and the app's name on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub enum Author {
    Visitor,
    Agent(AgentId),
    /// A program that writes with an API key.
    App(AppName),
}

impl Author {
    /// As it is written on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent(agent) => agent.as_str(),
            Self::App(app) => &app.0,
        }
    }
}

impl TryFrom<String> for Author {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        if text == "visitor" {
            return Ok(Self::Visitor);
        }
        match AppName::from_wire(&text) {
            Some(app) => Ok(Self::App(app)),
            None => AgentId::parse(text).map(Self::Agent),
        }
    }
}

impl From<Author> for String {
    fn from(author: Author) -> Self {
        author.as_str().to_owned()
    }
}
