//! The model of the hours editor. Pure; `shared` decides whether the hours are valid.

#[cfg(feature = "view")]
pub(crate) mod view;

mod finding;

use crate::texts::t;
use shared::availability::{BlockDraft, Day, Draft, Finding, MAX_CLOSED_DAYS, Schedule, TimeOfDay};
use shared::time::Timestamp;

/// Minutes per day.
const DAY: u16 = 24 * 60;

/// The week, with its time zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Hours {
    /// The IANA name of the time zone.
    pub(crate) zone: String,
    /// The blocks of each day, Monday first, as typed.
    pub(crate) days: [Vec<BlockDraft>; 7],
    /// The days without any hours, as typed.
    pub(crate) closed: Vec<String>,
}

/// The part of the week that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    /// The time zone.
    Zone,
    /// A day, from 0.
    Day(usize),
    /// A block of a day, both from 0.
    Block(usize, usize),
    /// A closed day, from 0.
    Closed(usize),
}

/// What a schedule means at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) available: bool,
    /// When that changes; `None` if it never does.
    pub(crate) until: Option<Timestamp>,
}

impl Hours {
    /// Returns Monday to Friday, 9 to 5.
    pub(crate) fn usual(zone: String) -> Self {
        let day = vec![block("09:00", "17:00")];
        let days = [0, 1, 2, 3, 4, 5, 6].map(|at| if at < 5 { day.clone() } else { Vec::new() });
        Self { zone, days, closed: Vec::new() }
    }

    /// Converts a saved schedule for editing.
    pub(crate) fn from_draft(draft: &Draft) -> Self {
        let days = [0, 1, 2, 3, 4, 5, 6].map(|at| {
            let day = Day::ALL.get(at).map(|day| day.as_str()).unwrap_or_default();
            draft.week.get(day).cloned().unwrap_or_default()
        });
        Self { zone: draft.zone.clone(), days, closed: draft.closed.clone() }
    }

    /// Converts it for saving.
    pub(crate) fn draft(&self) -> Draft {
        let days = Day::ALL.iter().zip(&self.days).filter(|(_, blocks)| !blocks.is_empty());
        // A time that was typed another way is no error while it is typed: a message that comes and
        // goes would move what somebody is about to click.
        let settle = |blocks: &Vec<BlockDraft>| blocks.iter().map(settled_block).collect();
        let week = days.map(|(day, blocks)| (day.as_str().to_owned(), settle(blocks))).collect();
        let closed = self.closed.iter().filter(|day| !day.trim().is_empty()).cloned().collect();
        Draft { zone: self.zone.trim().to_owned(), week, closed }
    }

    /// Returns the schedule, or all errors, each with its location.
    pub(crate) fn check(&self) -> Result<Schedule, Vec<(Spot, String)>> {
        self.draft().check().map_err(|found| {
            found.iter().map(|finding| (self.spot(finding), finding::text(finding))).collect()
        })
    }

    fn spot(&self, finding: &Finding) -> Spot {
        let day = |day: &Day| Day::ALL.iter().position(|one| one == day).unwrap_or_default();
        match finding {
            Finding::UnknownZone { .. } | Finding::UnknownDay { .. } => Spot::Zone,
            Finding::BadTime { day: of, number, .. } | Finding::Empty { day: of, number, .. } => {
                Spot::Block(day(of), number.saturating_sub(1))
            }
            Finding::Overlap { day: of, block, .. } => {
                let of = day(of);
                let same = |one: &BlockDraft| {
                    let read = |text: &str| TimeOfDay::parse(text);
                    read(&one.from) == Some(block.from()) && read(&one.to) == Some(block.to())
                };
                let at = self.days.get(of).and_then(|blocks| blocks.iter().position(same));
                at.map_or(Spot::Day(of), |at| Spot::Block(of, at))
            }
            Finding::TooMany { day: of, .. } => Spot::Day(day(of)),
            Finding::NotADay { number, .. } => Spot::Closed(number.saturating_sub(1)),
            Finding::TooManyClosed { .. } => Spot::Closed(MAX_CLOSED_DAYS),
        }
    }

