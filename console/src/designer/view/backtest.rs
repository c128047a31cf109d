//! “Try it on the last 30 days”: the draft, folded over the conversations of the dialogue, beside what happened.
//! The site folds a page at a time; the page sums up.

use super::studio::Studio;
use crate::browser::time;
use crate::client::http::{self, HttpError};
use crate::designer::{FigureRow, Side, conversations_behind, figures, range_text};
use crate::texts::t;
use crate::ui::icon::{HISTORY, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::BacktestDialogue;
use shared::backtest::{Backtest, DAYS, Folded, MAX_CONVERSATIONS, Mark, NewBacktest, Range};
use shared::permission::Permission;

/// Most conversations that are listed behind a figure.
const LISTED: usize = 50;

/// How far the backtest is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Progress {
    Idle,
    Going,
    Done,
    Failed(String),
}

/// A backtest. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
struct Run {
    studio: Studio,
    progress: RwSignal<Progress>,
    result: RwSignal<Backtest>,
    items: RwSignal<Vec<Folded>>,
    /// The figure whose conversations are shown.
    chosen: RwSignal<Option<(String, Mark, Side)>>,
}

/// The backtest in the publish sheet, for who may see reports; there is nothing to try before visitors
/// saw a version.
#[component]
pub(super) fn TryDraft() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let run = Run {
        studio,
        progress: RwSignal::new(Progress::Idle),
        result: RwSignal::default(),
        items: RwSignal::default(),
        chosen: RwSignal::new(None),
    };
    let was_live =
        studio.row.with_untracked(|row| row.as_ref().is_some_and(|row| row.published.is_some()));
    (was_live && studio.nav.has(Permission::ViewReports)).then(|| view! {
        <section class="backtest" aria-label=t!("backtest-title") data-part="backtest">
            <h3>{t!("backtest-title")}</h3>
            {move || match run.progress.get() {
                Progress::Idle => begin(run).into_any(),
                Progress::Going => view! {
                    <p class="fine" role="status" data-part="backtest-progress">
                        {spinner()}{t!("backtest-going", count = run.result.with(|all| all.conversations))}
                    </p>
                }.into_any(),
                Progress::Failed(reason) => view! { <p role="alert">{reason}</p>{begin(run)} }.into_any(),
                Progress::Done => done(run).into_any(),
            }}
        </section>
    })
}

fn begin(run: Run) -> impl IntoView {
    view! {
        <p class="fine">{t!("backtest-about")}</p>
        <button class="button small" type="button" data-part="try-draft" on:click=move |_| run.begin()>
            {icon(HISTORY)}{t!("backtest-try", days = DAYS)}
        </button>
    }
}

impl Run {
    fn begin(self) {
        self.progress.set(Progress::Going);
        self.result.set(Backtest::default());
        self.items.set(Vec::new());
        self.studio.hurry();
        spawn_local(async move {
            let ended = self.fold().await;
            self.progress.try_set(match ended {
                Ok(()) => Progress::Done,
                Err(reason) => Progress::Failed(reason),
            });
        });
    }

    /// Asks for one page after the other, until there are no more or enough.
    async fn fold(self) -> Result<(), String> {
        let Some((site, dialogue)) = self.studio.names() else { return Ok(()) };
        let route = BacktestDialogue { site, dialogue };
        // What is on the screen is tried, even if it is not saved yet.
        let document = self.studio.model.try_with_untracked(|model| model.draft.document());
        let mut new = NewBacktest { document, ..NewBacktest::default() };
        loop {
            let page = http::write(&route, &new).await.map_err(HttpError::text)?;
            new.cursor = page.next;
            let is_enough = self.result.try_update(|all| {
                page.items.iter().for_each(|one| all.add(one));
                all.is_cut = new.cursor.is_some() && all.conversations >= MAX_CONVERSATIONS as u64;
                all.is_cut
            });
            self.items.try_update(|items| items.extend(page.items));
            // Without a sheet nobody waits for it any more.
            if new.cursor.is_none() || is_enough != Some(false) {
                return Ok(());
            }
        }
    }
}

