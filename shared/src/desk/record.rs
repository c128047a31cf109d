//! The desk's state as it is stored: one row per record, written when it changes.

use super::agent::AgentDesk;
use super::chat_request::{ChatRequest, ClosedOffer};
use super::machine::Desk;
use super::roster::RosterKnowledge;
use super::routing::RoutingConfig;
use super::settings::DeskSettings;
use crate::id::{AgentId, OfferId, RequestId};
use serde::{Deserialize, Serialize};

/// A stored part of the desk's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    Settings(DeskSettings),
    RoutingConfig(RoutingConfig),
    Agent(AgentDesk),
    Request(ChatRequest),
    /// An ended offer.
    ClosedOffer(ClosedOffer),
}

impl Record {
    /// The key of its row.
    pub fn key(&self) -> String {
        match self {
            Self::Settings(_) => "settings".to_owned(),
            Self::RoutingConfig(_) => "routing_config".to_owned(),
            Self::Agent(agent) => agent_key(agent.id()),
            Self::Request(chat_request) => request_key(&chat_request.request),
            Self::ClosedOffer(closed) => closed_key(&closed.offer),
        }
    }
}

pub(super) fn agent_key(agent: &AgentId) -> String {
    format!("agent/{agent}")
}

pub(super) fn request_key(request: &RequestId) -> String {
    format!("request/{request}")
}

pub(super) fn closed_key(offer: &OfferId) -> String {
    format!("closed/{offer}")
}

impl Desk {
    /// Rebuilds the desk from its records.
    pub fn restore(records: impl IntoIterator<Item = Record>) -> Self {
        let mut desk = Self::default();
        for record in records {
            match record {
                Record::Settings(settings) => {
                    desk.settings = settings;
                    desk.roster = RosterKnowledge::Known;
                }
                Record::RoutingConfig(routing) => desk.routing = routing,
                Record::Agent(mut agent) => {
                    agent.holds.clear();
                    desk.last_turn = desk.last_turn.max(agent.turn);
                    desk.agents.insert(agent.id().clone(), agent);
                }
                Record::Request(chat_request) => {
                    let (visitor, request) = (&chat_request.visitor.id, &chat_request.request);
                    desk.by_visitor.insert(visitor.clone(), request.clone());
                    desk.requests.insert(chat_request.request.clone(), chat_request);
                }
                Record::ClosedOffer(closed) => {
                    desk.closed.insert(closed.offer.clone(), closed);
                }
            }
        }
        for chat_request in desk.requests.values() {
            for holder in chat_request.holders() {
                if let Some(agent) = desk.agents.get_mut(holder) {
                    agent.holds.insert(chat_request.request.clone());
                }
            }
        }
        desk.latest = desk.latest_stored();
        desk.index();
        desk.sent_waiting = desk.waiting();
        desk
    }
}
