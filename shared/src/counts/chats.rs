//! The report on live chats: in total, by day, by agent and by team.

use super::chat::{ChatOutcome, ChatRecord};
use super::hours::BusyHours;
use super::percentiles::{Durations, Percentiles};
use super::ratings::Ratings;
use super::{Day, Period};
use crate::availability::Zone;
use crate::event::{OfferFailure, OfferOutcome};
use crate::id::{AgentId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What `GET /v1/sites/{site}/reports/chats` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatReport {
    /// The days of the report.
    #[serde(flatten)]
    pub period: Period,
    /// The time zone in which days begin.
    pub zone: String,
    /// The figures of all chats.
    pub total: ChatFigures,
    /// The days with chat requests, in order.
    pub days: Vec<ChatDay>,
    /// Chat requests by weekday, Monday first, and hour of the day.
    #[serde(default)]
    pub hours: BusyHours,
    /// The agents who had offers or took chats over.
    pub agents: Vec<AgentChats>,
    /// The teams that chats were requested from. Chats without a team have a row of their own.
    pub teams: Vec<TeamChats>,
}

/// Figures of chat requests.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatFigures {
    /// Number of chat requests.
    pub requested: u64,
    /// Number that an agent answered.
    pub answered: u64,
    /// Number that got the fallback message.
    pub missed: u64,
    /// Number that the visitor withdrew.
    pub withdrawn: u64,
    /// Number that are not decided yet.
    pub waiting: u64,
    /// The missed ones by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Time from the offer to its acceptance.
    pub accept: Percentiles,
    /// Time from the acceptance to the agent's first message.
    pub reply: Percentiles,
    /// Length of ended chats.
    pub length: Percentiles,
    /// What visitors thought of their chats.
    pub rating: Ratings,
}

/// Figures of one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatDay {
    pub day: Day,
    #[serde(flatten)]
    pub figures: ChatFigures,
}

/// Figures of one agent. A chat counts for the agent who answered it first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentChats {
    pub agent: AgentId,
    /// Their current name; empty for former agents.
    pub name: String,
    /// Number of offers they had.
    pub offers: u64,
    /// Number of offers they accepted.
    pub accepted: u64,
    /// Number of offers they declined.
    pub declined: u64,
    /// Number of offers they did not answer in time.
    pub timed_out: u64,
    /// Number of chats they took over from others.
    pub transferred_to: u64,
    /// Time from the offer to its acceptance.
    pub accept: Percentiles,
    /// Time from the acceptance to their first message.
    pub reply: Percentiles,
    /// Length of their chats.
    pub length: Percentiles,
    /// What visitors thought of their chats.
    pub rating: Ratings,
}

/// Figures of one team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamChats {
    /// The team; `null` for chats without a team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// Its current name; empty for former teams.
    pub name: String,
    #[serde(flatten)]
    pub figures: ChatFigures,
}

/// Current names of agents and teams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatNames {
    pub agents: BTreeMap<AgentId, String>,
    pub teams: BTreeMap<TeamId, String>,
}

/// Collects the figures of a report. It keeps only numbers of each chat, so that a year of them
/// fits in memory.
#[derive(Debug, Default)]
pub struct ChatAggregate {
    total: Sum,
    days: BTreeMap<Day, Sum>,
    hours: BusyHours,
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
    rating: Ratings,
}

impl Sum {
    fn add(&mut self, record: &ChatRecord) {
        // Who has another chat is counted there.
        if record.outcome == ChatOutcome::OtherChat {
            return;
        }
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
        record.rating.iter().for_each(|rating| self.figures.rating.add(*rating));
    }

    fn figures(self) -> ChatFigures {
        let (accept, reply) = (self.accept.percentiles(), self.reply.percentiles());
        ChatFigures { accept, reply, length: self.length.percentiles(), ..self.figures }
    }
}

impl ChatAggregate {
    /// Adds a chat request, on its day in this zone.
    pub fn add(&mut self, zone: &Zone, record: &ChatRecord) {
        self.total.add(record);
        if record.outcome != ChatOutcome::OtherChat {
            self.hours.add(zone, record.at);
        }
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
            record.rating.iter().for_each(|rating| sum.rating.add(*rating));
        }
    }

    /// The report, with names.
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
            rating: sum.rating,
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
            hours: self.hours,
            agents: self.agents.into_iter().map(agent).collect(),
            teams: self.teams.into_iter().map(team).collect(),
        }
    }
}
