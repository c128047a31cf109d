//! The model of the list of people, and the texts of an erasure. Pure.

pub(crate) mod leads;
#[cfg(feature = "view")]
pub(crate) mod view;

use crate::texts::t;
use shared::protocol::{Erasure, Listing, PersonPage, PersonRow};

/// The sort orders: the API's value and the label.
pub(crate) fn sorts() -> [(&'static str, &'static str); 4] {
    [
        ("last", t!("people-last-seen")),
        ("first", t!("people-first-seen")),
        ("name", t!("common-name")),
        ("conversations", t!("people-conversations")),
    ]
}

/// The list, as far as it is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct People {
    /// The search text; empty for everybody.
    pub(crate) typed: String,
    pub(crate) sort: String,
    pub(crate) rows: Vec<PersonRow>,
    /// The cursor of the next page; `None` if there is none.
    pub(crate) next: Option<String>,
    /// Whether a request is in flight.
    pub(crate) loading: bool,
    /// The error of the last request.
    pub(crate) error: Option<String>,
}

/// A request for a page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRequest {
    pub(crate) typed: String,
    pub(crate) sort: String,
    /// The cursor; `None` for the first page.
    pub(crate) cursor: Option<String>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            typed: String::new(),
            sort: sorts()[0].0.to_owned(),
            rows: Vec::new(),
            next: None,
            loading: false,
            error: None,
        }
    }
}

impl People {
    /// The request for the first page.
    pub(crate) fn first_page(&self) -> PageRequest {
        PageRequest { typed: self.typed.clone(), sort: self.sort.clone(), cursor: None }
    }

    /// Requests the first page.
    pub(crate) fn begin(&mut self) -> PageRequest {
        self.loading = true;
        self.error = None;
        self.first_page()
    }

    /// Requests the next page, if there is one and no request is in flight.
    pub(crate) fn more(&mut self) -> Option<PageRequest> {
        let cursor = self.next.clone().filter(|_| !self.loading)?;
        self.loading = true;
        Some(PageRequest {
            typed: self.typed.clone(),
            sort: self.sort.clone(),
            cursor: Some(cursor),
        })
    }

    /// Adds a page. A response to an earlier request is ignored.
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

/// Lists what is deleted when a person is erased.
pub(crate) fn lost(page: &PersonPage) -> Vec<String> {
    let mut lost = vec![
        t!("people-lost-profile", fields = page.row.fields.len()),
        t!("people-lost-conversations", conversations = page.row.conversations),
        t!("people-lost-decisions").to_owned(),
    ];
    if !page.visitors.is_empty() {
        lost.push(t!("people-lost-browsers", browsers = page.visitors.len()));
    }
    lost
}

/// Lists what was removed: label and count.
pub(crate) fn proof(erasure: &Erasure) -> Vec<(&'static str, u64)> {
    let removed = erasure.removed;
    vec![
        (t!("section-people"), removed.people),
        (t!("people-profile-fields"), removed.fields),
        (t!("people-browsers"), removed.visitors),
        (t!("people-conversations-listed"), removed.conversations),
        (t!("people-search-entries"), removed.entries),
        (t!("people-events"), removed.events),
        (t!("people-files"), removed.files),
        (t!("people-blocks"), removed.blocks),
    ]
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
            verified: false,
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
    fn pages_are_appended_and_late_responses_ignored() {
        let mut people = People::default();
        let first = people.begin();
        assert_eq!(people.more(), None, "a request is in flight");
        people.add_page(&first, Ok(page(&["a", "b"], Some("2"))));
        let second = people.more().unwrap();
        people.add_page(&second, Ok(page(&["c"], None)));
        assert_eq!((people.rows.len(), people.more()), (3, None));
        "ada".clone_into(&mut people.typed);
        let search = people.begin();
        people.add_page(&first, Ok(page(&["z"], None)));
        assert!(people.loading && people.rows.len() == 3, "the rows stay until the response");
        people.add_page(&search, Ok(page(&["a"], None)));
        assert_eq!(people.rows.len(), 1);
        let again = people.begin();
        people.add_page(&again, Err("No connection".to_owned()));
        assert_eq!(people.error.as_deref(), Some("No connection"));
    }

    #[test]
    fn what_is_deleted_is_listed_and_counted() {
        let page = PersonPage {
            row: row("a"),
            overrides: Attributes::new(),
            device: Device::default(),
            visitors: Vec::new(),
            history: Listing { items: Vec::new(), next: None },
        };
        let lost = lost(&page);
        assert_eq!(lost[0], "their profile: one field");
        assert!(lost[1].starts_with("2 conversations with all"));
        assert_eq!(lost.len(), 3, "no browser is known");
    }
}
