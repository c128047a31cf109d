//! The agent's preferences, stored in this browser.

use crate::browser::audio::TUNES;
use crate::browser::{page, storage};
use leptos::prelude::*;

/// The default volume of the ringtone, in percent.
const HALF: u32 = 50;

#[derive(Clone, Copy)]
pub(crate) struct Prefs {
    /// `light`, `dark`, or empty to follow the system.
    pub(crate) theme: RwSignal<String>,
    /// Whether the ringtone is off.
    pub(crate) muted: RwSignal<bool>,
    /// The name of the ringtone.
    pub(crate) tune: RwSignal<String>,
    /// The volume, from 0 to 100.
    pub(crate) volume: RwSignal<u32>,
}

impl Prefs {
    /// Loads the preferences.
    pub(crate) fn remembered() -> Self {
        let volume = storage::get("volume").and_then(|text| text.parse().ok());
        let prefs = Self {
            theme: RwSignal::new(storage::get("theme").unwrap_or_default()),
            muted: RwSignal::new(storage::get("muted").is_some()),
            tune: RwSignal::new(storage::get("tune").unwrap_or_else(|| TUNES[0].name.to_owned())),
            volume: RwSignal::new(volume.unwrap_or(HALF)),
        };
        Effect::new(move || {
            let theme = prefs.theme.get();
            page::set_theme(&theme);
            storage::set("theme", &theme);
        });
        Effect::new(move || storage::set("muted", if prefs.muted.get() { "yes" } else { "" }));
        Effect::new(move || storage::set("tune", &prefs.tune.get()));
        Effect::new(move || storage::set("volume", &prefs.volume.get().to_string()));
        prefs
    }
}
