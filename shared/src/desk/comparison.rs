//! What another routing config would have done with the chat requests of the last weeks (ROUTE-33).
//!
//! A decision is stored with all agents that the desk looked at, and why each could or could not take the
//! chat. So another config can be tried on it. Where that config leads to an agent whom nobody looked at,
//! it can't be said what would have happened, and that is counted apart.

use super::machine::Desk;
use super::routing::{Candidate, Decision, Pool, RoutingConfig, RoutingReason};
use crate::id::{AgentId, ConversationId};
use crate::quota::Package;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far back chat requests are compared: 30 days.
pub const COMPARED: Millis = Millis::minutes(60 * 24 * 30);

/// How many chat requests are compared at most, the newest.
pub const MOST_COMPARED: usize = 2_000;

/// How many of the chat requests that would have gone elsewhere are listed, the newest.
pub const MOST_LISTED: usize = 50;

/// What `POST /v1/sites/{site}/routing/compare` answers: chat requests of the last 30 days, and what the
/// other config would have done with them. Capacity is not compared: who was full stays full.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoutingComparison {
    /// How many chat requests were compared, at most 2,000.
    pub requests: u32,
    /// Offered first to the same agent, or to nobody as it was.
    pub same: u32,
    /// Offered first to another agent.
    pub elsewhere: u32,
    /// Offered to nobody, where somebody was asked.
    pub nowhere: u32,
    /// Offered to somebody, where nobody was asked.
    pub reached: u32,
    /// Can't be said: the other config leads to agents whom the desk had not looked at.
    pub unknown: u32,
    /// The newest of those that would have gone elsewhere, to nobody, or to somebody at last; at most 50.
    pub items: Vec<ComparedRequest>,
}

/// A chat request that would have gone elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparedRequest {
    pub conversation: ConversationId,
    pub at: Timestamp,
    /// The agent who was asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AgentId>,
    /// The agent who would have been asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AgentId>,
}

/// Whom a config would have asked first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked<'d> {
    Agent(&'d AgentId),
    Nobody,
    /// It leads to an agent whom the desk had not looked at.
    Unknown,
}

impl RoutingComparison {
    /// Whether no further chat request is compared.
    pub const fn is_full(&self) -> bool {
        self.requests as usize >= MOST_COMPARED
    }

    /// Compares a decision; begins with the newest. Second tries, transfers and lost agents follow from the
    /// first offer and are left out.
    pub fn add(&mut self, config: &RoutingConfig, id: &ConversationId, decision: &Decision) {
        if decision.reason != RoutingReason::Requested || self.is_full() {
            return;
        }
        self.requests += 1;
        let before = decision.chosen.as_ref();
        let after = match first_asked(config, decision) {
            Asked::Unknown => return self.unknown += 1,
            Asked::Agent(agent) => Some(agent),
            Asked::Nobody => None,
        };
        match (before, after) {
            (before, after) if before == after => return self.same += 1,
            (_, None) => self.nowhere += 1,
            (None, Some(_)) => self.reached += 1,
            (Some(_), Some(_)) => self.elsewhere += 1,
        }
        if self.items.len() < MOST_LISTED {
            self.items.push(ComparedRequest {
                conversation: id.clone(),
                at: decision.at,
                before: before.cloned(),
                after: after.cloned(),
            });
        }
    }
}

impl Desk {
    /// What another routing config of the site is checked against: its package and its agents.
    pub fn package_and_agents(&self) -> (Package, Vec<AgentId>) {
        (self.routing.package, self.agents.keys().cloned().collect())
    }
}

