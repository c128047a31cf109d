//! What the agent likes, remembered in this browser.

use crate::api::{page, storage};
use leptos::prelude::*;

/// What the agent likes.
#[derive(Clone, Copy)]
pub(super) struct Prefs {
    /// `light`, `dark`, or empty: as the system has it.
    pub(super) theme: RwSignal<String>,
    /// Whether the bell is silent.
    pub(super) muted: RwSignal<bool>,
}

impl Prefs {
    /// As remembered.
    pub(super) fn remembered() -> Self {
        let prefs = Self {
            theme: RwSignal::new(storage::get("theme").unwrap_or_default()),
            muted: RwSignal::new(storage::get("muted").is_some()),
        };
        Effect::new(move || {
            let theme = prefs.theme.get();
            page::set_theme(&theme);
            storage::set("theme", &theme);
        });
        Effect::new(move || storage::set("muted", if prefs.muted.get() { "yes" } else { "" }));
        prefs
    }
}
