//! A conversation: the log of what happened, the state it folds to, and what may happen next.

#[cfg(feature = "serde")]
mod charter;
#[cfg(feature = "serde")]
mod draft;
#[cfg(feature = "serde")]
mod machine;
#[cfg(feature = "serde")]
mod message;
#[cfg(feature = "serde")]
mod notes;
#[cfg(feature = "serde")]
mod outcome;
mod state;
#[cfg(feature = "desk")]
mod transcript;
#[cfg(feature = "serde")]
mod unwanted;

#[cfg(feature = "serde")]
pub use charter::{Charter, GONE_WHILE_WAITING, Limits};
#[cfg(feature = "serde")]
pub use draft::{Draft, DraftTooLong, MAX_DRAFT_CHARS};
#[cfg(feature = "serde")]
pub use machine::Conversation;
#[cfg(feature = "serde")]
pub use message::{AgentAct, DeskNews, Input, Presence, ToDesk, VisitorAct, VisitorCard};
#[cfg(feature = "serde")]
pub use notes::{MAX_NOTES, NoteRefusal, Notes, PrivateNote, Written};
#[cfg(feature = "serde")]
pub use outcome::{NewEvent, Outcome, Refusal};
pub use state::{Over, Phase, Ring, State};
#[cfg(feature = "desk")]
pub use transcript::transcript;
#[cfg(feature = "serde")]
pub use unwanted::AddressMark;

/// Longest message a person may write, in characters.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
