//! The bell for ear and eye: its sound, and the title of the tab.

use super::prefs::Prefs;
use super::store::Store;
use crate::api::{audio, page};
use crate::inbox::{Inbox, name};
use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// How often the bell rings while an offer waits, in milliseconds.
const AGAIN: u32 = 3_000;

/// Rings while an offer waits; ticks when a visitor wrote elsewhere.
pub(super) fn sound(store: Store, prefs: Prefs) {
    let bell = StoredValue::new_local(audio::Bell::default());
    // Browsers allow sound after the first touch.
    page::on(&["pointerdown", "keydown"], move || {
        bell.try_with_value(audio::Bell::wake);
    });
    let ringing = store.part(|inbox| inbox.offers.iter().any(|offer| offer.chosen.is_none()));
    let strike = move || {
        if !prefs.muted.get_untracked() {
            let (tune, volume) = (prefs.tune.get_untracked(), prefs.volume.get_untracked());
            bell.try_with_value(|bell| bell.ring(&tune, volume));
        }
    };
    let repeat = StoredValue::new_local(None::<Interval>);
    Effect::new(move || {
        if ringing.get() {
            strike();
            repeat.set_value(Some(Interval::new(AGAIN, strike)));
        } else {
            repeat.set_value(None);
        }
    });
    Effect::new(move |first: Option<()>| {
        store.heard.track();
        if first.is_some() && !prefs.muted.get_untracked() {
            bell.try_with_value(|bell| bell.tick(prefs.volume.get_untracked()));
        }
    });
    on_cleanup(move || drop(repeat.try_update_value(Option::take)));
}

/// The title says what waits; while the bell rings it blinks.
pub(super) fn title(store: Store) {
    let rings = store.part(|inbox| {
        (inbox.offers.len(), inbox.offers.first().map(|offer| name(&offer.card.told)))
    });
    let unread = store.part(Inbox::unread_chats);
    Effect::new(move || {
        let plain = match unread.get() {
            0 => "Inbox · Bellhop".to_owned(),
            unread => format!("({unread}) Inbox · Bellhop"),
        };
        match rings.get() {
            (0, _) | (_, None) => page::set_title(&plain),
            (count, Some(who)) => {
                let even = (store.here().0 / 1_000).is_multiple_of(2);
                let calling = format!("({count}) {who} wants to chat");
                page::set_title(if even { &calling } else { &plain });
            }
        }
    });
}
