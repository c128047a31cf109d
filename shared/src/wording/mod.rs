//! What a card's text may hold beside words: tokens, which become what is known of the visitor, and a
//! little markup.

mod markup;
mod token;

pub use markup::{Block, Span, bad_link, parse, plain};
#[cfg(feature = "serde")]
pub use token::fill_plain;
pub use token::{Token, fill, tokens};
