//! The heartbeat of a socket. A machine that sleeps keeps its sockets open, so an open socket proves
//! nothing: clients send pings, and a socket without a recent ping does not count as presence.

use crate::time::{Millis, Timestamp};

/// How often a client pings.
pub const PING_EVERY: Millis = Millis::seconds(25);

/// How long a client waits for the pong before it gives the connection up and makes a new one.
pub const PONG_WITHIN: Millis = Millis::seconds(10);

/// How long after its last ping a socket is silent. This is more than a minute on purpose: browsers
/// run the timers of a hidden tab only once a minute, and an agent who works in another tab is there.
pub const SILENT_AFTER: Millis = Millis::seconds(75);

/// Whether a socket is silent now that was last seen alive at that time.
pub fn is_silent(now: Timestamp, last_seen_at: Timestamp) -> bool {
    last_seen_at + SILENT_AFTER <= now
}
