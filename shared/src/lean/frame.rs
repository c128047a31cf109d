//! Reading what the edge sends.

use super::{Json, Lean, Reader};
use crate::protocol::{Peer, ServerFrame};

impl Lean for ServerFrame {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.word("type").as_str() {
            "welcome" => Self::Welcome {
                head: reader.field("head"),
                now: reader.field("now"),
                dialogue: reader.field("dialogue"),
                version: reader.field("version"),
                stream: reader.perhaps("stream"),
                seen_by_visitor: reader.field("seen_by_visitor"),
                seen_by_agent: reader.field("seen_by_agent"),
                here: reader.field("here"),
            },
            "event" => Self::Event(Lean::read(reader)),
            "ack" => Self::Ack { id: reader.field("id"), seq: reader.field("seq") },
            "typing" => Self::Typing { by: reader.field("by"), on: reader.field("on") },
            "seen" => Self::Seen { by: reader.field("by"), seq: reader.field("seq") },
            "presence" => Self::Presence { who: reader.field("who"), here: reader.field("here") },
            word => {
                if word != "error" {
                    reader.fail();
                }
                Self::Error {
                    id: reader.perhaps("id"),
                    code: reader.field("code"),
                    message: reader.field("message"),
                }
            }
        }
    }
}

impl Lean for Peer {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.text().as_str() {
            "visitor" => Self::Visitor,
            "agent" => Self::Agent,
            _ => {
                reader.fail();
                Self::Agent
            }
        }
    }
}
