//! The desk: which agent a chat is offered to, for how long, and what follows (`docs/rules.md`,
//! ROUTE).
//!
//! It doesn't know how a conversation runs, what a visitor answered, or how anything is stored.

mod agent;
mod answerable;
mod assign;
mod availability;
mod chat_request;
mod comparison;
mod decision_names;
mod explain;
mod index;
mod machine;
mod message;
mod offer;
mod pools;
mod presence;
mod pushing;
mod queue;
mod record;
mod roster;
mod round_robin;
mod routing;
mod routing_check;
mod set_back;
mod settings;
mod transfer;
mod view;

pub use agent::{AgentDesk, RosterAgent, SkipReason};
pub use answerable::Answerers;
pub use chat_request::{ChatRequest, ClosedOffer, Stage, Transfer, TransferReason};
pub use comparison::{COMPARED, ComparedRequest, MOST_COMPARED, MOST_LISTED, RoutingComparison};
pub use decision_names::RoutingHistory;
pub use machine::Desk;
pub use message::{DeskEffect, DeskInput, DeskRefusal, DeskToLedger, MissedChange};
pub use record::Record;
pub use routing::{
    Account, Candidate, Decision, MAX_EXPLAINED, Pool, PoolEvaluation, RoutingConfig,
    RoutingReason, Rule, SecondTry, Team,
};
pub use routing_check::RoutingError;
pub use settings::DeskSettings;
pub use view::MOST_TOLD_WAITING;
