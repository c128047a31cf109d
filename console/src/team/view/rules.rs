//! The tab of routing rules: their order, the account owners, and a tester.

use super::accounts::Accounts;
use super::capacity::{LongestWait, SiteCapacity};
use super::tester::Tester;
use super::{Team, agent_avatar};
use crate::browser::regions;
use crate::conditions::{Group, describe};
use crate::context::Nav;
use crate::nav::{ConsoleRoute, Section};
use crate::team::{Gone, moved, ordered, set_order};
use crate::texts::t;
use crate::ui::icon::{ADD, DOWN, EDIT, FLOW, GRIP, TRASH, UNDO, UP, icon};
use crate::ui::kit::{Nothing, fetched};
use leptos::prelude::*;
use shared::desk::{RoutingConfig, Rule, SecondTry};
use shared::id::RuleId;

#[component]
pub(super) fn Rules() -> impl IntoView {
    let team = expect_context::<Team>();
    fetched(team.routing, move |routing| view! { <Those routing/> })
}

#[component]
fn Those(routing: RoutingConfig) -> impl IntoView {
    let team = expect_context::<Team>();
    let nav = expect_context::<Nav>();
    let rules = StoredValue::new(ordered(&routing));
    let dragged = RwSignal::new(None::<RuleId>);
    let over = RwSignal::new(None::<usize>);
    let go = move |id: RuleId, to: usize| {
        let order = rules.with_value(|rules| moved(rules, &id, to));
        team.change_and_toast(move |routing| set_order(routing, &order), t!("team-order-saved"));
    };
    let list = Lines { team, rules, dragged, over, go: StoredValue::new(Box::new(go)) };
    let empty = rules.with_value(Vec::is_empty);
    let rows = rules.get_value().into_iter().enumerate();
    let rows = rows.map(|(at, rule)| list.row(nav, at, rule)).collect_view();
    let new = ConsoleRoute::within(Section::Team, &["rules", "new"]);
    let then = switch(team, routing.overflow_to_all, |routing, on| routing.overflow_to_all = on);
    let again = switch(team, routing.second_try == SecondTry::AllRoutes, |routing, on| {
        routing.second_try = if on { SecondTry::AllRoutes } else { SecondTry::PrimeTeams };
    });
    view! {
        <div class="line">
            <p class="fine">
                {t!("team-rules-text")}
            </p>
            <button class="button primary" data-part="add-rule" on:click=move |_| nav.go(new.clone())>
                {icon(ADD)}{t!("team-rule-new")}
            </button>
        </div>
        <UndoButton/>
        {if empty {
            view! {
                <Nothing picture=FLOW title=t!("team-no-rules")
                    about=t!("team-no-rules-text")/>
            }
            .into_any()
        } else {
            view! { <ol class="rows" data-part="rules">{rows}</ol> }.into_any()
        }}
        <crate::ui::kit::Switch label=t!("team-then-everybody") on=then part="then-everybody"
            hint=t!("team-then-everybody-text")/>
        <crate::ui::kit::Switch label=t!("team-second-try") on=again part="second-try"
            hint=t!("team-second-try-text")/>
        <SiteCapacity routing=routing.clone()/>
        <LongestWait routing=routing.clone()/>
        <Tester routing=routing.clone()/>
        <Accounts routing/>
    }
}

/// A switch of the routing config, which is saved when it is switched.
fn switch(
    team: Team,
    now: bool,
    set: impl Fn(&mut RoutingConfig, bool) + Copy + 'static,
) -> RwSignal<bool> {
    let on = RwSignal::new(now);
    Effect::new(move |before: Option<bool>| {
        let next = on.get();
        if before.is_some_and(|before| before != next) {
            team.change_and_toast(move |routing| set(routing, next), t!("common-saved"));
        }
        next
    });
    on
}

