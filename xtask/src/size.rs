//! What a visitor downloads, as a server sends it: `cargo xtask size`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::project::Project;

/// What every page view costs.
const LOADER_LIMIT: usize = 4 * 1024;

/// What the first usable chat costs, all told.
const CHAT_LIMIT: usize = 52 * 1024;

/// Where we want to be.
const CHAT_GOAL: usize = 25 * 1024;

/// What the panel loads only when a person has joined.
const PERSON: &str = "person.js";

/// How long the name of a language's file is: `de.js`.
const LANGUAGE: usize = 5;

/// One file, plain and compressed.
struct Weight {
    name: String,
    plain: usize,
    sent: usize,
}

/// Prints the table; fails above the limits.
pub(crate) fn run(project: &Project) -> Result<()> {
    let dist = project.dist();
    let loader = vec![Weight::measure(&dist, Path::new("widget.js"))?];
    let mut chat = vec![
        Weight::measure(&dist, Path::new("chat.mjs"))?,
        Weight::measure(&dist, Path::new("panel.html"))?,
    ];
    let mut later = vec![Weight::measure(&dist, Path::new("more.mjs"))?];
    for file in panel_files(&dist)? {
        let weight = Weight::measure(&dist, &file)?;
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

/// The panel's files, whose folder is named by their hash.
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

/// Whether it comes with a person, or to those who don't read English.
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
    fn measure(dist: &Path, file: &Path) -> Result<Self> {
        let content = fs::read(dist.join(file))
            .with_context(|| format!("no www/dist/{}: build first", file.display()))?;
        Ok(Self {
            name: file.display().to_string(),
            plain: content.len(),
            sent: compressed(&content)?,
        })
    }
}

fn compressed(content: &[u8]) -> Result<usize> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut sent = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut sent, &parameters)?;
    Ok(sent.len())
}

#[cfg(test)]
mod tests {
    use super::{comes_later, compressed, within};
    use std::path::Path;

    #[test]
    fn what_repeats_weighs_little() {
        assert!(compressed(&b"live chat ".repeat(100)).unwrap() < 40);
    }

    #[test]
    fn another_language_and_a_person_come_later() {
        for (file, later) in
            [("person.js", true), ("de.js", true), ("panel.js", false), ("panel_bg.wasm", false)]
        {
            assert_eq!(comes_later(&Path::new("w/1a2b").join(file)), later, "{file}");
        }
    }

    #[test]
    fn the_limit_itself_is_within() {
        assert!(within("a", 3, 3).is_ok());
        assert!(within("a", 4, 3).unwrap_err().to_string().contains("4 bytes, at most 3"));
    }
}
