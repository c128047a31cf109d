//! The bar above the canvas: name, status, whether the draft is saved, and the buttons for the
//! whole draft.

use super::studio::{Studio, Tab};
use crate::designer::{Designer, Edit, State, SyncEvent, failing, search, status_text};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::icon::{ALERT, BACK, CHECK, HISTORY, PLAY, REDO, SEARCH, UNDO, icon, spinner};
use leptos::prelude::*;
use shared::permission::Permission;

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
            <Show when=move || studio.tab.get() == Tab::Cards><Search/></Show>
            <button class="button quiet square" type="button" data-part="undo" title=t!("designer-undo-key")
                aria-label=t!("common-undo") disabled=move || !can.get().0
                on:click=move |_| studio.undo()>{icon(UNDO)}</button>
            <button class="button quiet square" type="button" data-part="redo" title=t!("designer-redo-key")
                aria-label=t!("designer-redo") disabled=move || !can.get().1
                on:click=move |_| studio.redo()>{icon(REDO)}</button>
            <button class="button quiet square" type="button" data-part="show-versions"
                title=t!("designer-versions") aria-label=t!("designer-versions")
                on:click=move |_| studio.recalling.set(true)>{icon(HISTORY)}</button>
            <button class="button" type="button" data-part="show-preview"
                on:click=move |_| studio.previewing.update(|on| *on = !*on)>
                {icon(PLAY)}<span class="no-phone">{t!("common-preview")}</span>
            </button>
            {studio.nav.has(Permission::PublishDialogues).then(|| view! {
                <button class="button primary" type="button" data-part="publish"
                    on:click=move |_| {
                        studio.hurry();
                        studio.publishing.set(true);
                    }>{t!("designer-publish")}</button>
            })}
        </header>
    }
}

#[component]
fn Back() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let route = ConsoleRoute::section(Section::Dialogues);
    let href = route.path();
    view! {
        <a class="button quiet square" href=href aria-label=t!("reports-all-dialogues") title=t!("reports-all-dialogues")
            data-part="all-dialogues"
            on:click=move |event| {
                event.prevent_default();
                studio.nav.go(route.clone());
            }>{icon(BACK)}</a>
    }
}

#[component]
fn Name() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let name = studio.part(|model| model.draft.name().to_owned());
    view! {
        <h1 class="hidden">{move || name.get()}</h1>
        <input class="input designer-name" type="text" aria-label=t!("designer-name")
            data-part="dialogue-name" maxlength="200" prop:value=move || name.get()
            on:input=move |event| { studio.apply(Edit::Name(event_target_value(&event))); }/>
    }
}

#[component]
fn Status() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let live = Memo::new(move |_| {
        studio.row.with(|row| row.as_ref().map(|row| (row.published, row.changed)))
    });
    move || {
        let (tone, text) = match live.get()? {
            (Some(version), true) => ("warn", t!("designer-live-changed", version = version.0)),
            (Some(version), false) => ("good", t!("designer-live", version = version.0)),
            (None, _) => ("none", t!("designer-not-published").to_owned()),
        };
        Some(view! { <span class="pill no-phone" data-tone=tone data-part="status">{text}</span> })
    }
}

/// Shows whether the draft is saved, and what can be done if it isn't.
#[component]
fn Saved() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let state = Memo::new(move |_| studio.sync.with(|sync| sync.state.clone()));
    let picture = move || match state.get() {
        State::Saved => icon(CHECK).into_any(),
        State::Changed | State::Sending => spinner().into_any(),
        _ => icon(ALERT).into_any(),
    };
    let more = move || match state.get() {
        State::Refused(reason) => Some(reason),
        _ => None,
    };
    let again = move || {
        match state.get() {
        State::Waiting => Some(
            view! {
                <button class="link" type="button" data-part="save-again"
                    on:click=move |_| studio.handle(SyncEvent::Due)>{t!("designer-try-now")}</button>
            }
            .into_any(),
        ),
        State::Overtaken(sentence) => Some(
            view! {
                <button class="link" type="button" data-part="see-theirs"
                    on:click=move |_| studio.compare(sentence.clone())>{t!("designer-compare")}</button>
            }
            .into_any(),
        ),
        _ => None,
    }
    };
    view! {
        <span class="saved" data-part="saved" data-state=move || status_code(&state.get()) role="status">
            {picture}<span>{move || status_text(&state.get())}</span>
            {move || more().map(|reason| view! { <span class="save-error">{reason}</span> })}
            {again}
        </span>
    }
}

