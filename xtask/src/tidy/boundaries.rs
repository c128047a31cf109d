//! What each crate must not use, file by file.

use super::{Finding, Source};

/// Forbidden texts, where, and why.
struct Boundary {
    /// The folder the rule applies to.
    inside: &'static str,
    /// The texts that must not occur there.
    forbidden: &'static [&'static str],
    /// The exceptions, as [`Boundary::allows`] matches them.
    except: &'static [&'static str],
    /// The rule, and what to do.
    rule: &'static str,
}

const BOUNDARIES: [Boundary; 5] = [
    Boundary {
        inside: "shared/src/",
        forbidden: &[
            "js_sys",
            "web_sys",
            "wasm_bindgen",
            "SystemTime",
            "Instant::now",
            "async fn",
            "async move",
            ".await",
            "rand::",
            "getrandom",
        ],
        except: &[],
        rule: "shared only decides: no JavaScript, clock, dice or waiting. Take it as an argument, \
               or return an effect",
    },
    Boundary {
        inside: "widget/src/",
        forbidden: &["js::", "js_sys", "web_sys", "wasm_bindgen"],
        except: &["js", "events", "ui/patch", "runtime", "effect"],
        rule: "in the widget only js, events, ui/patch, runtime and effect know the browser: return an \
               effect or a node instead",
    },
    Boundary {
        inside: "console/src/",
        forbidden: &["crate::app"],
        except: &["app"],
        rule: "app puts the console's features together, so none of them knows it: what they share is \
               in context",
    },
    Boundary {
        inside: "console/src/context/",
        forbidden: &[
            "crate::conditions",
            "crate::designer",
            "crate::dialogues",
            "crate::home",
            "crate::hours",
            "crate::inbox",
            "crate::notifications",
            "crate::people",
            "crate::replay",
            "crate::reports",
            "crate::settings",
            "crate::team",
            "crate::ui",
            "crate::usage",
        ],
        except: &[],
        rule: "every feature of the console uses its context, so it knows none of them",
    },
    Boundary {
        inside: "edge/src/",
        forbidden: &["SELECT ", "INSERT ", "CREATE TABLE", "UPDATE ", "DELETE FROM"],
        // All stores build on `storage`; `search` is the store of the full-text index.
        except: &["store", "runtime/storage", "site/list/search"],
        rule: "in the edge only stores hold SQL: move the statement to the object's store",
    },
];

/// Checks that the file crosses no boundary.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for boundary in &BOUNDARIES {
        let Some(inner) = source.path.strip_prefix(boundary.inside) else { continue };
        if boundary.allows(inner) {
            continue;
        }
        for (line, code) in source.code() {
            if let Some(text) = boundary.forbidden.iter().find(|text| code.contains(**text)) {
                let message = format!("`{}`: {}", text.trim(), boundary.rule);
                findings.push(source.finding(line, message));
            }
        }
    }
    findings
}

impl Boundary {
    /// Whether the file is an exception: `a` allows `a.rs`, `b_a.rs` and everything in `a/`.
    fn allows(&self, inner: &str) -> bool {
        let stem = inner.strip_suffix(".rs").unwrap_or(inner);
        self.except.iter().any(|name| {
            stem == *name
                || stem.starts_with(&format!("{name}/"))
                || stem.contains(&format!("/{name}/"))
                || (*name == "store" && (stem.ends_with("/store") || stem.ends_with("_store")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::source;

    fn found(path: &str, text: &str) -> usize {
        check(&source(path, text)).len()
    }

    #[test]
    fn shared_knows_no_clock() {
        assert_eq!(found("shared/src/desk/offer.rs", "let t = Instant::now();"), 1);
        assert_eq!(found("shared/src/desk/offer.rs", "/// never Instant::now"), 0);
        assert_eq!(found("edge/src/runtime/clock.rs", "let t = Instant::now();"), 0);
    }

    #[test]
    fn only_the_widgets_shell_knows_the_browser() {
        assert_eq!(found("widget/src/view/card.rs", "use crate::js::Value;"), 1);
        assert_eq!(found("widget/src/ui/patch/text.rs", "use crate::js::Value;"), 0);
        assert_eq!(found("widget/src/effect.rs", "js::close_socket();"), 0);
    }

    #[test]
    fn features_know_the_context_and_not_the_app() {
        assert_eq!(found("console/src/team/view/mod.rs", "use crate::app::rail::Rail;"), 1);
        assert_eq!(found("console/src/app/frame.rs", "use crate::app::rail::Rail;"), 0);
        assert_eq!(found("console/src/context/nav.rs", "use crate::inbox::Msg;"), 1);
        assert_eq!(found("console/src/team/view/mod.rs", "use crate::context::Nav;"), 0);
    }

    #[test]
    fn only_stores_hold_sql() {
        let sql = "sql.exec(\"SELECT 1\", None)";
        assert_eq!(found("edge/src/desk/mod.rs", sql), 1);
        for path in [
            "edge/src/desk/store.rs",
            "edge/src/messaging/outbox_store.rs",
            "edge/src/a/store/b.rs",
        ] {
            assert_eq!(found(path, sql), 0, "{path}");
        }
    }
}
