//! Where in the console somebody is: its sections, their addresses, and who may see them. Pure.

use shared::permission::Permission as P;

/// A part of the console with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The first steps of a site, and how it goes.
    Home,
    /// Conversations, now and past.
    Inbox,
    /// Dialogues and conversational flows; one of them: the Stream Designer.
    Dialogues,
    /// What it all came to.
    Reports,
    /// Everybody who ever told who they are.
    People,
    /// Agents, teams, routing rules, the fallback message.
    Team,
    /// The own hours.
    Hours,
    /// The package and what of it is used.
    Usage,
    /// How the chat looks and behaves, and how it gets onto pages.
    Settings,
}

impl Section {
    /// All of them, as the rail shows them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Home,
        Self::Inbox,
        Self::Dialogues,
        Self::Reports,
        Self::People,
        Self::Team,
        Self::Hours,
        Self::Usage,
        Self::Settings,
    ];

    /// Its word in addresses.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Inbox => "inbox",
            Self::Dialogues => "dialogues",
            Self::Reports => "reports",
            Self::People => "people",
            Self::Team => "team",
            Self::Hours => "hours",
            Self::Usage => "usage",
            Self::Settings => "settings",
        }
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Inbox => "Inbox",
            Self::Dialogues => "Dialogues",
            Self::Reports => "Reports",
            Self::People => "People",
            Self::Team => "Team",
            Self::Hours => "My hours",
            Self::Usage => "Usage",
            Self::Settings => "Settings",
        }
    }

    /// The permissions of which one is needed; none: being signed in is enough.
    const fn needs(self) -> &'static [P] {
        match self {
            Self::Inbox => &[],
            Self::Dialogues => &[P::EditDialogues],
            Self::Reports => &[P::ViewReports],
            Self::People => &[P::ViewAllConversations],
            Self::Team => &[P::ManageAgents],
            Self::Hours => &[P::LiveChat],
            Self::Usage => &[P::ViewReports, P::ManageSettings],
            Self::Home | Self::Settings => &[P::ManageSettings],
        }
    }

    /// Whether somebody with these permissions finds anything there.
    pub(crate) fn is_for(self, permissions: &[P]) -> bool {
        let needs = self.needs();
        needs.is_empty() || needs.iter().any(|one| permissions.contains(one))
    }
}

/// Where somebody is: a section, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConsoleRoute {
    /// The section.
    pub(crate) section: Section,
    /// What of it: the rest of the address, part by part.
    pub(crate) rest: Vec<String>,
}

impl ConsoleRoute {
    /// A section's own page.
    pub(crate) const fn section(section: Section) -> Self {
        Self { section, rest: Vec::new() }
    }

    /// Something of a section, like `["dialogue_welcome", "versions"]`. Parts are ids and words of
    /// our own: nothing in them needs to be escaped.
    pub(crate) fn within(section: Section, rest: &[&str]) -> Self {
        Self { section, rest: rest.iter().map(|part| (*part).to_owned()).collect() }
    }

    /// The place an address means; one that means nothing is the inbox.
    pub(crate) fn read(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let _console = parts.next();
        let slug = parts.next().unwrap_or_default();
        let section = Section::ALL.into_iter().find(|section| section.as_str() == slug);
        match section {
            Some(section) => Self { section, rest: parts.map(str::to_owned).collect() },
            None => Self::section(Section::Inbox),
        }
    }

    /// Its address.
    pub(crate) fn path(&self) -> String {
        let mut path = format!("/console/{}", self.section.as_str());
        for part in &self.rest {
            path.push('/');
            path.push_str(part);
        }
        path
    }

    /// The first part of the rest, if there is one.
    pub(crate) fn first(&self) -> Option<&str> {
        self.rest.first().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::permission::Role;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for route in [
            ConsoleRoute::section(Section::Inbox),
            ConsoleRoute::within(Section::Dialogues, &["dialogue_a"]),
            ConsoleRoute::within(Section::Dialogues, &["dialogue_a", "versions", "3"]),
            ConsoleRoute::within(Section::Team, &["rules"]),
        ] {
            assert_eq!(ConsoleRoute::read(&route.path()), route);
        }
    }

    #[test]
    fn an_address_that_means_nothing_is_the_inbox() {
        for path in ["/", "/console", "/console/", "/console/nothing/here", "/console.html"] {
            assert_eq!(ConsoleRoute::read(path), ConsoleRoute::section(Section::Inbox), "{path}");
        }
    }

    #[test]
    fn everybody_finds_what_they_may_use_and_nothing_else() {
        let seen = |role: Role| {
            let all = Section::ALL.into_iter();
            all.filter(|section| section.is_for(role.permissions())).collect::<Vec<_>>()
        };
        assert_eq!(seen(Role::LiveAgent), [Section::Inbox, Section::Hours]);
        assert_eq!(seen(Role::Admin), Section::ALL);
        assert!(!seen(Role::Marketing).contains(&Section::Team));
        assert!(!seen(Role::SalesAdmin).contains(&Section::Dialogues));
    }
}
