//! What the desk is made of, as it is stored: a row for each thing, written when it changes.

use super::agent::AgentDesk;
use super::machine::Desk;
use super::routing::Book;
use super::settings::DeskSettings;
use super::wish::{Closed, Wish};
use crate::id::{AgentId, OfferId, RequestId};
use serde::{Deserialize, Serialize};

/// What the desk is made of, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// The settings.
    Settings(DeskSettings),
    /// What is routed by.
    Book(Book),
    /// An agent.
    Agent(AgentDesk),
    /// A wish.
    Wish(Wish),
    /// A ring that is over.
    Closed(Closed),
}

impl Record {
    /// What it is stored under.
    pub fn key(&self) -> String {
        match self {
            Self::Settings(_) => "settings".to_owned(),
            Self::Book(_) => "book".to_owned(),
            Self::Agent(agent) => agent_key(agent.id()),
            Self::Wish(wish) => wish_key(&wish.request),
            Self::Closed(closed) => closed_key(&closed.offer),
        }
    }
}

pub(super) fn agent_key(agent: &AgentId) -> String {
    format!("agent/{agent}")
}

pub(super) fn wish_key(request: &RequestId) -> String {
    format!("wish/{request}")
}

pub(super) fn closed_key(offer: &OfferId) -> String {
    format!("closed/{offer}")
}

impl Desk {
    /// The desk as it stands after what was stored.
    pub fn restore(records: impl IntoIterator<Item = Record>) -> Self {
        let mut desk = Self::default();
        for record in records {
            match record {
                Record::Settings(settings) => desk.settings = settings,
                Record::Book(book) => desk.book = book,
                Record::Agent(mut agent) => {
                    agent.holds.clear();
                    desk.last_turn = desk.last_turn.max(agent.turn);
                    desk.agents.insert(agent.id().clone(), agent);
                }
                Record::Wish(wish) => {
                    desk.wishes.insert(wish.request.clone(), wish);
                }
                Record::Closed(closed) => {
                    desk.closed.insert(closed.offer.clone(), closed);
                }
            }
        }
        for wish in desk.wishes.values() {
            for holder in wish.holders() {
                if let Some(agent) = desk.agents.get_mut(holder) {
                    agent.holds.insert(wish.request.clone());
                }
            }
        }
        desk.index();
        desk
    }
}
