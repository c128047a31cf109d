//! The caller of a request: a session or an API key, and its permissions.

use super::agents::store::{self as agents_store, Agent};
use super::keys::store as keys;
use super::roles::store as roles;
use super::sign_in::store as sign_ins;
use super::site_request::Credential;
use super::{Shell, second_factor};
use crate::error::ApiError;
use crate::runtime::clock;
use shared::api::{Access, Denied, RouteInfo};
use shared::id::{AgentId, KeyId, SessionId};
use shared::permission::Rights;
use shared::protocol::By;

/// The caller of a request.
pub(super) struct Principal {
    /// The agent who is signed in, or who created the API key.
    pub(super) agent: Agent,
    pub(super) rights: Rights,
    /// The site requires a second factor, and this agent has not set it up.
    pub(super) second_factor_missing: bool,
    /// The session was opened by a passkey.
    pub(super) by_passkey: bool,
    method: AuthMethod,
}

/// How the caller authenticated.
enum AuthMethod {
    Session(SessionId),
    Key { id: KeyId, name: String },
}

impl Principal {
    /// Authenticates the caller. Session, key and agent can be revoked at any time, so all are
    /// checked.
    pub(super) fn authenticate(shell: &Shell, credential: &Credential) -> Result<Self, ApiError> {
        let (sql, now) = (shell.sql(), clock::now());
        match credential {
            Credential::Session { session, agent } => {
                let used = sign_ins::use_one(&sql, now, session, agent)?;
                let by_passkey = used.ok_or(ApiError::NotSignedIn)?.by_passkey;
                let agent = agents_store::find(&sql, agent)?.ok_or(ApiError::NotSignedIn)?;
                let rights = roles::rights(&sql, &agent.role)?;
                let second_factor_missing =
                    second_factor::is_missing(shell, &agent.id, by_passkey)?;
                let method = AuthMethod::Session(session.clone());
                Ok(Self { agent, rights, second_factor_missing, by_passkey, method })
            }
            Credential::Key { hash } => {
                let key = keys::use_one(&sql, now, hash)?.ok_or(ApiError::RevokedKey)?;
                let agent = agents_store::find(&sql, &key.maker)?.ok_or(ApiError::RevokedKey)?;
                let rights = roles::rights(&sql, &agent.role)?.limited(&key.row.permissions);
                Ok(Self {
                    agent,
                    rights,
                    second_factor_missing: false,
                    by_passkey: false,
                    method: AuthMethod::Key { id: key.row.id, name: key.row.name },
                })
            }
        }
    }

    /// Checks whether the caller may call a route. `own` says whether the request is about
    /// something of the caller's own. Routes that are not for sessions and keys are closed to both.
    pub(super) fn check(&self, route: &RouteInfo, own: bool) -> Result<(), ApiError> {
        let Access::Agents { session, key } = route.access else {
            return Err(ApiError::NotForKeys);
        };
        if self.second_factor_missing && !route.is_part_of_setup() {
            return Err(ApiError::SecondFactorRequired);
        }
        let needs = match self.method {
            AuthMethod::Session(_) => session,
            AuthMethod::Key { .. } => key,
        };
        needs.check(&self.rights, own).map_err(|denied| match denied {
            Denied::Permission(missing) => ApiError::NoPermission(missing),
            Denied::Never => ApiError::NotForKeys,
        })
    }

    /// The signed-in agent; `None` for an API key.
    pub(super) const fn identity(&self) -> Option<&AgentId> {
        match self.method {
            AuthMethod::Session(_) => Some(&self.agent.id),
            AuthMethod::Key { .. } => None,
        }
    }

    /// Whether the caller is this agent; an API key never is.
    pub(super) fn is(&self, agent: &AgentId) -> bool {
        self.identity() == Some(agent)
    }

    /// The caller's session.
    pub(super) const fn session(&self) -> Option<&SessionId> {
        match &self.method {
            AuthMethod::Session(session) => Some(session),
            AuthMethod::Key { .. } => None,
        }
    }

    /// The caller's name in histories.
    pub(super) fn by(&self) -> By {
        match &self.method {
            AuthMethod::Session(_) => {
                By::Agent { agent: self.agent.id.clone(), name: self.agent.name.clone() }
            }
            AuthMethod::Key { id, name } => By::Key { key: id.clone(), name: name.clone() },
        }
    }
}
