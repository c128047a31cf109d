//! The agent's menu: sound, theme, shortcuts, sign out.

use super::root::sign_out;
use crate::context::{Nav, Overlays, Prefs};
use crate::inbox::view::store::Store;
use crate::inbox::{Availability, Inbox, Msg, Tone};
use crate::nav::{ConsoleRoute, Section};
use crate::notifications::alerts::Alerts;
use crate::texts::t;
use crate::ui::avatar::agent_avatar;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{
    BELL, KEYBOARD, MOON, SCREEN, SIGN_OUT, SOUND, SOUND_OFF, SUN, TAG, USER, ZAP, icon,
};
use leptos::prelude::*;

/// The button and its menu.
#[component]
pub(crate) fn Menu(leave: Callback<&'static str>) -> impl IntoView {
    let open = expect_context::<Overlays>();
    let store = expect_context::<Store>();
    let me = store.part(|inbox| inbox.me.agent.clone());
    let site = store.peek(|inbox| inbox.me.site.clone());
    let out = Callback::new(move |()| {
        sign_out(site.clone(), move |done| match done {
            Ok(()) => leave.run(t!("sign-in-out")),
            Err(reason) => store.send(Msg::ShowToast(Tone::Bad, reason)),
        });
    });
    let availability = store.part(|inbox| inbox.availability.availability());
    let here = move || match availability.get() {
        Availability::Connecting => None,
        Availability::NotAllowed | Availability::Away => Some("false"),
        Availability::Available => Some("true"),
    };
    view! {
        <div class="menu-anchor">
            <button class="button quiet square me" data-part="menu" aria-label=t!("menu-name") title=move || me.get().name
                aria-haspopup="true" aria-expanded=move || open.menu.get().to_string() data-here=here
                on:click=move |_| open.menu.update(|open| *open = !*open)>
                {move || me.with(|me| agent_avatar(me.id.as_str(), &me.name, me.picture.as_deref()))}
            </button>
            <Show when=move || open.menu.get()>
                <div class="cover" on:click=move |_| open.menu.set(false)></div>
                <Items out/>
            </Show>
        </div>
    }
}

#[component]
fn Items(
    /// Signs out. It outlives the menu, which closes before it asks.
    out: Callback<()>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let alerts = expect_context::<Alerts>();
    let nav = expect_context::<Nav>();
    let (name, email) = store.peek(|inbox| (inbox.me.agent.name.clone(), inbox.me.email.clone()));
    let confirm = expect_context::<Confirm>();
    let out = move |_| {
        let title = match store.peek(Inbox::live_chats) {
            0 => return out.run(()),
            1 => t!("menu-leave-with-one").to_owned(),
            chats => t!("menu-leave-with-chats", chats = chats),
        };
        open.menu.set(false);
        confirm.ask(Question {
            title,
            text: t!("menu-leave-text").to_owned(),
            action: t!("common-sign-out"),
            act: out,
        });
    };
    view! {
        <div class="menu" data-part="menu-items">
            <p class="whoami"><strong>{name}</strong><span>{email}</span></p>
            <button class="item" data-part="show-account"
                on:click=move |_| {
                    open.menu.set(false);
                    nav.go(ConsoleRoute::section(Section::Account));
                }>
                {icon(USER)}<span>{t!("section-account")}</span>
            </button>
            <Sound/>
            <button class="item" data-part="show-alerts"
                on:click=move |_| { open.menu.set(false); alerts.sheet.set(true); }>
                {icon(BELL)}<span>{t!("menu-notifications")}</span>
            </button>
            <button class="item" data-part="show-replies"
                on:click=move |_| { open.menu.set(false); open.replies.set(true); }>
                {icon(ZAP)}<span>{t!("menu-replies")}</span>
            </button>
            {store.peek(Inbox::edits_replies).then(|| view! {
                <button class="item" data-part="show-labels"
                    on:click=move |_| { open.menu.set(false); open.label_sheet.set(true); }>
                    {icon(TAG)}<span>{t!("menu-labels")}</span>
                </button>
            })}
            <Theme/>
            <button class="item" data-part="show-shortcuts"
                on:click=move |_| { open.menu.set(false); open.sheet.set(true); }>
                {icon(KEYBOARD)}<span>{t!("menu-shortcuts")}</span><kbd>"?"</kbd>
            </button>
            <button class="item" data-part="sign-out" on:click=out>
                {icon(SIGN_OUT)}<span>{t!("common-sign-out")}</span>
            </button>
        </div>
    }
}

#[component]
fn Sound() -> impl IntoView {
    let Some(prefs) = use_context::<Prefs>() else { return ().into_any() };
    let muted = prefs.muted;
    view! {
        <button class="item" role="switch" data-part="sound"
            aria-checked=move || (!muted.get()).to_string()
            on:click=move |_| muted.update(|muted| *muted = !*muted)>
            {move || icon(if muted.get() { SOUND_OFF } else { SOUND })}
            <span>{t!("menu-ringtone")}</span>
            <span class="item-state">{move || if muted.get() { t!("common-off") } else { t!("common-on") }}</span>
        </button>
    }
    .into_any()
}

#[component]
fn Theme() -> impl IntoView {
    let Some(prefs) = use_context::<Prefs>() else { return ().into_any() };
    let choice = move |value: &'static str, name: &'static str, svg: &'static str| {
        view! {
            <button class="choice" role="radio" data-part="theme" data-value=value title=name
                aria-label=name aria-checked=move || (prefs.theme.get() == value).to_string()
                on:click=move |_| prefs.theme.set(value.to_owned())>{icon(svg)}</button>
        }
    };
    view! {
        <div class="item themes" role="radiogroup" aria-label=t!("menu-theme")>
            <span class="grow">{t!("menu-theme")}</span>
            {choice("", t!("menu-theme-system"), SCREEN)}
            {choice("light", t!("menu-theme-light"), SUN)}
            {choice("dark", t!("menu-theme-dark"), MOON)}
        </div>
    }
    .into_any()
}
