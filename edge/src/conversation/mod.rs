//! The shell of a conversation: it loads the state, asks `shared`, stores the result and sends
//! frames. It decides nothing.
//!
//! Every frame is one synchronous turn. Nothing is awaited between deciding and writing, and the
//! runtime holds every answer back until the write is durable, so whatever was acknowledged is
//! stored.

mod app;
mod audience;
mod block;
mod by_mail;
mod documents;
mod drafts_store;
mod end;
mod erasure;
mod files;
mod files_store;
mod frames;
mod memory;
mod notes_store;
mod rating;
mod rights;
mod store;
mod transcript_mail;
mod transcript_mail_store;
mod turn;
mod visit;

pub(crate) use app::AppRequest;
pub(crate) use audience::Participant;
pub(crate) use block::BlockRequest;
pub(crate) use by_mail::{MailedReply, MailedReplyState};
pub(crate) use documents::DocumentRequest;
pub(crate) use end::EndRequest;
pub(crate) use files::Shares;
pub(crate) use memory::Subject;
pub(crate) use rating::RatingRequest;
pub(crate) use transcript_mail::TranscriptMailRequest;

use crate::error::{Answer, ApiError, into_response};
use crate::heartbeat;
use crate::http::body;
use crate::messaging::outbox::{self, Object, OutboxHost, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::counters;
use crate::runtime::dump_store::{self, Dump};
use crate::runtime::limits::FrameLimits;
use crate::runtime::sockets;
use crate::runtime::storage::atomic;
use audience::Note;
use memory::Memory;
use serde::{Deserialize, Serialize};
use shared::availability::Zone;
use shared::backtest::{Folded, Record as Played, Tried};
use shared::conversation::{ConversationMeta, Input, VisitorAct, transcript};
use shared::id::ConversationId;
use shared::limit::MAX_SOCKETS_OF_VISITOR;
use shared::messages::{ConversationMessage, SiteToConversation};
use shared::outbox::Address;
use shared::protocol::{
    ConversationBegun, ExportedConversation, ExportedFile, ExportedRows, FirstResponse, Record,
    ServerFrame, Side,
};
use shared::rights::LastCheck;
use shared::time::Timestamp;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use turn::TurnExtras;
use worker::{Env, Request, Response, State, WebSocket, WebSocketIncomingMessage};

/// The worker's request to start a conversation.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begin {
    pub(crate) meta: ConversationMeta,
    pub(crate) first: FirstResponse,
}

/// A request for a transcript.
#[derive(Serialize, Deserialize)]
pub(crate) struct TranscriptRequest {
    pub(crate) participant: Participant,
    /// The time zone for a text; `None` for the log as JSON.
    pub(crate) zone: Option<String>,
}

/// A new socket, and the answer that opens it.
struct Accepted {
    socket: WebSocket,
    response: Response,
    /// The side that was not here before.
    first: Option<Side>,
    is_agent: bool,
}

