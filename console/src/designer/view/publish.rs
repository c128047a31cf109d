//! The publish dialog: what changes for visitors, and the errors that prevent publishing.

use super::backtest::TryDraft;
use super::changes::Changes;
use super::findings::FindingView;
use super::prover::Proven;
use super::refresh_row;
use super::studio::Studio;
use super::verdict::{Mark, code};
use crate::browser::page;
use crate::client::{drafts, http};
use crate::designer::{Sync, failing, limit_text, sentence};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::icon::{CLOSE, icon, spinner};
use crate::ui::kit::TextField;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PublishDialogue;
use shared::id::Version;
use shared::promise::Outcome;
use shared::protocol::{MAX_VERSION_NOTE_CHARS, PublishNote};

/// The version that visitors see now.
#[derive(Debug, Clone, PartialEq)]
enum Before {
    Loading,
    Nothing,
    Text(String),
    Failed(String),
}

#[component]
pub(super) fn Publish() -> impl IntoView {
    let studio = expect_context::<Studio>();
    move || studio.publishing.get().then(|| view! { <Dialog/> })
}

#[component]
fn Dialog() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let before = RwSignal::new(Before::Loading);
    let busy = RwSignal::new(false);
    let note = RwSignal::new(String::new());
    load_before(studio, before);
    page::focus("[data-part=publish-now]:not(:disabled), [data-part=close-publish]");
    let shut = move || {
        studio.publishing.set(false);
        page::focus("[data-part=publish]");
    };
    let counts = Memo::new(move |_| studio.checked.with(crate::designer::Checked::counts));
    let saved = Memo::new(move |_| studio.sync.with(Sync::is_saved));
    let fits = move || note.with(|note| limit_error(note).is_none());
    let failing =
        Memo::new(move |_| studio.proven.with(|proven| proven.proof().map_or(0, failing)));
    let proving = Memo::new(move |_| studio.proven.with(Proven::is_going));
    let anyway = RwSignal::new(false);
    let promised = move || !proving.get() && (failing.get() == 0 || anyway.get());
    let ready = move || saved.get() && counts.get().0 == 0 && !busy.get() && fits() && promised();
    let found = move || {
        let all = studio.checked.with(|checked| checked.items.clone());
        let went = Callback::new(move |()| studio.publishing.set(false));
        let one = move |found| view! { <li><FindingView found went/></li> };
        (!all.is_empty()).then(|| {
            view! { <ul class="publish-findings">{all.into_iter().map(one).collect_view()}</ul> }
        })
    };
    let lead = move || match counts.get() {
        (0, _) if !saved.get() => t!("designer-lead-unsaved"),
        (0, _) if proving.get() => t!("promises-lead-checking"),
        (0, _) if failing.get() > 0 => t!("promises-lead-broken"),
        (0, 0) => t!("designer-lead-ready"),
        (0, _) => t!("designer-lead-advice"),
        _ => t!("designer-lead-errors"),
    };
    let now = studio.part(|model| model.draft.text());
    view! {
        <div class="veil" on:click=move |_| shut()></div>
        <div class="sheet wide-sheet" role="dialog" aria-modal="true" aria-label=t!("designer-publish")
            data-part="publish-sheet"
            on:keydown=move |event| if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                shut();
            }>
            <header>
                <h2>{t!("designer-publish")}</h2>
                <button class="button quiet square" aria-label=t!("common-close") data-part="close-publish"
                    on:click=move |_| shut()>{icon(CLOSE)}</button>
            </header>
            <div class="sheet-body">
                <p data-part="publish-lead">{lead}</p>
                {found}
                <Show when=move || { failing.get() > 0 }><BrokenPromises anyway/></Show>
                <h3>{t!("designer-what-changes")}</h3>
                {move || match before.get() {
                    Before::Loading => view! { <p class="fine" role="status">{spinner()}{t!("designer-comparing")}</p> }.into_any(),
                    Before::Nothing => view! {
                        <p data-part="first-time">{t!("designer-first-time")}</p>
                    }.into_any(),
                    Before::Failed(reason) => view! { <p role="alert">{reason}</p> }.into_any(),
                    Before::Text(before) => view! {
                        <Changes before after=now.get() nothing=t!("designer-nothing-changes")/>
                    }.into_any(),
                }}
                <TryDraft/>
                <TextField label=t!("designer-note") value=note part="version-note-field"
                    hint=t!("designer-note-hint")
                    wrong=Signal::derive(move || limit_error(&note.get()))/>
                <p class="fine">{t!("designer-started-stay")}</p>
            </div>
            <div class="sheet-end">
                <button class="button" on:click=move |_| shut()>{t!("designer-not-yet")}</button>
                <button class="button primary" data-part="publish-now" disabled=move || !ready()
                    on:click=move |_| publish(studio, busy, note.get_untracked())>
                    {move || busy.get().then(spinner)}{t!("designer-publish")}
                </button>
            </div>
        </div>
    }
}

