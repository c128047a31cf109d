//! The people that a site has talked to: their profiles, and how to search for them.

mod changes;
mod device;
mod pages;
mod profile;
mod search;
mod words;

pub use changes::{ChangesPage, is_change};
pub use device::Device;
pub use pages::{MAX_PAGES, Pages, Seen};
pub use profile::{NoteError, Profile, ProfileUpdate, Proof, email_of, name_key, normal_email};
pub use search::{MAX_INDEXED_CHARS, Piece, agent_term, query, said, search_text};
pub use words::pieces;
