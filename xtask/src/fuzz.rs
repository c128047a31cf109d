//! `cargo xtask fuzz`: feeds the readers with any bytes, guided by which code they reach.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;
use crate::tools;

const FOLDER: &str = "tests/fuzz";

/// How long one input may take, in seconds. A chat waits for each frame.
const SLOWEST: u32 = 5;

/// What to fuzz, and for how long.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    /// Part of a target's name; empty for all.
    pattern: String,
    /// Seconds for each target.
    seconds: u32,
    /// Whether inputs that reach new code are added to the corpus in the repository.
    keep: bool,
}

/// Runs the targets whose names contain the argument, or all, one after the other.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    let mut targets = targets(project)?;
    targets.retain(|target| target.contains(&options.pattern));
    if targets.is_empty() {
        bail!("no target's name contains “{}”: see {FOLDER}/fuzz_targets", options.pattern);
    }
    let fuzzer = tools::cargo_fuzz(project)?;
    for target in &targets {
        println!("\n== {target}, {} s", options.seconds);
        let found = project.path(&format!("target/fuzz/found/{target}"));
        fs::create_dir_all(&found)?;
        let corpus = project.path(&format!("{FOLDER}/corpus/{target}"));
        let limit = format!("-max_total_time={}", options.seconds);
        // New inputs go into the first folder.
        fuzz(project, &fuzzer, target, [&found, &corpus], &[&limit])?;
        if options.keep {
            fuzz(project, &fuzzer, target, [&corpus, &found], &["-merge=1"])?;
        }
    }
    println!("\n{} targets: nothing found", targets.len());
    Ok(())
}

fn fuzz(
    project: &Project,
    fuzzer: &PathBuf,
    target: &str,
    folders: [&PathBuf; 2],
    options: &[&str],
) -> Result<()> {
    let mut command = project.command(fuzzer);
    // Without a sanitizer the stable compiler is enough, and there is no unsafe code to watch.
    command.args(["run", "--fuzz-dir", FOLDER, "--sanitizer", "none", "--features", "libfuzzer"]);
    command.arg("--release").arg(target).args(folders).arg("--").args(options);
    command.args([&format!("-timeout={SLOWEST}"), "-max_len=8192", "-print_final_stats=1"]);
    command.env("CARGO_TARGET_DIR", project.path("target/fuzz"));
    process::run(&mut command).with_context(|| {
        format!(
            "`{target}` failed: the input is in {FOLDER}/artifacts/{target}. Mend the cause, and move \
             the input to {FOLDER}/corpus/{target}, where `cargo xtask test` runs it"
        )
    })
}

/// The names of the targets.
fn targets(project: &Project) -> Result<Vec<String>> {
    let folder = project.path(&format!("{FOLDER}/fuzz_targets"));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).context("no fuzz targets")? {
        names.push(entry?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { pattern: String::new(), seconds: 60, keep: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--keep" => options.keep = true,
                "--seconds" => {
                    let seconds = rest.next().context("--seconds needs a number")?;
                    options.seconds = seconds
                        .parse()
                        .with_context(|| format!("“{seconds}” is no number of seconds"))?;
                }
                other if other.starts_with('-') => {
                    bail!("there is no option `{other}`: --seconds N or --keep")
                }
                pattern => pattern.clone_into(&mut options.pattern),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(line: &str) -> anyhow::Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_target_and_its_time_are_read() {
        let all = Options { pattern: String::new(), seconds: 60, keep: false };
        assert_eq!(parse("").unwrap(), all);
        let one = Options { pattern: "frames".to_owned(), seconds: 300, keep: true };
        assert_eq!(parse("frames --seconds 300 --keep").unwrap(), one);
        assert!(parse("--seconds soon").unwrap_err().to_string().contains("“soon”"));
        assert!(parse("--minutes 2").unwrap_err().to_string().contains("`--minutes`"));
    }
}
