//! The list of conversations, page by page, and the search in it.

mod export;
pub(crate) mod search;
pub(crate) mod store;

use self::search::SearchFilter;
use self::store::RowFilter;
use super::Shell;
use super::agents::store as agents;
use super::days::moments;
use super::dialogues::store as dialogues;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use shared::api::{
    ConversationFilter, ConversationSearch, ListConversations, ListFilters, Request, Scope,
    SearchConversations, WaitsFor,
};
use shared::id::AgentId;
use shared::people::{pieces, query};
use shared::permission::Permission;
use shared::protocol::{ConversationRow, Filters, Listing, Named, SearchHit};
use std::rc::Rc;

pub(super) const PAGE: usize = 50;
/// A cursor after every time and row.
pub(super) const END: u64 = (1 << 53) - 1;

/// What narrows a list of all agents' conversations or of one's.
fn row_filter<'n>(
    of: Option<&'n AgentId>,
    filter: &'n ConversationFilter,
) -> Result<RowFilter<'n>, ApiError> {
    let days = moments(filter.from.as_deref(), filter.to.as_deref(), filter.zone.as_deref())?;
    Ok(RowFilter {
        agent: of.or(filter.agent.as_ref()),
        team: filter.team.as_ref(),
        dialogue: filter.dialogue.as_ref(),
        status: filter.status.as_deref(),
        waits: filter.waits_for == Some(WaitsFor::Answer),
        person: filter.person.as_ref(),
        label: filter.label.as_ref(),
        from: days.from,
        until: days.until,
    })
}

/// Whether the caller may read what was said in the conversations that they may list (INBOX-14).
fn reads_words(me: &Principal) -> bool {
    me.rights.may(Permission::LiveChat) || me.rights.may(Permission::ViewAllConversations)
}

/// The filters that apply: those for agents, teams and people don't to the caller's own conversations.
fn narrowed(filter: ConversationFilter) -> ConversationFilter {
    if filter.scope == Some(Scope::All) {
        return filter;
    }
    ConversationFilter { agent: None, team: None, person: None, ..filter }
}

/// The latest conversations of all agents or of one.
fn latest(
    shell: &Shell,
    me: &Principal,
    of: Option<&AgentId>,
    filter: &ConversationFilter,
) -> Reply<Listing<ConversationRow>> {
    let before = filter.cursor.as_deref().map_or(Ok((END, "")), read_cursor)?;
    let mut items = store::latest(&shell.sql(), &row_filter(of, filter)?, before, PAGE + 1)?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(cursor_after);
    if !reads_words(me) {
        for row in &mut items {
            row.last_words = None;
        }
    }
    reply::json(&Listing { items, next })
}

/// Search results, newest first.
fn find(
    shell: &Shell,
    me: &Principal,
    narrowed: SearchFilter<'_>,
    typed: &str,
    cursor: Option<&str>,
) -> Reply<Listing<SearchHit>> {
    let sql = shell.sql();
    let before = cursor.map_or(Ok(END), |cursor| cursor.parse().map_err(|_| no_cursor()))?;
    let hits = match query(typed) {
        Some(question) => search::find(&sql, &question, narrowed, before, PAGE + 1)?,
        None => Vec::new(),
    };
    let next = (hits.len() > PAGE).then(|| hits[PAGE - 1].row_id.to_string());
    let mut items = Vec::new();
    for hit in hits.into_iter().take(PAGE) {
        let Some(mut row) = store::find(&sql, &hit.conversation)? else { continue };
        let mut said = pieces(&hit.said);
        if !said.iter().any(|piece| piece.hit) {
            said.clear();
        }
        if !reads_words(me) {
            (row.last_words, said) = (None, Vec::new());
        }
        items.push(SearchHit { row, name: pieces(&hit.name), said });
    }
    reply::json(&Listing { items, next })
}

/// Values to filter lists by, as far as the caller may see them.
fn filters(shell: &Shell, me: &Principal) -> Reply<Filters> {
    let sql = shell.sql();
    let named = dialogues::all(&sql)?.into_iter().map(|row| Named { id: row.id, name: row.name });
    let mut filters = Filters { dialogues: named.collect(), ..Filters::default() };
    if me.rights.may(Permission::ViewAllConversations) {
        let named = |agent: agents::Agent| Named { id: agent.id, name: agent.name };
        filters.agents = agents::all(&sql)?.into_iter().map(named).collect();
        let teams = site_kv::routing(&sql)?.teams.into_iter();
        filters.teams = teams.map(|team| Named { id: team.id, name: team.name }).collect();
    }
    reply::json(&filters)
}

pub(super) fn cursor_after(row: &ConversationRow) -> String {
    format!("{}.{}", row.last.0, row.id)
}

pub(super) fn read_cursor(cursor: &str) -> Result<(u64, &str), ApiError> {
    let position = cursor.split_once('.').and_then(|(last, id)| Some((last.parse().ok()?, id)));
    position.ok_or_else(no_cursor)
}

pub(super) fn no_cursor() -> ApiError {
    ApiError::Invalid(
        "This is not a valid cursor: pass the `next` of the previous page unchanged.".to_owned(),
    )
}

impl Handler for ListConversations {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let filter = narrowed(request.query);
        let own = (filter.scope != Some(Scope::All)).then_some(&me.agent.id);
        latest(shell, me, own, &filter)
    }
}

impl Handler for SearchConversations {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let ConversationSearch { scope, q, waits_for, label, cursor } = request.query;
        let of = if scope == Some(Scope::All) { None } else { Some(&me.agent.id) };
        let waits = waits_for == Some(WaitsFor::Answer);
        let narrowed = SearchFilter { agent: of, waits, label: label.as_ref() };
        find(shell, me, narrowed, &q.unwrap_or_default(), cursor.as_deref())
    }
}

impl Handler for ListFilters {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        filters(shell, me)
    }
}
