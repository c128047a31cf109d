//! What live chats came to over some days: all of them, by agent and by team.

use super::chat::{ChatOutcome, ChatRecord};
use super::percentiles::{Durations, Percentiles};
use super::{Day, Period};
use crate::availability::Zone;
use crate::event::{OfferFailure, OfferOutcome};
use crate::id::{AgentId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `GET /v1/sites/{site}/reports/chats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatReport {
    /// The days it is about.
    #[serde(flatten)]
    pub period: Period,
    /// By whose clock days begin.
    pub zone: String,
    /// All chats together.
    pub total: ChatFigures,
    /// The days on which somebody was requested, in order.
    pub days: Vec<ChatDay>,
    /// The agents at whom it was offered, or who took a chat over.
    pub agents: Vec<AgentChats>,
    /// The teams that were asked for; those chats that asked for none have a row without a team.
    pub teams: Vec<TeamChats>,
}

/// What chat requests came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// How long it was offered before it was answered.
    pub accept: Percentiles,
    /// How long agents took to write something, from when they were connected.
    pub reply: Percentiles,
    /// How long chats lasted that are over.
    pub length: Percentiles,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatDay {
    /// Which.
    pub day: Day,
    /// What.
    #[serde(flatten)]
    pub figures: ChatFigures,
}

/// One agent. A chat counts for who answered it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentChats {
    /// Who.
    pub agent: AgentId,
    /// Their name; empty for whoever is no agent any more.
    pub name: String,
    /// How often it was offered.
    pub offers: u64,
    /// How often they took the chat.
    pub accepted: u64,
    /// How often they said no.
    pub declined: u64,
    /// How often they did not answer in time.
    pub timed_out: u64,
    /// How many chats they took over from others.
    pub transferred_to: u64,
    /// How long it was offered before they answered.
    pub accept: Percentiles,
    /// How long they took to write something.
    pub reply: Percentiles,
    /// How long their chats lasted.
    pub length: Percentiles,
}

/// One team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
pub struct ChatAggregate {
    total: Sum,
    days: BTreeMap<Day, Sum>,
    agents: BTreeMap<AgentId, AgentSum>,
    teams: BTreeMap<Option<TeamId>, Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    figures: ChatFigures,
    accept: Durations,
    reply: Durations,
    length: Durations,
}

#[derive(Debug, Default)]
struct AgentSum {
    offers: u64,
    accepted: u64,
    declined: u64,
    timed_out: u64,
    transferred_to: u64,
    accept: Durations,
    reply: Durations,
    length: Durations,
}

impl Sum {
    fn add(&mut self, record: &ChatRecord) {
        let figures = &mut self.figures;
        figures.requested += 1;
        match record.outcome {
            ChatOutcome::Answered => figures.answered += 1,
            ChatOutcome::Withdrawn => figures.withdrawn += 1,
            ChatOutcome::Waiting => figures.waiting += 1,
            missed => {
                figures.missed += 1;
                *figures.reasons.entry(missed.as_str().to_owned()).or_default() += 1;
            }
        }
        record.accepted.iter().for_each(|duration| self.accept.add(*duration));
        record.replied.iter().for_each(|duration| self.reply.add(*duration));
        record.lasted.iter().for_each(|duration| self.length.add(*duration));
    }

    fn figures(self) -> ChatFigures {
        let (accept, reply) = (self.accept.percentiles(), self.reply.percentiles());
        ChatFigures { accept, reply, length: self.length.percentiles(), ..self.figures }
    }
}

impl ChatAggregate {
    /// Adds a chat request, on its day in that zone.
    pub fn add(&mut self, zone: &Zone, record: &ChatRecord) {
        self.total.add(record);
        self.days.entry(zone.day(record.at)).or_default().add(record);
        self.teams.entry(record.team.clone()).or_default().add(record);
        for open_offer in &record.offers {
            let sum = self.agents.entry(open_offer.agent.clone()).or_default();
            sum.offers += 1;
            match open_offer.outcome {
                Some(OfferOutcome::Accepted) => sum.accepted += 1,
                Some(OfferOutcome::Failed(OfferFailure::Declined)) => sum.declined += 1,
                Some(OfferOutcome::Failed(OfferFailure::TimedOut)) => sum.timed_out += 1,
                Some(OfferOutcome::Failed(OfferFailure::Withdrawn | OfferFailure::AgentGone))
                | None => {}
            }
        }
        for agent in &record.transferred_to {
            self.agents.entry(agent.clone()).or_default().transferred_to += 1;
        }
        if let Some(agent) = &record.agent {
            let sum = self.agents.entry(agent.clone()).or_default();
            record.accepted.iter().for_each(|duration| sum.accept.add(*duration));
            record.replied.iter().for_each(|duration| sum.reply.add(*duration));
            record.lasted.iter().for_each(|duration| sum.length.add(*duration));
        }
    }

    /// All of it, by name.
    pub fn report(self, period: Period, zone: &Zone, names: &ChatNames) -> ChatReport {
        let name = |agent: &AgentId| names.agents.get(agent).cloned().unwrap_or_default();
        let agent = |(agent, sum): (AgentId, AgentSum)| AgentChats {
            name: name(&agent),
            agent,
            offers: sum.offers,
            accepted: sum.accepted,
            declined: sum.declined,
            timed_out: sum.timed_out,
            transferred_to: sum.transferred_to,
            accept: sum.accept.percentiles(),
            reply: sum.reply.percentiles(),
            length: sum.length.percentiles(),
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
