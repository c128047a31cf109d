//! Allowed domains, blocked e-mail domains, and how long data is kept.

use super::Shared;
use crate::settings::{blocked, number, origins, subdomains_missing};
use crate::texts::t;
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
                title: t!("settings-retention-ask", days = days),
                text: t!("settings-retention-text", days = days, kept = kept),
                action: t!("settings-retention-save"),
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
        <section class="card" aria-label=t!("settings-domains") data-part="domains-form">
            <TextArea label=t!("settings-allowed") value=allowed part="allowed-domains" rows=4
                hint=t!("settings-allowed-hint")/>
            {note(|(own, ..)| own.clone().err())}
            {move || missing.get().map(|pattern| {
                let domain = pattern.rsplit("*.").next().unwrap_or_default().to_owned();
                let added = pattern.clone();
                view! {
                    <p class="fine" data-part="subdomains-missing">
                        {t!("settings-without-www", domain = domain)}
                        <button class="link" type="button" data-part="add-subdomains"
                            on:click=move |_| allowed.update(|text| *text = format!("{}\n{added}", text.trim_end()))>
                            {t!("settings-allow-subdomains")}</button>
                    </p>
                }
            })}
            <TextArea label=t!("settings-blocked-domains") value=emails part="blocked-domains" rows=4
                hint=t!("settings-blocked-domains-hint", most = MAX_BLOCKED_DOMAINS)/>
            {note(|(_, mail, ..)| mail.clone().err())}
            <TextField label=t!("settings-retention") value=days part="retention"
                hint=t!("settings-retention-hint", bounds = RETENTION_DAYS)
                wrong=Signal::derive(move || read.with(|(_, _, days, _)| days.clone().err()))/>
            <TextField label=t!("settings-audit-retention") value=audit part="audit-days"
                hint=t!("settings-audit-retention-hint", bounds = AUDIT_DAYS)
                wrong=Signal::derive(move || read.with(|(.., audit)| audit.clone().err()))/>
            {shared.refusal()}
            <div class="card-end">
                <SaveButton busy=shared.busy save
                    idle=Signal::derive(move || !changed.get() || bad())/>
            </div>
        </section>
    }
}
