//! Explains a routing decision to an admin.

use crate::texts::t;
use shared::desk::{Candidate, Decision, Pool, PoolEvaluation, RoutingConfig};
use shared::id::AgentId;
use shared::protocol::AgentRow;

/// The names of agents, teams and rules.
pub(crate) struct Names<'n> {
    pub(crate) agents: &'n [AgentRow],
    pub(crate) routing: &'n RoutingConfig,
}

/// A decision in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    pub(crate) summary: String,
    /// Whether an agent would be offered the chat.
    pub(crate) reached: bool,
    /// The pools, in order.
    pub(crate) steps: Vec<Step>,
}

/// A pool of agents that was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Which pool, and why.
    pub(crate) text: String,
    /// Each agent's name, and why they can or can't get the chat.
    pub(crate) agents: Vec<(String, String)>,
    /// The number of further agents.
    pub(crate) more: usize,
}

pub(crate) fn explain(decision: &Decision, names: &Names<'_>) -> Explanation {
    let chosen = decision.chosen.as_ref();
    let summary = match chosen {
        Some(agent) => t!("team-would-get", agent = names.agent(agent)),
        None => t!("team-would-get-fallback").to_owned(),
    };
    let step = |evaluation: &PoolEvaluation| {
        let agents = evaluation.agents.iter().map(|one| {
            let reason = reason(one, chosen);
            (names.agent(&one.agent), reason)
        });
        Step { text: names.pool(&evaluation.pool), agents: agents.collect(), more: evaluation.more }
    };
    let steps = decision.pools.iter().map(step).collect();
    Explanation { summary, reached: chosen.is_some(), steps }
}

fn reason(candidate: &Candidate, chosen: Option<&AgentId>) -> String {
    match candidate.skipped {
        Some(skip) => skip.sentence().to_owned(),
        None if chosen == Some(&candidate.agent) => t!("team-turn").to_owned(),
        None => t!("team-not-their-turn").to_owned(),
    }
}

impl Names<'_> {
    pub(super) fn agent(&self, id: &AgentId) -> String {
        let entry = self.agents.iter().find(|agent| agent.id == *id);
        entry.map_or_else(|| t!("common-former-agent").to_owned(), |agent| agent.name.clone())
    }

    fn pool(&self, pool: &Pool) -> String {
        match pool {
            Pool::Account { domain } => t!("team-pool-owner", domain = domain),
            Pool::RoundRobin => t!("team-pool-all").to_owned(),
            Pool::Agent => t!("team-pool-one").to_owned(),
            Pool::Rule { rule } => {
                let entry = self.routing.rules.iter().find(|entry| entry.id == *rule);
                let name = entry.map_or("", |rule| rule.name.as_str());
                t!("team-pool-rule", name = name)
            }
            Pool::NoRule => t!("team-pool-no-rule").to_owned(),
            Pool::Team { team } => {
                match self.routing.teams.iter().find(|entry| entry.id == *team) {
                    Some(team) => {
                        t!("team-pool-team", name = team.name)
                    }
                    None => t!("team-pool-team-gone").to_owned(),
                }
            }
            Pool::Everybody => t!("team-pool-everybody").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::audience::{Attribute, Condition, Operator, Test};
    use shared::desk::{Desk, DeskInput, DeskSettings, RosterAgent, Rule};
    use shared::event::AgentProfile;
    use shared::id::RuleId;
    use shared::permission::Role;
    use shared::protocol::{AgentFrame, TryRouting};
    use shared::stream::Route;
    use shared::time::Timestamp;

    fn agent(id: &str) -> AgentId {
        AgentId::parse(id).unwrap()
    }

    fn desk(routing: &RoutingConfig) -> Desk {
        let mut desk = Desk::default();
        let roster_agent = |id: &str| RosterAgent {
            profile: AgentProfile { id: agent(id), name: id.into(), picture: None },
            live_chat: true,
            schedule: None,
            push: false,
        };
        let agents = vec![roster_agent("agent_ada"), roster_agent("agent_bob")];
        let settings = DeskSettings::default();
        desk.handle(Timestamp(1), DeskInput::Roster { agents, settings }).unwrap();
        desk.handle(Timestamp(1), DeskInput::RoutingConfig(routing.clone())).unwrap();
        let here = DeskInput::Present([(agent("agent_bob"), Some(Timestamp(1)))].into());
        desk.handle(Timestamp(1), here).unwrap();
        let frame =
            AgentFrame::Status { id: shared::id::ClientKey::parse("k").unwrap(), available: true };
        desk.handle(Timestamp(1), DeskInput::AgentFrame { agent: agent("agent_bob"), frame })
            .unwrap();
        desk
    }

    fn routing() -> RoutingConfig {
        let when = Condition::Test(Test {
            attribute: Attribute::Country,
            operator: Operator::Is,
            value: "DE".into(),
        });
        let agents = vec![agent("agent_ada"), agent("agent_bob")];
        let rule = Rule {
            id: RuleId::parse("rule_de").unwrap(),
            name: "Germany".into(),
            priority: 1,
            when,
            agents,
        };
        RoutingConfig { rules: vec![rule], ..RoutingConfig::default() }
    }

    fn explained(country: &str) -> Explanation {
        let routing = routing();
        let row = |id: &str, name: &str| AgentRow {
            id: agent(id),
            name: name.into(),
            email: String::new(),
            role: Role::LiveAgent.into(),
            live_chat: true,
            second_factor: false,
            picture: None,
        };
        let agents = [row("agent_ada", "Ada"), row("agent_bob", "Bob")];
        let query = TryRouting {
            route: Route::Rules,
            attributes: shared::person::Attributes::new(),
            page_url: String::new(),
            referrer: String::new(),
            country: country.into(),
            region: String::new(),
            city: String::new(),
        };
        let decision = desk(&routing).explain(Timestamp(2), &query);
        explain(&decision, &Names { agents: &agents, routing: &routing })
    }

    #[test]
    fn a_matching_visitor_goes_to_the_agent_of_the_rule() {
        let explained = explained("de");
        assert_eq!(explained.summary, "Bob would be offered the chat.");
        assert_eq!(explained.steps[0].text, "“Germany” is the first matching rule.");
        assert_eq!(explained.steps[0].agents[0].0, "Ada");
        assert_eq!(explained.steps[0].agents[1], ("Bob".into(), "It is their turn.".into()));
    }

    #[test]
    fn a_visitor_without_a_matching_rule_gets_the_fallback() {
        let explained = explained("FR");
        assert!(!explained.reached);
        assert_eq!(explained.steps[0].text, "No rule matches.");
    }
}
