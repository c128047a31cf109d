//! Wrappers of browser APIs: page, storage, sound, pictures, notifications.

pub(crate) mod audio;
pub(crate) mod field;
pub(crate) mod file;
pub(crate) mod image;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod passkeys;
pub(crate) mod push;
pub(crate) mod regions;
pub(crate) mod storage;
pub(crate) mod time;
