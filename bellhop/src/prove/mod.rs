//! `bellhop test`: plays the examples of dialogues, and walks all ways for their promises.

mod junit;

use crate::command::PackageOption;
use crate::{Error, Outcome as Exit, Terminal, files};
use clap::Args;
use shared::id::CardId;
use shared::promise::{Coverage, Line, Outcome, PromiseFile, Proof, Speaker, Verdict, prove};
use std::path::{Path, PathBuf};

/// What the name of a file with promises ends with.
const ENDING: &str = ".promises.json";

/// The examples and promises of dialogues.
#[derive(Debug, Args)]
pub struct Test {
    /// Dialogues with a file of promises beside them, or such files: hello.json, hello.promises.json
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The package of the site
    #[command(flatten)]
    package: PackageOption,
    /// Also write the results to this file, as `JUnit`'s XML for continuous integration
    #[arg(long, value_name = "PATH")]
    junit: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

/// The results of one file.
struct Tested {
    path: PathBuf,
    /// Errors of the dialogue itself: then nothing else was tried.
    errors: Vec<String>,
    proof: Proof,
}

impl Tested {
    fn is_good(&self) -> bool {
        self.errors.is_empty() && self.proof.is_good()
    }
}

pub(crate) fn run(test: &Test, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let mut paths: Vec<PathBuf> = test.files.iter().map(|path| promises_of(path)).collect();
    paths.dedup();
    let mut all = Vec::new();
    for path in paths {
        all.push(test_file(path, test)?);
    }
    if test.json {
        let row = |one: &Tested| {
            serde_json::json!({ "file": one.path.to_string_lossy(), "errors": one.errors,
                "proof": one.proof })
        };
        terminal.line(all.iter().map(row).collect::<serde_json::Value>())?;
    } else {
        for one in &all {
            print(one, terminal)?;
        }
    }
    if let Some(path) = &test.junit {
        files::write(path, &junit::document(&all))?;
    }
    Ok(if all.iter().all(Tested::is_good) { Exit::Good } else { Exit::Findings })
}

fn test_file(path: PathBuf, command: &Test) -> Result<Tested, Error> {
    let own = dialogue_of(&path);
    let within = |path: &Path| -> Result<_, Error> {
        let read = files::read(path)?;
        let promises = read.draft.promises.clone().unwrap_or_default();
        Ok((read, promises))
    };
    // A dialogue that has promises of its own needs no file beside it.
    let alone = if path.exists() { None } else { within(&own).ok() };
    let alone = alone.filter(|(_, within)| !within.is_empty());
    let (dialogue, (read, promises)) = if let Some(read) = alone {
        (own, read)
    } else {
        let text = files::text(&path)?;
        let file = PromiseFile::read(&text)
            .map_err(|reason| Error::UnreadablePromises { path: path.clone(), reason })?;
        let dialogue = match &file.dialogue {
            Some(dialogue) => path.with_file_name("").join(dialogue),
            None => own,
        };
        let (read, mut promises) = within(&dialogue)?;
        promises.extend(file.into());
        (dialogue, (read, promises))
    };
    let checked = read.check(command.package.package);
    let Some(ready) = checked.ready else {
        let errors = checked.findings.iter().filter(|finding| finding.blocks_publishing());
        let errors = errors.map(|finding| {
            let card = finding.card.as_ref().map_or(String::new(), |card| format!("{card}: "));
            format!("{}: {card}{}", dialogue.display(), finding.message)
        });
        return Ok(Tested { path, errors: errors.collect(), proof: Proof::default() });
    };
    Ok(Tested { path, errors: Vec::new(), proof: prove(&ready.stream, &promises) })
}

/// Whether a file holds promises, by its name.
pub(crate) fn is_promises(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ENDING))
}

/// The file with the promises of a dialogue's file; a file with promises is its own.
fn promises_of(path: &Path) -> PathBuf {
    if is_promises(path) {
        return path.to_owned();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    path.with_file_name(format!("{stem}{ENDING}"))
}

fn dialogue_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(ENDING).or_else(|| name.strip_suffix(".json")).unwrap_or(&name);
    path.with_file_name(format!("{stem}.json"))
}

fn print(tested: &Tested, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    terminal.line(tested.path.display())?;
    for error in &tested.errors {
        terminal.line(format!("  error    {error}"))?;
    }
    let Proof { mistakes, examples, promises, coverage } = &tested.proof;
    for mistake in mistakes {
        terminal.line(format!("  error    {}: {}", mistake.at, mistake.message))?;
    }
    for (kind, verdicts) in [("example", examples), ("promise", promises)] {
        for verdict in verdicts {
            print_verdict(kind, verdict, terminal)?;
        }
    }
    if !tested.errors.is_empty() || !mistakes.is_empty() {
        return Ok(());
    }
    print_coverage(coverage, terminal)
}

fn print_verdict(
    kind: &str,
    verdict: &Verdict,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    terminal.line(format!("  {:<8} {kind}: {}", word(verdict.result), verdict.title))?;
    for reason in &verdict.reasons {
        terminal.line(format!("             {reason}"))?;
    }
    for line in &verdict.story {
        for text in story_line(line) {
            let text = format!("           | {text}");
            if line.by == Speaker::Aside { terminal.aside(text)? } else { terminal.line(text)? }
        }
    }
    Ok(())
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "ok",
        Outcome::Broken => "BROKEN",
        Outcome::Unproven => "UNPROVEN",
    }
}

/// A line of a story, as it is printed.
fn story_line(line: &Line) -> Vec<String> {
    let first = match line.by {
        Speaker::Dialogue => "",
        Speaker::Visitor => "> ",
        Speaker::Aside => return vec![format!("[{}]", line.text)],
    };
    line.text.lines().map(|text| format!("{first}{text}")).collect()
}

fn print_coverage(coverage: &Coverage, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let Coverage { cards, cards_without, responses, responses_without, unreachable } = coverage;
    let missing = |names: Vec<String>| {
        if names.is_empty() { String::new() } else { format!("; not {}", names.join(", ")) }
    };
    let seen = cards - cards_without.len();
    let without = missing(cards_without.iter().map(ToString::to_string).collect());
    terminal.line(format!("  cards that examples come to: {seen} of {cards}{without}"))?;
    let chosen = responses - responses_without.len();
    let names = responses_without.iter().map(|(card, response)| format!("{card}/{response}"));
    let without = missing(names.collect());
    terminal.line(format!("  responses that they choose: {chosen} of {responses}{without}"))?;
    if !unreachable.is_empty() {
        let names: Vec<&str> = unreachable.iter().map(CardId::as_str).collect();
        terminal.line(format!("  cards that no visitor comes to: {}", names.join(", ")))?;
    }
    Ok(())
}
