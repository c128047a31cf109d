//! Formats times: relative within a day, then as a date.

use crate::browser::time;
use crate::texts::t;
use shared::event::Location;
use shared::protocol::Blocked;
use shared::time::{Millis, Timestamp};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A rough time span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ago {
    /// Under a minute.
    Now,
    Minutes(u64),
    Hours(u64),
    /// A day or more, which is shown as a date.
    Long,
}

impl Ago {
    /// The span between two moments.
    pub(crate) const fn between(then: Timestamp, now: Timestamp) -> Self {
        match now.since(then).0 {
            ..MINUTE => Self::Now,
            ms @ MINUTE..HOUR => Self::Minutes(ms / MINUTE),
            ms @ HOUR..DAY => Self::Hours(ms / HOUR),
            _ => Self::Long,
        }
    }
}

/// Returns one or two initials of a name; `None` if it has no letter.
pub(crate) fn initials(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let first = parts.first().copied();
    let last = parts.last().copied().filter(|_| parts.len() > 1);
    let letter = |part: &str| part.chars().find(|c| c.is_alphanumeric());
    let letters: String = [first, last].into_iter().flatten().filter_map(letter).collect();
    (!letters.is_empty()).then(|| letters.to_uppercase())
}

/// Formats a moment relative to now, or as a date if it is long ago.
pub(crate) fn ago(then: Timestamp, now: Timestamp) -> String {
    match Ago::between(then, now) {
        Ago::Now => t!("time-now").to_owned(),
        Ago::Minutes(minutes) => time::ago(minutes as f64, "minute"),
        Ago::Hours(hours) => time::ago(hours as f64, "hour"),
        Ago::Long => time::write(then, &[("day", "numeric"), ("month", "short")]),
    }
}

/// Formats how long something has lasted.
pub(crate) fn lasting(since: Timestamp, now: Timestamp) -> String {
    match Ago::between(since, now) {
        Ago::Now => t!("time-under-a-minute").to_owned(),
        Ago::Minutes(minutes) => t!("time-minutes", minutes = minutes),
        Ago::Hours(hours) => {
            let minutes = now.since(since).0 % HOUR / MINUTE;
            t!("time-hours", hours = hours, minutes = minutes)
        }
        Ago::Long => t!("time-since", date = date(since)),
    }
}

/// The time of day.
pub(crate) fn clock(at: Timestamp) -> String {
    time::write(at, &[("hour", "numeric"), ("minute", "2-digit")])
}

/// The time of day, with the weekday if it is not within a day.
pub(crate) fn soon(at: Timestamp, now: Timestamp) -> String {
    if at.since(now) < Millis::minutes(20 * 60) {
        return clock(at);
    }
    time::write(at, &[("weekday", "short"), ("hour", "numeric"), ("minute", "2-digit")])
}

/// Date and time of day.
pub(crate) fn date(at: Timestamp) -> String {
    time::write(at, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// Formats a location, as far as it is known.
pub(crate) fn location(location: &Location) -> Option<String> {
    let parts = [&location.city, &location.region, &location.country];
    let mut parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    parts.dedup(); // Berlin is in the region Berlin
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The name of a blocked visitor, as long as it is known.
pub(crate) fn blocked_visitor(blocked: &Blocked) -> String {
    if blocked.is_erased() { t!("common-erased-visitor").to_owned() } else { blocked.name.clone() }
}

/// The name of a day.
pub(crate) fn day(at: Timestamp, now: Timestamp) -> String {
    match Back::days(time::day(now) - time::day(at)) {
        Back::Today => t!("time-today").to_owned(),
        Back::Yesterday => t!("time-yesterday").to_owned(),
        Back::Week => time::write(at, &[("weekday", "long")]),
        Back::Date | Back::Long => {
            time::write(at, &[("day", "numeric"), ("month", "long"), ("year", "numeric")])
        }
    }
}

/// How far back a day is, in calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    Today,
    Yesterday,
    /// Within a week: the weekday says which.
    Week,
    /// So far back that no date is that of another year.
    Date,
    /// Longer, or ahead.
    Long,
}

impl Back {
    const fn days(days: i64) -> Self {
        match days {
            0 => Self::Today,
            1 => Self::Yesterday,
            2..=6 => Self::Week,
            7..=300 => Self::Date,
            _ => Self::Long,
        }
    }
}

/// When something happened, in the fewest words: a time, a day or a date.
pub(crate) fn when(at: Timestamp, now: Timestamp) -> String {
    match Back::days(time::day(now) - time::day(at)) {
        Back::Today => clock(at),
        Back::Yesterday => t!("time-yesterday").to_owned(),
        Back::Week => time::write(at, &[("weekday", "long")]),
        Back::Date => time::write(at, &[("day", "numeric"), ("month", "short")]),
        Back::Long => {
            time::write(at, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
        }
    }
}

/// A countdown in minutes and seconds, rounded up to whole seconds.
pub(crate) fn countdown(left: Millis) -> String {
    let seconds = left.0.div_ceil(1_000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::Millis;

    #[test]
    fn time_is_relative_under_a_day() {
        let ago = |ms| Ago::between(Timestamp(0), Timestamp(ms));
        assert_eq!(ago(59_999), Ago::Now);
        assert_eq!(ago(MINUTE), Ago::Minutes(1));
        assert_eq!(ago(HOUR - 1), Ago::Minutes(59));
        assert_eq!(ago(DAY - 1), Ago::Hours(23));
        assert_eq!(ago(DAY), Ago::Long);
        assert_eq!(Ago::between(Timestamp(9), Timestamp(0)), Ago::Now);
    }

    #[test]
    fn a_day_is_named_as_long_as_its_name_is_clear() {
        let back = |days| Back::days(days);
        assert_eq!([back(0), back(1)], [Back::Today, Back::Yesterday]);
        assert_eq!([back(2), back(6), back(7)], [Back::Week, Back::Week, Back::Date]);
        assert_eq!([back(300), back(301), back(-1)], [Back::Date, Back::Long, Back::Long]);
    }

    #[test]
    fn a_countdown_ends_at_zero_not_before() {
        assert_eq!(countdown(Millis::seconds(45)), "0:45");
        assert_eq!(countdown(Millis(44_001)), "0:45");
        assert_eq!(countdown(Millis(1)), "0:01");
        assert_eq!(countdown(Millis(0)), "0:00");
        assert_eq!(countdown(Millis::seconds(300)), "5:00");
    }
}
