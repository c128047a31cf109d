//! The agents' console.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::inputs::files_below;
use super::wasm::Module;
use super::{Workshop, bundle};

/// What the console is made from.
pub(super) const SOURCES: &[&str] = &["Cargo.toml", "Cargo.lock", "shared", "console"];

const MODULE: Module = Module {
    package: "bellhop-console",
    artifact: "bellhop-console.wasm",
    profile: "console",
    // Leptos' components without their types: each type of a view would be compiled anew.
    rustflags: "--cfg erase_components",
    out_name: "console",
    // It would be 1% smaller, for a minute of building.
    optimise: &[],
};

/// Builds `www/dist/console.html` and `www/dist/console/{hash}/console.{js,css}`,
/// `console_bg.wasm`, and the texts of each language but English as `{tag}.txt`.
pub(super) fn build(shop: &Workshop) -> Result<()> {
    let output = MODULE.build(shop)?;
    let ready = shop.project.path("target/bellhop/console-ready");
    fs::create_dir_all(&ready)?;
    let policy = shop.project.path("console/trusted_types.js");
    bundle::starting_module(shop, &output, "console", &policy, &ready.join("console.js"))?;
    fs::copy(output.join("console_bg.wasm"), ready.join("console_bg.wasm"))?;
    texts(&shop.project.path("console/texts"), &ready)?;
    bundle::style(shop, &shop.project.path("console/css/console.css"), &ready.join("console.css"))?;

    let dist = shop.project.dist();
    let hash = bundle::publish(&ready, &dist.join("console"))?;
    let template = shop.project.path("console/console.html");
    bundle::page(&template, &dist.join("console.html"), &format!("/console/{hash}"))
}

/// The language that is in the wasm.
const BUILT_IN: &str = "en";

/// Writes the files of each other language as one, without their comments.
fn texts(from: &Path, to: &Path) -> Result<()> {
    for folder in fs::read_dir(from)? {
        let folder = folder?;
        let tag = folder.file_name().to_string_lossy().into_owned();
        if tag == BUILT_IN {
            continue;
        }
        let mut text = String::new();
        for file in files_below(&folder.path())? {
            for line in fs::read_to_string(file)?.lines().filter(|line| !line.starts_with('#')) {
                text.push_str(line);
                text.push('\n');
            }
        }
        fs::write(to.join(format!("{tag}.txt")), text)?;
    }
    Ok(())
}
