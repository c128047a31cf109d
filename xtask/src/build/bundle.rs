//! Minifies JavaScript and CSS with esbuild, and moves results to folders named by their content.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{Workshop, digest};
use crate::process;

/// The language version of the scripts; every browser of the last three years supports it.
const BROWSERS: &str = "--target=es2022";

/// Bundles a classic script. Without imports and exports it has the form of a module, which adds no function around it:
/// a script whose names must stay private has one of its own.
pub(super) fn script(shop: &Workshop, from: &Path, to: &Path) -> Result<()> {
    module(shop, from, to)
}

/// Bundles wasm-bindgen's module with a call that starts it, without unused code. The script `first`
/// runs before it.
pub(super) fn starting_module(
    shop: &Workshop,
    folder: &Path,
    name: &str,
    first: &Path,
    to: &Path,
) -> Result<()> {
    let entry = folder.join(format!("{name}_entry.js"));
    let first = first.display();
    let entry_text = format!("import \"{first}\";\nimport init from \"./{name}.js\";\ninit();\n");
    fs::write(&entry, entry_text)?;
    module(shop, &entry, to)
}

/// Bundles a module.
pub(super) fn module(shop: &Workshop, from: &Path, to: &Path) -> Result<()> {
    esbuild(shop, from, to, &["--format=esm", BROWSERS])
}

/// Bundles a module in which `name` is replaced by a JSON value; `aliases` says which files it means
/// by names of its imports.
pub(super) fn module_with(
    shop: &Workshop,
    from: &Path,
    to: &Path,
    (name, json): (&str, &str),
    aliases: &[(&str, &Path)],
) -> Result<()> {
    let define = format!("--define:{name}={json}");
    let alias = |(name, file): &(&str, &Path)| format!("--alias:{name}={}", file.display());
    let aliases: Vec<String> = aliases.iter().map(alias).collect();
    let mut options = vec!["--format=esm", BROWSERS, &define];
    options.extend(aliases.iter().map(String::as_str));
    esbuild(shop, from, to, &options)
}

/// Bundles a style sheet with its imports.
pub(super) fn style(shop: &Workshop, from: &Path, to: &Path) -> Result<()> {
    esbuild(shop, from, to, &[BROWSERS])
}

fn esbuild(shop: &Workshop, from: &Path, to: &Path, options: &[&str]) -> Result<()> {
    let mut esbuild = shop.node.command(shop.project, "esbuild")?;
    esbuild.arg(from).args(["--bundle", "--minify", "--log-level=warning"]).args(options);
    esbuild.arg(format!("--outfile={}", to.display()));
    process::quiet(&mut esbuild).map(|_| ())
}

/// Moves a finished folder to `{parent}/{hash of its files}` and deletes its older siblings;
/// returns the hash.
pub(super) fn publish(folder: &Path, parent: &Path) -> Result<String> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let contents: Vec<_> =
        files.iter().map(|file| fs::read(file.path())).collect::<Result<_, _>>()?;
    let hash = digest::short(&contents);
    if parent.exists() {
        fs::remove_dir_all(parent)?;
    }
    fs::create_dir_all(parent)?;
    fs::rename(folder, parent.join(&hash))?;
    Ok(hash)
}

/// Writes a page from a template, in which `{{base}}` is replaced by the folder of its files.
pub(super) fn page(template: &Path, to: &Path, base: &str) -> Result<()> {
    let text = fs::read_to_string(template)
        .with_context(|| format!("{} cannot be read", template.display()))?;
    ensure!(text.contains("{{base}}"), "{} has no {{{{base}}}}", template.display());
    fs::write(to, text.replace("{{base}}", base))?;
    Ok(())
}
