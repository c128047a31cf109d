//! The clients' connections. `shared::client::Connection` decides, as it does in browsers; its timers
//! are happenings, and the network between clients and objects breaks without notice.

use crate::world::{Client, Happening, World};
use shared::client::{
    CloseCode, Connection, ConnectionEffect, ConnectionId, ConnectionInput, ConnectionState,
};
use shared::desk::DeskInput;
use shared::id::AgentId;
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// The code that browsers report for a connection that was lost without a close frame.
pub(crate) const ABNORMAL: u16 = 1006;

impl World {
    /// A client connects, unless it is connected or has nothing to connect to.
    pub(crate) fn connect(&mut self, client: Client) {
        let closed = match client {
            Client::Tab(n, _) => self.agents[n].is_out(),
            Client::Visitor(n) => self.visitors[n].out,
            Client::Chat(..) => false,
        };
        let done = self.view_mut(client).is_some_and(|view| view.is_done());
        let off = self.connections.entry(client).or_default().state() == ConnectionState::Off;
        if off && !closed && !done && !self.is_asleep(client) {
            self.connection_input(client, ConnectionInput::Connect);
        }
    }

    /// Something happens to a client's connection.
    pub(crate) fn connection_input(&mut self, client: Client, input: ConnectionInput) {
        let random = self.rng.u32(..);
        let connection: &mut Connection = self.connections.entry(client).or_default();
        for effect in connection.handle(input, random) {
            match effect {
                ConnectionEffect::Connect(id) => self.dials(client, id),
                ConnectionEffect::Close => self.hangs_up(client),
                ConnectionEffect::Ping => {
                    self.over(client, true, |line| Happening::Ping(client, line));
                }
                ConnectionEffect::After(wait, timer) => {
                    let due = ConnectionInput::Timer(timer);
                    self.after(wait.0, Happening::Connection(client, due));
                }
                ConnectionEffect::Opened => self.resumes(client),
                ConnectionEffect::Broke { .. } => {}
                ConnectionEffect::Refused(code) => unreachable!("nobody closes with {code:?} here"),
            }
        }
    }

    /// An attempt to connect: it arrives, or it fails and the client gets an error.
    fn dials(&mut self, client: Client, id: ConnectionId) {
        let travel = self.travel();
        let fails = self.strikes(self.plan.weather.lose);
        let happening = if fails {
            Happening::Connection(client, ConnectionInput::Closed(id, ABNORMAL))
        } else {
            Happening::Accept(client, id)
        };
        self.after(travel, happening);
    }

    /// An object accepts a connection, if its client still wants it.
    pub(crate) fn accepts(&mut self, client: Client, id: ConnectionId) {
        let connection = &self.connections[&client];
        if connection.id() != id || connection.state() != ConnectionState::Connecting {
            return;
        }
        self.dial(client, id);
        self.connection_input(client, ConnectionInput::Opened(id));
        match client {
            Client::Tab(n, _) => {
                self.present(n);
                self.snapshot(n, client);
            }
            Client::Visitor(n) => self.visitor_present(n),
            Client::Chat(..) => {}
        }
    }

    /// A connection is open: a client of a conversation resumes.
    fn resumes(&mut self, client: Client) {
        if let Some(frame) = self.view_mut(client).map(crate::view::View::resume) {
            self.over(client, true, |line| Happening::FromClient(client, line, frame));
        }
    }

    /// A client closes its connection; the object notices later.
    fn hangs_up(&mut self, client: Client) {
        let Some(line) = self.lines.get_mut(&client).filter(|line| line.up) else { return };
        line.up = false;
        line.down_since = self.now;
        let id = line.id;
        let travel = self.travel();
        self.after(travel, Happening::Gone(client, id));
    }

    /// A connection breaks. The object notices; the client may find out only by its pings.
    pub(crate) fn break_line(&mut self, client: Client) {
        let Some(line) = self.lines.get(&client).filter(|line| line.up) else { return };
        let id = line.id;
        self.hangs_up(client);
        let unnoticed = self.is_stormy() && self.rng.u32(0..4) == 0;
        if !unnoticed {
            let travel = self.travel();
            let closed = ConnectionInput::Closed(id, ABNORMAL);
            self.after(travel, Happening::Connection(client, closed));
        }
    }

    /// An object closes a silent connection; the client notices when it wakes up.
    pub(crate) fn closes_as_silent(&mut self, client: Client) {
        let Some(line) = self.lines.get_mut(&client) else { return };
        line.up = false;
        let closed = ConnectionInput::Closed(line.id, CloseCode::Silent.code());
        let travel = self.travel();
        self.after(travel, Happening::Connection(client, closed));
    }

    /// A ping arrives. The runtime answers it, whether or not the object is awake.
    pub(crate) fn pinged(&mut self, client: Client, id: ConnectionId) {
        if !self.stands(client, id) {
            return;
        }
        let now = self.shown();
        if let Some(line) = self.lines.get_mut(&client) {
            line.last_ping = now;
        }
        self.over(client, false, |line| {
            Happening::Connection(client, ConnectionInput::Received(line))
        });
    }

    /// When the last ping arrived on a client's connection; `None` without a connection.
    pub(crate) fn last_ping(&self, client: Client) -> Option<Timestamp> {
        self.lines.get(&client).filter(|line| line.up).map(|line| line.last_ping)
    }

    /// An object notices that a connection is gone.
    pub(crate) fn gone(&mut self, client: Client, id: ConnectionId) {
        let current = self.lines.get(&client).is_some_and(|line| line.id == id);
        match client {
            Client::Tab(n, _) if current => self.present(n),
            Client::Visitor(n) if current => self.visitor_present(n),
            _ => {}
        }
    }

    /// Tells the desk which tabs are connected.
    fn present(&mut self, n: usize) {
        let agent: AgentId = self.agents[n].id.clone();
        let last_seen_at = self.last_seen(&agent);
        let present = DeskInput::Present(BTreeMap::from([(agent, last_seen_at)]));
        let _ = self.desk_turn(present, None);
    }

    fn snapshot(&mut self, n: usize, client: Client) {
        let agent = self.agents[n].id.clone();
        let now = self.shown();
        let shot = self.desk.desk.as_ref().and_then(|desk| desk.snapshot(now, &agent));
        let Some(shot) = shot else {
            // The desk doesn't know them yet, or has just crashed: try again.
            return self.break_line(client);
        };
        self.over(client, false, |line| Happening::ToTab(client, line, shot));
    }
}
