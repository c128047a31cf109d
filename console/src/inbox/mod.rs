//! The Agent Inbox as a pure state machine: model, messages and effects. `view` renders it, and
//! `runtime` performs the effects.

pub(crate) mod runtime;
#[cfg(feature = "view")]
pub(crate) mod view;

mod bot;
mod chat;
mod chats;
mod conversation;
mod deep_link;
mod drafts;
mod end;
mod files;
mod history;
mod keys;
mod labels;
mod missed;
mod model;
mod msg;
mod notes;
mod offers;
mod row_text;
mod thread;
mod toast;
mod transfer;
mod update;
mod visitor;

#[cfg(test)]
mod tests;

pub(crate) use bot::{Answer, Step};
pub(crate) use chat::ConversationView;
pub(crate) use chats::{Row, Turn};
pub(crate) use files::{Attached, Carried};
pub(crate) use history::{Filter, HistoryList, Search};
pub(crate) use keys::Keys;
pub(crate) use labels::{
    LabelChoice, LabelEffect, LabelMsg, Narrowed, choices, label_count_text, next_colour,
};
pub(crate) use missed::{MissedChange, count_text};
pub(crate) use model::{
    Availability, AvailabilityStatus, Choice, Inbox, Link, Loadable, Next, Offer, Pane, Tab,
};
pub(crate) use msg::{Direction, Effect, Msg};
pub(crate) use row_text::{Quote, RowText, STATUSES, status};
pub(crate) use thread::{Bubble, DeliveryState, FileLine, Line, Note, NoteLine, Side, lines};
pub(crate) use toast::{Toast, Tone};
pub(crate) use update::update;
pub(crate) use visitor::{CRM_STATUS, answers, display_name, field_value, initials, others};
