//! Dialogues as files: how one is read, written out, checked and compared.

mod canonical;
mod diff;
mod file;
mod words;

pub use canonical::canonical;
pub use diff::{Change, diff};
pub use file::{File, Unreadable, check};
pub use words::condition_in_words;
