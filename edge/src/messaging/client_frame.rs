//! Takes a client's frame in: counts it against the limits of its sender, parses it, and answers one
//! that is refused.

use crate::runtime::limits::{self, FrameLimits, Sender};
use crate::runtime::sockets;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::client::CloseCode;
use shared::id::ClientKey;
use shared::limit::FrameVerdict;
use shared::protocol::{AgentEvent, AgentFrame, ClientFrame, MAX_FRAME_BYTES, ServerFrame};
use worker::{WebSocket, WebSocketIncomingMessage};

/// A frame that a client sends to an object.
pub(crate) trait IncomingFrame: DeserializeOwned {
    /// What the object sends.
    type Answer: Serialize;

    /// The client key of a frame that is acked or refused by it.
    fn key(&self) -> Option<&ClientKey>;

    /// Whether it asks for the log.
    fn resumes(&self) -> bool;

    /// The answer that refuses it.
    fn error(id: Option<ClientKey>, code: &str, message: String) -> Self::Answer;
}

impl IncomingFrame for ClientFrame {
    type Answer = ServerFrame;

    fn key(&self) -> Option<&ClientKey> {
        self.key()
    }

    fn resumes(&self) -> bool {
        matches!(self, Self::Resume { .. })
    }

    fn error(id: Option<ClientKey>, code: &str, message: String) -> ServerFrame {
        let code = code.to_owned();
        ServerFrame::Error { id, code, message, reason: None, field: None }
    }
}

impl IncomingFrame for AgentFrame {
    type Answer = AgentEvent;

    fn key(&self) -> Option<&ClientKey> {
        Some(self.id())
    }

    fn resumes(&self) -> bool {
        false
    }

    fn error(id: Option<ClientKey>, code: &str, message: String) -> AgentEvent {
        AgentEvent::Error { id, code: code.to_owned(), message }
    }
}

/// What becomes of a frame.
pub(crate) enum Taken<F> {
    Handle(F),
    /// It was refused, and its sender was told.
    Refused,
    /// Its socket was closed, because the client goes on regardless.
    Flooding,
}

/// Takes a frame in.
pub(crate) fn receive<F: IncomingFrame>(
    limits: &FrameLimits,
    sender: Sender,
    socket: &WebSocket,
    message: WebSocketIncomingMessage,
) -> Taken<F> {
    let frame = read::<F>(sockets::text(message).as_deref());
    let verdict = limits.on_frame(sender, frame.as_ref().is_ok_and(F::resumes));
    let (id, code, message) = match (verdict, frame) {
        (FrameVerdict::Handle, Ok(frame)) => return Taken::Handle(frame),
        (FrameVerdict::Handle, Err(Unreadable { id, code, message })) => (id, code, message),
        (FrameVerdict::Refuse(exceeded), frame) => {
            let id = frame.map_or_else(|unreadable| unreadable.id, |frame| frame.key().cloned());
            (id, "slow_down", limits::slow_down(exceeded))
        }
        (FrameVerdict::Close, _) => {
            sockets::close(socket, CloseCode::Flooding, "too many frames");
            return Taken::Flooding;
        }
    };
    sockets::send(socket, &F::error(id, code, message));
    Taken::Refused
}

/// Why a frame is refused.
#[derive(Debug, PartialEq, Eq)]
struct Unreadable {
    /// The frame's client key, if it could be read.
    id: Option<ClientKey>,
    /// Stable error code.
    code: &'static str,
    message: String,
}

impl Unreadable {
    fn new(id: Option<ClientKey>, code: &'static str, message: String) -> Self {
        Self { id, code, message }
    }
}

/// Parses a frame; `None` is a binary frame.
fn read<T: DeserializeOwned>(text: Option<&str>) -> Result<T, Unreadable> {
    let Some(text) = text else {
        let message = "Frames are text, not binary.".to_owned();
        return Err(Unreadable::new(None, "malformed", message));
    };
    if text.len() > MAX_FRAME_BYTES {
        let message =
            format!("The frame has {} bytes; at most {MAX_FRAME_BYTES} are allowed.", text.len());
        return Err(Unreadable::new(None, "frame_too_large", message));
    }
    if !text.trim_start().starts_with('{') {
        let message = "The frame is not a JSON object.".to_owned();
        return Err(Unreadable::new(None, "malformed", message));
    }
    serde_json::from_str(text).map_err(|error| read_error(text, &error))
}

fn read_error(text: &str, error: &serde_json::Error) -> Unreadable {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Unreadable::new(None, "malformed", format!("The frame is not JSON: {error}."));
    };
    let id = value.get("id").and_then(Value::as_str).and_then(|id| ClientKey::parse(id).ok());
    let code = if error.to_string().starts_with("unknown variant") {
        "unknown_frame"
    } else {
        "malformed"
    };
    Unreadable::new(id, code, format!("The frame can't be read: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> (&'static str, Option<ClientKey>) {
        let unreadable = read::<ClientFrame>(Some(text)).unwrap_err();
        (unreadable.code, unreadable.id)
    }

    #[test]
    fn unknown_malformed_and_too_large_frames_have_their_own_errors() {
        let key = ClientKey::parse("c1").ok();
        assert_eq!(code(r#"{"type":"dance","id":"c1"}"#), ("unknown_frame", key.clone()));
        assert_eq!(code(r#"{"type":"say","id":"c1"}"#), ("malformed", key));
        for text in ["hello", "", "[]", "{", r#"["typing", true]"#] {
            assert_eq!(code(text), ("malformed", None), "{text}");
        }
        assert_eq!(code(&" ".repeat(MAX_FRAME_BYTES + 1)), ("frame_too_large", None));
        assert_eq!(read::<ClientFrame>(None).unwrap_err().code, "malformed");
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let frame = read::<ClientFrame>(Some(r#"{"type":"typing","on":true,"mood":"good"}"#));
        assert_eq!(frame, Ok(ClientFrame::Typing { on: true }));
    }
}
