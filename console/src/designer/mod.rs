//! The Stream Designer as data: the draft, what can be done to it, where it lies on the canvas, and
//! how it is kept. Nothing here knows a browser.

mod camera;
mod card;
mod changes;
mod draft;
mod drop;
mod findings;
mod graph;
mod history;
mod layout;
mod make;
mod model;
mod ops;
mod path;
mod preview;
mod repair;
mod seek;
mod sync;
mod walk;
mod ways;
mod who;

#[cfg(test)]
mod tests;

pub(crate) use camera::{Camera, Screen, round};
pub(crate) use card::{Kind, detail, list, spoken, text, title, way_name};
pub(crate) use changes::{Changed, changes};
pub(crate) use draft::{Draft, Entry, Key};
pub(crate) use drop::{Load, Target, Whole, WhyNot, can_drop};
pub(crate) use findings::{Checked, Found, counted};
pub(crate) use graph::Graph;
pub(crate) use layout::{Area, Layout, Node, PILL_HEIGHT, PILL_WIDTH, Point, Tip, Way};
pub(crate) use make::{branch, label, next_field, response, test};
pub(crate) use model::{Designer, Edit};
pub(crate) use ops::{Removal, plain_removal};
pub(crate) use path::{Path, Step, look, steps};
pub(crate) use preview::{Offer, first, offer};
#[cfg(test)]
pub(crate) use repair::Repair;
pub(crate) use seek::seek;
pub(crate) use sync::{Do, Heard, State, Sync, words};
pub(crate) use walk::{Arrow, walk};
#[cfg(test)]
pub(crate) use ways::slots;
pub(crate) use ways::{Slot, next};
pub(crate) use who::{Behind, OPTIONS, Person, behind};
