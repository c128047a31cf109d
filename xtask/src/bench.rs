//! `cargo xtask bench`: how fast a desk decides, how many wishes the real worker takes through it,
//! and how smooth a large stream is on the canvas. Figures for people; nothing here can fail for being slow.

use anyhow::{Result, bail};

use crate::build::{self, Part};
use crate::process;
use crate::project::Project;
use crate::tools::{Browser, NodeTools};

/// Runs the benches that were named, or all.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let named: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Some(unknown) = named.iter().find(|name| !["desk", "wire", "canvas"].contains(name)) {
        bail!("there is no bench `{unknown}`: desk, wire or canvas");
    }
    if named.is_empty() || named.contains(&"desk") {
        desk(project)?;
    }
    if named.is_empty() || named.contains(&"wire") {
        wire(project)?;
    }
    if named.is_empty() || named.contains(&"canvas") {
        canvas(project)?;
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

/// Frames of the designer in a real Chromium.
fn canvas(project: &Project) -> Result<()> {
    build::build(project, &Part::ALL)?;
    let node = NodeTools::ready(project)?;
    let browser = Browser::ready()?;
    let mut cargo = project.command("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "bellhop-tests",
        "--profile",
        "test",
        "--",
        "canvas",
    ]);
    cargo.env("BELLHOP_ROOT", project.root()).env("BELLHOP_WORKERD", node.workerd());
    cargo.env("BELLHOP_CHROMIUM", browser.chromium).env("BELLHOP_CHROMEDRIVER", browser.driver);
    process::run(&mut cargo)
}
