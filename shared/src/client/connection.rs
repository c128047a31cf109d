//! One client's connection: made, proved alive, lost, made again. There is never more than one.

use crate::backoff::Backoff;
use crate::client::CloseCode;
use crate::heartbeat::{PING_EVERY, PONG_WITHIN};
use crate::prelude::*;
use crate::time::Millis;

/// The pauses between attempts to connect.
pub const RECONNECT: Backoff = Backoff::new(Millis(500), Millis::seconds(15));

/// How long an attempt may take until the edge has answered. Without it, a connection that is lost on
/// its way would be waited for as long as the browser does, which is minutes.
pub const ANSWER_WITHIN: Millis = Millis::seconds(30);

/// The number of one attempt to connect. What is heard under an older number is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ConnectionId(pub u32);

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConnectionState {
    /// There is none, and none is wanted.
    #[default]
    Off,
    /// It is being made.
    Connecting,
    /// It is open, but the edge has not answered the first frame.
    Open,
    /// The edge has answered: frames go through.
    Ready,
    /// It broke; the next attempt follows after a pause.
    Broken,
}

/// A moment that the machine waits for. It names its connection (and its ping), so that a timer that
/// comes late changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionTimer {
    /// The pause before the next attempt is over.
    Retry(ConnectionId),
    /// The edge should have answered.
    AnswerDue(ConnectionId),
    /// The next ping is due; the number counts the pings before it.
    PingDue(ConnectionId, u32),
    /// The pong to the ping of that number should have come.
    PongDue(ConnectionId, u32),
}

/// What happened to the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionInput {
    /// A connection is wanted.
    Connect,
    /// That connection is open.
    Opened(ConnectionId),
    /// The edge answered the first frame: a `welcome` on a conversation's socket, a `snapshot` on an
    /// agent socket.
    Answered(ConnectionId),
    /// A frame or a pong came on that connection. Either proves it alive.
    Received(ConnectionId),
    /// That connection is closed, or was never made, with that code.
    Closed(ConnectionId, u16),
    /// A timer that was asked for.
    Timer(ConnectionTimer),
    /// A connection is likely to work now, or to have died unnoticed: the network is back, the
    /// machine woke up, the page is looked at.
    Wake,
    /// No connection is wanted any more.
    Disconnect,
}

/// Something the shell does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionEffect {
    /// Make a connection, and report what becomes of it under that number.
    Connect(ConnectionId),
    /// Close the connection; what it still reports is ignored.
    Close,
    /// Send the text `ping`.
    Ping,
    /// Hand that timer in after so long.
    After(Millis, ConnectionTimer),
    /// It is open: send the first frame.
    Opened,
    /// It broke, or could not be made; the next attempt follows by itself.
    Broke {
        /// Whether it was open. An attempt that is refused looks to a browser like no network.
        was_open: bool,
    },
    /// The edge closed it for good; no attempt follows.
    Refused(CloseCode),
}

/// One client's connection.
#[derive(Debug, Default)]
pub struct Connection {
    id: ConnectionId,
    state: ConnectionState,
    failures: u32,
    pings: u32,
    unanswered_ping: bool,
    storage_full: bool,
}

impl Connection {
    /// The number of the current attempt.
    pub const fn id(&self) -> ConnectionId {
        self.id
    }

    /// How it stands.
    pub const fn state(&self) -> ConnectionState {
        self.state
    }

    /// How many attempts in a row failed since the edge last answered.
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether frames go through.
    pub fn is_ready(&self) -> bool {
        self.state == ConnectionState::Ready
    }

    /// Whether it was lost and is not back yet.
    pub fn is_lost(&self) -> bool {
        self.failures > 0 && !self.is_ready()
    }

    /// Whether the edge refused the last attempt because it can store nothing.
    pub const fn is_storage_full(&self) -> bool {
        self.storage_full
    }

    /// Decides what follows. `random` is any random number, for the pauses.
    pub fn handle(&mut self, input: ConnectionInput, random: u32) -> Vec<ConnectionEffect> {
        let mut out = Vec::new();
        if subject(input).is_none_or(|id| id == self.id) {
            self.decide(input, random, &mut out);
        }
        out
    }

