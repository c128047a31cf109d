//! One row of the list of dialogues.

use super::order::Order;
use super::{Dialogues, here};
use crate::context::Nav;
use crate::dialogues::{kind, publish_state, target};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::confirm::Confirm;
use crate::ui::icon::{COPY, EDIT, EYE_OFF, GRIP, MENU, PUBLISH, TARGET, TRASH, icon};
use leptos::prelude::*;
use shared::counts::Figures;
use shared::id::DialogueId;
use shared::permission::Permission;
use shared::protocol::DialogueRow;

#[component]
pub(super) fn RowView(
    list: Dialogues,
    order: Order,
    row: DialogueRow,
    index: usize,
    count: usize,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let id = row.id.clone();
    let (dragged, counted) = (id.clone(), id.clone());
    let designer = ConsoleRoute::within(Section::Dialogues, &[id.as_str()]);
    let href = designer.path();
    let stands = publish_state(&row);
    let figures = Memo::new(move |_| figures(list, &counted));
    let number = move |read: fn(&Figures) -> u64| {
        move || {
            figures
                .with(|figures| figures.as_ref().map_or("–".to_owned(), |f| read(f).to_string()))
        }
    };
    view! {
        <tr data-part="dialogue-row" data-dialogue=id.to_string()
            class:dragged=move || order.drags(&dragged)
            data-line=move || order.line(index)>
            <td class="grip"><Grip order name=row.name.clone() id=id.clone() index count/></td>
            <td>
                <a class="row-name" href=href data-part="open-dialogue" on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        nav.go(designer.clone());
                    }
                }>{row.name.clone()}</a>
                <span class="row-about">{kind(&row.target)}</span>
            </td>
            <td>
                <span class="pill" data-part="status" data-tone=stands.tone()>{stands.label()}</span>
                {row.nobody_answers.then(|| view! {
                    <span class="pill" data-part="nobody-answers" data-tone="bad" title=t!("dialogues-nobody-answers-text")>
                        {t!("dialogues-nobody-answers")}</span>
                })}
            </td>
            <td class="wide row-target" data-part="target">{target(&row.target)}</td>
            <td class="number wide" data-part="triggered">{number(|f| f.triggered)}</td>
            <td class="number wide" data-part="engaged">{number(|f| f.engaged)}</td>
            <td class="number wide" data-part="completed">{number(|f| f.completed)}</td>
            <td class="number wide" data-part="acquired">{number(|f| f.acquired)}</td>
            <td class="number wide" data-part="goals">{number(|f| f.goals.values().sum())}</td>
            <td class="row-actions"><Actions list row/></td>
        </tr>
    }
}

/// Returns a dialogue's figures, if they are loaded.
fn figures(list: Dialogues, id: &DialogueId) -> Option<Figures> {
    let of = |report: &shared::counts::Report| {
        let found = report.items.iter().find(|item| item.dialogue == *id);
        found.map(|item| item.total.clone()).unwrap_or_default()
    };
    here(list.report.state, of)
}

#[component]
fn Grip(order: Order, name: String, id: DialogueId, index: usize, count: usize) -> impl IntoView {
    let (grabbed, pressed, id_text) = (id.clone(), id.clone(), id.to_string());
    let label = t!("dialogues-move", name = name, index = index + 1, count = count);
    view! {
        <button class="grip-button" type="button" data-part="grip" data-dialogue=id_text
            aria-label=label aria-keyshortcuts="ArrowUp ArrowDown Home End"
            title=t!("dialogues-move-hint")
            on:pointerdown=move |event| order.grab(grabbed.clone(), index, &event)
            on:pointermove=move |event| order.pull(&event)
            on:pointerup=move |_| order.drop(false)
            on:pointercancel=move |_| order.drop(true)
            on:keydown=move |event| {
                if order.press(&pressed, index, &event.key()) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }>{icon(GRIP)}</button>
    }
}

#[component]
fn Actions(list: Dialogues, row: DialogueRow) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let open = RwSignal::new(false);
    let label = t!("dialogues-actions", name = row.name);
    let row = StoredValue::new(row);
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let act = move |action: fn(Dialogues, DialogueRow)| {
        move |_| {
            open.set(false);
            action(list, row.get_value());
        }
    };
    let confirm = expect_context::<Confirm>();
    let publish_now = Callback::new(move |()| list.publish(row.get_value()));
    let publish = move |_| {
        open.set(false);
        row.with_value(|row| Dialogues::confirm_publishing(confirm, row, publish_now));
    };
    let unpublish_now = Callback::new(move |()| list.unpublish(row.get_value()));
    let unpublish = move |_| {
        open.set(false);
        row.with_value(|row| Dialogues::confirm_unpublishing(confirm, row, unpublish_now));
    };
    let audience = move |_| {
        let id = row.with_value(|row| row.id.to_string());
        nav.go(ConsoleRoute::within(Section::Dialogues, &[&id, "audience"]));
    };
    let item = |svg: &'static str, name: &'static str| view! { {icon(svg)}<span>{name}</span> };
    let edits = nav.has(Permission::EditDialogues);
    let publishes = nav.has(Permission::PublishDialogues);
    let deletes = nav.has(Permission::DeleteDialogues);
    let (live, changed) = row.with_value(|row| (row.published.is_some(), row.changed));
    view! {
        <div class="menu-anchor" on:keydown=close>
            <button class="button quiet square" data-part="dialogue-menu" aria-label=label title=t!("dialogues-more")
                aria-haspopup="true" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>{icon(MENU)}</button>
            <Show when=move || open.get()>
                <div class="cover" on:click=move |_| open.set(false)></div>
                <div class="menu" data-part="dialogue-menu-items">
                    <button class="item" data-part="audience" on:click=audience>{item(TARGET, t!("dialogues-audience"))}</button>
                    {edits.then(|| view! {
                        <button class="item" data-part="rename" on:click=act(Dialogues::rename)>{item(EDIT, t!("dialogues-rename"))}</button>
                        <button class="item" data-part="duplicate" on:click=act(Dialogues::duplicate)>{item(COPY, t!("dialogues-duplicate"))}</button>
                    })}
                    {(publishes && !live).then(|| view! {
                        <button class="item" data-part="publish" on:click=publish>{item(PUBLISH, t!("dialogues-publish"))}</button>
                    })}
                    {(publishes && changed).then(|| view! {
                        <button class="item" data-part="publish" on:click=publish>{item(PUBLISH, t!("dialogues-publish-draft"))}</button>
                    })}
                    {(publishes && live).then(|| view! {
                        <button class="item" data-part="unpublish" on:click=unpublish>{item(EYE_OFF, t!("dialogues-unpublish"))}</button>
                    })}
                    {deletes.then(|| view! {
                        <button class="item" data-part="delete" on:click=act(Dialogues::confirm_deletion)>{item(TRASH, t!("common-delete"))}</button>
                    })}
                </div>
            </Show>
        </div>
    }
}
