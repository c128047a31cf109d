//! What the lists are narrowed to: a label, and what needs an answer. It is in the page's address, so that
//! a reload keeps it.

use super::super::store::Store;
use crate::browser::page;
use crate::context::Nav;
use crate::inbox::{Inbox, LabelMsg, Msg, Narrowed, Tab, label_count_text};
use crate::nav::Section;
use crate::texts::t;
use leptos::prelude::*;
use shared::id::LabelId;

/// The names of the lists in the address.
const TABS: [(Tab, &str); 3] = [(Tab::Missed, "missed"), (Tab::History, "past"), (Tab::All, "all")];

#[component]
pub(crate) fn NarrowBar() -> impl IntoView {
    let store = expect_context::<Store>();
    let nav = expect_context::<Nav>();
    if !store.peek(Inbox::sees_labels) {
        return ().into_any();
    }
    restore(store);
    let narrowed = store.part(|inbox| inbox.labels.narrowed.clone());
    let tab = store.part(|inbox| inbox.tab);
    Effect::new(move || {
        if nav.section() == Section::Inbox {
            write(&narrowed.get(), tab.get());
        }
    });
    // The counts are of now, when a list shows.
    Effect::new(move || {
        tab.track();
        store.send(Msg::Labels(LabelMsg::Count));
    });
    let labels = store.part(|inbox| {
        let row = |row: &_| (inbox.label_count(inbox.tab, row), shared_label(row));
        inbox.labels.list.items.iter().map(row).collect::<Vec<_>>()
    });
    let waiting = store.part(|inbox| inbox.waits_count(inbox.tab));
    let narrow = move |narrowed| store.send(Msg::Labels(LabelMsg::Narrow(narrowed)));
    let some = Memo::new(move |_| labels.with(|labels| !labels.is_empty()));
    let choose = move |event| {
        let label = LabelId::quietly(event_target_value(&event));
        narrow(Narrowed { label, ..narrowed.get_untracked() });
    };
    let options = move || {
        let chosen = narrowed.get().label;
        let option = |(count, (id, name)): (u32, (LabelId, String))| {
            let selected = chosen.as_ref() == Some(&id);
            let text = format!("{name} ({})", label_count_text(count));
            view! { <option value=id.to_string() selected=selected>{text}</option> }
        };
        let any = chosen.is_none();
        view! {
            <option value="" selected=any>{t!("inbox-any-label")}</option>
            {labels.get().into_iter().map(option).collect_view()}
        }
    };
    let waits = move || narrowed.with(|narrowed| narrowed.waits);
    let toggle = move |_| {
        let now = narrowed.get_untracked();
        narrow(Narrowed { waits: !now.waits, ..now });
    };
    view! {
        <div class="narrow" role="group" aria-label=t!("inbox-show-only")>
            <Show when=move || some.get()>
                <select class="input slim" aria-label=t!("inbox-label") data-part="narrow-label"
                    data-on=move || narrowed.with(|narrowed| narrowed.label.is_some()).to_string()
                    on:change=choose>{options}</select>
            </Show>
            <Show when=move || tab.get() != Tab::Missed>
                <button class="button quiet small narrow-waits" type="button" data-part="narrow-waits"
                    aria-pressed=move || waits().to_string() on:click=toggle>
                    {t!("inbox-needs-answer")}
                    <span class="count" data-part="waits-count">{move || label_count_text(waiting.get())}</span>
                </button>
            </Show>
        </div>
    }
    .into_any()
}

fn shared_label(row: &shared::label::LabelRow) -> (LabelId, String) {
    (row.label.id.clone(), row.label.name.clone())
}

/// Narrows the lists as the page's address says.
fn restore(store: Store) {
    let label = page::parameter("label").and_then(LabelId::quietly);
    let narrowed = Narrowed { label, waits: page::parameter("waits").is_some() };
    if narrowed.is_all() {
        return;
    }
    store.send(Msg::Labels(LabelMsg::Narrow(narrowed)));
    let named = page::parameter("list");
    let tab = TABS.iter().find(|(_, name)| named.as_deref() == Some(*name)).map(|(tab, _)| *tab);
    let may = |tab: &Tab| {
        store.peek(|inbox| match tab {
            Tab::All => inbox.sees_all(),
            Tab::Missed => inbox.sees_missed(),
            Tab::Mine | Tab::History => true,
        })
    };
    if let Some(tab) = tab.filter(may) {
        store.send(Msg::ShowTab(tab));
    }
}

/// Writes it to the address.
fn write(narrowed: &Narrowed, tab: Tab) {
    let list = TABS.iter().find(|(one, _)| *one == tab).map(|(_, name)| *name);
    page::set_parameters(&[
        ("label", narrowed.label.as_ref().map(LabelId::as_str)),
        ("waits", narrowed.waits.then_some("answer")),
        ("list", list.filter(|_| !narrowed.is_all())),
    ]);
}
