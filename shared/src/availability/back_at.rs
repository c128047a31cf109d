//! When somebody is back, for visitors whom nobody can answer now (ROUTE-28).

use super::effective::AvailabilityState;
use super::schedule::Schedule;
use crate::time::Timestamp;

/// When the first of these agents has hours again. `None` if one of them is available already, so
/// that nobody can tell how long it takes, or if no schedule says it.
pub fn back_at<'s>(
    agents: impl IntoIterator<Item = (AvailabilityState, Option<&'s Schedule>)>,
) -> Option<Timestamp> {
    let mut first: Option<Timestamp> = None;
    for (state, schedule) in agents {
        if state.available() {
            return None;
        }
        let back = returns_at(state, schedule);
        first = first.into_iter().chain(back).min();
    }
    first
}

/// When an unavailable agent has hours again.
fn returns_at(state: AvailabilityState, schedule: Option<&Schedule>) -> Option<Timestamp> {
    match state {
        AvailabilityState::Nothing => None,
        AvailabilityState::Schedule { until, .. } => until,
        AvailabilityState::Toggle { until, .. } => {
            let schedule = schedule?;
            if schedule.holds(until) { Some(until) } else { schedule.changes_after(until) }
        }
    }
}
