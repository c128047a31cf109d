//! Dialogues as files: how one is read, written out, checked and compared.

mod canonical;
mod describe;
mod diff;
mod file;

pub use canonical::canonical;
pub use describe::describe_condition;
pub use diff::{Change, diff};
pub use file::{File, Unreadable, check};
