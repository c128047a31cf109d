//! Routing decisions, with the names of the agents, teams and rules that they mention.

use super::machine::Desk;
use super::routing::{Decision, Pool};
use crate::id::{AgentId, RuleId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What `GET /v1/sites/{site}/conversations/{conversation}/routing` answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RoutingHistory {
    /// The decisions, oldest first.
    pub items: Vec<Decision>,
    /// Current names of the agents; former agents are left out.
    pub agents: BTreeMap<AgentId, String>,
    /// Current names of the teams.
    pub teams: BTreeMap<TeamId, String>,
    /// Current names of the rules.
    pub rules: BTreeMap<RuleId, String>,
}

impl Desk {
    /// Adds names to decisions.
    pub fn name_decisions(&self, items: Vec<Decision>) -> RoutingHistory {
        let mut history = RoutingHistory::default();
        for evaluation in items.iter().flat_map(|decision| &decision.pools) {
            for candidate in &evaluation.agents {
                if let Some(agent) = self.agents.get(&candidate.agent) {
                    history.agents.insert(candidate.agent.clone(), agent.profile.name.clone());
                }
            }
            match &evaluation.pool {
                Pool::Team { team } => {
                    let entry = self.routing.teams.iter().find(|entry| entry.id == *team);
                    history.teams.extend(entry.map(|entry| (team.clone(), entry.name.clone())));
                }
                Pool::Rule { rule } => {
                    let entry = self.routing.rules.iter().find(|entry| entry.id == *rule);
                    history.rules.extend(entry.map(|entry| (rule.clone(), entry.name.clone())));
                }
                _ => {}
            }
        }
        RoutingHistory { items, ..history }
    }
}
