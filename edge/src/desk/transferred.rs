//! Tells the site of chats that are transferred, so that agents hear of them by the channels that they chose.

use crate::error::ApiError;
use crate::messaging::outbox_store;
use shared::desk::DeskEffect;
use shared::id::SiteId;
use shared::messages::{DeskToSite, SiteMessage};
use worker::SqlStorage;

/// Whether an effect is a message to another object.
pub(super) fn sends(effect: &DeskEffect) -> bool {
    use DeskEffect::{AskRoster, Conversation, Push, Site};
    matches!(effect, Conversation(..) | Site(_) | AskRoster | Push(..))
        || DeskToSite::transferred(effect).is_some()
}

/// Queues the messages, in the transaction of the effects.
pub(super) fn queue(
    sql: &SqlStorage,
    site: &SiteId,
    effects: &[DeskEffect],
) -> Result<(), ApiError> {
    for message in effects.iter().filter_map(DeskToSite::transferred) {
        outbox_store::to_site(sql, site.clone(), &SiteMessage::Desk(message))?;
    }
    Ok(())
}
