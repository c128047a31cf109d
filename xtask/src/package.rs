//! `cargo xtask package`: what a person downloads to run Bellhop without building it. One archive for a machine of this
//! platform, one for Cloudflare.

mod cloudflare;
mod crates;
mod folder;
mod licences;
mod machine;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::build;
use crate::cache::say;
use crate::process;
use crate::project::Project;
use crate::test;
use crate::tools::NodeTools;
use crates::Shipped;
use folder::Folder;

/// The two archives.
pub(crate) struct Archives {
    pub(crate) machine: PathBuf,
    pub(crate) cloudflare: PathBuf,
}

/// Builds everything, optimised, and packs it. With `--as-built`, packs what is there, as the tests do.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let archives = match arguments {
        [] => optimised(project)?,
        [option] if option == "--as-built" => as_built(project)?,
        _ => bail!("`package` knows --as-built, and nothing else"),
    };
    for archive in [archives.machine, archives.cloudflare] {
        let megabytes = fs::metadata(&archive)?.len() / 1_000_000;
        println!("  {} ({megabytes} MB)", archive.display());
    }
    Ok(())
}

fn optimised(project: &Project) -> Result<Archives> {
    build::everything(project)?;
    say("Building the command for this machine");
    let mut cargo = project.command("cargo");
    process::run(cargo.args(["build", "--quiet", "--release", "--package", "bellhop"]))?;
    pack(project, &project.path("target/release/bellhop"), &project.path("target/package"))
}

/// Packs the last build, with the `bellhop` of the other tests.
pub(crate) fn as_built(project: &Project) -> Result<Archives> {
    pack(project, &test::program(project)?, &project.path("target/bellhop/package"))
}

/// Packs what is built, with that `bellhop` program, into archives in a folder.
fn pack(project: &Project, program: &Path, to: &Path) -> Result<Archives> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let node = NodeTools::ready(project)?;
    let host = machine::platform();
    let shipped = Shipped::read(project)?;
    let version = &shipped.version;

    let folder = Folder::new(to, &format!("bellhop-{version}-{host}"))?;
    machine::fill(project, &node, program, &folder)?;
    shipped.describe(project, &node, &folder, &crates::MACHINE)?;
    let machine = folder.pack()?;

    let folder = Folder::new(to, &format!("bellhop-{version}-cloudflare"))?;
    cloudflare::fill(project, &node, &folder)?;
    shipped.describe(project, &node, &folder, &crates::CLOUDFLARE)?;
    let cloudflare = folder.pack()?;
    Ok(Archives { machine, cloudflare })
}
