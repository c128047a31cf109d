//! Webhooks: a site's own servers hear of what happens, by the Standard Webhooks specification
//! (`docs/webhooks.md`).
//!
//! Which endpoint gets which event, what it is told, how a request is signed, what follows from an
//! answer, and when an endpoint is paused. The outbox keeps the order and decides when the next
//! attempt is; this module doesn't know how anything is stored or sent.

#[cfg(feature = "desk")]
mod address;
mod attempt;
mod endpoint;
mod kind;
mod payload;
#[cfg(feature = "desk")]
mod secret;
mod slack;

#[cfg(feature = "desk")]
pub use address::{AddressRefused, check_address};
pub use attempt::{Attempt, DAY, Health, MAX_ANSWER_BYTES, PATIENCE, Tried, Verdict, short_answer};
pub use endpoint::{
    CreatedWebhook, DeliveryRow, DeliveryState, EndpointEdits, EndpointRow, EndpointState,
    MAX_ENDPOINTS, NewEndpoint, NewSecret, wanted,
};
pub use kind::{EndpointKind, WebhookEvent};
pub use payload::{About, ConversationFacts, Payload, PersonFacts};
#[cfg(feature = "desk")]
pub use secret::{BadSecret, ROTATION, Secrets, signed_text};
pub use slack::{SlackMessage, sentence};
