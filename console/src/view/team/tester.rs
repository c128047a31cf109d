//! Where a visitor would go, who is made up: decided by the desk, as it would decide it now.

use super::Team;
use super::teams::{agent_choices, choices};
use crate::api::http;
use crate::team::{Names, Told, explain};
use crate::view::icon::{FLOW, icon, spinner};
use crate::view::kit::{Choose, TextField};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::desk::{Book, Decision};
use shared::id::{AgentId, TeamId};
use shared::person::Field;
use shared::protocol::TryRouting;
use shared::stream::Route;

/// What is made up.
#[derive(Clone, Copy)]
struct Visitor {
    way: RwSignal<String>,
    email: RwSignal<String>,
    company: RwSignal<String>,
    country: RwSignal<String>,
    page_url: RwSignal<String>,
    own: RwSignal<String>,
    value: RwSignal<String>,
}

impl Visitor {
    fn asked(self) -> TryRouting {
        let mut told = shared::person::Values::new();
        let own = Field::from_word(self.own.get_untracked().trim());
        let fields = [
            (Some(Field::Email), self.email),
            (Some(Field::Company), self.company),
            (own, self.value),
        ];
        for (field, value) in fields {
            let value = value.get_untracked().trim().to_owned();
            if let Some(field) = field.filter(|_| !value.is_empty()) {
                told.insert(field, value);
            }
        }
        TryRouting {
            route: route(&self.way.get_untracked()),
            told,
            page_url: self.page_url.get_untracked().trim().to_owned(),
            referrer: String::new(),
            country: self.country.get_untracked().trim().to_owned(),
            region: String::new(),
            city: String::new(),
        }
    }
}

/// A choice as a route; a word that means nothing is the rules.
fn route(way: &str) -> Route {
    if way == "round_robin" {
        return Route::RoundRobin;
    }
    if let Ok(team) = TeamId::parse(way) {
        return Route::Team { team };
    }
    match AgentId::parse(way) {
        Ok(agent) => Route::Agent { agent },
        Err(_) => Route::Rules,
    }
}

/// Asks for a visitor, and tells where they would go and why.
#[component]
pub(super) fn Tester(book: Book) -> impl IntoView {
    let team = expect_context::<Team>();
    let text = || RwSignal::new(String::new());
    let visitor = Visitor {
        way: RwSignal::new("rules".to_owned()),
        email: text(),
        company: text(),
        country: text(),
        page_url: text(),
        own: text(),
        value: text(),
    };
    let (busy, told) = (RwSignal::new(false), RwSignal::new(None::<Result<Told, String>>));
    let book = StoredValue::new(book);
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (site, asked) = (team.site(), visitor.asked());
        busy.set(true);
        spawn_local(async move {
            let answer = http::write::<Decision>(&site, "POST", "routing/try", Some(&asked)).await;
            busy.try_set(false);
            let agents = team.agents.state.try_with_untracked(|found| {
                found.here().map(|list| list.items.clone()).unwrap_or_default()
            });
            let said = answer.map_err(http::HttpError::text).map(|decision| {
                book.with_value(|book| {
                    explain(&decision, &Names { agents: &agents.unwrap_or_default(), book })
                })
            });
            told.try_set(Some(said));
        });
    };
    let ways = Signal::derive(move || {
        let mut all = vec![
            ("rules".to_owned(), "Custom rules".to_owned()),
            ("round_robin".to_owned(), "All agents in turn".to_owned()),
        ];
        all.extend(choices(team).into_iter().map(|(id, name)| (id.into(), format!("Team {name}"))));
        all.extend(agent_choices(team).into_iter().map(|(id, name)| (id.into(), name)));
        all
    });
    view! {
        <form class="card" aria-label="Try it out" data-part="tester" on:submit=ask>
            <h2>"Who would get this visitor?"</h2>
            <p class="lead">"The desk decides as it would now. Nobody’s bell rings."</p>
            <div class="fields">
                <Choose label="The card routes by" value=visitor.way part="try-way" choices=ways/>
                <TextField label="Country" value=visitor.country part="try-country" hint="Two letters, like DE"/>
                <TextField label="Page address" value=visitor.page_url part="try-page"/>
                <TextField label="E-mail" value=visitor.email part="try-email"/>
                <TextField label="Company" value=visitor.company part="try-company"/>
                <TextField label="Another field" value=visitor.own part="try-own" hint="Its name, like team_size"/>
                <TextField label="Its value" value=visitor.value part="try-value"/>
            </div>
            <div class="card-end">
                <button class="button" type="submit" data-part="try" disabled=move || busy.get()>
                    {move || if busy.get() { spinner().into_any() } else { icon(FLOW).into_any() }}
                    "Try it out"
                </button>
            </div>
            <div aria-live="polite" data-part="tried">
                {move || told.get().map(|told| match told {
                    Ok(told) => answer(&told).into_any(),
                    Err(why) => view! { <p class="wrong">{why}</p> }.into_any(),
                })}
            </div>
        </form>
    }
}

fn answer(told: &Told) -> impl IntoView + use<> {
    let tone = if told.reached { "good" } else { "warn" };
    let steps = told.steps.iter().map(|step| {
        let agents = step.agents.iter().map(|(name, why)| {
            view! { <li><strong>{name.clone()}</strong>" "<span class="fine">{why.clone()}</span></li> }
        });
        let more = (step.more > 0).then(|| format!("and {} more", step.more));
        view! {
            <li>
                {step.text.clone()}
                <ul>{agents.collect_view()}{more.map(|more| view! { <li class="fine">{more}</li> })}</ul>
            </li>
        }
    });
    view! {
        <div class="callout" data-tone=tone>
            <strong>{told.what.clone()}</strong>
            <ol>{steps.collect_view()}</ol>
        </div>
    }
}
