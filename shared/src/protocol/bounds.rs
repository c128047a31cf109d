//! Bounds of a site's settings. The check in the edge, the forms of the console and the OpenAPI
//! document all use these.

use core::fmt;

/// The smallest and the largest value of a number, and its default on a new site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest value.
    pub min: u64,
    /// The largest value.
    pub max: u64,
    /// The value on a new site.
    pub default: u64,
}

impl Bounds {
    const fn new(min: u64, max: u64, default: u64) -> Self {
        Self { min, max, default }
    }

    /// Whether a number is within the bounds.
    pub const fn hold(&self, number: u64) -> bool {
        self.min <= number && number <= self.max
    }
}

/// Writes the bounds for a sentence: `10 to 300`.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.min, self.max)
    }
}

/// How long an agent has to accept an offer, in seconds.
pub const OFFER_SECONDS: Bounds = Bounds::new(10, 300, 45);
/// How long a chat may be silent before it ends, in minutes.
pub const IDLE_MINUTES: Bounds = Bounds::new(1, 120, 10);
/// How long a visitor may be disconnected before their chat ends, in minutes.
pub const VISITOR_GONE_MINUTES: Bounds = Bounds::new(1, 120, 5);
/// How long an agent may be disconnected before the site's policy applies to their chats, in
/// minutes.
pub const AGENT_GONE_MINUTES: Bounds = Bounds::new(1, 120, 2);
/// How many chats and offers one agent can have at once.
pub const MAX_CHATS: Bounds = Bounds::new(1, MOST_CHATS as u64, MOST_CHATS as u64);
/// The largest number of chats and offers that one agent can have at once.
pub const MOST_CHATS: u32 = 10;
/// How long a visitor may wait in the queue, in minutes; 0 is not at all.
pub const WAIT_MINUTES: Bounds = Bounds::new(0, 60, 0);
/// How long conversations and people are stored after their last activity, in days.
pub const RETENTION_DAYS: Bounds = Bounds::new(1, 3_650, 90);
/// How long the audit log is stored, in days. It has a minimum so that nobody can remove what they
/// have just done.
pub const AUDIT_DAYS: Bounds = Bounds::new(30, 3_650, 365);
/// The distance of the launcher from its corner, in pixels.
pub const PADDING: Bounds = Bounds::new(0, 80, 20);
/// The pause before each message of the dialogue, in milliseconds.
pub const RESPONSE_DELAY: Bounds = Bounds::new(0, 5_000, 450);

/// The longest fallback message, in characters.
pub const MAX_FALLBACK_CHARS: usize = 2_000;
/// The most fields that a site can ask for in the fallback's form.
pub const MAX_FALLBACK_FIELDS: usize = 5;
/// The longest name and tagline of the dialogue, in characters.
pub const MAX_STYLE_TEXT_CHARS: usize = 200;
/// The most allowed domains.
pub const MAX_ALLOWED_DOMAINS: usize = 100;
/// The most e-mail domains that can be blocked.
pub const MAX_BLOCKED_DOMAINS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_the_bounds() {
        let all = [
            OFFER_SECONDS,
            IDLE_MINUTES,
            VISITOR_GONE_MINUTES,
            AGENT_GONE_MINUTES,
            MAX_CHATS,
            WAIT_MINUTES,
            RETENTION_DAYS,
            AUDIT_DAYS,
            PADDING,
            RESPONSE_DELAY,
        ];
        assert!(all.iter().all(|bounds| bounds.hold(bounds.default)));
    }

    #[test]
    fn the_bounds_include_both_ends() {
        assert!(OFFER_SECONDS.hold(10) && OFFER_SECONDS.hold(300));
        assert!(!OFFER_SECONDS.hold(9) && !OFFER_SECONDS.hold(301));
        assert_eq!(OFFER_SECONDS.to_string(), "10 to 300");
    }
}
