//! Reading a stream's cards.

use super::{Json, Lean, Reader};
use crate::stream::{
    CaptureCard, CaptureField, Card, GoalCard, LiveChatCard, MessageCard, QuestionCard, Response,
    Route, Stream,
};

impl Lean for Stream {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { first: reader.field("first"), cards: reader.field("cards") }
    }
}

impl Lean for Card {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let id = reader.field("id");
        match reader.word("type").as_str() {
            "message" => Self::Message(MessageCard {
                id,
                text: reader.field("text"),
                next: reader.perhaps("next"),
            }),
            "question" => Self::Question(QuestionCard {
                id,
                text: reader.field("text"),
                responses: reader.field("responses"),
            }),
            "capture" => Self::Capture(CaptureCard {
                id,
                text: reader.field("text"),
                fields: reader.field("fields"),
                next: reader.perhaps("next"),
            }),
            "goal" => Self::Goal(GoalCard {
                id,
                goal: reader.field("goal"),
                next: reader.perhaps("next"),
            }),
            word => {
                if word != "live_chat" {
                    reader.fail();
                }
                Self::LiveChat(LiveChatCard {
                    id,
                    text: reader.perhaps("text").unwrap_or_default(),
                    route: reader.field("route"),
                })
            }
        }
    }
}

impl Lean for Response {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            label: reader.field("label"),
            value: reader.perhaps("value"),
            next: reader.perhaps("next"),
        }
    }
}

impl Lean for CaptureField {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            field: reader.field("field"),
            label: reader.field("label"),
            required: reader.perhaps("required").unwrap_or_default(),
        }
    }
}

impl Lean for Route {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.word("by").as_str() {
            "agent" => Self::Agent { agent: reader.field("agent") },
            "team" => Self::Team { team: reader.field("team") },
            "rules" => Self::Rules,
            word => {
                if word != "round_robin" {
                    reader.fail();
                }
                Self::RoundRobin
            }
        }
    }
}
