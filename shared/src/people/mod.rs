//! The people a site has talked to: what is kept of them, and how they are found again.

mod device;
mod pages;
mod profile;
mod search;

pub use device::Device;
pub use pages::{MAX_PAGES, Pages, Seen};
pub use profile::{NoteError, Profile, ProfileUpdate, email_of, name_key};
pub use search::{MAX_INDEXED_CHARS, Piece, agent_term, pieces, query, said, search_text};
