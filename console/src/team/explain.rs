//! Why a visitor goes to whom, in words.

use shared::desk::{Candidate, Decision, Pool, PoolEvaluation, RoutingConfig};
use shared::id::AgentId;
use shared::protocol::AgentRow;

/// What agents, teams and rules are called.
pub(crate) struct Names<'n> {
    /// The agents.
    pub(crate) agents: &'n [AgentRow],
    /// The teams and rules.
    pub(crate) routing: &'n RoutingConfig,
}

/// A decision in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// What would happen.
    pub(crate) summary: String,
    /// Whether somebody would be asked.
    pub(crate) reached: bool,
    /// Why, one step after the other.
    pub(crate) steps: Vec<Step>,
}

/// One place where agents were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Which, and why.
    pub(crate) text: String,
    /// Who was there, and what spoke against them.
    pub(crate) agents: Vec<(String, String)>,
    /// How many more there were.
    pub(crate) more: usize,
}

/// Tells a decision.
pub(crate) fn explain(decision: &Decision, names: &Names<'_>) -> Explanation {
    let chosen = decision.chosen.as_ref();
    let summary = match chosen {
        Some(agent) => format!("{} would be asked.", names.agent(agent)),
        None => "They would get the fallback message.".to_owned(),
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
        None if chosen == Some(&candidate.agent) => "It is their turn.".to_owned(),
        None => "Could be asked, but it isn’t their turn.".to_owned(),
    }
}

impl Names<'_> {
    fn agent(&self, id: &AgentId) -> String {
        let entry = self.agents.iter().find(|agent| agent.id == *id);
        entry.map_or_else(|| "Somebody who has left".to_owned(), |agent| agent.name.clone())
    }

    fn pool(&self, pool: &Pool) -> String {
        match pool {
            Pool::Account { domain } => format!("{domain} has an owner, who is asked first."),
            Pool::RoundRobin => "The card asks all agents in turn.".to_owned(),
            Pool::Agent => "The card names one agent.".to_owned(),
            Pool::Rule { rule } => {
                let entry = self.routing.rules.iter().find(|entry| entry.id == *rule);
                let name = entry.map_or("", |rule| rule.name.as_str());
                format!("“{name}” is the first rule they qualify for.")
            }
            Pool::NoRule => "They qualify for no rule.".to_owned(),
            Pool::Team { team } => {
                match self.routing.teams.iter().find(|entry| entry.id == *team) {
                    Some(team) => format!("The card asks the team “{}” in turn.", team.name),
                    None => "The card names a team that is no more.".to_owned(),
                }
            }
            Pool::Everybody => {
                "Nobody there could be asked; then the site asks all agents in turn.".to_owned()
            }
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
            role: Role::LiveAgent,
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
    fn a_visitor_who_qualifies_goes_to_whom_the_rule_names() {
        let explained = explained("de");
        assert_eq!(explained.summary, "Bob would be asked.");
        assert_eq!(explained.steps[0].text, "“Germany” is the first rule they qualify for.");
        assert_eq!(explained.steps[0].agents[0].0, "Ada");
        assert_eq!(explained.steps[0].agents[1], ("Bob".into(), "It is their turn.".into()));
    }

    #[test]
    fn one_who_does_not_gets_the_fallback() {
        let explained = explained("FR");
        assert!(!explained.reached);
        assert_eq!(explained.steps[0].text, "They qualify for no rule.");
    }
}
