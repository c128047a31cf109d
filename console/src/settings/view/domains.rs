//! Allowed domains, blocked e-mail domains, and how long data is kept.

use super::Shared;
use crate::settings::{blocked, number, origins, subdomains_missing};
use crate::ui::confirm::{Confirm, Question};
use crate::ui::kit::{SaveButton, TextArea, TextField};
use leptos::prelude::*;
use shared::protocol::Settings;
use shared::protocol::bounds::{AUDIT_DAYS, MAX_BLOCKED_DOMAINS, RETENTION_DAYS};

type Parsed<T> = Result<T, String>;
/// The parsed lists, and how many days data and the audit log are kept, or their errors.
type Read = (Parsed<Vec<String>>, Parsed<Vec<String>>, Parsed<u64>, Parsed<u64>);

#[component]
pub(super) fn Domains(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let allowed = RwSignal::new(now.allowed_domains.join("\n"));
    let emails = RwSignal::new(now.blocked_email_domains.join("\n"));
    let days = RwSignal::new(now.retention_days.to_string());
    let audit = RwSignal::new(now.audit_days.to_string());
    let first: StoredValue<Read> = StoredValue::new((
        Ok(now.allowed_domains),
        Ok(now.blocked_email_domains),
        Ok(now.retention_days),
        Ok(now.audit_days),
    ));
    let read: Memo<Read> = Memo::new(move |_| {
        (
            origins(&allowed.get()),
            blocked(&emails.get()),
            number(&days.get(), RETENTION_DAYS),
            number(&audit.get(), AUDIT_DAYS),
        )
    });
    let changed = Memo::new(move |_| read.with(|read| first.with_value(|first| read != first)));
    shared.guard(changed);
    let missing = Memo::new(move |_| {
        read.with(|(own, ..)| subdomains_missing(own.as_deref().unwrap_or_default()))
    });
    let confirm = expect_context::<Confirm>();
    let write = move || {
        if let (Ok(own), Ok(mail), Ok(days), Ok(audit)) = read.get_untracked() {
            shared.save(move |settings| {
                settings.allowed_domains = own;
                settings.blocked_email_domains = mail;
                settings.retention_days = days;
                settings.audit_days = audit;
            });
        }
    };
    let save = Callback::new(move |()| {
        let kept = first.with_value(|(.., days, _)| days.clone().unwrap_or_default());
        match read.with_untracked(|(.., days, _)| days.clone()) {
            Ok(days) if days < kept => confirm.ask(Question {
                title: format!("Keep data for {days} days only?"),
                text: format!(
                    "Within a day, all people and conversations that were last seen more than {days} \
                        days ago are deleted for good. Until now they were kept for {kept} days."
                ),
                action: "Save and delete",
                act: Callback::new(move |()| write()),
            }),
            _ => write(),
        }
    });
    let bad = move || {
        read.with(|(own, mail, days, audit)| {
            own.is_err() || mail.is_err() || days.is_err() || audit.is_err()
        })
    };
    let note = move |which: fn(&Read) -> Option<String>| {
        move || read.with(which).map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })
    };
    view! {
        <section class="card" aria-label="Domains and privacy" data-part="domains-form">
            <TextArea label="Allowed domains" value=allowed part="allowed-domains" rows=4
                hint="One per line, like https://example.com or https://*.example.com. Leave it empty \
                      to allow every page."/>
            {note(|(own, ..)| own.clone().err())}
            {move || missing.get().map(|pattern| {
                let domain = pattern.rsplit("*.").next().unwrap_or_default().to_owned();
                let added = pattern.clone();
                view! {
                    <p class="fine" data-part="subdomains-missing">
                        {format!("{domain} alone doesn’t include www.{domain}. ")}
                        <button class="link" type="button" data-part="add-subdomains"
                            on:click=move |_| allowed.update(|text| *text = format!("{}\n{added}", text.trim_end()))>
                            "Also allow its subdomains"</button>
                    </p>
                }
            })}
            <TextArea label="Blocked e-mail domains" value=emails part="blocked-domains" rows=4
                hint=format!("One per line, up to {MAX_BLOCKED_DOMAINS}, including their \
                    subdomains. Visitors with such an address are asked for another one, and \
                    reach no agent.")/>
            {note(|(_, mail, ..)| mail.clone().err())}
            <TextField label="Data retention" value=days part="retention"
                hint=format!("Days after they were last seen, {RETENTION_DAYS}. Then the person, \
                    their profile, conversations, files and routing decisions are deleted. Counts \
                    are kept.")
                wrong=Signal::derive(move || read.with(|(_, _, days, _)| days.clone().err()))/>
            <TextField label="Audit log retention" value=audit part="audit-days"
                hint=format!("Days, {AUDIT_DAYS}. Then a row of the audit log is deleted.")
                wrong=Signal::derive(move || read.with(|(.., audit)| audit.clone().err()))/>
            {shared.refusal()}
            <div class="card-end">
                <SaveButton busy=shared.busy save
                    idle=Signal::derive(move || !changed.get() || bad())/>
            </div>
        </section>
    }
}
