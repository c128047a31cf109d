//! The replay: a conversation at any of its events, as the visitor and the agent saw it, and how it
//! was routed. Only `view` is not pure; it uses the same fold as the widget and the edge.

#[cfg(feature = "view")]
pub(crate) mod view;

mod routing;
mod timeline;
mod visitor;

pub(crate) use routing::{ExplainedAgent, ExplainedDecision, ExplainedPool, explain};
pub(crate) use timeline::{Agent, Frame, Timeline};
pub(crate) use visitor::{Said, Stands};
