//! References to agents and teams, and what happens to them when an agent is removed.

use super::Shell;
use super::ab_tests;
use super::agents::store as agents_store;
use super::audit;
use super::availability::store as schedules;
use super::dialogues::store as dialogues;
use super::email_changes::store as email_changes;
use super::invitations::store as invitations;
use super::keys::store as keys;
use super::notices::store as notifications;
use super::passkeys::store as passkeys;
use super::passwords::store as reset_links;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;
use super::second_factor::store as second_factors;
use super::settings::store as site_kv;
use super::sign_in;
use super::single_sign_on::store as provider_accounts;
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use serde_json::Value;
use shared::api::{DeleteAgent, ListAgentReferences, ListTeamReferences, Request};
use shared::desk::RoutingConfig;
use shared::id::{AgentId, TeamId};
use shared::permission::Role;
use shared::protocol::{AuditEvent, Listing, Reference, UsedIn};
use shared::stream::{Card, Route, routes_in};
use std::rc::Rc;
use worker::SqlStorage;

/// Everything that refers to an agent.
fn agent_references(shell: &Shell, id: &AgentId) -> Reply<Listing<Reference>> {
    let sql = shell.sql();
    agents_store::find(&sql, id)?.ok_or(ApiError::NotFound("agent"))?;
    let routing = site_kv::routing(&sql)?;
    let mut items =
        in_cards(shell, |route| matches!(route, Route::Agent { agent } if agent == id))?;
    let rules = routing.rules.iter().filter(|rule| rule.agents.contains(id));
    items.extend(rules.map(|rule| used(UsedIn::Rule, rule.id.as_str(), &rule.name)));
    let teams = routing.teams.iter().filter(|team| team.members.contains(id));
    items.extend(teams.map(|team| used(UsedIn::Team, team.id.as_str(), &team.name)));
    let accounts = routing.accounts.iter().filter(|account| account.owner == *id);
    items.extend(accounts.map(|account| used(UsedIn::Account, &account.domain, &account.domain)));
    reply::json(&Listing { items, next: None })
}

/// Everything that refers to a team; only cards do.
fn team_references(shell: &Shell, id: &TeamId) -> Reply<Listing<Reference>> {
    let items = in_cards(shell, |route| matches!(route, Route::Team { team } if team == id))?;
    reply::json(&Listing { items, next: None })
}

/// Refuses a route to an agent or a team that the site doesn't have.
pub(super) fn must_exist(sql: &SqlStorage, route: &Route) -> Result<(), ApiError> {
    let missing = match route {
        Route::RoundRobin | Route::Rules => None,
        Route::Agent { agent } => agents_store::find(sql, agent)?.is_none().then_some("agent"),
        Route::Team { team } => {
            let routing = site_kv::routing(sql)?;
            (!routing.teams.iter().any(|one| one.id == *team)).then_some("team")
        }
    };
    missing.map_or(Ok(()), |kind| {
        Err(ApiError::Invalid(format!("The site has no {kind} with the id in `route`.")))
    })
}

fn used(used_in: UsedIn, id: &str, name: &str) -> Reference {
    Reference { used_in, id: id.to_owned(), name: name.to_owned() }
}

/// The dialogues with a card whose route matches: published ones, or else drafts.
fn in_cards(shell: &Shell, goes: impl Fn(&Route) -> bool) -> Result<Vec<Reference>, ApiError> {
    let sql = shell.sql();
    let mut live = dialogues::live(&sql)?;
    live.extend(ab_tests::tried(&sql)?.into_iter().map(|tried| tried.b));
    let mut found = Vec::new();
    for row in dialogues::all(&sql)? {
        let mut visible = live.iter().filter(|live| live.published.id == row.id);
        let visible = visible.any(|live| {
            live.published.stream.cards.iter().any(|card| match card {
                Card::LiveChat(card) => goes(&card.route),
                _ => false,
            })
        });
        if visible {
            found.push(used(UsedIn::Published, row.id.as_str(), &row.name));
            continue;
        }
        let Some(draft) = dialogues::draft(&sql, &row.id)? else { continue };
        let written: Value = serde_json::from_str(&draft.text)?;
        if routes_in(&written["stream"]).iter().any(&goes) {
            found.push(used(UsedIn::Draft, row.id.as_str(), &row.name));
        }
    }
    Ok(found)
}

/// Removes an agent: their sessions end, rules and teams lose them, and they get no more offers.
/// Their chats are reassigned, like those of an agent who is gone. Pictures stay, because
/// transcripts show them.
fn remove(shell: &Rc<Shell>, me: &Principal, id: &AgentId) -> Reply<()> {
    let sql = shell.sql();
    let agent = agents_store::find(&sql, id)?.ok_or(ApiError::NotFound("agent"))?;
    if me.is(id) {
        let sentence = "You can't remove yourself. Ask another agent who manages agents.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    if !me.rights.may_appoint(&roles::permissions(&sql, &agent.role)?) {
        return Err(ApiError::RoleTooHigh);
    }
    let admins = agents_store::all(&sql)?.iter().filter(|one| one.role == Role::Admin).count();
    if agent.role == Role::Admin && admins == 1 {
        let sentence = "This is the last admin. Make another agent an admin first.";
        return Err(ApiError::Invalid(sentence.to_owned()));
    }
    let role = roles::logged(&sql, &agent.role)?;
    let routing = without(site_kv::routing(&sql)?, id);
    atomic(&shell.object.state, || {
        sign_in::end_others(shell, id, None)?;
        agents_store::delete(&sql, id)?;
        let (agent, name) = (id.clone(), agent.name.clone());
        audit::log(&sql, me.by().into(), AuditEvent::AgentRemoved { agent, name, role })?;
        schedules::save(&sql, id, None)?;
        keys::delete_by_maker(&sql, id)?;
        invitations::delete_by_maker(&sql, id)?;
        reset_links::delete_of(&sql, id)?;
        email_changes::delete_of(&sql, id)?;
        notifications::delete_of(&sql, id)?;
        second_factors::delete(&sql, id)?;
        passkeys::delete_of(&sql, id)?;
        provider_accounts::forget(&sql, id)?;
        site_kv::keep_routing(&sql, &routing)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::done()
}

/// The routing config without an agent. Accounts that they own are removed.
fn without(mut routing: RoutingConfig, gone: &AgentId) -> RoutingConfig {
    for team in &mut routing.teams {
        team.members.retain(|member| member != gone);
    }
    for rule in &mut routing.rules {
        rule.agents.retain(|agent| agent != gone);
    }
    routing.accounts.retain(|account| account.owner != *gone);
    routing.max_chats_of_agents.remove(gone);
    routing
}

impl Handler for ListAgentReferences {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        agent_references(shell, &request.route.agent)
    }
}

impl Handler for ListTeamReferences {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        team_references(shell, &request.route.team)
    }
}

impl Handler for DeleteAgent {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        remove(shell, me, &request.route.agent)
    }
}
