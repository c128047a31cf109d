//! The world of one seed: a queue of events. The seed decides everything that is random.

use crate::agent::Agent;
use crate::apps::App;
use crate::check::Witness;
use crate::clock::Clock;
use crate::mailbox::{Batch, Object, Report};
use crate::objects::{ConversationObject, DeskObject, SiteObject};
use crate::plan::Plan;
use crate::sleep::{Sleep, Sleeper};
use crate::visitor::Visitor;
use fastrand::Rng;
use shared::client::{Connection, ConnectionId, ConnectionInput};
use shared::id::{ConversationId, OfferId};
use shared::protocol::{AgentEvent, AgentFrame, ClientFrame, ServerFrame};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// The time at which every world begins: 2026-10-25 00:56:30 UTC, in a night in which clocks are
/// put back. Schedules change at full minutes, so nothing is pending when a world ends.
pub(crate) const BEGIN: Timestamp = Timestamp(1_792_889_790_000);
/// How long faults happen; afterwards the network and all objects work.
const WEATHER: Millis = Millis::minutes(12);
/// How long a world lasts: long enough after the last fault for every chat to end by itself.
const WORLD: Millis = Millis::minutes(90);

/// The most events of a world; with more, something loops for ever.
const MOST: u64 = 500_000;

/// A client's end of a connection to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Client {
    /// A visitor, connected to their conversation.
    Visitor(usize),
    /// A tab of an agent, connected to the desk.
    Tab(usize, usize),
    /// An agent, connected to a conversation.
    Chat(usize, usize),
}

/// A future event of the world.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// An envelope arrives that an object sent in one of its lives.
    Envelope(Object, u64, Batch),
    /// The sender of an envelope learns the outcome.
    Report(Report),
    /// An object's alarm fires.
    Alarm(Object),
    /// The clock is put back or forward.
    MoveClock,
    /// An object wakes after the clock was put back.
    PutBack(Object),
    /// A visitor's first response arrives.
    Begin(usize),
    /// A client wants a connection.
    Connect(Client),
    /// An attempt to connect arrives at its object.
    Accept(Client, ConnectionId),
    /// Something happens to a client's connection: a timer, a pong, a close.
    Connection(Client, ConnectionInput),
    /// A ping arrives at an object.
    Ping(Client, ConnectionId),
    /// An object notices that a line is gone.
    Gone(Client, ConnectionId),
    /// A frame of a client arrives at its conversation.
    FromClient(Client, ConnectionId, ClientFrame),
    /// A frame of a conversation arrives at a client.
    ToClient(Client, ConnectionId, ServerFrame),
    /// A frame of a tab arrives at the desk.
    FromTab(Client, ConnectionId, AgentFrame),
    /// A frame of the desk arrives at a tab.
    ToTab(Client, ConnectionId, AgentEvent),
    /// A visitor does something.
    Visitor(usize),
    /// An agent does something.
    Agent(usize),
    /// An agent decides about an offer.
    Decide(usize, OfferId),
    /// Something happens in a follow-up of this conversation, with this agent.
    FollowUp(usize, usize),
    /// The program in this conversation does something.
    App(usize),
    /// A manager does something.
    Manager,
    /// A machine wakes up.
    Wake(Sleeper),
}

/// A connection as both ends see it. Frames of an earlier one are lost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Line {
    /// Which connection this is.
    pub(crate) id: ConnectionId,
    /// Whether it stands.
    pub(crate) up: bool,
    /// Whether its client has sent `resume`; before that it gets no frames.
    pub(crate) resumed: bool,
    /// When the last ping came, or it was made.
    pub(crate) last_ping: Timestamp,
    /// Whether its object found it silent.
    pub(crate) found_silent: bool,
    /// When it went down.
    pub(crate) down_since: Timestamp,
    /// When the last frame of each direction arrives: a line keeps its order.
    last: [Timestamp; 2],
}

