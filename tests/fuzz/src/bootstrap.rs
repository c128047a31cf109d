//! The bootstrap that the widget reads with its own reader, beside serde.

use serde_json::Value;
use shared::codec;
use shared::protocol::{Bootstrap, ServerFrame};

/// A JSON value. What serde writes of it, the widget's reader must read as the same value.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    let _ = codec::read::<Bootstrap, _>(&value);
    let _ = codec::read::<ServerFrame, _>(&value);
    if let Ok(bootstrap) = serde_json::from_value::<Bootstrap>(value.clone()) {
        let written = serde_json::to_value(&bootstrap).unwrap_or_default();
        assert_eq!(codec::read::<Bootstrap, _>(&written).as_ref(), Some(&bootstrap));
    }
    if let Ok(frame) = serde_json::from_value::<ServerFrame>(value) {
        let written = serde_json::to_value(&frame).unwrap_or_default();
        let read = codec::read::<ServerFrame, _>(&written);
        // The other frames are for agents alone.
        let is_for_widget = matches!(
            frame,
            ServerFrame::Welcome { .. }
                | ServerFrame::Event(_)
                | ServerFrame::Ack { .. }
                | ServerFrame::Typing { .. }
                | ServerFrame::Seen { .. }
                | ServerFrame::Presence { .. }
                | ServerFrame::IdleWarning { .. }
                | ServerFrame::Error { .. }
        );
        assert_eq!(read.as_ref(), Some(&frame).filter(|_| is_for_widget));
    }
}