    fn decide(&mut self, input: ConnectionInput, random: u32, out: &mut Vec<ConnectionEffect>) {
        use ConnectionState::{Broken, Connecting, Off, Open, Ready};
        match (input, self.state) {
            (ConnectionInput::Connect, Off | Broken)
            | (ConnectionInput::Wake | ConnectionInput::Timer(ConnectionTimer::Retry(_)), Broken) =>
            {
                self.connect(out);
            }
            (ConnectionInput::Opened(_), Connecting) => {
                self.state = Open;
                out.push(ConnectionEffect::Opened);
                self.ping_later(out);
            }
            (ConnectionInput::Answered(_), Open) => {
                self.state = Ready;
                self.failures = 0;
                self.storage_full = false;
            }
            (ConnectionInput::Received(_), _) => self.unanswered_ping = false,
            (ConnectionInput::Closed(_, code), _) => {
                let meaning = CloseCode::from_code(code);
                self.storage_full = meaning == Some(CloseCode::StorageFull);
                if let Some(code) = meaning.filter(|code| code.is_final()) {
                    self.end();
                    out.push(ConnectionEffect::Refused(code));
                } else {
                    self.broke(random, out);
                }
            }
            // A connection that is waited for is not asked twice.
            (ConnectionInput::Wake, Open | Ready) if !self.unanswered_ping => self.ping(out),
            (ConnectionInput::Timer(ConnectionTimer::PingDue(_, number)), Open | Ready)
                if number == self.pings =>
            {
                self.ping(out);
            }
            (ConnectionInput::Timer(ConnectionTimer::PongDue(_, number)), Open | Ready)
                if number == self.pings && self.unanswered_ping =>
            {
                out.push(ConnectionEffect::Close);
                self.broke(random, out);
            }
            (ConnectionInput::Timer(ConnectionTimer::AnswerDue(_)), Connecting | Open) => {
                out.push(ConnectionEffect::Close);
                self.broke(random, out);
            }
            (ConnectionInput::Disconnect, state) => {
                if matches!(state, Connecting | Open | Ready) {
                    out.push(ConnectionEffect::Close);
                }
                self.end();
            }
            _ => {}
        }
    }

    fn connect(&mut self, out: &mut Vec<ConnectionEffect>) {
        self.id.0 += 1;
        self.state = ConnectionState::Connecting;
        self.pings = 0;
        self.unanswered_ping = false;
        out.push(ConnectionEffect::Connect(self.id));
        out.push(ConnectionEffect::After(ANSWER_WITHIN, ConnectionTimer::AnswerDue(self.id)));
    }

    fn ping(&mut self, out: &mut Vec<ConnectionEffect>) {
        self.pings += 1;
        self.unanswered_ping = true;
        out.push(ConnectionEffect::Ping);
        let pong_due = ConnectionTimer::PongDue(self.id, self.pings);
        out.push(ConnectionEffect::After(PONG_WITHIN, pong_due));
        self.ping_later(out);
    }

    /// The edge counts only pings as presence, so frames don't put the next ping off.
    fn ping_later(&self, out: &mut Vec<ConnectionEffect>) {
        let ping_due = ConnectionTimer::PingDue(self.id, self.pings);
        out.push(ConnectionEffect::After(PING_EVERY, ping_due));
    }

    fn broke(&mut self, random: u32, out: &mut Vec<ConnectionEffect>) {
        let was_open = matches!(self.state, ConnectionState::Open | ConnectionState::Ready);
        // The old number is used up: whatever the lost connection still reports is too late.
        self.id.0 += 1;
        self.state = ConnectionState::Broken;
        self.failures += 1;
        let pause = RECONNECT.jittered(self.failures, random);
        out.push(ConnectionEffect::After(pause, ConnectionTimer::Retry(self.id)));
        out.push(ConnectionEffect::Broke { was_open });
    }

    fn end(&mut self) {
        self.id.0 += 1;
        self.state = ConnectionState::Off;
        self.failures = 0;
    }
}

/// The connection that an input is about; none, where it is about whichever there is.
const fn subject(input: ConnectionInput) -> Option<ConnectionId> {
    match input {
        ConnectionInput::Opened(id)
        | ConnectionInput::Answered(id)
        | ConnectionInput::Received(id)
        | ConnectionInput::Closed(id, _)
        | ConnectionInput::Timer(
            ConnectionTimer::Retry(id)
            | ConnectionTimer::AnswerDue(id)
            | ConnectionTimer::PingDue(id, _)
            | ConnectionTimer::PongDue(id, _),
        ) => Some(id),
        ConnectionInput::Connect | ConnectionInput::Wake | ConnectionInput::Disconnect => None,
    }
}
