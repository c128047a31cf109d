//! How the chat behaves: on or off, its language, and its timeouts.

use super::Shared;
use crate::nav::{ConsoleRoute, Section};
use crate::settings::number;
use crate::texts::t;
use crate::ui::kit::{Choose, SaveButton, Switch, TextField};
use crate::ui::rich::rich;
use leptos::prelude::*;
use shared::language::Language;
use shared::permission::Permission;
use shared::protocol::bounds::{
    AGENT_GONE_MINUTES, Bounds, IDLE_MINUTES, OFFER_SECONDS, VISITOR_GONE_MINUTES,
};
use shared::protocol::{DisconnectPolicy, Settings};

#[component]
pub(super) fn ChatSettings(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let text = |number: u64| RwSignal::new(number.to_string());
    let on = RwSignal::new(now.enabled);
    let (offer, idle) = (text(now.offer_seconds), text(now.idle_minutes));
    let (visitor, agent) = (text(now.visitor_gone_minutes), text(now.agent_gone_minutes));
    let gone = RwSignal::new(code(now.agent_disconnect_policy).to_owned());
    let language = RwSignal::new(now.language.map_or("", Language::as_str).to_owned());
    let first = StoredValue::new(now);
    let new = Memo::new(move |_| {
        Some(Settings {
            enabled: on.get(),
            offer_seconds: number(&offer.get(), OFFER_SECONDS).ok()?,
            idle_minutes: number(&idle.get(), IDLE_MINUTES).ok()?,
            visitor_gone_minutes: number(&visitor.get(), VISITOR_GONE_MINUTES).ok()?,
            agent_gone_minutes: number(&agent.get(), AGENT_GONE_MINUTES).ok()?,
            language: Language::from_name(&language.get()),
            agent_disconnect_policy: if gone.get() == "notify" {
                DisconnectPolicy::Notify
            } else {
                DisconnectPolicy::Reassign
            },
            ..first.get_value()
        })
    });
    let changed = Memo::new(move |_| new.with(|new| first.with_value(|f| new.as_ref() != Some(f))));
    shared.guard(changed);
    let save = Callback::new(move |()| {
        let Some(new) = new.get_untracked() else { return };
        shared.save(move |settings| {
            settings.enabled = new.enabled;
            settings.language = new.language;
            settings.offer_seconds = new.offer_seconds;
            settings.idle_minutes = new.idle_minutes;
            settings.visitor_gone_minutes = new.visitor_gone_minutes;
            settings.agent_gone_minutes = new.agent_gone_minutes;
            settings.agent_disconnect_policy = new.agent_disconnect_policy;
        });
    });
    let nothing = Signal::derive(move || !changed.get() || new.with(Option::is_none));
    let wrong = |text: RwSignal<String>, bounds: Bounds| {
        Signal::derive(move || number(&text.get(), bounds).err())
    };
    let choices = vec![
        ("reassign".to_owned(), t!("settings-gone-reassign").to_owned()),
        ("notify".to_owned(), t!("settings-gone-notify").to_owned()),
    ];
    view! {
        <section class="card" aria-label=t!("settings-chat") data-part="chat-form">
            <Switch label=t!("settings-chat-on") on part="enabled"
                hint=t!("settings-chat-on-hint")/>
            <Show when=move || !on.get()>
                <p class="callout" data-tone="warn">{t!("settings-chat-off")}</p>
            </Show>
            <div class="fields">
                <Choose label=t!("settings-language") value=language part="language"
                    choices=Signal::stored(languages())
                    hint=t!("settings-language-hint")/>
                <TextField label=t!("settings-offer") value=offer part="offer" hint=t!("settings-offer-hint", bounds = OFFER_SECONDS)
                    wrong=wrong(offer, OFFER_SECONDS)/>
                <TextField label=t!("settings-idle") value=idle part="idle"
                    hint=t!("settings-idle-hint", bounds = IDLE_MINUTES)
                    wrong=wrong(idle, IDLE_MINUTES)/>
                <TextField label=t!("settings-visitor-gone") value=visitor
                    part="visitor-gone" hint=t!("settings-visitor-gone-hint", bounds = VISITOR_GONE_MINUTES)
                    wrong=wrong(visitor, VISITOR_GONE_MINUTES)/>
                <TextField label=t!("settings-agent-gone") value=agent part="agent-gone"
                    hint=t!("settings-agent-gone-hint", bounds = AGENT_GONE_MINUTES)
                    wrong=wrong(agent, AGENT_GONE_MINUTES)/>
                <Choose label=t!("settings-agent-gone-then") value=gone part="when-gone" choices=Signal::stored(choices)/>
            </div>
            {shared.refusal()}
            <div class="card-end"><SaveButton busy=shared.busy idle=nothing save/></div>
        </section>
        <Elsewhere/>
    }
}

/// A link to the fallback message, which is part of the team's settings.
#[component]
fn Elsewhere() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let may = shared.nav.may(Section::Team) && shared.nav.has(Permission::EditSettings);
    let route = ConsoleRoute::within(Section::Team, &["fallback"]);
    let href = route.path();
    may.then(|| {
        view! {
            <p class="fine">
                {
                    let link = view! {
                        <a class="link" href=href on:click=move |event| {
                    event.prevent_default();
                    shared.nav.go(route.clone());
                }>{t!("settings-fallback-link")}</a>
                    };
                    rich!("settings-fallback-where", link = link)
                }
            </p>
        }
    })
}

/// The choices: the visitor's language, or one for everybody.
fn languages() -> Vec<(String, String)> {
    let visitors = (String::new(), t!("settings-visitors-language").to_owned());
    let one = |language: &Language| (language.as_str().to_owned(), language.name().to_owned());
    std::iter::once(visitors).chain(Language::ALL.iter().map(one)).collect()
}

const fn code(gone: DisconnectPolicy) -> &'static str {
    match gone {
        DisconnectPolicy::Reassign => "reassign",
        DisconnectPolicy::Notify => "notify",
    }
}
