//! The steps of a test run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::types;
use crate::build;
use crate::cache::say;
use crate::process;
use crate::project::Project;
use crate::tools::{Browser, NodeTools, install_oidc_provider, schemathesis};
use crate::{deploy, package, simulate, size, tidy};

/// A step; they run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Lock,
    Format,
    Tidy,
    Clippy,
    Types,
    Unit,
    Simulation,
    Build,
    Size,
    Deploy,
    Wire,
    Browser,
    Release,
}

impl Step {
    /// All steps, in the order in which they run.
    pub(super) const ALL: [Self; 13] = [
        Self::Lock,
        Self::Format,
        Self::Tidy,
        Self::Clippy,
        Self::Types,
        Self::Unit,
        Self::Simulation,
        Self::Build,
        Self::Size,
        Self::Deploy,
        Self::Wire,
        Self::Browser,
        Self::Release,
    ];

    /// The steps of a group.
    pub(super) fn group(name: &str) -> Option<&'static [Self]> {
        match name {
            "lint" => Some(&[Self::Lock, Self::Format, Self::Tidy, Self::Clippy, Self::Types]),
            "unit" => Some(&[Self::Unit]),
            "simulation" => Some(&[Self::Simulation]),
            "wire" => Some(&[Self::Build, Self::Wire]),
            "browser" => Some(&[Self::Build, Self::Browser]),
            "release" => Some(&[Self::Build, Self::Release]),
            _ => None,
        }
    }

    /// The label on the screen.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Lock => "Cargo.lock is up to date",
            Self::Format => "format",
            Self::Tidy => "house rules",
            Self::Clippy => "clippy",
            Self::Types => "what pages are promised",
            Self::Unit => "unit and property tests",
            Self::Simulation => "simulated worlds",
            Self::Build => "build",
            Self::Size => "what a visitor downloads",
            Self::Deploy => "wrangler deploy --dry-run",
            Self::Wire => "tests against a real workerd",
            Self::Browser => "tests in a real browser",
            Self::Release => "what people download",
        }
    }

    /// Runs the step.
    pub(super) fn run(self, project: &Project, filter: &[String]) -> Result<()> {
        match self {
            Self::Lock => lock(project),
            Self::Format => cargo(project, &["fmt", "--all", "--check"]),
            Self::Tidy => tidy::run(project),
            Self::Clippy => clippy(project),
            Self::Types => types::check(project),
            Self::Unit => unit(project, filter),
            Self::Simulation => simulate::run(project, &[]),
            Self::Build => build::everything(project),
            Self::Size => size::run(project),
            Self::Deploy => deploy::check(project),
            Self::Wire => suite(project, filter, |name| !is_browser(name) && name != RELEASE),
            Self::Browser => suite(project, filter, is_browser),
            Self::Release => release(project, filter),
        }
    }
}

fn lock(project: &Project) -> Result<()> {
    let mut metadata = project.command("cargo");
    metadata.args(["metadata", "--locked", "--format-version", "1"]);
    process::quiet(&mut metadata).map(|_| ())
}