pub(crate) struct World {
    /// What the seed decided in advance.
    pub(crate) plan: Plan,
    /// The seed's random numbers.
    pub(crate) rng: Rng,
    /// The true time; what objects read may differ.
    pub(crate) now: Timestamp,
    pub(crate) clock: Clock,
    /// Boxed, because events are large and the queue moves them.
    queue: BTreeMap<(Timestamp, u64), Box<Happening>>,
    count: u64,
    pub(crate) site: SiteObject,
    pub(crate) desk: DeskObject,
    pub(crate) conversations: Vec<ConversationObject>,
    /// The visitors. A visitor's conversation has the same number.
    pub(crate) visitors: Vec<Visitor>,
    pub(crate) agents: Vec<Agent>,
    /// The programs. That of a conversation has the same number.
    pub(crate) apps: Vec<App>,
    /// The clients' connections, as they themselves take them to be.
    pub(crate) connections: BTreeMap<Client, Connection>,
    /// The lines, as they really are.
    pub(crate) lines: BTreeMap<Client, Line>,
    /// The machines that are asleep.
    pub(crate) asleep: BTreeMap<Sleeper, Sleep>,
    /// When machines woke up last.
    pub(crate) woke: BTreeMap<Sleeper, Timestamp>,
    /// How often one fell asleep.
    pub(crate) slept: u64,
    /// Checks that the rules hold.
    pub(crate) witness: Witness,
    /// Whether to print everything that happens.
    pub(crate) loud: bool,
}

impl World {
    /// The world of a seed at its beginning.
    pub(crate) fn new(seed: u64, loud: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let plan = Plan::random(&mut rng);
        let agents = (0..plan.agents).map(|n| Agent::new(n, &mut rng)).collect();
        let visitors = (0..plan.visitors).map(|n| Visitor::new(n, &mut rng)).collect();
        let apps = (0..plan.visitors).map(|_| App::new(&mut rng)).collect();
        let conversations = (0..plan.visitors).map(|_| ConversationObject::new()).collect();
        let mut world = Self {
            plan,
            rng,
            now: BEGIN,
            clock: Clock::default(),
            queue: BTreeMap::new(),
            count: 0,
            site: SiteObject::new(&plan),
            desk: DeskObject::default(),
            conversations,
            visitors,
            agents,
            apps,
            connections: BTreeMap::new(),
            lines: BTreeMap::new(),
            asleep: BTreeMap::new(),
            woke: BTreeMap::new(),
            slept: 0,
            witness: Witness::default(),
            loud,
        };
        world.open();
        world
    }

    fn open(&mut self) {
        if !self.plan.asks_for_roster {
            self.site_opens();
        }
        for agent in 0..self.agents.len() {
            for tab in 0..self.agents[agent].tabs {
                self.after(
                    self.rng.clone().u64(0..3_000),
                    Happening::Connect(Client::Tab(agent, tab)),
                );
            }
            self.after(2_000, Happening::Agent(agent));
        }
        if self.plan.managed {
            self.after(30_000, Happening::Manager);
        }
        for _ in 0..self.plan.clock_moves {
            let at = self.rng.u64(0..WEATHER.0);
            self.after(at, Happening::MoveClock);
        }
        for visitor in 0..self.visitors.len() {
            let at = 3_000 + self.rng.u64(0..self.plan.rush);
            self.after(at, Happening::Visitor(visitor));
            if self.plan.apps {
                self.after(at, Happening::App(visitor));
            }
        }
    }

    /// Runs the world to its end and checks everything.
    pub(crate) fn run(&mut self) {
        let end = BEGIN + WORLD;
        while let Some(((at, _), happening)) =
            self.queue.pop_first().filter(|((at, _), _)| *at <= end)
        {
            assert!(self.count < MOST, "the world of the seed never ends");
            self.now = at;
            self.happens(*happening);
        }
        self.check_end();
    }

    pub(crate) fn happens(&mut self, happening: Happening) {
        if self.loud {
            println!("{:>9} {happening:?}", self.now.since(BEGIN).0);
        }
        let Some(happening) = self.unless_asleep(happening) else { return };
        match happening {
            Happening::Envelope(from, life, batch) => self.arrive(from, life, batch),
            Happening::Report(report) => self.report(report),
            Happening::Alarm(object) => self.alarm(object),
            Happening::MoveClock => self.moves_clock(),
            Happening::PutBack(object) => self.notices_set_back(object),
            Happening::Begin(visitor) => self.begin(visitor),
            Happening::Connect(client) => self.connect(client),
            Happening::Accept(client, id) => self.accepts(client, id),
            Happening::Connection(client, input) => self.connection_input(client, input),
            Happening::Ping(client, id) => self.pinged(client, id),
            Happening::Gone(client, id) => self.gone(client, id),
            Happening::FromClient(client, id, frame) => self.client_says(client, id, frame),
            Happening::ToClient(client, id, frame) => self.client_receives(client, id, frame),
            Happening::FromTab(client, id, frame) => self.tab_says(client, id, frame),
            Happening::ToTab(client, id, frame) => self.tab_receives(client, id, frame),
            Happening::Visitor(visitor) => self.visitor_acts(visitor),
            Happening::Agent(agent) => self.agent_acts(agent),
            Happening::Decide(agent, offer) => self.agent_decides(agent, offer),
            Happening::FollowUp(chat, n) => self.goes_on_after_the_end(chat, n),
            Happening::App(n) => self.app_acts(n),
            Happening::Manager => self.manager_acts(),
            Happening::Wake(who) => self.wakes_up(who),
        }
    }

