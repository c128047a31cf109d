//! Templates for new dialogues, each complete and ready to publish.

use crate::texts::{served, t};
use serde_json::Value;
use shared::protocol::DialogueDraft;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    /// Identifies it in addresses and tests.
    pub(crate) slug: &'static str,
    written: &'static str,
}

/// All templates, the most common first.
pub(crate) const TEMPLATES: [Template; 5] = [
    Template { slug: "sales", written: include_str!("sales.json") },
    Template { slug: "support", written: include_str!("support.json") },
    Template { slug: "leads", written: include_str!("leads.json") },
    Template { slug: "callback", written: include_str!("callback.json") },
    Template { slug: "blank", written: include_str!("blank.json") },
];

impl Template {
    pub(crate) fn name(&self) -> &'static str {
        match self.slug {
            "sales" => t!("dialogues-template-sales"),
            "support" => t!("dialogues-template-support"),
            "leads" => t!("dialogues-template-leads"),
            "callback" => t!("dialogues-template-callback"),
            _ => t!("dialogues-template-blank"),
        }
    }

    /// What it is for, in one sentence.
    pub(crate) fn about(&self) -> &'static str {
        match self.slug {
            "sales" => t!("dialogues-template-sales-about"),
            "support" => t!("dialogues-template-support-about"),
            "leads" => t!("dialogues-template-leads-about"),
            "callback" => t!("dialogues-template-callback-about"),
            _ => t!("dialogues-template-blank-about"),
        }
    }

    /// Returns the template's document, in the page's language. Never `None`: a test reads each of them.
    pub(crate) fn value(&self) -> Option<Value> {
        let mut value = serde_json::from_str(self.written).ok()?;
        translate(&mut value, false);
        Some(value)
    }

    /// Returns the template's document as a draft.
    pub(crate) fn draft(&self) -> Option<DialogueDraft> {
        serde_json::from_value(self.value()?).ok()
    }
}

/// Translates all texts in a document. `is_text`: whether the value itself is one.
fn translate(value: &mut Value, is_text: bool) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                translate(field, TEXTS.contains(&name.as_str()));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| translate(item, is_text)),
        Value::String(text) if is_text => *text = served::template(text),
        _ => {}
    }
}

/// The fields of a document that people read.
const TEXTS: [&str; 6] = ["text", "label", "goal", "name", "value", "options"];

#[cfg(test)]
mod tests {
    use super::*;
    use shared::quota::Package;

    #[test]
    fn each_template_is_publishable_on_every_package_without_advice() {
        for template in TEMPLATES {
            let draft = template.draft().unwrap();
            let checked = draft.check(Package::Select);
            assert!(checked.ready.is_some(), "{}: {:?}", template.slug, checked.findings);
            assert_eq!(checked.findings, [], "{}", template.slug);
        }
    }

    #[test]
    fn each_template_has_its_own_slug() {
        let mut slugs = TEMPLATES.map(|template| template.slug).to_vec();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), TEMPLATES.len());
    }
}
