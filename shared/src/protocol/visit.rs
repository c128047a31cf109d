//! Bodies of the HTTP interface that a visitor's browser reads and writes. They need no serde, so
//! that the widget, which reads with [`crate::codec`], can have them.

#[cfg(feature = "serde")]
use super::bounds;
use crate::event::{Location, Page};
use crate::id::{
    CardId, ClientKey, ConversationId, DialogueId, ResponseId, SiteId, Version, VisitId, VisitorId,
};
use crate::person::Attributes;
use crate::prelude::*;
use crate::stream::Stream;
use crate::time::{Millis, Timestamp};

/// `GET /v1/sites/{site}/bootstrap`: what a page needs to greet its visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bootstrap {
    /// Whose chat it is.
    pub site: SiteId,
    /// Off: the page shows nothing.
    #[cfg(feature = "serde")]
    pub enabled: bool,
    pub style: Style,
    /// The dialogue this page shows to this visitor, if any.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub dialogue: Option<PublishedDialogue>,
    /// What shows beside the closed launcher, if anything: what the dialogue says first.
    #[cfg(feature = "serde")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poke: Option<String>,
    /// Where in the world the edge thinks the visitor is: a condition may look at it before there is
    /// a conversation. From then on the conversation's own log says it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Location::is_unknown"))]
    pub location: Location,
    /// What is known of the visitor: what the page told, and what they told in an earlier
    /// conversation.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Attributes::is_empty"))]
    pub page_attributes: Attributes,
}

/// A dialogue as a visitor's browser gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedDialogue {
    pub id: DialogueId,
    /// Its name, for the page's own events.
    #[cfg(feature = "serde")]
    pub name: String,
    pub version: Version,
    /// Whether the first card's text shows beside the closed launcher.
    #[cfg(feature = "serde")]
    pub poke: bool,
    pub stream: Stream,
}

/// How the widget looks and what it is called. What only the loader goes by, the panel, which has no
/// serde, doesn't even read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Style {
    /// The site's colour, `#rrggbb`; the colour of text on it is chosen for contrast.
    #[cfg(feature = "serde")]
    pub brand: String,
    /// The corner of the page it sits in.
    #[cfg(feature = "serde")]
    pub corner: Corner,
    /// How far from that corner, in pixels.
    #[cfg(feature = "serde")]
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::PADDING.min, max = bounds::PADDING.max)))]
    pub padding: u64,
    /// What its words are set in.
    #[cfg(feature = "serde")]
    pub font: Font,
    /// What the dialogue calls itself.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_STYLE_TEXT_CHARS)))]
    pub bot_name: String,
    /// Path or https address of the dialogue's picture.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub bot_picture: Option<String>,
    /// Under the name: how soon people answer.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_STYLE_TEXT_CHARS)))]
    pub tagline: String,
    /// Link to the privacy policy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub privacy_url: Option<String>,
    /// How long the dialogue “types” before each thing it says; where nothing should move, it
    /// doesn't.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "u64", range(min = bounds::RESPONSE_DELAY.min, max = bounds::RESPONSE_DELAY.max))
    )]
    pub response_delay: Millis,
    /// Whether what the dialogue says first shows beside the launcher on phones too.
    #[cfg(feature = "serde")]
    pub poke_on_mobile: bool,
    /// Whether a message that arrives unseen is heard; each visitor can still turn that off.
    #[cfg(feature = "serde")]
    pub sound: bool,
}

#[cfg(feature = "serde")]
impl Default for Style {
    fn default() -> Self {
        Self {
            brand: "#2f5bea".into(),
            corner: Corner::Right,
            padding: bounds::PADDING.default,
            font: Font::System,
            bot_name: "Assistant".into(),
            bot_picture: None,
            tagline: "Replies in a few minutes".into(),
            privacy_url: None,
            response_delay: Millis(bounds::RESPONSE_DELAY.default),
            poke_on_mobile: false,
            sound: true,
        }
    }
}

/// A corner at the bottom of the page.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Where the line ends: right, or left in a right-to-left page.
    #[default]
    Right,
    /// Where the line begins.
    Left,
}

/// What words are set in. Nothing is downloaded for it: each is a list of what systems have.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// The system's own.
    #[default]
    System,
    /// One with serifs.
    Serif,
    /// A rounded one.
    Rounded,
    /// One whose letters are all as wide.
    Monospace,
    /// The one of the page that the chat is on.
    Page,
}

#[cfg(feature = "serde")]
impl Font {
    /// As CSS lists it; none: the page knows.
    pub const fn stack(self) -> Option<&'static str> {
        match self {
            Self::System => {
                Some("system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif")
            }
            Self::Serif => Some("ui-serif, Georgia, Cambria, \"Noto Serif\", serif"),
            Self::Rounded => Some(
                "ui-rounded, \"Hiragino Maru Gothic ProN\", Quicksand, Comfortaa, Nunito, \
                 \"Arial Rounded MT Bold\", system-ui, sans-serif",
            ),
            Self::Monospace => Some(
                "ui-monospace, \"Cascadia Code\", Menlo, Consolas, \"DejaVu Sans Mono\", monospace",
            ),
            Self::Page => None,
        }
    }
}

/// `POST /v1/sites/{site}/visitors`: a name for a browser, and the token that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorGreeting {
    /// Who this browser is from now on.
    pub visitor: VisitorId,
    /// Proves it; the page keeps it in its own storage.
    pub token: String,
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/conversations`: the first response makes the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeginConversation {
    /// The browser's own key: sent again, the same conversation is answered.
    pub key: ClientKey,
    pub visit: VisitId,
    /// The dialogue the visitor sees.
    pub dialogue: DialogueId,
    /// The publication they see.
    pub version: Version,
    pub page: Page,
    /// What was known of them when the dialogue began, as [`Bootstrap`] said.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Attributes::is_empty"))]
    pub page_attributes: Attributes,
    pub first: FirstResponse,
}

/// A visitor's first response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case"))]
pub enum FirstResponse {
    /// They chose a response of a question.
    Answer { id: ClientKey, card: CardId, response: ResponseId },
    /// They filled in fields.
    Capture { id: ClientKey, card: CardId, values: Attributes },
    /// The stream begins with its live chat card, and they asked for a person.
    Open { id: ClientKey },
}

/// The answer to [`BeginConversation`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationBegun {
    /// Its id; the socket is at `/v1/conversations/{id}/socket`.
    pub conversation: ConversationId,
}
