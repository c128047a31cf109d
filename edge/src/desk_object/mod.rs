//! The shell of a site's desk: load, ask `shared`, keep, tell. It decides nothing.

mod bells;
mod store;

pub(crate) use bells::Seat;

use crate::address::Address;
use crate::body;
use crate::clock;
use crate::error::{Answer, Fault, settle};
use crate::outbox::{self, Envelope, Office, Post, Waiting};
use crate::outbox_store::{self, Letter};
use crate::site_object::ToSiteLetter;
use crate::sockets;
use crate::storage::atomic;
use serde::{Deserialize, Serialize};
use shared::conversation::ToDesk;
use shared::desk::{
    Book, Decision, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, RosterAgent, ToSite,
};
use shared::id::{AgentId, ConversationId, SessionId, SiteId};
use shared::protocol::{DeskFrame, TryRouting};
use shared::quota::Grant;
use shared::time::Timestamp;
use std::cell::RefCell;
use std::rc::Rc;
use worker::{Env, Request, Response, State, WebSocket, WebSocketIncomingMessage};

/// What the site tells its desk.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToDeskLetter {
    /// Its agents and settings, as they are now.
    Roster {
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        /// What is routed by.
        #[serde(default)]
        book: Book,
    },
    /// A browser signed out: its bell is hung up.
    SignedOut { session: SessionId },
}

/// A desk's object.
pub(crate) struct Shell {
    state: State,
    env: Env,
    post: Post,
    desk: RefCell<Option<Desk>>,
}

