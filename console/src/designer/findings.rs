//! The findings of the check, by card, updated while the author works.

use super::draft::{Draft, Key};
use super::repair::{Repair, repair};
use crate::texts::t;
use shared::desk::Answerers;
use shared::protocol::DialogueDraft;
use shared::quota::Package;
use shared::stream::{Finding, Severity, Stream};
use shared::text::check;
use std::collections::BTreeSet;

/// A finding, the card it is about, and its one-click fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CardFinding {
    pub(crate) finding: Finding,
    pub(crate) card: Option<Key>,
    /// The one-click fix, if there is one.
    pub(crate) repair: Option<Repair>,
}

impl CardFinding {
    /// Whether it prevents publishing.
    pub(crate) fn is_error(&self) -> bool {
        self.finding.severity == Severity::Error
    }
}

/// The result of checking a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Checked {
    /// All findings, errors first, each in the order of the cards.
    pub(crate) items: Vec<CardFinding>,
    /// The stream to walk in the preview; `None` while it has errors.
    pub(crate) stream: Option<Stream>,
}

impl Checked {
    /// Checks a draft against the rules of a site with that package, and its live chat cards against
    /// the site's agents and routing, once they are loaded.
    pub(crate) fn new(draft: &Draft, package: Package, answerers: Option<Answerers<'_>>) -> Self {
        let document = draft.document();
        let read: Result<DialogueDraft, _> = serde_json::from_value(document.clone());
        let Ok(read) = read else { return Self::default() };
        let checked = check(&document, &read, package);
        let routes = answerers.map(|answerers| answerers.check(&document["stream"]));
        let mut items: Vec<CardFinding> = checked
            .findings
            .into_iter()
            .chain(routes.unwrap_or_default())
            .map(|finding| CardFinding {
                card: finding.card.as_deref().and_then(|id| draft.by_id(id)),
                repair: repair(draft, &finding),
                finding,
            })
            .collect();
        items.sort_by_key(|items| items.finding.severity);
        // The same sentence about the same card says nothing more.
        let mut said = BTreeSet::new();
        items.retain(|one| said.insert((one.card, one.finding.message.clone())));
        Self { items, stream: checked.stream }
    }

    /// Returns the numbers of errors and of suggestions.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let errors = self.items.iter().filter(|items| items.is_error()).count();
        (errors, self.items.len() - errors)
    }

    /// Returns the findings about a card.
    pub(crate) fn about(&self, key: Key) -> impl Iterator<Item = &CardFinding> {
        self.items.iter().filter(move |items| items.card == Some(key))
    }
}

/// Describes the numbers of errors and suggestions.
pub(crate) fn counted(errors: usize, advice: usize) -> String {
    let errors = (errors > 0).then(|| t!("designer-errors", errors = errors));
    let advice = (advice > 0).then(|| t!("designer-suggestions", advice = advice));
    match (errors, advice) {
        (None, None) => t!("designer-ready").to_owned(),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(errors), Some(advice)) => format!("{errors}, {advice}"),
    }
}
