//! The list of past conversations, its filter, and the search.

use super::labels::Narrowed;
use super::model::{Inbox, Tab};
use super::msg::Effect;
use shared::api::{ConversationFilter, Scope, WaitsFor};
use shared::id::{AgentId, DialogueId, TeamId};
use shared::protocol::{ConversationRow, Listing, SearchHit};

/// A list, loaded page by page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct HistoryList {
    /// The rows so far, newest first.
    pub(crate) rows: Vec<ConversationRow>,
    /// The cursor of the next page.
    pub(crate) next: Option<String>,
    /// Whether a request is in flight.
    pub(crate) loading: bool,
    /// Whether the first page has arrived.
    pub(crate) loaded: bool,
    /// The error of the last request.
    pub(crate) error: Option<String>,
    pub(crate) filter: Filter,
}

/// A filter, with the ids and codes of the API; empty fields don't filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    /// The agent who had the chat.
    pub(crate) agent: String,
    /// The team of the live chat card.
    pub(crate) team: String,
    pub(crate) dialogue: String,
    pub(crate) status: String,
    /// The first day, like `2026-11-01`.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
}

impl Filter {
    /// The number of active filters.
    pub(crate) fn count(&self) -> usize {
        let all = [&self.agent, &self.team, &self.dialogue, &self.status, &self.from, &self.to];
        all.into_iter().filter(|value| !value.is_empty()).count()
    }

    /// Sets the first day. A last day before it moves along.
    pub(crate) fn begin(&mut self, day: String) {
        if !self.to.is_empty() && self.to < day {
            self.to.clone_from(&day);
        }
        self.from = day;
    }

    /// Sets the last day. A first day after it moves along.
    pub(crate) fn end(&mut self, day: String) {
        if !day.is_empty() && self.from > day {
            self.from.clone_from(&day);
        }
        self.to = day;
    }

    /// Converts it to a query of the API. The days are those of the time zone.
    pub(crate) fn query(
        &self,
        zone: impl FnOnce() -> String,
        scope: Scope,
        narrowed: &Narrowed,
        cursor: Option<String>,
    ) -> ConversationFilter {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let has_days = !self.from.is_empty() || !self.to.is_empty();
        ConversationFilter {
            scope: Some(scope),
            agent: AgentId::quietly(self.agent.clone()),
            team: TeamId::quietly(self.team.clone()),
            person: None,
            dialogue: DialogueId::quietly(self.dialogue.clone()),
            status: given(&self.status),
            waits_for: narrowed.waits.then_some(WaitsFor::Answer),
            label: narrowed.label.clone(),
            from: given(&self.from),
            to: given(&self.to),
            zone: has_days.then(zone),
            cursor,
        }
    }
}

impl HistoryList {
    /// Adds a page: the first one replaces the rows, others are appended.
    pub(crate) fn add_page(&mut self, first: bool, page: Result<Listing<ConversationRow>, String>) {
        self.loading = false;
        match page {
            Ok(page) => {
                if first {
                    self.rows.clear();
                }
                let new = page.items.into_iter().filter(|row| is_new(&self.rows, row));
                let new: Vec<_> = new.collect();
                self.rows.extend(new);
                self.next = page.next;
                self.loaded = true;
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }
}

/// Whether the row isn't listed yet; a row can move between two pages.
fn is_new(rows: &[ConversationRow], row: &ConversationRow) -> bool {
    rows.iter().all(|entry| entry.id != row.id)
}

/// Changes the filter of a list and loads it again. Responses for an earlier filter are ignored.
pub(super) fn narrow(inbox: &mut Inbox, tab: Tab, filter: Filter) -> Vec<Effect> {
    if inbox.listing(tab).filter == filter {
        return Vec::new();
    }
    let requested = filter.clone();
    *inbox.listing_mut(tab) = HistoryList { filter, loading: true, ..HistoryList::default() };
    vec![Effect::Load {
        tab,
        filter: requested,
        narrowed: inbox.labels.narrowed.clone(),
        cursor: None,
    }]
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Search {
    /// The search text; empty if there is no search.
    pub(crate) typed: String,
    /// The hits so far, newest first.
    pub(crate) rows: Vec<SearchHit>,
    /// The cursor of the next page.
    pub(crate) next: Option<String>,
    /// Whether a request is in flight.
    pub(crate) loading: bool,
    /// The error of the last request.
    pub(crate) error: Option<String>,
}

impl Search {
    /// Whether there is a search text.
    pub(crate) fn is_on(&self) -> bool {
        !self.typed.trim().is_empty()
    }
}

/// Changes the search text.
pub(super) fn search(inbox: &mut Inbox, typed: String) -> Vec<Effect> {
    if inbox.search.typed == typed {
        return Vec::new();
    }
    let Search { rows, .. } = std::mem::take(&mut inbox.search);
    inbox.search.typed.clone_from(&typed);
    if !inbox.search.is_on() {
        return Vec::new();
    }
    // The old hits stay until the response, so that the list doesn't flicker.
    inbox.search = Search { typed: typed.clone(), rows, loading: true, ..Search::default() };
    vec![Effect::Search { typed, narrowed: inbox.labels.narrowed.clone(), cursor: None }]
}

/// Searches for the same text anew, because the lists are narrowed to something else.
pub(super) fn search_again(inbox: &mut Inbox) -> Vec<Effect> {
    let typed = std::mem::take(&mut inbox.search.typed);
    search(inbox, typed)
}

/// Loads the next page of hits.
pub(super) fn search_more(inbox: &mut Inbox) -> Vec<Effect> {
    let search = &mut inbox.search;
    let Some(cursor) = search.next.clone().filter(|_| !search.loading) else { return Vec::new() };
    search.loading = true;
    let narrowed = inbox.labels.narrowed.clone();
    vec![Effect::Search { typed: search.typed.clone(), narrowed, cursor: Some(cursor) }]
}

/// Adds a page of hits. A response for an earlier text is ignored.
pub(super) fn search_page(
    inbox: &mut Inbox,
    typed: &str,
    narrowed: &Narrowed,
    first: bool,
    page: Result<Listing<SearchHit>, String>,
) {
    let search = &mut inbox.search;
    if search.typed != typed || inbox.labels.narrowed != *narrowed {
        return;
    }
    search.loading = false;
    match page {
        Ok(page) => {
            if first {
                search.rows.clear();
            }
            search.rows.extend(page.items);
            search.next = page.next;
            search.error = None;
        }
        Err(error) => search.error = Some(error),
    }
}
