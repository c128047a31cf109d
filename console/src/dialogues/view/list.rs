//! The list of dialogues: search, filter and table.

use super::Dialogues;
use super::actions::{Deleting, Renaming};
use super::new::CreateDialogue;
use super::order::Order;
use super::row::RowView;
use crate::context::Nav;
use crate::dialogues::{Kind, visible};
use crate::inbox::view::store::Store;
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
        <button class="button primary" data-part="new-dialogue" on:click=make>{icon(ADD)}"New"</button>
    });
    view! {
        <PageFrame name="Dialogues"
            about="The messages that greet your visitors. If several match a page, the first one wins."
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
        <Nothing picture=FLOW title="No dialogues yet"
            about="A dialogue greets visitors on the pages you choose, and connects them to an \
                agent.">
            <button class="button primary" data-part="first-dialogue"
                on:click=move |_| list.creating.set(true)>"Create your first dialogue"</button>
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
            <div class="chips" role="group" aria-label="Filter">
                {Kind::ALL.into_iter().map(chip).collect_view()}
            </div>
            <label class="search-box">
                {icon(SEARCH)}
                <span class="hidden">"Search names and pages"</span>
                <input class="input" type="search" placeholder="Search names and pages"
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
    let head = ["Shown", "Responded", "Completed", "E-mails", "Goals"];
    view! {
        <div class="table-box roomy">
            <table class="table dialogues" data-part="dialogues">
                <caption class="hidden">"Dialogues in order of priority. Figures of the last 30 days."</caption>
                <thead>
                    <tr>
                        <th class="grip"><span class="hidden">"Order"</span></th>
                        <th>"Name"</th>
                        <th>"Visitors see"</th>
                        <th class="wide">"For"</th>
                        {head.map(|name| view! { <th class="number wide" title="In the last 30 days">{name}</th> })}
                        <th><span class="hidden">"Actions"</span></th>
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
                <p class="state" data-part="none-found">"No dialogues match. Try another search."</p>
            </Show>
        </div>
        <p class="fine">
            "Figures of the last 30 days. Drag a row by its handle, or move it with the arrow \
                keys. A new order applies at once."
        </p>
    }
}
