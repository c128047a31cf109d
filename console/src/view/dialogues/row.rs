//! One dialogue in the list.

use super::order::Order;
use super::{Shelf, here};
use crate::dialogues::{kind, standing, target};
use crate::nav::{Place, Section};
use crate::view::icon::{COPY, EDIT, EYE_OFF, GRIP, MENU, PUBLISH, TARGET, TRASH, icon};
use crate::view::nav::Nav;
use leptos::prelude::*;
use shared::counts::Figures;
use shared::id::DialogueId;
use shared::protocol::DialogueRow;

#[component]
pub(super) fn RowView(
    shelf: Shelf,
    order: Order,
    row: DialogueRow,
    place: usize,
    count: usize,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let id = row.id.clone();
    let (dragged, told) = (id.clone(), id.clone());
    let designer = Place::within(Section::Dialogues, &[id.as_str()]);
    let href = designer.path();
    let stands = standing(&row);
    let figures = Memo::new(move |_| figures(shelf, &told));
    let number = move |read: fn(&Figures) -> u64| {
        move || {
            figures
                .with(|figures| figures.as_ref().map_or("–".to_owned(), |f| read(f).to_string()))
        }
    };
    view! {
        <tr data-part="dialogue-row" data-dialogue=id.to_string()
            class:dragged=move || order.drags(&dragged)
            data-line=move || order.line(place)>
            <td class="grip"><Grip order name=row.name.clone() id=id.clone() place count/></td>
            <td>
                <a class="row-name" href=href data-part="open-dialogue" on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        nav.go(designer.clone());
                    }
                }>{row.name.clone()}</a>
                <span class="row-about">{kind(&row.target)}</span>
            </td>
            <td><span class="pill" data-part="standing" data-tone=stands.tone()>{stands.words()}</span></td>
            <td class="wide row-target" data-part="target">{target(&row.target)}</td>
            <td class="number wide" data-part="triggered">{number(|f| f.triggered)}</td>
            <td class="number wide" data-part="engaged">{number(|f| f.engaged)}</td>
            <td class="number wide" data-part="completed">{number(|f| f.completed)}</td>
            <td class="number wide" data-part="acquired">{number(|f| f.acquired)}</td>
            <td class="number wide" data-part="goals">{number(|f| f.goals.values().sum())}</td>
            <td class="row-actions"><Actions shelf row/></td>
        </tr>
    }
}

/// What a dialogue came to, where that is known.
fn figures(shelf: Shelf, id: &DialogueId) -> Option<Figures> {
    let of = |report: &shared::counts::Report| {
        let found = report.items.iter().find(|item| item.dialogue == *id);
        found.map(|item| item.total.clone()).unwrap_or_default()
    };
    here(shelf.report.state, of)
}

#[component]
fn Grip(order: Order, name: String, id: DialogueId, place: usize, count: usize) -> impl IntoView {
    let (grabbed, pressed, marked) = (id.clone(), id.clone(), id.to_string());
    let label = format!("Move {name}, {} of {count}", place + 1);
    view! {
        <button class="grip-button" type="button" data-part="grip" data-dialogue=marked
            aria-label=label aria-keyshortcuts="ArrowUp ArrowDown Home End"
            title="Drag, or move with the arrow keys"
            on:pointerdown=move |event| order.grab(grabbed.clone(), place, &event)
            on:pointermove=move |event| order.pull(&event)
            on:pointerup=move |_| order.drop(false)
            on:pointercancel=move |_| order.drop(true)
            on:keydown=move |event| {
                if order.press(&pressed, place, &event.key()) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }>{icon(GRIP)}</button>
    }
}

#[component]
fn Actions(shelf: Shelf, row: DialogueRow) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let open = RwSignal::new(false);
    let label = format!("What to do with {}", row.name);
    let row = StoredValue::new(row);
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let act = move |what: fn(Shelf, DialogueRow)| {
        move |_| {
            open.set(false);
            what(shelf, row.get_value());
        }
    };
    let audience = move |_| {
        let id = row.with_value(|row| row.id.to_string());
        nav.go(Place::within(Section::Dialogues, &[&id, "audience"]));
    };
    let item = |svg: &'static str, name: &'static str| view! { {icon(svg)}<span>{name}</span> };
    let (live, changed) = row.with_value(|row| (row.published.is_some(), row.changed));
    view! {
        <div class="menu-anchor" on:keydown=close>
            <button class="button quiet square" data-part="dialogue-menu" aria-label=label title="More"
                aria-haspopup="true" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>{icon(MENU)}</button>
            <Show when=move || open.get()>
                <div class="cover" on:click=move |_| open.set(false)></div>
                <div class="menu" data-part="dialogue-menu-items">
                    <button class="item" data-part="audience" on:click=audience>{item(TARGET, "Audience")}</button>
                    <button class="item" data-part="rename" on:click=act(Shelf::rename)>{item(EDIT, "Rename")}</button>
                    <button class="item" data-part="duplicate" on:click=act(Shelf::duplicate)>{item(COPY, "Duplicate")}</button>
                    {(!live).then(|| view! {
                        <button class="item" data-part="publish" on:click=act(Shelf::publish)>{item(PUBLISH, "Publish")}</button>
                    })}
                    {changed.then(|| view! {
                        <button class="item" data-part="publish" on:click=act(Shelf::publish)>{item(PUBLISH, "Publish the draft")}</button>
                    })}
                    {live.then(|| view! {
                        <button class="item" data-part="unpublish" on:click=act(Shelf::unpublish)>{item(EYE_OFF, "Unpublish")}</button>
                    })}
                    <button class="item" data-part="delete" on:click=act(Shelf::ask_to_delete)>{item(TRASH, "Delete")}</button>
                </div>
            </Show>
        </div>
    }
}
