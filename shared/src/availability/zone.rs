//! Time zones by IANA name. The rules are built in; those of the machine are never read.

use super::finding::Finding;
use crate::counts::Day;
use crate::time::Timestamp;
use core::fmt;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// A time zone that is known. It keeps the spelling of the database, however it was written.
#[derive(Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A period in which a zone's clocks run without a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its begin, or the time from which we look.
    pub from: Timestamp,
    /// When the clocks are changed; `None` if never again.
    pub until: Option<Timestamp>,
    /// How far the clocks are ahead of UTC, in milliseconds.
    offset: i64,
}

impl Zone {
    /// The zone with this name, in any spelling of upper and lower case.
    pub fn parse(name: &str) -> Result<Self, Finding> {
        let found = TimeZoneDatabase::bundled().get(name).ok();
        // Software writes “Etc/Unknown” if the zone is not known.
        let rules = found.filter(|rules| !rules.is_unknown());
        let found = rules.and_then(|rules| Some((rules.iana_name()?.to_owned(), rules)));
        found.map(|(name, rules)| Self { name, rules }).ok_or_else(|| Finding::UnknownZone {
            actual: name.chars().take(LONGEST).collect(),
            near: nearest(name),
        })
    }

    /// UTC, the zone of agents without a schedule.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The names of all known zones.
    pub fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
    }

    /// Its name in the spelling of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Date and time of day in the zone, in English.
    pub fn write(&self, at: Timestamp) -> (String, String) {
        let there = instant(at).to_zoned_datetime(self.rules.clone());
        (there.strftime("%A, %-d %B %Y").to_string(), there.strftime("%H:%M").to_string())
    }

    /// The same without words of a language: `2026-11-27` and `14:05`.
    pub fn write_short(&self, at: Timestamp) -> (String, String) {
        let there = instant(at).to_zoned_datetime(self.rules.clone());
        (there.strftime("%Y-%m-%d").to_string(), there.strftime("%H:%M").to_string())
    }

    /// The calendar day in the zone.
    pub fn day(&self, at: Timestamp) -> Day {
        let wall_clock = self.stretch(at).wall_clock();
        Day::from_timestamp(Timestamp(u64::try_from(wall_clock).unwrap_or_default()))
    }

    /// The weekday in the zone, from 0 for Monday, and the hour that its clocks show.
    pub fn weekday_and_hour(&self, at: Timestamp) -> (usize, usize) {
        const HOUR: i64 = 3_600_000;
        // 1970-01-01 was a Thursday.
        const THURSDAY: i64 = 3;
        let hours = self.stretch(at).wall_clock().div_euclid(HOUR);
        let weekday = (hours.div_euclid(24) + THURSDAY).rem_euclid(7);
        let small = |number: i64| usize::try_from(number).unwrap_or_default();
        (small(weekday), small(hours.rem_euclid(24)))
    }

    /// The first instant of a day in the zone.
    pub fn begin(&self, day: Day) -> Timestamp {
        let begins =
            day.date().to_zoned_datetime(self.rules.clone()).and_then(|there| there.start_of_day());
        let millis = begins.map(|begins| begins.timestamp().as_millisecond());
        Timestamp(u64::try_from(millis.unwrap_or_default()).unwrap_or_default())
    }

    /// All periods from this time on, without a gap.
    pub fn stretches(&self, from: Timestamp) -> impl Iterator<Item = Stretch> + '_ {
        let first = self.stretch(from);
        core::iter::successors(Some(first), |last| Some(self.stretch(last.until?)))
    }

    fn stretch(&self, from: Timestamp) -> Stretch {
        let at = instant(from);
        let until = self.rules.following(at).next();
        Stretch {
            from,
            until: until.and_then(|change| {
                let at = u64::try_from(change.timestamp().as_millisecond()).ok();
                // Beyond the end of the calendar the same instant would come again and again.
                at.map(Timestamp).filter(|at| *at > from)
            }),
            offset: i64::from(self.rules.to_offset(at).seconds()) * 1_000,
        }
    }
}

/// The last instant of the calendar stands for everything after it.
fn instant(at: Timestamp) -> jiff::Timestamp {
    let millis = i64::try_from(at.0).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX)
}

impl Stretch {
    /// Local time at its begin, in milliseconds since 1970-01-01 00:00 local time.
    pub fn wall_clock(&self) -> i64 {
        i64::try_from(self.from.0).unwrap_or(i64::MAX).saturating_add(self.offset)
    }

    /// The instant this many milliseconds after its begin, if it is still in the period.
    pub fn after(&self, millis: i64) -> Option<Timestamp> {
        let at = Timestamp(self.from.0.checked_add_signed(millis)?);
        self.until.is_none_or(|until| at < until).then_some(at)
    }
}

/// No zone's name is longer; longer texts are not repeated in a sentence.
const LONGEST: usize = 40;

/// The zone with the most similar name, if one is similar at all.
fn nearest(actual: &str) -> Option<String> {
    let actual: Vec<char> = actual.trim().to_lowercase().replace(' ', "_").chars().collect();
    if actual.len() > LONGEST {
        return None;
    }
    let tolerable = (actual.len() / 3).min(3);
    let names = Zone::names().into_iter().filter(|name| name != "Etc/Unknown");
    let near = names.map(|name| (unlikeness(&actual, &name), name)).min()?;
    (near.0 <= tolerable).then_some(near.1)
}

/// The edit distance to the whole name, or to its last part for people who left out the first.
fn unlikeness(actual: &[char], name: &str) -> usize {
    let lower = name.to_lowercase();
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    let whole = changes(actual, &letters(&lower));
    // One more, so that a whole name that fits as well is preferred.
    lower.rsplit_once('/').map_or(whole, |(_, city)| whole.min(changes(actual, &letters(city)) + 1))
}

/// The edit distance: how many characters must be inserted, removed or replaced.
fn changes(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(other) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Zone, changes, nearest};
    use crate::counts::Day;
    use crate::time::Millis;

    #[test]
    fn the_edit_distance_counts_letters() {
        let count = |one: &str, other: &str| {
            changes(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("berlin", "berlin"), 0);
    }

    #[test]
    fn the_zone_that_was_probably_meant_is_found() {
        let near = |actual: &str| nearest(actual).unwrap_or_default();
        assert_eq!(near("Europe/Berln"), "Europe/Berlin");
        assert_eq!(near("berlin"), "Europe/Berlin");
        assert_eq!(near("New York"), "America/New_York");
        assert_eq!(nearest("the office"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn days_begin_by_the_zones_clock_even_if_midnight_is_skipped() {
        for name in ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati"] {
            let zone = Zone::parse(name).unwrap();
            for number in 17_000..17_900 {
                let day = Day::numbered(number);
                let begin = zone.begin(day);
                assert_eq!(zone.day(begin), day, "{name} {day}");
                assert_eq!(zone.day(begin - Millis(1)), day.before(1), "{name} {day}");
            }
        }
    }

    #[test]
    fn a_name_in_another_case_gets_the_databases_spelling() {
        assert_eq!(Zone::parse("europe/berlin").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::parse("utc").unwrap(), Zone::utc());
        assert!(Zone::parse("Etc/Unknown").is_err());
        assert!(Zone::parse("CET-1CEST,M3.5.0,M10.5.0/3").is_err());
    }
}
