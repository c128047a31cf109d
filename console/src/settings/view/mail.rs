//! Mail: whether it is set up, a test, and what became of the last mails.

use super::Shared;
use crate::client::http;
use crate::format;
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
                    shared.toast(format!("A mail to {} is on its way", row.to));
                    mails.again();
                }
                Err(error) => shared.warn(error.text()),
            }
        });
    };
    let said = match (setup.from, setup.server) {
        (Some(from), Some(server)) if setup.is_on => {
            format!("Mail is sent from {from} through {server}.")
        }
        _ => "Mail is not set up. Everything else works; links for invitations and new passwords are shown \
              here in the console, to be sent by hand."
            .to_owned(),
    };
    view! {
        <section class="card" aria-label="Mail" data-part="mail-setup">
            <p>{said}</p>
            {setup.problem.map(|problem| view! {
                <p class="wrong" data-part="mail-problem">{problem}</p>
                <p class="fine">"Whoever runs this deployment sets them: docs/mail.md says how."</p>
            })}
            {setup.is_on.then(|| view! {
                <div class="card-end">
                    <button class="button" data-part="test-mail" disabled=move || busy.get() on:click=test>
                        "Send a mail to me"
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
                <h2 id="mails">"Last mails"</h2>
                <div class="table-box">
                    <table class="table" data-part="mails">
                        <thead>
                            <tr>
                                <th scope="col">"To"</th>
                                <th scope="col">"What for"</th>
                                <th scope="col">"When"</th>
                                <th scope="col">"State"</th>
                                <th scope="col">"The server said"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                <div class="card-end">
                    <button class="button" data-part="again-mails" on:click=move |_| mails.again()>
                        "Refresh"
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

const fn kind_name(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Test => "Test",
        MailKind::PasswordReset => "New password",
        MailKind::Invitation => "Invitation",
        MailKind::EmailConfirmation => "Confirming an address",
        MailKind::EmailChanged => "Changed address",
        MailKind::Answer => "Answer to a visitor",
        MailKind::Transcript => "Transcript of a chat",
        MailKind::Missed => "Missed chats",
        MailKind::LimitNear => "Limit is near",
    }
}

const fn state_name(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "Waiting",
        MailState::Sent => "Sent",
        MailState::Refused => "Refused",
        MailState::GivenUp => "Given up",
    }
}
