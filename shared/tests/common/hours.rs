//! Schedules for tests, and a second implementation of them: it reads local time by `jiff`'s
//! calendar and checks every block.

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::availability::Schedule;
use shared::time::Timestamp;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Zones whose clocks change by an hour, by half an hour, twice a year for a month, over midnight,
/// or never.
const ZONES: [&str; 10] = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Beirut",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
];

/// The instant of a local time.
pub fn at(wall_clock: &str) -> Timestamp {
    let zoned: ZonedDateTime = wall_clock.parse().unwrap();
    Timestamp(zoned.timestamp().as_millisecond().try_into().unwrap())
}

/// The local time of an instant.
pub fn wall_clock(at: Timestamp, zone: &TimeZone) -> jiff::civil::DateTime {
    zone.to_datetime(jiff::Timestamp::from_millisecond(at.0.try_into().unwrap()).unwrap())
}

pub fn schedule(zone: &str, week: Value) -> Schedule {
    serde_json::from_value(json!({ "zone": zone, "week": week })).unwrap()
}

/// Monday to Friday, with a break.
pub fn office_hours() -> Schedule {
    let blocks = json!([{ "from": "09:00", "to": "12:30" }, { "from": "13:30", "to": "17:00" }]);
    let week = DAYS[..5].iter().map(|day| ((*day).to_owned(), blocks.clone())).collect();
    schedule("Europe/Berlin", week)
}

/// Blocks as day, first minute, and length.
#[derive(Debug, Clone)]
pub struct Hours {
    pub zone: TimeZone,
    blocks: Vec<(usize, u16, u16)>,
}

impl Hours {
    /// Whether an instant is in a block, by the second implementation.
    pub fn holds(&self, at: Timestamp) -> bool {
        let wall_clock = wall_clock(at, &self.zone);
        let today = usize::try_from(wall_clock.date().weekday().to_monday_zero_offset()).unwrap();
        let minute =
            u16::try_from(i32::from(wall_clock.hour()) * 60 + i32::from(wall_clock.minute()));
        let minute = minute.unwrap();
        self.blocks.iter().any(|(day, from, length)| {
            let today_in = *day == today && *from <= minute && minute < from + length;
            let yesterdays = (*day + 1) % 7 == today && minute + 1_440 < from + length;
            today_in || yesterdays
        })
    }

    /// The same hours as a schedule.
    pub fn schedule(&self) -> Schedule {
        let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let mut week = serde_json::Map::new();
        for (day, from, length) in &self.blocks {
            let end = from + length;
            let to = if end > 1_440 { end - 1_440 } else { end };
            let block = json!({ "from": time(*from), "to": time(to) });
            let blocks = week.entry(DAYS[*day]).or_insert_with(|| json!([]));
            blocks.as_array_mut().unwrap().push(block);
        }
        schedule(self.zone.iana_name().unwrap(), Value::Object(week))
    }
}

/// Any schedule: adjacent blocks, blocks at the hours of daylight saving, blocks over midnight.
pub fn schedules() -> impl Strategy<Value = Hours> {
    let free = prop_oneof![Just(0_u16), Just(60), 1..2_000_u16, 1..10_000_u16];
    let length = prop_oneof![Just(30_u16), Just(60), Just(1_440), 1..1_440_u16];
    let begins = prop_oneof![Just(0_u16), Just(60), Just(120), Just(150), 0..10_080_u16];
    let blocks = (begins, proptest::collection::vec((free, length), 0..20));
    (proptest::sample::select(&ZONES[..]), blocks).prop_map(|(zone, (begins, pieces))| {
        let zone = TimeZone::get(zone).unwrap();
        let mut hours = Hours { zone, blocks: Vec::new() };
        let (mut minute, mut left) = (begins, 10_080_u16);
        for (free, length) in pieces {
            if free + length > left {
                break;
            }
            left -= free + length;
            minute = (minute + free) % 10_080;
            // Only a block from midnight to midnight can last a whole day.
            let length = if minute % 1_440 == 0 { length } else { length.min(1_439) };
            hours.blocks.push((usize::from(minute / 1_440), minute % 1_440, length));
            minute = (minute + length) % 10_080;
        }
        hours
    })
}

/// The direction of a toggle, and how long ago it was set.
pub fn toggles() -> impl Strategy<Value = (bool, u64)> {
    (any::<bool>(), prop_oneof![0..60_000_u64, 0..50 * 3_600_000_u64])
}