/// What came by post, to be marked as come or to be forgotten as delivered.
#[derive(Clone, Copy)]
enum Also<'t> {
    Nothing,
    Mark(&'t Envelope),
    Remove(&'t Letter),
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        sockets::answer_pings(&state);
        Rc::new(Self { state, env, post: Post::default(), desk: RefCell::new(None) })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/socket" => self.connect(&request),
            "/letter" => body::json_of(&mut request).await.and_then(|letter| self.letter(&letter)),
            "/colleagues" => body::json_of(&mut request).await.and_then(|me| self.colleagues(&me)),
            "/duty" => self.duty(),
            "/explain" => body::json_of(&mut request).await.and_then(|ask| self.explain(&ask)),
            "/decisions" => body::json_of(&mut request).await.and_then(|id| self.decisions(&id)),
            path => Err(Fault::NoRoute { path: path.to_owned() }),
        };
        settle(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), Fault> {
        outbox::rang(&**self);
        self.wake()?;
        // Time is never refused.
        let _done = self.turn(vec![DeskInput::Timer], Also::Nothing)?;
        self.forget_decisions()?;
        let waiting = outbox::deliver(self)?;
        outbox::arm(&**self, waiting)
    }

    pub(crate) fn message(
        self: &Rc<Self>,
        socket: &WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<(), Fault> {
        let taken = self.wake().and_then(|()| bells::take(self, socket, message));
        if taken.is_err() {
            let (code, message) = ("broken".to_owned(), sockets::BROKEN.to_owned());
            sockets::send(socket, &DeskFrame::Error { id: None, code, message });
        }
        taken
    }

    pub(crate) fn closed(self: &Rc<Self>, socket: &WebSocket, code: usize) -> Result<(), Fault> {
        sockets::close_back(socket, code);
        self.wake()?;
        let Some(seat) = sockets::note::<Seat>(socket) else { return Ok(()) };
        let sockets = bells::count(&self.state, &seat.agent, Some(socket));
        let gone = DeskInput::Present { agent: seat.agent, sockets };
        // Presence is never refused.
        let _done = self.turn(vec![gone], Also::Nothing)?;
        Ok(())
    }

    fn connect(self: &Rc<Self>, request: &Request) -> Answer {
        self.wake()?;
        let seat: Seat = sockets::who(request)?;
        let tag = seat.agent.as_str();
        let (socket, response) = sockets::accept(&self.state, request, tag, &seat)?;
        let sockets = bells::count(&self.state, &seat.agent, None);
        let here = DeskInput::Present { agent: seat.agent.clone(), sockets };
        // Presence is never refused.
        let _done = self.turn(vec![here], Also::Nothing)?;
        self.show(&socket, &seat.agent);
        Ok(response)
    }

    fn letter(self: &Rc<Self>, envelope: &Envelope) -> Answer {
        self.wake()?;
        if outbox_store::has_come(&self.state.storage().sql(), &envelope.from, envelope.seq)? {
            return outbox::received();
        }
        let also = Also::Mark(envelope);
        match Address::parse(&envelope.from)? {
            Address::Conversation(_) => {
                let word: ToDesk = envelope.read()?;
                // What a conversation says is never refused.
                let _done = self.turn(vec![DeskInput::Conversation(word)], also)?;
            }
            _ => match envelope.read()? {
                ToDeskLetter::Roster { agents, settings, book } => {
                    self.roster(agents, settings, book, also)?;
                }
                ToDeskLetter::SignedOut { session } => {
                    let _done = self.turn(Vec::new(), also)?;
                    bells::hang_up(&self.state, &session);
                }
            },
        }
        outbox::received()
    }

    /// Who else could take a chat.
    fn colleagues(self: &Rc<Self>, me: &AgentId) -> Answer {
        self.wake()?;
        let desk = self.desk.borrow();
        let found = desk.as_ref().and_then(|desk| desk.colleagues(clock::now(), me));
        body::answer(&found.unwrap_or_default())
    }

    /// How everybody stands.
    fn duty(self: &Rc<Self>) -> Answer {
        self.wake()?;
        let desk = self.desk.borrow();
        body::answer(&desk.as_ref().map(|desk| desk.duty(clock::now())).unwrap_or_default())
    }

    /// Whom a visitor like that would be taken to now.
    fn explain(self: &Rc<Self>, asked: &TryRouting) -> Answer {
        self.wake()?;
        let desk = self.desk.borrow();
        let desk = desk.as_ref().ok_or_else(|| Fault::Broken("the desk sleeps".into()))?;
        body::answer(&desk.explain(clock::now(), asked))
    }

    /// How it was decided whom to ask for a conversation.
    fn decisions(self: &Rc<Self>, id: &ConversationId) -> Answer {
        self.wake()?;
        let items = store::decisions(&self.state.storage().sql(), id)?;
        let desk = self.desk.borrow();
        body::answer(&desk.as_ref().map(|desk| desk.told(items)).unwrap_or_default())
    }

    /// New agents or settings: whoever is connected sees them, and newcomers who wait are seated.
    fn roster(
        self: &Rc<Self>,
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        book: Book,
        also: Also<'_>,
    ) -> Result<(), Fault> {
        let seats = bells::seats(&self.state);
        let mut inputs = vec![DeskInput::Roster { agents, settings }, DeskInput::Book(book)];
        inputs.extend(seats.iter().map(|(_, seat)| self.present(&seat.agent)));
        let _done = self.turn(inputs, also)?;
        for (socket, seat) in &seats {
            self.show(socket, &seat.agent);
        }
        Ok(())
    }

    fn present(&self, agent: &AgentId) -> DeskInput {
        let sockets = bells::count(&self.state, agent, None);
        DeskInput::Present { agent: agent.clone(), sockets }
    }

    /// Everything an agent's tab needs at the beginning.
    fn show(&self, socket: &WebSocket, agent: &AgentId) {
        let desk = self.desk.borrow();
        if let Some(frame) = desk.as_ref().and_then(|desk| desk.snapshot(clock::now(), agent)) {
            sockets::send(socket, &frame);
        }
    }

    /// Rebuilds the desk after hibernation or a crash. Sockets may be gone that were there before.
    fn wake(self: &Rc<Self>) -> Result<(), Fault> {
        if self.desk.borrow().is_some() {
            return Ok(());
        }
        let sql = self.state.storage().sql();
        store::make(&sql)?;
        let desk = Desk::restore(store::records(&sql)?);
        let present = desk.agents().map(|agent| self.present(agent.id())).collect();
        self.desk.replace(Some(desk));
        // Presence is never refused.
        let _done = self.turn(present, Also::Nothing)?;
        self.forget_decisions()?;
        outbox::woke(self)
    }

    /// Why a wish was routed as it was is told for a while, and not for ever.
    fn forget_decisions(&self) -> Result<(), Fault> {
        let sql = self.state.storage().sql();
        store::forget_decisions(&sql, Decision::forgotten_before(clock::now()))
    }

    /// One turn: decides, keeps everything in one transaction, tells everybody.
    fn turn(
        self: &Rc<Self>,
        inputs: Vec<DeskInput>,
        also: Also<'_>,
    ) -> Result<Result<(), DeskRefusal>, Fault> {
        let effects = match self.decide(clock::now(), inputs)? {
            Ok(effects) => effects,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let silent = effects.is_empty() && matches!(also, Also::Nothing);
        if !silent && let Err(fault) = atomic(&self.state, || self.keep(&effects, also)) {
            self.desk.replace(None); // what was not kept must not be believed
            return Err(fault);
        }
        let letters = effects.iter().any(|effect| {
            use DeskEffect::{Conversation, Push, Site};
            matches!(effect, Conversation(..) | Site(_) | Push(..))
        });
        outbox::arm(&**self, if letters { Waiting::Fresh } else { Waiting::None })?;
        for effect in effects {
            if let DeskEffect::Agent(agent, frame) = effect {
                bells::tell(&self.state, &agent, &frame);
            }
        }
        if letters {
            outbox::deliver(self)?;
        }
        Ok(Ok(()))
    }

    fn decide(
        &self,
        now: Timestamp,
        inputs: Vec<DeskInput>,
    ) -> Result<Result<Vec<DeskEffect>, DeskRefusal>, Fault> {
        let mut desk = self.desk.borrow_mut();
        let Some(desk) = desk.as_mut() else {
            return Err(Fault::Broken("the desk sleeps".into()));
        };
        let mut effects = Vec::new();
        for input in inputs {
            match desk.handle(now, input) {
                Ok(more) => effects.extend(more),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(effects))
    }

    fn keep(&self, effects: &[DeskEffect], also: Also<'_>) -> Result<(), Fault> {
        let sql = self.state.storage().sql();
        match also {
            Also::Mark(envelope) => outbox_store::mark(&sql, &envelope.from, envelope.seq)?,
            Also::Remove(letter) => outbox_store::remove(&sql, letter.seq)?,
            Also::Nothing => {}
        }
        for effect in effects {
            match effect {
                DeskEffect::Keep(record) => store::keep(&sql, record)?,
                DeskEffect::Forget(key) => store::forget(&sql, key)?,
                DeskEffect::Conversation(id, news) => {
                    let to = Address::Conversation(id.clone());
                    outbox_store::put(&sql, &to, serde_json::to_string(news)?)?;
                }
                DeskEffect::Site(word) => {
                    let letter = serde_json::to_string(&ToSiteLetter::Desk(word.clone()))?;
                    outbox_store::put(&sql, &Address::Site(self.site()?), letter)?;
                }
                DeskEffect::Push(agent, notice) => {
                    let (agent, notice) = (agent.clone(), notice.clone());
                    let letter = serde_json::to_string(&ToSiteLetter::Push { agent, notice })?;
                    outbox_store::put(&sql, &Address::Site(self.site()?), letter)?;
                }
                DeskEffect::Explain(id, decision) => store::explain(&sql, id, decision)?,
                DeskEffect::Agent(..) => {}
            }
        }
        Ok(())
    }

    fn site(&self) -> Result<SiteId, Fault> {
        let name = self.state.id().name();
        Ok(SiteId::parse(name.unwrap_or_default())?)
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
        Ok(Address::Desk(self.site()?))
    }

    fn deadline(&self) -> Option<Timestamp> {
        self.desk.borrow().as_ref().and_then(Desk::deadline)
    }

    /// The ledger's answer comes back on the letter that asked for it.
    fn arrived(self: &Rc<Self>, letter: &Letter, answer: &str) -> Result<(), Fault> {
        self.wake()?;
        let asked = serde_json::from_str::<ToSiteLetter>(&letter.body).ok();
        let granted = match asked {
            Some(ToSiteLetter::Desk(ToSite::Reserve { request, .. })) => {
                let grant: Grant = serde_json::from_str(answer)?;
                vec![DeskInput::Granted { request, grant }]
            }
            _ => Vec::new(),
        };
        // What the ledger says is never refused.
        let _done = self.turn(granted, Also::Remove(letter))?;
        Ok(())
    }
}
