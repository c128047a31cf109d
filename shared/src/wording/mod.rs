//! The texts of cards: tokens, which are replaced by the visitor's attributes, and a little markup.

mod links;
mod markup;
#[cfg(feature = "serde")]
mod phrase;
mod token;

pub use links::{Link, is_web, next_link};
pub use markup::{Block, Span, bad_link, parse, plain};
#[cfg(feature = "serde")]
pub use phrase::{Phrases, english};
#[cfg(feature = "serde")]
pub use token::fill_plain;
pub use token::{Token, TokenName, Values, fill, tokens};
