//! Logs of conversations as texts for people.

use crate::conversation::{meta, stream};
use serde_json::Value;
use shared::availability::Zone;
use shared::conversation::transcript;
use shared::event::Logged;

/// A JSON array of events. Those that can't be read are left out, as from another version.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(Value::Array(events)) = serde_json::from_slice::<Value>(bytes) else { return };
    let log: Vec<Logged> =
        events.into_iter().filter_map(|event| serde_json::from_value(event).ok()).collect();
    let Ok(zone) = Zone::parse("Europe/Berlin") else { panic!("no zone") };
    let text = transcript(&meta(stream()), &log, &zone);
    assert!(text.starts_with("Conversation conv_a\n"), "{text}");
    let printed = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
    assert!(text.chars().all(printed), "{text:?}");
}
