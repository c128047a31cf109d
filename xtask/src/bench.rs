//! `cargo xtask bench`: how fast a desk decides, how many chat requests the real worker handles,
//! how long its lists take when they are long, what a flood of one sender costs the others, what Cloudflare
//! bills, how smooth a large stream is on the canvas, how long a long chat takes to open, and what the
//! widget costs a page. The figures are for people; nothing here fails for being slow.

use std::process::Command;

use anyhow::{Result, bail};

use crate::build::{self, Part};
use crate::process;
use crate::project::Project;
use crate::tools::{Browser, NodeTools, install_widgets};

/// Runs the named benchmarks, or all.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let named: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let benches = ["canvas", "cost", "desk", "floods", "lists", "panel", "widget", "wire"];
    if let Some(unknown) = named.iter().find(|name| !benches.contains(name)) {
        bail!(
            "there is no bench `{unknown}`: canvas, cost, desk, floods, lists, panel, widget or wire"
        );
    }
    if named.is_empty() || named.contains(&"desk") {
        desk(project)?;
    }
    if named.is_empty() || named.contains(&"wire") {
        on_workerd(project, "wire")?;
    }
    for bench in ["lists", "floods", "cost"] {
        if named.is_empty() || named.contains(&bench) {
            on_workerd(project, bench)?;
        }
    }
    for bench in ["canvas", "panel", "widget"] {
        if named.is_empty() || named.contains(&bench) {
            in_browser(project, bench)?;
        }
    }
    Ok(())
}

/// Decisions only, without sockets and SQL.
fn desk(project: &Project) -> Result<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-simulation", "--bin", "bellhop-bench"]);
    process::run(cargo.args(["--profile", "simulation"]))
}

/// Everything behind a chat request or a list, on a plain workerd.
fn on_workerd(project: &Project, bench: &str) -> Result<()> {
    build::build(project, &[Part::Edge])?;
    let node = NodeTools::ready(project)?;
    process::run(&mut measure(project, &node, bench))
}

/// Frame times of the designer, a long chat in the panel, or the widget on a page, in a real Chromium.
fn in_browser(project: &Project, bench: &str) -> Result<()> {
    build::build(project, &Part::ALL)?;
    let node = NodeTools::ready(project)?;
    let browser = Browser::ready()?;
    let mut cargo = measure(project, &node, bench);
    cargo.env("BELLHOP_CHROMIUM", browser.chromium).env("BELLHOP_CHROMEDRIVER", browser.driver);
    if bench == "widget" {
        cargo.env("BELLHOP_WIDGETS", install_widgets(project)?);
    }
    process::run(&mut cargo)
}

/// The command that measures, in the profile in which the tests are built anyway.
fn measure(project: &Project, node: &NodeTools, bench: &str) -> Command {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-tests"]);
    cargo.args(["--example", "bellhop-bench-wire", "--", bench]);
    cargo.env("BELLHOP_ROOT", project.root()).env("BELLHOP_WORKERD", node.workerd());
    cargo.env("BELLHOP_NODE", node.path("node"));
    cargo
}
