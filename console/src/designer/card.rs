//! Reads a card's kind, title and texts from its JSON, even if that is invalid.

use super::markup::readable;
use super::slots::{Slot, slots};
use crate::conditions::{Group, attribute_name, country_name, describe};
use crate::texts::t;
use serde_json::Value;

/// The kind of a card, by its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    /// Asks, with responses to choose from.
    Question,
    /// Asks for values to be typed, such as a name and an e-mail address.
    Capture,
    /// Branches by the visitor's attributes.
    Condition,
    /// Offers a PDF.
    Document,
    /// Counts a goal.
    Goal,
    /// Sets an attribute of the visitor.
    Action,
    /// Requests a chat with a person.
    LiveChat,
    /// A type that this console doesn't know.
    Other,
}

impl Kind {
    /// The kinds that can be created, in the order of the palette.
    pub(crate) const ALL: [Self; 8] = [
        Self::Message,
        Self::Question,
        Self::Capture,
        Self::Document,
        Self::Condition,
        Self::Goal,
        Self::Action,
        Self::LiveChat,
    ];

    /// Returns the kind of a card.
    pub(crate) fn from_card(card: &Value) -> Self {
        let tag = card.get("type").and_then(Value::as_str).unwrap_or_default();
        Self::ALL.into_iter().find(|kind| kind.as_str() == tag).unwrap_or(Self::Other)
    }

    /// The `type` in the document.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Question => "question",
            Self::Capture => "capture",
            Self::Condition => "condition",
            Self::Document => "document",
            Self::Goal => "goal",
            Self::Action => "action",
            Self::LiveChat => "live_chat",
            Self::Other => "other",
        }
    }

    /// The name on screens.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Message => t!("designer-kind-message"),
            Self::Question => t!("designer-kind-question"),
            Self::Capture => t!("designer-kind-capture"),
            Self::Condition => t!("designer-kind-condition"),
            Self::Document => t!("designer-kind-document"),
            Self::Goal => t!("designer-kind-goal"),
            Self::Action => t!("designer-kind-action"),
            Self::LiveChat => t!("designer-kind-live-chat"),
            Self::Other => t!("designer-kind-other"),
        }
    }

    /// What it does, in one line for the palette.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Message => t!("designer-about-message"),
            Self::Question => t!("designer-about-question"),
            Self::Capture => t!("designer-about-capture"),
            Self::Condition => t!("designer-about-condition"),
            Self::Document => t!("designer-about-document"),
            Self::Goal => t!("designer-about-goal"),
            Self::Action => t!("designer-about-action"),
            Self::LiveChat => t!("designer-about-live-chat"),
            Self::Other => t!("designer-about-other"),
        }
    }

    /// Whether it has a text that visitors read.
    pub(crate) const fn speaks(self) -> bool {
        matches!(
            self,
            Self::Message | Self::Question | Self::Capture | Self::Document | Self::LiveChat
        )
    }

    /// Whether its ways out have labels of their own.
    pub(crate) const fn branches(self) -> bool {
        matches!(self, Self::Question | Self::Condition)
    }
}

/// Returns a string field, or an empty string if it is missing.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a list field, or an empty list if it is missing.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns the title of a card, in one line: for the canvas, and where a sentence names the card.
pub(crate) fn title(card: &Value) -> String {
    let line = readable;
    match Kind::from_card(card) {
        Kind::Document => line(text(card, "title")),
        Kind::Goal => line(text(card, "goal")),
        Kind::Action => {
            let (attribute, value) = (text(card, "attribute"), text(card, "value"));
            if attribute.is_empty() {
                String::new()
            } else {
                t!("designer-becomes", attribute = attribute, value = value)
            }
        }
        Kind::Condition => match list(card, "branches").len() {
            0 => String::new(),
            count => t!("designer-branches", count = count),
        },
        Kind::Other => match text(card, "type") {
            "" => t!("designer-unreadable-card").to_owned(),
            tag => t!("designer-other-kind", tag = tag),
        },
        Kind::Message | Kind::Question | Kind::Capture | Kind::LiveChat => line(text(card, "text")),
    }
}

/// Returns the second line on the canvas: the attribute it stores, or how it routes a chat.
pub(crate) fn detail(card: &Value) -> String {
    match Kind::from_card(card) {
        Kind::Question => match text(card, "store") {
            "" => String::new(),
            field => t!("designer-stored-as", field = field),
        },
        Kind::Capture => {
            let fields = list(card, "fields").iter().map(|field| text(field, "field"));
            let fields = fields.filter(|field| !field.is_empty()).map(attribute_name);
            fields.collect::<Vec<_>>().join(", ")
        }
        Kind::Document if card["must_open"] == true => t!("designer-document-must").to_owned(),
        Kind::LiveChat => match card.get("route").map(|route| text(route, "by")) {
            Some("agent") => t!("designer-one-agent"),
            Some("rules") => t!("designer-by-rules"),
            Some("team") => t!("designer-team-in-turn"),
            _ => t!("designer-all-in-turn"),
        }
        .to_owned(),
        _ => String::new(),
    }
}

/// Returns how a sentence names the card: its kind and its title.
pub(crate) fn spoken(card: &Value) -> String {
    let (name, title) = (Kind::from_card(card).name(), title(card));
    let short: String = title.chars().take(48).collect();
    match (title.is_empty(), short.len() < title.len()) {
        (true, _) => t!("designer-without-text", name = name),
        (false, false) => t!("designer-spoken", name = name, short = short),
        (false, true) => t!("designer-spoken", name = name, short = format!("{short}…")),
    }
}

/// Returns the label of a way out of a card.
pub(crate) fn slot_name(card: &Value, slot: Slot) -> String {
    match slot {
        Slot::Next => String::new(),
        Slot::Response(index) => {
            let label = list(card, "responses").get(index).map(|one| text(one, "label"));
            label
                .filter(|label| !label.trim().is_empty())
                .unwrap_or(t!("designer-no-text"))
                .to_owned()
        }
        Slot::Branch(index) => {
            let when = list(card, "branches").get(index).and_then(|branch| branch.get("when"));
            let read = when.and_then(|when| serde::Deserialize::deserialize(when).ok());
            read.map_or_else(
                || t!("designer-branch-number", number = index + 1),
                |when| describe(&Group::from_condition(&when), &country_name),
            )
        }
        Slot::Else => t!("designer-else").to_owned(),
    }
}

/// Whether the card always waits for the visitor, so that no loop through it is endless.
pub(super) fn always_waits(card: &Value) -> bool {
    match Kind::from_card(card) {
        Kind::Question | Kind::LiveChat => true,
        Kind::Capture => list(card, "fields")
            .iter()
            .any(|field| !field.get("skip_if_set").and_then(Value::as_bool).unwrap_or_default()),
        Kind::Document => card["must_open"] == true,
        _ => false,
    }
}

/// Whether the card has several ways out, so that removing it needs a decision.
pub(crate) fn parts(card: &Value) -> bool {
    slots(card).len() > 1
}
