//! The form of a goal card.

use super::field::Line;
use super::forms::{Next, at};
use super::studio::Studio;
use crate::browser::time;
use crate::client::http;
use crate::designer::{Key, Slot, drafted_goals, meant_goal, reported_goals, steps};
use crate::texts::t;
use crate::ui::kit::Fetch;
use leptos::prelude::*;
use shared::api::{GetDialogueReport, Period};
use shared::counts::Day;
use shared::permission::Permission;
use shared::person::MAX_VALUE_CHARS;
use std::collections::BTreeSet;

/// How many days back a goal was reached that is offered again.
const DAYS: u32 = 365;

/// The list of names for the field.
const NAMES: &str = "goal-names";

#[component]
pub(super) fn GoalForm(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let sees_reports =
        studio.store.peek(|inbox| inbox.me.permissions.contains(&Permission::ViewReports));
    let site = studio.site.get_value();
    // Who may not see reports chooses among the goals of this dialogue.
    let reported = Fetch::begin(move || {
        let route = GetDialogueReport { site: site.clone() };
        async move {
            if !sees_reports {
                return Ok(BTreeSet::new());
            }
            let today = Day::from_timestamp(time::now());
            let from = Some(today.before(DAYS).to_string());
            let report = http::query(&route, &Period { from, to: Some(today.to_string()) }).await?;
            Ok(reported_goals(&report))
        }
    });
    let drafted = studio.part(move |model| drafted_goals(&model.draft, card));
    let goals = Memo::new(move |_| {
        let mut goals = drafted.get();
        reported.state.with(|found| goals.extend(found.here().into_iter().flatten().cloned()));
        goals
    });
    let field = at(card, steps!["goal"]);
    let typed = field.text();
    let meant = Memo::new(move |_| {
        typed.with(|typed| goals.with(|goals| meant_goal(typed, goals).map(str::to_owned)))
    });
    let take = {
        let field = field.clone();
        StoredValue::new(move |goal: String| field.type_in(goal, false))
    };
    view! {
        <Line at=field label=t!("designer-goal-name") part="goal" holder=t!("designer-goal-holder") most=MAX_VALUE_CHARS
            hint=t!("designer-goal-hint") list=NAMES/>
        <datalist id=NAMES>
            {move || goals.get().into_iter().map(|goal| view! { <option value=goal></option> }).collect_view()}
        </datalist>
        {move || meant.get().map(|goal| {
            let chosen = goal.clone();
            view! {
                <p class="fine" role="status" data-part="meant-goal">
                    {t!("designer-goal-meant", goal = goal)}" "
                    <button class="link" type="button" data-part="take-goal"
                        on:click=move |_| take.with_value(|take| take(chosen.clone()))>{t!("designer-goal-take")}</button>
                </p>
            }
        })}
        <Next card exit=Slot::Next label=t!("designer-next")/>
    }
}
