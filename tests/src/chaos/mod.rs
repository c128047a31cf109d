//! Chaos: visitors and agents talk through a real workerd that is killed again and again, whose disk
//! and clock fail, over connections that are cut, stall and die. Afterwards everything that anybody
//! saw is compared.
//!
//! - [`Storm`] says how bad the weather is, and [`run`] runs it;
//! - [`evidence`] is what the clients saw and what the server has;
//! - [`checker`] compares it, and finds what must not be.

mod bystander;
pub mod checker;
pub mod evidence;
mod fleet;
mod weak_line;
mod weather;

pub use checker::{Finding, check};
pub use evidence::Evidence;

use crate::http::Http;
use crate::server::Server;
use crate::site::Site;
use bystander::Bystander;
use fleet::Fleet;
use std::fmt;
use std::time::{Duration, Instant};
use weak_line::WeakLine;
use weather::Weather;

/// How bad the weather is.
#[derive(Debug, Clone, Copy)]
pub struct Storm {
    pub seed: u64,
    /// How often the server is killed.
    pub kills: u64,
    pub agents: usize,
    /// How many visitors are there at once.
    pub visitors: usize,
    /// How many messages each side of a chat sends.
    pub messages: usize,
    pub offer_seconds: u64,
}

impl Storm {
    /// The longest that a visitor may wait for an agent or the fallback. Each restart may begin an
    /// offer anew, and the visitor's own connection comes back after a pause.
    const fn longest_wait(&self) -> Duration {
        Duration::from_secs(90 + 2 * self.offer_seconds)
    }
}

/// What happened in a storm.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub kills: u64,
    pub cuts: u64,
    pub stalls: u64,
    pub half_open: u64,
    pub disks: u64,
    pub clocks: u64,
    pub damages: u64,
    pub conversations: usize,
    pub chats: usize,
    pub acks: usize,
    pub events: usize,
    /// The longest wait of a visitor for an agent or the fallback.
    pub longest_wait: Duration,
    pub took: Duration,
}

/// Runs a storm on a server of its own, and returns what everybody saw when it is over.
pub async fn run(storm: Storm) -> (Figures, Evidence) {
    let began = Instant::now();
    let server = Server::own_with_clock_and_disk().await;
    let bystander = Bystander::make(&server).await;
    let line = WeakLine::before(&server).await;
    let site = Site::make_by(Http::at(&line.origin())).await;
    site.settings(|settings| settings.offer_seconds = storm.offer_seconds).await;
    let fleet = Fleet::begin(site, storm).await;
    let mut weather = Weather::over(&server, &line, &bystander, storm.seed);
    weather.pass(storm.kills).await;
    let Weather { mut figures, probes, .. } = weather;
    let mut evidence = fleet.end().await;
    evidence.probes = probes;
    figures.conversations = evidence.conversations.len();
    figures.chats = evidence.conversations.iter().filter(|seen| seen.was_connected()).count();
    let views = || evidence.conversations.iter().flat_map(|seen| &seen.views);
    figures.acks = views().map(|view| view.acked.len()).sum();
    figures.events = evidence.conversations.iter().map(|seen| seen.log.len()).sum();
    figures.longest_wait = evidence.waits.iter().map(|(_, wait)| *wait).max().unwrap_or_default();
    figures.took = began.elapsed();
    (figures, evidence)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("kills of the server", self.kills.to_string()),
            ("cuts of all connections", self.cuts.to_string()),
            ("stalls of half of them", self.stalls.to_string()),
            ("deaths of a fifth of them", self.half_open.to_string()),
            ("full or read-only disks", self.disks.to_string()),
            ("moves of the clock", self.clocks.to_string()),
            ("damaged objects", self.damages.to_string()),
            ("conversations", self.conversations.to_string()),
            ("with an agent", self.chats.to_string()),
            ("acknowledged frames", self.acks.to_string()),
            ("events", self.events.to_string()),
            ("longest wait, seconds", self.longest_wait.as_secs().to_string()),
            ("seconds", self.took.as_secs().to_string()),
        ];
        for (name, figure) in rows {
            writeln!(f, "{name:<26}{figure:>10}")?;
        }
        Ok(())
    }
}
