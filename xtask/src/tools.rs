//! The programs that a build needs besides Rust, each in an exact version.

mod browser;
mod npm;
mod python;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cache::{Install, say};
use crate::process;
use crate::project::Project;
use crate::toolchain::WasmToolchain;

pub(crate) use browser::Browser;
pub(crate) use npm::{
    NodeTools, install_icons, install_oidc_provider, install_socket_io, install_widgets,
};
pub(crate) use python::schemathesis;

/// The version of `worker-build` that matches the `worker` crate in the workspace.
const WORKER_BUILD: &str = "0.8.7";

/// The version of `cargo-deny`, which reads `deny.toml`.
const CARGO_DENY: &str = "0.20.2";

/// The version of `cargo-fuzz`, which builds and runs what is in `tests/fuzz`.
const CARGO_FUZZ: &str = "0.13.1";

/// Installs all there is, and says where.
pub(crate) fn ready(project: &Project) -> Result<()> {
    let toolchain = WasmToolchain::ready(project)?;
    let node = NodeTools::ready(project)?;
    let (bindgen, worker_build) = (wasm_bindgen(project)?, worker_build(project)?);
    let (browser, schemathesis) = (Browser::ready()?, schemathesis(project)?);
    println!("wasm compiler  {} ({})", toolchain.version(), toolchain.name().unwrap_or("default"));
    println!("node tools     {}", node.folder().display());
    println!("wasm-bindgen   {}", bindgen.display());
    println!("worker-build   {}", worker_build.display());
    println!("schemathesis   {}", schemathesis.display());
    println!("chromium       {}", browser.chromium.display());
    println!("chromedriver   {}", browser.driver.display());
    println!("firefox        {}", Browser::firefox()?.display());
    Ok(())
}

/// `wasm-bindgen` in exactly the version of the compiled crate.
pub(crate) fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let version = locked_version(&fs::read_to_string(project.path("Cargo.lock"))?, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen")?;
    if let Some(own) = on_path("wasm-bindgen", &version) {
        return Ok(own);
    }
    let key = format!("wasm-bindgen-cli-{version}");
    let label = format!("wasm-bindgen-cli {version}");
    let install = Install { key: &key, label: &label, duration: "about 2 minutes" };
    // Not `--locked`, because its lock file may contain versions that have been yanked. Without its features, because
    // only its runner of tests needs TLS.
    let package = format!("wasm-bindgen-cli@{version}");
    let what = ["--bin", "wasm-bindgen", "--no-default-features", package.as_str()];
    let path =
        install.get(project, |partial| cargo_install(project, partial, Effort::Some, &what))?;
    Ok(path.join("bin/wasm-bindgen"))
}

/// `cargo-deny`: checks what we depend on. Only `cargo xtask deny` needs it, so no other command installs it.
pub(crate) fn cargo_deny(project: &Project) -> Result<PathBuf> {
    cargo_tool(project, "cargo-deny", CARGO_DENY, Effort::Full, "about 5 minutes")
}

/// `cargo-fuzz`: only `cargo xtask fuzz` needs it.
pub(crate) fn cargo_fuzz(project: &Project) -> Result<PathBuf> {
    cargo_tool(project, "cargo-fuzz", CARGO_FUZZ, Effort::Full, "about 1 minute")
}

/// `worker-build`, which turns the edge crate into a module for workerd.
pub(crate) fn worker_build(project: &Project) -> Result<PathBuf> {
    if let Some(own) = on_path("worker-build", WORKER_BUILD) {
        return Ok(own);
    }
    cargo_tool(project, "worker-build", WORKER_BUILD, Effort::Least, "about 3 minutes")
}

/// A program that is installed on this machine in exactly this version, for example by `cargo binstall`,
/// which fetches it instead of compiling it.
fn on_path(name: &str, version: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join(name));
    let found = programs.find(|program| program.is_file())?;
    let said = process::quiet(process::command(&found).arg("--version")).ok()?;
    if says_version(&said, version) {
        return Some(found);
    }
    say(&format!("{} is not used: {version} is needed", found.display()));
    None
}

/// Whether `program 1.2.3` names this version.
fn says_version(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

/// How much a tool is optimised. Somebody waits for it at the first build, so it is no more than it repays.
#[derive(Debug, Clone, Copy)]
enum Effort {
    /// Not at all: it calls other programs.
    Least,
    /// A little: it reads megabytes, in a second or two.
    Some,
    /// As its authors release it.
    Full,
}

impl Effort {
    fn apply(self, cargo: &mut Command) {
        match self {
            Self::Least => {
                cargo.arg("--debug").env("CARGO_PROFILE_DEV_DEBUG", "none");
            }
            Self::Some => {
                cargo
                    .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                    .env("CARGO_PROFILE_RELEASE_LTO", "off")
                    .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            }
            Self::Full => {}
        }
    }
}

/// A program from the registry, in exactly this version and with the dependencies of its lock file.
fn cargo_tool(
    project: &Project,
    name: &str,
    version: &str,
    effort: Effort,
    duration: &str,
) -> Result<PathBuf> {
    let (key, label) = (format!("{name}-{version}"), format!("{name} {version}"));
    let install = Install { key: &key, label: &label, duration };
    let package = format!("{name}@{version}");
    let what = ["--locked", "--bin", name, package.as_str()];
    let path = install.get(project, |partial| cargo_install(project, partial, effort, &what))?;
    Ok(path.join("bin").join(name))
}

/// Compiles into a folder of the cache, so that an interrupted run goes on where it was.
fn cargo_install(project: &Project, root: &Path, effort: Effort, arguments: &[&str]) -> Result<()> {
    let target = project.cached("cargo-target");
    let mut cargo = project.command("cargo");
    cargo.arg("install").args(arguments).arg("--root").arg(root).env("CARGO_TARGET_DIR", &target);
    effort.apply(&mut cargo);
    process::quiet(&mut cargo)?;
    // May be gone already if another install finished first.
    let _ = fs::remove_dir_all(target);
    Ok(())
}

/// The version of a package in a `Cargo.lock`.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

/// Puts a folder first on the `PATH`.
pub(crate) fn first_on_path(command: &mut Command, folder: &Path) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{locked_version, says_version};

    #[test]
    fn a_program_of_another_version_is_not_taken() {
        assert!(says_version("wasm-bindgen 0.2.130\n", "0.2.130"));
        assert!(!says_version("wasm-bindgen 0.2.13\n", "0.2.130"));
        assert!(!says_version("wasm-bindgen 0.2.130-beta\n", "0.2.130"));
    }

    #[test]
    fn the_lock_names_one_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "worker"), None);
    }
}
