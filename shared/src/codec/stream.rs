//! Reads the cards of a stream.

use super::{Decode, Json, Reader};
use crate::audience::{Condition, Test};
use crate::stream::{
    ActionCard, Branch, CaptureCard, CaptureField, Card, ConditionCard, GoalCard, LiveChatCard,
    MessageCard, Otherwise, QuestionCard, Response, Route, Stream,
};

impl Decode for Stream {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { first: reader.field("first"), cards: reader.field("cards") }
    }
}

impl Decode for Card {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let id = reader.field("id");
        match reader.string("type").as_str() {
            "message" => Self::Message(MessageCard {
                id,
                text: reader.field("text"),
                next: reader.perhaps("next"),
            }),
            "question" => Self::Question(QuestionCard {
                id,
                text: reader.field("text"),
                store: reader.perhaps("store"),
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
            "condition" => Self::Condition(ConditionCard {
                id,
                branches: reader.field("branches"),
                otherwise: reader.field("else"),
            }),
            "action" => Self::Action(ActionCard {
                id,
                attribute: reader.field("attribute"),
                value: reader.field("value"),
                next: reader.perhaps("next"),
            }),
            tag => {
                if tag != "live_chat" {
                    reader.fail();
                }
                Self::LiveChat(LiveChatCard {
                    id,
                    text: reader.perhaps("text").unwrap_or_default(),
                    route: reader.field("route"),
                    fallback_form: reader.perhaps("fallback_form"),
                })
            }
        }
    }
}

impl Decode for Response {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            label: reader.field("label"),
            value: reader.perhaps("value"),
            next: reader.perhaps("next"),
        }
    }
}

impl Decode for CaptureField {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            field: reader.field("field"),
            label: reader.field("label"),
            required: reader.perhaps("required").unwrap_or_default(),
            kind: reader.perhaps("type"),
            options: reader.perhaps("options"),
            skip_if_set: reader.perhaps("skip_if_set").unwrap_or_default(),
        }
    }
}

impl Decode for Branch {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { when: reader.field("when"), next: reader.perhaps("next") }
    }
}

impl Decode for Otherwise {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        if !reader.is_there() {
            reader.fail();
        }
        Self { next: reader.perhaps("next") }
    }
}

impl Decode for Condition {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        if let Some(all) = reader.perhaps("all") {
            return Self::All { all };
        }
        if let Some(any) = reader.perhaps("any") {
            return Self::Any { any };
        }
        Self::Test(Test {
            attribute: reader.field("attribute"),
            operator: reader.field("operator"),
            value: reader.perhaps("value").unwrap_or_default(),
        })
    }
}

impl Decode for Route {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.string("by").as_str() {
            "agent" => Self::Agent { agent: reader.field("agent") },
            "team" => Self::Team { team: reader.field("team") },
            "rules" => Self::Rules,
            tag => {
                if tag != "round_robin" {
                    reader.fail();
                }
                Self::RoundRobin
            }
        }
    }
}
