//! `cargo xtask mutants`: breaks the rules one at a time in a copy, and records whether tests or
//! simulation catch it.

mod copy;
pub(crate) mod list;

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use copy::Copy;
use list::{LIST, Mutant, parse};

/// The file of the results.
const RESULTS: &str = "docs/mutants.md";

/// What caught a mutant.
#[derive(Debug, Clone, Copy)]
struct Caught {
    tests: bool,
    simulation: bool,
}

/// Tries every mutant whose rule and name contain the arguments, or all; only a run of all writes
/// the results.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let pattern = arguments.join(" ");
    let text = fs::read_to_string(project.path(LIST)).context(LIST)?;
    let mut mutants = parse(&text)?;
    mutants.retain(|mutant| format!("{} {}", mutant.rule, mutant.name).contains(&pattern));
    if mutants.is_empty() {
        bail!("no mutant's rule and name contain “{pattern}”: see {LIST}");
    }
    for mutant in &mutants {
        mutant.applied(&fs::read_to_string(project.path(&mutant.file))?)?;
    }
    let copy = Copy::make(project)?;
    copy.is_sound().context("without any mutant")?;
    let (mut results, mut no_programs) = (Vec::new(), 0);
    for mutant in &mutants {
        match caught(&copy, mutant) {
            Ok(caught) => {
                println!("{:<5} {:<72} {}", mutant.rule, mutant.name, caught.by());
                results.push((mutant, caught));
            }
            // A mutant that can't be built doesn't stop the others.
            Err(error) => {
                eprintln!("{LIST}:{}: {error:#}", mutant.line);
                no_programs += 1;
            }
        }
    }
    if no_programs > 0 {
        bail!("{no_programs} mutants don't compile: fix their texts in {LIST}");
    }
    let survived = results.iter().filter(|(_, caught)| !caught.at_all()).count();
    if pattern.is_empty() {
        fs::write(project.path(RESULTS), table(&results))?;
    }
    match survived {
        0 => Ok(()),
        1 => bail!("1 mutant survived: write the test, or the invariant, that catches it"),
        many => bail!("{many} mutants survived: write the tests, or invariants, that catch them"),
    }
}

fn caught(copy: &Copy, mutant: &Mutant) -> Result<Caught> {
    let sound = copy.read(&mutant.file)?;
    copy.write(&mutant.file, &mutant.applied(&sound)?)?;
    let built = copy.builds().with_context(|| format!("“{}” doesn't compile", mutant.name));
    let tried = built
        .map(|()| Caught { tests: copy.tests().is_err(), simulation: copy.simulates().is_err() });
    copy.write(&mutant.file, &sound)?;
    tried
}

impl Caught {
    const fn at_all(self) -> bool {
        self.tests || self.simulation
    }

    const fn by(self) -> &'static str {
        match (self.tests, self.simulation) {
            (true, true) => "tests and simulation",
            (true, false) => "tests",
            (false, true) => "simulation",
            (false, false) => "NOBODY",
        }
    }
}

/// The results as a Markdown page.
fn table(results: &[(&Mutant, Caught)]) -> String {
    let count = |by: fn(Caught) -> bool| results.iter().filter(|(_, caught)| by(*caught)).count();
    let mut page = format!(
        "# Mutants: what catches a broken rule\n\n\
         Written by `cargo xtask mutants`, which breaks the rules of `shared` one at a time as \
         `{LIST}` says,\nand runs the tests of `shared` and {} simulated worlds. Of {} mutants the \
         tests caught {}, the\nsimulation {}, neither {}.\n\n\
         | rule | mutant | tests | simulation |\n| --- | --- | --- | --- |\n",
        copy::SEEDS,
        results.len(),
        count(|caught| caught.tests),
        count(|caught| caught.simulation),
        count(|caught| !caught.at_all()),
    );
    let cell = |caught: bool| if caught { "caught" } else { "" };
    for (mutant, caught) in results {
        let (tests, simulation) = (cell(caught.tests), cell(caught.simulation));
        // Writing to a string never fails.
        let _ = writeln!(
            page,
            "| [{0}](rules.md) | {1} | {tests} | {simulation} |",
            mutant.rule, mutant.name
        );
    }
    page
}
