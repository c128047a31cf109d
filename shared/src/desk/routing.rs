//! Routing: the pools of agents for a chat request, in order, and why each agent was or was not
//! chosen.

use super::agent::{AgentDesk, SkipReason};
use super::chat_request::ChatRequest;
use super::machine::Desk;
use crate::audience::{Attribute, AttributeSource, Condition, NOTHING_KNOWN, VisitorData};
use crate::availability::back_at;
use crate::conversation::VisitorCard;
use crate::id::{AgentId, RequestId, RuleId, TeamId};
use crate::protocol::bounds;
use crate::quota::Package;
use crate::stream::Route;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many agents of a pool a decision lists; the others are only counted.
pub const MAX_EXPLAINED: usize = 50;

/// How long routing decisions are stored: 90 days.
const DECISION_MEMORY: Millis = Millis::minutes(60 * 24 * 90);

/// The routing config that the site has set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RoutingConfig {
    /// The site's package: Prime has account routing and teams.
    pub package: Package,
    /// Whether all agents are tried if no agent of the rule or team is available.
    pub overflow_to_all: bool,
    /// When one more agent is asked, if the first declines or does not answer.
    pub second_try: SecondTry,
    /// How many chats and offers one agent can have at once, 1 to 10.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::MAX_CHATS.min, max = bounds::MAX_CHATS.max)))]
    pub max_chats: u32,
    /// The agents who can have fewer or more than `max_chats`, and how many.
    pub max_chats_of_agents: BTreeMap<AgentId, u32>,
    /// How long a visitor may wait in the queue while everybody who could take the chat is full, in
    /// minutes; 0 is not at all.
    #[cfg_attr(feature = "schema", schemars(range(min = bounds::WAIT_MINUTES.min, max = bounds::WAIT_MINUTES.max)))]
    pub wait_minutes: u32,
    pub teams: Vec<Team>,
    /// The routing rules, in any order.
    pub rules: Vec<Rule>,
    pub accounts: Vec<Account>,
}

impl Default for RoutingConfig {
    fn default() -> Self {
        Self {
            package: Package::default(),
            overflow_to_all: false,
            second_try: SecondTry::default(),
            max_chats: bounds::MOST_CHATS,
            max_chats_of_agents: BTreeMap::new(),
            wait_minutes: 0,
            teams: Vec::new(),
            rules: Vec::new(),
            accounts: Vec::new(),
        }
    }
}

impl RoutingConfig {
    /// How many chats and offers this agent can have at once.
    pub fn max_chats_of(&self, agent: &AgentId) -> u32 {
        self.max_chats_of_agents.get(agent).copied().unwrap_or(self.max_chats)
    }

    /// How long a visitor may wait in the queue, if the site has one.
    pub fn longest_wait(&self) -> Option<Millis> {
        (self.wait_minutes > 0).then(|| Millis::minutes(self.wait_minutes.into()))
    }
}

/// When one more agent is asked, if the first declines or does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondTry {
    /// Where the card names a team, on Prime.
    #[default]
    PrimeTeams,
    /// Whatever the card says.
    AllRoutes,
}

/// A team of agents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub members: Vec<AgentId>,
}

/// A routing rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    pub id: RuleId,
    pub name: String,
    /// The qualifying rule with the lowest number applies.
    pub priority: u32,
    pub when: Condition,
    /// The agents who get its chats.
    pub agents: Vec<AgentId>,
}

/// A company with an agent who owns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// Domain of its e-mail addresses.
    pub domain: String,
    pub owner: AgentId,
}

/// A set of agents that is searched for a chat request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Pool {
    /// The owner of the visitor's company.
    Account {
        domain: String,
    },
    /// All agents in turn.
    RoundRobin,
    /// The agent that the card or the transfer names.
    Agent,
    /// The agents of the first rule that the visitor qualifies for.
    Rule {
        rule: RuleId,
    },
    /// The visitor qualifies for no rule.
    NoRule,
    Team {
        team: TeamId,
    },
    /// All agents, because the previous pool had none available and the site allows overflow.
    Everybody,
}

/// An agent in a pool, as a decision saw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    pub agent: AgentId,
    /// The number of the last offer they got; the lowest is next.
    pub turn: u64,
    /// Their index in the roster, which decides if turns are equal.
    pub position: u32,
    /// Why they could not take the chat; `None` if they could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
}

/// A pool, as a decision saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolEvaluation {
    pub pool: Pool,
    /// Its agents, at most [`MAX_EXPLAINED`] and the chosen one.
    pub agents: Vec<Candidate>,
    /// How many further agents it had.
    pub more: usize,
}

/// What a routing decision was made for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum RoutingReason {
    /// A new chat request.
    #[default]
    Requested,
    /// A second try: the first agent did not accept.
    Again,
    /// The chat's agent transfers it.
    Transfer { by: AgentId },
    /// The chat's agent is gone.
    Reassign,
}

/// Input of a decision: find an agent on this route who is not in `tried`.
pub(super) struct RoutingQuery<'a> {
    pub(super) chat_request: &'a ChatRequest,
    pub(super) route: &'a Route,
    pub(super) tried: &'a [AgentId],
    pub(super) reason: RoutingReason,
}

/// A routing decision with all its inputs, so that it can be explained and replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision {
    pub request: RequestId,
    pub at: Timestamp,
    #[serde(default)]
    pub reason: RoutingReason,
    /// The route of the card or of the transfer.
    pub route: Route,
    /// The visitor at that time.
    pub visitor: VisitorCard,
    /// The pools that were searched, in order.
    pub pools: Vec<PoolEvaluation>,
    /// The agent who gets the offer; `None` if no agent was available.
    pub chosen: Option<AgentId>,
}

