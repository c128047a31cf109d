//! Schedules whose boundaries are in the few minutes in which a world's visitors come.

use fastrand::Rng;
use shared::availability::{Block, Day, Schedule, TimeOfDay, Week, Zone};

const MINUTES_A_DAY: u32 = 24 * 60;

/// Zones, and their local time when a world begins, in minutes after midnight. Four minutes later
/// the clocks in Berlin are put back by an hour, and it is midnight in Cape Verde.
const ZONES: [(&str, u32); 3] =
    [("Europe/Berlin", 2 * 60 + 56), ("Atlantic/Cape_Verde", 23 * 60 + 56), ("UTC", 56)];

/// No schedule, or one of an agent who works in short shifts.
pub(crate) fn any(rng: &mut Rng) -> Option<Schedule> {
    if rng.bool() {
        return None;
    }
    let (zone, begins) = ZONES[rng.usize(0..ZONES.len())];
    let mut minute = begins + MINUTES_A_DAY - rng.u32(0..20);
    let mut shifts = Vec::new();
    for _ in 0..rng.usize(1..=4) {
        let end = minute + rng.u32(1..12);
        shifts.push((minute, end));
        // With 0, one shift ends as the next begins.
        minute = end + rng.u32(0..6);
    }
    let every_day = |(from, to): (u32, u32)| {
        let block = Block::new(time(from)?, time(to)?)?;
        Some(Day::ALL.iter().map(move |day| (*day, block)))
    };
    let blocks = shifts.into_iter().filter_map(every_day).flatten().collect();
    match (Zone::parse(zone), Week::new(blocks)) {
        (Ok(zone), Ok(week)) => Some(Schedule::new(zone, week)),
        (zone, week) => unreachable!("hours made here are hours: {zone:?}, {week:?}"),
    }
}

fn time(minute: u32) -> Option<TimeOfDay> {
    let minute = minute % MINUTES_A_DAY;
    TimeOfDay::parse(&format!("{:02}:{:02}", minute / 60, minute % 60))
}
