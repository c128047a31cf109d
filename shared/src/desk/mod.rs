//! The desk: at whom the bell rings, for how long, and what then (`docs/rules.md` §3).
//!
//! It must not know how a conversation runs, what a visitor answered, or how anything is stored.

mod agent;
mod duty;
mod explain;
mod handover;
mod keeping;
mod machine;
mod message;
mod pushing;
mod record;
mod ring;
mod routing;
mod settings;
mod told;
mod turns;
mod view;
mod wish;

pub use agent::{AgentDesk, RosterAgent, Skip};
pub use machine::Desk;
pub use message::{DeskEffect, DeskInput, DeskRefusal, ToSite};
pub use record::Record;
pub use routing::{Account, Asked, Book, Considered, Decision, Looked, Pool, Rule, TOLD, Team};
pub use settings::DeskSettings;
pub use told::Routed;
pub use wish::{Closed, Handover, Stage, Why, Wish};
