//! Mail: whether it is set up, a test, and what became of the last mails.

use super::Shared;
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::kit::{Fetch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ListMails, SendTestMail};
use shared::mail::MailKind;
use shared::protocol::{MailLog, MailRow, MailSetup, MailState};

#[component]
pub(super) fn MailTab() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let mails: Fetch<MailLog> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&ListMails { site }).await }
    });
    fetched(mails, move |log| {
        view! {
            <Setup setup=log.setup mails/>
            <Rows rows=log.items mails/>
        }
    })
}

#[component]
fn Setup(setup: MailSetup, mails: Fetch<MailLog>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let busy = RwSignal::new(false);
    let test = move |_| {
        let route = SendTestMail { site: shared.site() };
        busy.set(true);
        spawn_local(async move {
            let answer = http::call(&route).await;
            busy.try_set(false);
            match answer {
                Ok(row) => {
                    shared.toast(t!("settings-mail-sent", to = row.to));
                    mails.again();
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let said = match (setup.from, setup.server) {
        (Some(from), Some(server)) if setup.is_on => {
            t!("settings-mail-on", from = from, server = server)
        }
        _ => t!("settings-mail-off").to_owned(),
    };
    view! {
        <section class="card" aria-label=t!("settings-mail") data-part="mail-setup">
            <p>{said}</p>
            {setup.problem.map(|problem| view! {
                <p class="wrong" data-part="mail-problem">{problem}</p>
                <p class="fine">{t!("settings-mail-where")}</p>
            })}
            {setup.is_on.then(|| view! {
                <div class="card-end">
                    <button class="button" data-part="test-mail" disabled=move || busy.get() on:click=test>
                        {t!("settings-mail-test")}
                    </button>
                </div>
            })}
        </section>
    }
}

#[component]
fn Rows(rows: Vec<MailRow>, mails: Fetch<MailLog>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="mails">
                <h2 id="mails">{t!("settings-mails")}</h2>
                <div class="table-box">
                    <table class="table" data-part="mails">
                        <thead>
                            <tr>
                                <th scope="col">{t!("settings-mail-to")}</th>
                                <th scope="col">{t!("settings-mail-what")}</th>
                                <th scope="col">{t!("settings-when")}</th>
                                <th scope="col">{t!("settings-state")}</th>
                                <th scope="col">{t!("settings-mail-said")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                <div class="card-end">
                    <button class="button" data-part="again-mails" on:click=move |_| mails.again()>
                        {t!("settings-refresh")}
                    </button>
                </div>
            </section>
        }
    })
}

fn row(row: MailRow) -> impl IntoView {
    view! {
        <tr data-part="mail">
            <td>{row.to}</td>
            <td>{kind_name(row.kind)}</td>
            <td>{format::date(row.queued_at)}</td>
            <td>{state_name(row.state)}</td>
            <td>{row.answer}</td>
        </tr>
    }
}

fn kind_name(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Test => t!("settings-mail-kind-test"),
        MailKind::PasswordReset => t!("settings-mail-kind-password"),
        MailKind::Invitation => t!("settings-mail-kind-invitation"),
        MailKind::EmailConfirmation => t!("settings-mail-kind-confirm"),
        MailKind::EmailChanged => t!("settings-mail-kind-changed"),
        MailKind::Answer => t!("settings-mail-kind-answer"),
        MailKind::Transcript => t!("settings-mail-kind-transcript"),
        MailKind::Missed => t!("settings-mail-kind-missed"),
        MailKind::LimitNear => t!("settings-mail-kind-limit"),
    }
}

fn state_name(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => t!("settings-mail-waiting"),
        MailState::Sent => t!("settings-mail-done"),
        MailState::Refused => t!("settings-mail-refused"),
        MailState::GivenUp => t!("settings-mail-given-up"),
    }
}
