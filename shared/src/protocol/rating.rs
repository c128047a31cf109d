//! Bodies of the HTTP API for a visitor's rating of a chat.

use crate::event::Rating;
use serde::{Deserialize, Serialize};

/// What `PUT /v1/conversations/{conversation}/rating` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewRating {
    pub rating: Rating,
    /// A word to it, in one line; it may be empty.
    #[serde(default)]
    pub comment: String,
}

/// `GET /v1/conversations/{conversation}/rating`, and the answer to [`NewRating`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatRating {
    /// Whether the chat can be rated now, or its rating be changed.
    pub open: bool,
    /// The rating, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// What was written to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}
