//! Who asks, by a session or by a key, and what they may.

use super::Shell;
use super::call::{AgentCall, NotForKeys, Who};
use super::store::agents::{self as agents_store, Agent};
use super::store::{keys, sign_ins};
use crate::clock;
use crate::error::Fault;
use shared::id::{AgentId, KeyId, SessionId};
use shared::permission::Rights;
use shared::protocol::By;

/// Who asks.
pub(super) struct Caller {
    /// Who is signed in, or who made the key.
    pub(super) agent: Agent,
    /// What they may.
    pub(super) rights: Rights,
    way: Way,
}

/// How they came.
enum Way {
    Session(SessionId),
    Key { id: KeyId, name: String },
}

impl Caller {
    /// Whoever that is. All of it can be taken back at any time: the session, the key, the agent.
    pub(super) fn of(shell: &Shell, who: &Who) -> Result<Self, Fault> {
        let (sql, now) = (shell.sql(), clock::now());
        match who {
            Who::Session { session, agent } => {
                if !sign_ins::holds(&sql, now, session, agent)? {
                    return Err(Fault::NotSignedIn);
                }
                let agent = agents_store::find(&sql, agent)?.ok_or(Fault::NotSignedIn)?;
                let rights = Rights::of(agent.role);
                Ok(Self { agent, rights, way: Way::Session(session.clone()) })
            }
            Who::Key { hash } => {
                let key = keys::use_one(&sql, now, hash)?.ok_or(Fault::RevokedKey)?;
                let agent = agents_store::find(&sql, &key.maker)?.ok_or(Fault::RevokedKey)?;
                let rights = Rights::of(agent.role).limited(&key.row.permissions);
                Ok(Self { agent, rights, way: Way::Key { id: key.row.id, name: key.row.name } })
            }
        }
    }

    /// Whether they may do that; errors say why not.
    pub(super) fn check(&self, act: &AgentCall) -> Result<(), Fault> {
        let needs = act.needs();
        if let [first, ..] = needs
            && !needs.iter().any(|permission| self.rights.may(*permission))
        {
            return Err(Fault::NoPermission(*first));
        }
        if let Way::Session(_) = self.way {
            return Ok(());
        }
        let needed = act.key_needs().map_err(|NotForKeys| Fault::NotForKeys)?;
        match needed.and_then(|permission| self.rights.lacks(&[permission])) {
            Some(missing) => Err(Fault::NoPermission(missing)),
            None => Ok(()),
        }
    }

    /// Whether that agent is they themselves; a key is nobody.
    pub(super) fn is(&self, agent: &AgentId) -> bool {
        matches!(self.way, Way::Session(_)) && self.agent.id == *agent
    }

    /// The session they came by.
    pub(super) const fn session(&self) -> Option<&SessionId> {
        match &self.way {
            Way::Session(session) => Some(session),
            Way::Key { .. } => None,
        }
    }

    /// Their name under what they do.
    pub(super) fn by(&self) -> By {
        match &self.way {
            Way::Session(_) => {
                By::Agent { agent: self.agent.id.clone(), name: self.agent.name.clone() }
            }
            Way::Key { id, name } => By::Key { key: id.clone(), name: name.clone() },
        }
    }
}
