//! Explains how a chat was routed.

use crate::texts::t;
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
        names.agents.get(agent).cloned().unwrap_or_else(|| t!("common-former-agent").to_owned())
    };
    let reason = match &decision.reason {
        RoutingReason::Requested => t!("replay-why-requested").to_owned(),
        RoutingReason::Again => t!("replay-why-again").to_owned(),
        RoutingReason::Transfer { by } => t!("replay-why-transfer", by = name(by)),
        RoutingReason::Reassign => t!("replay-why-reassign").to_owned(),
    };
    let pool = |evaluation: &PoolEvaluation| {
        let found = decision.chosen.as_ref();
        let agents = evaluation.agents.iter().map(|candidate| {
            let chosen = found == Some(&candidate.agent) && candidate.skipped.is_none();
            let verdict = match candidate.skipped {
                Some(skip) => skipped(skip).to_owned(),
                None if chosen => t!("replay-chosen").to_owned(),
                None => t!("replay-could").to_owned(),
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
        Some(agent) => t!("replay-offered-to", agent = name(agent)),
        None => t!("replay-nobody").to_owned(),
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
        Pool::Account { domain } => t!("replay-pool-owner", domain = domain),
        Pool::RoundRobin => t!("team-try-all").to_owned(),
        Pool::Agent => t!("replay-pool-agent").to_owned(),
        Pool::Rule { rule } => match names.rules.get(rule) {
            Some(name) => t!("replay-pool-rule", name = name),
            None => t!("replay-pool-rule-gone").to_owned(),
        },
        Pool::NoRule => t!("replay-pool-no-rule").to_owned(),
        Pool::Team { team } => match names.teams.get(team) {
            Some(name) => t!("replay-pool-team", name = name),
            None => t!("replay-pool-team-gone").to_owned(),
        },
        Pool::Everybody => t!("replay-pool-everybody").to_owned(),
    }
}

fn skipped(skip: SkipReason) -> &'static str {
    match skip {
        SkipReason::NoPermission => t!("replay-skip-permission"),
        SkipReason::Away => t!("replay-skip-away"),
        SkipReason::OffSchedule => t!("replay-skip-schedule"),
        SkipReason::SwitchedOff => t!("replay-skip-switched-off"),
        SkipReason::Gone => t!("replay-skip-offline"),
        SkipReason::Full => t!("replay-skip-full"),
        SkipReason::Tried => t!("replay-skip-tried"),
        SkipReason::NotAnAgent => t!("replay-skip-not-agent"),
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
