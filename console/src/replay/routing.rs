//! Why a chat was routed as it was, in words.

use shared::desk::{Asked, Decision, Looked, Pool, Routed, Skip};
use shared::id::AgentId;
use shared::time::Timestamp;

/// A decision in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// When.
    pub(crate) at: Timestamp,
    /// Why somebody was looked for.
    pub(crate) why: String,
    /// Where, in order.
    pub(crate) pools: Vec<ToldPool>,
    /// What it came to.
    pub(crate) end: String,
}

/// Some agents as they were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldPool {
    /// Which.
    pub(crate) about: String,
    /// Each with what was found.
    pub(crate) agents: Vec<ToldAgent>,
    /// How many more there were.
    pub(crate) more: usize,
}

/// One agent as they were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldAgent {
    /// Their name.
    pub(crate) name: String,
    /// What was found.
    pub(crate) verdict: String,
    /// Whether they were asked.
    pub(crate) chosen: bool,
}

/// A decision in words.
pub(crate) fn told(decision: &Decision, names: &Routed) -> Told {
    let name = |agent: &AgentId| {
        names.agents.get(agent).cloned().unwrap_or_else(|| "Somebody who left".to_owned())
    };
    let why = match &decision.asked {
        Asked::Wanted => "The visitor wanted a person.".to_owned(),
        Asked::Again => "Whoever was asked first did not take the chat.".to_owned(),
        Asked::Transfer { by } => format!("{} wanted to hand the chat over.", name(by)),
        Asked::Onward => "The chat’s agent was gone.".to_owned(),
    };
    let pool = |looked: &Looked| {
        let found = decision.chosen.as_ref();
        let agents = looked.agents.iter().map(|considered| {
            let chosen = found == Some(&considered.agent) && considered.skipped.is_none();
            let verdict = match considered.skipped {
                Some(skip) => skipped(skip).to_owned(),
                None if chosen => "asked, for their last ring was the longest ago".to_owned(),
                None => "could have been asked, but had a ring more recently".to_owned(),
            };
            ToldAgent { name: name(&considered.agent), verdict, chosen }
        });
        ToldPool { about: about(&looked.pool, names), agents: agents.collect(), more: looked.more }
    };
    let end = match &decision.chosen {
        Some(agent) => format!("It rang at {}.", name(agent)),
        None => "Nobody could be asked.".to_owned(),
    };
    Told { at: decision.at, why, pools: decision.looked.iter().map(pool).collect(), end }
}

fn about(pool: &Pool, names: &Routed) -> String {
    match pool {
        Pool::Account { domain } => format!("The owner of the account {domain}"),
        Pool::RoundRobin => "All agents in turn".to_owned(),
        Pool::Agent => "The one agent that is named".to_owned(),
        Pool::Rule { rule } => match names.rules.get(rule) {
            Some(name) => format!("The agents of the rule “{name}”, the first that fits"),
            None => "The agents of a rule that is no more".to_owned(),
        },
        Pool::NoRule => "No rule fits this visitor".to_owned(),
        Pool::Team { team } => match names.teams.get(team) {
            Some(name) => format!("The team “{name}” in turn"),
            None => "A team that is no more".to_owned(),
        },
        Pool::Everybody => "Nobody there, so all agents in turn".to_owned(),
    }
}

const fn skipped(skip: Skip) -> &'static str {
    match skip {
        Skip::NoPermission => "skipped: no live chat permission",
        Skip::Away => "skipped: had not said that they are available",
        Skip::OffSchedule => "skipped: outside their hours",
        Skip::SwitchedOff => "skipped: had switched themselves to away",
        Skip::Gone => "skipped: none of their browsers was online",
        Skip::Full => "skipped: had as many chats as one agent can have",
        Skip::Tried => "skipped: was asked already",
        Skip::NotAnAgent => "skipped: no agent of this site any more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_decision_names_everybody_with_the_reason() {
        let routed: Routed = serde_json::from_value(json!({
            "items": [{
                "request": "req_1", "at": 5_000, "asked": { "why": "wanted" },
                "route": { "by": "team", "team": "team_a" },
                "visitor": { "id": "visitor_1", "visit": "visit_1", "told": {},
                             "page": { "url": "" }, "place": {} },
                "looked": [
                    { "pool": { "from": "team", "team": "team_a" }, "more": 0, "agents": [
                        { "agent": "agent_bob", "turn": 3, "position": 0, "skipped": "full" } ] },
                    { "pool": { "from": "everybody" }, "more": 2, "agents": [
                        { "agent": "agent_ada", "turn": 1, "position": 1 },
                        { "agent": "agent_cy", "turn": 2, "position": 2 } ] },
                ],
                "chosen": "agent_ada",
            }],
            "agents": { "agent_ada": "Ada", "agent_bob": "Bob" },
            "teams": { "team_a": "Sales" },
        }))
        .unwrap();
        let told = told(&routed.items[0], &routed);
        assert_eq!(told.why, "The visitor wanted a person.");
        assert_eq!(told.pools[0].about, "The team “Sales” in turn");
        assert!(told.pools[0].agents[0].verdict.contains("as many chats"));
        let [ada, cy] = told.pools[1].agents.as_slice() else { panic!() };
        assert!(ada.chosen && ada.verdict.contains("the longest ago"));
        assert!(!cy.chosen && cy.name == "Somebody who left");
        assert_eq!((told.pools[1].more, told.end.as_str()), (2, "It rang at Ada."));
    }
}
