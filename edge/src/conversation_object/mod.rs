//! The shell of a conversation: load, ask `shared`, keep, tell. It decides nothing.
//!
//! Every frame is one synchronous turn: nothing is awaited between what was decided and what is
//! kept, and the runtime holds every answer back until the write is durable, so what was
//! acknowledged is kept.

mod audience;
mod block;
mod drafts_store;
mod files;
mod files_store;
mod forget;
mod frames;
mod memory;
mod notes_store;
mod store;
mod turn;
mod visit;

pub(crate) use audience::Guest;
pub(crate) use block::AsksBlock;
pub(crate) use files::Shares;
pub(crate) use forget::{Forgotten, ToConversation};
pub(crate) use memory::Subject;

use crate::address::Address;
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault, settle};
use crate::outbox::{self, Envelope, Office, Post};
use crate::outbox_store;
use crate::sockets;
use audience::Note;
use memory::Memory;
use serde::{Deserialize, Serialize};
use shared::availability::Zone;
use shared::conversation::{Charter, DeskNews, Input, VisitorAct, transcript};
use shared::id::Seq;
use shared::protocol::{ConversationBegun, FirstResponse, Record, ServerFrame};
use shared::time::Timestamp;
use std::cell::RefCell;
use std::rc::Rc;
use turn::Also;
use worker::{Env, Request, Response, State, WebSocket, WebSocketIncomingMessage};

/// What the worker asks of a conversation that is to begin.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begin {
    pub(crate) charter: Charter,
    pub(crate) first: FirstResponse,
}

/// Somebody asks for a transcript.
#[derive(Serialize, Deserialize)]
pub(crate) struct AsksTranscript {
    /// Who.
    pub(crate) guest: Guest,
    /// As a text, by the clock of that zone; without one, as the log itself.
    pub(crate) zone: Option<String>,
}

