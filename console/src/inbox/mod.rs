//! The Agent Inbox as data: what is known, what may come, and what follows from it. Nothing here
//! knows a browser; `view` shows it and `runtime` does what it asks for.

mod bell;
mod bot;
mod chat;
mod chats;
mod drafts;
mod end;
mod files;
mod hand;
mod keys;
mod model;
mod msg;
mod notes;
mod past;
mod seek;
mod talk;
mod text;
mod thread;
mod toast;
mod update;
mod visitor;

#[cfg(test)]
mod tests;

pub(crate) use bot::{Answer, Step};
pub(crate) use chat::Chat;
pub(crate) use chats::{Row, Turn};
pub(crate) use files::{Attached, Carried};
pub(crate) use keys::Keys;
pub(crate) use model::{Asked, Choice, Duty, Inbox, Link, Next, Offer, Pane, Tab};
pub(crate) use msg::{Effect, Msg, Way};
pub(crate) use past::{Narrowed, Past, Search};
pub(crate) use text::{Piece, pieces};
pub(crate) use thread::{Bubble, FileLine, Line, Mark, Note, NoteLine, Side, lines};
pub(crate) use toast::{Toast, Tone};
pub(crate) use update::update;
pub(crate) use visitor::{CRM_STATUS, fact, initials, name, others, path};
