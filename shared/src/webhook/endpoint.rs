//! Endpoints and their deliveries, on the wire.

use super::attempt::{Attempt, Health};
use super::kind::{EndpointKind, WebhookEvent};
use crate::id::{DeliveryId, WebhookId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most endpoints of a site.
pub const MAX_ENDPOINTS: usize = 20;

/// What `POST /v1/sites/{site}/webhooks` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewEndpoint {
    /// The public https address that the events are posted to.
    pub url: String,
    /// What the endpoint understands.
    #[serde(default = "standard")]
    pub kind: EndpointKind,
    /// The events that it gets; at least one.
    pub events: Vec<WebhookEvent>,
}

const fn standard() -> EndpointKind {
    EndpointKind::Standard
}

/// `PUT /v1/sites/{site}/webhooks/{webhook}`: what is missing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct EndpointEdits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookEvent>>,
    /// `true` stops sending; `false` sends again what happens from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// How an endpoint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndpointState {
    /// The last attempt was answered, or none was made yet.
    Works,
    /// All attempts have failed for less than a day.
    Failing,
    /// Nothing is sent.
    Paused,
}

/// One row of `GET /v1/sites/{site}/webhooks`. No list contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndpointRow {
    pub id: WebhookId,
    pub url: String,
    pub kind: EndpointKind,
    pub events: Vec<WebhookEvent>,
    pub created_at: Timestamp,
    pub state: EndpointState,
    /// Since when all attempts have failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Since when nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Timestamp>,
}

impl EndpointRow {
    /// The row with the state that follows from an endpoint's health.
    #[must_use]
    pub fn with_health(self, health: Health) -> Self {
        let Health { failing_since, paused_at } = health;
        let state = match (paused_at, failing_since) {
            (Some(_), _) => EndpointState::Paused,
            (None, Some(_)) => EndpointState::Failing,
            (None, None) => EndpointState::Works,
        };
        Self { state, failing_since, paused_at, ..self }
    }

    /// Whether it gets an event now.
    pub fn wants(&self, event: WebhookEvent) -> bool {
        self.paused_at.is_none() && self.events.contains(&event)
    }
}

/// The events that at least one of these endpoints gets, without repetition.
pub fn wanted<'e>(endpoints: impl IntoIterator<Item = &'e EndpointRow>) -> Vec<WebhookEvent> {
    let endpoints: Vec<_> = endpoints.into_iter().collect();
    let is_wanted = |event: &WebhookEvent| endpoints.iter().any(|row| row.wants(*event));
    WebhookEvent::ALL.iter().copied().filter(is_wanted).collect()
}

/// The answer to [`NewEndpoint`]: beside the one of a rotation, the only one with the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedWebhook {
    #[serde(flatten)]
    pub row: EndpointRow,
    /// The secret that requests are signed with (`whsec_…`); `null` for Slack, which checks none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// The answer to a rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSecret {
    /// The secret that requests are signed with from now on (`whsec_…`).
    pub secret: String,
    /// Until when they are signed with the old one, too.
    pub both_until: Timestamp,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its first or next attempt, or for an earlier event of the same conversation.
    Waiting,
    /// The endpoint has it.
    Delivered,
    /// It was not delivered within a day, or the endpoint was paused.
    Failed,
}

/// One row of `GET /v1/sites/{site}/webhooks/{webhook}/deliveries`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryRow {
    /// The header `webhook-id`: the same for every attempt.
    pub id: DeliveryId,
    /// The event; `null` for a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<WebhookEvent>,
    /// The conversation or person that it is about; deliveries about the same one keep their order.
    pub about: String,
    /// When it was queued.
    pub at: Timestamp,
    pub state: DeliveryState,
    /// Number of attempts so far.
    pub attempts: u32,
    /// The last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Attempt>,
    /// The body, as it is sent.
    pub body: String,
}
