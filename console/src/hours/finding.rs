//! What is wrong with hours, in the page's language. The server's sentences (`shared/src/availability/finding.rs`)
//! say the same to programs.

use crate::texts::t;
use shared::availability::{Block, Day, Edge, Finding, MAX_BLOCKS, MAX_CLOSED_DAYS};

/// The sentence about a finding, beside the field that it is about.
pub(super) fn text(finding: &Finding) -> String {
    match finding {
        Finding::UnknownZone { actual, near: Some(near) } => {
            t!("hours-zone-unknown-near", actual = actual, near = near)
        }
        Finding::UnknownZone { actual, near: None } => t!("hours-zone-unknown", actual = actual),
        // The form has the days.
        Finding::UnknownDay { .. } => finding.to_string(),
        Finding::BadTime { edge: Edge::From, actual, .. } => {
            t!("hours-begin-wrong", actual = actual)
        }
        Finding::BadTime { edge: Edge::To, actual, .. } => t!("hours-end-wrong", actual = actual),
        Finding::Empty { at, .. } => t!("hours-empty", at = at.to_string()),
        Finding::Overlap { day, block, other_day, other } => {
            t!("hours-overlap", block = named(*day, *block), other = named(*other_day, *other),)
        }
        Finding::TooMany { count, .. } => t!("hours-too-many", count = count, most = MAX_BLOCKS),
        Finding::NotADay { .. } => t!("hours-not-a-day").to_owned(),
        Finding::TooManyClosed { count } => {
            t!("hours-too-many-closed", count = count, most = MAX_CLOSED_DAYS)
        }
    }
}

fn named(day: Day, block: Block) -> String {
    let at = Day::ALL.iter().position(|one| *one == day).unwrap_or_default();
    format!("{} {block}", super::day_name(at))
}
