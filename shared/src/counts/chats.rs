//! What live chats came to over some days: all of them, by agent and by team.

use super::chat::{Came, ChatFact, Rung};
use super::spread::{Spread, Spreading};
use super::{Day, Period};
use crate::availability::Zone;
use crate::id::{AgentId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /v1/sites/{site}/reports/chats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatReport {
    /// The days it is about.
    #[serde(flatten)]
    pub period: Period,
    /// By whose clock days begin.
    pub zone: String,
    /// All chats together.
    pub total: ChatFigures,
    /// The days on which somebody was wished for, in order.
    pub days: Vec<ChatDay>,
    /// The agents at whom the bell rang, or who took a chat over.
    pub agents: Vec<AgentChats>,
    /// The teams that were asked for; those chats that asked for none have a row without a team.
    pub teams: Vec<TeamChats>,
}

/// What wishes for a person came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChatFigures {
    /// How many there were.
    pub requested: u64,
    /// How many an agent answered.
    pub answered: u64,
    /// How many got the fallback message.
    pub missed: u64,
    /// How many were given up by the visitor.
    pub withdrawn: u64,
    /// How many are not decided yet.
    pub waiting: u64,
    /// Why those were missed that were.
    pub reasons: BTreeMap<String, u64>,
    /// How long the bell rang before it was answered.
    pub accept: Spread,
    /// How long agents took to write something, from when they were connected.
    pub reply: Spread,
    /// How long chats lasted that are over.
    pub length: Spread,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatDay {
    /// Which.
    pub day: Day,
    /// What.
    #[serde(flatten)]
    pub figures: ChatFigures,
}

/// One agent. A chat counts for who answered it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentChats {
    /// Who.
    pub agent: AgentId,
    /// Their name; empty for whoever is no agent any more.
    pub name: String,
    /// How often the bell rang.
    pub rings: u64,
    /// How often they took the chat.
    pub accepted: u64,
    /// How often they said no.
    pub declined: u64,
    /// How often they did not answer in time.
    pub timed_out: u64,
    /// How many chats they took over from others.
    pub taken_over: u64,
    /// How long it rang before they answered.
    pub accept: Spread,
    /// How long they took to write something.
    pub reply: Spread,
    /// How long their chats lasted.
    pub length: Spread,
}

/// One team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamChats {
    /// Which; none: chats that asked for no team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// Its name; empty for one that is no more.
    pub name: String,
    /// What its chats came to.
    #[serde(flatten)]
    pub figures: ChatFigures,
}

/// What things are called now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatNames {
    /// The agents.
    pub agents: BTreeMap<AgentId, String>,
    /// The teams.
    pub teams: BTreeMap<TeamId, String>,
}

/// Figures while facts are added. Only numbers are kept of each, so that a year of them has room.
#[derive(Debug, Default)]
pub struct ChatTally {
    total: Sum,
    days: BTreeMap<Day, Sum>,
    agents: BTreeMap<AgentId, AgentSum>,
    teams: BTreeMap<Option<TeamId>, Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    figures: ChatFigures,
    accept: Spreading,
    reply: Spreading,
    length: Spreading,
}

#[derive(Debug, Default)]
struct AgentSum {
    rings: u64,
    accepted: u64,
    declined: u64,
    timed_out: u64,
    taken_over: u64,
    accept: Spreading,
    reply: Spreading,
    length: Spreading,
}

impl Sum {
    fn add(&mut self, fact: &ChatFact) {
        let figures = &mut self.figures;
        figures.requested += 1;
        match fact.came {
            Came::Answered => figures.answered += 1,
            Came::Withdrawn => figures.withdrawn += 1,
            Came::Waiting => figures.waiting += 1,
            missed => {
                figures.missed += 1;
                *figures.reasons.entry(missed.as_str().to_owned()).or_default() += 1;
            }
        }
        fact.accepted.iter().for_each(|took| self.accept.add(*took));
        fact.replied.iter().for_each(|took| self.reply.add(*took));
        fact.lasted.iter().for_each(|took| self.length.add(*took));
    }

    fn figures(self) -> ChatFigures {
        let (accept, reply) = (self.accept.spread(), self.reply.spread());
        ChatFigures { accept, reply, length: self.length.spread(), ..self.figures }
    }
}

impl ChatTally {
    /// Adds a wish, on its day in that zone.
    pub fn add(&mut self, zone: &Zone, fact: &ChatFact) {
        self.total.add(fact);
        self.days.entry(zone.day(fact.at)).or_default().add(fact);
        self.teams.entry(fact.team.clone()).or_default().add(fact);
        for ring in &fact.rings {
            let sum = self.agents.entry(ring.agent.clone()).or_default();
            sum.rings += 1;
            match ring.came {
                Rung::Accepted => sum.accepted += 1,
                Rung::Declined => sum.declined += 1,
                Rung::TimedOut => sum.timed_out += 1,
                Rung::Rings | Rung::Withdrawn | Rung::AgentGone => {}
            }
        }
        for agent in &fact.taken_over {
            self.agents.entry(agent.clone()).or_default().taken_over += 1;
        }
        if let Some(agent) = &fact.agent {
            let sum = self.agents.entry(agent.clone()).or_default();
            fact.accepted.iter().for_each(|took| sum.accept.add(*took));
            fact.replied.iter().for_each(|took| sum.reply.add(*took));
            fact.lasted.iter().for_each(|took| sum.length.add(*took));
        }
    }

    /// All of it, by name.
    pub fn report(self, period: Period, zone: &Zone, names: &ChatNames) -> ChatReport {
        let name = |agent: &AgentId| names.agents.get(agent).cloned().unwrap_or_default();
        let agent = |(agent, sum): (AgentId, AgentSum)| AgentChats {
            name: name(&agent),
            agent,
            rings: sum.rings,
            accepted: sum.accepted,
            declined: sum.declined,
            timed_out: sum.timed_out,
            taken_over: sum.taken_over,
            accept: sum.accept.spread(),
            reply: sum.reply.spread(),
            length: sum.length.spread(),
        };
        let team = |(team, sum): (Option<TeamId>, Sum)| TeamChats {
            name: team.as_ref().and_then(|team| names.teams.get(team)).cloned().unwrap_or_default(),
            team,
            figures: sum.figures(),
        };
        let day = |(day, sum): (Day, Sum)| ChatDay { day, figures: sum.figures() };
        ChatReport {
            period,
            zone: zone.name().to_owned(),
            total: self.total.figures(),
            days: self.days.into_iter().map(day).collect(),
            agents: self.agents.into_iter().map(agent).collect(),
            teams: self.teams.into_iter().map(team).collect(),
        }
    }
}