pub(crate) struct Shell {
    object: Object,
    memory: RefCell<Option<Memory>>,
    limits: FrameLimits,
    /// When the site was last asked what the sockets may do.
    rights_checked: Cell<LastCheck>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        heartbeat::answer_pings(&state);
        let (memory, limits) = (RefCell::new(None), FrameLimits::default());
        let rights_checked = Cell::default();
        Rc::new(Self { object: Object::new(state, env), memory, limits, rights_checked })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/begin" => body::request_json(&mut request).await.and_then(|begin| self.begin(begin)),
            "/socket" => self.connect(&request).await,
            "/block" => body::request_json(&mut request)
                .await
                .and_then(|request| block::block(self, request)),
            "/end" => body::request_json(&mut request).await.and_then(|who| end::end(self, who)),
            "/share" => files::share(self, &mut request).await,
            "/file" => body::request_json(&mut request).await.and_then(|id| files::file(self, &id)),
            "/mail-transcript" => body::request_json(&mut request)
                .await
                .and_then(|request| transcript_mail::handle(self, &request)),
            "/rating" => body::request_json(&mut request)
                .await
                .and_then(|request| rating::rating(self, request)),
            "/document" => body::request_json(&mut request)
                .await
                .and_then(|request| documents::used(self, request)),
            "/app" => body::request_json(&mut request)
                .await
                .and_then(|request| app::handle(self, request)),
            "/mailed" => match body::request_json(&mut request).await {
                Ok(reply) => by_mail::handle(self, reply).await,
                Err(error) => Err(error),
            },
            "/messages" => self.messages(&mut request).await,
            "/sweep" => self.sweep(),
            "/dump" => {
                body::request_json(&mut request).await.and_then(|request| self.dump(request))
            }
            "/load" => body::request_json(&mut request).await.and_then(|rows| self.load(&rows)),
            "/wake" => self.exists().and_then(|_| body::done()),
            "/drop" => erasure::drop_all(self).await.and_then(|()| body::done()),
            "/transcript" => {
                body::request_json(&mut request).await.and_then(|request| self.transcript(&request))
            }
            "/backtest" => {
                body::request_json(&mut request).await.and_then(|draft| self.backtest(&draft))
            }
            "/visitor" => body::request_json(&mut request)
                .await
                .and_then(|participant| self.visitor(&participant)),
            "/export" => body::request_json::<String>(&mut request)
                .await
                .and_then(|origin| self.export(&origin)),
            path => Err(ApiError::NoRoute { path: path.to_owned() }),
        };
        into_response(answer)
    }

    pub(crate) async fn alarm(self: &Rc<Self>) -> Result<(), ApiError> {
        outbox::alarm_fired(&**self);
        if self.exists()? {
            self.give_up_silent()?;
            // A timer is never refused.
            let _turned = self.turn(clock::now(), vec![Input::Timer], &TurnExtras::Nothing)?;
        }
        // What was erased may still have to say so.
        if outbox_store::exists(&self.object.state.storage().sql())? {
            outbox::pump(self)?;
        }
        erasure::drop_storage(self).await
    }

    /// Sets the alarm again, if the runtime has given it up.
    fn sweep(self: &Rc<Self>) -> Answer {
        if self.exists()? {
            outbox::sweep(self)?;
        }
        body::done()
    }

    pub(crate) fn message(
        self: &Rc<Self>,
        socket: &WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<(), ApiError> {
        let handled = self.exists().and_then(|exists| {
            // What comes on a socket that we have closed is not handled.
            if exists && sockets::is_open(socket) {
                frames::on_frame(self, socket, message)?;
                rights::check_if_due(self);
            }
            Ok(())
        });
        if handled.is_err() {
            let (code, message) = ("broken".to_owned(), sockets::BROKEN.to_owned());
            let error = ServerFrame::Error { id: None, code, message, reason: None, field: None };
            sockets::send(socket, &error);
        }
        handled
    }

    pub(crate) fn closed(self: &Rc<Self>, socket: &WebSocket, code: usize) -> Result<(), ApiError> {
        if let Some(note) = sockets::note::<Note>(socket) {
            counters::socket_closed(note.participant.kind());
        }
        sockets::close_back(socket, code);
        self.limits.remove(socket);
        if !self.exists()? {
            return Ok(());
        }
        self.check_visitor_presence(Some(socket))?;
        self.announce_absence(socket);
        rights::forget(self, socket);
        Ok(())
    }

    /// A socket is closing. If it was the last one of its side, the other side is told.
    fn announce_absence(&self, socket: &WebSocket) {
        let memory = self.memory.borrow();
        let (Some(memory), Some(note)) = (&*memory, sockets::note::<Note>(socket)) else { return };
        if let Some(side) = note.participant.side(memory)
            && !audience::is_here(&self.object.state, memory, side, Some(socket))
        {
            let gone = ServerFrame::Presence { side, here: false };
            audience::send_to(&self.object.state, memory, audience::other(side), &gone);
        }
    }

    /// Closes silent sockets. Pings don't wake the object, so the alarm has to check them.
    fn give_up_silent(self: &Rc<Self>) -> Result<(), ApiError> {
        self.check_visitor_presence(None)?;
        for socket in heartbeat::close_silent(&self.object.state) {
            self.announce_absence(&socket);
        }
        Ok(())
    }

    /// The first response starts the conversation; if it is refused, nothing is written.
    fn begin(self: &Rc<Self>, Begin { meta, first }: Begin) -> Answer {
        let begun = ConversationBegun { conversation: meta.id.clone() };
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
        *self.memory.borrow_mut() = Some(Memory::new(meta.clone()));
        // The browser has sent the response by HTTP, and is not connected yet.
        let inputs = vec![Input::Begin, Input::Visitor(key, act), Input::Present(None)];
        let turned = self.turn(clock::now(), inputs, &TurnExtras::Meta(&meta));
        match turned {
            Ok(Ok(_)) => body::answer(&begun),
            Ok(Err(refusal)) => {
                self.memory.replace(None);
                Err(refusal.into())
            }
            Err(error) => Err(error),
        }
    }

    /// The transcript, for somebody who may read it.
    fn transcript(self: &Rc<Self>, request: &TranscriptRequest) -> Answer {
        if !self.exists()? {
            return Err(ApiError::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref().filter(|memory| request.participant.may_listen(memory))
        else {
            return Err(ApiError::NotFound("conversation"));
        };
        let meta = &memory.conversation.meta;
        let log = store::log(&self.object.state.storage().sql())?;
        match &request.zone {
            Some(zone) => {
                let zone =
                    Zone::parse(zone).map_err(|wrong| ApiError::Invalid(wrong.to_string()))?;
                body::plain_text(transcript(meta, &log, &zone))
            }
            None => body::answer(&Record::new(meta, log, memory.notes.all().to_vec())),
        }
    }

    /// What a draft would have made of this conversation. Only the log is read: most conversations sleep, and
    /// go on doing so.
    fn backtest(&self, draft: &Tried) -> Answer {
        let sql = self.object.state.storage().sql();
        let meta = store::meta(&sql)?.ok_or(ApiError::NotFound("conversation"))?;
        let log = store::log(&sql)?;
        let record = Played::new(&meta, log.iter().map(|logged| &logged.event));
        body::answer(&Folded::new(draft, &record))
    }

    /// Everything that is stored, for an export. The site has checked the permission. `origin` is
    /// that of the deployment, which serves the files.
    fn export(self: &Rc<Self>, origin: &str) -> Answer {
        if !self.exists()? {
            return Err(ApiError::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref() else { return Err(ApiError::NotFound("conversation")) };
        let (sql, meta) = (self.object.state.storage().sql(), &memory.conversation.meta);
        let record = Record::new(meta, store::log(&sql)?, memory.notes.all().to_vec());
        body::answer(&ExportedConversation {
            files: ExportedFile::all(origin, &record),
            record,
            visitor: meta.visitor.clone(),
            verified: meta.verified,
            device: meta.device.clone(),
            pages: memory.visit(),
            drafts: drafts_store::all(&sql)?,
        })
    }

    /// A page of all rows, for an export of the site. The log is replayed, but nothing else happens, so
    /// that what was imported can be compared.
    fn dump(&self, request: Dump) -> Answer {
        let sql = self.object.state.storage().sql();
        if Memory::load(&sql)?.is_none() {
            return Err(ApiError::NotFound("conversation"));
        }
        body::answer(&dump_store::page(&sql, request, &[])?)
    }

    /// Writes rows of an export.
    fn load(self: &Rc<Self>, rows: &ExportedRows) -> Answer {
        let sql = self.object.state.storage().sql();
        atomic(&self.object.state, || {
            store::open_with(&sql, &rows.table)?;
            dump_store::insert(&sql, rows)
        })?;
        self.memory.replace(None); // it is read anew
        body::done()
    }

    /// The visitor's profile, for somebody who may read the conversation.
    fn visitor(self: &Rc<Self>, participant: &Participant) -> Answer {
        if !self.exists()? {
            return Err(ApiError::NotFound("conversation"));
        }
        let memory = self.memory.borrow();
        match memory.as_ref().filter(|memory| participant.may_listen(memory)) {
            Some(memory) => body::answer(&memory.subject()),
            None => Err(ApiError::NotFound("conversation")),
        }
    }

    async fn messages(self: &Rc<Self>, request: &mut Request) -> Answer {
        let envelope = body::request_json(request).await?;
        if !self.exists()? {
            outbox_store::make(&self.object.state.storage().sql())?; // what is said to it is answered
        }
        let handle = async |received, message| self.receive(received, message).await;
        let answer = outbox::receive(&self.object.state, envelope, handle).await;
        erasure::drop_storage(self).await?; // if it was erased before, nothing has to stay
        answer
    }

    async fn receive(
        self: &Rc<Self>,
        received: Received,
        message: ConversationMessage,
    ) -> Result<(), ApiError> {
        match message {
            // The desk only knows conversations that exist, so a missing one was erased.
            ConversationMessage::Desk(_) if !self.exists()? => Ok(()),
            ConversationMessage::Desk(news) => {
                // Desk messages are never refused; those about an old chat request change nothing.
                let extras = TurnExtras::Received(&received);
                let _turned = self.turn(clock::now(), vec![Input::Desk(news)], &extras)?;
                Ok(())
            }
            ConversationMessage::Site(SiteToConversation::Erase(id)) => {
                erasure::erase(self, received, id).await
            }
            ConversationMessage::Site(SiteToConversation::CheckRights) => {
                if self.exists()? {
                    rights::check(self).await?;
                }
                let sql = self.object.state.storage().sql();
                atomic(&self.object.state, || outbox_store::record_received(&sql, &received))
            }
        }
    }

    async fn connect(self: &Rc<Self>, request: &Request) -> Answer {
        if !self.exists()? {
            return Err(ApiError::NotYours);
        }
        let Accepted { socket, response, first, is_agent } = self.accept(request)?;
        if is_agent {
            // The right may have ended since the worker asked. From now on, the site knows that this
            // session has the conversation open.
            rights::check(self).await.inspect_err(|_| sockets::close_back(&socket, 1000))?;
        }
        self.check_visitor_presence(None)?;
        let borrowed = self.memory.borrow();
        let Some(memory) = borrowed.as_ref() else { return Err(ApiError::NotYours) };
        if let Some(side) = first {
            let here = ServerFrame::Presence { side, here: true };
            audience::send_to(&self.object.state, memory, audience::other(side), &here);
        }
        Ok(response)
    }

    /// Accepts the socket of somebody who may hold one.
    fn accept(self: &Rc<Self>, request: &Request) -> Result<Accepted, ApiError> {
        let participant: Participant = sockets::read_identity(request)?;
        let memory = self.memory.borrow();
        let Some(memory) = memory.as_ref().filter(|memory| participant.may_listen(memory)) else {
            return Err(ApiError::NotYours);
        };
        let first = participant
            .side(memory)
            .filter(|side| !audience::is_here(&self.object.state, memory, *side, None));
        let is_agent = participant != Participant::Visitor;
        if !is_agent
            && audience::open_sockets_of_visitor(&self.object.state) >= MAX_SOCKETS_OF_VISITOR
        {
            return Err(ApiError::TooManySockets);
        }
        let tag = (participant.kind(), participant.tag());
        let note = Note { participant, resumed: false };
        let (socket, response) = sockets::accept(&self.object.state, request, tag, &note)?;
        Ok(Accepted { socket, response, first, is_agent })
    }

    /// Loads the conversation, and returns whether it exists.
    fn exists(self: &Rc<Self>) -> Result<bool, ApiError> {
        if self.memory.borrow().is_some() {
            return Ok(true);
        }
        let loaded = Memory::load(&self.object.state.storage().sql())?;
        let exists = loaded.is_some();
        self.memory.replace(loaded);
        if exists {
            // Sockets may have closed while the object was gone.
            self.check_visitor_presence(None)?;
            outbox::pump(self)?;
        }
        Ok(exists)
    }

    /// Reads the visitor's last ping, without the socket that is closing.
    fn check_visitor_presence(
        self: &Rc<Self>,
        leaving: Option<&WebSocket>,
    ) -> Result<(), ApiError> {
        let last_seen_at = audience::visitor_last_seen_at(&self.object.state, leaving);
        // Presence is never refused.
        let _turned =
            self.turn(clock::now(), vec![Input::Present(last_seen_at)], &TurnExtras::Nothing)?;
        Ok(())
    }
}

impl OutboxHost for Shell {
    fn object(&self) -> &Object {
        &self.object
    }

    fn address(&self) -> Result<Address, ApiError> {
        let memory = self.memory.borrow();
        let id = match memory.as_ref() {
            Some(memory) => memory.conversation.meta.id.clone(),
            // It was erased, and still has to say so.
            None => ConversationId::parse(self.object.state.id().name().unwrap_or_default())?,
        };
        Ok(Address::Conversation(id))
    }

    async fn after_delivery(self: &Rc<Self>) -> Result<(), ApiError> {
        erasure::drop_storage(self).await
    }

    async fn site_deleted(self: &Rc<Self>) -> Result<(), ApiError> {
        erasure::drop_all(self).await
    }

    fn deadline(&self) -> Option<Timestamp> {
        self.memory.borrow().as_ref().and_then(|memory| memory.conversation.deadline())
    }
}
