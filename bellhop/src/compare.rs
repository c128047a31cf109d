//! `bellhop diff`: the differences for a visitor.

use crate::{Error, Outcome, Terminal, files};
use serde_json::json;
use shared::text::{Change, diff};
use std::path::Path;

pub(crate) fn run(
    before: &Path,
    after: &Path,
    as_json: bool,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let changes = diff(&files::read(before)?, &files::read(after)?);
    if as_json {
        terminal.line(json!(changes))?;
    } else {
        say(&changes, terminal)?;
    }
    Ok(Outcome::Good)
}

/// Prints the differences: first those that visitors see, then the others.
pub(crate) fn say(changes: &[Change], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let (seen, unseen): (Vec<_>, Vec<_>) = changes.iter().partition(|change| change.seen);
    if seen.is_empty() {
        terminal.line("Nothing changes for a visitor.")?;
    }
    for change in seen {
        terminal.line(sentence(change))?;
    }
    if !unseen.is_empty() {
        terminal.line("What visitors don't see:")?;
    }
    for change in unseen {
        terminal.aside(format!("  {}", sentence(change)))?;
    }
    Ok(())
}

fn sentence(change: &Change) -> String {
    let card = change.card.as_ref().map_or(String::new(), |card| format!("{card}: "));
    format!("{card}{}", change.message)
}
