//! Loads missed conversations, and changes who takes care of them.

use super::{AppEvent, Inner};
use crate::client::http::{self, HttpError};
use crate::inbox::{MissedChange, Msg, Narrowed, Tone};
use shared::api::{
    GiveMissedBack, ListMissed, MarkHandled, MissedFilter, ReopenMissed, TakeMissed,
};
use shared::id::ConversationId;
use shared::protocol::TakeOver;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Loads a page of the list.
pub(super) fn load(inner: &Rc<Inner>, narrowed: Narrowed, cursor: Option<String>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let first = cursor.is_none();
        let filter = MissedFilter { state: None, label: narrowed.label.clone(), cursor };
        let page = http::query(&ListMissed { site }, &filter).await;
        let Some(inner) = weak.upgrade() else { return };
        if matches!(page, Err(HttpError::NotSignedIn(_))) {
            return (inner.notify)(AppEvent::SignedOut);
        }
        let page = page.map_err(HttpError::text);
        (inner.notify)(AppEvent::Msg(Msg::MissedLoaded { narrowed, first, page }));
    });
}

/// Changes who takes care of a conversation.
pub(super) fn change(inner: &Rc<Inner>, conversation: ConversationId, change: MissedChange) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let changed = match change {
            MissedChange::Take(from) => {
                http::write(&TakeMissed { site, conversation }, &TakeOver { from }).await
            }
            MissedChange::GiveBack => http::call(&GiveMissedBack { site, conversation }).await,
            MissedChange::MarkHandled => http::call(&MarkHandled { site, conversation }).await,
            MissedChange::Reopen => http::call(&ReopenMissed { site, conversation }).await,
        };
        let Some(inner) = weak.upgrade() else { return };
        (inner.notify)(match changed {
            Ok(row) => AppEvent::Msg(Msg::MissedChanged(Box::new(row))),
            Err(HttpError::NotSignedIn(_)) => AppEvent::SignedOut,
            Err(error) => AppEvent::Msg(Msg::ShowToast(Tone::Bad, error.text())),
        });
    });
}
