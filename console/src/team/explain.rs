//! Why a visitor goes to whom, in words.

use shared::desk::{Book, Considered, Decision, Looked, Pool};
use shared::id::AgentId;
use shared::protocol::AgentRow;

/// What agents, teams and rules are called.
pub(crate) struct Names<'n> {
    /// The agents.
    pub(crate) agents: &'n [AgentRow],
    /// The teams and rules.
    pub(crate) book: &'n Book,
}

/// A decision in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// What would happen.
    pub(crate) what: String,
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
pub(crate) fn explain(decision: &Decision, names: &Names<'_>) -> Told {
    let chosen = decision.chosen.as_ref();
    let what = match chosen {
        Some(agent) => format!("{} would be asked.", names.agent(agent)),
        None => "They would get the fallback message.".to_owned(),
    };
    let step = |looked: &Looked| {
        let agents = looked.agents.iter().map(|one| {
            let why = why(one, chosen);
            (names.agent(&one.agent), why)
        });
        Step { text: names.pool(&looked.pool), agents: agents.collect(), more: looked.more }
    };
    let steps = decision.looked.iter().map(step).collect();
    Told { what, reached: chosen.is_some(), steps }
}

fn why(considered: &Considered, chosen: Option<&AgentId>) -> String {
    match considered.skipped {
        Some(skip) => skip.sentence().to_owned(),
        None if chosen == Some(&considered.agent) => "It is their turn.".to_owned(),
        None => "Could be asked, but it isn’t their turn.".to_owned(),
    }
}

impl Names<'_> {
    fn agent(&self, id: &AgentId) -> String {
        let known = self.agents.iter().find(|agent| agent.id == *id);
        known.map_or_else(|| "Somebody who has left".to_owned(), |agent| agent.name.clone())
    }

    fn pool(&self, pool: &Pool) -> String {
        match pool {
            Pool::Account { domain } => format!("{domain} has an owner, who is asked first."),
            Pool::RoundRobin => "The card asks all agents in turn.".to_owned(),
            Pool::Agent => "The card names one agent.".to_owned(),
            Pool::Rule { rule } => {
                let known = self.book.rules.iter().find(|known| known.id == *rule);
                let name = known.map_or("", |rule| rule.name.as_str());
                format!("“{name}” is the first rule they qualify for.")
            }
            Pool::NoRule => "They qualify for no rule.".to_owned(),
            Pool::Team { team } => match self.book.teams.iter().find(|known| known.id == *team) {
                Some(team) => format!("The card asks the team “{}” in turn.", team.name),
                None => "The card names a team that is no more.".to_owned(),
            },
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
    use shared::event::AgentFace;
    use shared::id::RuleId;
    use shared::permission::Role;
    use shared::protocol::{BellFrame, TryRouting};
    use shared::stream::Route;
    use shared::time::Timestamp;

    fn agent(id: &str) -> AgentId {
        AgentId::parse(id).unwrap()
    }

    fn desk(book: &Book) -> Desk {
        let mut desk = Desk::default();
        let seat = |id: &str| RosterAgent {
            face: AgentFace { id: agent(id), name: id.into(), picture: None },
            live_chat: true,
            schedule: None,
            push: false,
        };
        let agents = vec![seat("agent_ada"), seat("agent_bob")];
        let settings = DeskSettings::default();
        desk.handle(Timestamp(1), DeskInput::Roster { agents, settings }).unwrap();
        desk.handle(Timestamp(1), DeskInput::Book(book.clone())).unwrap();
        let here = DeskInput::Present { agent: agent("agent_bob"), sockets: 1 };
        desk.handle(Timestamp(1), here).unwrap();
        let frame =
            BellFrame::Status { id: shared::id::ClientKey::parse("k").unwrap(), available: true };
        desk.handle(Timestamp(1), DeskInput::Bell { agent: agent("agent_bob"), frame }).unwrap();
        desk
    }

    fn book() -> Book {
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
        Book { rules: vec![rule], ..Book::default() }
    }

    fn told(country: &str) -> Told {
        let book = book();
        let row = |id: &str, name: &str| AgentRow {
            id: agent(id),
            name: name.into(),
            email: String::new(),
            role: Role::LiveAgent,
            picture: None,
        };
        let agents = [row("agent_ada", "Ada"), row("agent_bob", "Bob")];
        let asked = TryRouting {
            route: Route::Rules,
            told: shared::person::Values::new(),
            page_url: String::new(),
            referrer: String::new(),
            country: country.into(),
            region: String::new(),
            city: String::new(),
        };
        let decision = desk(&book).explain(Timestamp(2), &asked);
        explain(&decision, &Names { agents: &agents, book: &book })
    }

    #[test]
    fn a_visitor_who_qualifies_goes_to_whom_the_rule_names() {
        let told = told("de");
        assert_eq!(told.what, "Bob would be asked.");
        assert_eq!(told.steps[0].text, "“Germany” is the first rule they qualify for.");
        assert_eq!(told.steps[0].agents[0].0, "Ada");
        assert_eq!(told.steps[0].agents[1], ("Bob".into(), "It is their turn.".into()));
    }

    #[test]
    fn one_who_does_not_gets_the_fallback() {
        let told = told("FR");
        assert!(!told.reached);
        assert_eq!(told.steps[0].text, "They qualify for no rule.");
    }
}
