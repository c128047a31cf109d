//! The version history of a dialogue: who published what and when, the differences, and rollback.

use super::ab_test::{AbTests, BeginTest, Tests, variant_text};
use super::changes::Changes;
use super::refresh_row;
use super::studio::Studio;
use crate::browser::page;
use crate::client::http::HttpError;
use crate::client::{drafts, http};
use crate::designer::{Draft, Edit};
use crate::format;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{CLOSE, icon, spinner};
use crate::ui::kit::{Fetch, Fetched, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{ListDialogueHistory, ListVersions, Paging, PublishVersion};
use shared::id::Version;
use shared::permission::Permission;
use shared::protocol::{DialogueChange, HistoryRow, VersionRow};

/// The sheet, while it is open.
#[component]
pub(super) fn History() -> impl IntoView {
    let studio = expect_context::<Studio>();
    move || studio.recalling.get().then(|| view! { <Sheet/> })
}

#[component]
fn Sheet() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
    let of_versions = ListVersions { site: site.clone(), dialogue: dialogue.clone() };
    let of_history = ListDialogueHistory { site, dialogue };
    let versions = Fetch::begin(move || {
        let route = of_versions.clone();
        async move { http::query(&route, &Paging::default()).await }
    });
    let history = Fetch::begin(move || {
        let route = of_history.clone();
        async move { http::query(&route, &Paging::default()).await }
    });
    let tests = Tests::load(studio);
    page::focus("[data-part=close-versions]");
    let shut = move || {
        studio.recalling.set(false);
        page::focus("[data-part=show-versions]");
    };
    let changed = Callback::new(move |()| {
        versions.again();
        history.again();
        tests.again();
        refresh_row(studio);
    });
    view! {
        <div class="veil" on:click=move |_| shut()></div>
        <div class="sheet wide-sheet" role="dialog" aria-modal="true" aria-label=t!("designer-versions")
            data-part="versions"
            on:keydown=move |event| if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                shut();
            }>
            <header>
                <h2>{t!("designer-versions")}</h2>
                <button class="button quiet square" aria-label=t!("common-close") data-part="close-versions"
                    on:click=move |_| shut()>{icon(CLOSE)}</button>
            </header>
            <div class="sheet-body">
                <AbTests tests changed/>
                {fetched(versions, move |found| view! { <Versions found=found.items tests changed/> })}
                <h3>{t!("designer-history")}</h3>
                {fetched(history, |found| view! { <HistoryList rows=found.items/> })}
            </div>
        </div>
    }
}

/// The versions, and the differences between two of them.
#[component]
fn Versions(found: Vec<VersionRow>, tests: Tests, changed: Callback<()>) -> impl IntoView {
    if found.is_empty() {
        return view! {
            <p class="fine" data-part="no-versions">{t!("designer-no-versions")}</p>
        }
        .into_any();
    }
    let newest = found.first().map_or(0, |row| row.version.0);
    let published = found.iter().find(|row| row.live).map(|row| row.version);
    let live = published.map_or(newest, |version| version.0);
    // Zero stands for the draft, because versions begin at 1.
    let (from, to) = (RwSignal::new(live), RwSignal::new(0_u32));
    let numbers: Vec<u32> = found.iter().map(|row| row.version.0).collect();
    let choice =
        move |label: &'static str, part: &'static str, value: RwSignal<u32>, all: Vec<u32>| {
            let option = move |number: u32| {
                let label = if number == 0 {
                    t!("designer-this-draft").to_owned()
                } else {
                    t!("reports-version", version = number)
                };
                let chosen = value.get_untracked() == number;
                view! { <option value=number.to_string() prop:selected=chosen>{label}</option> }
            };
            let options = [0].into_iter().chain(all).map(option).collect_view();
            view! {
                <label class="field"><span class="label">{label}</span>
                    <select class="input" data-part=part
                        on:change=move |event| {
                            value.set(event_target_value(&event).parse().unwrap_or_default());
                        }>{options}</select>
                </label>
            }
        };
    let rows = found
        .into_iter()
        .map(move |row| view! { <Row row published tests changed/> })
        .collect_view();
    view! {
        <ul class="versions">{rows}</ul>
        <h3>{t!("designer-compare")}</h3>
        <div class="two">
            {choice(t!("designer-compare-from"), "compare-from", from, numbers.clone())}
            {choice(t!("designer-compare-to"), "compare-to", to, numbers)}
        </div>
        {move || view! { <Compared from=from.get() to=to.get()/> }}
    }
    .into_any()
}

#[component]
fn Compared(from: u32, to: u32) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let texts = RwSignal::new(Fetched::<(String, String)>::Loading);
    spawn_local(async move {
        let both = (text(studio, from).await, text(studio, to).await);
        texts.try_set(match both {
            (Ok(from), Ok(to)) => Fetched::Here((from, to)),
            (Err(reason), _) | (_, Err(reason)) => Fetched::Failed(reason),
        });
    });
    move || match texts.get() {
        Fetched::Loading => {
            view! { <p class="fine" role="status">{spinner()}{t!("designer-comparing")}</p> }
                .into_any()
        }
        Fetched::Failed(reason) => view! { <p role="alert">{reason}</p> }.into_any(),
        Fetched::Here((before, after)) => {
            view! { <Changes before after nothing=t!("designer-no-differences")/> }.into_any()
        }
    }
}

