//! The Stream Designer's model: the draft, its edits, its layout and how it is saved. Only `view`
//! knows the browser.

#[cfg(feature = "view")]
pub(crate) mod view;

mod ab_test;
mod arrow_keys;
mod backtest;
mod camera;
mod card;
mod changes;
mod draft;
mod drop;
mod findings;
mod goals;
mod graph;
mod history;
mod layout;
mod make;
mod markup;
mod model;
mod ops;
mod path;
mod preview;
mod preview_edge;
mod preview_place;
mod promises;
mod repair;
mod route_pool;
mod search;
mod slots;
mod sync;
mod text_names;
mod translations;
mod walkthrough;

#[cfg(test)]
mod tests;

pub(crate) use ab_test::{
    Interval, WIDTH as BAR_WIDTH, interval, measure_text, rate_text, verdict_text,
};
pub(crate) use arrow_keys::{Arrow, move_selection};
pub(crate) use backtest::{FigureRow, Side, conversations_behind, figures, range_text};
pub(crate) use camera::{Camera, Screen, round};
pub(crate) use card::{Kind, detail, list, slot_name, spoken, text, title};
pub(crate) use changes::{Changed, changes};
pub(crate) use draft::{Draft, Entry, Key};
pub(crate) use drop::{EditError, Load, Target, Whole, can_drop};
pub(crate) use findings::{CardFinding, Checked, counted};
pub(crate) use goals::{drafted_goals, meant_goal, reported_goals};
pub(crate) use graph::Graph;
pub(crate) use layout::{Area, Edge, Layout, Node, PILL_HEIGHT, PILL_WIDTH, Point, Tip};
pub(crate) use make::{branch, label, next_field, response, test};
pub(crate) use markup::{Format, format, known_tokens, limit_text, readable};
pub(crate) use model::{Designer, Edit};
pub(crate) use ops::{Removal, plain_removal};
pub(crate) use path::{Path, Step, lookup, steps};
pub(crate) use preview::{
    Offer, Pretended, asks_for_people, asks_now, decide_way, first, offer, theme,
};
pub(crate) use preview_edge::PreviewEdge;
pub(crate) use preview_place::{OnScreen, place};
pub(crate) use promises::{
    RuleKind, asked_now, card_choices, card_name, end_choices, endings, failing, field_choices,
    goals, names, say, sentence,
};
#[cfg(test)]
pub(crate) use repair::Repair;
pub(crate) use route_pool::{
    Behind, Person, agent_choices, behind, chat_status, options, route_name,
};
pub(crate) use search::search;
#[cfg(test)]
pub(crate) use slots::slots;
pub(crate) use slots::{Slot, next};
pub(crate) use sync::{Do, State, Sync, SyncEvent, status_text};
pub(crate) use translations::{TextKind, TextRow, text_rows};
pub(crate) use walkthrough::{Press, Walkthrough};
