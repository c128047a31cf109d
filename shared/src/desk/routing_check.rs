//! What a routing config may be.

use super::routing::RoutingConfig;
use crate::id::AgentId;
use crate::protocol::bounds::{MAX_CHATS, WAIT_MINUTES};
use crate::quota::Package;
use std::collections::BTreeSet;

/// How many teams, rules and accounts each a site can have.
const MOST: usize = 500;

/// Why a routing config is refused, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoutingError {
    #[error("Teams come with the Prime package: ask the operator for it.")]
    TeamsNeedPrime,
    #[error("Account routing comes with the Prime package: ask the operator.")]
    AccountsNeedPrime,
    #[error("At most {MOST} teams, rules and accounts each are allowed.")]
    TooMany,
    #[error("“{name}” appears twice in the {list}. Remove one.")]
    Twice { list: &'static str, name: String },
    #[error(
        "The rule “{rule}” asks what is so now. Only condition cards of dialogues can ask that; the rules \
         are tried when a person is asked for."
    )]
    AsksNow { rule: String },
    #[error("An agent can have {MAX_CHATS} chats at once: name such a number.")]
    MaxChats,
    #[error("Visitors can wait {WAIT_MINUTES} minutes in the queue: name such a number.")]
    WaitMinutes,
    #[error("There is no agent “{agent}” here. Name one of the site's.")]
    UnknownAgent { agent: AgentId },
}

impl RoutingConfig {
    /// Checks the config of a site with these agents.
    pub fn check(&self, agents: &BTreeSet<AgentId>) -> Result<(), RoutingError> {
        let is_prime = self.package == Package::Prime;
        if !self.teams.is_empty() && !is_prime {
            return Err(RoutingError::TeamsNeedPrime);
        }
        if !self.accounts.is_empty() && !is_prime {
            return Err(RoutingError::AccountsNeedPrime);
        }
        if [self.teams.len(), self.rules.len(), self.accounts.len()].iter().any(|len| *len > MOST) {
            return Err(RoutingError::TooMany);
        }
        unique("teams", self.teams.iter().map(|team| team.id.as_str()))?;
        unique("rules", self.rules.iter().map(|rule| rule.id.as_str()))?;
        unique("accounts", self.accounts.iter().map(|account| account.domain.as_str()))?;
        if let Some(rule) = self.rules.iter().find(|rule| rule.when.asks_now()) {
            return Err(RoutingError::AsksNow { rule: rule.name.clone() });
        }
        let mut limits = self.max_chats_of_agents.values().chain([&self.max_chats]);
        if limits.any(|limit| !MAX_CHATS.hold(u64::from(*limit))) {
            return Err(RoutingError::MaxChats);
        }
        if !WAIT_MINUTES.hold(u64::from(self.wait_minutes)) {
            return Err(RoutingError::WaitMinutes);
        }
        match self.agents().find(|agent| !agents.contains(*agent)) {
            Some(agent) => Err(RoutingError::UnknownAgent { agent: agent.clone() }),
            None => Ok(()),
        }
    }

    /// All agents that the config names.
    fn agents(&self) -> impl Iterator<Item = &AgentId> {
        let members = self.teams.iter().flat_map(|team| &team.members);
        let ruled = self.rules.iter().flat_map(|rule| &rule.agents);
        let owners = self.accounts.iter().map(|account| &account.owner);
        members.chain(ruled).chain(owners).chain(self.max_chats_of_agents.keys())
    }
}

fn unique<'n>(
    list: &'static str,
    names: impl Iterator<Item = &'n str>,
) -> Result<(), RoutingError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(RoutingError::Twice { list, name: name.to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Account, Team};
    use crate::id::TeamId;

    fn grace() -> AgentId {
        AgentId::parse("agent_grace").unwrap()
    }

    fn team() -> Team {
        let id = TeamId::parse("team_a").unwrap();
        Team { id, name: "A".into(), members: vec![grace()] }
    }

    #[test]
    fn teams_and_accounts_come_with_prime() {
        let agents = BTreeSet::from([grace()]);
        let teams = RoutingConfig { teams: vec![team()], ..RoutingConfig::default() };
        assert_eq!(teams.check(&agents), Err(RoutingError::TeamsNeedPrime));
        let prime = RoutingConfig { package: Package::Prime, ..teams };
        assert_eq!(prime.check(&agents), Ok(()));
        let account = Account { domain: "example.com".into(), owner: grace() };
        let accounts = RoutingConfig { accounts: vec![account], ..RoutingConfig::default() };
        assert_eq!(accounts.check(&agents), Err(RoutingError::AccountsNeedPrime));
    }

    #[test]
    fn an_agent_can_have_one_to_ten_chats() {
        let agents = BTreeSet::from([grace()]);
        let site = |max_chats| RoutingConfig { max_chats, ..RoutingConfig::default() };
        let own = |most| RoutingConfig {
            max_chats_of_agents: [(grace(), most)].into(),
            ..RoutingConfig::default()
        };
        for most in [1, 10] {
            assert_eq!(site(most).check(&agents), Ok(()));
            assert_eq!(own(most).check(&agents), Ok(()));
        }
        for most in [0, 11] {
            let refused = site(most).check(&agents).unwrap_err();
            assert!(refused.to_string().contains("1 to 10"), "{refused}");
            assert_eq!(own(most).check(&agents), Err(RoutingError::MaxChats));
        }
        let unknown = RoutingError::UnknownAgent { agent: grace() };
        assert_eq!(own(3).check(&BTreeSet::new()), Err(unknown));
    }

    #[test]
    fn unknown_agents_and_duplicates_are_refused() {
        let prime = RoutingConfig {
            package: Package::Prime,
            teams: vec![team()],
            ..RoutingConfig::default()
        };
        let unknown = RoutingError::UnknownAgent { agent: grace() };
        assert_eq!(prime.check(&BTreeSet::new()), Err(unknown));
        let twice = RoutingConfig { teams: vec![team(), team()], ..prime };
        let refused = RoutingError::Twice { list: "teams", name: "team_a".into() };
        assert_eq!(twice.check(&BTreeSet::from([grace()])), Err(refused));
    }
}
