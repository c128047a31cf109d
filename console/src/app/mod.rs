//! The console's frame: session, navigation, menu, shortcuts.

mod confirm_email;
pub(crate) mod frame;
pub(crate) mod join;
pub(crate) mod keyboard;
pub(crate) mod menu;
pub(crate) mod notices;
pub(crate) mod rail;
pub(crate) mod required;
pub(crate) mod reset;
pub(crate) mod root;
pub(crate) mod sections;
pub(crate) mod sheet;
pub(crate) mod sign_in;
mod single_sign_on;
pub(crate) mod toasts;

pub(crate) use self::root::start;
