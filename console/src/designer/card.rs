//! What a card is and says, read from it as it is written, however broken.

use super::slots::{Slot, slots};
use serde_json::Value;
use shared::wording::plain;

/// What kind of card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Says something.
    Message,
    /// Asks, with responses.
    Question,
    /// Asks for something to be typed.
    Capture,
    /// Goes on by what is known.
    Condition,
    /// Counts.
    Goal,
    /// Notes something.
    Action,
    /// Asks for a person.
    LiveChat,
    /// Something we don't know.
    Other,
}

impl Kind {
    /// Those that can be made, as the palette shows them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Message,
        Self::Question,
        Self::Capture,
        Self::Condition,
        Self::Goal,
        Self::Action,
        Self::LiveChat,
    ];

    /// That of a card.
    pub(crate) fn from_card(card: &Value) -> Self {
        let tag = card.get("type").and_then(Value::as_str).unwrap_or_default();
        Self::ALL.into_iter().find(|kind| kind.as_str() == tag).unwrap_or(Self::Other)
    }

    /// The word in the document.
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

    /// Its name.
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

    /// What it is for, in a line.
    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Message => "Says something and goes on",
            Self::Question => "Asks, with responses to choose from",
            Self::Capture => "Asks for a name, an e-mail, …",
            Self::Condition => "Goes on by what is known",
            Self::Goal => "Counts; visitors see nothing",
            Self::Action => "Notes something of the visitor",
            Self::LiveChat => "Asks for a person; ends its branch",
            Self::Other => "Nothing we know",
        }
    }

    /// Whether it has a text that visitors read.
    pub(crate) const fn speaks(self) -> bool {
        matches!(self, Self::Message | Self::Question | Self::Capture | Self::LiveChat)
    }

    /// Whether its ways have words of their own.
    pub(crate) const fn branches(self) -> bool {
        matches!(self, Self::Question | Self::Condition)
    }
}

/// A text of a value; empty where there is none.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A list of a value; empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What a card says first of all, in one line: on the canvas, and where it is named.
pub(crate) fn title(card: &Value) -> String {
    let line = |text: &str| plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
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
            1 => "1 branch, and else".to_owned(),
            count => format!("{count} branches, and else"),
        },
        Kind::Other => match text(card, "type") {
            "" => "This card can’t be read".to_owned(),
            tag => format!("Cards of the kind “{tag}” can’t be edited here"),
        },
        Kind::Message | Kind::Question | Kind::Capture | Kind::LiveChat => line(text(card, "text")),
    }
}

/// What stands below it: what it asks for, whom it calls.
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

/// How a card is spoken of: its kind, and what it says.
pub(crate) fn spoken(card: &Value) -> String {
    let (name, title) = (Kind::from_card(card).name(), title(card));
    let short: String = title.chars().take(48).collect();
    match (title.is_empty(), short.len() < title.len()) {
        (true, _) => format!("{name} without words"),
        (false, false) => format!("{name} “{short}”"),
        (false, true) => format!("{name} “{short}…”"),
    }
}

/// What a way out of a card is called.
pub(crate) fn slot_name(card: &Value, slot: Slot) -> String {
    match slot {
        Slot::Next => String::new(),
        Slot::Response(index) => {
            let label = list(card, "responses").get(index).map(|one| text(one, "label"));
            label.filter(|label| !label.trim().is_empty()).unwrap_or("No words yet").to_owned()
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

/// Whether it waits for the visitor whatever is known of them: then no circle through it is endless.
pub(super) fn always_waits(card: &Value) -> bool {
    match Kind::from_card(card) {
        Kind::Question | Kind::LiveChat => true,
        Kind::Capture => list(card, "fields")
            .iter()
            .any(|field| !field.get("skip_if_set").and_then(Value::as_bool).unwrap_or_default()),
        _ => false,
    }
}

/// Whether its branches part: then taking it out is a question.
pub(crate) fn parts(card: &Value) -> bool {
    slots(card).len() > 1
}
