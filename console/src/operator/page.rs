//! The page: the token, then the figures.

use super::size::{size, waits};
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::texts::t;
use crate::ui::icon::{BRAND, icon};
use crate::ui::kit::TextField;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::SiteId;
use shared::metrics::{Figures, FiguresOfSite};

#[component]
pub(crate) fn OperatorPage() -> impl IntoView {
    page::set_title(t!("operator-title"));
    let (token, figures) = (RwSignal::new(String::new()), RwSignal::new(None::<Figures>));
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let load = Callback::new(move |after: Option<SiteId>| {
        busy.set(true);
        let token = token.get_untracked();
        spawn_local(async move {
            let answer = http::figures(token.trim(), after).await;
            busy.set(false);
            wrong.set(answer.as_ref().err().cloned().map(HttpError::text));
            if let Ok(answer) = answer {
                figures.set(Some(answer));
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        load.run(None);
    };
    view! {
        <Show when=move || figures.with(Option::is_none)>
            <main class="stage">
                <form class="sign-in" data-part="operator" on:submit=submit>
                    <span class="brand-logo">{icon(BRAND)}</span>
                    <h1>{t!("operator-name")}</h1>
                    <p class="lead">{t!("operator-about")}</p>
                    <TextField label=t!("operator-token") value=token part="operator-token" kind="password"
                        hint=t!("operator-token-hint")/>
                    {move || wrong.get().map(|text| view! { <p class="wrong" role="alert">{text}</p> })}
                    <button class="button primary wide" data-part="show-figures" disabled=move || busy.get()>
                        {t!("operator-show")}
                    </button>
                </form>
            </main>
        </Show>
        {move || figures.get().map(|figures| view! { <Overview figures busy wrong load/> })}
    }
}

#[component]
fn Overview(
    figures: Figures,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
    load: Callback<Option<SiteId>>,
) -> impl IntoView {
    let sum = |of: fn(&FiguresOfSite) -> u64| figures.sites.iter().map(of).sum::<u64>().to_string();
    let figure = |name: &'static str, number: String| {
        view! { <div class="figure"><dt>{name}</dt><dd>{number}</dd></div> }
    };
    let isolate = &figures.isolate;
    let warnings: Vec<_> = figures.sites.iter().flat_map(FiguresOfSite::warnings).collect();
    let errors: u64 = isolate.errors.values().sum();
    let next = figures.next.clone();
    let rows = figures.sites.iter().map(row).collect_view();
    view! {
        <main class="page scroll" data-part="operator-figures">
            <header class="page-head">
                <div class="page-name">
                    <h1>{t!("operator-name")}</h1>
                    <p>
                        {t!("operator-version", version = figures.version)}
                    </p>
                </div>
                <div class="page-actions">
                    <button class="button" data-part="refresh" disabled=move || busy.get()
                        on:click=move |_| load.run(None)>{t!("common-refresh")}</button>
                </div>
            </header>
            {move || wrong.get().map(|text| view! { <p class="wrong" role="alert">{text}</p> })}
            {warnings.into_iter().map(|text| view! { <p class="warning">{text}</p> }).collect_view()}
            <section class="card" aria-label=t!("operator-now")>
                <h2>{t!("operator-now")}</h2>
                <dl class="figures">
                    {figure(t!("operator-sites"), figures.sites_total.to_string())}
                    {figure(t!("operator-chats"), sum(|one| one.desk.as_ref().map_or(0, |desk| desk.live)))}
                    {figure(t!("operator-waiting-visitors"), sum(|one| one.desk.as_ref().map_or(0, |desk| desk.waiting)))}
                    {figure(t!("operator-available-agents"), sum(|one| one.desk.as_ref().map_or(0, |desk| desk.available_agents)))}
                    {figure(t!("operator-visitors"), isolate.visitor_sockets.open().to_string())}
                </dl>
            </section>
            <section class="card" aria-label=t!("operator-since")>
                <h2>{t!("operator-since")}</h2>
                <dl class="figures">
                    {figure(t!("operator-errors"), errors.to_string())}
                    {figure(t!("operator-delayed"), isolate.delayed_deliveries.to_string())}
                    {figure(t!("operator-alarms"), isolate.failed_alarms.to_string())}
                    {figure(t!("operator-sockets"), (isolate.visitor_sockets.opened + isolate.agent_sockets.opened).to_string())}
                </dl>
            </section>
            <section class="card" aria-label=t!("operator-sites")>
                <h2>{t!("operator-sites")}</h2>
                <div class="table-box" tabindex="0" role="region" aria-label=t!("operator-table")>
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{t!("operator-site")}</th>
                            <th scope="col" class="number">{t!("operator-chats")}</th>
                            <th scope="col" class="number">{t!("operator-waiting")}</th>
                            <th scope="col" class="number">{t!("operator-answered")}</th>
                            <th scope="col" class="number">{t!("operator-missed")}</th>
                            <th scope="col" class="number">{t!("operator-conversations")}</th>
                            <th scope="col" class="number">{t!("operator-sites-file")}</th>
                            <th scope="col" class="number">{t!("operator-desks-file")}</th>
                            <th scope="col" class="number">{t!("operator-chats-files")}</th>
                            <th scope="col" class="number">{t!("operator-undelivered")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {next.map(|next| view! {
                    <button class="button" data-part="more-sites" disabled=move || busy.get()
                        on:click=move |_| load.run(Some(next.clone()))>{t!("operator-next")}</button>
                })}
            </section>
        </main>
    }
}

fn row(one: &FiguresOfSite) -> impl IntoView + use<> {
    let cell = |text: Option<String>| {
        view! { <td class="number">{text.unwrap_or_else(|| "–".to_owned())}</td> }
    };
    let (site, desk) = (one.site.as_ref(), one.desk.as_ref());
    let missed = |desk: &shared::metrics::DeskFigures| desk.counts.fallbacks.values().sum::<u64>();
    let queues = site.zip(desk).map(|(site, desk)| {
        let oldest = site.outbox.oldest.max(desk.outbox.oldest);
        waits(site.outbox.length + desk.outbox.length, oldest)
    });
    view! {
        <tr>
            <th scope="row">{one.id.to_string()}</th>
            {cell(desk.map(|desk| desk.live.to_string()))}
            {cell(desk.map(|desk| desk.waiting.to_string()))}
            {cell(desk.map(|desk| desk.counts.answered.to_string()))}
            {cell(desk.map(|desk| missed(desk).to_string()))}
            {cell(site.map(|site| site.conversations.to_string()))}
            {cell(site.map(|site| size(site.stored.bytes)))}
            {cell(desk.map(|desk| size(desk.stored.bytes)))}
            {cell(site.map(|site| size(site.conversation_bytes)))}
            {cell(queues)}
        </tr>
    }
}
