//! What a seed decides before the world begins: how many agents and visitors there are, and which
//! faults happen.

use fastrand::Rng;

/// Probabilities of faults, in thousandths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    /// An object crashes in a turn, before anything is stored.
    pub(crate) crash_before: u32,
    /// An object crashes in a turn, after it is stored and before anything is sent.
    pub(crate) crash_after: u32,
    /// An envelope or its answer is lost.
    pub(crate) lose: u32,
    /// An envelope arrives twice.
    pub(crate) double: u32,
    /// A client's connection breaks while a frame is sent over it.
    pub(crate) break_line: u32,
    /// An alarm is late, by up to a minute.
    pub(crate) late_alarm: u32,
    /// An object's clock jumps, by up to five seconds in either direction.
    pub(crate) jump: u32,
    /// The longest time that an envelope or a frame takes, in ms.
    pub(crate) slow: u64,
}

/// The plan of a world.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(crate) struct Plan {
    pub(crate) agents: usize,
    pub(crate) visitors: usize,
    /// The time within which the visitors come, in ms.
    pub(crate) rush: u64,
    /// The site's limit of engagements.
    pub(crate) limit: Option<u64>,
    /// How long an offer lasts, in ms.
    pub(crate) offer: u64,
    /// Whether the site has Prime.
    pub(crate) prime: bool,
    /// Whether rules and teams overflow to all agents.
    pub(crate) overflow_to_all: bool,
    /// Whether all routes have a second try.
    pub(crate) second_try_everywhere: bool,
    /// How many chats one agent can have at once, and how many the first agent can have.
    pub(crate) max_chats: (u32, u32),
    /// How long visitors wait in the queue while everybody is full, in minutes; 0 is not at all.
    pub(crate) wait_minutes: u32,
    /// Whether programs write in the conversations.
    pub(crate) apps: bool,
    /// Whether managers remove agents, and move the chats of others.
    pub(crate) managed: bool,
    /// Whether the desk has to ask for its roster, as after the loss of its storage.
    pub(crate) asks_for_roster: bool,
    /// How often the clock is put back or forward by up to hours.
    pub(crate) clock_moves: u32,
    pub(crate) weather: Weather,
}

impl Plan {
    /// A random plan. One fifth of all worlds have no faults, so a failure there is not caused by
    /// one.
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let fair = rng.u32(0..5) == 0;
        let mut probability = |most: u32| if fair { 0 } else { rng.u32(0..=most) };
        let weather = Weather {
            crash_before: probability(25),
            crash_after: probability(25),
            lose: probability(150),
            double: probability(150),
            break_line: probability(60),
            late_alarm: probability(300),
            jump: probability(50),
            slow: 20 + u64::from(probability(3_000)),
        };
        Self {
            agents: rng.usize(1..=6),
            visitors: rng.usize(1..=24),
            rush: rng.u64(1_000..=400_000),
            limit: [None, Some(100), Some(rng.u64(0..=8))][rng.usize(0..3)],
            offer: rng.u64(10..=60) * 1_000,
            prime: rng.bool(),
            overflow_to_all: rng.bool(),
            second_try_everywhere: rng.bool(),
            max_chats: if rng.bool() { (10, 10) } else { (rng.u32(1..=10), rng.u32(1..=10)) },
            wait_minutes: if rng.bool() { 0 } else { rng.u32(1..=5) },
            managed: rng.bool(),
            asks_for_roster: rng.u32(0..4) == 0,
            clock_moves: if !fair && rng.u32(0..6) == 0 { rng.u32(1..=3) } else { 0 },
            apps: rng.bool(),
            weather,
        }
    }
}
