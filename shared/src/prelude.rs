//! The parts of std's prelude that `alloc` crates lack. Without serde, which only the widget leaves
//! out, nothing here needs std.

pub use alloc::borrow::ToOwned;
pub use alloc::boxed::Box;
pub use alloc::string::String;
pub use alloc::vec::Vec;
pub use alloc::{format, vec};
