//! The list of dialogues: search, filter and table.

use super::Dialogues;
use super::actions::{Deleting, Renaming};
use super::new::CreateDialogue;
use super::order::Order;
use super::row::RowView;
use crate::context::Nav;
use crate::dialogues::{Kind, visible};
use crate::inbox::view::store::Store;
use crate::texts::t;
use crate::ui::icon::{ADD, FLOW, SEARCH, icon};
use crate::ui::kit::{Nothing, PageFrame, fetched};
use leptos::prelude::*;
use shared::permission::Permission;
use shared::protocol::DialogueRow;

/// All dialogues and flows of the site.
#[component]
pub(crate) fn DialogueList() -> impl IntoView {
    let store = expect_context::<Store>();
    let list = Dialogues::open(store);
    let (kind, search) = (RwSignal::new(Kind::default()), RwSignal::new(String::new()));
    let make = move |_| list.creating.set(true);
    let edits = expect_context::<Nav>().has(Permission::EditDialogues);
    let actions = edits.then(|| view! {
        <button class="button primary" data-part="new-dialogue" on:click=make>{icon(ADD)}{t!("dialogues-new")}</button>
    });
    view! {
        <PageFrame name=t!("section-dialogues")
            about=t!("dialogues-about")
            actions=actions.into_any()>
            {fetched(list.rows, move |listing| {
                if listing.items.is_empty() {
                    return view! { <Empty list/> }.into_any();
                }
                view! {
                    <Search kind search/>
                    <Table list rows=listing.items kind search/>
                }
                .into_any()
            })}
            <p class="hidden" role="status" aria-live="polite" data-part="moved">
                {move || list.said.get()}
            </p>
            <CreateDialogue list/>
            <Renaming list/>
            <Deleting list/>
        </PageFrame>
    }
}

#[component]
fn Empty(list: Dialogues) -> impl IntoView {
    view! {
        <Nothing picture=FLOW title=t!("dialogues-none")
            about=t!("dialogues-none-text")>
            <button class="button primary" data-part="first-dialogue"
                on:click=move |_| list.creating.set(true)>{t!("dialogues-create-first")}</button>
        </Nothing>
    }
}

#[component]
fn Search(kind: RwSignal<Kind>, search: RwSignal<String>) -> impl IntoView {
    let chip = move |(which, name): (Kind, &'static str)| {
        view! {
            <button class="chip" type="button" data-part="kind" aria-pressed=move || (kind.get() == which).to_string()
                on:click=move |_| kind.set(which)>{name}</button>
        }
    };
    view! {
        <div class="finder">
            <div class="chips" role="group" aria-label=t!("dialogues-filter")>
                {Kind::all().into_iter().map(chip).collect_view()}
            </div>
            <label class="search-box">
                {icon(SEARCH)}
                <span class="hidden">{t!("dialogues-search")}</span>
                <input class="input" type="search" placeholder=t!("dialogues-search")
                    data-part="search-dialogues" prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))/>
            </label>
        </div>
    }
}

#[component]
fn Table(
    list: Dialogues,
    rows: Vec<DialogueRow>,
    kind: RwSignal<Kind>,
    search: RwSignal<String>,
) -> impl IntoView {
    let visible = Memo::new(move |_| visible(&rows, kind.get(), &search.get()));
    let order = Order::new(list, visible);
    let none = move || visible.with(Vec::is_empty);
    let head = [
        t!("dialogues-shown"),
        t!("dialogues-responded"),
        t!("dialogues-completed"),
        t!("dialogues-emails"),
        t!("dialogues-goals"),
    ];
    view! {
        <div class="table-box roomy">
            <table class="table dialogues" data-part="dialogues">
                <caption class="hidden">{t!("dialogues-caption")}</caption>
                <thead>
                    <tr>
                        <th class="grip"><span class="hidden">{t!("dialogues-order")}</span></th>
                        <th>{t!("common-name")}</th>
                        <th>{t!("dialogues-visitors-see")}</th>
                        <th class="wide">{t!("dialogues-for")}</th>
                        {head.map(|name| view! { <th class="number wide" title=t!("dialogues-30-days")>{name}</th> })}
                        <th><span class="hidden">{t!("common-actions")}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let all = visible.get();
                        let count = all.len();
                        let row = move |(index, row)| view! { <RowView list order row index count/> };
                        all.into_iter().enumerate().map(row).collect_view()
                    }}
                </tbody>
            </table>
            <Show when=none>
                <p class="state" data-part="none-found">{t!("dialogues-none-found")}</p>
            </Show>
        </div>
        <p class="fine">
            {t!("dialogues-order-text")}
        </p>
    }
}
