//! The heartbeat of a socket. A machine that sleeps keeps its sockets open, so an open socket
//! proves nothing: clients send pings, and a socket without a recent ping does not count as
//! presence.

use crate::time::{Millis, Timestamp};

/// How often a client pings.
pub const PING_EVERY: Millis = Millis::seconds(25);

/// How long a client waits for the pong before it closes the connection and connects again.
pub const PONG_WITHIN: Millis = Millis::seconds(10);

/// How long after its last ping a socket counts as silent. This is more than a minute because
/// browsers run the timers of a hidden tab only once a minute, and an agent who works in another
/// tab is present.
pub const SILENT_AFTER: Millis = Millis::seconds(75);

/// Whether a socket is silent now that was last seen alive at that time. A ping that has not come
/// yet proves nothing, because the clock was put back since; a healthy client connects again.
pub fn is_silent(now: Timestamp, last_seen_at: Timestamp) -> bool {
    last_seen_at + SILENT_AFTER <= now || last_seen_at.is_ahead_of(now)
}
