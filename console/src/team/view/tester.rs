//! Tests the routing with a made-up visitor. The desk decides, as it would for a real one.

use super::Team;
use super::teams::{agent_choices, choices};
use crate::client::http;
use crate::team::{Explanation, Names, explain};
use crate::texts::t;
use crate::ui::icon::{FLOW, icon, spinner};
use crate::ui::kit::{Choose, TextField};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::TestRouting;
use shared::desk::RoutingConfig;
use shared::id::{AgentId, TeamId};
use shared::person::Field;
use shared::protocol::TryRouting;
use shared::stream::Route;

/// The form's fields.
#[derive(Clone, Copy)]
struct Visitor {
    route_by: RwSignal<String>,
    email: RwSignal<String>,
    company: RwSignal<String>,
    country: RwSignal<String>,
    page_url: RwSignal<String>,
    own: RwSignal<String>,
    value: RwSignal<String>,
}

impl Visitor {
    fn query(self) -> TryRouting {
        let mut attributes = shared::person::Attributes::new();
        let own = Field::from_name(self.own.get_untracked().trim());
        let fields = [
            (Some(Field::Email), self.email),
            (Some(Field::Company), self.company),
            (own, self.value),
        ];
        for (field, value) in fields {
            let value = value.get_untracked().trim().to_owned();
            if let Some(field) = field.filter(|_| !value.is_empty()) {
                attributes.insert(field, value);
            }
        }
        TryRouting {
            route: route(&self.route_by.get_untracked()),
            attributes,
            page_url: self.page_url.get_untracked().trim().to_owned(),
            referrer: String::new(),
            country: self.country.get_untracked().trim().to_owned(),
            region: String::new(),
            city: String::new(),
        }
    }
}

/// Parses a choice; an unknown one is the rules.
fn route(route_by: &str) -> Route {
    if route_by == "round_robin" {
        return Route::RoundRobin;
    }
    if let Ok(team) = TeamId::parse(route_by) {
        return Route::Team { team };
    }
    match AgentId::parse(route_by) {
        Ok(agent) => Route::Agent { agent },
        Err(_) => Route::Rules,
    }
}

/// Asks the desk, and shows the decision with its reasons.
#[component]
pub(super) fn Tester(routing: RoutingConfig) -> impl IntoView {
    let team = expect_context::<Team>();
    let text = || RwSignal::new(String::new());
    let visitor = Visitor {
        route_by: RwSignal::new("rules".to_owned()),
        email: text(),
        company: text(),
        country: text(),
        page_url: text(),
        own: text(),
        value: text(),
    };
    let (busy, explanation) =
        (RwSignal::new(false), RwSignal::new(None::<Result<Explanation, String>>));
    let routing = StoredValue::new(routing);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (site, query) = (team.site(), visitor.query());
        busy.set(true);
        spawn_local(async move {
            let answer = http::write(&TestRouting { site }, &query).await;
            busy.try_set(false);
            let agents = team.agents.state.try_with_untracked(|found| {
                found.here().map(|list| list.items.clone()).unwrap_or_default()
            });
            let said = answer.map_err(http::HttpError::text).map(|decision| {
                routing.with_value(|routing| {
                    explain(&decision, &Names { agents: &agents.unwrap_or_default(), routing })
                })
            });
            explanation.try_set(Some(said));
        });
    };
    let choices = Signal::derive(move || {
        let mut all = vec![
            ("rules".to_owned(), t!("team-try-rules").to_owned()),
            ("round_robin".to_owned(), t!("team-try-all").to_owned()),
        ];
        all.extend(
            choices(team)
                .into_iter()
                .map(|(id, name)| (id.into(), t!("team-try-team", name = name))),
        );
        all.extend(agent_choices(team).into_iter().map(|(id, name)| (id.into(), name)));
        all
    });
    view! {
        <form class="card" aria-label=t!("team-try") data-part="tester" on:submit=submit>
            <h2>{t!("team-try-heading")}</h2>
            <p class="lead">{t!("team-try-text")}</p>
            <div class="fields">
                <Choose label=t!("team-try-route") value=visitor.route_by part="try-way" choices=choices/>
                <TextField label=t!("team-try-country") value=visitor.country part="try-country" hint=t!("team-try-country-hint")/>
                <TextField label=t!("team-try-page") value=visitor.page_url part="try-page"/>
                <TextField label=t!("common-email") value=visitor.email part="try-email"/>
                <TextField label=t!("common-company") value=visitor.company part="try-company"/>
                <TextField label=t!("team-try-attribute") value=visitor.own part="try-own" hint=t!("team-try-attribute-hint")/>
                <TextField label=t!("team-try-value") value=visitor.value part="try-value"/>
            </div>
            <div class="card-end">
                <button class="button" type="submit" data-part="try" disabled=move || busy.get()>
                    {move || if busy.get() { spinner().into_any() } else { icon(FLOW).into_any() }}
                    {t!("team-try-test")}
                </button>
            </div>
            <div aria-live="polite" data-part="tried">
                {move || explanation.get().map(|explanation| match explanation {
                    Ok(explanation) => answer(&explanation).into_any(),
                    Err(reason) => view! { <p class="wrong">{reason}</p> }.into_any(),
                })}
            </div>
        </form>
    }
}

fn answer(explanation: &Explanation) -> impl IntoView + use<> {
    let tone = if explanation.reached { "good" } else { "warn" };
    let steps = explanation.steps.iter().map(|step| {
        let agents = step.agents.iter().map(|(name, reason)| {
            view! { <li><strong>{name.clone()}</strong>" "<span class="fine">{reason.clone()}</span></li> }
        });
        let more = (step.more > 0).then(|| t!("team-and-more", more = step.more));
        view! {
            <li>
                {step.text.clone()}
                <ul>{agents.collect_view()}{more.map(|more| view! { <li class="fine">{more}</li> })}</ul>
            </li>
        }
    });
    view! {
        <div class="callout" data-tone=tone>
            <strong>{explanation.summary.clone()}</strong>
            <ol>{steps.collect_view()}</ol>
        </div>
    }
}
