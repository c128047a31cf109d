//! Access rules: who may call a route.

use crate::permission::{Permission, Rights};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without authentication.
    Anybody,
    /// A page that may show the site's chat; it may be of another origin.
    Page,
    /// A visitor with their token, on such a page.
    Visitor,
    /// A participant of the conversation: its visitor with a token, or an agent with a session.
    Participant,
    /// The operator of the deployment, with the operator's token.
    Operator,
    /// A machine that takes mail, with the secret for it.
    MailMachine,
    /// Agents with a session, and programs with an API key.
    Agents {
        /// What an agent with a session needs.
        session: Needs,
        /// What an API key needs.
        key: Needs,
    },
}

/// The permissions that an agent or an API key needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// No permission: any session, or any key.
    Nothing,
    /// One of these permissions.
    Any(&'static [Permission]),
    /// All of these permissions.
    All(&'static [Permission]),
    /// One of the first list for what is the caller's own (an empty list means no permission), and
    /// one of the second for everything else.
    Own(&'static [Permission], &'static [Permission]),
    /// Not allowed at all.
    Never,
}

/// Why the caller may not call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The caller lacks this permission.
    Permission(Permission),
    /// Callers of this kind may never call the route.
    Never,
}

impl Needs {
    /// Checks the caller's rights. `own` says whether the request is about something of the
    /// caller's own.
    pub fn check(self, rights: &Rights, own: bool) -> Result<(), Denied> {
        let any = |permissions: &[Permission]| match permissions {
            [first, ..] if !permissions.iter().any(|one| rights.may(*one)) => {
                Err(Denied::Permission(*first))
            }
            _ => Ok(()),
        };
        match self {
            Self::Nothing => Ok(()),
            Self::Any(permissions) => any(permissions),
            Self::All(permissions) => {
                rights.lacks(permissions).map_or(Ok(()), |missing| Err(Denied::Permission(missing)))
            }
            Self::Own(own_needs, _) if own => any(own_needs),
            Self::Own(_, others) => any(others),
            Self::Never => Err(Denied::Never),
        }
    }

    /// The permissions that are named.
    pub fn permissions(self) -> Vec<Permission> {
        match self {
            Self::Nothing | Self::Never => Vec::new(),
            Self::Any(permissions) | Self::All(permissions) => permissions.to_vec(),
            Self::Own(own, others) => [own, others].concat(),
        }
    }

    /// Whether it needs a permission, at least in some cases.
    pub const fn names_permission(self) -> bool {
        !matches!(self, Self::Nothing | Self::Never)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;
    use Permission as P;

    #[test]
    fn any_of_several_permissions_is_enough_and_the_first_one_is_named_as_missing() {
        let needs = Needs::Any(&[P::ManageAgents, P::EditDialogues]);
        assert_eq!(needs.check(&Rights::from_role(Role::Marketing), false), Ok(()));
        let missing = needs.check(&Rights::from_role(Role::LiveAgent), false);
        assert_eq!(missing, Err(Denied::Permission(P::ManageAgents)));
    }

    #[test]
    fn all_permissions_means_each_of_them() {
        let needs = Needs::All(&[P::ViewAllConversations, P::ExportPeople]);
        let missing = needs.check(&Rights::from_role(Role::SalesAdmin), false);
        assert_eq!(missing, Err(Denied::Permission(P::ExportPeople)));
        assert_eq!(needs.check(&Rights::from_role(Role::Admin), false), Ok(()));
    }

    #[test]
    fn ones_own_needs_less_and_a_route_that_is_never_open_needs_no_permission() {
        let needs = Needs::Own(&[], &[P::ManageAgents]);
        let rights = Rights::from_role(Role::LiveAgent);
        assert_eq!(needs.check(&rights, true), Ok(()));
        assert_eq!(needs.check(&rights, false), Err(Denied::Permission(P::ManageAgents)));
        assert_eq!(Needs::Never.check(&Rights::from_role(Role::Admin), true), Err(Denied::Never));
    }
}
