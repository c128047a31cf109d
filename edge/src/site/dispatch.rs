//! Who is signed in, and whether they may.

use super::list::ConversationFilter;
use super::principal::Principal;
use super::site_request::{AgentRequest, Credential};
use super::{
    Shell, agents, availability, blocked, counts, devices, dialogues, erasure, identity,
    invitations, keys, ledger, list, people, pictures, references, replies, reports, routing,
    settings, sign_in, versions,
};
use crate::error::{Answer, ApiError};
use crate::messaging::outbox;
use std::rc::Rc;

/// Does what somebody signed in, or a program with a key, asks for, if they may.
pub(super) fn act(shell: &Rc<Shell>, credential: &Credential, act: AgentRequest) -> Answer {
    let me = Principal::authenticate(shell, credential)?;
    me.check(&act)?;
    match act {
        AgentRequest::Me | AgentRequest::SeeTransferTargets | AgentRequest::MayBlock => {
            agents::me(shell, &me)
        }
        AgentRequest::SignOut => sign_in::close(shell, me.session().ok_or(ApiError::NotForKeys)?),
        AgentRequest::Agents => agents::all(shell),
        AgentRequest::PutAgent { agent, new, hash } => agents::put(shell, &me, agent, new, hash),
        AgentRequest::AgentReferences(id) => references::agent_references(shell, &id),
        AgentRequest::TeamReferences(id) => references::team_references(shell, &id),
        AgentRequest::RemoveAgent(id) => references::remove(shell, &me, &id),
        AgentRequest::Invitations => invitations::all(shell),
        AgentRequest::Invite { id, new, expires } => {
            invitations::make(shell, &me, id, new, expires)
        }
        AgentRequest::RevokeInvitation(id) => invitations::revoke(shell, &id),
        AgentRequest::Availability { agent } => availability::get(shell, &me, &agent),
        AgentRequest::PutAvailability { agent, new } => availability::put(shell, &me, &agent, &new),
        AgentRequest::PutPicture { agent, body } => pictures::put(shell, &me, &agent, &body),
        AgentRequest::Devices => devices::list(shell, &me.agent),
        AgentRequest::PutDevice { new, contact } => {
            let session = me.session().ok_or(ApiError::NotForKeys)?;
            devices::put(shell, &me.agent, session, new, contact)
        }
        AgentRequest::DeleteDevice(id) => devices::delete(shell, &me.agent, &id),
        AgentRequest::TryDevice(id) => devices::try_out(shell, &me.agent, &id),
        AgentRequest::Settings => settings::get(shell),
        AgentRequest::PutSettings(new) => settings::put(shell, &new),
        AgentRequest::Identity => identity::get(shell),
        AgentRequest::RotateIdentity => identity::rotate(shell),
        AgentRequest::RequireSignature(required) => identity::require(shell, required),
        AgentRequest::RoutingConfig => routing::get(shell),
        AgentRequest::PutRoutingConfig(new) => routing::put(shell, new),
        AgentRequest::ReadRouting | AgentRequest::SeeAvailability | AgentRequest::TryRouting => {
            outbox::received()
        }
        AgentRequest::Dialogues => dialogues::all(shell),
        AgentRequest::Dialogue(id) => dialogues::get(shell, &id),
        AgentRequest::PutDialogue { dialogue, body, over } => {
            dialogues::put(shell, &me, &dialogue, &body, over.as_deref())
        }
        AgentRequest::DeleteDialogue(id) => dialogues::delete(shell, &me, &id),
        AgentRequest::OrderDialogues(order) => dialogues::order(shell, &me, &order),
        AgentRequest::Publish(id) => dialogues::publish(shell, &me, &id),
        AgentRequest::Unpublish(id) => dialogues::unpublish(shell, &me, &id),
        AgentRequest::Versions { dialogue, cursor } => {
            versions::all(shell, &dialogue, cursor.as_deref())
        }
        AgentRequest::VersionText(id, version) => versions::text(shell, &id, version),
        AgentRequest::RollBack(id, version) => versions::roll_back(shell, &me, &id, version),
        AgentRequest::History { dialogue, cursor } => {
            versions::history(shell, &dialogue, cursor.as_deref())
        }
        AgentRequest::Keys => keys::all(shell),
        AgentRequest::MakeKey { id, key, new } => keys::make(shell, &me, id, key, new),
        AgentRequest::RevokeKey(id) => keys::revoke(shell, &id),
        AgentRequest::Blocked => blocked::all(shell),
        AgentRequest::BlockStatus(visitor) => blocked::status(shell, &visitor),
        AgentRequest::Unblock(visitor) => blocked::unblock(shell, &visitor),
        AgentRequest::Replies => replies::all(shell, &me),
        AgentRequest::PutReply { scope, reply, new } => {
            replies::put(shell, &me, scope, reply, &new)
        }
        AgentRequest::DeleteReply { scope, reply } => replies::delete(shell, &me, scope, &reply),
        AgentRequest::Usage => ledger::usage(shell),
        AgentRequest::DialogueReport { from, to } => {
            counts::report(shell, from.as_deref(), to.as_deref())
        }
        AgentRequest::Funnel { dialogue, from, to } => {
            reports::funnel(shell, dialogue, from.as_deref(), to.as_deref())
        }
        AgentRequest::ChatReport { from, to, zone } => {
            reports::chats(shell, from.as_deref(), to.as_deref(), zone.as_deref())
        }
        AgentRequest::Mine(filter) => {
            let ConversationFilter { dialogue, status, cursor, .. } = filter;
            let filter =
                ConversationFilter { dialogue, status, cursor, ..ConversationFilter::default() };
            list::latest(shell, Some(&me.agent.id), &filter)
        }
        AgentRequest::All(filter) => list::latest(shell, None, &filter),
        AgentRequest::SearchMine { typed, cursor } => {
            list::find(shell, Some(&me.agent.id), &typed, cursor.as_deref())
        }
        AgentRequest::SearchAll { typed, cursor } => {
            list::find(shell, None, &typed, cursor.as_deref())
        }
        AgentRequest::Filters => list::filters(shell, &me),
        AgentRequest::Visitor(subject) => people::visitor(shell, &me, &subject),
        AgentRequest::NoteVisitor { subject, fields } => {
            people::note_visitor(shell, &me, &subject, &fields)
        }
        AgentRequest::People { typed, sort, cursor } => {
            people::all(shell, typed.as_deref(), sort.as_deref(), cursor.as_deref())
        }
        AgentRequest::Person { person, cursor } => {
            people::one(shell, &me, &person, cursor.as_deref())
        }
        AgentRequest::NotePerson { person, fields } => people::put(shell, &me, &person, &fields),
        AgentRequest::ExportPerson(person) => people::to_export(shell, &me, &person),
        AgentRequest::ErasePerson(person) => erasure::erase(shell, &me, &person),
        AgentRequest::Erasures { cursor } => erasure::receipts(shell, cursor.as_deref()),
        AgentRequest::Erasure(id) => erasure::receipt(shell, &id),
    }
}