/// The examples and promises that are not true. Publishing is possible, once somebody says so.
#[component]
fn BrokenPromises(anyway: RwSignal<bool>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let all = move || {
        let draft = studio.model.with_untracked(|model| model.draft.clone());
        let promises = draft.promises().unwrap_or_default();
        let proof = studio.proven.with(|proven| proven.proof().cloned()).unwrap_or_default();
        let examples = proof.examples.iter().map(|verdict| (verdict.result, verdict.title.clone()));
        let rules = proof.promises.iter().zip(&promises.promises).map(|(verdict, promise)| {
            let said = promise.name.clone().unwrap_or_else(|| sentence(&promise.promise, &draft));
            (verdict.result, said)
        });
        let failing = examples.chain(rules).filter(|(result, _)| *result != Outcome::Kept);
        let one = |(result, text): (Outcome, String)| {
            view! {
                <li class="verdict-line" data-part="broken-promise" data-result=code(result)>
                    <Mark good=false/>{text}
                </li>
            }
        };
        failing.map(one).collect_view()
    };
    let look = move |_| {
        let Some((_, id)) = studio.names() else { return };
        studio.publishing.set(false);
        studio.nav.switch(ConsoleRoute::within(Section::Dialogues, &[id.as_str(), "promises"]));
    };
    view! {
        <section class="publish-promises" aria-label=t!("promises-broken-promises") data-part="broken-promises">
            <h3>{t!("promises-broken-promises")}</h3>
            <ul>{all}</ul>
            <button class="link" type="button" data-part="see-promises" on:click=look>{t!("promises-see")}</button>
            <label class="promise-pick">
                <input type="checkbox" data-part="publish-anyway" prop:checked=move || anyway.get()
                    on:change=move |event| anyway.set(event_target_checked(&event))/>
                <span>{t!("promises-publish-anyway")}</span>
            </label>
        </section>
    }
}

/// Loads the version that visitors see now.
fn load_before(studio: Studio, before: RwSignal<Before>) {
    let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
    let Some(version) = studio.row.with_untracked(|row| row.as_ref()?.published) else {
        return before.set(Before::Nothing);
    };
    spawn_local(async move {
        before.try_set(match drafts::version(&site, &dialogue, version).await {
            Ok(written) => Before::Text(written.text),
            Err(error) => Before::Failed(error.text()),
        });
    });
}

/// The part of the edge's response that we use.
#[derive(serde::Deserialize)]
struct Done {
    version: Version,
}

/// What is wrong with a note, if it is too long.
fn limit_error(note: &str) -> Option<String> {
    let used = note.chars().count();
    limit_text(used, MAX_VERSION_NOTE_CHARS).filter(|_| used > MAX_VERSION_NOTE_CHARS)
}

fn publish(studio: Studio, busy: RwSignal<bool>, note: String) {
    let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
    busy.set(true);
    spawn_local(async move {
        let route = PublishDialogue { site, dialogue };
        match http::write_as::<_, Done>(&route, &PublishNote { note }).await {
            Ok(done) => {
                studio.publishing.try_set(false);
                studio.toast(&t!("designer-published", version = done.version.0));
                refresh_row(studio);
            }
            Err(error) => studio.complain(&error.text()),
        }
        busy.try_set(false);
    });
}
