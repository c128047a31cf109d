//! The page's address as a signal, and navigation.

use crate::browser::page;
use crate::nav::{ConsoleRoute, Section};
use leptos::prelude::*;
use shared::permission::Permission;
use shared::protocol::Me;

/// The current route. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(crate) struct Nav {
    route: RwSignal<ConsoleRoute>,
    permissions: StoredValue<Vec<Permission>>,
    /// The question to ask before leaving a section with unsaved changes.
    guard: RwSignal<Option<&'static str>>,
}

impl Nav {
    /// Starts at the page's address.
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

    /// Whether this agent may see a section.
    pub(crate) fn may(self, section: Section) -> bool {
        self.permissions.with_value(|permissions| section.is_for(permissions))
    }

    /// Whether this agent has a permission.
    pub(crate) fn has(self, permission: Permission) -> bool {
        self.permissions.with_value(|permissions| permissions.contains(&permission))
    }

    /// The current section, reactively.
    pub(crate) fn section(self) -> Section {
        self.route.with(|route| route.section)
    }

    /// The current section, untracked; `None` once the console is disposed.
    pub(crate) fn section_now(self) -> Option<Section> {
        self.route.try_with_untracked(|route| route.section)
    }

    /// The current route, reactively.
    pub(crate) fn route(self) -> ConsoleRoute {
        self.route.get()
    }

    /// Navigates, unless unsaved changes prevent it.
    pub(crate) fn go(self, route: ConsoleRoute) {
        if self.route.with_untracked(|here| *here == route) || !self.may_leave() {
            return;
        }
        page::push_path(&route.path());
        self.route.set(route);
    }

    /// Goes to another tab of the page, which keeps what is not saved.
    pub(crate) fn switch(self, route: ConsoleRoute) {
        if self.route.with_untracked(|here| *here != route) {
            page::push_path(&route.path());
            self.route.set(route);
        }
    }

    /// Replaces the current address without a history entry, because the current page no longer
    /// exists.
    pub(crate) fn instead(self, route: ConsoleRoute) {
        page::replace_path(&route.path());
        self.route.set(route);
    }

    /// Sets the question to ask before leaving; `None` removes it.
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

    /// Follows a change of the address, for example by the back button.
    fn sync_path(self) {
        let route = ConsoleRoute::read(&page::path());
        if self.route.try_with_untracked(|here| *here != route) == Some(true) {
            self.route.set(route);
        }
    }
}
