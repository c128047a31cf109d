//! Dialogues as files: parse, write, check and compare.

mod canonical;
mod describe;
mod diff;
mod file;
mod translators;

pub use crate::wording::{Phrases, english};
pub use canonical::canonical;
pub use describe::describe_condition;
pub use diff::{Change, diff, diff_in};
pub use file::{File, Unreadable, check};
pub use translators::{Table, Taken, Unfit, table};
