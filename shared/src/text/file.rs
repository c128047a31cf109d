//! Reading a file that contains a dialogue's document or only a stream.

use crate::protocol::{CheckedDraft, DialogueDraft};
use crate::quota::Package;
use crate::stream::{Shape, unknown_fields};
use serde_json::{Value, json};

/// A file that was parsed. Only [`File::check`] finds what is wrong with its dialogue.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The content, as written.
    pub document: Value,
    /// The dialogue in it. A file with only a stream gives a dialogue for everyone.
    pub draft: DialogueDraft,
    /// Whether the file contains only a stream.
    pub bare: bool,
}

/// Why a file can't be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not JSON, or a field has the wrong type.
    #[error("line {line}, column {column}: {reason}")]
    At {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The parser's message.
        reason: String,
    },
    /// It is JSON, but neither a dialogue nor a stream.
    #[error(
        "this is not a dialogue: write an object with “name” and “stream”, or a stream with “first” and “cards”"
    )]
    NoDialogue,
}

impl Unreadable {
    fn from_json(error: &serde_json::Error) -> Self {
        let (line, column, reason) = (error.line(), error.column(), error.to_string());
        let reason =
            reason.split(" at line ").next().unwrap_or_default().chars().take(200).collect();
        Self::At { line, column, reason }
    }
}

impl File {
    /// Parses a file.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document: Value =
            serde_json::from_str(text).map_err(|error| Unreadable::from_json(&error))?;
        let has = |key: &str| document.get(key).is_some();
        let bare = !has("stream") && (has("cards") || has("first"));
        if !document.is_object() || (!bare && !has("stream") && !has("name")) {
            return Err(Unreadable::NoDialogue);
        }
        let draft = if bare {
            let whole = json!({ "name": "", "stream": &document });
            serde_json::from_value(whole).map_err(|error| Unreadable::from_json(&error))?
        } else {
            serde_json::from_str(text).map_err(|error| Unreadable::from_json(&error))?
        };
        Ok(Self { document, draft, bare })
    }

    /// Checks the dialogue for a site with this package, and reports all findings.
    pub fn check(&self, package: Package) -> CheckedDraft {
        if self.bare {
            return self.draft.check(package);
        }
        check(&self.document, &self.draft, package)
    }
}

/// Checks a draft and the document that it was parsed from, including unknown fields.
pub fn check(document: &Value, draft: &DialogueDraft, package: Package) -> CheckedDraft {
    let unknown = unknown_fields(Shape::Document, document);
    let mut findings: Vec<_> = unknown.iter().map(|code| code.at(None)).collect();
    let checked = draft.check(package);
    findings.extend(checked.findings);
    let refused = findings.iter().any(crate::stream::Finding::blocks_publishing);
    CheckedDraft { ready: checked.ready.filter(|_| !refused), findings, ..checked }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str =
        r#"{ "first": "a", "cards": [{ "type": "message", "id": "a", "text": "Hi" }] }"#;

    #[test]
    fn a_document_and_a_bare_stream_are_both_read() {
        let whole = format!(r#"{{ "$schema": "x", "name": "Hello", "stream": {STREAM} }}"#);
        for text in [STREAM, &whole, &format!("\u{feff}{STREAM}")] {
            let checked = File::read(text).unwrap().check(Package::Select);
            assert_eq!((checked.ready.is_some(), checked.findings), (true, Vec::new()), "{text}");
        }
    }

    #[test]
    fn an_unreadable_field_is_named_with_its_path() {
        let reason = |text: &str| File::read(text).unwrap_err().to_string();
        assert_eq!(reason("{\n  \"name\": }"), "line 2, column 11: expected value");
        let priority =
            reason(&format!("{{ \"name\": \"a\",\n\"priority\": \"b\", \"stream\": {STREAM} }}"));
        assert!(
            priority.starts_with("line 2, column 15: invalid type: string \"b\""),
            "{priority}"
        );
        assert!(reason(&format!(r#"{{ "stream": {STREAM} }}"#)).contains("missing field `name`"));
        for other in ["{}", "[]", "7", "null", r#"{"a": 1}"#] {
            assert!(reason(other).contains("not a dialogue"), "{other}");
        }
        assert!(reason(&"[".repeat(100_000)).contains("recursion limit"));
    }

    #[test]
    fn a_typing_error_prevents_publishing_and_an_unknown_field_does_not() {
        let check = |more: &str| {
            let text = format!(r#"{{ "name": "Hello", {more} "stream": {STREAM} }}"#);
            let checked = File::read(&text).unwrap().check(Package::Select);
            (checked.ready.is_some(), checked.findings.iter().map(|f| f.code).collect::<Vec<_>>())
        };
        assert_eq!(check(r#""pokes": false,"#), (false, vec!["unknown_field"]));
        assert_eq!(check(r#""owner": "Mara","#), (true, vec!["unknown_field"]));
        let when = r#""when": { "event": "time_on_page", "at_last": 3, "at_least": 3 },"#;
        assert_eq!(check(when), (false, vec!["unknown_field"]));
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(text in "[\\[\\]{}\":,a-z0-9 \\n]{0,200}") {
            let _ = File::read(&text);
        }
    }
}
