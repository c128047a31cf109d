//! Log lines like those of the server: one JSON object each, on standard error.

use serde_json::json;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn info(message: &str) {
    write("info", message);
}

pub(super) fn warn(message: &str) {
    write("warn", message);
}

fn write(level: &str, message: &str) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let timestamp = since.as_millis().to_string();
    let line = json!({ "timestamp": timestamp, "level": level, "message": message });
    // A log that nobody takes must not end the server.
    let _ = writeln!(std::io::stderr(), "{line}");
}
