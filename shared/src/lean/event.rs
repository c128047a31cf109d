//! Reading what happened.

use super::{Json, Lean, field, perhaps};
use crate::event::{AgentFace, Author, EndedBy, Event, FallbackReason, Logged, OfferEnd, Page};

impl Lean for Logged {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            seq: field(json, "seq")?,
            at: field(json, "at")?,
            id: perhaps(json, "id")?,
            event: field(json, "event")?,
        })
    }
}

impl Lean for Event {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(match json.get("type")?.text()?.as_str() {
            "started" => Self::Started {
                dialogue: field(json, "dialogue")?,
                version: field(json, "version")?,
                page: field(json, "page")?,
            },
            "shown" => Self::Shown { card: field(json, "card")? },
            "answered" => {
                Self::Answered { card: field(json, "card")?, response: field(json, "response")? }
            }
            "captured" => {
                Self::Captured { card: field(json, "card")?, values: field(json, "values")? }
            }
            "goal_reached" => {
                Self::GoalReached { card: field(json, "card")?, goal: field(json, "goal")? }
            }
            "completed" => Self::Completed { card: field(json, "card")? },
            "said" => Self::Said { by: field(json, "by")?, text: field(json, "text")? },
            "ended" => Self::Ended { by: field(json, "by")? },
            word => return wish(word, json),
        })
    }
}

/// Events on the way to a person.
fn wish(word: &str, json: &impl Json) -> Option<Event> {
    let request = field(json, "request")?;
    Some(match word {
        "requested" => Event::Requested { request, card: field(json, "card")? },
        "offered" => Event::Offered {
            request,
            offer: field(json, "offer")?,
            agent: field(json, "agent")?,
            until: field(json, "until")?,
        },
        "offer_closed" => Event::OfferClosed {
            request,
            offer: field(json, "offer")?,
            agent: field(json, "agent")?,
            reason: field(json, "reason")?,
        },
        "connected" => Event::Connected { request, agent: field(json, "agent")? },
        "fell_back" => Event::FellBack {
            request,
            reason: field(json, "reason")?,
            message: field(json, "message")?,
        },
        "withdrawn" => Event::Withdrawn { request },
        _ => return None,
    })
}

impl Lean for Page {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            url: field(json, "url")?,
            title: perhaps(json, "title")?.unwrap_or_default(),
            referrer: perhaps(json, "referrer")?.unwrap_or_default(),
        })
    }
}

impl Lean for AgentFace {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            id: field(json, "id")?,
            name: field(json, "name")?,
            picture: perhaps(json, "picture")?,
        })
    }
}

impl Lean for Author {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Self::try_from(json.text()?).ok()
    }
}

macro_rules! words {
    ($($name:ident),+) => {
        $(impl Lean for $name {
            fn read<J: Json>(json: &J) -> Option<Self> {
                Self::from_word(&json.text()?)
            }
        })+
    };
}

words!(OfferEnd, FallbackReason, EndedBy);
