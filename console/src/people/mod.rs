//! The list of people as data, and what is said of an erasure. Pure.

#[cfg(feature = "view")]
pub(crate) mod view;

use shared::protocol::{Erasure, Listing, PersonPage, PersonRow};

/// By what the list is sorted: the edge's word, and in words.
pub(crate) const SORTS: [(&str, &str); 4] = [
    ("last", "Last seen"),
    ("first", "First seen"),
    ("name", "Name"),
    ("conversations", "Conversations"),
];

/// The list as far as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct People {
    /// What is looked for; empty: nobody in particular.
    pub(crate) typed: String,
    /// By what it is sorted.
    pub(crate) sort: String,
    /// The rows so far.
    pub(crate) rows: Vec<PersonRow>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// Asked, not answered.
    pub(crate) loading: bool,
    /// What went wrong last.
    pub(crate) error: Option<String>,
}

/// A question to the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// What is looked for.
    pub(crate) typed: String,
    /// By what it is sorted.
    pub(crate) sort: String,
    /// Where the page begins; none: the first.
    pub(crate) cursor: Option<String>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            typed: String::new(),
            sort: SORTS[0].0.to_owned(),
            rows: Vec::new(),
            next: None,
            loading: false,
            error: None,
        }
    }
}

impl People {
    /// Asks from the beginning.
    pub(crate) fn begin(&mut self) -> PageRequest {
        self.loading = true;
        self.error = None;
        PageRequest { typed: self.typed.clone(), sort: self.sort.clone(), cursor: None }
    }

    /// Asks for more, if there is any and nothing is under way.
    pub(crate) fn more(&mut self) -> Option<PageRequest> {
        let cursor = self.next.clone().filter(|_| !self.loading)?;
        self.loading = true;
        Some(PageRequest {
            typed: self.typed.clone(),
            sort: self.sort.clone(),
            cursor: Some(cursor),
        })
    }

    /// Takes an answer in; one to an earlier question is late, and nothing.
    pub(crate) fn add_page(
        &mut self,
        query: &PageRequest,
        page: Result<Listing<PersonRow>, String>,
    ) {
        if (&query.typed, &query.sort) != (&self.typed, &self.sort) {
            return;
        }
        self.loading = false;
        match page {
            Ok(page) => {
                if query.cursor.is_none() {
                    self.rows.clear();
                }
                self.rows.extend(page.items);
                self.next = page.next;
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }
}

/// What is lost when somebody is erased, thing by thing.
pub(crate) fn lost(page: &PersonPage) -> Vec<String> {
    let conversations = page.row.conversations;
    let mut lost = vec![
        format!("what is known of them: {}", count(page.row.fields.len() as u64, "field")),
        format!("{} with all that was said in them", count(conversations, "conversation")),
        "how they were routed, and what search finds of them".to_owned(),
    ];
    if !page.visitors.is_empty() {
        lost.push(format!("the mark of {}", count(page.visitors.len() as u64, "browser")));
    }
    lost
}

/// What was removed: what it is called, and how many.
pub(crate) fn proof(erasure: &Erasure) -> Vec<(&'static str, u64)> {
    let removed = erasure.removed;
    vec![
        ("People", removed.people),
        ("Fields told or noted", removed.fields),
        ("Browsers", removed.visitors),
        ("Conversations in the list", removed.conversations),
        ("Entries of the search index", removed.entries),
        ("Events in logs", removed.events),
        ("Files", removed.files),
    ]
}

fn count(n: u64, label: &str) -> String {
    if n == 1 { format!("one {label}") } else { format!("{n} {label}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Location;
    use shared::id::PersonId;
    use shared::people::Device;
    use shared::person::{Attributes, Field};
    use shared::time::Timestamp;

    fn row(id: &str) -> PersonRow {
        PersonRow {
            id: PersonId::parse(format!("person_{id}")).unwrap(),
            fields: Attributes::from([(Field::Email, "ada@x.de".to_owned())]),
            location: Location::default(),
            first: Timestamp(1),
            last: Timestamp(2),
            conversations: 2,
        }
    }

    fn page(ids: &[&str], next: Option<&str>) -> Listing<PersonRow> {
        let items = ids.iter().map(|id| row(id)).collect();
        Listing { items, next: next.map(str::to_owned) }
    }

    #[test]
    fn pages_come_below_each_other_and_a_late_answer_is_nothing() {
        let mut people = People::default();
        let first = people.begin();
        assert_eq!(people.more(), None, "under way");
        people.add_page(&first, Ok(page(&["a", "b"], Some("2"))));
        let second = people.more().unwrap();
        people.add_page(&second, Ok(page(&["c"], None)));
        assert_eq!((people.rows.len(), people.more()), (3, None));
        "ada".clone_into(&mut people.typed);
        let search = people.begin();
        people.add_page(&first, Ok(page(&["z"], None)));
        assert!(people.loading && people.rows.len() == 3, "what was there stays until the answer");
        people.add_page(&search, Ok(page(&["a"], None)));
        assert_eq!(people.rows.len(), 1);
        let again = people.begin();
        people.add_page(&again, Err("No connection".to_owned()));
        assert_eq!(people.error.as_deref(), Some("No connection"));
    }

    #[test]
    fn what_is_lost_is_named_and_counted() {
        let page = PersonPage {
            row: row("a"),
            overrides: Attributes::new(),
            device: Device::default(),
            visitors: Vec::new(),
            history: Listing { items: Vec::new(), next: None },
        };
        let lost = lost(&page);
        assert_eq!(lost[0], "what is known of them: one field");
        assert!(lost[1].starts_with("2 conversations with all"));
        assert_eq!(lost.len(), 3, "no browser is known");
    }
}
