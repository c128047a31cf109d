//! The archive for Cloudflare: the built worker, its files, and a `wrangler.toml` that builds nothing.

use std::fs;

use anyhow::{Context as _, Result};

use super::Folder;
use crate::project::Project;
use crate::tools::NodeTools;

/// The worker as it is built.
const WORKER: [&str; 2] = ["index.js", "index_bg.wasm"];

/// Fills the folder.
pub(super) fn fill(project: &Project, node: &NodeTools, folder: &Folder) -> Result<()> {
    for file in WORKER {
        folder.copy(&project.path("edge/build").join(file), &format!("worker/{file}"))?;
    }
    folder.copy_all(&project.dist(), "www")?;
    folder.copy_documents(project)?;
    let ours = fs::read_to_string(project.path("wrangler.toml"))?;
    folder.write("wrangler.toml", without_build(&ours)?)?;
    let readme = fs::read_to_string(project.path("deploy/README-cloudflare.md"))?;
    folder.write("README.md", readme.replace("{{wrangler}}", &node.version("wrangler")?))
}

/// The project's `wrangler.toml` for a folder in which everything is built.
fn without_build(ours: &str) -> Result<String> {
    let (before, rest) = ours.split_once("# Builds the worker").context(CHANGED)?;
    let (_, after) = rest.split_once("\n\n").context(CHANGED)?;
    let mut text = format!("{before}{after}");
    for (from, to) in [
        (
            "`wrangler deploy` from a clean clone, with cargo and npm installed.",
            "`wrangler deploy` in this folder.",
        ),
        ("main = \"edge/build/index.js\"", "main = \"worker/index.js\""),
        ("directory = \"www/dist\"", "directory = \"www\""),
        ("# `cargo xtask dev` makes its own, in `.bellhop`.\n", ""),
    ] {
        text.contains(from).then_some(()).context(CHANGED)?;
        text = text.replace(from, to);
    }
    Ok(text)
}

const CHANGED: &str = "wrangler.toml has changed: see xtask/src/package/cloudflare.rs";

#[cfg(test)]
mod tests {
    use super::without_build;

    #[test]
    fn the_settings_stay_and_the_build_goes() {
        let text = without_build(include_str!("../../../wrangler.toml")).unwrap();
        assert!(!text.contains("cargo"), "{text}");
        assert!(!text.contains("[build]"), "{text}");
        for kept in
            ["main = \"worker/index.js\"", "directory = \"www\"", "[[migrations]]", "[vars]"]
        {
            assert!(text.contains(kept), "{text}");
        }
    }
}
