//! Files that are served as written, only minified.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Workshop, bundle, inputs};

/// What this part is made from.
pub(super) const SOURCES: &[&str] = &[WWW, LOADER, API];

const WWW: &str = "www";

/// The scripts on the visitor's page, which are served at the root.
const LOADER: &str = "widget/loader";

/// What lies in `www` for other reasons: the demo site, which has an address of its own, and what
/// is built.
const NOT_SERVED: [&str; 3] = ["compressed", "demo", "dist"];

/// The description of the HTTP API, which the edge's 404 links to.
const API: &str = "docs/openapi.json";

/// What the other parts put into `www/dist`.
const OTHERS: [&str; 4] = ["w", "console", "panel.html", "console.html"];

/// Copies `www` and the loader to `www/dist`; scripts are minified on the way.
pub(super) fn build(shop: &Workshop) -> Result<()> {
    let dist = shop.project.dist();
    clear(&dist)?;
    serve(shop, &shop.project.path(API), &dist.join(API))?;
    serve_folder(shop, &shop.project.path(WWW), &dist)?;
    serve_folder(shop, &shop.project.path(LOADER), &dist)
}

fn serve_folder(shop: &Workshop, folder: &Path, dist: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if NOT_SERVED.contains(&name.as_str()) || is_note(&entry.path()) {
            continue;
        }
        for file in inputs::files_below(&entry.path())? {
            serve(shop, &file, &dist.join(file.strip_prefix(folder)?))?;
        }
    }
    Ok(())
}

fn serve(shop: &Workshop, from: &Path, to: &PathBuf) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if from.extension().is_some_and(|kind| kind == "js") {
        return bundle::script(shop, from, to);
    }
    if from.extension().is_some_and(|kind| kind == "mjs") {
        return bundle::module(shop, from, to);
    }
    fs::copy(from, to)?;
    Ok(())
}

/// Removes files of an earlier build that are no longer served.
fn clear(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let path = entry.path();
        if OTHERS.contains(&entry.file_name().to_string_lossy().as_ref()) {
            continue;
        }
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}

/// Markdown files are for readers of the sources.
fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "md")
}
