//! `cargo xtask test`: all checks, the fastest first; stops at the first failure.

mod steps;
mod types;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::project::Project;
use steps::Step;
pub(crate) use steps::program;

/// The steps of one run.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    steps: Vec<Step>,
    /// Passed to every `cargo test`, after `--`.
    filter: Vec<String>,
}

/// Runs the named groups, or all.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let plan = Plan::parse(arguments)?;
    let mut times = Vec::new();
    for step in &plan.steps {
        println!("\n== {}", step.name());
        let started = Instant::now();
        let result = step.run(project, &plan.filter);
        times.push((step.name(), started.elapsed()));
        if let Err(error) = result {
            print_times(&times);
            return Err(error.context(format!("FAILED: {}", step.name())));
        }
    }
    print_times(&times);
    println!("\nall {} steps passed", times.len());
    Ok(())
}

impl Plan {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut parts = arguments.splitn(2, |argument| argument == "--");
        let groups = parts.next().unwrap_or_default();
        let filter = parts.next().unwrap_or_default().to_vec();
        let mut steps = Vec::new();
        for group in groups {
            match Step::group(group) {
                Some(group) => steps.extend(group),
                None => {
                    bail!(
                        "there is no group `{group}`: lint, unit, simulation, wire, browser or release"
                    )
                }
            }
        }
        if groups.is_empty() {
            steps = Step::ALL.to_vec();
        }
        steps.sort_unstable();
        steps.dedup();
        Ok(Self { steps, filter })
    }
}

fn print_times(times: &[(&str, Duration)]) {
    println!("\n{:>8}  step", "seconds");
    for (name, time) in times {
        println!("{:>8.1}  {name}", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| time).sum();
    println!("{:>8.1}  in all", total.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::{Plan, Step};

    fn plan(line: &str) -> anyhow::Result<Plan> {
        Plan::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn groups_include_their_prerequisites_once_and_in_order() {
        let both = plan("browser wire -- offers").unwrap();
        assert_eq!(both.steps, [Step::Build, Step::Wire, Step::Browser]);
        assert_eq!(both.filter, ["offers"]);
        assert_eq!(plan("").unwrap().steps, Step::ALL);
    }

    #[test]
    fn an_unknown_group_is_named() {
        assert!(plan("wires").unwrap_err().to_string().contains("`wires`"));
    }
}
