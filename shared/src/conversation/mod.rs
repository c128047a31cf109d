//! A conversation: the log of what happened, the state it folds to, and what may happen next.

#[cfg(feature = "serde")]
mod machine;
mod state;

#[cfg(feature = "serde")]
pub use machine::{
    AgentAct, Charter, Conversation, DeskNews, Input, Limits, NewEvent, Outcome, Refusal, ToDesk,
    VisitorAct, VisitorCard,
};
pub use state::{Over, Phase, Ring, State};

/// Longest message a person may write, in characters.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
