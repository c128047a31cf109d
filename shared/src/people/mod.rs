//! The people a site has talked to: what is kept of them, and how they are found again.

mod device;
mod find;
mod known;
mod pages;

pub use device::Device;
pub use find::{MAX_INDEXED_CHARS, Piece, agent_word, pieces, query, said, who};
pub use known::{Heard, Known, NoteError, email_of, name_key};
pub use pages::{MAX_PAGES, Pages, Seen};
