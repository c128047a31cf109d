//! Help if notifications don't show: in the browser's settings, and in the system's.

use leptos::prelude::*;

/// The permission was denied.
#[component]
pub(crate) fn Allow() -> impl IntoView {
    view! {
        <ol class="help-steps" data-part="help-denied">
            <li>"Click the icon before the address of this page (a lock, or two sliders)."</li>
            <li>"Set Notifications to Allow. In Safari: Settings, Websites, Notifications."</li>
            <li>"Come back to this page. The strip at the top disappears once they are allowed."</li>
        </ol>
        <p>"Until then the banner and the sound work while the console is open in a tab."</p>
        <Silent/>
    }
}

/// The permission was granted, but nothing shows.
#[component]
pub(crate) fn Silent() -> impl IntoView {
    let systems = [
        (
            "In the browser",
            "Its notification settings must allow this address, and must not use quiet messaging.",
        ),
        (
            "Windows",
            "Settings, System, Notifications: on, and on for the browser. Do not disturb must be off.",
        ),
        (
            "macOS",
            "System Settings, Notifications, the browser: allow them, as alerts so that they stay. \
                Turn off Focus.",
        ),
        (
            "Linux",
            "The desktop's settings for notifications: on for the browser, and do not disturb off.",
        ),
        (
            "Android",
            "Settings, Apps, the browser, Notifications: on. Battery: not restricted, or pushes wait.",
        ),
        (
            "iPhone and iPad",
            "Add the console to the Home Screen and open it from there. Turn it on in Settings, \
                Notifications. Turn off Focus.",
        ),
    ];
    let one =
        |(name, label): (&'static str, &'static str)| view! { <dt>{name}</dt><dd>{label}</dd> };
    view! {
        <details class="help" data-part="help-silent">
            <summary>"Allowed, but nothing shows?"</summary>
            <dl>{systems.map(one).collect_view()}</dl>
        </details>
    }
}
