//! The hundred buckets that visitors are dealt to.

use crate::id::VisitId;

/// How many buckets there are: one for each percent.
pub const BUCKETS: u32 = 100;

/// The bucket of a visitor. A browser keeps its two digits from visit to visit
/// (`widget/loader/widget.js`), and too many visitors share one for it to say who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket(u32);

impl Bucket {
    /// The bucket that the last two digits of a visit's id name. An id that ends otherwise has one, too.
    pub fn new(visit: &VisitId) -> Self {
        let id = visit.as_str();
        let digits = id.len().checked_sub(2).and_then(|at| id.get(at..));
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let named = digits.and_then(|digits| digits.parse().ok());
        let dealt = || u32::try_from(hash(id) % u64::from(BUCKETS)).unwrap_or_default();
        Self(named.unwrap_or_else(dealt))
    }

    /// The two digits, for the end of a visit's id.
    pub fn digits(self) -> String {
        format!("{:02}", self.0)
    }

    /// Its place when all buckets are shuffled by a seed. So each percent is one bucket, and the
    /// visitors who meet B in one test are no special ones in the next.
    pub(super) fn place(self, seed: u64) -> u32 {
        let mut places: [u32; BUCKETS as usize] =
            core::array::from_fn(|at| u32::try_from(at).unwrap_or_default());
        let mut state = seed;
        for last in (1..places.len()).rev() {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let other = usize::try_from(mix(state) % (last as u64 + 1)).unwrap_or_default();
            places.swap(last, other);
        }
        places.get(self.0 as usize).copied().unwrap_or_default()
    }
}

/// The last step of `SplitMix64`.
const fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// FNV-1a: the same everywhere and for ever, unlike the hashes of std.
pub(super) fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}
