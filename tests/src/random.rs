//! Random numbers that can be reproduced by their seed.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// A pseudo-random generator (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator of the seed in `BELLHOP_SEED`, or of a random one. Prints it, so that a
    /// failure can be reproduced.
    pub fn announced() -> Self {
        let set = std::env::var("BELLHOP_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = set.unwrap_or_else(|| RandomState::new().hash_one("seed"));
        println!("BELLHOP_SEED={seed} reproduces this");
        Self(seed)
    }

    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The next number, modulo `limit`.
    pub const fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit
    }
}

/// Any number, for what no seed has to reproduce.
pub(crate) fn random_number() -> u32 {
    // Its upper half is as random as the lower one.
    (RandomState::new().hash_one(0_u8) >> 32) as u32
}

/// A string that no other test uses, in this run or an earlier one on the same storage.
pub fn random_string() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:012x}", RandomState::new().hash_one(count) & 0xFFFF_FFFF_FFFF)
}
