//! The list of conversations that were, what it is narrowed to, and what is looked for in it.

use super::model::{Inbox, Tab};
use super::msg::Effect;
use shared::api::{ConversationFilter, Scope};
use shared::id::{AgentId, DialogueId, TeamId};
use shared::protocol::{ConversationRow, Listing, SearchHit};

/// One list, loaded page by page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct HistoryList {
    /// The rows so far, newest first.
    pub(crate) rows: Vec<ConversationRow>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// Asked, not answered.
    pub(crate) loading: bool,
    /// Whether a first page arrived.
    pub(crate) loaded: bool,
    /// What went wrong last.
    pub(crate) error: Option<String>,
    /// What is shown of it.
    pub(crate) filter: Filter,
}

/// What a list is narrowed to: ids and words as the edge knows them; empty: to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Filter {
    /// Who had the chat.
    pub(crate) agent: String,
    /// Which team was asked.
    pub(crate) team: String,
    /// What ran.
    pub(crate) dialogue: String,
    /// Where it stands.
    pub(crate) status: String,
}

impl Filter {
    /// How many things narrow it.
    pub(crate) fn count(&self) -> usize {
        let all = [&self.agent, &self.team, &self.dialogue, &self.status];
        all.into_iter().filter(|value| !value.is_empty()).count()
    }

    /// As the edge is asked for it.
    pub(crate) fn query(&self, scope: Scope, cursor: Option<String>) -> ConversationFilter {
        ConversationFilter {
            scope: Some(scope),
            agent: AgentId::quietly(self.agent.clone()),
            team: TeamId::quietly(self.team.clone()),
            person: None,
            dialogue: DialogueId::quietly(self.dialogue.clone()),
            status: Some(self.status.clone()).filter(|status| !status.is_empty()),
            cursor,
        }
    }
}

impl HistoryList {
    /// Takes a page in: the first replaces what was there, a further one goes below it.
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

/// A row that moved between two pages is shown once.
fn is_new(rows: &[ConversationRow], row: &ConversationRow) -> bool {
    rows.iter().all(|entry| entry.id != row.id)
}

/// The agent narrows a list, or doesn't any more: it is asked for anew, and what comes of an earlier
/// question is not shown.
pub(super) fn narrow(inbox: &mut Inbox, tab: Tab, filter: Filter) -> Vec<Effect> {
    if inbox.listing(tab).filter == filter {
        return Vec::new();
    }
    let requested = filter.clone();
    *inbox.listing_mut(tab) = HistoryList { filter, loading: true, ..HistoryList::default() };
    vec![Effect::Load { tab, filter: requested, cursor: None }]
}

/// What the agent looks for, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Search {
    /// As it was typed; empty: nothing is looked for.
    pub(crate) typed: String,
    /// What was found so far, the newest first.
    pub(crate) rows: Vec<SearchHit>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// Asked, not answered.
    pub(crate) loading: bool,
    /// What went wrong last.
    pub(crate) error: Option<String>,
}

impl Search {
    /// Whether anything is looked for.
    pub(crate) fn is_on(&self) -> bool {
        !self.typed.trim().is_empty()
    }
}

/// The agent types what to look for.
pub(super) fn search(inbox: &mut Inbox, typed: String) -> Vec<Effect> {
    if inbox.search.typed == typed {
        return Vec::new();
    }
    let Search { rows, .. } = std::mem::take(&mut inbox.search);
    inbox.search.typed.clone_from(&typed);
    if !inbox.search.is_on() {
        return Vec::new();
    }
    // What was found stays until the next answer, so that nothing flickers.
    inbox.search = Search { typed: typed.clone(), rows, loading: true, ..Search::default() };
    vec![Effect::Search { typed, cursor: None }]
}

/// The agent wants to see more of what was found.
pub(super) fn search_more(inbox: &mut Inbox) -> Vec<Effect> {
    let search = &mut inbox.search;
    let Some(cursor) = search.next.clone().filter(|_| !search.loading) else { return Vec::new() };
    search.loading = true;
    vec![Effect::Search { typed: search.typed.clone(), cursor: Some(cursor) }]
}

/// An answer; one to what was typed before is late, and nothing.
pub(super) fn search_page(
    inbox: &mut Inbox,
    typed: &str,
    first: bool,
    page: Result<Listing<SearchHit>, String>,
) {
    let search = &mut inbox.search;
    if search.typed != typed {
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
