//! Compares a rule that is being edited with the chat requests of the last weeks.

use super::Team;
use crate::client::http;
use crate::format;
use crate::team::{Names, change, sentences};
use crate::texts::t;
use crate::ui::icon::{FLOW, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::CompareRouting;
use shared::desk::{RoutingComparison, RoutingConfig};

/// How many of the changed chat requests are shown.
const MOST_SHOWN: usize = 10;

/// A button that compares what is written with what happened, and the answer. `config` is what would be
/// saved, if it can be.
#[component]
pub(super) fn Comparison(
    #[prop(into)] config: Callback<(), Option<RoutingConfig>>,
) -> impl IntoView {
    let team = expect_context::<Team>();
    let busy = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<(RoutingConfig, RoutingComparison), String>>);
    let compare = move |_| {
        let Some(config) = config.run(()) else { return };
        let site = team.site();
        busy.set(true);
        spawn_local(async move {
            let answer = http::write(&CompareRouting { site }, &config).await;
            busy.try_set(false);
            let answer = answer.map(|found| (config, found)).map_err(http::HttpError::text);
            found.try_set(Some(answer));
        });
    };
    view! {
        <div class="stack" data-part="comparison">
            <div class="line">
                <p class="fine">{t!("team-compare-text")}</p>
                <button class="button" type="button" data-part="compare" disabled=move || busy.get()
                    on:click=compare>
                    {move || if busy.get() { spinner().into_any() } else { icon(FLOW).into_any() }}
                    {t!("team-compare")}
                </button>
            </div>
            <div aria-live="polite" data-part="compared">
                {move || found.get().map(|found| match found {
                    Ok((config, found)) => answer(team, &config, &found).into_any(),
                    Err(reason) => view! { <p class="wrong">{reason}</p> }.into_any(),
                })}
            </div>
        </div>
    }
}

fn answer(team: Team, routing: &RoutingConfig, found: &RoutingComparison) -> impl IntoView + use<> {
    let tone = if found.nowhere > 0 { "warn" } else { "good" };
    let said = sentences(found).join(" ");
    let agents = team.rows();
    let names = Names { agents: &agents, routing };
    let rows = found.items.iter().take(MOST_SHOWN).map(|item| {
        let address = format!("/console?chat={}", item.conversation);
        view! {
            <li>
                <a href=address target="_blank" rel="noopener">{format::ago(item.at, crate::browser::time::now())}</a>
                " "{change(item, &names)}
            </li>
        }
    });
    view! {
        <div class="callout" data-tone=tone>
            <strong>{said}</strong>
            <ul>{rows.collect_view()}</ul>
        </div>
    }
}
