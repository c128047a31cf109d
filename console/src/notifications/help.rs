//! Help if notifications don't show: in the browser's settings, and in the system's.

use crate::texts::t;
use leptos::prelude::*;

/// The permission was denied.
#[component]
pub(crate) fn Allow() -> impl IntoView {
    view! {
        <ol class="help-steps" data-part="help-denied">
            <li>{t!("alerts-denied-icon")}</li>
            <li>{t!("alerts-denied-allow")}</li>
            <li>{t!("alerts-denied-back")}</li>
        </ol>
        <p>{t!("alerts-denied-until")}</p>
        <Silent/>
    }
}

/// The permission was granted, but nothing shows.
#[component]
pub(crate) fn Silent() -> impl IntoView {
    let systems = [
        (t!("alerts-help-browser"), t!("alerts-help-browser-text")),
        (t!("alerts-help-windows"), t!("alerts-help-windows-text")),
        (t!("alerts-help-macos"), t!("alerts-help-macos-text")),
        (t!("alerts-help-linux"), t!("alerts-help-linux-text")),
        (t!("alerts-help-android"), t!("alerts-help-android-text")),
        (t!("alerts-help-ios"), t!("alerts-help-ios-text")),
    ];
    let one =
        |(name, label): (&'static str, &'static str)| view! { <dt>{name}</dt><dd>{label}</dd> };
    view! {
        <details class="help" data-part="help-silent">
            <summary>{t!("alerts-help-silent")}</summary>
            <dl>{systems.map(one).collect_view()}</dl>
        </details>
    }
}
