//! Who asks, by a session or by a key, and what they may.

use super::Shell;
use super::agents::store::{self as agents_store, Agent};
use super::keys::store as keys;
use super::sign_in::store as sign_ins;
use super::site_request::Credential;
use crate::error::ApiError;
use crate::runtime::clock;
use shared::api::{Access, Denied, RouteInfo};
use shared::id::{AgentId, KeyId, SessionId};
use shared::permission::Rights;
use shared::protocol::By;

/// Who asks.
pub(super) struct Principal {
    /// Who is signed in, or who made the key.
    pub(super) agent: Agent,
    pub(super) rights: Rights,
    method: AuthMethod,
}

/// How they came.
enum AuthMethod {
    Session(SessionId),
    Key { id: KeyId, name: String },
}

impl Principal {
    /// Whoever that is. All of it can be taken back at any time: the session, the key, the agent.
    pub(super) fn authenticate(shell: &Shell, credential: &Credential) -> Result<Self, ApiError> {
        let (sql, now) = (shell.sql(), clock::now());
        match credential {
            Credential::Session { session, agent } => {
                if !sign_ins::holds(&sql, now, session, agent)? {
                    return Err(ApiError::NotSignedIn);
                }
                let agent = agents_store::find(&sql, agent)?.ok_or(ApiError::NotSignedIn)?;
                let rights = Rights::from_role(agent.role);
                Ok(Self { agent, rights, method: AuthMethod::Session(session.clone()) })
            }
            Credential::Key { hash } => {
                let key = keys::use_one(&sql, now, hash)?.ok_or(ApiError::RevokedKey)?;
                let agent = agents_store::find(&sql, &key.maker)?.ok_or(ApiError::RevokedKey)?;
                let rights = Rights::from_role(agent.role).limited(&key.row.permissions);
                Ok(Self {
                    agent,
                    rights,
                    method: AuthMethod::Key { id: key.row.id, name: key.row.name },
                })
            }
        }
    }

    /// Whether they may call a route; `own` says whether the request is about what is their own. A route
    /// for which sessions and keys are no answer is closed to both.
    pub(super) fn check(&self, route: &RouteInfo, own: bool) -> Result<(), ApiError> {
        let Access::Agents { session, key } = route.access else {
            return Err(ApiError::NotForKeys);
        };
        let needs = match self.method {
            AuthMethod::Session(_) => session,
            AuthMethod::Key { .. } => key,
        };
        needs.check(&self.rights, own).map_err(|denied| match denied {
            Denied::Permission(missing) => ApiError::NoPermission(missing),
            Denied::Never => ApiError::NotForKeys,
        })
    }

    /// The agent that is signed in; a key is nobody.
    pub(super) const fn identity(&self) -> Option<&AgentId> {
        match self.method {
            AuthMethod::Session(_) => Some(&self.agent.id),
            AuthMethod::Key { .. } => None,
        }
    }

    /// Whether that agent is they themselves; a key is nobody.
    pub(super) fn is(&self, agent: &AgentId) -> bool {
        self.identity() == Some(agent)
    }

    /// The session they came by.
    pub(super) const fn session(&self) -> Option<&SessionId> {
        match &self.method {
            AuthMethod::Session(session) => Some(session),
            AuthMethod::Key { .. } => None,
        }
    }

    /// Their name under what they do.
    pub(super) fn by(&self) -> By {
        match &self.method {
            AuthMethod::Session(_) => {
                By::Agent { agent: self.agent.id.clone(), name: self.agent.name.clone() }
            }
            AuthMethod::Key { id, name } => By::Key { key: id.clone(), name: name.clone() },
        }
    }
}