/// A button that undoes the last removal.
#[component]
fn UndoButton() -> impl IntoView {
    let team = expect_context::<Team>();
    let back = move |_| {
        if let Some(gone) = team.gone.get_untracked() {
            team.gone.set(None);
            team.change_and_toast(move |routing| gone.come_back(routing), t!("team-restored"));
        }
    };
    view! {
        <div role="status" data-part="put-back">
            {move || team.gone.get().map(|gone| view! {
                <p class="callout put-back">
                    <span>{gone.description()}</span>
                    <button class="button small" data-part="undo-removal" on:click=back>
                        {icon(UNDO)} {t!("common-undo")}
                    </button>
                </p>
            })}
        </div>
    }
}

type MoveRule = Box<dyn Fn(RuleId, usize) + Send + Sync>;

#[derive(Clone, Copy)]
struct Lines {
    team: Team,
    rules: StoredValue<Vec<Rule>>,
    dragged: RwSignal<Option<RuleId>>,
    over: RwSignal<Option<usize>>,
    go: StoredValue<MoveRule>,
}

impl Lines {
    fn go(self, id: RuleId, to: usize) {
        self.go.with_value(|go| go(id, to));
    }

    fn row(self, nav: Nav, at: usize, rule: Rule) -> impl IntoView {
        let last = self.rules.with_value(Vec::len).saturating_sub(1);
        let (up, down, drag) = (rule.id.clone(), rule.id.clone(), rule.id.clone());
        let edit = ConsoleRoute::within(Section::Team, &["rules", rule.id.as_str()]);
        let label = |label: &str| t!("common-action-of", label = label, name = rule.name);
        let team = self.team;
        let gone = rule.clone();
        let remove = move |_| team.take_out(Gone::Rule(gone.clone()));
        let condition = describe(&Group::from_condition(&rule.when), &regions::name);
        let condition =
            if condition.is_empty() { t!("team-rule-every-visitor").to_owned() } else { condition };
        let avatars = self.team.rows().into_iter().filter(|row| rule.agents.contains(&row.id));
        let avatars: Vec<_> = avatars.map(|row| agent_avatar(&row)).collect();
        let nobody = avatars.is_empty();
        let drop = move |event: leptos::ev::DragEvent| {
            event.prevent_default();
            self.over.set(None);
            if let Some(id) = self.dragged.get_untracked() {
                self.go(id, at);
            }
        };
        view! {
            <li class="row-line" data-part="rule" draggable="true"
                class:over=move || self.over.get() == Some(at)
                on:dragstart=move |_| self.dragged.set(Some(drag.clone()))
                on:dragend=move |_| { self.dragged.set(None); self.over.set(None); }
                on:dragover=move |event| {
                    if self.dragged.get_untracked().is_some() {
                        event.prevent_default();
                        self.over.set(Some(at));
                    }
                }
                on:drop=drop>
                <span class="grip" aria-hidden="true">{icon(GRIP)}</span>
                <span class="rank" aria-hidden="true">{at + 1}</span>
                <span class="names">
                    <strong>{rule.name.clone()}</strong>
                    <span class="fine">{condition}</span>
                </span>
                <span class="avatars" aria-hidden="true">{avatars}</span>
                {nobody.then(|| view! {
                    <span class="pill" data-tone="warn">{t!("team-no-agents")}</span>
                })}
                <span class="acts">
                    <button class="button quiet square" data-part="rule-up" title=t!("common-move-up")
                        aria-label=label(t!("common-move-up")) disabled=at == 0
                        on:click=move |_| self.go(up.clone(), at - 1)>{icon(UP)}</button>
                    <button class="button quiet square" data-part="rule-down" title=t!("common-move-down")
                        aria-label=label(t!("common-move-down")) disabled=at == last
                        on:click=move |_| self.go(down.clone(), at + 1)>{icon(DOWN)}</button>
                    <button class="button quiet square" data-part="edit-rule" title=t!("common-edit")
                        aria-label=label(t!("common-edit")) on:click=move |_| nav.go(edit.clone())>
                        {icon(EDIT)}
                    </button>
                    <button class="button quiet square" data-part="remove-rule" title=t!("common-delete")
                        aria-label=label(t!("common-delete")) on:click=remove>{icon(TRASH)}</button>
                </span>
            </li>
        }
    }
}