    /// Schedules an event in `ms` milliseconds.
    pub(crate) fn after(&mut self, ms: u64, happening: Happening) {
        self.at(self.now + Millis(ms), happening);
    }

    /// Schedules an event at a time.
    pub(crate) fn at(&mut self, at: Timestamp, happening: Happening) {
        self.count += 1;
        self.queue.insert((at.max(self.now), self.count), Box::new(happening));
    }

    /// Whether a fault with this probability (in thousandths) happens now.
    pub(crate) fn strikes(&mut self, in_thousand: u32) -> bool {
        self.now < BEGIN + WEATHER && in_thousand > 0 && self.rng.u32(0..1_000) < in_thousand
    }

    /// Whether faults still happen.
    pub(crate) fn is_stormy(&self) -> bool {
        self.now < BEGIN + WEATHER
    }

    /// Whether the world is about to end: nobody begins anything that others must still receive.
    pub(crate) fn is_closing(&self) -> bool {
        self.now + Millis::minutes(1) > BEGIN + WORLD
    }

    /// The time that an object reads.
    pub(crate) fn read_clock(&mut self) -> Timestamp {
        if !self.strikes(self.plan.weather.jump) {
            return self.shown();
        }
        let jump = self.rng.u64(0..10_000);
        (self.shown() + Millis(jump)) - Millis(5_000)
    }

    /// How long a frame or envelope takes, in ms.
    pub(crate) fn travel(&mut self) -> u64 {
        let slow = if self.is_stormy() { self.plan.weather.slow } else { 20 };
        self.rng.u64(1..=slow)
    }

    // --- connections ---

    /// Makes a new line for a client.
    pub(crate) fn dial(&mut self, client: Client, id: ConnectionId) {
        let resumed = matches!(client, Client::Tab(..));
        let (last_ping, last) = (self.shown(), [self.now; 2]);
        let line = Line { id, up: true, resumed, last_ping, last, ..Line::default() };
        self.lines.insert(client, line);
    }

    /// Sends over a connection, unless it is gone or breaks.
    pub(crate) fn over(
        &mut self,
        client: Client,
        to_server: bool,
        make: impl FnOnce(ConnectionId) -> Happening,
    ) {
        let Some(line) = self.lines.get(&client).copied().filter(|line| line.up) else { return };
        if self.strikes(self.plan.weather.break_line) {
            self.break_line(client);
            return;
        }
        let direction = usize::from(to_server);
        let at = (self.now + Millis(self.travel())).max(line.last[direction] + Millis(1));
        if let Some(line) = self.lines.get_mut(&client) {
            line.last[direction] = at;
        }
        self.at(at, make(line.id));
    }

    /// Breaks all connections of an object that crashed.
    pub(crate) fn break_lines_of(&mut self, object: Object) {
        let to = |client: &Client| match client {
            Client::Visitor(conversation) | Client::Chat(_, conversation) => {
                Object::Conversation(*conversation)
            }
            Client::Tab(..) => Object::Desk,
        };
        let broken: Vec<Client> =
            self.lines.iter().filter(|(c, l)| l.up && to(c) == object).map(|(c, _)| *c).collect();
        for client in broken {
            self.break_line(client);
        }
    }

    /// Whether a client is connected.
    pub(crate) fn is_up(&self, client: Client) -> bool {
        self.lines.get(&client).is_some_and(|line| line.up)
    }

    /// Whether frames of that line still count.
    pub(crate) fn stands(&self, client: Client, id: ConnectionId) -> bool {
        self.lines.get(&client).is_some_and(|line| line.up && line.id == id)
    }

    /// The number of a conversation.
    pub(crate) fn conversation_index(id: &ConversationId) -> Option<usize> {
        id.as_str().strip_prefix("conv_")?.parse().ok()
    }
}
