//! How a wish was routed, with the names of everything that is named there.

use super::machine::Desk;
use super::routing::{Decision, Pool};
use crate::id::{AgentId, RuleId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /v1/sites/{site}/conversations/{conversation}/routing`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Routed {
    /// The decisions, the first one first.
    pub items: Vec<Decision>,
    /// What the agents in them are called now; whoever is no agent any more is left out.
    pub agents: BTreeMap<AgentId, String>,
    /// The same of teams.
    pub teams: BTreeMap<TeamId, String>,
    /// The same of rules.
    pub rules: BTreeMap<RuleId, String>,
}

impl Desk {
    /// Puts names to decisions.
    pub fn told(&self, items: Vec<Decision>) -> Routed {
        let mut routed = Routed::default();
        for looked in items.iter().flat_map(|decision| &decision.looked) {
            for considered in &looked.agents {
                if let Some(agent) = self.agents.get(&considered.agent) {
                    routed.agents.insert(considered.agent.clone(), agent.face.name.clone());
                }
            }
            match &looked.pool {
                Pool::Team { team } => {
                    let known = self.book.teams.iter().find(|known| known.id == *team);
                    routed.teams.extend(known.map(|known| (team.clone(), known.name.clone())));
                }
                Pool::Rule { rule } => {
                    let known = self.book.rules.iter().find(|known| known.id == *rule);
                    routed.rules.extend(known.map(|known| (rule.clone(), known.name.clone())));
                }
                _ => {}
            }
        }
        Routed { items, ..routed }
    }
}
