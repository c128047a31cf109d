//! The parts of std's prelude that `alloc` crates lack. The widget is built without std, because
//! the panic machinery alone would add 2 KB to its download.

pub use alloc::borrow::ToOwned;
pub use alloc::boxed::Box;
pub use alloc::string::String;
pub use alloc::vec::Vec;
pub use alloc::{format, vec};
