//! Reads events.

use super::{Decode, Json, Reader};
use crate::audience::Operator;
use crate::event::{
    AgentProfile, Author, EndedBy, Event, FallbackForm, FallbackReason, Location, Logged,
    OfferFailure, Page, SharedFile,
};
use crate::person::Kind;

impl Decode for Logged {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            seq: reader.field("seq"),
            at: reader.field("at"),
            id: reader.perhaps("id"),
            event: reader.field("event"),
        }
    }
}

impl Decode for Event {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.string("type").as_str() {
            "started" => Self::Started {
                dialogue: reader.field("dialogue"),
                version: reader.field("version"),
                page: reader.field("page"),
                location: reader.perhaps("location").unwrap_or_default(),
                page_attributes: reader.perhaps("page_attributes").unwrap_or_default(),
            },
            "shown" => Self::Shown { card: reader.field("card") },
            "answered" => {
                Self::Answered { card: reader.field("card"), response: reader.field("response") }
            }
            "captured" => {
                Self::Captured { card: reader.field("card"), values: reader.field("values") }
            }
            "attribute_set" => Self::AttributeSet {
                card: reader.field("card"),
                attribute: reader.field("attribute"),
                value: reader.field("value"),
            },
            "goal_reached" => {
                Self::GoalReached { card: reader.field("card"), goal: reader.field("goal") }
            }
            "completed" => Self::Completed { card: reader.field("card") },
            "said" => Self::Said {
                by: reader.field("by"),
                text: reader.field("text"),
                file: reader.perhaps("file"),
            },
            "message_left" => Self::MessageLeft {
                values: reader.perhaps("values").unwrap_or_default(),
                text: reader.field("text"),
            },
            "ended" => Self::Ended { by: reader.field("by") },
            "agent_gone" => Self::AgentGone { agent: reader.field("agent") },
            tag => request_event(tag, reader),
        }
    }
}

/// The events of a chat request.
fn request_event(tag: &str, reader: &Reader<'_, impl Json>) -> Event {
    let request = reader.field("request");
    match tag {
        "requested" => Event::Requested { request, card: reader.field("card") },
        "offered" => Event::Offered {
            request,
            offer: reader.field("offer"),
            agent: reader.field("agent"),
            until: reader.field("until"),
        },
        "offer_closed" => Event::OfferClosed {
            request,
            offer: reader.field("offer"),
            agent: reader.field("agent"),
            reason: reader.field("reason"),
        },
        "connected" => Event::Connected { request, agent: reader.field("agent") },
        "fell_back" => Event::FellBack {
            request,
            reason: reader.field("reason"),
            message: reader.field("message"),
            form: reader.perhaps("form"),
        },
        tag => {
            if tag != "withdrawn" {
                reader.fail();
            }
            Event::Withdrawn { request }
        }
    }
}

impl Decode for FallbackForm {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { fields: reader.field("fields"), back_at: reader.perhaps("back_at") }
    }
}

impl Decode for Page {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            url: reader.field("url"),
            title: reader.perhaps("title").unwrap_or_default(),
            referrer: reader.perhaps("referrer").unwrap_or_default(),
        }
    }
}

impl Decode for Location {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let perhaps = |key| reader.perhaps(key).unwrap_or_default();
        Self { country: perhaps("country"), region: perhaps("region"), city: perhaps("city") }
    }
}

impl Decode for SharedFile {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            kind: reader.field("type"),
            size: reader.child("size").whole(),
        }
    }
}

impl Decode for AgentProfile {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            name: reader.field("name"),
            picture: reader.perhaps("picture"),
        }
    }
}

impl Decode for Author {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        if reader.text() == "visitor" { Self::Visitor } else { Self::Agent(Decode::read(reader)) }
    }
}

macro_rules! impl_string_enums {
    ($($name:ident),+) => {
        $(impl Decode for $name {
            fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
                Self::from_name(&reader.text()).unwrap_or_else(|| {
                    reader.fail();
                    Self::ALL[0]
                })
            }
        })+
    };
}

impl_string_enums!(OfferFailure, FallbackReason, EndedBy, Kind, Operator);