    /// Adds a block after the last of the day, if an hour is left.
    pub(crate) fn add(&mut self, day: usize) {
        let Some(blocks) = self.days.get_mut(day) else { return };
        let end = blocks.last().and_then(|last| TimeOfDay::parse(&last.to)).map(TimeOfDay::minutes);
        let new = match end {
            Some(end) if end + 120 <= DAY => block(&written(end + 60), &written(end + 120)),
            Some(_) => block("00:00", "01:00"),
            None => block("09:00", "17:00"),
        };
        blocks.push(new);
    }

    pub(crate) fn remove(&mut self, day: usize, at: usize) {
        if let Some(blocks) = self.days.get_mut(day).filter(|blocks| at < blocks.len()) {
            blocks.remove(at);
        }
    }

    /// Copies the blocks of a day to other days.
    pub(crate) fn copy(&mut self, from: usize, to: impl IntoIterator<Item = usize>) {
        let Some(blocks) = self.days.get(from).cloned() else { return };
        for day in to {
            if let Some(other) = self.days.get_mut(day) {
                other.clone_from(&blocks);
            }
        }
    }

    /// Returns a block, for changing.
    pub(crate) fn block_mut(&mut self, day: usize, at: usize) -> Option<&mut BlockDraft> {
        self.days.get_mut(day)?.get_mut(at)
    }

    /// Writes a time that was typed another way as hours and minutes, once it was typed.
    pub(crate) fn settle(&mut self, day: usize, at: usize) {
        if let Some(block) = self.block_mut(day, at) {
            *block = settled_block(block);
        }
    }

    /// Returns the start and length of a day's blocks in percent, including the rest of the night
    /// before.
    pub(crate) fn bars(&self, day: usize) -> Vec<(f64, f64)> {
        let spans = |day: usize| {
            let blocks = self.days.get(day).map(Vec::as_slice).unwrap_or_default();
            let span = |one: &BlockDraft| {
                let from = TimeOfDay::parse(&one.from)?.minutes();
                let to = TimeOfDay::parse(&one.to)?.minutes();
                (from != to).then_some((from, to))
            };
            blocks.iter().filter_map(span).collect::<Vec<_>>()
        };
        let night = spans((day + 6) % 7).into_iter().filter(|(from, to)| to < from);
        let night = night.map(|(_, to)| (0, to));
        let own = spans(day).into_iter();
        let own = own.map(|(from, to)| (from, if to < from { DAY } else { to }));
        let percent = |minutes: u16| f64::from(minutes) * 100.0 / f64::from(DAY);
        let bar = |(from, to): (u16, u16)| (percent(from), percent(to - from));
        night.chain(own).filter(|(from, to)| to > from).map(bar).collect()
    }
}

/// Evaluates a schedule at a moment.
pub(crate) fn meaning(schedule: &Schedule, now: Timestamp) -> Meaning {
    Meaning { available: schedule.holds(now), until: schedule.changes_after(now) }
}

/// The name of a day, from 0 for Monday.
pub(crate) fn day_name(day: usize) -> &'static str {
    match day {
        0 => t!("hours-monday"),
        1 => t!("hours-tuesday"),
        2 => t!("hours-wednesday"),
        3 => t!("hours-thursday"),
        4 => t!("hours-friday"),
        5 => t!("hours-saturday"),
        _ => t!("hours-sunday"),
    }
}

fn block(from: &str, to: &str) -> BlockDraft {
    BlockDraft { from: from.to_owned(), to: to.to_owned() }
}

/// A block with its times as hours and minutes, as far as they can be read.
fn settled_block(block: &BlockDraft) -> BlockDraft {
    let settle = |time: &String| settled(time).unwrap_or_else(|| time.clone());
    BlockDraft { from: settle(&block.from), to: settle(&block.to) }
}

/// A time of day as people write it (`8`, `9am`, `9.30`, `17h`), as hours and minutes.
fn settled(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase().replace(' ', "");
    let (rest, later) = match (typed.strip_suffix("am"), typed.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (typed.trim_end_matches(['h', 'H']), None),
    };
    let (hours, minutes) = rest.split_once([':', '.', 'h']).unwrap_or((rest, "0"));
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let hours = match later {
        Some(later) if (1..=12).contains(&hours) => hours % 12 + later,
        Some(_) => return None,
        None => hours,
    };
    let settled = format!("{hours:02}:{minutes:02}");
    TimeOfDay::parse(&settled).map(|_| settled)
}

