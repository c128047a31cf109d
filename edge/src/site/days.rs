//! The days that a list is limited to.

use super::counts::refused;
use crate::error::ApiError;
use shared::availability::{Finding, Zone};
use shared::counts::OpenPeriod;
use shared::time::Timestamp;

/// The moments between which the days of a list lie; an end that nobody names is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pub(super) from: Option<Timestamp>,
    /// The first moment after the last day.
    pub(super) until: Option<Timestamp>,
}

/// Reads the days of a query in its time zone, which is UTC by default.
pub(super) fn moments(
    from: Option<&str>,
    to: Option<&str>,
    zone: Option<&str>,
) -> Result<Moments, ApiError> {
    let unknown = |wrong: Finding| ApiError::Invalid(wrong.to_string());
    let zone = zone.map_or(Ok(Zone::utc()), Zone::parse).map_err(unknown)?;
    let days = OpenPeriod::read(from, to).map_err(refused)?;
    Ok(Moments {
        from: days.from.map(|day| zone.begin(day)),
        until: days.to.map(|day| zone.begin(day.after(1))),
    })
}
