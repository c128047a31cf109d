//! API keys, with which programs call the API.

use super::Shared;
use super::once::{Once, ShownOnce};
use crate::browser::page;
use crate::client::http;
use crate::format;
use crate::texts::{served, t};
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::KEY;
use crate::ui::kit::{Fetch, Nothing, SaveButton, TextField, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{CreateKey, DeleteKey, ListKeys};
use shared::permission::Permission;
use shared::protocol::{CreatedKey, KeyRow, Listing, NewKey};

#[component]
pub(super) fn Keys() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let keys: Fetch<Listing<KeyRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListKeys { site }).await }
    });
    view! {
        <Make keys/>
        {fetched(keys, move |list| view! { <Those rows=list.items keys/> })}
    }
}

#[component]
fn Make(keys: Fetch<Listing<KeyRow>>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(NewKey::DIALOGUES.to_vec());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let created = RwSignal::new(None::<CreatedKey>);
    let save = Callback::new(move |()| {
        let new = NewKey { name: name.get_untracked(), permissions: chosen.get_untracked() };
        let site = shared.site();
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = http::write(&CreateKey { site }, &new).await;
            busy.try_set(false);
            match answer {
                Ok(key) => {
                    name.try_set(String::new());
                    created.try_set(Some(key));
                    keys.again();
                    page::focus("[data-part=copy-key]");
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    });
    let mine = shared.store.peek(|inbox| inbox.me.permissions.clone());
    let tick = move |one: Permission| {
        let toggle = move |_| {
            chosen.update(|all| match all.iter().position(|entry| *entry == one) {
                Some(at) => {
                    all.remove(at);
                }
                None => all.push(one),
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" data-part=format!("key-{}", one.as_str())
                    prop:checked=move || chosen.with(|all| all.contains(&one)) on:change=toggle/>
                <span>{t!("settings-key-may", may = served::may(one))}</span>
            </label>
        }
    };
    let idle = Signal::derive(move || {
        name.with(|name| name.trim().is_empty()) || chosen.with(Vec::is_empty)
    });
    view! {
        <section class="card" aria-label=t!("settings-key-new") data-part="key-form">
            <TextField label=t!("common-name") value=name part="key-name"/>
            <fieldset class="ticks">
                <legend>{t!("settings-key-permissions")}</legend>
                {mine.into_iter().map(tick).collect_view()}
            </fieldset>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
            <div class="card-end"><SaveButton busy idle save label=t!("settings-key-create")/></div>
            {move || created.get().map(|created| view! { <ShownOnce secret=created.key what=Once::Key/> })}
        </section>
    }
}

#[component]
fn Those(rows: Vec<KeyRow>, keys: Fetch<Listing<KeyRow>>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let confirm = expect_context::<Confirm>();
    if rows.is_empty() {
        return view! {
            <Nothing picture=KEY title=t!("settings-no-keys")
                about=t!("settings-no-keys-text")/>
        }
        .into_any();
    }
    let row = move |row: KeyRow| {
        let id = row.id.clone();
        let label = t!("settings-key-revoke", name = row.name);
        let revoke = Callback::new(move |()| {
            let route = DeleteKey { site: shared.site(), key: id.clone() };
            spawn_local(async move {
                match http::call(&route).await {
                    Ok(()) => {
                        keys.again();
                        shared.toast(t!("settings-key-revoked"));
                    }
                    Err(error) => shared.warn(error.text()),
                }
            });
        });
        let (name, last_used) = (row.name.clone(), row.last_used);
        let revoke = move |_| {
            let used = last_used.map_or_else(
                || t!("settings-key-unused").to_owned(),
                |at| t!("settings-key-used", at = format::date(at)),
            );
            confirm.ask(Question {
                title: t!("settings-key-revoke-ask", name = name),
                text: t!("settings-key-revoke-text", used = used),
                action: t!("common-revoke"),
                act: revoke,
            });
        };
        let may: Vec<_> = row.permissions.iter().map(|one| served::may(*one)).collect();
        let used = row.last_used.map_or_else(|| t!("account-never").to_owned(), format::date);
        view! {
            <tr data-part="key">
                <td><strong>{row.name}</strong></td>
                <td>{may.join(", ")}</td>
                <td>{format!("{}, {}", row.by.name(), format::date(row.created_at))}</td>
                <td>{used}</td>
                <td class="acts">
                    <button class="button quiet small" data-part="revoke-key" aria-label=label
                        on:click=revoke>{t!("common-revoke")}</button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("settings-key")}</th>
                        <th scope="col">{t!("settings-key-permissions")}</th>
                        <th scope="col">{t!("settings-key-by")}</th>
                        <th scope="col">{t!("account-last-used")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
