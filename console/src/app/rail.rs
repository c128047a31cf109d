//! The rail: links to the sections the agent may see, and the agent's menu. It is at the bottom on
//! a phone.

use super::menu::Menu;
use crate::context::Nav;
use crate::inbox::count_text;
use crate::inbox::view::store::Store;
use crate::nav::{ConsoleRoute, Section};
use crate::ui::icon::{
    CLOCK, FLOW, GAUGE, HOME, INBOX, PEOPLE, REPORT, SETTINGS, TEAM, USER, icon,
};
use leptos::prelude::*;

#[component]
pub(crate) fn Rail(leave: Callback<&'static str>) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let sections =
        Section::ALL.into_iter().filter(|section| section.is_in_rail() && nav.may(*section));
    view! {
        <nav class="rail" aria-label="Sections" data-part="rail">
            <div class="rail-items">
                {sections.map(|section| view! { <Item section/> }).collect_view()}
            </div>
            <Menu leave/>
        </nav>
    }
}

#[component]
fn Item(section: Section) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let here = move || nav.section() == section;
    let route = ConsoleRoute::section(section);
    let href = route.path();
    let waiting =
        store.part(move |inbox| if section == Section::Inbox { inbox.waiting() } else { 0 });
    view! {
        <a class="rail-item" href=href data-part=format!("go-{}", section.as_str())
            aria-current=move || here().then_some("page")
            on:click=move |event| {
                if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                    event.prevent_default();
                    nav.go(route.clone());
                }
            }>
            {icon(picture(section))}
            <span>{section.name()}</span>
            <Show when=move || waiting.get() != 0>
                <span class="badge" aria-label="waiting">{move || count_text(waiting.get())}</span>
            </Show>
        </a>
    }
}

const fn picture(section: Section) -> &'static str {
    match section {
        Section::Home => HOME,
        Section::Inbox => INBOX,
        Section::Dialogues => FLOW,
        Section::Reports => REPORT,
        Section::People => PEOPLE,
        Section::Team => TEAM,
        Section::Hours => CLOCK,
        Section::Usage => GAUGE,
        Section::Settings => SETTINGS,
        Section::Account => USER,
    }
}
