//! `cargo xtask bench`: how fast a desk decides, and how many wishes the real worker takes through
//! it. Figures for people; nothing here can fail for being slow.

use anyhow::{Result, bail};

use crate::build::{self, Part};
use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

/// Runs the benches that were named, or all.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let named: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Some(unknown) = named.iter().find(|name| !["desk", "wire"].contains(name)) {
        bail!("there is no bench `{unknown}`: desk or wire");
    }
    if named.is_empty() || named.contains(&"desk") {
        desk(project)?;
    }
    if named.is_empty() || named.contains(&"wire") {
        wire(project)?;
    }
    Ok(())
}

/// Decisions alone, without sockets and SQL.
fn desk(project: &Project) -> Result<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-simulation", "--bin", "bellhop-bench"]);
    process::run(cargo.args(["--profile", "simulation"]))
}

/// Everything behind a wish, on a raw workerd.
fn wire(project: &Project) -> Result<()> {
    build::build(project, &[Part::Edge])?;
    let node = NodeTools::ready(project)?;
    let mut cargo = project.command("cargo");
    // The profile that the tests have built already.
    cargo.args(["run", "--quiet", "--package", "bellhop-tests", "--profile", "test"]);
    cargo.env("BELLHOP_ROOT", project.root()).env("BELLHOP_WORKERD", node.workerd());
    process::run(&mut cargo)
}
