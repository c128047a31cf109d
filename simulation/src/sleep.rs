//! Machines that fall asleep: they send and read nothing, and their connections stay open until the
//! object closes them or the machine wakes up.

use crate::mailbox::Object;
use crate::world::{Client, Happening, World};
use shared::client::ConnectionInput;
use shared::heartbeat::is_silent;
use shared::id::AgentId;
use shared::time::{Millis, Timestamp};

/// The owner of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sleeper {
    /// An agent, with all of their tabs.
    Agent(usize),
    Visitor(usize),
}

/// A machine that sleeps.
#[derive(Debug)]
pub(crate) struct Sleep {
    pub(crate) since: Timestamp,
    /// What arrived on its connections meanwhile, in order.
    received: Vec<Happening>,
}

const fn sleeper(client: Client) -> Sleeper {
    match client {
        Client::Visitor(n) => Sleeper::Visitor(n),
        Client::Tab(n, _) | Client::Chat(n, _) => Sleeper::Agent(n),
    }
}

const fn object(client: Client) -> Object {
    match client {
        Client::Tab(..) => Object::Desk,
        Client::Visitor(conversation) | Client::Chat(_, conversation) => {
            Object::Conversation(conversation)
        }
    }
}

impl World {
    /// A machine falls asleep; its owner goes on with `next` when it wakes.
    pub(crate) fn falls_asleep(&mut self, who: Sleeper, next: Happening) {
        self.slept += 1;
        self.asleep.insert(who, Sleep { since: self.now, received: Vec::new() });
        let length = 5_000 + self.rng.u64(0..400_000);
        self.after(length, Happening::Wake(who));
        self.after(length + 1_000, next);
    }

    /// It wakes up: it reads what has arrived, and checks its connections.
    pub(crate) fn wakes_up(&mut self, who: Sleeper) {
        let Some(sleep) = self.asleep.remove(&who) else { return };
        self.woke.insert(who, self.now);
        for happening in sleep.received {
            self.happens(happening);
        }
        let clients: Vec<Client> = match who {
            Sleeper::Agent(n) => {
                let tabs = (0..self.agents[n].tabs).map(|tab| Client::Tab(n, tab));
                let chats = self.agents[n].chats.keys().map(|chat| Client::Chat(n, *chat));
                tabs.chain(chats).collect()
            }
            Sleeper::Visitor(n) if self.visitors[n].begun => vec![Client::Visitor(n)],
            Sleeper::Visitor(_) => Vec::new(),
        };
        for client in clients {
            self.connect(client);
            self.connection_input(client, ConnectionInput::Wake);
        }
    }

    /// Postpones what happens to a sleeping machine until it wakes up.
    pub(crate) fn unless_asleep(&mut self, happening: Happening) -> Option<Happening> {
        let who = match &happening {
            Happening::ToClient(client, ..)
            | Happening::ToTab(client, ..)
            | Happening::Accept(client, ..)
            | Happening::Connection(client, ..) => sleeper(*client),
            Happening::Agent(n) | Happening::Decide(n, _) => Sleeper::Agent(*n),
            Happening::Visitor(n) => Sleeper::Visitor(*n),
            _ => return Some(happening),
        };
        let Some(sleep) = self.asleep.get_mut(&who) else { return Some(happening) };
        sleep.received.push(happening);
        None
    }

    /// Whether a client's machine has been awake for long enough that a ping of it has arrived.
    pub(crate) fn is_wide_awake(&self, client: Client) -> bool {
        let under_way = Millis(self.plan.weather.slow + 1_000);
        let awake = self.woke.get(&sleeper(client)).is_none_or(|at| *at + under_way < self.now);
        awake && !self.is_asleep(client)
    }

    /// Whether a client's machine sleeps.
    pub(crate) fn is_asleep(&self, client: Client) -> bool {
        self.asleep.contains_key(&sleeper(client))
    }

    /// The last ping of an agent, in whichever tab.
    pub(crate) fn last_seen(&self, agent: &AgentId) -> Option<Timestamp> {
        let of =
            |client: &&Client| matches!(client, Client::Tab(n, _) if self.agents[*n].id == *agent);
        self.lines.keys().filter(of).filter_map(|client| self.last_ping(*client)).max()
    }

    /// An object gives silent lines up. Often it doesn't, so that a machine also wakes with its old
    /// lines and simply pings again.
    pub(crate) fn hangs_up_on_silent(&mut self, now: Timestamp, of: Object) {
        let lines: Vec<Client> =
            self.lines.keys().copied().filter(|client| object(*client) == of).collect();
        for client in lines {
            let silent = self.last_ping(client).is_some_and(|at| is_silent(now, at));
            if let Some(line) = self.lines.get_mut(&client) {
                line.found_silent |= silent;
            }
            if silent && self.rng.u32(0..4) == 0 {
                self.closes_as_silent(client);
            }
        }
    }
}
