//! Which dialogues a list shows, and what moving one of them comes to.

use shared::id::DialogueId;
use shared::protocol::DialogueRow;

/// Of which kind the dialogues are that show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// All of them.
    #[default]
    All,
    /// Those that are targeted.
    Dialogues,
    /// Those that are set off.
    Flows,
    /// Those that visitors see, and whose draft says something else.
    Changed,
    /// Those that visitors don't see.
    Hidden,
}

impl Kind {
    /// Each with its name.
    pub(crate) const ALL: [(Self, &'static str); 5] = [
        (Self::All, "All"),
        (Self::Dialogues, "Dialogues"),
        (Self::Flows, "Flows"),
        (Self::Changed, "Draft changed"),
        (Self::Hidden, "Not published"),
    ];

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

/// Those that show: of that kind, with that in their name or on their pages.
pub(crate) fn visible(rows: &[DialogueRow], kind: Kind, search: &str) -> Vec<DialogueRow> {
    let search = search.trim().to_lowercase();
    let has = |text: &String| text.to_lowercase().contains(&search);
    let found =
        |row: &&DialogueRow| kind.has(row) && (has(&row.name) || row.target.pages.iter().any(has));
    rows.iter().filter(found).cloned().collect()
}

/// The order of all after one of those shown was put in a gap between them: gap 0 is above the first.
/// `None` where it stays where it is.
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
            target: Target::default(),
        }
    }

    #[test]
    fn a_row_is_put_where_it_is_dropped_among_those_that_show() {
        let moved =
            |visible: &str, which: &str, gap| moved(&ids("abcde"), &ids(visible), &id(which), gap);
        assert_eq!(moved("abcde", "a", 3), Some(ids("bcade")));
        assert_eq!(moved("abcde", "e", 0), Some(ids("eabcd")));
        assert_eq!(moved("abcde", "b", 5), Some(ids("acdeb")));
        // Among some, it goes beside the one it was dropped at.
        assert_eq!(moved("ad", "a", 2), Some(ids("bcdae")));
        assert_eq!(moved("be", "e", 0), Some(ids("aebcd")));
    }

    #[test]
    fn a_row_that_is_dropped_where_it_was_stays() {
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
