//! Whether the bell may ring: bottom left, always in sight.

use super::store::Store;
use crate::format::soon;
use crate::inbox::{Duty, Inbox, Link, Msg, Next};
use leptos::prelude::*;

/// The toggle, and what it means in a few words.
#[component]
pub(super) fn Status() -> impl IntoView {
    let store = expect_context::<Store>();
    let duty = store.part(|inbox| inbox.duty.clone());
    let link = store.part(|inbox| inbox.bell);
    let live = store.part(Inbox::live);
    let on = move || duty.with(Duty::shown);
    let may = move || duty.with(|duty| duty.live_chat);
    let known = move || duty.with(|duty| duty.known);
    let hint = move || {
        let full = duty.with(|duty| live.get() >= duty.max_chats as usize);
        match (known(), may(), on()) {
            (false, ..) => "Asking the desk".to_owned(),
            (_, false, _) => "You have no live chat permission".to_owned(),
            (_, _, false) => match duty.with(Duty::next) {
                Some(Next::HandEnds(at)) => {
                    format!("Until {}, or till you change it", soon(at, store.minute()))
                }
                Some(Next::HoursBegin(at)) => {
                    format!("Your hours begin at {}", soon(at, store.minute()))
                }
                Some(Next::HoursEnd(_)) | None => "Visitors won't reach you".to_owned(),
            },
            _ if link.get() != Link::Open => "New chats can't ring now".to_owned(),
            _ if full => "All places taken: nothing rings".to_owned(),
            _ => duty.with(|duty| {
                let chats = format!("{} of {} chats", live.get(), duty.max_chats);
                match duty.next() {
                    Some(Next::HandEnds(at) | Next::HoursEnd(at)) => {
                        format!("{chats}, until {}", soon(at, store.minute()))
                    }
                    Some(Next::HoursBegin(_)) | None => chats,
                }
            }),
        }
    };
    view! {
        <div class="status" data-part="availability"
            data-on=move || (on() && may()).to_string()>
            <button class="switch" role="switch" data-part="availability-switch"
                aria-checked=move || (on() && may()).to_string() aria-describedby="availability-hint"
                disabled=move || !known() || !may()
                on:click=move |_| store.send(Msg::Duty(!on()))>
                <span class="track" aria-hidden="true"><span class="knob"></span></span>
                <span class="words">
                    <span class="word" data-part="availability-word">
                        {move || if on() && may() { "Available" } else { "Away" }}
                    </span>
                    <span class="hint" id="availability-hint">{hint}</span>
                </span>
            </button>
        </div>
    }
}
