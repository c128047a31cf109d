//! `cargo xtask size`: what a visitor downloads, compressed as a server sends it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

/// What every page view costs.
const LOADER_LIMIT: usize = 4 * 1024;

/// What the first usable chat costs, all told.
const CHAT_LIMIT: usize = 52 * 1024;

/// Where we want to be.
const CHAT_GOAL: usize = 46 * 1024;

/// The script that the panel loads only when an agent has joined.
const PERSON: &str = "person.js";

/// The length of the name of a language file, such as `de.js`.
const LANGUAGE: usize = 5;

/// Compresses a file at the highest quality, as node does unless told otherwise, and gives the length.
const BROTLI: &str =
    "require('zlib').brotliCompressSync(require('fs').readFileSync(process.argv[1])).length";

/// One file, plain and compressed.
struct Weight {
    name: String,
    plain: usize,
    sent: usize,
}

/// Prints the table; fails above the limits.
pub(crate) fn run(project: &Project) -> Result<()> {
    let node = NodeTools::ready(project)?;
    let measure = |file: &Path| Weight::measure(project, &node, file);
    let loader = vec![measure(Path::new("widget.js"))?];
    let mut chat = vec![measure(Path::new("chat.mjs"))?, measure(Path::new("panel.html"))?];
    let mut later = vec![measure(Path::new("more.mjs"))?];
    for file in panel_files(&project.dist())? {
        let weight = measure(&file)?;
        if comes_later(&file) { later.push(weight) } else { chat.push(weight) }
    }
    let before = print("before any touch", &loader);
    let panel = print("with the first touch", &chat);
    print("later, or where a site needs it", &later);
    let all = before + panel;
    println!("\n  {:<36} {:>9} {:>9}", "", "brotli", "limit");
    println!("  {:<36} {before:>9} {LOADER_LIMIT:>9}", "before any touch");
    println!("  {:<36} {all:>9} {CHAT_LIMIT:>9}   goal {CHAT_GOAL}", "to the first usable chat");
    within("the loader", before, LOADER_LIMIT)?;
    within("the first usable chat", all, CHAT_LIMIT)
}

fn within(label: &str, bytes: usize, limit: usize) -> Result<()> {
    ensure!(bytes <= limit, "{label} takes {bytes} bytes, at most {limit}: see docs/size.md");
    Ok(())
}

/// The panel's files, in a folder named by their hash.
fn panel_files(dist: &Path) -> Result<Vec<PathBuf>> {
    let hashed = fs::read_dir(dist.join("w")).context("build first: `cargo xtask build`")?;
    let folder = hashed.flatten().next().context("www/dist/w is empty: build first")?.file_name();
    let mut files = Vec::new();
    for entry in fs::read_dir(dist.join("w").join(&folder))? {
        files.push(Path::new("w").join(&folder).join(entry?.file_name()));
    }
    files.sort();
    Ok(files)
}

/// Whether it is loaded only with an agent, or for another language than English.
fn comes_later(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    name == PERSON || (name.len() == LANGUAGE && file.extension().is_some_and(|kind| kind == "js"))
}

fn print(title: &str, weights: &[Weight]) -> usize {
    println!("\n  {title:<36} {:>9} {:>9}", "plain", "brotli");
    for weight in weights {
        println!("  {:<36} {:>9} {:>9}", weight.name, weight.plain, weight.sent);
    }
    weights.iter().map(|weight| weight.sent).sum()
}

impl Weight {
    fn measure(project: &Project, node: &NodeTools, file: &Path) -> Result<Self> {
        let path = project.dist().join(file);
        let content = fs::read(&path)
            .with_context(|| format!("no www/dist/{}: build first", file.display()))?;
        let mut brotli = node.command(project, "node")?;
        let sent = process::quiet(brotli.arg("--print").arg(BROTLI).arg(&path))?;
        let sent = sent.trim().parse().context("node did not print a length")?;
        Ok(Self { name: file.display().to_string(), plain: content.len(), sent })
    }
}

#[cfg(test)]
mod tests {
    use super::{comes_later, within};
    use std::path::Path;

    #[test]
    fn another_language_and_a_person_come_later() {
        for (file, later) in
            [("person.js", true), ("de.js", true), ("panel.js", false), ("panel_bg.wasm", false)]
        {
            assert_eq!(comes_later(&Path::new("w/1a2b").join(file)), later, "{file}");
        }
    }

    #[test]
    fn the_limit_is_inclusive() {
        assert!(within("a", 3, 3).is_ok());
        assert!(within("a", 4, 3).unwrap_err().to_string().contains("4 bytes, at most 3"));
    }
}
