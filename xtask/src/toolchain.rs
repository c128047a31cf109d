//! The compiler for wasm: the user's own if possible, otherwise a private one.

mod debian;

pub(crate) use debian::apt;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::cache::say;
use crate::process;
use crate::project::Project;

/// The target of every wasm build.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may take before we install a toolchain ourselves.
const RUSTUP_LIMIT: Duration = Duration::from_mins(1);

/// A Rust toolchain that can build for [`TARGET`].
#[derive(Clone, Debug)]
pub(crate) struct WasmToolchain {
    /// Its name in rustup; `None` is the user's default.
    name: Option<&'static str>,
    version: String,
}

impl WasmToolchain {
    /// Finds a toolchain, or installs what is missing.
    pub(crate) fn ready(project: &Project) -> Result<Self> {
        let requested = std::env::var("BELLHOP_WASM_TOOLCHAIN").unwrap_or_default();
        if requested != "debian" {
            if let Some(own) = Self::working(None) {
                return Ok(own);
            }
            if Self::working(Some(debian::NAME)).is_none() && rustup_adds_target() {
                return Self::working(None).context(NO_TARGET);
            }
        }
        if let Some(linked) = Self::working(Some(debian::NAME)) {
            return Ok(linked);
        }
        say("rustup cannot be reached for the wasm target: using Debian's, in a separate folder");
        debian::install(project)?;
        Self::working(Some(debian::NAME)).context(NO_TARGET)
    }

    /// Makes a command (cargo, worker-build) use this toolchain.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Some(name) = self.name {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
    }

    /// The compiler's version, which with the sources determines the build.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The value for `RUSTUP_TOOLCHAIN`, if it is not the default.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name
    }

    fn working(name: Option<&'static str>) -> Option<Self> {
        let version = rustc(name, &["--version"]).ok()?.trim().to_owned();
        let libraries = rustc(name, &["--print", "target-libdir", "--target", TARGET]).ok()?;
        let has_std = Path::new(libraries.trim()).read_dir().ok()?.flatten().any(|entry| {
            let file = entry.file_name();
            file.to_string_lossy().starts_with("libstd-")
        });
        has_std.then_some(Self { name, version })
    }
}

fn rustc(toolchain: Option<&str>, arguments: &[&str]) -> Result<String> {
    let mut rustc = process::command("rustc");
    if let Some(name) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", name);
    }
    process::quiet(rustc.args(arguments))
}

fn rustup_adds_target() -> bool {
    say("Adding the wasm32-unknown-unknown target with rustup (a few seconds, once)");
    let mut rustup = process::command("rustup");
    match process::quiet_within(rustup.args(["target", "add", TARGET]), RUSTUP_LIMIT) {
        Ok(()) => true,
        Err(error) => {
            let reason = format!("{error:#}");
            say(reason.lines().next().unwrap_or("rustup failed"));
            false
        }
    }
}

const NO_TARGET: &str = "No Rust toolchain here can build for wasm32-unknown-unknown. \
    Run `rustup target add wasm32-unknown-unknown` and try again.";
