//! What the agent likes, remembered in this browser.

use crate::browser::audio::TUNES;
use crate::browser::{page, storage};
use leptos::prelude::*;

/// As loud as the bell is until somebody chooses.
const HALF: u32 = 50;

/// What the agent likes.
#[derive(Clone, Copy)]
pub(crate) struct Prefs {
    /// `light`, `dark`, or empty: as the system has it.
    pub(crate) theme: RwSignal<String>,
    /// Whether the bell is silent.
    pub(crate) muted: RwSignal<bool>,
    /// How it sounds, where it isn't.
    pub(crate) tune: RwSignal<String>,
    /// How loud it is, of 100.
    pub(crate) volume: RwSignal<u32>,
}

impl Prefs {
    /// As remembered.
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
