//! The sheet about notifications and sound: the state of this browser, help, the ringtone, and the
//! devices with push.

use super::alerts::{Alerts, Push};
use super::help::{Allow, Silent};
use crate::browser::audio::{Ringtone, TUNES};
use crate::browser::notice::Permit;
use crate::browser::page;
use crate::context::Prefs;
use crate::format;
use crate::inbox::view::store::Store;
use crate::texts::t;
use crate::ui::icon::spinner;
use crate::ui::modal::Modal;
use leptos::prelude::*;
use shared::push::Device;

#[component]
pub(crate) fn AlertsSheet() -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    Effect::new(move || {
        if alerts.sheet.get() {
            alerts.message.set(None);
            alerts.refresh();
            page::focus("[data-part=close-alerts]");
        }
    });
    view! {
        <Modal open=alerts.sheet name=t!("menu-notifications") part="alerts" close="close-alerts"
            class="alerts">
            <Here/>
            <Sound/>
            <Devices/>
        </Modal>
    }
}

/// The state of this browser.
#[component]
fn Here() -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    let body = move || {
        match alerts.permit.get() {
        Permit::Prompt => view! {
            <p>{t!("alerts-off")}</p>
            <button class="button primary" on:click=move |_| alerts.enable()>{t!("common-enable")}</button>
        }
        .into_any(),
        Permit::Denied => view! { <p>{t!("alerts-blocked")}</p><Allow/> }.into_any(),
        Permit::Unsupported => view! {
            <p>
                {t!("alerts-unsupported")}
            </p>
        }
        .into_any(),
        Permit::Granted => view! { <Granted/> }.into_any(),
    }
    };
    view! { <section data-part="alerts-here"><h3>{t!("common-this-browser")}</h3>{body}</section> }
}

#[component]
fn Granted() -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    let push = move || {
        match alerts.push.get() {
        Push::Off => view! {
            <p data-part="push-state">{t!("alerts-push-off")}</p>
            <button class="button" data-part="push-on" on:click=move |_| alerts.connect()>
                {t!("alerts-push-turn-on")}
            </button>
        }
        .into_any(),
        Push::Subscribing => view! { <p class="wait">{spinner()}{t!("alerts-push-asking")}</p> }.into_any(),
        Push::On(_) => view! {
            <p data-part="push-state">{t!("alerts-push-on")}</p>
        }
        .into_any(),
        Push::No(reason) => view! {
            <p data-part="push-state">
                {t!("alerts-push-failed")}{reason}
            </p>
            <button class="button" data-part="push-on" on:click=move |_| alerts.connect()>{t!("common-try-again")}</button>
        }
        .into_any(),
    }
    };
    let device = move || match alerts.push.get_untracked() {
        Push::On(id) => Some(id),
        _ => None,
    };
    view! {
        {push}
        <button class="button" data-part="try-notification" on:click=move |_| alerts.try_out(device())>
            {t!("alerts-try")}
        </button>
        <p class="alerts-message" role="status" data-part="alerts-message">{move || alerts.message.get()}</p>
        <Silent/>
    }
}

/// The choice of the ringtone.
#[component]
fn Sound() -> impl IntoView {
    let Some(prefs) = use_context::<Prefs>() else { return ().into_any() };
    let ringtone = StoredValue::new_local(Ringtone::default());
    let play = move || {
        ringtone.try_with_value(|ringtone| {
            ringtone.wake();
            ringtone.play(&prefs.tune.get_untracked(), prefs.volume.get_untracked());
        });
    };
    let choice = move |value: &'static str, name: &'static str| {
        let on = move || !prefs.muted.get() && prefs.tune.get() == value;
        view! {
            <button class="option" role="radio" data-part="tune" data-value=value
                aria-checked=move || on().to_string()
                on:click=move |_| {
                    prefs.muted.set(false);
                    prefs.tune.set(value.to_owned());
                    play();
                }>{name}</button>
        }
    };
    view! {
        <section>
            <h3>{t!("menu-ringtone")}</h3>
            <div class="options" role="radiogroup" aria-label=t!("menu-ringtone")>
                {TUNES.iter().map(|tune| choice(tune.name, tune.label())).collect_view()}
                <button class="option" role="radio" data-part="tune" data-value="none"
                    aria-checked=move || prefs.muted.get().to_string()
                    on:click=move |_| prefs.muted.set(true)>{t!("alerts-silent")}</button>
            </div>
            <label class="volume">
                <span>{t!("alerts-volume")}</span>
                <input type="range" min="10" max="100" step="10" data-part="volume"
                    disabled=move || prefs.muted.get()
                    prop:value=move || prefs.volume.get().to_string()
                    on:change=move |event| {
                        if let Ok(volume) = event_target_value(&event).parse() {
                            prefs.volume.set(volume);
                            play();
                        }
                    }/>
            </label>
        </section>
    }
    .into_any()
}

/// The agent's devices.
#[component]
fn Devices() -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    view! {
        <section>
            <h3>{t!("alerts-devices")}</h3>
            <ul class="devices" data-part="devices">
                <For each=move || alerts.devices.get() key=|device| device.id.clone() let:device>
                    <One device/>
                </For>
            </ul>
            <Show when=move || alerts.devices.with(Vec::is_empty)>
                <p data-part="no-devices">{t!("alerts-no-devices")}</p>
            </Show>
        </section>
    }
}

#[component]
fn One(device: Device) -> impl IntoView {
    let alerts = expect_context::<Alerts>();
    let store = expect_context::<Store>();
    let (id, gone) = (device.id.clone(), device.id.clone());
    let own = move || alerts.push.get() == Push::On(id.clone());
    let label = t!("alerts-forget", name = device.name);
    view! {
        <li data-part="device">
            <span class="grow">
                <strong>{device.name}</strong>
                <span class="when">
                    {move || if own() { t!("alerts-this-browser").to_owned() } else { String::new() }}
                    {t!("alerts-last-seen")} {move || format::ago(device.last_seen_at, store.minute())}
                </span>
            </span>
            <button class="button small" data-part="forget-device" aria-label=label
                on:click=move |_| alerts.delete(gone.clone())>{t!("common-remove")}</button>
        </li>
    }
}
