//! The layers of `shared`: a module uses what is below it, never what is above.

use super::{Finding, Source};

/// From the bottom up; modules of one layer may use each other.
const LAYERS: [&[&str]; 8] = [
    &["id", "time", "backoff", "delivery", "heartbeat", "limit", "plain_text", "problem", "scrub"],
    &[
        "ab_test",
        "account",
        "canned",
        "client",
        "colour",
        "person",
        "people",
        "permission",
        "event",
        "file",
        "label",
        "language",
        "mail",
        "notify",
        "outbox",
        "stream",
        "audience",
        "availability",
        "wording",
        "quota",
        "counts",
        "csv",
        "install",
        "place",
        "webhook",
    ],
    &["dialogue"],
    &["conversation", "promise"],
    &["protocol", "push"],
    &["rights", "codec", "text", "backtest"],
    // The desk sends the protocol's frames, and asks who may.
    &["desk"],
    // `messages` go between objects; `api` names the types of all the others, those of `metrics` too. `sweep`
    // needs the bounds of settings.
    &["messages", "metrics", "sweep", "api"],
];

/// Checks that nothing in `shared` uses a higher layer.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some(own) = source.path.strip_prefix("shared/src/").and_then(module) else {
        return Vec::new();
    };
    let Some(layer) = layer(own) else { return Vec::new() };
    let mut findings = Vec::new();
    for (line, code) in source.code() {
        for used in code.split("crate::").skip(1).filter_map(identifier) {
            if self::layer(used).is_some_and(|above| above > layer) {
                let message = format!(
                    "`{own}` is below `{used}` in shared, and must not know it: move what both \
                     need down, or this code up"
                );
                findings.push(source.finding(line, message));
            }
        }
    }
    findings
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The top-level module of a file.
fn module(inner: &str) -> Option<&str> {
    inner.split(['/', '.']).next()
}

/// The identifier at the start of a text.
fn identifier(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::source;

    #[test]
    fn modules_only_use_lower_layers() {
        let found = |path, text| check(&source(path, text)).len();
        assert_eq!(found("shared/src/dialogue/state.rs", "use crate::stream::Card;"), 0);
        assert_eq!(found("shared/src/stream/check.rs", "use crate::dialogue::Run;"), 1);
        assert_eq!(found("shared/src/id.rs", "fn f(at: crate::time::Timestamp) {}"), 0);
        assert_eq!(found("shared/src/time.rs", "fn f(d: &crate::desk::Desk) {}"), 1);
        assert_eq!(found("shared/src/lib.rs", "use crate::desk::Desk;"), 0);
        assert_eq!(found("edge/src/time.rs", "use crate::desk::Desk;"), 0);
    }
}
