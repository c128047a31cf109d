//! Who may call a route.

use crate::permission::{Permission, Rights};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a word about who they are.
    Anybody,
    /// Anybody on a page that may show the site's chat; such a page may be of another origin.
    Page,
    /// A visitor with their token, on such a page.
    Visitor,
    /// The people of one conversation: its visitor with a token, or an agent with a session.
    Participant,
    /// The operator of the deployment, with the operator's token.
    Operator,
    /// Agents with a session, and programs with an API key.
    Agents {
        /// What a session needs.
        session: Needs,
        /// What an API key needs.
        key: Needs,
    },
}

/// What an agent or an API key needs for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// No permission: any session, or any key.
    Nothing,
    /// One of these permissions.
    Any(&'static [Permission]),
    /// All of these permissions.
    All(&'static [Permission]),
    /// For what is the caller's own one of the first (or nothing, where there is none), otherwise one of
    /// the second.
    Own(&'static [Permission], &'static [Permission]),
    /// It can't be called this way at all.
    Never,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// This permission is missing.
    Permission(Permission),
    /// The route can't be called this way at all.
    Never,
}

impl Needs {
    /// Checks what somebody may against what is needed; `own` says whether the request is about what is
    /// their own.
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

    /// Whether it asks for a permission, at least in some cases.
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
        let needs = Needs::All(&[P::ViewAllConversations, P::ManageSettings]);
        let missing = needs.check(&Rights::from_role(Role::SalesAdmin), false);
        assert_eq!(missing, Err(Denied::Permission(P::ManageSettings)));
        assert_eq!(needs.check(&Rights::from_role(Role::Admin), false), Ok(()));
    }

    #[test]
    fn ones_own_needs_less_and_what_can_never_be_called_needs_no_permission_at_all() {
        let needs = Needs::Own(&[], &[P::ManageAgents]);
        let rights = Rights::from_role(Role::LiveAgent);
        assert_eq!(needs.check(&rights, true), Ok(()));
        assert_eq!(needs.check(&rights, false), Err(Denied::Permission(P::ManageAgents)));
        assert_eq!(Needs::Never.check(&Rights::from_role(Role::Admin), true), Err(Denied::Never));
    }
}