/// A conversation's object.
pub(crate) struct Shell {
    state: State,
    env: Env,
    post: Post,
    memory: RefCell<Option<Memory>>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        sockets::answer_pings(&state);
        Rc::new(Self { state, env, post: Post::default(), memory: RefCell::new(None) })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/begin" => body::json_of(&mut request).await.and_then(|begin| self.begin(begin)),
            "/socket" => self.connect(&request),
            "/block" => body::json_of(&mut request).await.and_then(|asks| block::block(self, asks)),
            "/share" => files::share(self, &mut request).await,
            "/file" => body::json_of(&mut request).await.and_then(|id| files::file(self, &id)),
            "/letter" => match body::json_of(&mut request).await {
                Ok(letter) => self.letter(&letter).await,
                Err(fault) => Err(fault),
            },
            "/transcript" => {
                body::json_of(&mut request).await.and_then(|asks| self.transcript(&asks))
            }
            "/visitor" => body::json_of(&mut request).await.and_then(|guest| self.visitor(&guest)),
            "/record" => self.record(),
            path => Err(Fault::NoRoute { path: path.to_owned() }),
        };
        settle(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), Fault> {
        outbox::rang(&**self);
        if self.exists()? {
            // Time is never refused.
            let _taken = self.turn(clock::now(), vec![Input::Timer], &Also::Nothing)?;
            let waiting = outbox::deliver(self)?;
            outbox::arm(&**self, waiting)?;
        }
        Ok(())
    }

    pub(crate) fn message(
        self: &Rc<Self>,
        socket: &WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<(), Fault> {
        let taken = self
            .exists()
            .and_then(|exists| if exists { frames::take(self, socket, message) } else { Ok(()) });
        if taken.is_err() {
            let (code, message) = ("broken".to_owned(), sockets::BROKEN.to_owned());
            sockets::send(socket, &ServerFrame::Error { id: None, code, message });
        }
        taken
    }

    pub(crate) fn closed(self: &Rc<Self>, socket: &WebSocket, code: usize) -> Result<(), Fault> {
        sockets::close_back(socket, code);
        if !self.exists()? {
            return Ok(());
        }
        self.look_for_visitor(Some(socket))?;
        let memory = self.memory.borrow();
        let (Some(memory), Some(note)) = (&*memory, sockets::note::<Note>(socket)) else {
            return Ok(());
        };
        if let Some(who) = note.guest.peer(memory)
            && !audience::is_here(&self.state, memory, who, Some(socket))
        {
            let gone = ServerFrame::Presence { who, here: false };
            audience::tell(&self.state, memory, audience::other(who), &gone);
        }
        Ok(())
    }

    /// The first response makes the conversation; refused, it makes nothing.
    fn begin(self: &Rc<Self>, Begin { charter, first }: Begin) -> Answer {
        let begun = ConversationBegun { conversation: charter.id.clone() };
        if self.exists()? {
            return body::answer(&begun);
        }
        let (key, act) = match first {
            FirstResponse::Answer { id, card, response } => {
                (id, VisitorAct::Answer(card, response))
            }
            FirstResponse::Capture { id, card, values } => (id, VisitorAct::Capture(card, values)),
            FirstResponse::Open { id } => (id, VisitorAct::Open),
        };
        *self.memory.borrow_mut() = Some(Memory::new(charter.clone()));
        // Their browser has told us so much, but is not connected yet.
        let inputs = vec![Input::Begin, Input::Visitor(key, act), Input::Present(false)];
        let turned = self.turn(clock::now(), inputs, &Also::Charter(&charter));
        match turned {
            Ok(Ok(_)) => body::answer(&begun),
            Ok(Err(refusal)) => {
                self.memory.replace(None);
                Err(Fault::Refused { code: refusal.code(), sentence: refusal.to_string() })
            }
            Err(fault) => Err(fault),
        }
    }

    /// All of it, for somebody who may read it.
    fn transcript(self: &Rc<Self>, asks: &AsksTranscript) -> Answer {
        if !self.exists()? {
            return Err(Fault::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref().filter(|memory| asks.guest.may_listen(memory)) else {
            return Err(Fault::NotFound("conversation"));
        };
        let charter = &memory.conversation.charter;
        let log = store::after(&self.state.storage().sql(), Seq::default())?;
        match &asks.zone {
            Some(zone) => {
                let zone = Zone::parse(zone).map_err(|wrong| Fault::Invalid(wrong.to_string()))?;
                body::plain_text(transcript(charter, &log, &zone))
            }
            None => body::answer(&Record::of(charter, log, memory.notes.all().to_vec())),
        }
    }

    /// All of it, for who may take everything out that is kept of a person: the site has looked.
    fn record(self: &Rc<Self>) -> Answer {
        if !self.exists()? {
            return Err(Fault::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref() else { return Err(Fault::NotFound("conversation")) };
        let log = store::after(&self.state.storage().sql(), Seq::default())?;
        body::answer(&Record::of(&memory.conversation.charter, log, memory.notes.all().to_vec()))
    }

    /// Whom it is with, for somebody who may read it.
    fn visitor(self: &Rc<Self>, guest: &Guest) -> Answer {
        if !self.exists()? {
            return Err(Fault::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        match memory.as_ref().filter(|memory| guest.may_listen(memory)) {
            Some(memory) => body::answer(&memory.subject()),
            None => Err(Fault::NotFound("conversation")),
        }
    }

    async fn letter(self: &Rc<Self>, envelope: &Envelope) -> Answer {
        if let Address::Site(_) = Address::parse(&envelope.from)? {
            let ToConversation::Forget(_) = envelope.read()?;
            return forget::forget(self, envelope).await;
        }
        if !self.exists()? {
            return outbox::received(); // the desk can only have heard of one that exists
        }
        if outbox_store::has_come(&self.state.storage().sql(), &envelope.from, envelope.seq)? {
            return outbox::received();
        }
        let news: DeskNews = envelope.read()?;
        // News are never refused: those of a wish that is over change nothing.
        let _taken = self.turn(clock::now(), vec![Input::Desk(news)], &Also::Mark(envelope))?;
        outbox::received()
    }

    fn connect(self: &Rc<Self>, request: &Request) -> Answer {
        if !self.exists()? {
            return Err(Fault::NotYours);
        }
        let guest: Guest = sockets::who(request)?;
        let borrowed = self.memory.borrow();
        let Some(memory) = borrowed.as_ref().filter(|memory| guest.may_listen(memory)) else {
            return Err(Fault::NotYours);
        };
        let first =
            guest.peer(memory).filter(|who| !audience::is_here(&self.state, memory, *who, None));
        let tag = guest.tag();
        let note = Note { guest, resumed: false };
        let (_socket, response) = sockets::accept(&self.state, request, tag, &note)?;
        drop(borrowed);
        self.look_for_visitor(None)?;
        let borrowed = self.memory.borrow();
        let Some(memory) = borrowed.as_ref() else { return Err(Fault::NotYours) };
        if let Some(who) = first {
            let here = ServerFrame::Presence { who, here: true };
            audience::tell(&self.state, memory, audience::other(who), &here);
        }
        Ok(response)
    }

    /// Whether the conversation exists; afterwards it is in memory if it does.
    fn exists(self: &Rc<Self>) -> Result<bool, Fault> {
        if self.memory.borrow().is_some() {
            return Ok(true);
        }
        let loaded = Memory::load(&self.state.storage().sql())?;
        let exists = loaded.is_some();
        self.memory.replace(loaded);
        if exists {
            // Sockets may be gone that were there before a crash.
            self.look_for_visitor(None)?;
            outbox::woke(self)?;
        }
        Ok(exists)
    }

    /// Sees whether the visitor's browser is connected, leaving out a socket that is just closing.
    fn look_for_visitor(self: &Rc<Self>, leaving: Option<&WebSocket>) -> Result<(), Fault> {
        let here = audience::visitor_is_here(&self.state, leaving);
        // Presence is never refused.
        let _taken = self.turn(clock::now(), vec![Input::Present(here)], &Also::Nothing)?;
        Ok(())
    }
}

impl Office for Shell {
    fn state(&self) -> &State {
        &self.state
    }

    fn env(&self) -> &Env {
        &self.env
    }

    fn post(&self) -> &Post {
        &self.post
    }

    fn address(&self) -> Result<Address, Fault> {
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref() else { return Err(Fault::NotYours) };
        Ok(Address::Conversation(memory.conversation.charter.id.clone()))
    }

    fn deadline(&self) -> Option<Timestamp> {
        self.memory.borrow().as_ref().and_then(|memory| memory.conversation.deadline())
    }
}
