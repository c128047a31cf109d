//! The emoji picker.

use super::composer::Writing;
use crate::browser::page;
use crate::context::Overlays;
use crate::emoji::{self, Emoji};
use crate::texts::t;
use crate::ui::icon::{SMILE, icon};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The number of emoji in a row.
const ROW: usize = 8;

/// The button and its picker.
#[component]
pub(crate) fn EmojiButton(writing: Writing) -> impl IntoView {
    let open = expect_context::<Overlays>();
    let visible = open.emoji;
    view! {
        <div class="menu-anchor">
            <button class="button quiet square small" type="button" data-part="emoji" aria-label=t!("inbox-emoji")
                title=t!("inbox-emoji") aria-haspopup="dialog" aria-expanded=move || visible.get().to_string()
                on:click=move |_| visible.update(|visible| *visible = !*visible)>{icon(SMILE)}</button>
            <Show when=move || visible.get()>
                <div class="cover" on:click=move |_| visible.set(false)></div>
                <Picker writing visible/>
            </Show>
        </div>
    }
}

#[component]
fn Picker(writing: Writing, visible: RwSignal<bool>) -> impl IntoView {
    let (query, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let search = Memo::new(move |_| query.with(|query| emoji::search(query)));
    let pick = move |index: usize| {
        if let Some(Emoji { sign, .. }) = search.with_untracked(|search| search.get(index).copied())
        {
            visible.set(false);
            writing.insert(sign);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let last = search.with_untracked(Vec::len).saturating_sub(1);
        let now = at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => now + 1,
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowDown" => now + ROW,
            "ArrowUp" => now.saturating_sub(ROW),
            "Enter" => {
                event.prevent_default();
                return pick(now);
            }
            "Escape" => {
                event.prevent_default();
                visible.set(false);
                return page::focus("[data-part=message]");
            }
            _ => return,
        };
        event.prevent_default();
        at.set(next.min(last));
    };
    page::focus("[data-part=emoji-search]");
    let option = move |(index, emoji): (usize, Emoji)| {
        view! {
            <button class="sign" type="button" role="option" tabindex="-1" id=format!("emoji-{index}")
                data-part="emoji-sign" aria-label=emoji.keywords title=emoji.keywords
                aria-selected=move || (at.get() == index).to_string()
                on:click=move |_| pick(index)>{emoji.sign}</button>
        }
    };
    view! {
        <div class="menu emoji" role="dialog" aria-label=t!("inbox-emoji")>
            <input class="input" type="text" role="combobox" data-part="emoji-search" autocomplete="off"
                aria-label=t!("inbox-emoji-search") placeholder=t!("inbox-search") aria-expanded="true" aria-controls="emojis"
                aria-activedescendant=move || {
                    search.with(|search| !search.is_empty()).then(|| format!("emoji-{}", at.get()))
                }
                prop:value=move || query.get()
                on:input=move |event| { query.set(event_target_value(&event)); at.set(0); }
                on:keydown=keydown/>
            <div class="signs" id="emojis" role="listbox" aria-label=t!("inbox-emoji") tabindex="-1">
                {move || search.get().into_iter().enumerate().map(option).collect_view()}
            </div>
            {move || search.with(Vec::is_empty).then(|| view! { <p class="fine">{t!("inbox-emoji-none")}</p> })}
        </div>
    }
}
