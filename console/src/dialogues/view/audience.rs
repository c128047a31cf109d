//! The audience of a dialogue: who sees it and where, with a preview. It is a part of the draft, which
//! the designer saves.

use super::audience_preview::AudiencePreview;
use crate::conditions::Group;
use crate::conditions::place::PlaceNotice;
use crate::conditions::view::Conditions;
use crate::dialogues::{Edited, address, read, trigger_labels, write};
use crate::texts::t;
use crate::ui::icon::{ALERT, icon};
use crate::ui::kit::{Choose, TextArea, TextField};
use leptos::prelude::*;
use serde_json::Value;
use shared::id::{DialogueId, SiteId};

/// Edits the audience of a draft.
#[component]
pub(crate) fn AudienceEditor(
    site: SiteId,
    id: DialogueId,
    /// The draft as it is now; its cards may be left out.
    draft: Memo<Value>,
    /// Gets the draft with another audience, after each change that can be read.
    changed: Callback<Value>,
) -> impl IntoView {
    // What was written here last. Where the draft has another audience, somebody undid a step or took
    // another draft, and the form begins anew.
    let ours = StoredValue::new(read(&draft.get_untracked()));
    let begun = RwSignal::new(0_u32);
    Effect::new(move || {
        let now = draft.with(read);
        if ours.with_value(|ours| *ours != now) {
            ours.set_value(now);
            begun.update(|begun| *begun += 1);
        }
    });
    let write_down = Callback::new(move |next: Value| {
        ours.set_value(read(&next));
        changed.run(next);
    });
    let ids = StoredValue::new((site, id));
    move || {
        begun.track();
        let (site, id) = ids.get_value();
        view! { <Editor site id draft write_down/> }
    }
}

/// The form's fields. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
struct Fields {
    pages: RwSignal<String>,
    not_pages: RwSignal<String>,
    visitors: RwSignal<String>,
    when: RwSignal<Group>,
    /// Whether the editor can show the conditions.
    shows_when: bool,
    trigger: RwSignal<String>,
    selector: RwSignal<String>,
    amount: RwSignal<String>,
    priority: RwSignal<String>,
}

/// The menu value for a dialogue, which has no trigger.
const NO_FLOW: &str = "none";

impl Fields {
    fn new(edited: Edited) -> Self {
        Self {
            pages: RwSignal::new(edited.pages),
            not_pages: RwSignal::new(edited.not_pages),
            visitors: RwSignal::new(edited.visitors),
            shows_when: edited.when.is_some(),
            when: RwSignal::new(edited.when.unwrap_or_default()),
            trigger: RwSignal::new(edited.trigger.unwrap_or_else(|| NO_FLOW.to_owned())),
            selector: RwSignal::new(edited.selector),
            amount: RwSignal::new(edited.amount),
            priority: RwSignal::new(edited.priority),
        }
    }

    fn edited(self) -> Edited {
        Edited {
            pages: self.pages.get(),
            not_pages: self.not_pages.get(),
            visitors: self.visitors.get(),
            when: self.shows_when.then(|| self.when.get()),
            trigger: Some(self.trigger.get()).filter(|value| value != NO_FLOW),
            selector: self.selector.get(),
            amount: self.amount.get(),
            priority: self.priority.get(),
        }
    }
}