fn done(run: Run) -> AnyView {
    let result = run.result.get_untracked();
    let count = result.conversations;
    if count == 0 {
        return view! { <p data-part="backtest-none">{t!("backtest-none", days = DAYS)}</p> }
            .into_any();
    }
    let draft = run.studio.model.with_untracked(|model| model.draft.clone());
    let (all, cards) = figures(&draft, &result);
    let note = |shown: bool, text: String| shown.then(|| view! { <p class="fine">{text}</p> });
    view! {
        <p data-part="backtest-result">
            {t!("backtest-result", count = count, changed = result.changed.len())}
        </p>
        {table(run, all)}
        <details class="backtest-cards" data-part="backtest-cards">
            <summary>{t!("backtest-cards")}</summary>
            {table(run, cards)}
        </details>
        {move || run.chosen.get().map(|chosen| list(run, &chosen))}
        {note(result.outside > 0, t!("backtest-outside", count = result.outside))}
        {note(result.uncertain > 0, t!("backtest-uncertain", count = result.uncertain))}
        {note(result.is_cut, t!("backtest-cut", count = MAX_CONVERSATIONS))}
        <p class="fine">{t!("backtest-ranges")}</p>
    }
    .into_any()
}

fn table(run: Run, rows: Vec<FigureRow>) -> impl IntoView {
    let row = move |row: FigureRow| {
        let FigureRow { label, mark, before, after } = row;
        let name = label.clone();
        let differs = before != after;
        view! {
            <tr data-part="figure" data-differs=differs.to_string()>
                <th scope="row">{name}</th>
                <td>{figure(run, &label, &mark, Side::Before, before)}</td>
                <td>{figure(run, &label, &mark, Side::After, after)}</td>
            </tr>
        }
    };
    view! {
        <table class="backtest-table">
            <thead><tr>
                <th scope="col"><span class="hidden">{t!("backtest-figure")}</span></th>
                <th scope="col">{t!("backtest-before")}</th>
                <th scope="col">{t!("backtest-after")}</th>
            </tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// A number; for who may read conversations, it shows those behind it.
fn figure(run: Run, label: &str, mark: &Mark, side: Side, range: Range) -> AnyView {
    let text = range_text(range);
    if range.most == 0 || !run.studio.nav.has(Permission::ViewAllConversations) {
        return text.into_any();
    }
    let chosen = (label.to_owned(), mark.clone(), side);
    let name = t!("backtest-behind", label = label, count = &text);
    view! {
        <button class="link" type="button" data-part="behind" aria-label=name
            on:click=move |_| run.chosen.set(Some(chosen.clone()))>{text}</button>
    }
    .into_any()
}

/// The conversations behind a figure, the latest first.
fn list(run: Run, (label, mark, side): &(String, Mark, Side)) -> impl IntoView + use<> {
    let found = run.items.with_untracked(|items| conversations_behind(items, mark, *side));
    let more = found.len().saturating_sub(LISTED);
    let of = run.studio.site.get_value();
    let one = move |folded: Folded| {
        let id = folded.conversation?;
        let begun = folded
            .begun
            .map(|at| time::write(at, &[("dateStyle", "medium"), ("timeStyle", "short")]));
        let href = format!("/console?site={of}&chat={id}");
        let text = begun.unwrap_or_else(|| id.to_string());
        Some(view! {
            <li><a href=href target="_blank" rel="noopener" data-part="behind-chat">{text}</a></li>
        })
    };
    let title = match side {
        Side::Before => t!("backtest-list-before", label = label),
        Side::After => t!("backtest-list-after", label = label),
    };
    view! {
        <section class="backtest-list" aria-label=title.clone() data-part="backtest-list">
            <h4>{title.clone()}</h4>
            <ul>{found.into_iter().take(LISTED).filter_map(one).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="fine">{t!("backtest-more", more = more)}</p> })}
        </section>
    }
}
