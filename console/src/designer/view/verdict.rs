//! Whether an example or promise is true, and how it is broken.

use super::studio::Studio;
use crate::texts::t;
use crate::ui::icon::{ALERT, DONE, HELP, PLAY, icon};
use leptos::prelude::*;
use shared::promise::{Line, Outcome, Speaker, Verdict};
use shared::stream::Way;

/// A sign for what is true, or not.
#[component]
pub(super) fn Mark(good: bool) -> impl IntoView {
    let (picture, tone) = if good { (DONE, "good") } else { (ALERT, "bad") };
    view! { <span class="verdict-mark" data-tone=tone>{icon(picture)}</span> }
}

/// The code of a result, for styles and tests.
pub(super) const fn code(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "kept",
        Outcome::Broken => "broken",
        Outcome::Unproven => "unproven",
    }
}

#[component]
pub(super) fn VerdictView(
    verdict: Verdict,
    /// What is said of one that is true.
    kept: &'static str,
    /// What is said of one that is not.
    broken: &'static str,
) -> impl IntoView {
    let Verdict { result, reasons, story, way, .. } = verdict;
    let (picture, tone, text) = match result {
        Outcome::Kept => (DONE, "good", kept),
        Outcome::Broken => (ALERT, "bad", broken),
        Outcome::Unproven => (HELP, "warn", t!("promises-unproven")),
    };
    let reasons = (!reasons.is_empty()).then(|| {
        let each = reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view();
        view! { <ul class="verdict-reasons" data-part="reasons">{each}</ul> }
    });
    let way = way.filter(|_| result == Outcome::Broken);
    view! {
        <div class="verdict" data-part="verdict" data-result=code(result)>
            <p class="verdict-line"><span class="verdict-mark" data-tone=tone>{icon(picture)}</span>{text}</p>
            {reasons}
            {(!story.is_empty()).then(|| view! { <Story lines=story/> })}
            {way.map(|way| view! { <PlayWay way/> })}
        </div>
    }
}

/// What is said on a way.
#[component]
pub(super) fn Story(lines: Vec<Line>) -> impl IntoView {
    let line = |line: Line| {
        let by = match line.by {
            Speaker::Dialogue => "bot",
            Speaker::Visitor => "visitor",
            Speaker::Aside => "aside",
        };
        view! { <li data-by=by>{line.text}</li> }
    };
    view! { <ol class="story" data-part="story">{lines.into_iter().map(line).collect_view()}</ol> }
}

/// Opens the preview, which goes the way.
#[component]
pub(super) fn PlayWay(way: Way) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let play = move |_| {
        studio.playing.set(Some(way.clone()));
        studio.previewing.set(true);
    };
    view! {
        <button class="button small" type="button" data-part="play-way" on:click=play>
            {icon(PLAY)}{t!("promises-play")}
        </button>
    }
}