fn written(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Hours {
        Hours::usual("Europe/Berlin".into())
    }

    #[test]
    fn hours_survive_a_round_trip_through_the_editor() {
        let hours = usual();
        assert_eq!(Hours::from_draft(&hours.draft()), hours);
        assert_eq!(hours.draft().week.len(), 5);
        let schedule = hours.check().unwrap();
        // Thursday, 1 January 1970, 8:00 in Berlin.
        let meaning = meaning(&schedule, Timestamp(7 * 3_600_000));
        assert!(!meaning.available);
        assert_eq!(meaning.until, Some(Timestamp(8 * 3_600_000)));
    }

    #[test]
    fn every_error_has_its_location() {
        let mut hours = usual();
        hours.zone = "Moon/Base".into();
        hours.add(2);
        hours.block_mut(1, 0).unwrap().to = "25:00".into();
        let wrong = hours.check().unwrap_err();
        let spots: Vec<_> = wrong.iter().map(|(spot, _)| *spot).collect();
        assert!(spots.contains(&Spot::Zone) && spots.contains(&Spot::Block(1, 0)), "{wrong:?}");
        let mut hours = usual();
        hours.add(0);
        hours.block_mut(0, 1).unwrap().from = "16:00".into();
        let wrong = hours.check().unwrap_err();
        assert!(matches!(wrong[0].0, Spot::Block(0, _)), "{wrong:?}");
    }

    #[test]
    fn times_are_taken_as_people_write_them() {
        for (typed, expected) in [
            ("8", "08:00"),
            ("9am", "09:00"),
            ("12 am", "00:00"),
            ("12pm", "12:00"),
            ("5:30 PM", "17:30"),
            ("9.30", "09:30"),
            ("17h", "17:00"),
            ("24", "24:00"),
        ] {
            assert_eq!(settled(typed).as_deref(), Some(expected), "{typed}");
        }
        for odd in ["", "noon", "25", "9:75", "13pm", "-1"] {
            assert_eq!(settled(odd), None, "{odd}");
        }
        let mut hours = usual();
        *hours.block_mut(0, 0).unwrap() = block("8", "noon");
        hours.settle(0, 0);
        assert_eq!(hours.days[0], [block("08:00", "noon")]);
        *hours.block_mut(0, 0).unwrap() = block("8", "5pm");
        assert!(hours.check().is_ok(), "no message comes and goes while somebody types");
    }

    #[test]
    fn closed_days_are_kept_and_a_wrong_one_is_named() {
        let mut hours = usual();
        hours.closed = vec!["2026-12-25".into(), String::new()];
        let schedule = hours.check().unwrap();
        assert_eq!(Hours::from_draft(&(&schedule).into()).closed, ["2026-12-25"]);
        hours.closed[0] = "25.12.".into();
        assert_eq!(hours.check().unwrap_err()[0].0, Spot::Closed(0));
    }

    #[test]
    fn a_new_block_comes_after_the_last() {
        let mut hours = usual();
        hours.add(0);
        assert_eq!(hours.days[0][1], block("18:00", "19:00"));
        hours.add(6);
        assert_eq!(hours.days[6], [block("09:00", "17:00")]);
        hours.remove(6, 0);
        hours.remove(6, 9);
        assert!(hours.days[6].is_empty());
        hours.copy(0, 1..7);
        assert_eq!(hours.days[6].len(), 2);
        assert!(hours.check().is_ok());
    }

    #[test]
    fn a_night_shift_is_drawn_on_both_of_its_days() {
        let mut hours = Hours { zone: "UTC".into(), ..Hours::default() };
        hours.days[6] = vec![block("18:00", "06:00")];
        assert_eq!(hours.bars(6), [(75.0, 25.0)]);
        assert_eq!(hours.bars(0), [(0.0, 25.0)]);
        assert!(hours.bars(1).is_empty());
    }
}
