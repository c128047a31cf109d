//! Strips at the top: no connection, and missing permission for notifications.

use crate::browser::notice::Permit;
use crate::browser::{page, storage, time};
use crate::context::Nav;
use crate::inbox::Link;
use crate::inbox::view::store::Store;
use crate::notifications::alerts::{Alerts, Push};
use crate::texts::t;
use crate::ui::icon::{BELL, BELL_OFF, CLOSE, LOCK, OFFLINE, icon, spinner};
use leptos::prelude::*;
use shared::permission::Permission;
use shared::time::{Millis, Timestamp};

/// The storage key that remembers that the strip about missing push was closed.
const READ: &str = "push.read";
/// The storage key of the time until which nobody is asked to allow notifications.
const LATER: &str = "notifications.later";
/// How long that is, once somebody has sent the question away.
const ASK_AGAIN: Millis = Millis::minutes(7 * 24 * 60);

/// Shown if the connection is lost for a while.
#[component]
pub(crate) fn Connection() -> impl IntoView {
    let store = expect_context::<Store>();
    let broken = store.part(|inbox| inbox.connection == Link::Broken);
    let unwell = store.part(|inbox| inbox.unwell.clone());
    let online = RwSignal::new(page::is_online());
    page::on(&["online", "offline"], move || {
        online.try_set(page::is_online());
    });
    view! {
        <div role="status" data-part="connection">
            <Show when=move || broken.get() || unwell.with(Option::is_some) || !online.get()>
                <p class="offline">
                    {icon(OFFLINE)}
                    {move || if online.get() {
                        let text = unwell.get().map_or_else(
                            || t!("app-reconnecting").to_owned(),
                            |reason| t!("app-unwell", reason = reason),
                        );
                        view! { <span>{text}</span> {spinner()} }.into_any()
                    } else {
                        view! { <span>{t!("app-offline")}</span> }.into_any()
                    }}
                </p>
            </Show>
        </div>
    }
}

/// Shown until the browser was asked for permission, if it denied it, and if push isn't possible;
/// only to agents who may take chats, because nobody else is ever notified.
#[component]
pub(crate) fn Notifications() -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    if !expect_context::<Nav>().has(Permission::LiveChat) {
        return ().into_any();
    }
    let later = storage::get(LATER).and_then(|until| until.parse().ok()).map(Timestamp);
    let asks = RwSignal::new(later.is_none_or(|until| time::now() >= until));
    let postpone = move || {
        storage::set(LATER, &(time::now() + ASK_AGAIN).0.to_string());
        asks.set(false);
    };
    let closed = RwSignal::new(false);
    let read = RwSignal::new(storage::get(READ).is_some());
    let no_push = Memo::new(move |_| matches!(alerts.push.get(), Push::No(_)));
    let strip = move || match alerts.permit.get() {
        Permit::Prompt if asks.get() => view! {
            <p class="strip" data-part="notifications">
                {icon(BELL)}
                <span>{t!("notices-enable")}</span>
                <button class="button small primary" data-part="enable-notifications"
                    on:click=move |_| alerts.enable()>{t!("common-enable")}</button>
                <Hide hide=postpone/>
            </p>
        }
        .into_any(),
        Permit::Denied if !closed.get() => view! {
            <p class="strip warn" data-part="notifications-denied">
                {icon(BELL_OFF)}
                <span>{t!("notices-denied")}</span>
                <Help alerts label=t!("notices-help")/>
                <Hide hide=move || closed.set(true)/>
            </p>
        }
        .into_any(),
        Permit::Granted if no_push.get() && !read.get() => view! {
            <p class="strip" data-part="no-push">
                {icon(BELL)}
                <span>{t!("notices-no-push")}</span>
                <Help alerts label=t!("notices-why")/>
                <Hide hide=move || { storage::set(READ, "yes"); read.set(true); }/>
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    };
    strip.into_any()
}

/// Shown after the agent's role was changed, or has other permissions: what that means to them.
#[component]
pub(crate) fn ChangeOfRights(rights_notice: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || rights_notice.get().map(|text| view! {
                <p class="strip warn" data-part="rights-changed">
                    {icon(LOCK)}
                    <span>{text}</span>
                    <Hide hide=move || rights_notice.set(None)/>
                </p>
            })}
        </div>
    }
}

#[component]
fn Help(alerts: Alerts, label: &'static str) -> impl IntoView {
    view! {
        <button class="button small" data-part="notifications-help"
            on:click=move |_| alerts.sheet.set(true)>{label}</button>
    }
}

#[component]
fn Hide(hide: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button class="button quiet square small" aria-label=t!("common-hide")
            on:click=move |_| hide()>{icon(CLOSE)}</button>
    }
}
