//! The address in a signal, and the one way to go somewhere else.

use crate::browser::page;
use crate::nav::{ConsoleRoute, Section};
use leptos::prelude::*;
use shared::permission::Permission;
use shared::protocol::Me;

/// Where somebody is. Cheap to copy into any handler.
#[derive(Clone, Copy)]
pub(crate) struct Nav {
    route: RwSignal<ConsoleRoute>,
    permissions: StoredValue<Vec<Permission>>,
    /// A section that has something unsaved says so here; who wants to leave is asked first.
    guard: RwSignal<Option<&'static str>>,
}

impl Nav {
    /// Where the page was opened.
    pub(crate) fn here(me: &Me) -> Self {
        let nav = Self {
            route: RwSignal::new(ConsoleRoute::section(Section::Inbox)),
            permissions: StoredValue::new(me.permissions.clone()),
            guard: RwSignal::new(None),
        };
        nav.sync_path();
        page::on(&["popstate"], move || nav.sync_path());
        nav
    }

    /// Whether there is anything for them.
    pub(crate) fn may(self, section: Section) -> bool {
        self.permissions.with_value(|permissions| section.is_for(permissions))
    }

    /// The section that shows.
    pub(crate) fn section(self) -> Section {
        self.route.with(|route| route.section)
    }

    /// The section that shows now; none: the console is gone.
    pub(crate) fn section_now(self) -> Option<Section> {
        self.route.try_with_untracked(|route| route.section)
    }

    /// Where they are, as it changes.
    pub(crate) fn route(self) -> ConsoleRoute {
        self.route.get()
    }

    /// Goes there, unless something unsaved keeps them.
    pub(crate) fn go(self, route: ConsoleRoute) {
        if self.route.with_untracked(|here| *here == route) || !self.may_leave() {
            return;
        }
        page::push_path(&route.path());
        self.route.set(route);
    }

    /// Goes there without a step back to here: what was here is no more.
    pub(crate) fn instead(self, route: ConsoleRoute) {
        page::replace_path(&route.path());
        self.route.set(route);
    }

    /// From now on who wants to leave is asked this first; none: not asked.
    pub(crate) fn set_guard(self, reason: Option<&'static str>) {
        self.guard.set(reason);
    }

    fn may_leave(self) -> bool {
        let lets = self.guard.get_untracked().is_none_or(page::confirm);
        if lets {
            self.guard.set(None);
        }
        lets
    }

    /// The address may have changed.
    fn sync_path(self) {
        let route = ConsoleRoute::read(&page::path());
        if self.route.try_with_untracked(|here| *here != route) == Some(true) {
            self.route.set(route);
        }
    }
}
