//! One turn of a conversation: decide, write, send, without awaiting anything in between.

use super::files_store::About;
use super::memory::{self, Memory};
use super::{Shell, audience, files_store, notes_store, rights, store};
use crate::error::ApiError;
use crate::messaging::outbox::{self, Received};
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use shared::conversation::{
    AnswerMail, ConversationMeta, ConversationToDesk, Input, NewEvent, Presence, PrivateNote,
    Refusal, UnheardReply,
};
use shared::event::Logged;
use shared::id::{FileId, Seq};
use shared::messages::{ConversationToSite, DeskMessage, ManagedChat, SiteMessage};
use shared::people;
use shared::protocol::{Blocked, Entry, ServerFrame, Side};
use shared::time::Timestamp;
use std::rc::Rc;
use worker::SqlStorage;

/// What a turn writes besides the log.
pub(super) enum TurnExtras<'t> {
    Nothing,
    /// The metadata of a new conversation.
    Meta(&'t ConversationMeta),
    /// Mark this message as handled.
    Received(&'t Received),
    /// The visitor is blocked: the message to the site, and the private note.
    Block(&'t Blocked, Option<&'t PrivateNote>),
    /// A manager ends the chat: the message to the site's audit log.
    Managed(&'t ManagedChat),
    /// The bytes of a file, if it is sent for the first time.
    File(&'t FileId, &'t About, &'t [u8]),
}

/// The result of a turn.
struct Turned {
    ack: Option<Seq>,
    events: Vec<Logged>,
    /// Whether messages were queued.
    messages: bool,
    /// Whether the next deadline may have changed.
    moved: bool,
    /// When the chat ends by silence, if the visitor must be told.
    idle_warning: Option<Timestamp>,
}

impl Shell {
    /// One turn: decides, writes everything in one transaction, and sends. Returns the ack for the
    /// sender's frame.
    pub(super) fn turn(
        self: &Rc<Self>,
        now: Timestamp,
        inputs: Vec<Input>,
        extras: &TurnExtras<'_>,
    ) -> Result<Result<Option<Seq>, Refusal>, ApiError> {
        let turned = self.decide_and_save(now, inputs, extras);
        if turned.is_err() {
            self.memory.replace(None); // the state in memory was not stored, so drop it
        }
        let Turned { ack, events, messages, moved, idle_warning } = match turned? {
            Ok(turned) => turned,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if messages {
            outbox::pump(self)?;
        } else if moved {
            outbox::arm(&**self)?;
        }
        self.broadcast(&events);
        if let (Some(ends_at), Some(memory)) = (idle_warning, self.memory.borrow().as_ref()) {
            let warning = ServerFrame::IdleWarning { ends_at };
            audience::send_to(&self.object.state, memory, Side::Visitor, &warning);
        }
        if events.iter().any(|logged| memory::ends_right(&logged.event))
            && let Some(memory) = self.memory.borrow().as_ref()
        {
            audience::close_without_right(&self.object.state, memory);
        }
        if !events.is_empty() {
            rights::check_if_due(self);
        }
        Ok(Ok(ack))
    }

    fn decide_and_save(
        &self,
        now: Timestamp,
        inputs: Vec<Input>,
        extras: &TurnExtras<'_>,
    ) -> Result<Result<Turned, Refusal>, ApiError> {
        let mut memory = self.memory.borrow_mut();
        let Some(memory) = memory.as_mut() else { return Err(ApiError::NotYours) };
        let (mut ack, mut events, mut to_desk) = (None, Vec::new(), Vec::new());
        let set_back = memory.conversation.check_for_set_back(now);
        let mut presence = set_back.then_some(memory.conversation.visitor);
        let mut typed_at = set_back.then_some(memory.conversation.typed_at).flatten();
        let (mut seen, mut idle_warning) = (false, None);
        let (mut mailed, mut mail) = (None, None);
        for input in inputs {
            let outcome = match memory.conversation.handle(now, input) {
                Ok(outcome) => outcome,
                Err(refusal) => return Ok(Err(refusal)),
            };
            ack = outcome.ack;
            if outcome.answer_mailed.is_some() {
                mailed = outcome.answer_mailed;
                let log = store::log(&self.object.state.storage().sql())?;
                mail = memory.conversation.answer_mail(&log);
            }
            memory.conversation.apply_beside_log(&outcome);
            presence = outcome.visitor.or(presence);
            typed_at = outcome.typed_at.or(typed_at);
            idle_warning = outcome.idle_warning.or(idle_warning);
            seen |= outcome.last_seen_at.is_some();
            to_desk.extend(outcome.to_desk);
            let new: Vec<NewEvent> = outcome.events;
            events.extend(memory.conversation.apply(now, new));
        }
        let analytics_events = memory.note(&events);
        let gone = matches!(presence, Some(Presence::GoneSince(_)));
        let said = self.said(memory, &events, gone)?;
        let follow_up = memory.conversation.state.is_follow_up();
        let is_listed = |logged: &Logged| memory::is_listed(&logged.event, follow_up);
        let listed = said.is_some() || events.iter().any(is_listed);
        // The record of the chat changes only with these events.
        let chat = memory.chat().filter(|_| listed);
        let reported = memory.conversation.meta.reported(&events);
        let has_news = listed || !analytics_events.is_empty() || !reported.is_empty();
        let to_site = has_news.then(|| {
            let bytes = self.object.state.storage().sql().database_size() as u64;
            let entry = Box::new(Entry { bytes, ..memory.entry(said) });
            ConversationToSite::Update { entry, events: analytics_events, chat, reported }
        });
        let tells_site = matches!(extras, TurnExtras::Block(..) | TurnExtras::Managed(_));
        let state = &self.object.state;
        let unheard = memory.conversation.reply_among(&events);
        let unheard = unheard.filter(|_| !audience::is_here(state, memory, Side::Agent, None));
        let messages = mail.is_some()
            || unheard.is_some()
            || to_site.is_some()
            || !to_desk.is_empty()
            || tells_site;
        let moved =
            mailed.is_some() || !events.is_empty() || presence.is_some() || typed_at.is_some();
        let restarted = memory.conversation.restarted.filter(|_| set_back);
        let plain = matches!(extras, TurnExtras::Nothing) && !messages;
        if moved || !plain {
            atomic(&self.object.state, || {
                self.save(memory, &events, to_desk, to_site, extras)?;
                let sql = self.object.state.storage().sql();
                mailed.map_or(Ok(()), |seq| store::save_mailed(&sql, seq))?;
                mail.map_or(Ok(()), |mail| mail_answer(&sql, memory, mail))?;
                unheard.map_or(Ok(()), |reply| tell_of(&sql, memory, reply))?;
                restarted.map_or(Ok(()), |wait| store::save_restarted(&sql, wait))?;
                typed_at.map_or(Ok(()), |at| store::save_typed_at(&sql, at))?;
                presence.map_or(Ok(()), |presence| store::save_presence(&sql, presence))
            })?;
        }
        let moved = moved || seen || idle_warning.is_some();
        Ok(Ok(Turned { ack, events, messages, moved, idle_warning }))
    }

    /// The text for the search index, if the site should get it now.
    fn said(
        &self,
        memory: &mut Memory,
        new: &[Logged],
        gone: bool,
    ) -> Result<Option<String>, ApiError> {
        if !memory.indexes_text(gone) {
            return Ok(None);
        }
        let before = store::log(&self.object.state.storage().sql())?;
        memory.set_synced();
        Ok(Some(people::said(before.iter().chain(new))))
    }

    fn save(
        &self,
        memory: &Memory,
        events: &[Logged],
        to_desk: Vec<ConversationToDesk>,
        to_site: Option<ConversationToSite>,
        extras: &TurnExtras<'_>,
    ) -> Result<(), ApiError> {
        let sql = self.object.state.storage().sql();
        let site = &memory.conversation.meta.site;
        match extras {
            TurnExtras::Meta(meta) => {
                store::open(&sql)?;
                store::save_meta(&sql, meta)?;
            }
            TurnExtras::Received(received) => outbox_store::record_received(&sql, received)?,
            TurnExtras::Block(blocked, note) => {
                note.map_or(Ok(()), |note| notes_store::add(&sql, note))?;
                let block = ConversationToSite::Block((*blocked).clone());
                let message = SiteMessage::Conversation(block);
                outbox_store::to_site(&sql, site.clone(), &message)?;
            }
            TurnExtras::Managed(managed) => {
                let message =
                    SiteMessage::Conversation(ConversationToSite::Managed((*managed).clone()));
                outbox_store::to_site(&sql, site.clone(), &message)?;
            }
            TurnExtras::File(id, about, bytes) if !events.is_empty() => {
                files_store::add(&sql, id, about, bytes)?;
            }
            TurnExtras::File(..) | TurnExtras::Nothing => {}
        }
        for logged in events {
            store::add(&sql, logged)?;
        }
        for message in to_desk {
            outbox_store::to_desk(&sql, site.clone(), &DeskMessage::Conversation(message))?;
        }
        if let Some(update) = to_site {
            let message = SiteMessage::Conversation(update);
            outbox_store::to_site(&sql, site.clone(), &message)?;
        }
        Ok(())
    }

    /// Sends events to every socket of the conversation. An agent who joins is present from then
    /// on.
    fn broadcast(&self, events: &[Logged]) {
        let memory = self.memory.borrow();
        let Some(memory) = &*memory else { return };
        for logged in events {
            let frame = ServerFrame::Event(logged.clone());
            audience::broadcast(&self.object.state, memory, &frame, None);
        }
        if memory::joined(events).is_none() {
            return;
        }
        if audience::is_here(&self.object.state, memory, Side::Agent, None) {
            let here = ServerFrame::Presence { side: Side::Agent, here: true };
            audience::send_to(&self.object.state, memory, Side::Visitor, &here);
        }
    }
}

/// Asks the site to mail the answers that the visitor has not read.
fn mail_answer(sql: &SqlStorage, memory: &Memory, mail: AnswerMail) -> Result<(), ApiError> {
    let ConversationMeta { id, site, visitor, .. } = &memory.conversation.meta;
    let (conversation, visitor) = (id.clone(), visitor.clone());
    let message = ConversationToSite::Mail { conversation, visitor, mail };
    outbox_store::to_site(sql, site.clone(), &SiteMessage::Conversation(message))
}

/// Tells the site of a visitor's message that its agent does not see.
fn tell_of(sql: &SqlStorage, memory: &Memory, reply: UnheardReply) -> Result<(), ApiError> {
    let ConversationMeta { id, site, .. } = &memory.conversation.meta;
    let message = ConversationToSite::Unheard { conversation: id.clone(), reply };
    outbox_store::to_site(sql, site.clone(), &SiteMessage::Conversation(message))
}
