//! Chaos: visitors and agents talk through a real workerd that is killed again and again, over
//! connections that are cut and stall. Afterwards everything that anybody saw is compared.
//!
//! - [`Storm`] says how bad the weather is, and [`run`] runs it;
//! - [`evidence`] is what the clients saw and what the server has;
//! - [`checker`] compares it, and finds what must not be.

pub mod checker;
pub mod evidence;
mod fleet;
mod weak_line;
mod weather;

pub use checker::{Finding, check};
pub use evidence::Evidence;

use crate::http::Http;
use crate::random::Rng;
use crate::server::Server;
use crate::site::Site;
use fleet::Fleet;
use std::fmt;
use std::time::{Duration, Instant};
use weak_line::WeakLine;

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
}

/// What happened in a storm.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub kills: u64,
    pub cuts: u64,
    pub stalls: u64,
    pub conversations: usize,
    pub chats: usize,
    pub acks: usize,
    pub events: usize,
    pub took: Duration,
}

/// Runs a storm on a server of its own, and returns what everybody saw when it is over.
pub async fn run(storm: Storm) -> (Figures, Evidence) {
    let began = Instant::now();
    let server = Server::own().await;
    let line = WeakLine::before(&server).await;
    let site = Site::make_by(Http::at(&line.origin())).await;
    site.settings(|settings| settings.offer_seconds = 60).await;
    let fleet = Fleet::begin(site, storm).await;
    let mut rng = Rng::from_seed(storm.seed);
    let mut figures = weather::pass(&server, &line, &mut rng, storm.kills).await;
    let evidence = fleet.end().await;
    figures.conversations = evidence.conversations.len();
    figures.chats = evidence.conversations.iter().filter(|seen| seen.was_connected()).count();
    let views = || evidence.conversations.iter().flat_map(|seen| &seen.views);
    figures.acks = views().map(|view| view.acked.len()).sum();
    figures.events = evidence.conversations.iter().map(|seen| seen.log.len()).sum();
    figures.took = began.elapsed();
    (figures, evidence)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("kills of the server", self.kills.to_string()),
            ("cuts of all connections", self.cuts.to_string()),
            ("connections that stall", self.stalls.to_string()),
            ("conversations", self.conversations.to_string()),
            ("with an agent", self.chats.to_string()),
            ("acknowledged frames", self.acks.to_string()),
            ("events", self.events.to_string()),
            ("seconds", self.took.as_secs().to_string()),
        ];
        for (name, figure) in rows {
            writeln!(f, "{name:<26}{figure:>10}")?;
        }
        Ok(())
    }
}
