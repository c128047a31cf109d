//! The fallback if rustup's server can't be reached: Debian's compiler for wasm, unpacked into the
//! cache, without touching the user's toolchain.
//!
//! Debian ships the standard library for wasm without the bitcode that `lto` needs, so we build it
//! from Debian's sources.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::TARGET;
use crate::cache::{Install, say};
use crate::process;
use crate::project::Project;

/// The toolchain's name in rustup.
pub(super) const NAME: &str = "bellhop-wasm";

/// The host in the folder names of Debian's packages.
const HOST: &str = "x86_64-unknown-linux-gnu";

/// Installs the toolchain into the cache, and registers it with rustup.
pub(super) fn install(project: &Project) -> Result<()> {
    ensure!(
        process::on_path("apt-get").is_some() && cfg!(target_arch = "x86_64"),
        "rustup could not add the wasm32-unknown-unknown target, and there is a fallback only \
         for Debian on x86_64. Get online, or run `rustup target add wasm32-unknown-unknown`."
    );
    let version = candidate("rustc-web")?;
    let upstream = version.split(['+', '~', '-']).next().unwrap_or(&version);
    let key = format!("rust-wasm-{upstream}");
    let install = Install {
        key: &key,
        label: &format!("Rust {upstream} for wasm"),
        duration: "about 3 minutes",
    };
    let path = install.get(project, |partial| unpack(partial, &version, upstream))?;
    let mut link = process::command("rustup");
    process::quiet(link.args(["toolchain", "link", NAME]).arg(path.join("usr")))?;
    Ok(())
}

fn unpack(prefix: &Path, version: &str, upstream: &str) -> Result<()> {
    let minor = upstream.rsplit_once('.').map_or(upstream, |(minor, _)| minor);
    let libraries = format!("libstd-rust-web-{minor}");
    apt(&["install", "-y", "--no-install-recommends", &llvm_package(&libraries)?])?;
    let packages = ["rustc-web", &libraries, "libstd-rust-web-dev", "rust-web-src"];
    let downloads = prefix.join("packages");
    fs::create_dir_all(&downloads)?;
    for package in packages {
        let mut get = process::command("apt-get");
        get.current_dir(&downloads).args(["download", &format!("{package}={version}")]);
        process::quiet(&mut get)?;
    }
    for file in files(&downloads)? {
        process::quiet(process::command("dpkg").arg("-x").arg(file).arg(prefix))?;
    }
    fs::remove_dir_all(&downloads)?;
    let sysroot = prefix.join("usr");
    borrow_from_rustup(&sysroot)?;
    build_std(prefix, &sysroot)
}

/// Links what Debian omits or keeps elsewhere to where rustc looks for it.
fn borrow_from_rustup(sysroot: &Path) -> Result<()> {
    let multiarch = sysroot.join("lib/x86_64-linux-gnu");
    let driver = files(&multiarch)?
        .into_iter()
        .find(|file| file_name(file).starts_with("librustc_driver-"))
        .context("Debian's rustc-web has no librustc_driver: has its layout changed?")?;
    symlink(driver_target(&driver), sysroot.join("lib").join(file_name(&driver)))?;

    let rustc = process::quiet(process::command("rustc").args(["--print", "sysroot"]))?;
    let linker = PathBuf::from(rustc.trim()).join(format!("lib/rustlib/{HOST}/bin/rust-lld"));
    ensure!(linker.exists(), "the installed Rust toolchain has no rust-lld");
    let tools = sysroot.join(format!("lib/rustlib/{HOST}/bin"));
    fs::create_dir_all(&tools)?;
    symlink(&linker, tools.join("rust-lld"))?;

    let cargo = process::quiet(process::command("rustup").args(["which", "cargo"]))?;
    let path = sysroot.join("bin/cargo");
    if path.symlink_metadata().is_err() {
        symlink(cargo.trim(), path)?;
    }
    Ok(())
}

/// The link must remain valid when the temporary folder is moved to its final path.
fn driver_target(driver: &Path) -> PathBuf {
    PathBuf::from("x86_64-linux-gnu").join(file_name(driver))
}

fn build_std(prefix: &Path, sysroot: &Path) -> Result<()> {
    say("Building Rust's standard library for wasm (about 1 minute, once)");
    let scratch = prefix.join("scratch");
    fs::create_dir_all(scratch.join("src"))?;
    fs::write(scratch.join("src/lib.rs"), "")?;
    fs::write(
        scratch.join("Cargo.toml"),
        "[package]\nname = \"scratch\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    let mut cargo = process::command(sysroot.join("bin/cargo"));
    cargo
        .current_dir(&scratch)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,proc_macro"])
        .args(["--target", TARGET, "--target-dir", "target"])
        .env("RUSTC", sysroot.join("bin/rustc"))
        .env("LD_LIBRARY_PATH", sysroot.join("lib"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::quiet(&mut cargo)?;

    let libraries = sysroot.join(format!("lib/rustlib/{TARGET}/lib"));
    if libraries.exists() {
        fs::remove_dir_all(&libraries)?;
    }
    fs::create_dir_all(&libraries)?;
    for file in files(&scratch.join(format!("target/{TARGET}/release/deps")))? {
        let name = file_name(&file);
        let is_library = file.extension().is_some_and(|kind| kind == "rlib");
        if is_library && !name.starts_with("libscratch-") {
            fs::copy(&file, libraries.join(name))?;
        }
    }
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// The version that apt would install; fetches the package lists if they are missing.
fn candidate(package: &str) -> Result<String> {
    if let Some(version) = find_candidate(package)? {
        return Ok(version);
    }
    apt(&["update"])?;
    find_candidate(package)?.with_context(|| {
        format!("Debian's archive has no `{package}`. Run `rustup target add {TARGET}` instead.")
    })
}

fn find_candidate(package: &str) -> Result<Option<String>> {
    let policy = process::quiet(process::command("apt-cache").args(["policy", package]))?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
    Ok(version.filter(|version| *version != "(none)").map(str::to_owned))
}

/// The LLVM package that the compiler's libraries are linked with.
fn llvm_package(libraries: &str) -> Result<String> {
    let depends = process::quiet(process::command("apt-cache").args(["depends", libraries]))?;
    let llvm = depends
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "))
        .find(|name| name.starts_with("libllvm"));
    let llvm = llvm.with_context(|| format!("{libraries} names no LLVM: has it changed?"))?;
    Ok(llvm.to_owned())
}

/// Runs apt-get with the permission to install.
pub(crate) fn apt(arguments: &[&str]) -> Result<()> {
    let mut apt = if nix::unistd::geteuid().is_root() {
        process::command("apt-get")
    } else if process::on_path("sudo").is_some() {
        let mut sudo = process::command("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        bail!("`apt-get {}` must be run as root, and there is no sudo", arguments.join(" "));
    };
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    process::quiet(apt.args(arguments)).map(|_| ())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
