//! A conversation at any moment of it: what the visitor saw, what the agent saw, and why it was routed
//! so. Pure; the fold is the one that widget and edge use.

mod film;
mod routing;
mod visitor;

pub(crate) use film::{Agent, Film, Moment};
pub(crate) use routing::{Told, ToldAgent, ToldPool, told};
pub(crate) use visitor::{Said, Stands};
