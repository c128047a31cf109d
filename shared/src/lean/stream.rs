//! Reading a stream's cards.

use super::{Json, Lean, field, perhaps};
use crate::person::Field;
use crate::stream::{
    CaptureCard, CaptureField, Card, GoalCard, LiveChatCard, MessageCard, QuestionCard, Response,
    Route, Stream,
};

impl Lean for Stream {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self { first: field(json, "first")?, cards: field(json, "cards")? })
    }
}

impl Lean for Card {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let id = field(json, "id")?;
        Some(match json.get("type")?.text()?.as_str() {
            "message" => Self::Message(MessageCard {
                id,
                text: field(json, "text")?,
                next: perhaps(json, "next")?,
            }),
            "question" => Self::Question(QuestionCard {
                id,
                text: field(json, "text")?,
                responses: field(json, "responses")?,
            }),
            "capture" => Self::Capture(CaptureCard {
                id,
                text: field(json, "text")?,
                fields: field(json, "fields")?,
                next: perhaps(json, "next")?,
            }),
            "goal" => Self::Goal(GoalCard {
                id,
                goal: field(json, "goal")?,
                next: perhaps(json, "next")?,
            }),
            "live_chat" => Self::LiveChat(LiveChatCard {
                id,
                text: perhaps(json, "text")?.unwrap_or_default(),
                route: field(json, "route")?,
            }),
            _ => return None,
        })
    }
}

impl Lean for Response {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            id: field(json, "id")?,
            label: field(json, "label")?,
            value: perhaps(json, "value")?,
            next: perhaps(json, "next")?,
        })
    }
}

impl Lean for CaptureField {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            field: Field::from_word(&json.get("field")?.text()?)?,
            label: field(json, "label")?,
            required: perhaps(json, "required")?.unwrap_or_default(),
        })
    }
}

impl Lean for Route {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.get("by")?.text()?.as_str() {
            "round_robin" => Some(Self::RoundRobin),
            "agent" => Some(Self::Agent { agent: field(json, "agent")? }),
            _ => None,
        }
    }
}
