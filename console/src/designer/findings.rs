//! What the check finds as somebody works, by card.

use super::draft::{Draft, Key};
use super::repair::{Repair, repair};
use shared::protocol::DialogueDraft;
use shared::quota::Package;
use shared::stream::{Finding, Severity, Stream};
use shared::text::check;

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CardFinding {
    /// What it is.
    pub(crate) finding: Finding,
    /// The card it is about.
    pub(crate) card: Option<Key>,
    /// How it can be mended with a click.
    pub(crate) repair: Option<Repair>,
}

impl CardFinding {
    /// Whether it stands in the way of publishing.
    pub(crate) fn is_error(&self) -> bool {
        self.finding.severity == Severity::Error
    }
}

/// What the check made of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Checked {
    /// Everything found, errors first, each in the order of the cards.
    pub(crate) items: Vec<CardFinding>,
    /// What visitors could walk through, where nothing stands in the way.
    pub(crate) stream: Option<Stream>,
}

impl Checked {
    /// That of a draft, for a site of that package.
    pub(crate) fn new(draft: &Draft, package: Package) -> Self {
        let document = draft.document();
        let read: Result<DialogueDraft, _> = serde_json::from_value(document.clone());
        let Ok(read) = read else { return Self::default() };
        let checked = check(&document, &read, package);
        let mut items: Vec<CardFinding> = checked
            .findings
            .into_iter()
            .map(|finding| CardFinding {
                card: finding.card.as_deref().and_then(|id| draft.by_id(id)),
                repair: repair(draft, &finding),
                finding,
            })
            .collect();
        items.sort_by_key(|items| items.finding.severity);
        Self { items, stream: checked.ready.map(|ready| ready.stream) }
    }

    /// How many stand in the way, and how many are advice.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let errors = self.items.iter().filter(|items| items.is_error()).count();
        (errors, self.items.len() - errors)
    }

    /// Those about a card.
    pub(crate) fn about(&self, key: Key) -> impl Iterator<Item = &CardFinding> {
        self.items.iter().filter(move |items| items.card == Some(key))
    }
}

/// How many there are, in words.
pub(crate) fn counted(errors: usize, advice: usize) -> String {
    let errors = match errors {
        0 => None,
        1 => Some("1 thing stands in the way".to_owned()),
        many => Some(format!("{many} things stand in the way")),
    };
    let advice = match advice {
        0 => None,
        1 => Some("1 piece of advice".to_owned()),
        many => Some(format!("{many} pieces of advice")),
    };
    match (errors, advice) {
        (None, None) => "Nothing stands in the way".to_owned(),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(errors), Some(advice)) => format!("{errors}, {advice}"),
    }
}
