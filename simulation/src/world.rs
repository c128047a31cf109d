//! The world of one seed: a queue of events. The seed decides everything that is random.

use crate::agent::Agent;
use crate::check::Witness;
use crate::mailbox::{Batch, Object, Report};
use crate::objects::{ConversationObject, DeskObject, SiteObject};
use crate::plan::Plan;
use crate::sleep::{Sleep, Sleeper};
use crate::visitor::Visitor;
use fastrand::Rng;
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
    /// A visitor's first response arrives.
    Begin(usize),
    /// A client notices that it has no connection, and connects again.
    Connect(Client),
    /// An object notices that a connection is gone.
    Gone(Client, u64),
    /// A frame of a client arrives at its conversation.
    FromClient(Client, u64, ClientFrame),
    /// A frame of a conversation arrives at a client.
    ToClient(Client, u64, ServerFrame),
    /// A frame of a tab arrives at the desk.
    FromTab(Client, u64, AgentFrame),
    /// A frame of the desk arrives at a tab.
    ToTab(Client, u64, AgentEvent),
    /// A visitor does something.
    Visitor(usize),
    /// An agent does something.
    Agent(usize),
    /// An agent decides about an offer.
    Decide(usize, OfferId),
    /// A machine wakes up.
    Wake(Sleeper),
}

/// A connection as both ends see it. Frames of an earlier one are lost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Line {
    /// The number of the connection.
    pub(crate) number: u64,
    /// Whether it is open.
    pub(crate) up: bool,
    /// Whether its client has sent `resume`; before that it gets no frames.
    pub(crate) resumed: bool,
    /// When it was opened.
    pub(crate) since: Timestamp,
    /// When the last frame of each direction arrives, because a connection keeps its order.
    last: [Timestamp; 2],
}

pub(crate) struct World {
    /// What the seed decided in advance.
    pub(crate) plan: Plan,
    /// The seed's random numbers.
    pub(crate) rng: Rng,
    /// The true time; the clocks of objects may differ.
    pub(crate) now: Timestamp,
    /// Boxed, because events are large and the queue moves them.
    queue: BTreeMap<(Timestamp, u64), Box<Happening>>,
    count: u64,
    pub(crate) site: SiteObject,
    pub(crate) desk: DeskObject,
    pub(crate) conversations: Vec<ConversationObject>,
    /// The visitors. A visitor's conversation has the same number.
    pub(crate) visitors: Vec<Visitor>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) lines: BTreeMap<Client, Line>,
    /// The machines that are asleep.
    pub(crate) asleep: BTreeMap<Sleeper, Sleep>,
    /// How often a machine fell asleep.
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
        let conversations = (0..plan.visitors).map(|_| ConversationObject::new()).collect();
        let mut world = Self {
            plan,
            rng,
            now: BEGIN,
            queue: BTreeMap::new(),
            count: 0,
            site: SiteObject::new(&plan),
            desk: DeskObject::default(),
            conversations,
            visitors,
            agents,
            lines: BTreeMap::new(),
            asleep: BTreeMap::new(),
            slept: 0,
            witness: Witness::default(),
            loud,
        };
        world.open();
        world
    }

    fn open(&mut self) {
        self.site_opens();
        for agent in 0..self.agents.len() {
            for tab in 0..self.agents[agent].tabs {
                self.after(
                    self.rng.clone().u64(0..3_000),
                    Happening::Connect(Client::Tab(agent, tab)),
                );
            }
            self.after(2_000, Happening::Agent(agent));
        }
        for visitor in 0..self.visitors.len() {
            let at = 3_000 + self.rng.u64(0..self.plan.rush);
            self.after(at, Happening::Visitor(visitor));
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
            Happening::Begin(visitor) => self.begin(visitor),
            Happening::Connect(client) => self.connect(client),
            Happening::Gone(client, number) => self.gone(client, number),
            Happening::FromClient(client, number, frame) => self.client_says(client, number, frame),
            Happening::ToClient(client, number, frame) => {
                self.client_receives(client, number, frame);
            }
            Happening::FromTab(client, number, frame) => self.tab_says(client, number, frame),
            Happening::ToTab(client, number, frame) => self.tab_receives(client, number, frame),
            Happening::Visitor(visitor) => self.visitor_acts(visitor),
            Happening::Agent(agent) => self.agent_acts(agent),
            Happening::Decide(agent, offer) => self.agent_decides(agent, offer),
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

    /// The time that an object's clock shows.
    pub(crate) fn clock(&mut self) -> Timestamp {
        if !self.strikes(self.plan.weather.jump) {
            return self.now;
        }
        let jump = self.rng.u64(0..10_000);
        (self.now + Millis(jump)) - Millis(5_000)
    }

    /// How long a frame or envelope takes, in ms.
    pub(crate) fn travel(&mut self) -> u64 {
        let slow = if self.is_stormy() { self.plan.weather.slow } else { 20 };
        self.rng.u64(1..=slow)
    }

    // --- connections ---

    /// Opens a new connection for a client and returns its number.
    pub(crate) fn dial(&mut self, client: Client) -> u64 {
        let line = self.lines.entry(client).or_default();
        line.number += 1;
        line.up = true;
        line.since = self.now;
        line.resumed = matches!(client, Client::Tab(..));
        line.last = [self.now; 2];
        line.number
    }

    /// Sends over a connection, unless it is gone or breaks.
    pub(crate) fn over(
        &mut self,
        client: Client,
        to_server: bool,
        make: impl FnOnce(u64) -> Happening,
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
        self.at(at, make(line.number));
    }

    /// Breaks a connection: both ends notice it, each at its own time.
    pub(crate) fn break_line(&mut self, client: Client) {
        let Some(line) = self.lines.get_mut(&client).filter(|line| line.up) else { return };
        line.up = false;
        let number = line.number;
        let (soon, later) = (self.travel(), 500 + self.travel());
        self.after(soon, Happening::Gone(client, number));
        self.after(later, Happening::Connect(client));
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

    /// Whether frames of this connection still count.
    pub(crate) fn stands(&self, client: Client, number: u64) -> bool {
        self.lines.get(&client).is_some_and(|line| line.up && line.number == number)
    }

    /// The number of a conversation.
    pub(crate) fn conversation_index(id: &ConversationId) -> Option<usize> {
        id.as_str().strip_prefix("conv_")?.parse().ok()
    }
}
