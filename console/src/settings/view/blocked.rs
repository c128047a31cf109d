//! The blocked visitors of the site.

use super::Shared;
use crate::client::http;
use crate::format::{self, blocked_visitor};
use crate::texts::t;
use crate::ui::icon::BAN;
use crate::ui::kit::{Fetch, Nothing, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ListBlocked, UnblockVisitor};
use shared::protocol::{Blocked, Listing};

#[component]
pub(super) fn BlockedVisitors() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let blocked: Fetch<Listing<Blocked>> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListBlocked { site }).await }
    });
    view! {
        <section aria-label=t!("settings-blocked") data-part="blocked-visitors">
            {fetched(blocked, move |list| view! { <Rows rows=list.items blocked/> })}
        </section>
    }
}

#[component]
fn Rows(rows: Vec<Blocked>, blocked: Fetch<Listing<Blocked>>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Nothing picture=BAN title=t!("settings-no-blocked")
                about=t!("settings-no-blocked-text")/>
        }
        .into_any();
    }
    view! {
        <div class="table-box">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t!("settings-blocked-visitor")}</th>
                        <th scope="col">{t!("settings-blocked-reason")}</th>
                        <th scope="col">{t!("settings-blocked-by")}</th>
                        <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| view! { <Row row blocked/> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: Blocked, blocked: Fetch<Listing<Blocked>>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let visitor_name = blocked_visitor(&row);
    let (label, is_erased) =
        (t!("settings-unblock-name", visitor_name = visitor_name), row.is_erased());
    let Blocked { visitor, email, reason, by, at, email_fingerprint, .. } = row;
    let unblock = move |_| {
        let route = UnblockVisitor { site: shared.site(), visitor: visitor.clone() };
        spawn_local(async move {
            match http::call(&route).await {
                Ok(()) => {
                    blocked.again();
                    shared.toast(t!("settings-unblocked"));
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let about = match (is_erased, email_fingerprint.is_some()) {
        (true, true) => {
            t!("settings-erased-both")
        }
        (true, false) => {
            t!("settings-erased-name")
        }
        (false, _) => "",
    };
    let about = if about.is_empty() { reason } else { about.to_owned() };
    view! {
        <tr data-part="blocked-row">
            <td>
                <strong>{visitor_name}</strong>
                {email.map(|email| view! { <br/>{email} })}
            </td>
            <td>{about}</td>
            <td>{format!("{}, {}", by.name, format::date(at))}</td>
            <td class="acts">
                <button class="button quiet small" data-part="unblock-visitor" aria-label=label
                    on:click=unblock>{t!("settings-unblock")}</button>
            </td>
        </tr>
    }
}
