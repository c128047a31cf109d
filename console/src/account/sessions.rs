//! The card with the agent's sessions.

use super::Account;
use crate::browser::time;
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{EndOtherSessions, EndSession, ListSessions};
use shared::protocol::{Listing, SessionRow};

#[component]
pub(super) fn SessionsCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let site = account.site();
    let sessions: Fetch<Listing<SessionRow>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListSessions { site }).await }
    });
    view! {
        <section class="card" aria-labelledby="sessions-card" data-part="sessions">
            <h2 id="sessions-card">{t!("account-sessions")}</h2>
            <p class="fine">{t!("account-sessions-text")}</p>
            {fetched(sessions, move |list| view! { <Rows rows=list.items sessions/> })}
        </section>
    }
}

#[component]
fn Rows(rows: Vec<SessionRow>, sessions: Fetch<Listing<SessionRow>>) -> impl IntoView {
    let account = expect_context::<Account>();
    let several = rows.len() > 1;
    let end_others = move |_| {
        let route = EndOtherSessions { site: account.site() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(()) => {
                    sessions.again();
                    account.toast(t!("account-sessions-ended"));
                }
                Err(error) => account.warn(error.text()),
            }
        });
    };
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("account-session-browser")}</th>
                        <th scope="col">{t!("account-session-begun")}</th>
                        <th scope="col">{t!("account-last-used")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| session(account, sessions, row)).collect_view()}
                </tbody>
            </table>
        </div>
        {several.then(|| view! {
            <div class="card-end">
                <button class="button" type="button" data-part="end-others" on:click=end_others>
                    {t!("account-sessions-end")}
                </button>
            </div>
        })}
    }
}

fn session(
    account: Account,
    sessions: Fetch<Listing<SessionRow>>,
    row: SessionRow,
) -> impl IntoView {
    let now = time::now();
    let device = row.device.line().unwrap_or_else(|| t!("account-session-unknown").to_owned());
    let label = t!("account-session-end", device = device);
    let id = row.id.clone();
    let end = move |_| {
        let route = EndSession { site: account.site(), session: id.clone() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(()) => {
                    sessions.again();
                    account.toast(t!("account-session-over"));
                }
                Err(error) => account.warn(error.text()),
            }
        });
    };
    view! {
        <tr data-part="session">
            <td>
                {device}
                {row.current.then(|| view! { <span class="pill beside" data-tone="good">{t!("common-this-browser")}</span> })}
            </td>
            <td>{time::write(row.signed_in_at, &[("dateStyle", "medium"), ("timeStyle", "short")])}</td>
            // It is known to within an hour, and this one is used now.
            <td>{if row.current { t!("time-now").to_owned() } else { format::ago(row.last_used_at, now) }}</td>
            <td class="acts">
                {(!row.current).then(|| view! {
                    <button class="button quiet small" type="button" data-part="end-session"
                        aria-label=label on:click=end>{t!("common-sign-out")}</button>
                })}
            </td>
        </tr>
    }
}
