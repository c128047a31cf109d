//! Explains how a chat was routed.

use shared::desk::{Decision, Pool, PoolEvaluation, RoutingHistory, RoutingReason, SkipReason};
use shared::id::AgentId;
use shared::time::Timestamp;

/// A decision in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExplainedDecision {
    pub(crate) at: Timestamp,
    /// Why an agent was needed.
    pub(crate) reason: String,
    /// The pools, in order.
    pub(crate) pools: Vec<ExplainedPool>,
    pub(crate) end: String,
}

/// A pool of agents that was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExplainedPool {
    pub(crate) about: String,
    pub(crate) agents: Vec<ExplainedAgent>,
    /// The number of further agents.
    pub(crate) more: usize,
}

/// An agent who was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExplainedAgent {
    pub(crate) name: String,
    /// Why they were offered the chat or skipped.
    pub(crate) verdict: String,
    /// Whether the chat was offered to them.
    pub(crate) chosen: bool,
}

pub(crate) fn explain(decision: &Decision, names: &RoutingHistory) -> ExplainedDecision {
    let name = |agent: &AgentId| {
        names.agents.get(agent).cloned().unwrap_or_else(|| "Former agent".to_owned())
    };
    let reason = match &decision.reason {
        RoutingReason::Requested => "The visitor requested a chat.".to_owned(),
        RoutingReason::Again => "The first agent did not take the chat.".to_owned(),
        RoutingReason::Transfer { by } => format!("{} started a transfer.", name(by)),
        RoutingReason::Reassign => "The chat’s agent was disconnected.".to_owned(),
    };
    let pool = |evaluation: &PoolEvaluation| {
        let found = decision.chosen.as_ref();
        let agents = evaluation.agents.iter().map(|candidate| {
            let chosen = found == Some(&candidate.agent) && candidate.skipped.is_none();
            let verdict = match candidate.skipped {
                Some(skip) => skipped(skip).to_owned(),
                None if chosen => "chosen, because their last offer was the longest ago".to_owned(),
                None => "could have been chosen, but had an offer more recently".to_owned(),
            };
            ExplainedAgent { name: name(&candidate.agent), verdict, chosen }
        });
        ExplainedPool {
            about: about(&evaluation.pool, names),
            agents: agents.collect(),
            more: evaluation.more,
        }
    };
    let end = match &decision.chosen {
        Some(agent) => format!("It was offered to {}.", name(agent)),
        None => "Nobody was available.".to_owned(),
    };
    ExplainedDecision {
        at: decision.at,
        reason,
        pools: decision.pools.iter().map(pool).collect(),
        end,
    }
}

fn about(pool: &Pool, names: &RoutingHistory) -> String {
    match pool {
        Pool::Account { domain } => format!("The owner of the account {domain}"),
        Pool::RoundRobin => "All agents in turn".to_owned(),
        Pool::Agent => "The agent of the card".to_owned(),
        Pool::Rule { rule } => match names.rules.get(rule) {
            Some(name) => format!("The agents of the first matching rule, “{name}”"),
            None => "The agents of a removed rule".to_owned(),
        },
        Pool::NoRule => "No rule matches this visitor".to_owned(),
        Pool::Team { team } => match names.teams.get(team) {
            Some(name) => format!("The team “{name}” in turn"),
            None => "A removed team".to_owned(),
        },
        Pool::Everybody => "All agents in turn, because nobody there was available".to_owned(),
    }
}

const fn skipped(skip: SkipReason) -> &'static str {
    match skip {
        SkipReason::NoPermission => "skipped: no live chat permission",
        SkipReason::Away => "skipped: had no hours and was not set to available",
        SkipReason::OffSchedule => "skipped: outside their hours",
        SkipReason::SwitchedOff => "skipped: had set themselves to away",
        SkipReason::Gone => "skipped: offline",
        SkipReason::Full => "skipped: had the maximum number of chats",
        SkipReason::Tried => "skipped: was already offered this chat",
        SkipReason::NotAnAgent => "skipped: not an agent of this site any more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_decision_names_everybody_with_the_reason() {
        let routed: RoutingHistory = serde_json::from_value(json!({
            "items": [{
                "request": "req_1", "at": 5_000, "reason": { "why": "requested" },
                "route": { "by": "team", "team": "team_a" },
                "visitor": { "id": "visitor_1", "visit": "visit_1", "attributes": {},
                             "page": { "url": "" }, "location": {} },
                "pools": [
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
        let explained = explain(&routed.items[0], &routed);
        assert_eq!(explained.reason, "The visitor requested a chat.");
        assert_eq!(explained.pools[0].about, "The team “Sales” in turn");
        assert!(explained.pools[0].agents[0].verdict.contains("maximum number of chats"));
        let [ada, cy] = explained.pools[1].agents.as_slice() else { panic!() };
        assert!(ada.chosen && ada.verdict.contains("the longest ago"));
        assert!(!cy.chosen && cy.name == "Former agent");
        assert_eq!(
            (explained.pools[1].more, explained.end.as_str()),
            (2, "It was offered to Ada.")
        );
    }
}
