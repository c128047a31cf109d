//! What happens to the server, its disk, its clock, and the lines.

use super::Figures;
use super::bystander::{Bystander, Loss};
use super::evidence::Probe;
use super::weak_line::WeakLine;
use crate::preload::Disk;
use crate::random::Rng;
use crate::server::Server;
use std::time::Duration;
use tokio::time::sleep;

/// From this number of kills on, a storm has connections that die unnoticed: they cost a client
/// more than half a minute.
const LONG: u64 = 20;

#[derive(Debug, Clone, Copy)]
enum Trouble {
    /// The server is killed.
    Kill,
    /// It is killed, and starts with another clock.
    KillAndMoveClock,
    /// It is killed, and starts with a damaged file of an object.
    KillAndDamage,
    /// All connections are cut.
    Cut,
    /// Half of the connections stall for a while.
    Stall,
    /// Some connections are dead, and neither end is told.
    HalfOpen,
    /// Nothing can be stored for a while.
    Disk(Disk),
    /// The clock of the running server is put back or forward.
    MoveClock,
}

impl Trouble {
    const fn kills(self) -> bool {
        matches!(self, Self::Kill | Self::KillAndMoveClock | Self::KillAndDamage)
    }

    /// How often this happens in a storm with that many kills: each at least once.
    const fn times(self, kills: u64) -> u64 {
        match self {
            // These are kills, too.
            Self::Kill => kills.saturating_sub(
                Self::KillAndMoveClock.times(kills) + Self::KillAndDamage.times(kills),
            ),
            Self::KillAndMoveClock | Self::Disk(_) => 1 + kills / 20,
            Self::KillAndDamage => 1 + kills / 25,
            Self::Cut | Self::Stall => 1 + kills / 6,
            Self::HalfOpen => kills / LONG,
            Self::MoveClock => 1 + kills / 15,
        }
    }

    /// The troubles of a storm, in a random order.
    fn shuffled(kills: u64, rng: &mut Rng) -> Vec<Self> {
        let kinds = [
            Self::Kill,
            Self::KillAndMoveClock,
            Self::KillAndDamage,
            Self::Cut,
            Self::Stall,
            Self::HalfOpen,
            Self::Disk(Disk::Full),
            Self::Disk(Disk::ReadOnly),
            Self::MoveClock,
        ];
        let times = |kind: &Self| usize::try_from(kind.times(kills)).unwrap();
        let mut troubles: Vec<Self> =
            kinds.iter().flat_map(|kind| vec![*kind; times(kind)]).collect();
        for at in (1..troubles.len()).rev() {
            troubles.swap(at, usize::try_from(rng.below(at as u64 + 1)).unwrap());
        }
        troubles
    }
}

/// The weather over one server.
pub(super) struct Weather<'storm> {
    pub(super) server: &'storm Server,
    pub(super) line: &'storm WeakLine,
    pub(super) bystander: &'storm Bystander,
    pub(super) rng: Rng,
    pub(super) figures: Figures,
    /// What was asked of damaged objects, and what they said.
    pub(super) probes: Vec<Probe>,
    /// By how many seconds the clock is moved now.
    clock: i64,
}

impl<'storm> Weather<'storm> {
    pub(super) fn over(
        server: &'storm Server,
        line: &'storm WeakLine,
        bystander: &'storm Bystander,
        seed: u64,
    ) -> Self {
        let (figures, rng) = (Figures::default(), Rng::from_seed(seed));
        Self { server, line, bystander, rng, figures, probes: Vec::new(), clock: 0 }
    }

    /// Kills the server that often, and lets every other trouble happen in between. In the end the
    /// clock is right again.
    pub(super) async fn pass(&mut self, kills: u64) {
        for trouble in Trouble::shuffled(kills, &mut self.rng) {
            self.calm(300, 2_200).await;
            println!("{trouble:?}");
            if trouble.kills() {
                self.kill(trouble).await;
            } else {
                self.disturb(trouble).await;
            }
        }
        self.server.kill().await;
        self.server.set_clock(0);
        self.server.start().await;
    }

    async fn calm(&mut self, least: u64, more: u64) {
        sleep(Duration::from_millis(least + self.rng.below(more))).await;
    }

    async fn kill(&mut self, trouble: Trouble) {
        self.server.kill().await;
        self.figures.kills += 1;
        self.calm(0, 400).await;
        match trouble {
            Trouble::KillAndMoveClock => self.move_clock(),
            Trouble::KillAndDamage => {
                let loss = Loss::random(&mut self.rng);
                self.bystander.damage(loss);
                self.server.start().await;
                self.figures.damages += 1;
                return self.probes.extend(self.bystander.probe(loss).await);
            }
            _ => {}
        }
        self.server.start().await;
    }

    async fn disturb(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Cut => {
                self.line.cut();
                self.figures.cuts += 1;
            }
            Trouble::Stall => {
                self.line.stall(self.rng.below(2));
                self.calm(500, 3_000).await;
                self.line.cut();
                self.figures.stalls += 1;
            }
            Trouble::HalfOpen => {
                self.line.die();
                self.figures.half_open += 1;
            }
            Trouble::Disk(disk) => {
                self.server.set_disk(disk);
                self.figures.disks += 1;
                self.calm(500, 3_000).await;
                // Now and then it is killed just then. It starts only where it can write.
                let killed = self.rng.below(3) == 0;
                if killed {
                    self.server.kill().await;
                    self.figures.kills += 1;
                }
                self.server.set_disk(Disk::Well);
                if killed {
                    self.server.start().await;
                }
            }
            _ => {
                self.move_clock();
                // `bellhop serve` starts it again then: the runtime stops the time of an object in
                // memory until the clock is where it was.
                if self.clock < 0 {
                    self.calm(0, 1_000).await;
                    self.server.kill().await;
                    self.server.start().await;
                }
            }
        }
    }

    /// Puts the clock back or forward, in turn, by one to twelve hours from the right time.
    fn move_clock(&mut self) {
        const HOUR: u64 = 60 * 60;
        let hours = i64::try_from(HOUR + self.rng.below(11 * HOUR)).unwrap();
        self.clock = if self.clock < 0 { hours } else { -hours };
        self.server.set_clock(self.clock);
        self.figures.clocks += 1;
    }
}
