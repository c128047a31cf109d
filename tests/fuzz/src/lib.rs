//! What the fuzzer feeds with bytes. Each target takes any bytes, and panics where a promise does
//! not hold: the reader must never panic by itself, and what it reads must be what was written.
#![allow(clippy::panic, reason = "a panic is how a target says that something is wrong")]

mod bootstrap;
mod conversation;
mod frames;
mod markup;
mod pages;
mod routes;
mod streams;
mod transcripts;
mod url_patterns;

/// A name and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets. Each is a program in `fuzz_targets` and a folder in `corpus`.
pub const TARGETS: [Target; 8] = [
    ("bootstrap", bootstrap::run),
    ("frames", frames::run),
    ("markup", markup::run),
    ("pages", pages::run),
    ("routes", routes::run),
    ("streams", streams::run),
    ("transcripts", transcripts::run),
    ("url_patterns", url_patterns::run),
];

/// Runs the target of this name.
pub fn run(name: &str, bytes: &[u8]) {
    match TARGETS.iter().find(|(target, _)| *target == name) {
        Some((_, run)) => run(bytes),
        None => panic!("there is no target `{name}`"),
    }
}

/// The bytes as a text; anything that is no UTF-8 is of no interest, because every door refuses it
/// before our readers see it.
fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}
