//! Visitors' ratings of chats, as reports have them.

use crate::event::Rating;
use serde::{Deserialize, Serialize};

/// Ratings of chats.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Ratings {
    /// Number of rated chats.
    pub count: u64,
    /// Their mean, from 1 to 5; `null` if there are none.
    pub mean: Option<f64>,
    /// Number of chats with each rating, from 1 to 5.
    pub values: [u64; Rating::BEST as usize],
}

impl Ratings {
    /// Adds the rating of a chat.
    pub fn add(&mut self, rating: Rating) {
        let place = usize::from(rating.value()) - 1;
        let Some(counted) = self.values.get_mut(place) else { return };
        *counted += 1;
        self.count += 1;
        let sum: u64 = (1..).zip(self.values).map(|(value, counted)| value * counted).sum();
        #[expect(clippy::cast_precision_loss, reason = "no site has 2^53 chats")]
        let mean = sum as f64 / self.count as f64;
        self.mean = Some(mean);
    }
}
