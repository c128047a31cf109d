//! Errors of the HTTP API, in the format of RFC 9457.

use crate::conversation::RefusalReason;
use crate::person::Field;
use crate::stream::Finding;
use serde::{Deserialize, Serialize};

/// An `application/problem+json` body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The kind of problem, as the path of its documentation.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    pub status: u16,
    /// What is wrong with this request and what to do.
    pub detail: String,
    /// The request, as `urn:uuid:` and the id that the header `X-Request-Id` and the log have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// All findings of the check of a stream or schedule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Why a conversation refuses what its visitor sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefusalReason>,
    /// The field whose value it refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
}

/// The part of a problem that a client shows to a person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemText {
    /// The kind of problem, as the path of its documentation.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// What is wrong and what to do.
    pub detail: String,
}