fn first_asked<'d>(config: &RoutingConfig, decision: &'d Decision) -> Asked<'d> {
    let evaluations = decision.pools.iter().flat_map(|evaluation| &evaluation.agents);
    let seen: BTreeMap<&AgentId, &Candidate> =
        evaluations.map(|candidate| (&candidate.agent, candidate)).collect();
    let is_of_all = |pool: &Pool| matches!(pool, Pool::RoundRobin | Pool::Everybody);
    let saw_all = decision.pools.iter().any(|seen| is_of_all(&seen.pool) && seen.more == 0);
    for (_, members) in config.pools_for(&decision.visitor, &decision.route, &decision.reason) {
        let (candidates, all_seen): (Vec<&Candidate>, bool) = match members {
            None => (seen.values().copied().collect(), saw_all),
            Some(members) => {
                let found: Vec<_> =
                    members.iter().filter_map(|agent| seen.get(agent).copied()).collect();
                // Who was no agent of the site when all were looked at could not take it either.
                let all_seen = saw_all || found.len() == members.len();
                (found, all_seen)
            }
        };
        let ready = candidates.into_iter().filter(|candidate| candidate.skipped.is_none());
        let next = ready.min_by_key(|candidate| (candidate.turn, candidate.position));
        match next {
            // An agent whom nobody looked at might have been next.
            _ if !all_seen => return Asked::Unknown,
            Some(next) => return Asked::Agent(&next.agent),
            None => {}
        }
    }
    Asked::Nobody
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Condition;
    use crate::conversation::VisitorCard;
    use crate::desk::{PoolEvaluation, Rule, SkipReason};
    use crate::event::{Location, Page};
    use crate::id::{RequestId, RuleId, VisitId, VisitorId};
    use crate::stream::Route;

    fn agent(name: &str) -> AgentId {
        AgentId::parse(format!("agent_{name}")).unwrap()
    }

    fn candidate(name: &str, turn: u64, skipped: Option<SkipReason>) -> Candidate {
        Candidate { agent: agent(name), turn, position: 0, skipped }
    }

    fn decision(route: Route, pools: Vec<(Pool, Vec<Candidate>, usize)>) -> Decision {
        let pools = pools.into_iter();
        let pools: Vec<_> =
            pools.map(|(pool, agents, more)| PoolEvaluation { pool, agents, more }).collect();
        let mut decision = Decision {
            request: RequestId::trusted("req_1".to_owned()),
            at: Timestamp(7),
            reason: RoutingReason::Requested,
            route,
            visitor: VisitorCard {
                id: VisitorId::trusted("visitor_a".to_owned()),
                visit: VisitId::trusted("visit_a".to_owned()),
                attributes: crate::person::Attributes::new(),
                page: Page::default(),
                location: Location::default(),
            },
            pools,
            chosen: None,
        };
        decision.chosen = decision.replay().cloned();
        decision
    }

    fn everybody(agents: Vec<Candidate>) -> Vec<(Pool, Vec<Candidate>, usize)> {
        vec![(Pool::RoundRobin, agents, 0)]
    }

    fn rule(agents: &[&str]) -> RoutingConfig {
        RoutingConfig {
            rules: vec![Rule {
                id: RuleId::parse("rule_a").unwrap(),
                name: "All".into(),
                priority: 1,
                when: Condition::All { all: Vec::new() },
                agents: agents.iter().map(|name| agent(name)).collect(),
            }],
            ..RoutingConfig::default()
        }
    }

    /// same, elsewhere, nowhere, reached, unknown
    fn compared(config: &RoutingConfig, decision: &Decision) -> [u32; 5] {
        let mut found = RoutingComparison::default();
        found.add(config, &ConversationId::trusted("conv_a".to_owned()), decision);
        assert_eq!(found.requests, 1);
        [found.same, found.elsewhere, found.nowhere, found.reached, found.unknown]
    }

    #[test]
    fn each_decision_is_one_of_five() {
        let rule_pool = || Pool::Rule { rule: RuleId::parse("rule_a").unwrap() };
        let grace = || candidate("grace", 1, None);
        let linus = || candidate("linus", 2, None);
        let away = |name| candidate(name, 0, Some(SkipReason::Away));
        let by_rules = |pools| decision(Route::Rules, pools);
        let asked_grace = by_rules(vec![(rule_pool(), vec![grace(), linus()], 0)]);
        let no_rule = by_rules(vec![(Pool::NoRule, Vec::new(), 0)]);
        let all_away = by_rules(vec![(rule_pool(), vec![away("grace")], 0)]);
        let widened = by_rules(vec![
            (rule_pool(), vec![away("grace")], 0),
            (Pool::Everybody, vec![away("grace"), linus()], 0),
        ]);
        let in_turn = decision(Route::RoundRobin, everybody(vec![grace(), linus()]));
        let overflow = RoutingConfig { overflow_to_all: true, ..rule(&["grace"]) };
        for (config, decision, expected, what) in [
            (rule(&["grace", "linus"]), &asked_grace, [1, 0, 0, 0, 0], "the same agent"),
            (rule(&["linus"]), &asked_grace, [0, 1, 0, 0, 0], "another agent"),
            (RoutingConfig::default(), &asked_grace, [0, 0, 1, 0, 0], "no rule is left"),
            (rule(&["grace"]), &all_away, [1, 0, 0, 0, 0], "nobody, as before"),
            (rule(&["ada"]), &asked_grace, [0, 0, 0, 0, 1], "nobody looked at Ada"),
            (rule(&["grace", "ada"]), &asked_grace, [0, 0, 0, 0, 1], "Ada might be first"),
            (rule(&["grace"]), &no_rule, [0, 0, 0, 0, 1], "no agent was looked at"),
            (RoutingConfig::default(), &no_rule, [1, 0, 0, 0, 0], "still no rule"),
            (overflow.clone(), &all_away, [0, 0, 0, 0, 1], "everybody was not looked at"),
            (overflow, &widened, [1, 0, 0, 0, 0], "all were looked at"),
            (rule(&["linus"]), &widened, [1, 0, 0, 0, 0], "Linus by the rule"),
            (rule(&["grace"]), &widened, [0, 0, 1, 0, 0], "without the overflow"),
            (rule(&["ada"]), &widened, [0, 0, 1, 0, 0], "Ada was no agent then"),
            (RoutingConfig::default(), &in_turn, [1, 0, 0, 0, 0], "all in turn"),
        ] {
            assert_eq!(compared(&config, decision), expected, "{what}");
        }
        // Whom the rule leads to, though nobody was asked: the agent was seen by the overflow.
        let busy =
            by_rules(vec![(rule_pool(), vec![away("grace")], 0), (Pool::Agent, vec![linus()], 0)]);
        let asked_nobody = Decision { chosen: None, ..busy };
        assert_eq!(compared(&rule(&["linus"]), &asked_nobody), [0, 0, 0, 1, 0]);
    }

    #[test]
    fn only_first_decisions_count_and_the_newest_are_listed() {
        let id = ConversationId::trusted("conv_a".to_owned());
        let first = decision(
            Route::Rules,
            everybody(vec![candidate("grace", 1, None), candidate("linus", 2, None)]),
        );
        let again = Decision { reason: RoutingReason::Again, ..first.clone() };
        let mut found = RoutingComparison::default();
        found.add(&rule(&["linus"]), &id, &again);
        assert_eq!(found, RoutingComparison::default());
        for _ in 0..=MOST_COMPARED {
            found.add(&rule(&["linus"]), &id, &first);
        }
        assert_eq!((found.requests, found.elsewhere), (2_000, 2_000));
        assert_eq!(found.items.len(), MOST_LISTED);
        let item = &found.items[0];
        assert_eq!((&item.before, &item.after), (&Some(agent("grace")), &Some(agent("linus"))));
    }
}
