//! Parses a client's frame.

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::id::ClientKey;
use shared::protocol::MAX_FRAME_BYTES;

/// Why a frame is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// The frame's client key, if it could be read.
    pub(crate) id: Option<ClientKey>,
    /// Stable error code.
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Unreadable {
    fn new(id: Option<ClientKey>, code: &'static str, message: String) -> Self {
        Self { id, code, message }
    }
}

/// Parses a frame; `None` is a binary frame.
pub(crate) fn read<T: DeserializeOwned>(text: Option<&str>) -> Result<T, Unreadable> {
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
    use shared::protocol::ClientFrame;

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
