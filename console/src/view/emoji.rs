//! Choosing an emoji.

use super::composer::Writing;
use super::icon::{SMILE, icon};
use super::inbox::Open;
use crate::api::page;
use crate::emoji::{self, Emoji};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// How many stand in a row.
const ROW: usize = 8;

/// The button, and what it opens.
#[component]
pub(super) fn EmojiButton(writing: Writing) -> impl IntoView {
    let open = expect_context::<Open>();
    let shown = open.emoji;
    view! {
        <div class="menu-anchor">
            <button class="button quiet square small" type="button" data-part="emoji" aria-label="Emoji"
                title="Emoji" aria-haspopup="dialog" aria-expanded=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)>{icon(SMILE)}</button>
            <Show when=move || shown.get()>
                <div class="cover" on:click=move |_| shown.set(false)></div>
                <Picker writing shown/>
            </Show>
        </div>
    }
}

#[component]
fn Picker(writing: Writing, shown: RwSignal<bool>) -> impl IntoView {
    let (asked, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let found = Memo::new(move |_| asked.with(|asked| emoji::found(asked)));
    let take = move |nth: usize| {
        if let Some(Emoji { sign, .. }) = found.with_untracked(|found| found.get(nth).copied()) {
            shown.set(false);
            writing.insert(sign);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        let now = at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => now + 1,
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowDown" => now + ROW,
            "ArrowUp" => now.saturating_sub(ROW),
            "Enter" => {
                event.prevent_default();
                return take(now);
            }
            "Escape" => {
                event.prevent_default();
                shown.set(false);
                return page::focus("[data-part=message]");
            }
            _ => return,
        };
        event.prevent_default();
        at.set(next.min(last));
    };
    page::focus("[data-part=emoji-search]");
    let option = move |(nth, emoji): (usize, Emoji)| {
        view! {
            <button class="sign" type="button" role="option" tabindex="-1" id=format!("emoji-{nth}")
                data-part="emoji-sign" aria-label=emoji.words title=emoji.words
                aria-selected=move || (at.get() == nth).to_string()
                on:click=move |_| take(nth)>{emoji.sign}</button>
        }
    };
    view! {
        <div class="menu emoji" role="dialog" aria-label="Emoji">
            <input class="input" type="text" role="combobox" data-part="emoji-search" autocomplete="off"
                aria-label="Search emoji" placeholder="Search" aria-expanded="true" aria-controls="emojis"
                aria-activedescendant=move || {
                    found.with(|found| !found.is_empty()).then(|| format!("emoji-{}", at.get()))
                }
                prop:value=move || asked.get()
                on:input=move |event| { asked.set(event_target_value(&event)); at.set(0); }
                on:keydown=keydown/>
            <div class="signs" id="emojis" role="listbox" aria-label="Emoji" tabindex="-1">
                {move || found.get().into_iter().enumerate().map(option).collect_view()}
            </div>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="fine">"Nothing like it"</p> })}
        </div>
    }
}
