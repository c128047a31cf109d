//! The shell of a site's desk: it loads the state, asks `shared`, stores the result and sends
//! messages. It decides nothing.

mod agent_sockets;
mod assign;
mod decisions;
mod store;
mod transferred;

pub(crate) use agent_sockets::AgentSocket;
pub(crate) use assign::Assignment;

use crate::error::{Answer, ApiError, into_response};
use crate::heartbeat;
use crate::http::body;
use crate::messaging::outbox::{self, Object, OutboxHost, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::counters::{self, SocketOf};
use crate::runtime::dump_store::{self, Dump};
use crate::runtime::figures_store;
use crate::runtime::limits::FrameLimits;
use crate::runtime::scrub_store as scrub;
use crate::runtime::sockets;
use crate::runtime::storage::atomic;
use shared::desk::{
    AgentDesk, Decision, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, RosterAgent,
    RoutingConfig,
};
use shared::id::{AgentId, SiteId};
use shared::messages::{
    ConversationMessage, DeskMessage, DeskToSite, ManagedChat, SiteMessage, SiteToDesk,
};
use shared::metrics::{DeskCounts, DeskFigures};
use shared::outbox::Address;
use shared::protocol::{AgentEvent, ExportedRows};
use shared::rights::LastCheck;
use shared::time::{Millis, Timestamp};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::{Env, Request, Response, State, WebSocket, WebSocketIncomingMessage};

/// The name of the desk's counts among its figures.
const COUNTS: &str = "counts";

/// How old the desk's view of pings may be when it decides.
const READ_PINGS_EVERY: Millis = Millis::seconds(5);

pub(crate) struct Shell {
    object: Object,
    desk: RefCell<Option<Desk>>,
    /// When the desk last read the pings.
    pings_read_at: Cell<Option<Timestamp>>,
    limits: FrameLimits,
    /// When the site was last asked which sessions hold.
    rights_checked: Cell<LastCheck>,
}

/// What a turn writes besides the effects.
#[derive(Clone, Copy)]
enum TurnExtras<'t> {
    Nothing,
    /// Mark this message as handled.
    Received(&'t Received),
    /// Tell the site's audit log.
    Managed(&'t ManagedChat),
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        heartbeat::answer_pings(&state);
        let (desk, pings_read_at) = (RefCell::new(None), Cell::new(None));
        let (limits, rights_checked) = (FrameLimits::default(), Cell::default());
        let object = Object::new(state, env);
        Rc::new(Self { object, desk, pings_read_at, limits, rights_checked })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/socket" => self.connect(&request).await,
            "/messages" => self.messages(&mut request).await,
            "/dump" => {
                body::request_json(&mut request).await.and_then(|request| self.dump(request))
            }
            "/load" => body::request_json(&mut request).await.and_then(|rows| self.load(&rows)),
            "/wake" => self.wake().and_then(|()| body::done()),
            "/drop" => self.drop_all().await.and_then(|()| body::done()),
            "/transfer-targets" => {
                body::request_json(&mut request).await.and_then(|me| self.transfer_targets(&me))
            }
            "/availability" => self.availability(),
            "/figures" => self.figures(),
            "/sweep" => self.sweep(),
            "/assign" => {
                body::request_json(&mut request).await.and_then(|what| assign::assign(self, what))
            }
            "/explain" => {
                body::request_json(&mut request).await.and_then(|query| self.explain(&query))
            }
            "/decisions" => {
                body::request_json(&mut request).await.and_then(|id| self.decisions(&id))
            }
            "/decision-page" => {
                body::request_json(&mut request).await.and_then(|query| self.decision_page(&query))
            }
            path => Err(ApiError::NoRoute { path: path.to_owned() }),
        };
        into_response(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), ApiError> {
        outbox::alarm_fired(&**self);
        self.wake()?;
        self.read_pings([DeskInput::Timer])?;
        self.delete_decisions()?;
        // Messages leave whether or not the scrub works: on a full disk it does not.
        let scrubbed = scrub::step(&self.object.state, store::make);
        outbox::pump(self)?;
        scrubbed
    }

    pub(crate) fn message(
        self: &Rc<Self>,
        socket: &WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<(), ApiError> {
        // What comes on a socket that we have closed is not handled.
        if !sockets::is_open(socket) {
            return Ok(());
        }
        let handled = self.ready().and_then(|()| agent_sockets::on_frame(self, socket, message));
        agent_sockets::check_if_due(self);
        if handled.is_err() {
            let (code, message) = ("broken".to_owned(), sockets::BROKEN.to_owned());
            sockets::send(socket, &AgentEvent::Error { id: None, code, message });
        }
        handled
    }

    pub(crate) fn closed(self: &Rc<Self>, socket: &WebSocket, code: usize) -> Result<(), ApiError> {
        counters::socket_closed(SocketOf::Agent);
        sockets::close_back(socket, code);
        self.limits.remove(socket);
        self.wake()?;
        let Some(owner) = sockets::note::<AgentSocket>(socket) else { return Ok(()) };
        let last_seen_at =
            agent_sockets::last_seen_beside(&self.object.state, &owner.agent, socket);
        let gone = DeskInput::Present(BTreeMap::from([(owner.agent, last_seen_at)]));
        // Presence is never refused.
        let _done = self.turn(vec![gone], TurnExtras::Nothing)?;
        Ok(())
    }

    async fn connect(self: &Rc<Self>, request: &Request) -> Answer {
        self.wake()?;
        let owner: AgentSocket = sockets::read_identity(request)?;
        let tag = (SocketOf::Agent, owner.agent.as_str());
        let (socket, response) = sockets::accept(&self.object.state, request, tag, &owner)?;
        // The session may have ended since the worker asked.
        agent_sockets::check(self).await.inspect_err(|_| sockets::close_back(&socket, 1000))?;
        // Presence is never refused.
        let _done = self.turn(vec![self.present([&owner.agent])], TurnExtras::Nothing)?;
        self.show(&socket, &owner.agent);
        Ok(response)
    }

    async fn messages(self: &Rc<Self>, request: &mut Request) -> Answer {
        let envelope = body::request_json(request).await?;
        self.ready()?;
        let handle = async |received, message| self.receive(&received, message);
        outbox::receive(&self.object.state, envelope, handle).await
    }

    fn receive(self: &Rc<Self>, received: &Received, message: DeskMessage) -> Result<(), ApiError> {
        let extras = TurnExtras::Received(received);
        // Messages of other objects are never refused.
        match message {
            DeskMessage::Conversation(message) => {
                let _done = self.turn(vec![DeskInput::Conversation(message)], extras)?;
            }
            DeskMessage::Site(SiteToDesk::Roster { agents, settings, routing }) => {
                self.roster(agents, settings, routing, extras)?;
            }
            DeskMessage::Site(SiteToDesk::Reservation { request, grant }) => {
                let _done = self.turn(vec![DeskInput::Reservation { request, grant }], extras)?;
            }
            DeskMessage::Site(SiteToDesk::DeleteDecisions { conversations }) => {
                let sql = self.object.state.storage().sql();
                scrub::ask(&sql)?;
                store::delete_decisions_on(&sql, &conversations)?;
                let _done = self.turn(Vec::new(), extras)?;
            }
            DeskMessage::Site(SiteToDesk::Missed(change)) => {
                let _done = self.turn(vec![DeskInput::Missed(change)], extras)?;
            }
            DeskMessage::Site(SiteToDesk::Labels(change)) => {
                let _done = self.turn(Vec::new(), extras)?;
                agent_sockets::tell_all(self, &change.into());
            }
            DeskMessage::Site(SiteToDesk::SignedOut { session }) => {
                let _done = self.turn(Vec::new(), extras)?;
                agent_sockets::hang_up(&self.object.state, &session);
            }
        }
        Ok(())
    }

    /// A page of all rows, for an export of the site. The state is restored, but nothing else happens, so
    /// that what was imported can be compared.
    fn dump(&self, request: Dump) -> Answer {
        let sql = self.object.state.storage().sql();
        store::open(&sql)?;
        let _restored = Desk::restore(store::records(&sql)?);
        body::answer(&dump_store::page(&sql, request, &[])?)
    }

    /// Writes rows of an export.
    fn load(self: &Rc<Self>, rows: &ExportedRows) -> Answer {
        let sql = self.object.state.storage().sql();
        atomic(&self.object.state, || {
            store::open(&sql)?;
            dump_store::insert(&sql, rows)
        })?;
        self.desk.replace(None); // it is read anew
        body::done()
    }

    /// Drops everything, because the site is deleted.
    async fn drop_all(self: &Rc<Self>) -> Result<(), ApiError> {
        agent_sockets::hang_up_all(&self.object.state);
        self.desk.replace(None);
        self.object.state.storage().delete_all().await?;
        outbox::alarm_fired(&**self); // the alarm is deleted, too
        Ok(())
    }

    /// Who could take a chat over.
    fn transfer_targets(self: &Rc<Self>, me: &AgentId) -> Answer {
        self.ready()?;
        let desk = self.desk.borrow();
        let found = desk.as_ref().and_then(|desk| desk.transfer_targets(clock::now(), me));
        body::answer(&found.unwrap_or_default())
    }

    /// The current status of all agents.
    fn availability(self: &Rc<Self>) -> Answer {
        self.ready()?;
        let desk = self.desk.borrow();
        body::answer(&desk.as_ref().map(|desk| desk.availability(clock::now())).unwrap_or_default())
    }

    /// The figures for the operator.
    fn figures(self: &Rc<Self>) -> Answer {
        self.ready()?;
        let (now, sql) = (clock::now(), self.object.state.storage().sql());
        let desk = self.desk.borrow();
        let overview = desk.as_ref().map(|desk| desk.availability(now)).unwrap_or_default();
        let available = overview.agents.iter().filter(|row| row.unavailable_reason.is_none());
        body::answer(&DeskFigures {
            stored: figures_store::stored(&sql)?,
            outbox: outbox_store::queue(&sql, now)?,
            agent_sockets: agent_sockets::all(&self.object.state).len() as u64,
            available_agents: available.count() as u64,
            waiting: overview.waiting as u64,
            live: overview.live as u64,
            counts: figures_store::read(&sql, COUNTS)?.unwrap_or_default(),
        })
    }

    /// Sets the alarm again, if the runtime has given it up.
    fn sweep(self: &Rc<Self>) -> Answer {
        self.wake()?;
        outbox::sweep(self)?;
        body::done()
    }

    /// Handles a new list of agents or settings, and sends it to connected agents.
    fn roster(
        self: &Rc<Self>,
        agents: Vec<RosterAgent>,
        settings: DeskSettings,
        routing: RoutingConfig,
        extras: TurnExtras<'_>,
    ) -> Result<(), ApiError> {
        let all = agent_sockets::all(&self.object.state);
        let present = self.present(all.iter().map(|(_, owner)| &owner.agent));
        let inputs = vec![
            DeskInput::Roster { agents, settings },
            present,
            DeskInput::RoutingConfig(routing),
        ];
        let _done = self.turn(inputs, extras)?;
        for (socket, owner) in &all {
            self.show(socket, &owner.agent);
        }
        Ok(())
    }

    fn present<'a>(&self, agents: impl IntoIterator<Item = &'a AgentId>) -> DeskInput {
        let seen = |agent: &AgentId| {
            (agent.clone(), agent_sockets::last_seen_at(&self.object.state, agent))
        };
        DeskInput::Present(agents.into_iter().map(seen).collect())
    }

    /// Prepares a decision that depends on presence. Pings don't wake the object, so it must read
    /// their times itself; a busy desk needn't do it in every turn.
    fn ready(self: &Rc<Self>) -> Result<(), ApiError> {
        self.wake()?;
        let now = clock::now();
        match self.pings_read_at.get() {
            Some(at) if !at.is_ahead_of(now) && now.since(at) < READ_PINGS_EVERY => Ok(()),
            _ => self.read_pings([]),
        }
    }

    /// Passes the times of pings to the desk, and in the same turn what follows them; closes silent
    /// sockets.
    fn read_pings(
        self: &Rc<Self>,
        then: impl IntoIterator<Item = DeskInput>,
    ) -> Result<(), ApiError> {
        self.pings_read_at.set(Some(clock::now()));
        let seen = DeskInput::Present(agent_sockets::last_seen(&self.object.state));
        // Neither presence nor a timer is ever refused.
        let _done = self.turn([seen].into_iter().chain(then).collect(), TurnExtras::Nothing)?;
        heartbeat::close_silent(&self.object.state);
        Ok(())
    }

    /// Sends a tab its first event, with everything it needs.
    fn show(&self, socket: &WebSocket, agent: &AgentId) {
        let desk = self.desk.borrow();
        if let Some(frame) = desk.as_ref().and_then(|desk| desk.snapshot(clock::now(), agent)) {
            sockets::send(socket, &frame);
        }
    }

    /// Rebuilds the desk after hibernation or a crash. Some sockets may have closed meanwhile.
    fn wake(self: &Rc<Self>) -> Result<(), ApiError> {
        if self.desk.borrow().is_some() {
            return Ok(());
        }
        let sql = self.object.state.storage().sql();
        store::open(&sql)?;
        let desk = Desk::restore(store::records(&sql)?);
        let present = self.present(desk.agents().map(AgentDesk::id));
        self.desk.replace(Some(desk));
        self.pings_read_at.set(Some(clock::now()));
        // Presence is never refused.
        let _done = self.turn(vec![present], TurnExtras::Nothing)?;
        heartbeat::close_silent(&self.object.state);
        self.delete_decisions()?;
        outbox::pump(self)
    }

    /// Deletes some routing decisions that are too old.
    fn delete_decisions(&self) -> Result<(), ApiError> {
        let sql = self.object.state.storage().sql();
        store::delete_decisions(&sql, Decision::expired_before(clock::now()))
    }

    /// One turn: decide, write everything in one transaction, send.
    fn turn(
        self: &Rc<Self>,
        inputs: Vec<DeskInput>,
        extras: TurnExtras<'_>,
    ) -> Result<Result<(), DeskRefusal>, ApiError> {
        let effects = match self.decide(clock::now(), inputs)? {
            Ok(effects) => effects,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let silent = effects.is_empty() && matches!(extras, TurnExtras::Nothing);
        if !silent && let Err(error) = atomic(&self.object.state, || self.save(&effects, extras)) {
            self.desk.replace(None); // what was not kept must not be believed
            return Err(error);
        }
        let messages =
            matches!(extras, TurnExtras::Managed(_)) || effects.iter().any(transferred::sends);
        if messages { outbox::pump(self) } else { outbox::arm(&**self) }?;
        for effect in effects {
            if let DeskEffect::Agent(agent, frame) = effect
                && self.may_hear(&agent, &frame)
            {
                agent_sockets::send_to(&self.object.state, &agent, &frame);
            }
        }
        Ok(Ok(()))
    }

    fn decide(
        &self,
        now: Timestamp,
        inputs: Vec<DeskInput>,
    ) -> Result<Result<Vec<DeskEffect>, DeskRefusal>, ApiError> {
        let mut desk = self.desk.borrow_mut();
        let Some(desk) = desk.as_mut() else {
            return Err(ApiError::Broken("the desk is not loaded".into()));
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

    fn save(&self, effects: &[DeskEffect], extras: TurnExtras<'_>) -> Result<(), ApiError> {
        let sql = self.object.state.storage().sql();
        if effects.iter().any(DeskCounts::counts) {
            let mut counts: DeskCounts = figures_store::read(&sql, COUNTS)?.unwrap_or_default();
            for effect in effects {
                counts.add(effect);
            }
            figures_store::write(&sql, COUNTS, &counts)?;
        }
        match extras {
            TurnExtras::Received(received) => outbox_store::record_received(&sql, received)?,
            TurnExtras::Managed(managed) => {
                let message = SiteMessage::Desk(DeskToSite::Managed(managed.clone()));
                outbox_store::to_site(&sql, self.site()?, &message)?;
            }
            TurnExtras::Nothing => {}
        }
        transferred::queue(&sql, &self.site()?, effects)?;
        for effect in effects {
            match effect {
                DeskEffect::Save(record) => store::save(&sql, record)?,
                DeskEffect::Delete(key) => store::delete(&sql, key)?,
                DeskEffect::Conversation(id, news) => {
                    let message = ConversationMessage::Desk(news.clone());
                    outbox_store::to_conversation(&sql, id.clone(), &message)?;
                }
                DeskEffect::Site(message) => {
                    let message = SiteMessage::Desk(DeskToSite::Ledger(message.clone()));
                    outbox_store::to_site(&sql, self.site()?, &message)?;
                }
                DeskEffect::AskRoster => {
                    let message = SiteMessage::Desk(DeskToSite::AskRoster);
                    outbox_store::to_site(&sql, self.site()?, &message)?;
                }
                DeskEffect::Push(agent, notice) => {
                    let (agent, notice) = (agent.clone(), notice.clone());
                    let message = SiteMessage::Desk(DeskToSite::Push { agent, notice });
                    outbox_store::to_site(&sql, self.site()?, &message)?;
                }
                DeskEffect::Explain(id, decision) => store::explain(&sql, id, decision)?,
                DeskEffect::Agent(..) => {}
            }
        }
        Ok(())
    }

    /// Whether an agent may hear an event now.
    fn may_hear(&self, agent: &AgentId, event: &AgentEvent) -> bool {
        self.desk.borrow().as_ref().is_some_and(|desk| desk.may_hear(agent, event))
    }

    fn site(&self) -> Result<SiteId, ApiError> {
        let name = self.object.state.id().name();
        Ok(SiteId::parse(name.unwrap_or_default())?)
    }
}

impl OutboxHost for Shell {
    fn object(&self) -> &Object {
        &self.object
    }

    fn address(&self) -> Result<Address, ApiError> {
        Ok(Address::Desk(self.site()?))
    }

    async fn site_deleted(self: &Rc<Self>) -> Result<(), ApiError> {
        self.drop_all().await
    }

    fn deadline(&self) -> Option<Timestamp> {
        let desk = self.desk.borrow();
        let desk = desk.as_ref()?; // its tables exist if it is loaded
        let due = scrub::due(&self.object.state.storage().sql()).ok().flatten();
        due.into_iter().chain(desk.deadline()).min()
    }
}
