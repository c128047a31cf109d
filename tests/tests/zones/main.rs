//! Compares `shared::availability` with `Intl` of another runtime, in another language and with
//! another time zone database: every zone, for ten years.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests report by panicking")]

use bellhop_tests::env;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::availability::{Schedule, Zone};
use shared::time::Timestamp;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::num::NonZero;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

/// 2015-01-01 to 2025-01-01, UTC: long enough ago that no release of the database changes it.
const FROM: Timestamp = Timestamp(1_420_070_400_000);
const TO: Timestamp = Timestamp(1_735_689_600_000);

/// Zones the other runtime doesn't have, and why.
const UNKNOWN_THERE: [(&str, &str); 1] =
    [("Factory", "the database's name for a machine without a zone; `Intl` omits it")];

/// Zones for which the two databases differ in these years, and why.
const READ_DIFFERENTLY: [(&str, &str); 2] =
    [("Europe/Chisinau", MOLDOVA), ("Europe/Tiraspol", "another name for Europe/Chisinau")];
const MOLDOVA: &str = "the other runtime's older database has clocks changed at 2 and 3 o'clock; \
                       since 2022 it is 3 and 4, as in the European Union";

/// The other runtime's answer for a zone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Supported { zone: String, counts: Vec<usize> },
    Unknown { zone: String },
    Last { supported: Vec<String> },
}

fn weeks() -> [(&'static str, Value); 4] {
    let on = |days: &[&str], blocks: &[(&str, &str)]| -> Value {
        let blocks: Vec<_> =
            blocks.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
        days.iter().map(|day| ((*day).to_owned(), json!(blocks))).collect()
    };
    let all = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    [
        ("office hours", on(&all[..5], &[("09:00", "12:30"), ("13:30", "17:00")])),
        ("night shifts", on(&all[3..], &[("22:00", "06:00")])),
        // Clocks change at these times: at midnight in some zones, at two or three in most.
        ("small hours", on(&all, &[("00:30", "02:30"), ("02:45", "03:15")])),
        ("whole days", on(&["mon", "wed", "sat", "sun"], &[("00:00", "24:00")])),
    ]
}

struct Other {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Other {
    fn run(zones: &[String], weeks: &[(&str, Value)]) -> Self {
        let script = env::root().join("tests/tests/zones/intl.mjs");
        let mut child = Command::new(env::node())
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let schedules: Vec<_> = weeks.iter().map(|(_, week)| week).collect();
        let input = json!({ "from": FROM, "to": TO, "zones": zones, "schedules": schedules });
        child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    fn line(&mut self) -> Said {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn instants(&mut self, count: usize) -> Vec<Timestamp> {
        let mut bytes = vec![0; count * 4];
        self.said.read_exact(&mut bytes).unwrap();
        let seconds = |four: &[u8]| u32::from_le_bytes(four.try_into().unwrap());
        bytes.chunks(4).map(|four| Timestamp(u64::from(seconds(four)) * 1_000)).collect()
    }
}

fn boundaries(schedule: &Schedule) -> Vec<Timestamp> {
    let next = |at: &Timestamp| schedule.changes_after(*at).filter(|at| *at < TO);
    std::iter::successors(next(&FROM), next).collect()
}

/// The first instant that only one of the two has.
fn difference(ours: &[Timestamp], theirs: &[Timestamp]) -> String {
    let at = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
    format!("{:?} here, {:?} there", ours.get(at), theirs.get(at))
}

/// What the two say of some zones.
#[derive(Default)]
struct Compared {
    boundaries: usize,
    unknown: BTreeSet<String>,
    different: BTreeSet<String>,
    /// The zones that the other runtime names by itself.
    supported: Vec<String>,
}

fn compare(zones: &[String]) -> Compared {
    let weeks = weeks();
    let mut other = Other::run(zones, &weeks);
    let mut compared = Compared::default();
    loop {
        let (zone, counts) = match other.line() {
            Said::Supported { zone, counts } => (zone, counts),
            Said::Unknown { zone } => {
                compared.unknown.insert(zone);
                continue;
            }
            Said::Last { supported } => {
                compared.supported = supported;
                break;
            }
        };
        for ((name, week), count) in weeks.iter().zip(counts) {
            let theirs = other.instants(count);
            let schedule = json!({ "zone": zone, "week": week });
            let ours = boundaries(&serde_json::from_value(schedule).unwrap());
            compared.boundaries += ours.len();
            if ours != theirs {
                println!("{zone}, {name}: {}", difference(&ours, &theirs));
                compared.different.insert(zone.clone());
            }
        }
    }
    assert!(other.child.wait().unwrap().success());
    compared
}

#[test]
fn schedules_change_in_every_zone_when_intl_says_so() {
    let zones = Zone::names();
    // The other runtime uses one core, and takes minutes for all zones.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let parts = zones.chunks(zones.len().div_ceil(cores));
    let compared: Vec<Compared> = thread::scope(|scope| {
        let running: Vec<_> = parts.map(|part| scope.spawn(|| compare(part))).collect();
        running.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let unknown: BTreeSet<_> = compared.iter().flat_map(|part| part.unknown.clone()).collect();
    let different: BTreeSet<_> = compared.iter().flat_map(|part| part.different.clone()).collect();
    let boundaries: usize = compared.iter().map(|part| part.boundaries).sum();
    println!("{boundaries} boundaries in {} zones", zones.len() - unknown.len());
    let named = |list: &[(&str, &str)]| -> BTreeSet<String> {
        list.iter().map(|(zone, _)| (*zone).to_owned()).collect()
    };
    assert_eq!(unknown, named(&UNKNOWN_THERE));
    assert_eq!(different, named(&READ_DIFFERENTLY));
    let supported = compared.iter().flat_map(|part| &part.supported);
    let strange: Vec<_> = supported.filter(|zone| Zone::parse(zone).is_err()).collect();
    assert!(strange.is_empty(), "zones that only the other runtime knows: {strange:?}");
}
