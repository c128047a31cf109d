//! Whose pages may show the chat, and whose e-mail addresses aren't taken.

use super::Shared;
use crate::settings::{blocked, origins};
use crate::view::kit::{SaveButton, TextArea};
use leptos::prelude::*;
use shared::protocol::Settings;

/// What was read of both lists, or what is wrong with them.
type Both = (Result<Vec<String>, String>, Result<Vec<String>, String>);

/// The tab.
#[component]
pub(super) fn Domains(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let allowed = RwSignal::new(now.allowed_domains.join("\n"));
    let emails = RwSignal::new(now.blocked_email_domains.join("\n"));
    let first = StoredValue::new((now.allowed_domains, now.blocked_email_domains));
    let read = Memo::new(move |_| (origins(&allowed.get()), blocked(&emails.get())));
    let changed = Memo::new(move |_| {
        read.with(|(own, mail)| {
            first.with_value(|(a, b)| own.as_ref() != Ok(a) || mail.as_ref() != Ok(b))
        })
    });
    shared.guard(changed);
    let save = Callback::new(move |()| {
        if let (Ok(own), Ok(mail)) = read.get_untracked() {
            shared.save(move |settings| {
                settings.allowed_domains = own;
                settings.blocked_email_domains = mail;
            });
        }
    });
    let bad = move || read.with(|(own, mail)| own.is_err() || mail.is_err());
    let note = move |which: fn(&Both) -> Option<String>| {
        move || read.with(which).map(|why| view! { <p class="wrong" role="alert">{why}</p> })
    };
    view! {
        <section class="card" aria-label="Domains" data-part="domains-form">
            <TextArea label="Allowed domains" value=allowed part="allowed-domains" rows=4
                hint="One a line, like https://example.com or https://*.example.com. Empty: any page may \
                      show the chat."/>
            {note(|(own, _)| own.clone().err())}
            <TextArea label="Blocked e-mail domains" value=emails part="blocked-domains" rows=4
                hint="One a line, up to 50, with all that is below them. Visitors with such an address are \
                      told to give another one, and reach no agent."/>
            {note(|(_, mail)| mail.clone().err())}
            {shared.refusal()}
            <div class="card-end">
                <SaveButton busy=shared.busy save
                    idle=Signal::derive(move || !changed.get() || bad())/>
            </div>
        </section>
    }
}
