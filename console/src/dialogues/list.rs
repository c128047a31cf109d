//! Filters the list of dialogues, and computes the order after a move.

use crate::texts::t;
use shared::id::DialogueId;
use shared::protocol::DialogueRow;

/// The filter of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    All,
    /// Dialogues, which an audience targets.
    Dialogues,
    /// Conversational flows, which a trigger starts.
    Flows,
    /// Published ones whose draft differs.
    Changed,
    /// Those that visitors don't see.
    Hidden,
}

impl Kind {
    /// The filters, with their labels.
    pub(crate) fn all() -> [(Self, &'static str); 5] {
        [
            (Self::All, t!("dialogues-filter-all")),
            (Self::Dialogues, t!("section-dialogues")),
            (Self::Flows, t!("dialogues-filter-flows")),
            (Self::Changed, t!("dialogues-filter-changed")),
            (Self::Hidden, t!("dialogues-not-published")),
        ]
    }

    const fn has(self, row: &DialogueRow) -> bool {
        match self {
            Self::All => true,
            Self::Dialogues => row.trigger.is_none(),
            Self::Flows => row.trigger.is_some(),
            Self::Changed => row.changed,
            Self::Hidden => row.published.is_none(),
        }
    }
}

/// Returns the rows of that kind whose name or pages contain the search text.
pub(crate) fn visible(rows: &[DialogueRow], kind: Kind, search: &str) -> Vec<DialogueRow> {
    let search = search.trim().to_lowercase();
    let has = |text: &String| text.to_lowercase().contains(&search);
    let found =
        |row: &&DialogueRow| kind.has(row) && (has(&row.name) || row.target.pages.iter().any(has));
    rows.iter().filter(found).cloned().collect()
}

/// Returns the order of all dialogues after a visible one was dropped in a gap; gap 0 is above the
/// first visible row. `None` if the order doesn't change.
pub(crate) fn moved(
    all: &[DialogueId],
    visible: &[DialogueId],
    which: &DialogueId,
    gap: usize,
) -> Option<Vec<DialogueId>> {
    let from = visible.iter().position(|one| one == which)?;
    if gap == from || gap == from + 1 {
        return None;
    }
    let mut order: Vec<DialogueId> = all.iter().filter(|one| *one != which).cloned().collect();
    let index = |one: &DialogueId| order.iter().position(|other| other == one);
    let to = match visible.get(gap) {
        Some(after) => index(after)?,
        None => index(visible.last()?)? + 1,
    };
    order.insert(to, which.clone());
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::Version;
    use shared::protocol::Target;
    use shared::time::Timestamp;

    fn id(name: &str) -> DialogueId {
        DialogueId::parse(format!("dialogue_{name}")).unwrap()
    }

    fn ids(names: &str) -> Vec<DialogueId> {
        names.chars().map(|name| id(&name.to_string())).collect()
    }

    fn row(name: &str) -> DialogueRow {
        DialogueRow {
            id: id(name),
            name: name.to_owned(),
            priority: 0,
            trigger: None,
            published: Some(Version(1)),
            written: Timestamp(0),
            changed: false,
            nobody_answers: false,
            target: Target::default(),
        }
    }

    #[test]
    fn a_row_moves_to_the_gap_among_the_visible_rows() {
        let moved =
            |visible: &str, which: &str, gap| moved(&ids("abcde"), &ids(visible), &id(which), gap);
        assert_eq!(moved("abcde", "a", 3), Some(ids("bcade")));
        assert_eq!(moved("abcde", "e", 0), Some(ids("eabcd")));
        assert_eq!(moved("abcde", "b", 5), Some(ids("acdeb")));
        // In a filtered list, it goes next to the row it was dropped at.
        assert_eq!(moved("ad", "a", 2), Some(ids("bcdae")));
        assert_eq!(moved("be", "e", 0), Some(ids("aebcd")));
    }

    #[test]
    fn a_row_dropped_at_its_own_position_stays() {
        for gap in [1, 2] {
            assert_eq!(moved(&ids("abc"), &ids("abc"), &id("b"), gap), None);
        }
        assert_eq!(moved(&ids("abc"), &ids("ab"), &id("c"), 0), None);
    }

    #[test]
    fn rows_are_found_by_name_and_page_and_kind() {
        let flow = DialogueRow { trigger: Some("click".into()), ..row("Buy") };
        let pages = vec!["https://shop.example/pricing".to_owned()];
        let priced = DialogueRow { target: Target { pages, ..Target::default() }, ..row("Hello") };
        let draft = DialogueRow { published: None, ..row("New") };
        let rows = [flow, priced, draft];
        let names = |kind, search| {
            let visible = visible(&rows, kind, search);
            visible.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Kind::All, ""), ["Buy", "Hello", "New"]);
        assert_eq!(names(Kind::Flows, ""), ["Buy"]);
        assert_eq!(names(Kind::Dialogues, " PRICING "), ["Hello"]);
        assert_eq!(names(Kind::Hidden, "n"), ["New"]);
        assert_eq!(names(Kind::Changed, ""), [""; 0]);
    }
}
