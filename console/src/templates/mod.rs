//! Templates for new dialogues, each complete and ready to publish.

use serde_json::Value;
use shared::protocol::DialogueDraft;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    /// Identifies it in addresses and tests.
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    /// What it is for, in one sentence.
    pub(crate) about: &'static str,
    written: &'static str,
}

/// All templates, the most common first.
pub(crate) const TEMPLATES: [Template; 5] = [
    Template {
        slug: "sales",
        name: "Talk to sales",
        about: "Asks about the team’s size and for contact details, then connects to an agent.",
        written: include_str!("sales.json"),
    },
    Template {
        slug: "support",
        name: "Support",
        about: "Asks what is wrong and how urgent it is, then connects to an agent.",
        written: include_str!("support.json"),
    },
    Template {
        slug: "leads",
        name: "Lead capture",
        about: "Offers something to read and asks for an e-mail address. Needs no agent.",
        written: include_str!("leads.json"),
    },
    Template {
        slug: "callback",
        name: "Book a call back",
        about: "Asks for a phone number and a time, or connects to an agent right away.",
        written: include_str!("callback.json"),
    },
    Template {
        slug: "blank",
        name: "Blank",
        about: "One question with two responses, to build on.",
        written: include_str!("blank.json"),
    },
];

impl Template {
    /// Returns the template's document. Never `None`: a test reads each of them.
    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_str(self.written).ok()
    }

    /// Returns the template's document as a draft.
    pub(crate) fn draft(&self) -> Option<DialogueDraft> {
        serde_json::from_str(self.written).ok()
    }
}

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
