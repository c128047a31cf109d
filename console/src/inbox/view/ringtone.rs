//! The ringtone, and the title of the tab.

use super::store::Store;
use crate::browser::{audio, page};
use crate::context::{Nav, Prefs};
use crate::inbox::{Inbox, count_text, display_name};
use crate::texts::t;
use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// How often the ringtone repeats while an offer waits, in milliseconds.
const AGAIN: u32 = 3_000;

/// Plays while an offer waits; ticks when a visitor wrote in a chat that isn't visible.
pub(crate) fn sound(store: Store, prefs: Prefs) {
    let ringtone = StoredValue::new_local(audio::Ringtone::default());
    // Browsers allow sound after the first user gesture.
    page::on(&["pointerdown", "keydown"], move || {
        ringtone.try_with_value(audio::Ringtone::wake);
    });
    let has_offers = store.part(|inbox| inbox.offers.iter().any(|offer| offer.chosen.is_none()));
    let strike = move || {
        if !prefs.muted.get_untracked() {
            let (tune, volume) = (prefs.tune.get_untracked(), prefs.volume.get_untracked());
            ringtone.try_with_value(|ringtone| ringtone.play(&tune, volume));
        }
    };
    let repeat = StoredValue::new_local(None::<Interval>);
    Effect::new(move || {
        if has_offers.get() {
            strike();
            repeat.set_value(Some(Interval::new(AGAIN, strike)));
        } else {
            repeat.set_value(None);
        }
    });
    Effect::new(move |first: Option<()>| {
        store.message_received.track();
        if first.is_some() && !prefs.muted.get_untracked() {
            ringtone.try_with_value(|ringtone| ringtone.tick(prefs.volume.get_untracked()));
        }
    });
    on_cleanup(move || drop(repeat.try_update_value(Option::take)));
}

/// The title names the section and counts what waits; it blinks while a chat is offered.
pub(crate) fn title(store: Store, nav: Nav) {
    let waiting = store.part(|inbox| {
        (inbox.offers.len(), inbox.offers.first().map(|offer| display_name(&offer.card.attributes)))
    });
    let unanswered = store.part(Inbox::waiting);
    Effect::new(move || {
        let section = nav.section().name();
        let plain = match unanswered.get() {
            0 => format!("{section} · Bellhop"),
            count => format!("({}) {section} · Bellhop", count_text(count)),
        };
        match waiting.get() {
            (0, _) | (_, None) => page::set_title(&plain),
            (count, Some(visitor_name)) => {
                let even = (store.here().0 / 1_000).is_multiple_of(2);
                let calling = t!("inbox-title-wants", count = count, visitor_name = visitor_name);
                page::set_title(if even { &calling } else { &plain });
            }
        }
    });
}