#[component]
fn Editor(
    site: SiteId,
    id: DialogueId,
    draft: Memo<Value>,
    write_down: Callback<Value>,
) -> impl IntoView {
    let begun = draft.with_untracked(read);
    let name = draft.with_untracked(|draft| draft["name"].as_str().unwrap_or_default().to_owned());
    let fields = Fields::new(begun.clone());
    let edited = Memo::new(move |_| fields.edited());
    let strict = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let last = StoredValue::new(begun);
    Effect::new(move || {
        let mine = edited.get();
        if last.with_value(|last| *last == mine) {
            return;
        }
        last.set_value(mine.clone());
        let mut next = draft.get_untracked();
        match write(&mine, &mut next) {
            Ok(()) => {
                wrong.set(None);
                write_down.run(next);
            }
            Err(reason) => wrong.set(Some(reason)),
        }
    });
    let flow = move || fields.trigger.get() != NO_FLOW;
    let placed = site.clone();
    view! {
        <p class="audience-of">{t!("dialogues-audience-of")}<strong data-part="audience-name">{name.clone()}</strong></p>
        {move || wrong.get().map(|reason| view! {
            <p class="warning" role="status" data-part="audience-unsaved">
                {icon(ALERT)}<span>{t!("dialogues-audience-not-saved")}" "{reason}</span>
            </p>
        })}
        <section class="card" aria-label=t!("dialogues-pages")>
            <h2>{t!("dialogues-pages")}</h2>
            <div class="fields">
                <TextArea label=t!("dialogues-shown-on") value=fields.pages part="pages" rows=4
                    hint=t!("dialogues-shown-on-hint")/>
                <TextArea label=t!("dialogues-not-shown-on") value=fields.not_pages part="not-pages" rows=4
                    hint=t!("dialogues-not-shown-on-hint")/>
            </div>
            <UrlTester fields/>
        </section>
        <section class="card" aria-label=t!("dialogues-visitors") on:focusout=move |_| strict.set(true)>
            <h2>{t!("dialogues-visitors")}</h2>
            <div class="fields">
                <Choose label=t!("dialogues-visitors") value=fields.visitors part="visitors" choices=visitors()
                    hint=t!("dialogues-visitors-hint")/>
            </div>
            {if fields.shows_when {
                view! {
                    <Conditions value=fields.when events=true strict=strict
                        nothing=t!("dialogues-no-conditions")/>
                    <PlaceNotice site=placed.clone() value=fields.when/>
                }
                .into_any()
            } else {
                view! {
                    <p class="warning" data-part="when-by-hand">{t!("dialogues-by-hand")}</p>
                }
                .into_any()
            }}
        </section>
        <section class="card" aria-label=t!("dialogues-trigger-and-priority")>
            <h2>{t!("dialogues-trigger-and-priority")}</h2>
            <div class="fields">
                <Choose label=t!("dialogues-trigger") value=fields.trigger part="trigger" choices=triggers()
                    hint=t!("dialogues-trigger-hint")/>
                {move || match fields.trigger.get().as_str() {
                    "click" | "submit" => view! {
                        <TextField label=t!("dialogues-selector") value=fields.selector part="selector" hint=t!("dialogues-selector-hint")/>
                    }.into_any(),
                    "time" => view! { <TextField label=t!("dialogues-seconds") value=fields.amount part="amount"/> }.into_any(),
                    "scroll" => view! { <TextField label=t!("dialogues-percent") value=fields.amount part="amount"/> }.into_any(),
                    _ => ().into_any(),
                }}
                <TextField label=t!("dialogues-priority") value=fields.priority part="priority"
                    hint=t!("dialogues-priority-hint")/>
            </div>
            <Show when=move || flow() && fields.when.get().rows.iter().any(waits)>
                <p class="warning">{t!("dialogues-flow-events")}</p>
            </Show>
        </section>
        <AudiencePreview site id name edited/>
    }
}

fn waits(row: &crate::conditions::Row) -> bool {
    match row {
        crate::conditions::Row::Event(_) => true,
        crate::conditions::Row::Group(group) => group.rows.iter().any(waits),
        crate::conditions::Row::Test(_) => false,
    }
}

fn visitors() -> Vec<(String, String)> {
    let all = [
        ("everyone", t!("dialogues-everyone")),
        ("identified", t!("dialogues-known")),
        ("anonymous", t!("dialogues-anonymous")),
    ];
    all.map(|(value, name)| (value.to_owned(), name.to_owned())).to_vec()
}

fn triggers() -> Vec<(String, String)> {
    let dialogue = (NO_FLOW, t!("dialogues-no-trigger"));
    let all = [dialogue].into_iter().chain(trigger_labels());
    all.map(|(value, name)| (value.to_owned(), name.to_owned())).collect()
}

/// Tests an address against the typed patterns.
#[component]
fn UrlTester(fields: Fields) -> impl IntoView {
    let url = RwSignal::new(String::new());
    let said = move || {
        let url = url.get();
        let url = url.trim();
        (!url.is_empty()).then(|| address(&fields.pages.get(), &fields.not_pages.get(), url))
    };
    view! {
        <div class="url-tester">
            <TextField label=t!("dialogues-try-url") value=url part="try-url" hint="https://shop.example/pricing"/>
            <p role="status" data-part="url-verdict" data-fits=move || said().map(|(fits, _)| fits.to_string())>
                {move || said().map(|(_, reason)| reason)}
            </p>
        </div>
    }
}
