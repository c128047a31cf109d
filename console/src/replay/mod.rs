//! A conversation at any moment of it: what the visitor saw, what the agent saw, and why it was routed
//! so. Pure; the fold is the one that widget and edge use.

#[cfg(feature = "view")]
pub(crate) mod view;

mod routing;
mod timeline;
mod visitor;

pub(crate) use routing::{ExplainedAgent, ExplainedDecision, ExplainedPool, explain};
pub(crate) use timeline::{Agent, Frame, Timeline};
pub(crate) use visitor::{Said, Stands};
