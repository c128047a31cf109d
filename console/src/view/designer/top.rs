//! The bar above the canvas: name, status, whether it is saved, and what can be done with all of it.

use super::super::icon::{ALERT, BACK, CHECK, HISTORY, PLAY, REDO, SEARCH, UNDO, icon, spinner};
use super::studio::Studio;
use crate::designer::{Designer, Edit, Heard, State, seek, words};
use crate::nav::{Place, Section};
use leptos::prelude::*;

/// The bar.
#[component]
pub(super) fn Top() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let can = studio.part(Designer::can);
    view! {
        <header class="designer-top" data-part="designer-top">
            <Back/>
            <Name/>
            <Status/>
            <Saved/>
            <Tabs/>
            <span class="grow"></span>
            <Search/>
            <button class="button quiet square" type="button" data-part="undo" title="Undo (Ctrl Z)"
                aria-label="Undo" disabled=move || !can.get().0
                on:click=move |_| studio.undo()>{icon(UNDO)}</button>
            <button class="button quiet square" type="button" data-part="redo" title="Redo (Ctrl Y)"
                aria-label="Redo" disabled=move || !can.get().1
                on:click=move |_| studio.redo()>{icon(REDO)}</button>
            <button class="button quiet square" type="button" data-part="show-versions"
                title="Versions" aria-label="Versions"
                on:click=move |_| studio.recalling.set(true)>{icon(HISTORY)}</button>
            <button class="button" type="button" data-part="show-preview"
                on:click=move |_| studio.previewing.update(|on| *on = !*on)>
                {icon(PLAY)}<span class="no-phone">"Preview"</span>
            </button>
            <button class="button primary" type="button" data-part="publish"
                on:click=move |_| {
                    studio.hurry();
                    studio.publishing.set(true);
                }>"Publish"</button>
        </header>
    }
}

#[component]
fn Back() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let place = Place::of(Section::Dialogues);
    let href = place.path();
    view! {
        <a class="button quiet square" href=href aria-label="All dialogues" title="All dialogues"
            data-part="all-dialogues"
            on:click=move |event| {
                event.prevent_default();
                studio.nav.go(place.clone());
            }>{icon(BACK)}</a>
    }
}

#[component]
fn Name() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let name = studio.part(|model| model.draft.name().to_owned());
    view! {
        <h1 class="hidden">{move || name.get()}</h1>
        <input class="input designer-name" type="text" aria-label="The dialogue’s name"
            data-part="dialogue-name" maxlength="200" prop:value=move || name.get()
            on:input=move |event| { studio.apply(Edit::Name(event_target_value(&event))); }/>
    }
}

#[component]
fn Status() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let live = move || studio.row.with(|row| row.as_ref().map(|row| row.published));
    move || {
        let (tone, words) = match live()? {
            Some(version) => ("good", format!("Live, version {}", version.0)),
            None => ("none", "Not published".to_owned()),
        };
        Some(view! { <span class="pill no-phone" data-tone=tone data-part="status">{words}</span> })
    }
}

/// Whether it is saved, in words; where it isn't, what can be done.
#[component]
fn Saved() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let state = Memo::new(move |_| studio.sync.with(|sync| sync.state.clone()));
    let picture = move || match state.get() {
        State::Kept => icon(CHECK).into_any(),
        State::Changed | State::Sending => spinner().into_any(),
        _ => icon(ALERT).into_any(),
    };
    let more = move || match state.get() {
        State::Refused(why) => Some(why),
        _ => None,
    };
    let again = move || match state.get() {
        State::Waiting => Some(
            view! {
                <button class="link" type="button" data-part="save-again"
                    on:click=move |_| studio.hear(Heard::Due)>"Try now"</button>
            }
            .into_any(),
        ),
        State::Overtaken(sentence) => Some(
            view! {
                <button class="link" type="button" data-part="see-theirs"
                    on:click=move |_| studio.compare(sentence.clone())>"Compare"</button>
            }
            .into_any(),
        ),
        _ => None,
    };
    view! {
        <span class="saved" data-part="saved" data-state=move || word(&state.get()) role="status">
            {picture}<span>{move || words(&state.get())}</span>
            {move || more().map(|why| view! { <span class="saved-why">{why}</span> })}
            {again}
        </span>
    }
}

const fn word(state: &State) -> &'static str {
    match state {
        State::Kept => "kept",
        State::Changed | State::Sending => "sending",
        State::Waiting => "waiting",
        State::Refused(_) => "refused",
        State::Overtaken(_) => "overtaken",
    }
}

/// The cards, and who meets them.
#[component]
fn Tabs() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let id = studio.dialogue.get_value();
    let place = Place::within(Section::Dialogues, &[id.as_str(), "audience"]);
    let href = place.path();
    view! {
        <nav class="designer-tabs" aria-label="This dialogue">
            <span class="page-tab" aria-current="page">"Cards"</span>
            <a class="page-tab" href=href data-part="audience"
                on:click=move |event| {
                    event.prevent_default();
                    studio.nav.go(place.clone());
                }>"Audience"</a>
        </nav>
    }
}

#[component]
fn Search() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let words = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        words.with(|words| studio.model.with(|model| seek(&model.draft, words)))
    });
    let nth = RwSignal::new(0_usize);
    let show = move |to: usize| {
        let found = found.get_untracked();
        let Some(place) = to.checked_rem(found.len()) else { return };
        nth.set(place);
        studio.go_to(found[place], false);
    };
    let shut = move || {
        studio.searching.set(false);
        words.set(String::new());
        super::keys::focus_chosen(studio);
    };
    let count = move || match (words.with(String::is_empty), found.with(Vec::len)) {
        (true, _) => String::new(),
        (false, 0) => "Nothing".to_owned(),
        (false, all) => format!("{} of {all}", nth.get() + 1),
    };
    view! {
        <Show when=move || !studio.searching.get()>
            <button class="button quiet square" type="button" data-part="show-search" aria-label="Search"
                title="Search (Ctrl F)"
                on:click=move |_| {
                    studio.searching.set(true);
                    crate::api::page::focus("[data-part=search]");
                }>{icon(SEARCH)}</button>
        </Show>
        <Show when=move || studio.searching.get()>
            <div class="search" role="search">
                <input class="input" type="search" aria-label="Search the cards" placeholder="Search"
                    data-part="search" prop:value=move || words.get()
                    on:input=move |event| {
                        words.set(event_target_value(&event));
                        show(0);
                    }
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => {
                            event.prevent_default();
                            show(nth.get_untracked() + 1);
                        }
                        "Escape" => {
                            event.prevent_default();
                            event.stop_propagation();
                            shut();
                        }
                        _ => {}
                    }/>
                <span class="fine" role="status" data-part="search-count">{count}</span>
            </div>
        </Show>
    }
}
