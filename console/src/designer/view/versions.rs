//! The version history of a dialogue: who published what and when, the differences, and rollback.

use super::changes::Changes;
use super::refresh_row;
use super::studio::Studio;
use crate::browser::page;
use crate::client::http::HttpError;
use crate::client::{drafts, http};
use crate::designer::{Draft, Edit};
use crate::format;
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
    page::focus("[data-part=close-versions]");
    let shut = move || {
        studio.recalling.set(false);
        page::focus("[data-part=show-versions]");
    };
    let changed = Callback::new(move |()| {
        versions.again();
        history.again();
        refresh_row(studio);
    });
    view! {
        <div class="veil" on:click=move |_| shut()></div>
        <div class="sheet wide-sheet" role="dialog" aria-modal="true" aria-label="Versions"
            data-part="versions"
            on:keydown=move |event| if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                shut();
            }>
            <header>
                <h2>"Versions"</h2>
                <button class="button quiet square" aria-label="Close" data-part="close-versions"
                    on:click=move |_| shut()>{icon(CLOSE)}</button>
            </header>
            <div class="sheet-body">
                {fetched(versions, move |found| view! { <Versions found=found.items changed/> })}
                <h3>"History"</h3>
                {fetched(history, |found| view! { <HistoryList rows=found.items/> })}
            </div>
        </div>
    }
}

/// The versions, and the differences between two of them.
#[component]
fn Versions(found: Vec<VersionRow>, changed: Callback<()>) -> impl IntoView {
    if found.is_empty() {
        return view! {
            <p class="fine" data-part="no-versions">"Nothing published yet. Each time you publish, a version is stored here."</p>
        }
        .into_any();
    }
    let newest = found.first().map_or(0, |row| row.version.0);
    let live = found.iter().find(|row| row.live).map_or(newest, |row| row.version.0);
    // Zero stands for the draft, because versions begin at 1.
    let (from, to) = (RwSignal::new(live), RwSignal::new(0_u32));
    let numbers: Vec<u32> = found.iter().map(|row| row.version.0).collect();
    let choice =
        move |label: &'static str, part: &'static str, value: RwSignal<u32>, all: Vec<u32>| {
            let option = move |number: u32| {
                let label =
                    if number == 0 { "This draft".to_owned() } else { format!("Version {number}") };
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
    let rows = found.into_iter().map(move |row| view! { <Row row changed/> }).collect_view();
    view! {
        <ul class="versions">{rows}</ul>
        <h3>"Compare"</h3>
        <div class="two">
            {choice("From", "compare-from", from, numbers.clone())}
            {choice("To", "compare-to", to, numbers)}
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
            view! { <p class="fine" role="status">{spinner()}"Comparing"</p> }.into_any()
        }
        Fetched::Failed(reason) => view! { <p role="alert">{reason}</p> }.into_any(),
        Fetched::Here((before, after)) => {
            view! { <Changes before after nothing="No differences."/> }.into_any()
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
fn Row(row: VersionRow, changed: Callback<()>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (version, live) = (row.version, row.live);
    let busy = RwSignal::new(false);
    let confirm = expect_context::<Confirm>();
    let back = Callback::new(move |()| {
        busy.set(true);
        let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
        spawn_local(async move {
            match http::call_as::<_, PublishedVersion>(&PublishVersion { site, dialogue, version })
                .await
            {
                Ok(done) => {
                    studio.toast(&format!("Visitors see version {} again.", done.version.0));
                    changed.run(());
                }
                Err(error) => studio.complain(&error.text()),
            }
            busy.try_set(false);
        });
    });
    let back = move |_| {
        confirm.ask(Question {
            title: format!("Restore version {}?", version.0),
            text: "Visitors see it at once. Running conversations stay on their version, and your \
                draft stays as it is."
                .to_owned(),
            action: "Restore and publish",
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
                        studio.toast(&format!(
                            "The draft is now version {}. Undo restores yours.",
                            version.0
                        ));
                    }
                    Err(error) => studio.complain(&error.to_string()),
                },
                Err(reason) => studio.complain(&reason),
            }
        });
    };
    view! {
        <li class="version" data-part="version">
            <strong>{format!("Version {}", version.0)}</strong>
            {live.then(|| view! { <span class="pill" data-tone="good">"Live"</span> })}
            <span class="fine grow">
                {row.note.map(|note| view! { <span class="version-note" data-part="version-note">{note}</span> })}
                {format!("{}, {}", row.by.name(), format::date(row.published_at))}
            </span>
            <button class="button small" type="button" data-part="edit-version" on:click=edit>"Edit this"</button>
            {studio.nav.has(Permission::PublishDialogues).then(|| view! {
                <button class="button small" type="button" data-part="roll-back"
                    disabled=move || live || busy.get() on:click=back>"Roll back"</button>
            })}
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
        return view! { <p class="fine">"Nothing yet."</p> }.into_any();
    }
    let row = |row: HistoryRow| {
        let number = row.version.map_or_else(String::new, |version| version.0.to_string());
        let change = match row.change {
            DialogueChange::Published => format!("published version {number}"),
            DialogueChange::RolledBack => format!("rolled back to version {number}"),
            DialogueChange::Unpublished => format!("unpublished version {number}"),
            DialogueChange::Deleted => "deleted the draft".to_owned(),
        };
        view! {
            <li data-part="happened"><span>{row.by.name().to_owned()}" "{change}</span>
                <span class="fine">{format::date(row.at)}</span></li>
        }
    };
    view! { <ul class="happened">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
