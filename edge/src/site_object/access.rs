//! Who is signed in, and whether they may.

use super::call::AgentCall;
use super::store::agents::{self as store, Agent};
use super::store::sign_ins;
use super::{
    Shell, agents, availability, book, counts, dialogues, identity, ledger, list, pictures,
    settings, sign_in,
};
use crate::clock;
use crate::error::{Answer, Fault};
use crate::outbox;
use shared::id::{AgentId, SessionId};
use std::rc::Rc;

/// Does what somebody signed in asks for, if they may.
pub(super) fn act(
    shell: &Rc<Shell>,
    session: SessionId,
    agent: &AgentId,
    act: AgentCall,
) -> Answer {
    let me = signed_in(shell, &session, agent)?;
    if let [first, ..] = act.needs()
        && !act.needs().iter().any(|permission| me.role.may(*permission))
    {
        return Err(Fault::NoPermission(*first));
    }
    match act {
        AgentCall::Me => agents::me(shell, &me),
        AgentCall::SignOut => sign_in::close(shell, &session),
        AgentCall::Agents => agents::all(shell),
        AgentCall::PutAgent { agent, new, hash } => {
            agents::put(shell, &me, &session, agent, new, hash)
        }
        AgentCall::Availability { agent } => availability::get(shell, &me, &agent),
        AgentCall::PutAvailability { agent, new } => availability::put(shell, &me, &agent, &new),
        AgentCall::PutPicture { agent, body } => pictures::put(shell, &me, &agent, &body),
        AgentCall::Settings => settings::get(shell),
        AgentCall::PutSettings(new) => settings::put(shell, &new),
        AgentCall::Identity => identity::get(shell),
        AgentCall::RotateIdentity => identity::rotate(shell),
        AgentCall::RequireSignature(required) => identity::require(shell, required),
        AgentCall::Book => book::get(shell),
        AgentCall::PutBook(new) => book::put(shell, new),
        AgentCall::ReadRouting => outbox::received(),
        AgentCall::Dialogues => dialogues::all(shell),
        AgentCall::Dialogue(id) => dialogues::get(shell, &id),
        AgentCall::PutDialogue(id, draft) => dialogues::put(shell, &id, &draft),
        AgentCall::Publish(id) => dialogues::publish(shell, &id),
        AgentCall::Unpublish(id) => dialogues::unpublish(shell, &id),
        AgentCall::Usage => ledger::usage(shell),
        AgentCall::DialogueReport { from, to } => {
            counts::report(shell, from.as_deref(), to.as_deref())
        }
        AgentCall::Mine { cursor } => list::latest(shell, Some(&me.id), cursor.as_deref()),
        AgentCall::All { cursor } => list::latest(shell, None, cursor.as_deref()),
    }
}

/// The agent of a session that holds. Both can be taken back at any time.
fn signed_in(shell: &Shell, session: &SessionId, agent: &AgentId) -> Result<Agent, Fault> {
    let sql = shell.sql();
    if !sign_ins::holds(&sql, clock::now(), session, agent)? {
        return Err(Fault::NotSignedIn);
    }
    store::find(&sql, agent)?.ok_or(Fault::NotSignedIn)
}
