//! `cargo xtask bench`: how fast a desk decides, how many chat requests the real worker handles,
//! how messages go through it beside the least that is possible, how long its lists take when they are long, what a flood of one sender costs the others, what Cloudflare
//! bills, how smooth a large stream is on the canvas, how long a long chat takes to open, and what the
//! widget costs a page. The figures are for people; nothing here fails for being slow.

mod ratios;

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};
use ratios::Ratio;

use crate::build::{self, Part};
use crate::process;
use crate::project::Project;
use crate::tools::{Browser, NodeTools, install_socket_io, install_widgets};

/// Where the ratios are that `--check` compares with.
const COMMITTED: &str = "docs/performance.md";

/// Runs the named benchmarks, or all. With `--check`, only the one whose ratios are committed, which fails if they
/// got worse.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let named: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if named == ["--check"] {
        return check(project);
    }
    let benches =
        ["canvas", "cost", "desk", "floods", "lists", "panel", "server", "widget", "wire"];
    if let Some(unknown) = named.iter().find(|name| !benches.contains(name)) {
        bail!(
            "there is no bench `{unknown}`: canvas, cost, desk, floods, lists, panel, server, widget or wire"
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
    if named.is_empty() || named.contains(&"server") {
        process::run(&mut server(project)?)?;
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
    process::run(&mut measure(project, &node, &[], bench))
}

/// Messages through Bellhop, floors and socket.io. The client is optimised: it shares the machine with what it measures.
fn server(project: &Project) -> Result<Command> {
    build::build(project, &[Part::Edge])?;
    let node = NodeTools::ready(project)?;
    let mut cargo = measure(project, &node, &["--profile", "simulation"], "server");
    cargo.env("BELLHOP_SOCKET_IO", install_socket_io(project)?);
    Ok(cargo)
}

/// Measures again, and says what got slower than docs/performance.md has it.
fn check(project: &Project) -> Result<()> {
    let committed = Ratio::all(&fs::read_to_string(project.path(COMMITTED))?);
    let printed = process::quiet(&mut server(project)?)?;
    println!("{printed}");
    let worse = ratios::worse(&committed, &Ratio::all(&printed));
    if worse.is_empty() {
        println!("nothing got slower than {COMMITTED} has it");
        return Ok(());
    }
    bail!("slower than {COMMITTED} has it (ratios to floor B):\n{}", worse.join("\n"))
}

/// Frame times of the designer, a long chat in the panel, or the widget on a page, in a real Chromium.
fn in_browser(project: &Project, bench: &str) -> Result<()> {
    build::build(project, &Part::ALL)?;
    let node = NodeTools::ready(project)?;
    let browser = Browser::ready()?;
    let mut cargo = measure(project, &node, &[], bench);
    cargo.env("BELLHOP_CHROMIUM", browser.chromium).env("BELLHOP_CHROMEDRIVER", browser.driver);
    if bench == "widget" {
        cargo.env("BELLHOP_WIDGETS", install_widgets(project)?);
    }
    process::run(&mut cargo)
}

/// The command that measures; without a profile, in that in which the tests are built anyway.
fn measure(project: &Project, node: &NodeTools, profile: &[&str], bench: &str) -> Command {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-tests"]).args(profile);
    cargo.args(["--example", "bellhop-bench-wire", "--", bench]);
    cargo.env("BELLHOP_ROOT", project.root()).env("BELLHOP_WORKERD", node.workerd());
    cargo.env("BELLHOP_NODE", node.path("node"));
    cargo
}
