//! Reads a card's kind, title and texts from its JSON, even if that is invalid.

use super::markup::readable;
use super::slots::{Slot, slots};
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
    pub(crate) const ALL: [Self; 7] = [
        Self::Message,
        Self::Question,
        Self::Capture,
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
            Self::Goal => "goal",
            Self::Action => "action",
            Self::LiveChat => "live_chat",
            Self::Other => "other",
        }
    }

    /// The name on screens.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Message => "Message",
            Self::Question => "Question",
            Self::Capture => "Information capture",
            Self::Condition => "Condition",
            Self::Goal => "Goal",
            Self::Action => "Action",
            Self::LiveChat => "Live chat",
            Self::Other => "Unknown card",
        }
    }

    /// What it does, in one line for the palette.
    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Message => "Sends a message and continues",
            Self::Question => "Asks, with responses to choose from",
            Self::Capture => "Asks for a name, an e-mail, …",
            Self::Condition => "Branches by the visitor’s attributes",
            Self::Goal => "Counts a goal; visitors don’t see it",
            Self::Action => "Sets an attribute of the visitor",
            Self::LiveChat => "Connects to a person; ends its branch",
            Self::Other => "Unknown",
        }
    }

    /// Whether it has a text that visitors read.
    pub(crate) const fn speaks(self) -> bool {
        matches!(self, Self::Message | Self::Question | Self::Capture | Self::LiveChat)
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
        Kind::Goal => line(text(card, "goal")),
        Kind::Action => {
            let (attribute, value) = (text(card, "attribute"), text(card, "value"));
            if attribute.is_empty() {
                String::new()
            } else {
                format!("{attribute} becomes “{value}”")
            }
        }
        Kind::Condition => match list(card, "branches").len() {
            0 => String::new(),
            1 => "1 branch and else".to_owned(),
            count => format!("{count} branches and else"),
        },
        Kind::Other => match text(card, "type") {
            "" => "This card can’t be read".to_owned(),
            tag => format!("Cards of the kind “{tag}” can’t be edited here"),
        },
        Kind::Message | Kind::Question | Kind::Capture | Kind::LiveChat => line(text(card, "text")),
    }
}

/// Returns the second line on the canvas: the attribute it stores, or how it routes a chat.
pub(crate) fn detail(card: &Value) -> String {
    match Kind::from_card(card) {
        Kind::Question => match text(card, "store") {
            "" => String::new(),
            field => format!("Stored as {field}"),
        },
        Kind::Capture => {
            let fields = list(card, "fields").iter().map(|field| text(field, "field"));
            let fields: Vec<_> = fields.filter(|field| !field.is_empty()).collect();
            fields.join(", ").replace('_', " ")
        }
        Kind::LiveChat => match card.get("route").map(|route| text(route, "by")) {
            Some("agent") => "One agent",
            Some("rules") => "By custom rules",
            Some("team") => "A team in turn",
            _ => "All agents in turn",
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
        (true, _) => format!("{name} without text"),
        (false, false) => format!("{name} “{short}”"),
        (false, true) => format!("{name} “{short}…”"),
    }
}

/// Returns the label of a way out of a card.
pub(crate) fn slot_name(card: &Value, slot: Slot) -> String {
    match slot {
        Slot::Next => String::new(),
        Slot::Response(index) => {
            let label = list(card, "responses").get(index).map(|one| text(one, "label"));
            label.filter(|label| !label.trim().is_empty()).unwrap_or("No text yet").to_owned()
        }
        Slot::Branch(index) => {
            let when = list(card, "branches").get(index).and_then(|branch| branch.get("when"));
            let read = when.and_then(|when| serde::Deserialize::deserialize(when).ok());
            read.map_or_else(
                || format!("Branch {}", index + 1),
                |when| shared::text::describe_condition(&when),
            )
        }
        Slot::Else => "Else".to_owned(),
    }
}

/// Whether the card always waits for the visitor, so that no loop through it is endless.
pub(super) fn always_waits(card: &Value) -> bool {
    match Kind::from_card(card) {
        Kind::Question | Kind::LiveChat => true,
        Kind::Capture => list(card, "fields")
            .iter()
            .any(|field| !field.get("skip_if_set").and_then(Value::as_bool).unwrap_or_default()),
        _ => false,
    }
}

/// Whether the card has several ways out, so that removing it needs a decision.
pub(crate) fn parts(card: &Value) -> bool {
    slots(card).len() > 1
}
