//! The table of events and channels, and the card in which an agent chooses for themselves.

use super::{channel_name, event_name};
use crate::client::http;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::notifications::alerts::Alerts;
use crate::texts::t;
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetNotifications, PutNotifications};
use shared::notify::{Carries, Channel, Choices, NotifiedEvent};
use shared::protocol::NotificationSettings;

/// The table. `choices` are changed by its switches; what they leave open is as in `beneath`.
#[component]
pub(crate) fn ChannelTable(
    events: Vec<NotifiedEvent>,
    choices: RwSignal<Choices>,
    beneath: Choices,
    /// Called after a switch was used.
    changed: Callback<()>,
) -> impl IntoView {
    let beneath = StoredValue::new(beneath);
    let row = move |event: NotifiedEvent| {
        let cells = Channel::ALL.iter().map(|channel| {
            view! { <td>{cell(event, *channel, choices, beneath, changed)}</td> }
        });
        view! {
            <tr data-part="notified" data-event=event.as_str()>
                <th scope="row">{event_name(event)}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let heads = Channel::ALL.iter().map(|one| view! { <th scope="col">{channel_name(*one)}</th> });
    view! {
        <div class="table-box">
            <table class="table" data-part="channels">
                <thead><tr><th scope="col">{t!("notify-event")}</th>{heads.collect_view()}</tr></thead>
                <tbody>{events.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn cell(
    event: NotifiedEvent,
    channel: Channel,
    choices: RwSignal<Choices>,
    beneath: StoredValue<Choices>,
    changed: Callback<()>,
) -> AnyView {
    let by_itself = match channel.carries(event) {
        Carries::Never => {
            return view! { <span class="fine">{t!("notify-never")}</span> }.into_any();
        }
        Carries::Always => {
            return view! { <span class="fine">{t!("notify-always")}</span> }.into_any();
        }
        Carries::Chosen(by_itself) => by_itself,
    };
    let on = move || {
        let below = || beneath.with_value(|beneath| beneath.get(event, channel));
        choices.with(|choices| choices.get(event, channel)).or_else(below).unwrap_or(by_itself)
    };
    let label = format!("{}: {}", event_name(event), channel_name(channel));
    let flip = move |_| {
        let now = untrack(on);
        choices.update(|choices| choices.set(event, channel, !now));
        changed.run(());
    };
    view! {
        <button class="switch" role="switch" type="button" aria-label=label
            data-part="channel" data-channel=channel.as_str()
            aria-checked=move || on().to_string() on:click=flip>
            <span class="track" aria-hidden="true"><span class="knob"></span></span>
        </button>
    }
    .into_any()
}

/// What an agent chooses for themselves.
#[component]
pub(crate) fn OwnNotifications() -> impl IntoView {
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let loaded: Fetch<NotificationSettings> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetNotifications { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="notifications-card" data-part="own-notifications">
            <h2 id="notifications-card">{t!("notify-heading")}</h2>
            {fetched(loaded, move |now| view! { <Own now loaded/> })}
        </section>
    }
}

#[component]
fn Own(now: NotificationSettings, loaded: Fetch<NotificationSettings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let alerts = expect_context::<Alerts>();
    let NotificationSettings { own, site, events, mail, push } = now;
    let choices = RwSignal::new(own);
    let save = move |chosen: Choices| {
        let route = PutNotifications { site: store.peek(|inbox| inbox.me.site.clone()) };
        spawn_local(async move {
            match http::write(&route, &chosen).await {
                Ok(saved) => {
                    choices.try_set(saved.own);
                    store.send(Msg::ShowToast(Tone::Plain, t!("notify-saved").to_owned()));
                }
                Err(error) => {
                    store.send(Msg::ShowToast(Tone::Bad, error.text()));
                    loaded.again();
                }
            }
        });
    };
    let changed = Callback::new(move |()| save(choices.get_untracked()));
    let chats = events.contains(&NotifiedEvent::Offer);
    view! {
        <p class="fine">
            {t!("notify-text")}
        </p>
        <ChannelTable events choices beneath=site changed/>
        {(!mail).then(|| view! {
            <p class="callout" data-tone="warn" data-part="no-mail">
                {t!("notify-no-mail")}
            </p>
        })}
        {(chats && !push).then(|| view! {
            <p class="callout" data-tone="warn" data-part="no-push">
                {t!("notify-no-push")}
                <button class="link" type="button" data-part="set-up-push"
                    on:click=move |_| alerts.sheet.set(true)>{t!("menu-notifications")}</button>
            </p>
        })}
        <div class="card-end">
            <button class="button" type="button" data-part="as-site"
                disabled=move || choices.with(Choices::is_empty)
                on:click=move |_| save(Choices::default())>{t!("notify-as-site")}</button>
        </div>
    }
}