impl Decision {
    /// Decisions from before this time are deleted.
    pub fn expired_before(now: Timestamp) -> Timestamp {
        now - DECISION_MEMORY
    }

    /// Makes the decision again from its stored inputs. The result must be the same.
    pub fn replay(&self) -> Option<&AgentId> {
        self.pools.iter().find_map(|evaluation| {
            let could = evaluation.agents.iter().filter(|agent| agent.skipped.is_none());
            could.min_by_key(|agent| (agent.turn, agent.position)).map(|next| &next.agent)
        })
    }

    /// Why the only candidate was not chosen, if the decision had only one.
    pub fn only_reason(&self) -> Option<SkipReason> {
        let [evaluation] = self.pools.as_slice() else { return None };
        let [candidate] = evaluation.agents.as_slice() else { return None };
        candidate.skipped
    }
}

impl AttributeSource for VisitorCard {
    fn value(&self, attribute: &Attribute) -> &str {
        let (attributes, page, location) = (&self.attributes, &self.page, &self.location);
        VisitorData { attributes, page, location, now: &NOTHING_KNOWN }.value_of(attribute)
    }
}

impl Desk {
    /// Finds an agent and explains the decision. Changes nothing.
    pub(super) fn decide(&self, now: Timestamp, query: &RoutingQuery<'_>) -> Decision {
        let (mut pools, mut chosen) = (Vec::new(), None);
        for (pool, members) in self.routing.pools(query) {
            let found = self.next_of(now, members.as_deref(), query.tried);
            pools.push(self.evaluate(now, pool, members.as_deref(), query.tried, found));
            if let Some(found) = found {
                chosen = Some(found.clone());
                break;
            }
        }
        Decision {
            request: query.chat_request.request.clone(),
            at: now,
            reason: query.reason.clone(),
            route: query.route.clone(),
            visitor: query.chat_request.visitor.clone(),
            pools,
            chosen,
        }
    }

    /// Whether an agent could take the chat. Changes nothing.
    pub(super) fn finds_agent(&self, now: Timestamp, query: &RoutingQuery<'_>) -> bool {
        let mut pools = self.routing.pools(query).into_iter();
        pools.any(|(_, members)| self.next_of(now, members.as_deref(), query.tried).is_some())
    }

    /// When the first agent whom the chat could be offered to has hours again, if that is known.
    pub(super) fn back_at(&self, query: &RoutingQuery<'_>) -> Option<Timestamp> {
        let pools = self.routing.pools(query).into_iter();
        let agents = pools.flat_map(|(_, members)| match members {
            None => self.agents.values().collect::<Vec<_>>(),
            Some(members) => members.iter().filter_map(|agent| self.agents.get(*agent)).collect(),
        });
        let may_chat = agents.filter(|agent| agent.live_chat);
        back_at(may_chat.map(|agent| (agent.state, agent.schedule.as_ref())))
    }

    /// The next agent of a pool who can take the chat.
    fn next_of(
        &self,
        now: Timestamp,
        members: Option<&[&AgentId]>,
        tried: &[AgentId],
    ) -> Option<&AgentId> {
        let ready = |agent: &AgentDesk| self.skip(now, agent, tried).is_none();
        match members {
            None => self
                .round_robin
                // Agents who left before that are gone. `ready` decides about those who left since.
                .next(now - self.settings.grace, |id| self.agents.get(id).is_some_and(ready)),
            Some(members) => members
                .iter()
                .filter_map(|agent| self.agents.get(*agent))
                .filter(|agent| ready(agent))
                .min_by_key(|agent| (agent.turn, agent.position))
                .map(AgentDesk::id),
        }
    }

    pub(super) fn skip(
        &self,
        now: Timestamp,
        agent: &AgentDesk,
        tried: &[AgentId],
    ) -> Option<SkipReason> {
        if tried.contains(agent.id()) {
            return Some(SkipReason::Tried);
        }
        self.verdict(now, agent).err()
    }

    /// Whether a chat may be offered to an agent now, or why not.
    pub(super) fn verdict(&self, now: Timestamp, agent: &AgentDesk) -> Result<(), SkipReason> {
        agent.verdict(now, &self.settings, self.routing.max_chats_of(agent.id()))
    }

    fn evaluate(
        &self,
        now: Timestamp,
        pool: Pool,
        members: Option<&[&AgentId]>,
        tried: &[AgentId],
        found: Option<&AgentId>,
    ) -> PoolEvaluation {
        let candidate = |agent: &AgentDesk| Candidate {
            agent: agent.id().clone(),
            turn: agent.turn,
            position: agent.position,
            skipped: self.skip(now, agent, tried),
        };
        let count = members.map_or(self.agents.len(), <[_]>::len);
        let mut agents: Vec<Candidate> = match members {
            None => self.agents.values().take(MAX_EXPLAINED).map(candidate).collect(),
            Some(members) => members
                .iter()
                .take(MAX_EXPLAINED)
                .map(|id| self.agents.get(*id).map_or_else(|| unknown(id), candidate))
                .collect(),
        };
        let chosen = found.and_then(|found| self.agents.get(found));
        if let Some(chosen) =
            chosen.filter(|c| !agents.iter().any(|explained| explained.agent == *c.id()))
        {
            agents.push(candidate(chosen));
        }
        PoolEvaluation { pool, more: count.saturating_sub(agents.len()), agents }
    }
}

/// A candidate who is no agent of the site any more.
fn unknown(id: &AgentId) -> Candidate {
    Candidate { agent: id.clone(), turn: 0, position: 0, skipped: Some(SkipReason::NotAnAgent) }
}
