//! The agent's availability, at the bottom left.

use super::store::Store;
use crate::format::soon;
use crate::inbox::{Availability, AvailabilityStatus, Inbox, Msg, Next};
use crate::texts::t;
use leptos::prelude::*;
use shared::desk::MOST_TOLD_WAITING;

/// The toggle, with a hint.
#[component]
pub(crate) fn Status() -> impl IntoView {
    let store = expect_context::<Store>();
    let status = store.part(|inbox| inbox.availability.clone());
    let live = store.part(Inbox::live);
    let availability = move || status.with(AvailabilityStatus::availability);
    let connecting = move || availability() == Availability::Connecting;
    // While it connects the switch stays where it was: only what is said about it changes.
    let last = move || status.with(|status| status.last().cloned());
    let on = move || last().is_some_and(|status| status.live_chat && status.chosen());
    let hint = move || {
        let (next, max_chats) =
            last().map_or((None, 0), |status| (status.next(), status.max_chats));
        match availability() {
            Availability::Connecting => t!("inbox-status-connecting").to_owned(),
            Availability::NotAllowed => t!("inbox-status-not-allowed").to_owned(),
            Availability::Away => match next {
                Some(Next::OverrideEnds(at)) => {
                    t!("inbox-status-until", minute = soon(at, store.minute()))
                }
                Some(Next::HoursBegin(at)) => {
                    t!("inbox-status-begin", minute = soon(at, store.minute()))
                }
                Some(Next::HoursEnd(_)) | None => t!("inbox-status-away").to_owned(),
            },
            Availability::Available if live.get() >= max_chats as usize => {
                t!("inbox-status-full").to_owned()
            }
            Availability::Available => {
                let chats = t!("inbox-status-chats", live = live.get(), max_chats = max_chats);
                match next {
                    Some(Next::OverrideEnds(at) | Next::HoursEnd(at)) => {
                        t!(
                            "inbox-status-chats-until",
                            chats = chats,
                            minute = soon(at, store.minute())
                        )
                    }
                    Some(Next::HoursBegin(_)) | None => chats,
                }
            }
        }
    };
    let waiting = store.part(|inbox| inbox.waiting);
    // Only for those who could take them.
    let waits = move || waiting.get() > 0 && last().is_some_and(|status| status.live_chat);
    view! {
        <div class="status" data-part="availability" data-state=move || state(availability())>
            // Not `disabled` while it connects, because that would drop the keyboard's focus.
            <button class="switch" role="switch" data-part="availability-switch"
                aria-checked=move || on().to_string() aria-describedby="availability-hint"
                aria-busy=move || connecting().then_some("true")
                aria-disabled=move || connecting().then_some("true")
                disabled=move || availability() == Availability::NotAllowed
                on:click=move |_| store.send(Msg::SetAvailable(!on()))>
                <span class="track" aria-hidden="true"><span class="knob"></span></span>
                <span class="switch-text">
                    <span class="switch-label" data-part="availability-label">
                        {move || text(availability())}
                    </span>
                    <span class="hint" id="availability-hint">{hint}</span>
                </span>
            </button>
            <Show when=waits>
                <p class="hint" role="status" data-part="waiting">
                    {move || waiting_text(waiting.get())}
                </p>
            </Show>
        </div>
    }
}

/// How many visitors wait in the queue.
fn waiting_text(count: u32) -> String {
    if count < MOST_TOLD_WAITING {
        t!("inbox-queue", count = count)
    } else {
        t!("inbox-queue-more", count = count)
    }
}

fn text(availability: Availability) -> &'static str {
    match availability {
        Availability::Connecting => t!("inbox-connecting"),
        Availability::NotAllowed | Availability::Away => t!("inbox-away"),
        Availability::Available => t!("inbox-available"),
    }
}

/// Its name in the style sheet.
const fn state(availability: Availability) -> &'static str {
    match availability {
        Availability::Connecting => "connecting",
        Availability::NotAllowed | Availability::Away => "away",
        Availability::Available => "available",
    }
}
