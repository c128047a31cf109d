//! The weekly hours of an agent.

use crate::availability::{Draft, Schedule};
use serde::{Deserialize, Serialize};

/// `GET /v1/sites/{site}/agents/{agent}/availability`, and the answer to `PUT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentAvailability {
    /// The weekly schedule; `null` if they have none.
    pub schedule: Option<Schedule>,
}

/// What `PUT /v1/sites/{site}/agents/{agent}/availability` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAvailability {
    /// The weekly schedule; `null` removes it. The field must not be left out.
    #[serde(deserialize_with = "Option::deserialize")]
    pub schedule: Option<Draft>,
}
