//! The preview: which dialogues a described visitor would see if this draft were published.

use crate::browser::regions;
use crate::client::http;
use crate::dialogues::{Described, Edited, Seen, audience_reasons, because, write};
use crate::texts::t;
use crate::ui::kit::{Choose, Fetch, TextArea, TextField, fetched};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::api::{GetVersion, ListDialogues};
use shared::audience::Reason;
use shared::id::{DialogueId, SiteId};
use shared::protocol::Target;

#[component]
pub(super) fn AudiencePreview(
    site: SiteId,
    id: DialogueId,
    name: String,
    edited: Memo<Edited>,
) -> impl IntoView {
    let own = id.clone();
    let others = Fetch::begin(move || others(site.clone(), own.clone()));
    let address = RwSignal::new(String::new());
    let identified = RwSignal::new("no".to_owned());
    let country = RwSignal::new(String::new());
    let more = RwSignal::new(String::new());
    let (seconds, scrolled) = (RwSignal::new("0".to_owned()), RwSignal::new("0".to_owned()));
    let closed = RwSignal::new("open".to_owned());
    let hours = || {
        vec![
            ("open".to_owned(), t!("dialogues-open").to_owned()),
            ("closed".to_owned(), t!("dialogues-closed").to_owned()),
        ]
    };
    let described = Memo::new(move |_| Described {
        address: address.get(),
        identified: identified.get() == t!("common-yes"),
        country: country.get(),
        more: more.get(),
        seconds: seconds.with(|text| text.trim().parse().unwrap_or_default()),
        scrolled: scrolled.with(|text| text.trim().parse().unwrap_or_default()),
        closed: closed.get() == "closed",
    });
    let choices = || {
        vec![
            ("no".to_owned(), t!("dialogues-email-unknown").to_owned()),
            ("yes".to_owned(), t!("dialogues-email-known").to_owned()),
        ]
    };
    let this = StoredValue::new((id, name));
    view! {
        <section class="card" aria-label=t!("dialogues-preview") data-part="audience-preview">
            <h2>{t!("dialogues-preview")}</h2>
            <p class="lead">{t!("dialogues-preview-text")}</p>
            <div class="fields">
                <TextField label=t!("dialogues-page") value=address part="audience-page" hint="https://shop.example/pricing"/>
                <Choose label=t!("dialogues-email") value=identified part="who-identified" choices=Signal::derive(choices)/>
                <TextField label=t!("dialogues-country") value=country part="who-country" hint=t!("dialogues-country-hint")/>
                <TextField label=t!("dialogues-seconds-on-page") value=seconds part="who-seconds"/>
                <TextField label=t!("dialogues-scroll") value=scrolled part="who-scrolled"/>
                <Choose label=t!("dialogues-site-is") value=closed part="who-closed" choices=Signal::derive(hours)/>
                <TextArea label=t!("dialogues-attributes") value=more part="who-more" rows=2 hint=t!("dialogues-attributes-hint")/>
            </div>
            {fetched(others, move |others| {
                let others = StoredValue::new(others);
                move || {
                    if described.with(|one| one.address.trim().is_empty()) {
                        return view! { <p class="fine">{t!("dialogues-enter-page")}</p> }.into_any();
                    }
                    let (id, name) = this.get_value();
                    let mut all = others.get_value();
                    all.extend(edited.with(|edited| seen(edited, id.clone(), name)));
                    view! { <Reasons reasons=audience_reasons(all, &described.get()) own=id/> }.into_any()
                }
            })}
        </section>
    }
}

/// Returns this dialogue as typed; `None` if it couldn't be published.
fn seen(edited: &Edited, id: DialogueId, name: String) -> Option<Seen> {
    let mut document = json!({});
    write(edited, &mut document).ok()?;
    let priority = u32::try_from(document["priority"].as_u64()?).ok()?;
    Seen::new(id, name, priority, &serde_json::from_value::<Target>(document).ok()?)
}

/// Loads all other dialogues as published; if a draft differs, its published version is fetched.
async fn others(site: SiteId, own: DialogueId) -> Result<Vec<Seen>, http::HttpError> {
    let listing = http::call(&ListDialogues { site: site.clone() }).await?;
    let mut all = Vec::new();
    for row in listing.items.into_iter().filter(|row| row.id != own) {
        let Some(version) = row.published else { continue };
        let target = if row.changed {
            let route = GetVersion { site: site.clone(), dialogue: row.id.clone(), version };
            let written: Value = http::call_as(&route).await?;
            serde_json::from_value(written).unwrap_or_default()
        } else {
            row.target
        };
        all.extend(Seen::new(row.id, row.name, row.priority, &target));
    }
    Ok(all)
}

#[component]
fn Reasons(reasons: Vec<(Seen, Reason)>, own: DialogueId) -> impl IntoView {
    let names: Vec<(DialogueId, String)> =
        reasons.iter().map(|(seen, _)| (seen.id.clone(), seen.name.clone())).collect();
    let name = move |id: &DialogueId| {
        let found = names.iter().find(|(one, _)| one == id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let visible = reasons.iter().find(|(_, reason)| *reason == Reason::Shown);
    let verdict = match visible {
        Some((seen, _)) => t!("dialogues-would-see", name = seen.name),
        None => t!("dialogues-would-see-none").to_owned(),
    };
    let row = |(seen, reason): (Seen, Reason)| {
        let tone = match reason {
            Reason::Shown => "good",
            Reason::Later(_) | Reason::MaySetOff => "warn",
            _ => "",
        };
        let verdict = match reason {
            Reason::Shown => t!("dialogues-shown"),
            Reason::Later(_) => t!("dialogues-later"),
            Reason::MaySetOff => t!("dialogues-flow"),
            _ => t!("dialogues-no"),
        };
        let mine = seen.id == own;
        view! {
            <li class="audience-row" data-part="audience-row" data-dialogue=seen.id.to_string()>
                <span class="pill" data-tone=tone>{verdict}</span>
                <span><strong>{seen.name}</strong>{mine.then_some(t!("dialogues-this-one"))}
                    <span class="row-about" data-part="audience-reason">{because(&reason, &name, &regions::name)}</span></span>
            </li>
        }
    };
    view! {
        <p role="status" data-part="audience-verdict"><strong>{verdict}</strong></p>
        <ol class="audience-rows">{reasons.into_iter().map(row).collect_view()}</ol>
    }
}
