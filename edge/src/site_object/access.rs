//! Who is signed in, and whether they may.

use super::call::{AgentCall, Who};
use super::caller::Caller;
use super::{
    Shell, agents, availability, book, counts, devices, dialogues, identity, invitations, keys,
    ledger, list, pictures, reports, settings, sign_in, uses, versions,
};
use crate::error::{Answer, Fault};
use crate::outbox;
use std::rc::Rc;

/// Does what somebody signed in, or a program with a key, asks for, if they may.
pub(super) fn act(shell: &Rc<Shell>, who: &Who, act: AgentCall) -> Answer {
    let me = Caller::of(shell, who)?;
    me.check(&act)?;
    match act {
        AgentCall::Me | AgentCall::SeeColleagues => agents::me(shell, &me),
        AgentCall::SignOut => sign_in::close(shell, me.session().ok_or(Fault::NotForKeys)?),
        AgentCall::Agents => agents::all(shell),
        AgentCall::PutAgent { agent, new, hash } => agents::put(shell, &me, agent, new, hash),
        AgentCall::AgentUses(id) => uses::of_agent(shell, &id),
        AgentCall::TeamUses(id) => uses::of_team(shell, &id),
        AgentCall::RemoveAgent(id) => uses::remove(shell, &me, &id),
        AgentCall::Invitations => invitations::all(shell),
        AgentCall::Invite { id, new, expires } => invitations::make(shell, &me, id, new, expires),
        AgentCall::RevokeInvitation(id) => invitations::revoke(shell, &id),
        AgentCall::Availability { agent } => availability::get(shell, &me, &agent),
        AgentCall::PutAvailability { agent, new } => availability::put(shell, &me, &agent, &new),
        AgentCall::PutPicture { agent, body } => pictures::put(shell, &me, &agent, &body),
        AgentCall::Devices => devices::list(shell, &me.agent),
        AgentCall::PutDevice { new, contact } => {
            let session = me.session().ok_or(Fault::NotForKeys)?;
            devices::put(shell, &me.agent, session, new, contact)
        }
        AgentCall::ForgetDevice(id) => devices::forget(shell, &me.agent, &id),
        AgentCall::TryDevice(id) => devices::try_out(shell, &me.agent, &id),
        AgentCall::Settings => settings::get(shell),
        AgentCall::PutSettings(new) => settings::put(shell, &new),
        AgentCall::Identity => identity::get(shell),
        AgentCall::RotateIdentity => identity::rotate(shell),
        AgentCall::RequireSignature(required) => identity::require(shell, required),
        AgentCall::Book => book::get(shell),
        AgentCall::PutBook(new) => book::put(shell, new),
        AgentCall::ReadRouting | AgentCall::SeeDuty | AgentCall::TryRouting => outbox::received(),
        AgentCall::Dialogues => dialogues::all(shell),
        AgentCall::Dialogue(id) => dialogues::get(shell, &id),
        AgentCall::PutDialogue { dialogue, body, over } => {
            dialogues::put(shell, &me, &dialogue, &body, over.as_deref())
        }
        AgentCall::DeleteDialogue(id) => dialogues::delete(shell, &me, &id),
        AgentCall::OrderDialogues(order) => dialogues::order(shell, &me, &order),
        AgentCall::Publish(id) => dialogues::publish(shell, &me, &id),
        AgentCall::Unpublish(id) => dialogues::unpublish(shell, &me, &id),
        AgentCall::Versions { dialogue, cursor } => {
            versions::all(shell, &dialogue, cursor.as_deref())
        }
        AgentCall::VersionText(id, version) => versions::text(shell, &id, version),
        AgentCall::RollBack(id, version) => versions::roll_back(shell, &me, &id, version),
        AgentCall::History { dialogue, cursor } => {
            versions::history(shell, &dialogue, cursor.as_deref())
        }
        AgentCall::Keys => keys::all(shell),
        AgentCall::MakeKey { id, key, new } => keys::make(shell, &me, id, key, new),
        AgentCall::RevokeKey(id) => keys::revoke(shell, &id),
        AgentCall::Usage => ledger::usage(shell),
        AgentCall::DialogueReport { from, to } => {
            counts::report(shell, from.as_deref(), to.as_deref())
        }
        AgentCall::Funnel { dialogue, from, to } => {
            reports::funnel(shell, dialogue, from.as_deref(), to.as_deref())
        }
        AgentCall::ChatReport { from, to, zone } => {
            reports::chats(shell, from.as_deref(), to.as_deref(), zone.as_deref())
        }
        AgentCall::Mine { cursor } => list::latest(shell, Some(&me.agent.id), cursor.as_deref()),
        AgentCall::All { cursor } => list::latest(shell, None, cursor.as_deref()),
    }
}
