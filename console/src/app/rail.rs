//! The rail: links to the sections the agent may see, and the agent's menu. It is at the bottom on
//! a phone, where a menu has the sections that don't fit.

use super::menu::Menu;
use crate::context::Nav;
use crate::inbox::count_text;
use crate::inbox::view::store::Store;
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::icon::{
    CLOCK, FLOW, GAUGE, HOME, INBOX, MENU as MORE, PEOPLE, REPORT, SETTINGS, TEAM, USER, icon,
};
use leptos::prelude::*;

/// The most sections that fit beside each other on a phone.
const FIT: usize = 5;

#[component]
pub(crate) fn Rail(leave: Callback<&'static str>) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let sections =
        Section::ALL.into_iter().filter(|section| section.is_in_rail() && nav.may(*section));
    let sections: Vec<_> = sections.collect();
    // With more of them, the last place on a phone is for those that don't fit.
    let beside = if sections.len() > FIT { FIT - 1 } else { sections.len() };
    let rest = sections[beside..].to_vec();
    let item = move |(index, section): (usize, Section)| {
        let later = index >= beside;
        view! { <Item section later/> }
    };
    view! {
        <nav class="rail" aria-label=t!("app-sections") data-part="rail">
            <div class="rail-items">
                {sections.into_iter().enumerate().map(item).collect_view()}
                {(!rest.is_empty()).then(|| view! { <More rest/> })}
            </div>
            <Menu leave/>
        </nav>
    }
}

#[component]
fn Item(
    section: Section,
    /// Whether a phone has it in the menu of [`More`] instead.
    later: bool,
) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let store = expect_context::<Store>();
    let here = move || nav.section() == section;
    let route = ConsoleRoute::section(section);
    let href = route.path();
    let waiting =
        store.part(move |inbox| if section == Section::Inbox { inbox.waiting() } else { 0 });
    view! {
        <a class="rail-item" class:later=later href=href data-part=format!("go-{}", section.as_str())
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
                <span class="badge" aria-label=t!("app-waiting")>{move || count_text(waiting.get())}</span>
            </Show>
        </a>
    }
}

/// On a phone, the sections that don't fit into the rail.
#[component]
fn More(rest: Vec<Section>) -> impl IntoView {
    let nav = expect_context::<Nav>();
    let open = RwSignal::new(false);
    let rest = StoredValue::new(rest);
    let here = move || rest.with_value(|rest| rest.contains(&nav.section()));
    let item = move |section: Section| {
        let route = ConsoleRoute::section(section);
        let href = route.path();
        view! {
            <a class="item" href=href data-part=format!("more-{}", section.as_str())
                aria-current=move || (nav.section() == section).then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    open.set(false);
                    nav.go(route.clone());
                }>
                {icon(picture(section))}<span>{section.name()}</span>
            </a>
        }
    };
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <div class="rail-more" on:keydown=close>
            <button class="rail-item" type="button" data-part="more" aria-haspopup="true"
                aria-expanded=move || open.get().to_string()
                aria-current=move || here().then_some("true")
                on:click=move |_| open.update(|open| *open = !*open)>
                {icon(MORE)}<span>{t!("app-more")}</span>
            </button>
            <Show when=move || open.get()>
                <div class="cover" on:click=move |_| open.set(false)></div>
                <div class="menu" data-part="more-items">
                    {rest.get_value().into_iter().map(item).collect_view()}
                </div>
            </Show>
        </div>
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