const fn status_code(state: &State) -> &'static str {
    match state {
        State::Saved => "saved",
        State::Changed | State::Sending => "sending",
        State::Waiting => "waiting",
        State::Refused(_) => "refused",
        State::Overtaken(_) => "overtaken",
    }
}

/// The tabs for the stream, its audience, what it promises, and its languages.
#[component]
fn Tabs() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let id = studio.dialogue.get_value();
    let tab = move |name: &'static str, part: &'static str, rest: &[&str], tab: Tab| {
        let route = ConsoleRoute::within(Section::Dialogues, rest);
        let href = route.path();
        view! {
            <a class="page-tab" href=href data-part=part
                aria-current=move || (studio.tab.get() == tab).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    studio.nav.switch(route.clone());
                }>{name}{(tab == Tab::Promises).then(|| badge(studio))}</a>
        }
    };
    view! {
        <nav class="designer-tabs" aria-label=t!("designer-this-dialogue")>
            {tab(t!("designer-cards"), "cards", &[id.as_str()], Tab::Cards)}
            {tab(t!("designer-audience"), "audience", &[id.as_str(), "audience"], Tab::Audience)}
            {tab(t!("promises-promises"), "promises", &[id.as_str(), "promises"], Tab::Promises)}
            {tab(t!("translations-languages"), "languages", &[id.as_str(), "languages"], Tab::Languages)}
        </nav>
    }
}

/// How many examples and promises are not true.
fn badge(studio: Studio) -> impl IntoView {
    let failing =
        Memo::new(move |_| studio.proven.with(|proven| proven.proof().map_or(0, failing)));
    move || {
        let count = failing.get();
        let text = move || t!("promises-failing-badge", count = count);
        (count > 0).then(|| view! {
            <span class="promise-badge" data-part="promises-failing" title=text() aria-hidden="true">{count}</span>
            <span class="hidden">{text()}</span>
        })
    }
}

#[component]
fn Search() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        query.with(|query| studio.model.with(|model| search(&model.draft, query)))
    });
    let current = RwSignal::new(0_usize);
    let show = move |to: usize| {
        let found = found.get_untracked();
        let Some(index) = to.checked_rem(found.len()) else { return };
        current.set(index);
        studio.go_to(found[index], false);
    };
    let shut = move || {
        studio.searching.set(false);
        query.set(String::new());
        super::keys::focus_chosen(studio);
    };
    let count = move || match (query.with(String::is_empty), found.with(Vec::len)) {
        (true, _) => String::new(),
        (false, 0) => t!("designer-found-nothing").to_owned(),
        (false, all) => t!("designer-found", number = current.get() + 1, all = all),
    };
    view! {
        <Show when=move || !studio.searching.get()>
            <button class="button quiet square" type="button" data-part="show-search" aria-label=t!("inbox-search")
                title=t!("designer-search-key")
                on:click=move |_| {
                    studio.searching.set(true);
                    crate::browser::page::focus("[data-part=search-cards]");
                }>{icon(SEARCH)}</button>
        </Show>
        <Show when=move || studio.searching.get()>
            <div class="search" role="search">
                <input class="input" type="search" aria-label=t!("designer-search-cards") placeholder=t!("inbox-search")
                    data-part="search-cards" prop:value=move || query.get()
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        show(0);
                    }
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => {
                            event.prevent_default();
                            show(current.get_untracked() + 1);
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
