//! The routes of the console: its sections, their addresses, and who may see them. Pure.

use crate::texts::t;
use shared::permission::Permission as P;

/// A section of the console, with its own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The first steps of a site, and its figures.
    Home,
    /// Current and past conversations.
    Inbox,
    /// The list of dialogues and flows; for one of them, the Stream Designer.
    Dialogues,
    Reports,
    /// Everybody who has given an e-mail address.
    People,
    /// Agents, teams, routing rules, the fallback message.
    Team,
    /// The agent's own hours.
    Hours,
    /// The package and its usage.
    Usage,
    /// How the chat looks and behaves, and its installation.
    Settings,
    /// The agent's own account: how they sign in.
    Account,
}

impl Section {
    /// All sections, in the order of the rail. The account is in the agent's menu instead.
    pub(crate) const ALL: [Self; 10] = [
        Self::Home,
        Self::Inbox,
        Self::Dialogues,
        Self::Reports,
        Self::People,
        Self::Team,
        Self::Hours,
        Self::Usage,
        Self::Settings,
        Self::Account,
    ];

    /// Whether the rail has it.
    pub(crate) fn is_in_rail(self) -> bool {
        self != Self::Account
    }

    /// Its name in addresses.
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
            Self::Account => "account",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Home => t!("section-home"),
            Self::Inbox => t!("section-inbox"),
            Self::Dialogues => t!("section-dialogues"),
            Self::Reports => t!("section-reports"),
            Self::People => t!("section-people"),
            Self::Team => t!("section-team"),
            Self::Hours => t!("section-hours"),
            Self::Usage => t!("section-usage"),
            Self::Settings => t!("section-settings"),
            Self::Account => t!("section-account"),
        }
    }

    /// The permissions, of which one is needed; none if being signed in is enough.
    const fn needs(self) -> &'static [P] {
        match self {
            Self::Inbox | Self::Account => &[],
            Self::Dialogues => &[P::ViewDialogues],
            Self::Reports => &[P::ViewReports],
            Self::People => &[P::ViewPeople],
            Self::Team => &[P::ViewTeam, P::ViewRouting],
            Self::Hours => &[P::LiveChat],
            Self::Usage => &[P::ViewUsage],
            Self::Home => &[P::ViewSettings, P::ViewReports],
            Self::Settings => &[P::ViewSettings, P::ViewAudit],
        }
    }

    /// Whether these permissions give access.
    pub(crate) fn is_for(self, permissions: &[P]) -> bool {
        let needs = self.needs();
        needs.is_empty() || needs.iter().any(|one| permissions.contains(one))
    }
}

/// A route: a section, and a page within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConsoleRoute {
    pub(crate) section: Section,
    /// The rest of the address, part by part.
    pub(crate) rest: Vec<String>,
}

impl ConsoleRoute {
    /// The section's main page.
    pub(crate) const fn section(section: Section) -> Self {
        Self { section, rest: Vec::new() }
    }

    /// A page of a section, such as `["dialogue_welcome", "versions"]`. Parts are ids and fixed
    /// names, so nothing needs escaping.
    pub(crate) fn within(section: Section, rest: &[&str]) -> Self {
        Self { section, rest: rest.iter().map(|part| (*part).to_owned()).collect() }
    }

    /// Parses an address; an unknown one is the inbox.
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
    fn a_route_survives_a_round_trip() {
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
    fn an_unknown_address_is_the_inbox() {
        for path in ["/", "/console", "/console/", "/console/nothing/here", "/console.html"] {
            assert_eq!(ConsoleRoute::read(path), ConsoleRoute::section(Section::Inbox), "{path}");
        }
    }

    #[test]
    fn sections_need_permissions() {
        let seen = |role: Role| {
            let all = Section::ALL.into_iter();
            all.filter(|section| section.is_for(role.permissions())).collect::<Vec<_>>()
        };
        assert_eq!(seen(Role::LiveAgent), [Section::Inbox, Section::Hours, Section::Account]);
        assert_eq!(seen(Role::Admin), Section::ALL);
        assert!(!seen(Role::Marketing).contains(&Section::Team));
        assert!(seen(Role::Marketing).contains(&Section::People));
        assert!(seen(Role::Marketing).contains(&Section::Home));
        assert!(!seen(Role::SalesAdmin).contains(&Section::Dialogues));
    }
}