fn clippy(project: &Project) -> Result<()> {
    cargo(project, &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-Dwarnings"])
}

/// What is built and tested without a server, and always selected together: cargo enables the features that the
/// selected crates ask for, and compiles a dependency again for each other set of features. Without default
/// features, the console leaves out its pages: Leptos takes minutes to build and has no tests here.
const PURE: [&str; 4] = ["--workspace", "--exclude", "bellhop-tests", "--no-default-features"];

/// Everything that needs no server: the pure crates, and the pure parts of the others.
fn unit(project: &Project, filter: &[String]) -> Result<()> {
    let mut cargo = project.command("cargo");
    process::run(cargo.arg("test").args(PURE).arg("--").args(filter))
}

/// Runs the suites of the tests crate that `belongs` selects, against the current build.
fn suite(project: &Project, filter: &[String], belongs: fn(&str) -> bool) -> Result<()> {
    let names: Vec<String> = suites(project)?.into_iter().filter(|name| belongs(name)).collect();
    if names.is_empty() {
        bail!("tests/tests has no such suite");
    }
    let node = NodeTools::ready(project)?;
    let program = program(project)?;
    let mut cargo = project.command("cargo");
    cargo.args(["test", "--package", "bellhop-tests"]);
    if let Some(folder) = memory_folder() {
        cargo.env("TMPDIR", folder);
    }
    for name in &names {
        cargo.args(["--test", name]);
    }
    cargo
        // The tests wait for alarms more than they work, so run more at once.
        .env(
            "RUST_TEST_THREADS",
            if names.iter().any(|name| is_browser(name)) { "2" } else { "12" },
        )
        .env("BELLHOP_ROOT", project.root())
        .env("BELLHOP_WORKERD", node.workerd())
        .env("BELLHOP_CLI", program)
        .env("BELLHOP_NODE", node.path("node"))
        .env("BELLHOP_OIDC_PROVIDER", install_oidc_provider(project)?)
        .env("BELLHOP_AXE", node.module("axe-core/axe.min.js"))
        .arg("--")
        .args(filter);
    if names.iter().any(|name| is_browser(name)) {
        let browser = Browser::ready()?;
        cargo.env("BELLHOP_CHROMIUM", browser.chromium).env("BELLHOP_CHROMEDRIVER", browser.driver);
        match Browser::firefox() {
            Ok(firefox) => {
                cargo.env("BELLHOP_FIREFOX", firefox);
            }
            // Whoever may install nothing still runs the rest.
            Err(reason) => {
                say(&format!("WITHOUT the tests in Firefox: {reason:#}"));
                cargo.args(["--skip", "firefox::"]);
            }
        }
    }
    if names.iter().any(|name| !is_browser(name)) {
        cargo.env("BELLHOP_SCHEMATHESIS", schemathesis(project)?);
    }
    process::run(&mut cargo)
}

/// Where the suites have the storage of their servers: in memory, if it has room and nobody has said where. What a
/// `kill -9` leaves behind is the same there as on a disk, and waiting for a disk is half of the time. The suite of the
/// archives stays on the disk.
fn memory_folder() -> Option<&'static str> {
    const FOLDER: &str = "/dev/shm";
    const ROOM_KB: u64 = 4 * 1024 * 1024;
    if std::env::var_os("TMPDIR").is_some() {
        return None;
    }
    let free = process::quiet(process::command("df").args(["-Pk", FOLDER])).ok()?;
    let free: u64 = free.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    (free >= ROOM_KB).then_some(FOLDER)
}

/// Builds the `bellhop` command with what the unit tests have compiled.
pub(crate) fn program(project: &Project) -> Result<PathBuf> {
    cargo(project, &[&["build"], &PURE[..], &["--bin", "bellhop"]].concat())?;
    Ok(project.path("target/debug/bellhop"))
}

/// Packs what is built, and uses the archives as people do.
fn release(project: &Project, filter: &[String]) -> Result<()> {
    let node = NodeTools::ready(project)?;
    let archives = package::as_built(project)?;
    let mut cargo = project.command("cargo");
    cargo
        .args(["test", "--package", "bellhop-tests", "--test", RELEASE])
        .env("BELLHOP_ROOT", project.root())
        .env("BELLHOP_ARCHIVE", archives.machine)
        .env("BELLHOP_CLOUDFLARE_ARCHIVE", archives.cloudflare)
        .env("BELLHOP_NODE", node.path("node"))
        .env("BELLHOP_WRANGLER", node.module("wrangler/bin/wrangler.js"))
        .arg("--")
        .args(filter);
    process::run(&mut cargo)
}

/// The suites of the tests crate: files in `tests/tests`, or folders with a `main.rs`.
fn suites(project: &Project) -> Result<Vec<String>> {
    let folder = project.path("tests/tests");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).context("the tests crate has no tests folder")? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|kind| kind == "rs") || path.join("main.rs").is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The suite that needs the archives.
const RELEASE: &str = "release";

fn is_browser(name: &str) -> bool {
    name.starts_with("browser")
}

fn cargo(project: &Project, arguments: &[&str]) -> Result<()> {
    process::run(project.command("cargo").args(arguments))
}
