//! Reads frames of the edge.

use super::{Decode, Json, Reader};
use crate::protocol::{ServerFrame, Side};

impl Decode for ServerFrame {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.string("type").as_str() {
            "welcome" => Self::Welcome {
                head: reader.field("head"),
                through: reader.field("through"),
                now: reader.field("now"),
                dialogue: reader.field("dialogue"),
                version: reader.field("version"),
                stream: reader.perhaps("stream"),
                seen_by_visitor: reader.field("seen_by_visitor"),
                seen_by_agent: reader.field("seen_by_agent"),
                here: reader.field("here"),
            },
            "event" => Self::Event(Decode::read(reader)),
            "ack" => Self::Ack { id: reader.field("id"), seq: reader.field("seq") },
            "typing" => Self::Typing { by: reader.field("by"), on: reader.field("on") },
            "seen" => Self::Seen { by: reader.field("by"), seq: reader.field("seq") },
            "presence" => Self::Presence { side: reader.field("side"), here: reader.field("here") },
            "idle_warning" => Self::IdleWarning { ends_at: reader.field("ends_at") },
            tag => {
                if tag != "error" {
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

impl Decode for Side {
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
