//! Availability: a pure function of an agent's schedule, the inbox's toggle, their presence and
//! whether push reaches them (`docs/rules.md`, ROUTE).
//!
//! One question decides: *is the local time of day, as a clock on the agent's wall shows it now, in
//! a block of the schedule?* Boundaries are exact instants that are derived from it, so the hour
//! that daylight saving skips or repeats needs no rule of its own.

mod back_at;
mod draft;
mod effective;
mod finding;
mod schedule;
mod week;
mod zone;

pub use back_at::back_at;
pub use draft::{BlockDraft, Draft};
pub use effective::{
    Availability, AvailabilityState, Presence, Toggle, UnavailableReason, availability,
};
pub use finding::{Edge, Finding, Findings};
pub use schedule::{MAX_CLOSED_DAYS, Schedule};
pub use week::{Block, Day, MAX_BLOCKS, TimeOfDay, Week};
pub use zone::{Stretch, Zone};
