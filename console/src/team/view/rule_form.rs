//! The form of a routing rule: its name, conditions and agents.

use super::comparison::Comparison;
use super::{Team, pick_agents};
use crate::browser::page;
use crate::conditions::Group;
use crate::conditions::place::PlaceNotice;
use crate::conditions::view::Conditions;
use crate::context::Nav;
use crate::nav::{ConsoleRoute, Section};
use crate::team::add_rule;
use crate::texts::t;
use crate::ui::icon::ALERT;
use crate::ui::kit::{Nothing, SaveButton, TextField, fetched};
use leptos::prelude::*;
use shared::audience::Condition;
use shared::desk::{RoutingConfig, Rule};
use shared::id::RuleId;

/// Edits the rule with that id, or with `new` creates one.
#[component]
pub(super) fn RuleForm(which: String) -> impl IntoView {
    let team = expect_context::<Team>();
    let id = RuleId::parse(which).ok();
    fetched(team.routing, move |routing: RoutingConfig| {
        let entry = routing.rules.iter().find(|rule| Some(&rule.id) == id.as_ref()).cloned();
        if id.is_some() && entry.is_none() {
            return view! {
                <Nothing picture=ALERT title=t!("team-rule-gone")
                    about=t!("team-rule-gone-text")/>
            }
            .into_any();
        }
        let own = own_fields(&routing);
        view! { <Form rule=entry own/> }.into_any()
    })
}

/// Returns the custom attributes that rules use already.
fn own_fields(routing: &RoutingConfig) -> Vec<String> {
    let mut found = Vec::new();
    for rule in &routing.rules {
        Group::from_condition(&rule.when).own_fields(&mut found);
    }
    found
}

#[component]
fn Form(rule: Option<Rule>, own: Vec<String>) -> impl IntoView {
    let team = expect_context::<Team>();
    let nav = expect_context::<Nav>();
    let title = if rule.is_some() { t!("team-rule-edit") } else { t!("team-rule-new") };
    let id = rule.as_ref().map(|rule| rule.id.clone());
    let name = RwSignal::new(rule.as_ref().map(|rule| rule.name.clone()).unwrap_or_default());
    let when = RwSignal::new(
        rule.as_ref().map(|rule| Group::from_condition(&rule.when)).unwrap_or_default(),
    );
    let agents = RwSignal::new(rule.map(|rule| rule.agents).unwrap_or_default());
    let strict = RwSignal::new(false);
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let written = move || (name.get(), when.get(), agents.get());
    let first = StoredValue::new(untrack(written));
    let changed = Memo::new(move |_| first.with_value(|first| *first != written()));
    Effect::new(move || nav.set_guard(changed.get().then_some(t!("team-rule-unsaved"))));
    on_cleanup(move || nav.set_guard(None));
    page::focus("[data-part=rule-name]");
    let leave = move || nav.go(ConsoleRoute::within(Section::Team, &["rules"]));
    // The rule as it is written; without it, what is missing shows.
    let rule = move || {
        let created = page::key_stem().and_then(|key| RuleId::parse(format!("rule_{key}")).ok());
        let id = id.clone().or(created)?;
        let when = when.get_untracked();
        let when =
            if when.is_empty() { Ok(Condition::All { all: Vec::new() }) } else { when.condition() };
        let Ok(when) = when else {
            strict.set(true);
            return None;
        };
        let name = name.get_untracked().trim().to_owned();
        Some(Rule { id, name, priority: 0, when, agents: agents.get_untracked() })
    };
    let edited = rule.clone();
    let config = Callback::new(move |()| {
        let rule = edited()?;
        let routing = team.routing.state.with_untracked(|routing| routing.here().cloned());
        routing.map(|mut routing| {
            add_rule(&mut routing, rule);
            routing
        })
    });
    let save = Callback::new(move |()| {
        let Some(rule) = rule() else { return };
        busy.set(true);
        team.change_routing(
            move |routing| add_rule(routing, rule),
            move |result| {
                busy.try_set(false);
                match result {
                    Ok(()) => {
                        nav.set_guard(None);
                        team.toast(t!("team-rule-saved"));
                        leave();
                    }
                    Err(reason) => drop(wrong.try_set(Some(reason))),
                }
            },
        );
    });
    let idle = Signal::derive(move || name.with(|name| name.trim().is_empty()) || !changed.get());
    let site = team.me.with_value(|me| me.site.clone());
    view! {
        <section class="card" aria-label=title data-part="rule-form">
            <h2>{title}</h2>
            <TextField label=t!("common-name") value=name part="rule-name"/>
            <div class="stack">
                <h3>{t!("team-rule-visitors")}</h3>
                <Conditions value=when own strict
                    nothing=t!("team-rule-every-visitor-text")/>
                <PlaceNotice site value=when/>
            </div>
            {pick_agents(team, t!("team-rule-agents"), "rule-agents", agents)}
            <Comparison config/>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
            <div class="card-end">
                <button class="button" data-part="leave-rule" on:click=move |_| leave()>{t!("common-cancel")}</button>
                <SaveButton busy idle save label=t!("team-rule-save")/>
            </div>
        </section>
    }
}
