//! The audience page of a dialogue: who sees it and where, with a preview.

use super::audience_preview::AudiencePreview;
use crate::client::document::{self, Document, NotWritten};
use crate::conditions::Group;
use crate::conditions::place::PlaceNotice;
use crate::conditions::view::Conditions;
use crate::context::Nav;
use crate::dialogues::{Edited, address, read, trigger_labels, write};
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::icon::{ALERT, BACK, icon};
use crate::ui::kit::{Choose, Fetch, PageFrame, SaveButton, TextArea, TextField, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{DialogueId, SiteId};

#[component]
pub(crate) fn AudiencePage(id: DialogueId) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let (fetch_site, of) = (site.clone(), id.clone());
    let document = Fetch::begin(move || {
        let (site, id) = (fetch_site.clone(), of.clone());
        async move { document::read(&site, &id).await }
    });
    let back = move |_| nav.go(ConsoleRoute::section(Section::Dialogues));
    let actions = view! {
        <button class="button" data-part="to-dialogues" on:click=back>{icon(BACK)}{t!("dialogues-all")}</button>
    };
    let ids = StoredValue::new((site, id));
    view! {
        <PageFrame name=t!("dialogues-audience") about=t!("dialogues-audience-about") actions=actions.into_any()>
            {fetched(document, move |there| {
                let (site, id) = ids.get_value();
                view! { <Editor site id there again=Callback::new(move |()| document.again())/> }
            })}
        </PageFrame>
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
fn Editor(site: SiteId, id: DialogueId, there: Document, again: Callback<()>) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let name = there.value["name"].as_str().unwrap_or_default().to_owned();
    let begun = read(&there.value);
    let fields = Fields::new(begun.clone());
    let there = RwSignal::new(there);
    let stored = RwSignal::new(begun);
    let edited = Memo::new(move |_| fields.edited());
    let changed = Memo::new(move |_| edited.get() != stored.get());
    let (busy, strict) = (RwSignal::new(false), RwSignal::new(false));
    let overtaken = RwSignal::new(None::<String>);
    Effect::new(move || nav.set_guard(changed.get().then_some(t!("dialogues-audience-unsaved"))));
    on_cleanup(move || nav.set_guard(None));
    let (of_site, of_id) = (site.clone(), id.clone());
    // Writes the audience into the draft as we loaded it, or into the latest draft to keep the
    // changes of others.
    let save = move |anew: bool| {
        strict.set(true);
        let (site, id) = (of_site.clone(), of_id.clone());
        let mine = edited.get_untracked();
        busy.set(true);
        spawn_local(async move {
            let base = if anew {
                document::read(&site, &id).await.map_err(crate::client::http::HttpError::text)
            } else {
                Ok(there.get_untracked())
            };
            let written = match base {
                Err(reason) => Err(NotWritten::Failed(reason)),
                Ok(mut base) => match write(&mine, &mut base.value) {
                    Err(reason) => Err(NotWritten::Failed(reason)),
                    Ok(()) => document::write(&site, &id, &base.value, Some(&base.tag))
                        .await
                        .map(|tag| Document { tag, ..base }),
                },
            };
            busy.set(false);
            match written {
                Ok(now) => {
                    there.set(now);
                    stored.set(mine);
                    overtaken.set(None);
                    let text = t!("dialogues-audience-saved");
                    store.send(Msg::ShowToast(Tone::Plain, text.to_owned()));
                }
                Err(NotWritten::Overtaken(reason)) => overtaken.set(Some(reason)),
                Err(NotWritten::Failed(reason)) => store.send(Msg::ShowToast(Tone::Bad, reason)),
            }
        });
    };
    let (first, mine) = (save.clone(), save);
    let flow = move || fields.trigger.get() != NO_FLOW;
    let placed = site.clone();
    view! {
        <p class="audience-of">{t!("dialogues-audience-of")}<strong data-part="audience-name">{name.clone()}</strong></p>
        {move || overtaken.get().map(|reason| {
            let mine = mine.clone();
            view! {
                <div class="conflict" role="alert" data-part="conflict">
                    {icon(ALERT)}
                    <p><strong>{t!("dialogues-changed-by-other")}</strong>" "{reason}
                        {t!("dialogues-changes-kept")}</p>
                    <button class="button" data-part="take-theirs" on:click=move |_| again.run(())>{t!("dialogues-take-theirs")}</button>
                    <button class="button primary" data-part="keep-mine" on:click=move |_| mine(true)>{t!("dialogues-take-mine")}</button>
                </div>
            }
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
        <section class="card" aria-label=t!("dialogues-visitors")>
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
        <div class="card-end">
            <SaveButton busy idle=Signal::derive(move || !changed.get()) label=t!("dialogues-audience-save")
                save=Callback::new(move |()| first(false))/>
        </div>
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
