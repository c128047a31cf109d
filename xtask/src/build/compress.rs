//! Compresses what is served, once, so that a machine need not do it for every visitor. Cloudflare compresses by itself,
//! and gets none of these files: they are in a folder of their own.

use std::fs;

use anyhow::{Context as _, Result};

use super::{digest, files_below};
use crate::cache::{self, say};
use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

const SCRIPT: &str = "xtask/src/build/compress.mjs";

/// The state of what was compressed last.
const STAMP: &str = "target/bellhop/compressed.stamp";

/// Writes `www/compressed/{br,gzip}/{path}` for each file of `www/dist` that becomes smaller.
pub(super) fn all(project: &Project) -> Result<()> {
    let _turn = cache::turn(&project.path("target/bellhop"), "compressed")?;
    let mut contents = vec![fs::read(project.path(SCRIPT))?];
    for file in files_below(&project.dist())? {
        contents.push(file.as_os_str().as_encoded_bytes().to_vec());
        contents.push(fs::read(file)?);
    }
    let state = digest::short(&contents);
    let stamp = project.path(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == state) {
        return Ok(());
    }
    say("Compressing what is served");
    clear(project)?;
    let mut node = NodeTools::ready(project)?.command(project, "node")?;
    node.arg(project.path(SCRIPT)).arg(project.dist()).arg(project.compressed());
    process::quiet(&mut node).context("what is served was not compressed")?;
    fs::write(stamp, state)?;
    Ok(())
}

/// Removes all compressed files, before the plain ones change: nobody may get an old one.
pub(super) fn clear(project: &Project) -> Result<()> {
    let stamp = project.path(STAMP);
    if stamp.exists() {
        fs::remove_file(stamp)?;
    }
    for folder in ["br", "gzip"].map(|name| project.compressed().join(name)) {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    Ok(())
}
