//! Whether chats may be offered: bottom left, always in sight.

use super::store::Store;
use crate::format::soon;
use crate::inbox::{Availability, Inbox, Link, Msg, Next};
use leptos::prelude::*;

/// The toggle, and what it means in a few words.
#[component]
pub(crate) fn Status() -> impl IntoView {
    let store = expect_context::<Store>();
    let availability = store.part(|inbox| inbox.availability.clone());
    let link = store.part(|inbox| inbox.connection);
    let live = store.part(Inbox::live);
    let on = move || availability.with(Availability::toggle_on);
    let may = move || availability.with(|availability| availability.live_chat);
    let loaded = move || availability.with(|availability| availability.loaded);
    let hint = move || {
        let full = availability.with(|availability| live.get() >= availability.max_chats as usize);
        match (loaded(), may(), on()) {
            (false, ..) => "Asking the desk".to_owned(),
            (_, false, _) => "You have no live chat permission".to_owned(),
            (_, _, false) => match availability.with(Availability::next) {
                Some(Next::OverrideEnds(at)) => {
                    format!("Until {}, or till you change it", soon(at, store.minute()))
                }
                Some(Next::HoursBegin(at)) => {
                    format!("Your hours begin at {}", soon(at, store.minute()))
                }
                Some(Next::HoursEnd(_)) | None => "Visitors won't reach you".to_owned(),
            },
            _ if link.get() != Link::Open => "New chats can't ring now".to_owned(),
            _ if full => "All places taken: nothing rings".to_owned(),
            _ => availability.with(|availability| {
                let chats = format!("{} of {} chats", live.get(), availability.max_chats);
                match availability.next() {
                    Some(Next::OverrideEnds(at) | Next::HoursEnd(at)) => {
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
                disabled=move || !loaded() || !may()
                on:click=move |_| store.send(Msg::SetAvailable(!on()))>
                <span class="track" aria-hidden="true"><span class="knob"></span></span>
                <span class="switch-text">
                    <span class="switch-label" data-part="availability-switch-label">
                        {move || if on() && may() { "Available" } else { "Away" }}
                    </span>
                    <span class="hint" id="availability-hint">{hint}</span>
                </span>
            </button>
        </div>
    }
}
