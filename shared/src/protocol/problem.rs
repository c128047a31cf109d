//! Errors of the HTTP interface, as RFC 9457 describes them.

use crate::stream::Finding;
use serde::{Deserialize, Serialize};

/// An `application/problem+json` body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Stable name of the kind of problem, as a path in the documentation.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in a few words.
    pub title: String,
    pub status: u16,
    /// What is wrong with this request and what to do.
    pub detail: String,
    /// Everything the check of a stream or schedule found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What a client needs of a problem to tell a person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemText {
    /// What kind of problem it is, in a few words.
    pub title: String,
    /// What is wrong and what to do.
    pub detail: String,
}
