//! What the prelude of a crate without std lacks. The widget has no std: its panics alone would be
//! 2 KB of what a visitor downloads.

pub use alloc::borrow::ToOwned;
pub use alloc::boxed::Box;
pub use alloc::string::String;
pub use alloc::vec::Vec;
pub use alloc::{format, vec};
