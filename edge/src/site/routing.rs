//! The routing config of a site: teams, rules, accounts.

use super::Shell;
use super::agents::store as agents_store;
use super::audit;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{GetRoutingConfig, PutRoutingConfig, Request};
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::protocol::bounds::{MAX_CHATS, WAIT_MINUTES};
use shared::protocol::{AuditEvent, changed_fields};
use shared::quota::Package;
use std::collections::BTreeSet;
use std::rc::Rc;

const MOST: usize = 500;

fn get(shell: &Shell) -> Reply<RoutingConfig> {
    reply::json(&site_kv::routing(&shell.sql())?)
}

/// Saves the config and sends it to the desk. Its package is that of the site's record, whatever
/// the body says.
fn put(shell: &Rc<Shell>, me: &Principal, new: RoutingConfig) -> Reply<RoutingConfig> {
    let sql = shell.sql();
    let before = site_kv::routing(&sql)?;
    let routing = RoutingConfig { package: before.package, ..new };
    let agent_ids = agents_store::all(&sql)?.into_iter().map(|agent| agent.id).collect();
    check(&routing, &agent_ids).map_err(ApiError::Invalid)?;
    let settings = changed_fields(&before, &routing)?;
    atomic(&shell.object.state, || {
        if !settings.is_empty() {
            audit::log(&sql, me.by().into(), AuditEvent::RoutingChanged { settings })?;
        }
        site_kv::keep_routing(&sql, &routing)?;
        shell.write_roster(&sql)
    })?;
    outbox::pump(shell)?;
    reply::json(&routing)
}

/// Checks a routing config; the error is a sentence.
fn check(routing: &RoutingConfig, agent_ids: &BTreeSet<AgentId>) -> Result<(), String> {
    if !routing.teams.is_empty() && routing.package != Package::Prime {
        return Err("Teams come with the Prime package: ask the operator for it.".to_owned());
    }
    if !routing.accounts.is_empty() && routing.package != Package::Prime {
        return Err("Account routing comes with the Prime package: ask the operator.".to_owned());
    }
    if routing.teams.len() > MOST || routing.rules.len() > MOST || routing.accounts.len() > MOST {
        return Err(format!("At most {MOST} teams, rules and accounts each are allowed."));
    }
    unique("teams", routing.teams.iter().map(|team| team.id.as_str()))?;
    unique("rules", routing.rules.iter().map(|rule| rule.id.as_str()))?;
    unique("accounts", routing.accounts.iter().map(|account| account.domain.as_str()))?;
    if let Some(rule) = routing.rules.iter().find(|rule| rule.when.asks_now()) {
        return Err(format!(
            "The rule “{}” asks what is so now. Only condition cards of dialogues can ask that; the rules \
             are tried when a person is asked for.",
            rule.name
        ));
    }
    let members = routing.teams.iter().flat_map(|team| &team.members);
    let ruled = routing.rules.iter().flat_map(|rule| &rule.agents);
    let owners = routing.accounts.iter().map(|account| &account.owner);
    let limited = routing.max_chats_of_agents.keys();
    let limits = routing.max_chats_of_agents.values().chain([&routing.max_chats]);
    if limits.into_iter().any(|limit| !MAX_CHATS.hold(u64::from(*limit))) {
        return Err(format!("An agent can have {MAX_CHATS} chats at once: name such a number."));
    }
    if !WAIT_MINUTES.hold(u64::from(routing.wait_minutes)) {
        return Err(format!(
            "Visitors can wait {WAIT_MINUTES} minutes in the queue: name such a number."
        ));
    }
    match members
        .chain(ruled)
        .chain(owners)
        .chain(limited)
        .find(|agent| !agent_ids.contains(*agent))
    {
        Some(agent) => Err(format!("There is no agent “{agent}” here. Name one of the site's.")),
        None => Ok(()),
    }
}

fn unique<'n>(label: &str, names: impl Iterator<Item = &'n str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("“{name}” appears twice in the {label}. Remove one."));
        }
    }
    Ok(())
}

impl Handler for GetRoutingConfig {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        get(shell)
    }
}

impl Handler for PutRoutingConfig {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, request.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::desk::{Account, Team};
    use shared::id::TeamId;

    fn grace() -> AgentId {
        AgentId::parse("agent_grace").unwrap()
    }

    fn team() -> Team {
        let id = TeamId::parse("team_a").unwrap();
        Team { id, name: "A".into(), members: vec![grace()] }
    }

    #[test]
    fn teams_and_accounts_come_with_prime() {
        let agent_ids = BTreeSet::from([grace()]);
        let teams = RoutingConfig { teams: vec![team()], ..RoutingConfig::default() };
        assert!(check(&teams, &agent_ids).is_err());
        assert!(check(&RoutingConfig { package: Package::Prime, ..teams }, &agent_ids).is_ok());
        let account = Account { domain: "example.com".into(), owner: grace() };
        assert!(
            check(
                &RoutingConfig { accounts: vec![account], ..RoutingConfig::default() },
                &agent_ids
            )
            .is_err()
        );
    }

    #[test]
    fn an_agent_can_have_one_to_ten_chats() {
        let agent_ids = BTreeSet::from([grace()]);
        let site = |max_chats| RoutingConfig { max_chats, ..RoutingConfig::default() };
        let own = |most| RoutingConfig {
            max_chats_of_agents: [(grace(), most)].into(),
            ..RoutingConfig::default()
        };
        for most in [1, 10] {
            assert_eq!(check(&site(most), &agent_ids), Ok(()));
            assert_eq!(check(&own(most), &agent_ids), Ok(()));
        }
        for most in [0, 11] {
            assert!(check(&site(most), &agent_ids).unwrap_err().contains("1 to 10"));
            assert!(check(&own(most), &agent_ids).unwrap_err().contains("1 to 10"));
        }
        assert!(check(&own(3), &BTreeSet::new()).unwrap_err().contains("agent_grace"));
    }

    #[test]
    fn unknown_agents_and_duplicates_are_refused() {
        let prime = RoutingConfig {
            package: Package::Prime,
            teams: vec![team()],
            ..RoutingConfig::default()
        };
        assert!(check(&prime, &BTreeSet::new()).unwrap_err().contains("agent_grace"));
        let twice = RoutingConfig { teams: vec![team(), team()], ..prime };
        assert!(check(&twice, &BTreeSet::from([grace()])).unwrap_err().contains("team_a"));
    }
}
