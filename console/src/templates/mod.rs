//! Dialogues to begin with: whole ones, as they could be published.

use serde_json::Value;
use shared::protocol::DialogueDraft;

/// A dialogue to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    /// Its word, for addresses and tests.
    pub(crate) slug: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is good for.
    pub(crate) about: &'static str,
    written: &'static str,
}

/// Those there are, the usual ones first.
pub(crate) const TEMPLATES: [Template; 5] = [
    Template {
        slug: "sales",
        name: "Talk to sales",
        about: "Asks how big the team is and who is there, then calls an agent.",
        written: include_str!("sales.json"),
    },
    Template {
        slug: "support",
        name: "Support",
        about: "Finds out what is wrong and how urgent it is, then calls an agent.",
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
        about: "Takes a number and a time of day, or calls an agent at once.",
        written: include_str!("callback.json"),
    },
    Template {
        slug: "blank",
        name: "Blank",
        about: "One question with two responses. The rest is yours.",
        written: include_str!("blank.json"),
    },
];

impl Template {
    /// The dialogue as it is written; `None` never: a test reads each of them.
    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_str(self.written).ok()
    }

    /// The dialogue as a draft.
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
