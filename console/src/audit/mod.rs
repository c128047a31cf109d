//! The audit log: its list, what each row says, and its CSV file. Pure.

#[cfg(feature = "view")]
pub(crate) mod view;

mod settings;
mod words;

pub(crate) use words::{Part, actor, kind_name, said, text};

use crate::texts::t;
use shared::api::AuditQuery;
use shared::csv::{Csv, iso};
use shared::protocol::{Actor, AuditKind, AuditRow, Listing};

/// The most pages of an export; with more, the period has to be shorter.
pub(crate) const MAX_PAGES: usize = 200;

/// What the list is limited to; empty strings limit nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    pub(crate) who: String,
    pub(crate) what: String,
    /// The first day, like `2026-11-01`.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
}

impl Filter {
    /// The query for a page, in a time zone.
    pub(crate) fn query(&self, zone: String, cursor: Option<String>) -> AuditQuery {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        AuditQuery {
            who: given(&self.who),
            what: AuditKind::from_name(&self.what),
            from: given(&self.from),
            to: given(&self.to),
            zone: Some(zone),
            cursor,
        }
    }
}

/// The log, as far as it is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AuditList {
    pub(crate) filter: Filter,
    pub(crate) rows: Vec<AuditRow>,
    /// The cursor of the next page; `None` if there is none.
    pub(crate) next: Option<String>,
    pub(crate) loading: bool,
    /// The error of the last request.
    pub(crate) error: Option<String>,
    /// Everybody seen so far, by whom the list can be limited: the filter's value and the name.
    pub(crate) seen: Vec<(String, String)>,
}

/// A request for a page.
pub(crate) type PageRequest = (Filter, Option<String>);

impl AuditList {
    /// Requests the first page.
    pub(crate) fn begin(&mut self) -> PageRequest {
        self.loading = true;
        self.error = None;
        (self.filter.clone(), None)
    }

    /// Requests the next page, if there is one and no request is in flight.
    pub(crate) fn more(&mut self) -> Option<PageRequest> {
        let cursor = self.next.clone().filter(|_| !self.loading)?;
        self.loading = true;
        Some((self.filter.clone(), Some(cursor)))
    }

    /// Adds a page. A response to an earlier request is ignored.
    pub(crate) fn add_page(
        &mut self,
        (filter, cursor): &PageRequest,
        page: Result<Listing<AuditRow>, String>,
    ) {
        if *filter != self.filter {
            return;
        }
        self.loading = false;
        match page {
            Ok(page) => {
                if cursor.is_none() {
                    self.rows.clear();
                }
                for row in &page.items {
                    self.see(&row.by);
                }
                self.rows.extend(page.items);
                self.next = page.next;
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// Adds somebody to those by whom the list can be limited.
    fn see(&mut self, by: &Actor) {
        if !self.seen.iter().any(|(who, _)| who == by.who()) {
            self.seen.push((by.who().to_owned(), actor(by)));
        }
    }
}

/// The rows as a CSV file.
pub(crate) fn csv(rows: &[AuditRow]) -> Csv {
    let mut csv = Csv::new(&[
        t!("audit-csv-time"),
        t!("audit-who"),
        t!("audit-csv-id"),
        t!("audit-what"),
        t!("audit-csv-details"),
        t!("audit-csv-times"),
    ]);
    for row in rows {
        csv.row(&[
            iso(row.at),
            actor(&row.by),
            row.by.who().to_owned(),
            kind_name(row.event.kind()).to_owned(),
            text(&row.event),
            row.times.to_string(),
        ]);
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::AgentId;
    use shared::protocol::AuditEvent;
    use shared::time::Timestamp;

    fn row(event: AuditEvent) -> AuditRow {
        let agent = AgentId::parse("agent_layla").unwrap();
        let by = Actor::Agent { agent, name: "ليلى".to_owned() };
        AuditRow { at: Timestamp(1_764_201_600_000), by, event, times: 1 }
    }

    fn page(next: Option<&str>) -> Listing<AuditRow> {
        let items = vec![row(AuditEvent::SignedIn)];
        Listing { items, next: next.map(str::to_owned) }
    }

    #[test]
    fn pages_are_appended_and_answers_to_an_earlier_filter_ignored() {
        let mut list = AuditList::default();
        let first = list.begin();
        list.add_page(&first, Ok(page(Some("7-1"))));
        let second = list.more().unwrap();
        assert_eq!(second.1.as_deref(), Some("7-1"));
        assert_eq!(list.more(), None, "one request at a time");
        list.filter.what = "signed_out".to_owned();
        list.add_page(&second, Ok(page(None)));
        assert_eq!(list.rows.len(), 1);
        let again = list.begin();
        list.add_page(&again, Ok(page(None)));
        assert_eq!((list.rows.len(), list.more()), (1, None));
        assert_eq!(list.seen, [("agent_layla".to_owned(), "ليلى".to_owned())]);
    }

    #[test]
    fn an_empty_filter_limits_nothing() {
        let query = Filter::default().query("Europe/Berlin".to_owned(), None);
        let zone = Some("Europe/Berlin".to_owned());
        assert_eq!(query, AuditQuery { zone, ..AuditQuery::default() });
    }

    #[test]
    fn a_file_has_a_row_for_each_event() {
        let rows = [row(AuditEvent::SignedIn)];
        let expected = "2025-11-27T00:00:00Z,ليلى,agent_layla,Signed in,,1\r\n";
        assert_eq!(csv(&rows).text().split_once("\r\n").unwrap().1, expected);
    }
}
