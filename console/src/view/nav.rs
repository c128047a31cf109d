//! The address in a signal, and the one way to go somewhere else.

use crate::api::page;
use crate::nav::{Place, Section};
use leptos::prelude::*;
use shared::permission::Permission;
use shared::protocol::Me;

/// Where somebody is. Cheap to copy into any handler.
#[derive(Clone, Copy)]
pub(super) struct Nav {
    place: RwSignal<Place>,
    permissions: StoredValue<Vec<Permission>>,
    /// A section that has something unsaved says so here; who wants to leave is asked first.
    guard: RwSignal<Option<&'static str>>,
}

impl Nav {
    /// Where the page was opened.
    pub(super) fn here(me: &Me) -> Self {
        let nav = Self {
            place: RwSignal::new(Place::of(Section::Inbox)),
            permissions: StoredValue::new(me.permissions.clone()),
            guard: RwSignal::new(None),
        };
        nav.look();
        page::on(&["popstate"], move || nav.look());
        nav
    }

    /// Whether there is anything for them.
    pub(super) fn may(self, section: Section) -> bool {
        self.permissions.with_value(|permissions| section.is_for(permissions))
    }

    /// The section that shows.
    pub(super) fn section(self) -> Section {
        self.place.with(|place| place.section)
    }

    /// The section that shows now; none: the console is gone.
    pub(super) fn section_now(self) -> Option<Section> {
        self.place.try_with_untracked(|place| place.section)
    }

    /// Where they are, as it changes.
    pub(super) fn place(self) -> Place {
        self.place.get()
    }

    /// Goes there, unless something unsaved keeps them.
    pub(super) fn go(self, place: Place) {
        if self.place.with_untracked(|here| *here == place) || !self.lets_go() {
            return;
        }
        page::push_path(&place.path());
        self.place.set(place);
    }

    /// Goes there without a step back to here: what was here is no more.
    pub(super) fn instead(self, place: Place) {
        page::replace_path(&place.path());
        self.place.set(place);
    }

    /// From now on who wants to leave is asked this first; none: not asked.
    pub(super) fn keep(self, why: Option<&'static str>) {
        self.guard.set(why);
    }

    fn lets_go(self) -> bool {
        let lets = self.guard.get_untracked().is_none_or(page::asks);
        if lets {
            self.guard.set(None);
        }
        lets
    }

    /// The address may have changed.
    fn look(self) {
        let place = Place::read(&page::path());
        if self.place.try_with_untracked(|here| *here != place) == Some(true) {
            self.place.set(place);
        }
    }
}
