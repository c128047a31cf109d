//! The controls: a slider over all events, and playback.

use crate::format;
use crate::replay::{Frame, Timeline};
use crate::texts::t;
use crate::ui::icon::{PAUSE, PLAY, STEP_BACK, STEP_ON, icon};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// The playback speeds: a factor, or equal pauses between steps.
fn speeds() -> [(Option<u64>, &'static str); 3] {
    [(Some(1), "1×"), (Some(4), "4×"), (None, t!("replay-steps-speed"))]
}

#[component]
pub(super) fn Controls(
    timeline: Memo<Option<Timeline>>,
    frame: Memo<Option<Frame>>,
    step: RwSignal<usize>,
) -> impl IntoView {
    let speed = RwSignal::new(Some(1_u64));
    let playing = RwSignal::new(false);
    let steps =
        Memo::new(move |_| timeline.with(|timeline| timeline.as_ref().map_or(1, Timeline::steps)));
    play(timeline, step, speed, playing);
    let move_by = move |by: isize| {
        playing.set(false);
        step.update(|step| *step = step.saturating_add_signed(by).clamp(1, steps.get_untracked()));
    };
    let toggle = move |_| {
        if !playing.get_untracked() && step.get_untracked() >= steps.get_untracked() {
            step.set(1);
        }
        playing.update(|playing| *playing = !*playing);
    };
    let since = move || {
        timeline.with(|timeline| {
            timeline.as_ref().map(|timeline| format::countdown(timeline.since(step.get())))
        })
    };
    let when = move || frame.with(|now| now.as_ref().map(|now| format::date(now.at)));
    let summary = move || frame.with(|now| now.as_ref().map(|now| now.summary.clone()));
    let said = move || {
        t!(
            "replay-slider",
            step = step.get(),
            steps = steps.get(),
            summary = summary().unwrap_or_default()
        )
    };
    let (first, last) = (move || step.get() <= 1, move || step.get() >= steps.get());
    let at_speed = move |(value, name): (Option<u64>, &'static str)| {
        view! {
            <button class="chip" type="button" data-part="speed" aria-pressed=move || (speed.get() == value).to_string()
                on:click=move |_| speed.set(value)>{name}</button>
        }
    };
    view! {
        <footer class="replay-controls">
            <p class="replay-summary">
                <strong data-part="replay-summary">{summary}</strong>
                <span class="fine" data-part="replay-when">{when}</span>
            </p>
            <input class="replay-slider" type="range" min="1" step="1" data-part="replay-slider"
                aria-label=t!("replay-step") aria-valuetext=said
                max=move || steps.get().to_string()
                prop:value=move || step.get().to_string()
                on:input=move |event| {
                    playing.set(false);
                    step.set(event_target_value(&event).parse().unwrap_or(1));
                }/>
            <div class="replay-buttons">
                <button class="button quiet square" aria-label=t!("replay-back") title=t!("replay-back")
                    data-part="step-back" disabled=first on:click=move |_| move_by(-1)>{icon(STEP_BACK)}</button>
                <button class="button primary" data-part="play" on:click=toggle>
                    {move || if playing.get() { icon(PAUSE) } else { icon(PLAY) }}
                    {move || if playing.get() { t!("replay-pause") } else { t!("replay-play") }}
                </button>
                <button class="button quiet square" aria-label=t!("replay-forward") title=t!("replay-forward")
                    data-part="step-on" disabled=last on:click=move |_| move_by(1)>{icon(STEP_ON)}</button>
                <div class="chips" role="group" aria-label=t!("replay-speed")>{speeds().map(at_speed).collect_view()}</div>
                <span class="fine replay-since">{since}" · step "{move || step.get()}" of "{move || steps.get()}</span>
            </div>
        </footer>
    }
}

/// Advances while it plays.
fn play(
    timeline: Memo<Option<Timeline>>,
    step: RwSignal<usize>,
    speed: RwSignal<Option<u64>>,
    playing: RwSignal<bool>,
) {
    let timer = StoredValue::new_local(None::<Timeout>);
    Effect::new(move || {
        timer.update_value(|timer| drop(timer.take()));
        if !playing.get() {
            return;
        }
        let (now, speed) = (step.get(), speed.get());
        let wait = timeline.with_untracked(|timeline| {
            timeline.as_ref().and_then(|timeline| timeline.wait(now, speed))
        });
        let Some(wait) = wait else { return playing.set(false) };
        let next = Timeout::new(u32::try_from(wait.0).unwrap_or(u32::MAX), move || {
            step.try_set(now + 1);
        });
        timer.set_value(Some(next));
    });
    on_cleanup(move || drop(timer.try_update_value(Option::take)));
}
