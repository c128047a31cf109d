//! `cargo xtask simulate`: simulated worlds of a seed, 10,000 by default.

use anyhow::Result;

use crate::process;
use crate::project::Project;

/// Passes the command line on: `--seeds N`, `--from N`, `--seed S`, `--loud`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-simulation", "--profile", "simulation"]);
    process::run(cargo.arg("--").args(arguments))
}
