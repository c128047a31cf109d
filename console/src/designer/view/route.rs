//! The routing form of a live chat card: round robin, an agent, custom rules or a team, with the
//! agents that each can reach.

use super::field::Pick;
use super::forms::at;
use super::studio::Studio;
use crate::designer::{
    Behind, Key, Person, agent_choices, behind, chat_status, options, steps, text,
};
use crate::texts::t;
use crate::ui::icon::{ALERT, USER, icon};
use leptos::prelude::*;
use serde_json::{Value, json};

#[component]
pub(super) fn RouteForm(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let route = at(card, steps!["route"]);
    let now =
        route.read(|route| route.map(|route| text(route, "by").to_owned()).unwrap_or_default());
    let by = StoredValue::new(route);
    let option = move |(method, name, about): (&'static str, &'static str, &'static str)| {
        let id = format!("route-{}-{method}", card.0);
        let named = id.clone();
        let choose = move |_| by.get_value().set(Some(json!({ "by": method })));
        view! {
            <label class="route-option" for=named class:chosen=move || now.get() == method>
                <input type="radio" id=id name=format!("route-{}", card.0) data-part="route" value=method
                    prop:checked=move || now.get() == method on:change=choose/>
                <span><strong>{name}</strong><span class="fine">{about}</span></span>
            </label>
        }
    };
    let chosen = move |which: &'static str| {
        let read = at(card, steps!["route", which]);
        read.text()
    };
    let (one, team) = (chosen("agent"), chosen("team"));
    let agents = Signal::derive(move || {
        let (agents, now) = (studio.agents.get(), studio.availability.get());
        let choices = agent_choices(&agents, &now);
        with_chosen(choices, &one.get(), t!("designer-removed-agent"))
    });
    let teams = Signal::derive(move || {
        let teams = studio.routing.get().map(|routing| routing.teams).unwrap_or_default();
        let choices = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        with_chosen(choices, &team.get(), t!("designer-removed-team"))
    });
    view! {
        <fieldset class="form-group" data-part="routes">
            <legend>{t!("designer-who-gets")}</legend>
            {options().map(option).collect_view()}
            {move || match now.get().as_str() {
                "agent" => Some(view! {
                    <Pick at=at(card, steps!["route", "agent"]) label=t!("designer-which-agent") part="route-agent" choices=agents/>
                }.into_any()),
                "team" => Some(view! {
                    <Pick at=at(card, steps!["route", "team"]) label=t!("designer-which-team") part="route-team" choices=teams/>
                }.into_any()),
                _ => None,
            }}
        </fieldset>
        <People card/>
        <FallbackFormChoice card/>
    }
}

/// The choices and, if it is none of them, what is chosen: by a name, because an id says nothing.
fn with_chosen(
    mut choices: Vec<(String, String)>,
    chosen: &str,
    gone: &str,
) -> Vec<(String, String)> {
    if !chosen.is_empty() && choices.iter().all(|(id, _)| id != chosen) {
        choices.push((chosen.to_owned(), gone.to_owned()));
    }
    choices
}

/// Whether visitors are offered a form when nobody can be reached; a new card leaves that to the site.
#[component]
fn FallbackFormChoice(card: Key) -> impl IntoView {
    let option = at(card, steps!["fallback_form"]);
    let id = option.id();
    let now = option.read(|value| match value.and_then(Value::as_bool) {
        Some(true) => "offer",
        Some(false) => "none",
        None => "",
    });
    let choices = [
        ("", t!("designer-form-site")),
        ("offer", t!("designer-form-offer")),
        ("none", t!("designer-form-none")),
    ];
    let change = move |event| {
        let chosen = event_target_value(&event);
        option.set((!chosen.is_empty()).then(|| Value::Bool(chosen == "offer")));
    };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{t!("designer-form")}</label>
            <select class="input" id=id data-part="fallback-form" on:change=change>
                {choices.into_iter().map(|(value, text)| view! {
                    <option value=value prop:selected=move || now.get() == value>{text}</option>
                }).collect_view()}
            </select>
        </div>
    }
}

/// The agents that the selected option can reach.
#[component]
fn People(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let route = at(card, steps!["route"]).read(|route| route.cloned().unwrap_or(Value::Null));
    let pool = Memo::new(move |_| {
        let routing = studio.routing.get()?;
        Some(studio.agents.with(|agents| route.with(|route| behind(route, agents, &routing))))
    });
    let missing = move || pool.get().and_then(|pool| pool.missing);
    view! {
        <section class="behind" aria-label=t!("designer-behind") data-part="behind">
            {move || missing().map(|choice| view! {
                <p class="edit-error" role="alert" data-part="missing">{icon(ALERT)}<span>{choice}</span></p>
            })}
            {move || pool.get().map(|Behind { groups, .. }| {
                groups.into_iter().map(|group| view! {
                    {(!group.when.is_empty()).then(|| view! { <h3>{group.when.clone()}</h3> })}
                    <ul class="route-people">{group.people.into_iter().map(|one| person(one, studio)).collect_view()}</ul>
                }).collect_view()
            })}
        </section>
    }
}

fn person(person: Person, studio: Studio) -> impl IntoView {
    let (id, able) = (person.id, person.able);
    let note = move || studio.availability.with(|now| chat_status(&id, able, now));
    view! {
        <li data-part="person" data-able=person.able.to_string()>
            {icon(USER)}<span>{person.name}</span><span class="fine">{note}</span>
        </li>
    }
}
