//! Reading what the edge sends.

use super::{Json, Lean, field, perhaps};
use crate::protocol::{Peer, ServerFrame};

impl Lean for ServerFrame {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(match json.get("type")?.text()?.as_str() {
            "welcome" => Self::Welcome {
                head: field(json, "head")?,
                now: field(json, "now")?,
                dialogue: field(json, "dialogue")?,
                version: field(json, "version")?,
                stream: perhaps(json, "stream")?,
                seen_by_visitor: field(json, "seen_by_visitor")?,
                seen_by_agent: field(json, "seen_by_agent")?,
                here: field(json, "here")?,
            },
            "event" => Self::Event(Lean::read(json)?),
            "ack" => Self::Ack { id: field(json, "id")?, seq: field(json, "seq")? },
            "typing" => Self::Typing { by: field(json, "by")?, on: field(json, "on")? },
            "seen" => Self::Seen { by: field(json, "by")?, seq: field(json, "seq")? },
            "presence" => Self::Presence { who: field(json, "who")?, here: field(json, "here")? },
            "error" => Self::Error {
                id: perhaps(json, "id")?,
                code: field(json, "code")?,
                message: field(json, "message")?,
            },
            _ => return None,
        })
    }
}

impl Lean for Peer {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text()?.as_str() {
            "visitor" => Some(Self::Visitor),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}
