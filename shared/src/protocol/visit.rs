//! Bodies of the HTTP API for a visitor's browser. They compile without serde, because the widget
//! reads them with [`crate::codec`].

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

/// `GET /v1/sites/{site}/bootstrap`: what a page needs to show the chat.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bootstrap {
    pub site: SiteId,
    /// Whether the chat is switched on. If not, the page shows nothing.
    #[cfg(feature = "serde")]
    pub enabled: bool,
    pub style: Style,
    /// The dialogue for this page and visitor, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<PublishedDialogue>,
    /// The text beside the closed launcher, if the dialogue has a poke.
    #[cfg(feature = "serde")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poke: Option<String>,
    /// Location that the edge derived, for conditions before there is a conversation. Later the
    /// conversation's log contains it.
    #[serde(default, skip_serializing_if = "Location::is_unknown")]
    pub location: Location,
    /// Attributes that the page passed, and those that an earlier conversation of this visitor
    /// collected.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub page_attributes: Attributes,
}

/// A published dialogue, as a visitor's browser gets it.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedDialogue {
    pub id: DialogueId,
    /// Its name, for the page's own analytics events.
    #[cfg(feature = "serde")]
    pub name: String,
    pub version: Version,
    /// Whether the first card's text shows beside the closed launcher.
    #[cfg(feature = "serde")]
    pub poke: bool,
    pub stream: Stream,
}

/// The look of the widget. Fields that only the loader uses don't exist in the panel, which is
/// built without serde.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Style {
    /// The site's colour, `#rrggbb`. Text colour adjusts for contrast.
    #[cfg(feature = "serde")]
    pub brand: String,
    /// The corner of the page that the launcher is in.
    #[cfg(feature = "serde")]
    pub corner: Corner,
    /// The distance from that corner, in pixels.
    #[cfg(feature = "serde")]
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::PADDING.min, max = bounds::PADDING.max)))]
    pub padding: u64,
    /// Whether the widget is light or dark.
    #[cfg(feature = "serde")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "ColourScheme::is_auto"))]
    pub colour_scheme: ColourScheme,
    /// The font of the widget.
    #[cfg(feature = "serde")]
    pub font: Font,
    /// The name that the dialogue's messages appear under.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_STYLE_TEXT_CHARS)))]
    pub bot_name: String,
    /// Path or https address of the picture beside its messages.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub bot_picture: Option<String>,
    /// The line under the name, for example how soon people answer.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::MAX_STYLE_TEXT_CHARS)))]
    pub tagline: String,
    /// Link to the privacy policy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub privacy_url: Option<String>,
    /// The pause before each message of the dialogue, in milliseconds. There is none for visitors
    /// who prefer reduced motion.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "u64", range(min = bounds::RESPONSE_DELAY.min, max = bounds::RESPONSE_DELAY.max))
    )]
    pub response_delay: Millis,
    /// Whether the poke also shows on phones.
    #[cfg(feature = "serde")]
    pub poke_on_mobile: bool,
    /// Whether a sound plays for a new message. Each visitor can turn it off.
    #[cfg(feature = "serde")]
    pub sound: bool,
    /// Whether visitors are asked to rate a chat with an agent when it has ended.
    #[cfg(feature = "serde")]
    pub rating: bool,
}

#[cfg(feature = "serde")]
impl Default for Style {
    fn default() -> Self {
        Self {
            brand: "#2f5bea".into(),
            corner: Corner::Right,
            padding: bounds::PADDING.default,
            colour_scheme: ColourScheme::Auto,
            font: Font::System,
            bot_name: "Assistant".into(),
            bot_picture: None,
            tagline: "Replies in a few minutes".into(),
            privacy_url: None,
            response_delay: Millis(bounds::RESPONSE_DELAY.default),
            poke_on_mobile: false,
            sound: true,
            rating: true,
        }
    }
}

#[cfg(feature = "serde")]
impl Style {
    /// Whether a picture's address is a path of our own origin. Browsers read `/\\` as `//`, which
    /// begins another host.
    pub fn is_own_path(path: &str) -> bool {
        path.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']))
    }
}

/// A corner at the bottom of the page.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// At the end of the line: right, or left on a right-to-left page.
    #[default]
    Right,
    /// At the start of the line: left, or right on a right-to-left page.
    Left,
}

/// Whether the widget is light or dark.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ColourScheme {
    /// What the page declares with CSS `color-scheme`; if that is both or nothing, what the visitor's
    /// system prefers.
    #[default]
    Auto,
    /// Light, whatever page and system prefer.
    Light,
    /// Dark, whatever page and system prefer.
    Dark,
}

#[cfg(feature = "serde")]
impl ColourScheme {
    /// Whether the page and the visitor's system decide. The loader gets nothing then.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub const fn is_auto(&self) -> bool {
        matches!(self, Self::Auto)
    }
}

/// The font of the widget. No font is downloaded; each choice is a list of system fonts.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// The system's own font.
    #[default]
    System,
    /// A font with serifs.
    Serif,
    /// A rounded font.
    Rounded,
    /// A monospace font.
    Monospace,
    /// The font of the page that the chat is on.
    Page,
}

#[cfg(feature = "serde")]
impl Font {
    /// The CSS font list; `None` for the page's own font.
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

/// `POST /v1/sites/{site}/visitors`: a visitor id for a browser, and its token.
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VisitorGreeting {
    /// The visitor id of this browser.
    pub visitor: VisitorId,
    /// The token that proves the id. The page stores it.
    pub token: String,
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/conversations`: the first response starts the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeginConversation {
    /// The browser's idempotency key: a repeated request returns the same conversation.
    pub key: ClientKey,
    pub visit: VisitId,
    /// The dialogue that the visitor sees.
    pub dialogue: DialogueId,
    /// The version that they see.
    pub version: Version,
    pub page: Page,
    /// The attributes when the dialogue began, as [`Bootstrap`] had them.
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
    /// The visitor chose a response of a question.
    Answer { id: ClientKey, card: CardId, response: ResponseId },
    /// The visitor filled in fields.
    Capture { id: ClientKey, card: CardId, values: Attributes },
    /// The stream begins with its live chat card, and the visitor asked for a person.
    Open { id: ClientKey },
}

/// The answer to [`BeginConversation`].
#[derive(Debug, Clone, PartialEq, Eq, codec_derive::Decode)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationBegun {
    /// The conversation's id. Its socket is at `/v1/conversations/{id}/socket`.
    pub conversation: ConversationId,
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::Style;

    #[test]
    fn a_path_of_our_own_names_no_other_host() {
        for own in ["/pictures/bot.png", "/"] {
            assert!(Style::is_own_path(own), "{own}");
        }
        for foreign in
            ["//evil.example/x", "/\\evil.example/x", "https://evil.example", "x.png", ""]
        {
            assert!(!Style::is_own_path(foreign), "{foreign}");
        }
    }
}
