//! Strips under the top edge: no connection, notifications not allowed yet.

use super::icon::{BELL, BELL_OFF, CLOSE, OFFLINE, icon, spinner};
use super::store::Store;
use crate::api::notice::{self, Permit};
use crate::inbox::Link;
use crate::texts;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// No connection: said quietly, and only where it lasts.
#[component]
pub(super) fn Connection() -> impl IntoView {
    let store = expect_context::<Store>();
    let broken = store.part(|inbox| inbox.bell == Link::Broken);
    view! {
        <div role="status" data-part="connection">
            <Show when=move || broken.get()>
                <p class="offline">
                    {icon(OFFLINE)}
                    <span>"Reconnecting. Nothing you write is lost; new chats can't ring here."</span>
                    {spinner()}
                </p>
            </Show>
        </div>
    }
}

/// Until the browser was asked, and when it was told no.
#[component]
pub(super) fn Notifications() -> impl IntoView {
    let permit = RwSignal::new(notice::permit());
    let closed = RwSignal::new(false);
    let enable = move |_| spawn_local(async move { permit.set(notice::ask().await) });
    move || {
        match permit.get() {
        Permit::Ask => view! {
            <p class="strip" data-part="notifications">
                {icon(BELL)}
                <span>{texts::ENABLE_NOTIFICATIONS}</span>
                <button class="button small primary" data-part="enable-notifications" on:click=enable>
                    "Enable"
                </button>
            </p>
        }
        .into_any(),
        Permit::Denied if !closed.get() => view! {
            <p class="strip" data-part="notifications-denied">
                {icon(BELL_OFF)}
                <span>{texts::NOTIFICATIONS_DENIED}</span>
                <button class="button quiet square small" aria-label="Hide this"
                    on:click=move |_| closed.set(true)>{icon(CLOSE)}</button>
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}
