//! One turn of a conversation: decide, keep, tell, with nothing awaited in between.

use super::files_store::About;
use super::memory::{self, Memory};
use super::{Shell, audience, files_store, notes_store, store};
use crate::address::Address;
use crate::error::Fault;
use crate::outbox::{self, Envelope, Waiting};
use crate::outbox_store;
use crate::site_object::ToSiteLetter;
use crate::storage::atomic;
use shared::conversation::{Charter, Input, NewEvent, PrivateNote, Refusal, ToDesk};
use shared::event::Logged;
use shared::id::{FileId, Seq};
use shared::protocol::{Blocked, Peer, ServerFrame};
use shared::time::Timestamp;
use std::rc::Rc;

/// What a turn writes beside the log.
pub(super) enum Also<'t> {
    Nothing,
    /// What the conversation is: it begins.
    Charter(&'t Charter),
    /// That this letter came.
    Mark(&'t Envelope),
    /// That the visitor is blocked, and the note that says so; the site is told.
    Block(&'t Blocked, Option<&'t PrivateNote>),
    /// A file, where it is sent now and not for the second time.
    File(&'t FileId, &'t About, &'t [u8]),
}

/// What a turn came to.
struct Turned {
    ack: Option<Seq>,
    events: Vec<Logged>,
    /// Whether something is to be sent.
    letters: bool,
    /// Whether what is due next may have changed.
    moved: bool,
}

impl Shell {
    /// One turn: decides, keeps everything in one transaction, tells everybody. Gives what the
    /// sender's frame is acknowledged with.
    pub(super) fn turn(
        self: &Rc<Self>,
        now: Timestamp,
        inputs: Vec<Input>,
        also: &Also<'_>,
    ) -> Result<Result<Option<Seq>, Refusal>, Fault> {
        let turned = self.decide_and_keep(now, inputs, also);
        if turned.is_err() {
            self.memory.replace(None); // what was not kept must not be believed
        }
        let Turned { ack, events, letters, moved } = match turned? {
            Ok(turned) => turned,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let waiting = if letters { Waiting::Fresh } else { Waiting::None };
        if moved || letters {
            outbox::arm(&**self, waiting)?;
        }
        self.tell(&events);
        if letters {
            outbox::deliver(self)?;
        }
        Ok(Ok(ack))
    }

    fn decide_and_keep(
        &self,
        now: Timestamp,
        inputs: Vec<Input>,
        also: &Also<'_>,
    ) -> Result<Result<Turned, Refusal>, Fault> {
        let mut memory = self.memory.borrow_mut();
        let Some(memory) = memory.as_mut() else { return Err(Fault::NotYours) };
        let (mut ack, mut events, mut to_desk) = (None, Vec::new(), Vec::new());
        let mut presence = None;
        for input in inputs {
            let outcome = match memory.conversation.handle(now, input) {
                Ok(outcome) => outcome,
                Err(refusal) => return Ok(Err(refusal)),
            };
            ack = outcome.ack;
            to_desk.extend(outcome.to_desk);
            if let Some(visitor) = outcome.visitor {
                memory.conversation.visitor = visitor;
                presence = Some(visitor);
            }
            let new: Vec<NewEvent> = outcome.events;
            events.extend(memory.conversation.apply(now, new));
        }
        let marks = memory.note(&events);
        let listed = events.iter().any(|logged| memory::is_listed(&logged.event));
        // At each of these moments there is something new to tell of a chat.
        let chat = memory.chat().filter(|_| listed);
        let to_site = match (marks.as_slice(), &chat) {
            ([], None) => listed.then(|| ToSiteLetter::Row(memory.row())),
            _ => Some(ToSiteLetter::Counted { row: memory.row(), marks, chat }),
        };
        let blocks = matches!(also, Also::Block(..));
        let letters = to_site.is_some() || !to_desk.is_empty() || blocks;
        let moved = !events.is_empty() || presence.is_some();
        if letters || moved || !matches!(also, Also::Nothing) {
            atomic(&self.state, || {
                self.keep(memory, &events, &to_desk, to_site.as_ref(), also)?;
                let sql = self.state.storage().sql();
                presence.map_or(Ok(()), |presence| store::keep_presence(&sql, presence))
            })?;
        }
        Ok(Ok(Turned { ack, events, letters, moved }))
    }

    fn keep(
        &self,
        memory: &Memory,
        events: &[Logged],
        to_desk: &[ToDesk],
        to_site: Option<&ToSiteLetter>,
        also: &Also<'_>,
    ) -> Result<(), Fault> {
        let sql = self.state.storage().sql();
        let site = &memory.conversation.charter.site;
        match also {
            Also::Charter(charter) => {
                store::make(&sql)?;
                store::keep_charter(&sql, charter)?;
            }
            Also::Mark(envelope) => outbox_store::mark(&sql, &envelope.from, envelope.seq)?,
            Also::Block(blocked, note) => {
                note.map_or(Ok(()), |note| notes_store::add(&sql, note))?;
                let letter = ToSiteLetter::Block((*blocked).clone());
                let to = Address::Site(site.clone());
                outbox_store::put(&sql, &to, serde_json::to_string(&letter)?)?;
            }
            Also::File(id, about, bytes) if !events.is_empty() => {
                files_store::add(&sql, id, about, bytes)?;
            }
            Also::File(..) | Also::Nothing => {}
        }
        for logged in events {
            store::add(&sql, logged)?;
        }
        for word in to_desk {
            let to = Address::Desk(site.clone());
            outbox_store::put(&sql, &to, serde_json::to_string(word)?)?;
        }
        if let Some(letter) = to_site {
            let to = Address::Site(site.clone());
            outbox_store::put(&sql, &to, serde_json::to_string(letter)?)?;
        }
        Ok(())
    }

    /// Everybody hears what happened; who joins is there from that moment on.
    fn tell(&self, events: &[Logged]) {
        for logged in events {
            audience::tell_all(&self.state, &ServerFrame::Event(logged.clone()), None);
        }
        let memory = self.memory.borrow();
        let (Some(memory), Some(_)) = (&*memory, memory::joined(events)) else { return };
        if audience::is_here(&self.state, memory, Peer::Agent, None) {
            let here = ServerFrame::Presence { who: Peer::Agent, here: true };
            audience::tell(&self.state, memory, Peer::Visitor, &here);
        }
    }
}
