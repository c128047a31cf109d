//! What is asked of a site, and what it answers: conversations of a dialogue, folded at the site.

use super::folded::Folded;
use crate::id::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most conversations of a backtest; older ones are left out, and that is said.
pub const MAX_CONVERSATIONS: usize = 10_000;
/// Conversations on one page.
pub const PAGE: usize = 50;
/// How many days are tried if nobody says it, and most.
pub const DAYS: u32 = 30;
pub const MAX_DAYS: u32 = 366;

/// Which draft is tried, and on which conversations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NewBacktest {
    /// A document in place of the dialogue's draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Value>,
    /// A published version in place of the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// Conversations of the last days: 30 if it is left out, at most 366.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A page of conversations, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BacktestPage {
    pub items: Vec<Folded>,
    /// The cursor of the next page, if there are more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
