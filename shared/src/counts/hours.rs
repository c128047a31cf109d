//! The busy hours: how many chats are requested at each hour of the week.

use crate::availability::Zone;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Chat requests by weekday, Monday first, and by the hour in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct BusyHours(pub [[u64; 24]; 7]);

impl BusyHours {
    /// Adds a request, on its weekday and hour in this zone.
    pub(super) fn add(&mut self, zone: &Zone, at: Timestamp) {
        let (weekday, hour) = zone.weekday_and_hour(at);
        if let Some(counted) = self.0.get_mut(weekday).and_then(|day| day.get_mut(hour)) {
            *counted += 1;
        }
    }

    /// The most requests in one hour of the week.
    pub fn most(&self) -> u64 {
        self.0.iter().flatten().copied().max().unwrap_or_default()
    }

    /// The weekday and hour with the most requests; `None` if there are none.
    pub fn busiest(&self) -> Option<(usize, usize)> {
        let hours = (0..7).flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)));
        let counted = |(weekday, hour): (usize, usize)| {
            self.0.get(weekday).and_then(|day| day.get(hour)).copied().unwrap_or_default()
        };
        // Of several the earliest: `max_by_key` would take the last.
        let busiest = hours.rev().max_by_key(|place| counted(*place))?;
        (counted(busiest) > 0).then_some(busiest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_at_the_hour_of_the_clock_there() {
        let mut hours = BusyHours::default();
        assert_eq!(hours.busiest(), None);
        // 2026-11-18 was a Wednesday; 09:13 in UTC is 22:13 in Auckland.
        let at = Timestamp(1_794_993_200_000);
        let auckland = Zone::parse("Pacific/Auckland").unwrap();
        hours.add(&Zone::utc(), at);
        hours.add(&auckland, at);
        hours.add(&auckland, Timestamp(at.0 + 3_600_000));
        assert_eq!((hours.0[2][9], hours.0[2][22], hours.0[2][23]), (1, 1, 1));
        hours.add(&auckland, Timestamp(at.0 + 7_200_000));
        assert_eq!((hours.0[3][0], hours.most()), (1, 1), "past midnight it is Thursday");
        assert_eq!(hours.busiest(), Some((2, 9)));
    }
}
