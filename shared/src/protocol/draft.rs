//! A dialogue's draft as its author writes it, and the result of checking it.

use crate::audience::{Audience, Criterion, Trigger, Visitors, criterion, trigger};
use crate::language::Language;
use crate::promise::Promises;
use crate::quota::Package;
use crate::stream::{Code, Finding, Severity, Stream, Translations, check_document};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A dialogue's draft, as its author writes it. `PUT /v1/sites/{site}/dialogues/{dialogue}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialogueDraft {
    pub name: String,
    /// If several dialogues qualify, the one with the lowest number wins.
    #[serde(default)]
    pub priority: u32,
    /// URL patterns of pages that show it, like `https://*.site.com/folder/*`; all pages if empty.
    #[serde(default)]
    pub pages: Vec<String>,
    /// URL patterns of pages that don't show it.
    #[serde(default)]
    pub not_pages: Vec<String>,
    /// Which visitors see it: all, new or known ones.
    #[serde(default)]
    pub visitors: Visitors,
    /// A further condition, as written; only publishing checks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Criterion>"))]
    pub when: Option<Value>,
    /// The trigger, as written; it makes the dialogue a conversational flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Trigger>"))]
    pub trigger: Option<Value>,
    /// Whether the first card's text shows beside the closed launcher.
    #[serde(default = "yes")]
    pub poke: bool,
    /// Examples and promises, which `bellhop test` and the Stream Designer prove.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promises: Option<Promises>,
    /// The language that the stream is written in; nothing depends on it but what translators are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The stream, as written; only publishing checks it.
    #[cfg_attr(feature = "schema", schemars(with = "Stream"))]
    pub stream: Value,
    /// The stream's texts in other languages, by language and text: `{"de": {"hello/text": "Hallo"}}`.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

const fn yes() -> bool {
    true
}

/// The result of checking a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedDraft {
    /// The draft in a form that can be published, if there are no errors.
    pub ready: Option<Ready>,
    /// The stream, if it has no errors by itself; its audience or its translations may have.
    pub stream: Option<Stream>,
    /// All errors and advice.
    pub findings: Vec<Finding>,
}

/// A draft that can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub audience: Audience,
    /// The trigger, if it is a conversational flow.
    pub trigger: Option<Trigger>,
    pub stream: Stream,
    /// Its texts in other languages.
    pub translations: Translations,
}

impl DialogueDraft {
    /// Checks the draft for a site with this package. Reports all findings, not only the first.
    pub fn check(&self, package: Package) -> CheckedDraft {
        let mut mistakes = Vec::new();
        let when = self.when.as_ref().map(|when| criterion(when, &mut mistakes));
        let about_when = mistakes.drain(..).map(Code::Audience).collect::<Vec<_>>();
        let trigger = self.trigger.as_ref().map(|written| trigger(written, &mut mistakes));
        let about_trigger = mistakes.drain(..).map(Code::Trigger).collect::<Vec<_>>();
        let mut codes = [about_when, about_trigger].concat();
        let when = when.flatten();
        if trigger.is_some() && when.as_ref().is_some_and(Criterion::waits) {
            codes.push(Code::FlowWaits);
        }
        let checked = check_document(&self.stream, package);
        let mut findings: Vec<Finding> = codes.iter().map(|code| code.at(None)).collect();
        if let Some(stream) = &checked.stream {
            findings.extend(self.translations.check(stream, package));
        }
        findings.extend(checked.findings);
        let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
        let ready = checked.stream.clone().filter(|_| !refused).map(|stream| {
            let (pages, not_pages) = (self.pages.clone(), self.not_pages.clone());
            let audience = Audience { pages, not_pages, visitors: self.visitors, when };
            let translations = self.translations.clone();
            Ready { audience, trigger: trigger.flatten(), stream, translations }
        });
        CheckedDraft { ready, stream: checked.stream, findings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(more: &Value) -> DialogueDraft {
        let mut written = json!({
            "name": "Hello",
            "stream": { "first": "a", "cards": [{ "type": "message", "id": "a", "text": "Hi" }] },
        });
        for (key, value) in more.as_object().unwrap() {
            written[key] = value.clone();
        }
        serde_json::from_value(written).unwrap()
    }

    fn codes(more: &Value) -> Vec<&'static str> {
        let checked = draft(more).check(Package::Select);
        assert_eq!(checked.ready.is_none(), !checked.findings.is_empty());
        checked.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn audience_trigger_and_stream_are_all_checked() {
        let stream =
            json!({ "first": "b", "cards": [{ "type": "message", "id": "a", "text": "" }] });
        let when = json!({ "event": "time_on_page" });
        let all = json!({ "when": when, "trigger": { "on": "moon" }, "stream": stream });
        assert_eq!(codes(&all), ["bad_audience", "bad_trigger", "empty_text", "first_missing"]);
    }

    #[test]
    fn a_flow_has_the_trigger_that_was_written() {
        let when = json!({ "event": "time_on_page", "at_least": 9 });
        assert_eq!(codes(&json!({ "when": when, "trigger": { "on": "load" } })), ["flow_waits"]);
        assert_eq!(codes(&json!({ "when": when })), [""; 0]);
        let flow = draft(&json!({ "trigger": { "on": "load" } })).check(Package::Select);
        assert_eq!(flow.ready.unwrap().trigger, Some(Trigger::Load));
    }
}
