//! The card with the agent's passkeys: what there is, one more, one less.

use super::Account;
use crate::browser::{passkeys, time};
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::kit::{Fetch, TextField, fetched};
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{AddPasskey, BeginPasskey, ListPasskeys, RemovePasskey};
use shared::protocol::{Listing, PasskeyRow, ProvePassword};

#[component]
pub(super) fn PasskeysCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let site = account.site();
    let all: Fetch<Listing<PasskeyRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListPasskeys { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="passkeys-card" data-part="passkeys">
            <h2 id="passkeys-card">{t!("account-passkeys")}</h2>
            <p class="fine">
                {t!("account-passkeys-text")}
            </p>
            {fetched(all, move |list| view! { <Rows rows=list.items all/> })}
            {if passkeys::supported() {
                view! { <Add all/> }.into_any()
            } else {
                view! { <p class="fine">{passkeys::NoPasskey::Unsupported.text()}</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Add(all: Fetch<Listing<PasskeyRow>>) -> impl IntoView {
    let account = expect_context::<Account>();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = Submission::new();
    let incomplete = Signal::derive(move || {
        name.with(|name| name.trim().is_empty()) || password.with(String::is_empty)
    });
    let submit = form.on_submit(move || {
        let site = account.site();
        let called = name.get_untracked();
        let proof = ProvePassword { password: password.get_untracked() };
        async move {
            let options = http::write(&BeginPasskey { site: site.clone() }, &proof).await?;
            let new = passkeys::create(&options, called).await?;
            http::write(&AddPasskey { site }, &new).await?;
            name.try_set(String::new());
            password.try_set(String::new());
            account.toast(t!("account-passkey-added"));
            all.again();
            Ok(())
        }
    });
    view! {
        <form class="stack" data-part="passkey-form" novalidate on:submit=submit>
            <div class="fields">
                <TextField label=t!("account-passkey-name") value=name part="passkey-name"
                    hint=t!("account-passkey-name-hint")/>
                <TextField label=t!("account-current-password") value=password part="passkey-password" kind="password"
                    auto="current-password" hint=t!("account-current-password-hint")/>
            </div>
            <Refusal of=form/>
            <div class="card-end">
                <SubmitButton of=form label=t!("account-passkey-add") part="add-passkey" class="button" incomplete/>
            </div>
        </form>
    }
}

#[component]
fn Rows(rows: Vec<PasskeyRow>, all: Fetch<Listing<PasskeyRow>>) -> impl IntoView {
    let account = expect_context::<Account>();
    (!rows.is_empty()).then(|| view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("account-passkey")}</th>
                        <th scope="col">{t!("account-passkey-added-at")}</th>
                        <th scope="col">{t!("account-last-used")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| passkey(account, all, row)).collect_view()}</tbody>
            </table>
        </div>
    })
}

fn passkey(account: Account, all: Fetch<Listing<PasskeyRow>>, row: PasskeyRow) -> impl IntoView {
    let label = t!("account-passkey-remove", name = row.name);
    let used = row.last_used_at.map(|at| format::ago(at, time::now()));
    let remove = move |_| {
        let route = RemovePasskey { site: account.site(), passkey: row.id.clone() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(()) => {
                    all.again();
                    account.toast(t!("account-passkey-removed"));
                }
                Err(error) => account.warn(error.text()),
            }
        });
    };
    view! {
        <tr data-part="passkey">
            <td>{row.name}</td>
            <td>{format::date(row.created_at)}</td>
            <td>{used.unwrap_or_else(|| t!("account-never").to_owned())}</td>
            <td class="acts">
                <button class="button quiet small" type="button" data-part="remove-passkey"
                    aria-label=label on:click=remove>{t!("common-remove")}</button>
            </td>
        </tr>
    }
}