/// Returns the text of a version; zero is the draft.
async fn text(studio: Studio, number: u32) -> Result<String, String> {
    if number == 0 {
        let text = studio.model.try_with_untracked(|model| model.draft.text());
        return Ok(text.unwrap_or_default());
    }
    // Nobody reads the answer once the designer is closed.
    let Some((site, dialogue)) = studio.names() else { return Ok(String::new()) };
    let found = drafts::version(&site, &dialogue, Version(number)).await;
    found.map(|written| written.text).map_err(HttpError::text)
}

#[component]
fn Row(
    row: VersionRow,
    /// The version that visitors see.
    published: Option<Version>,
    tests: Tests,
    changed: Callback<()>,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (version, live) = (row.version, row.live);
    let busy = RwSignal::new(false);
    let testing = RwSignal::new(false);
    let confirm = expect_context::<Confirm>();
    let back = Callback::new(move |()| {
        busy.set(true);
        let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
        spawn_local(async move {
            match http::call_as::<_, PublishedVersion>(&PublishVersion { site, dialogue, version })
                .await
            {
                Ok(done) => {
                    studio.toast(&t!("designer-restored", version = done.version.0));
                    changed.run(());
                }
                Err(error) => studio.complain(&error.text()),
            }
            busy.try_set(false);
        });
    });
    let back = move |_| {
        confirm.ask(Question {
            title: t!("designer-restore", version = version.0),
            text: t!("designer-restore-text").to_owned(),
            action: t!("designer-restore-go"),
            act: back,
        });
    };
    let edit = move |_| {
        spawn_local(async move {
            match text(studio, version.0).await {
                Ok(text) => match Draft::open(&text) {
                    Ok(draft) => {
                        studio.apply(Edit::Replace(Box::new(draft)));
                        studio.recalling.try_set(false);
                        studio.toast(&t!("designer-draft-is", version = version.0));
                    }
                    Err(error) => studio.complain(&error.to_string()),
                },
                Err(reason) => studio.complain(&reason),
            }
        });
    };
    let variant = move || tests.running().and_then(|test| variant_text(&test, version));
    let can_test = move || !live && published.is_some() && tests.may_begin(studio);
    let stays = move || live || busy.get() || tests.running().is_some();
    view! {
        <li class="version" data-part="version">
            <strong>{t!("reports-version", version = version.0)}</strong>
            {move || variant().map(|text| view! { <span class="pill" data-part="variant">{text}</span> })}
            {live.then(|| view! { <span class="pill" data-tone="good">{t!("inbox-status-live")}</span> })}
            <span class="fine grow">
                {row.note.map(|note| view! { <span class="version-note" data-part="version-note">{note}</span> })}
                {format!("{}, {}", row.by.name(), format::date(row.published_at))}
            </span>
            <button class="button small" type="button" data-part="edit-version" on:click=edit>{t!("designer-edit-version")}</button>
            {studio.nav.has(Permission::PublishDialogues).then(|| view! {
                <button class="button small" type="button" data-part="roll-back"
                    disabled=stays on:click=back>{t!("designer-roll-back")}</button>
            })}
            <Show when=can_test>
                <button class="button small" type="button" data-part="test-version"
                    aria-expanded=move || testing.get().to_string()
                    on:click=move |_| testing.update(|testing| *testing = !*testing)>{t!("ab-test-begin")}</button>
            </Show>
            {move || {
                let live = published.filter(|_| testing.get() && can_test())?;
                Some(view! { <BeginTest version live open=testing changed/> })
            }}
        </li>
    }
}

/// The part of the edge's response that we use.
#[derive(serde::Deserialize)]
struct PublishedVersion {
    version: Version,
}

#[component]
fn HistoryList(rows: Vec<HistoryRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="fine">{t!("designer-nothing-yet")}</p> }.into_any();
    }
    let row = |row: HistoryRow| {
        let number = row.version.map_or_else(String::new, |version| version.0.to_string());
        let change = match row.change {
            DialogueChange::Published => t!("designer-did-publish", number = number),
            DialogueChange::RolledBack => t!("designer-did-roll-back", number = number),
            DialogueChange::Unpublished => t!("designer-did-unpublish", number = number),
            DialogueChange::AbTestBegan => t!("ab-test-did-begin", number = number),
            DialogueChange::AbTestEnded => t!("ab-test-did-end", number = number),
            DialogueChange::Deleted => t!("designer-did-delete").to_owned(),
        };
        view! {
            <li data-part="happened"><span>{row.by.name().to_owned()}" "{change}</span>
                <span class="fine">{format::date(row.at)}</span></li>
        }
    };
    view! { <ul class="happened">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
