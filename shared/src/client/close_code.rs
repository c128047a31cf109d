//! The close codes of sockets, and what a client makes of them.

/// Why the edge closed a socket. After any other code the client connects again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// 1008 of RFC 6455: the request itself is against the rules.
    PolicyViolation = 1008,
    /// The session was ended, or the token is not valid any more.
    SignedOut = 4401,
    /// The client may not read this.
    NotAllowed = 4403,
    /// What the socket belonged to was erased.
    Gone = 4404,
    /// No ping came for [`SILENT_AFTER`](crate::heartbeat::SILENT_AFTER). The client connects again
    /// as soon as it wakes up.
    Silent = 4408,
    /// The client went on sending above the limits of a socket (`docs/limits.md`).
    Flooding = 4429,
    /// The deployment can store nothing at the moment. The client connects again, and says so meanwhile.
    StorageFull = 4503,
}

impl CloseCode {
    /// Every code that has a meaning of its own.
    pub const ALL: [Self; 7] = [
        Self::PolicyViolation,
        Self::SignedOut,
        Self::NotAllowed,
        Self::Gone,
        Self::Silent,
        Self::Flooding,
        Self::StorageFull,
    ];

    /// The number on the wire.
    pub const fn code(self) -> u16 {
        self as u16
    }

    /// The meaning of a number, if it has one.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// Whether connecting again would be refused as well.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Silent | Self::Flooding | Self::StorageFull)
    }
}
