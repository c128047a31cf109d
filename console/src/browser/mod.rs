//! What the console needs from the browser: page, storage, sound, pictures, notifications.

pub(crate) mod audio;
pub(crate) mod image;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod push;
pub(crate) mod storage;
pub(crate) mod time;
