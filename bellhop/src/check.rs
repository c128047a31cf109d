//! `bellhop check`: errors in dialogues, and advice.

use crate::{Error, Outcome, Terminal, files};
use serde_json::{Value, json};
use shared::quota::Package;
use shared::stream::{Finding, Severity};
use shared::text::File;
use std::path::{Path, PathBuf};

pub(crate) fn run(
    paths: &[PathBuf],
    package: Package,
    as_json: bool,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let mut all = Vec::new();
    // Files of promises are beside the dialogues, and `bellhop test` checks them.
    for path in paths.iter().filter(|path| !crate::prove::is_promises(path)) {
        all.push((path, findings(path, package)?));
    }
    let of = |severity| {
        let found = all.iter().flat_map(|(_, findings)| findings);
        found.filter(|finding| finding.severity == severity).count()
    };
    let (errors, advice) = (of(Severity::Error), of(Severity::Advice));
    if as_json {
        let rows: Vec<Value> = all.iter().map(|(path, findings)| row(path, findings)).collect();
        terminal.line(Value::from(rows))?;
    } else {
        for (path, findings) in &all {
            for finding in in_order(findings) {
                say(path, finding, terminal)?;
            }
        }
        let files = counted(all.len(), "file", "files");
        let errors = counted(errors, "error", "errors");
        terminal.line(format!("{files}: {errors}, {advice} for advice"))?;
    }
    Ok(if errors == 0 { Outcome::Good } else { Outcome::Findings })
}

/// The findings about a file. A file that can't be parsed is a finding too, so that the other files
/// are still checked.
fn findings(path: &Path, package: Package) -> Result<Vec<Finding>, Error> {
    let text = files::text(path)?;
    Ok(match File::read(&text) {
        Ok(file) => file.check(package).findings,
        Err(reason) => vec![Finding {
            code: "unreadable",
            severity: Severity::Error,
            card: None,
            message: format!("{reason}."),
            values: Vec::new(),
        }],
    })
}

/// Errors before advice, each in the order of the cards.
pub(crate) fn in_order(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    of(Severity::Error).chain(of(Severity::Advice))
}

/// Prints one finding.
pub(crate) fn say(
    path: &Path,
    finding: &Finding,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Advice => "advice",
    };
    let card = finding.card.as_ref().map_or(String::new(), |card| format!(" {card}:"));
    let (code, message) = (finding.code, &finding.message);
    terminal.line(format!("{}:{card} {severity} {code}: {message}", path.display()))
}

fn row(path: &Path, findings: &[Finding]) -> Value {
    json!({ "file": path.to_string_lossy(), "findings": findings })
}

fn counted(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}
