//! `bellhop try`: plays a dialogue in the terminal.

use crate::play::{Line, Play};
use crate::{Error, Outcome, Terminal, files};
use shared::dialogue::FlowContext;
use shared::quota::Package;
use std::path::Path;

pub(crate) fn run(
    path: &Path,
    package: Package,
    context: FlowContext,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let checked = files::read(path)?.check(package);
    let Some(ready) = checked.ready else {
        for finding in checked.findings.iter().filter(|finding| finding.blocks_publishing()) {
            crate::check::say(path, finding, terminal)?;
        }
        return Ok(Outcome::Findings);
    };
    let (mut play, lines) = Play::begin(&ready.stream, context);
    show(&lines, terminal)?;
    while play.waits() {
        match terminal.prompt("> ")? {
            None => break,
            Some(line) if line.trim() == ":quit" => break,
            Some(line) => show(&play.submit(&line), terminal)?,
        }
    }
    Ok(Outcome::Good)
}

fn show(lines: &[Line], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for line in lines {
        match line {
            Line::Said(text) => terminal.line(text)?,
            Line::Aside(text) => terminal.aside(text)?,
            Line::Wrong(text) => terminal.line(format!("! {text}"))?,
        }
    }
    Ok(())
}
