//! `cargo xtask size`: what a visitor and an agent download, compressed as it goes over the wire: on one machine
//! the files that the build compressed, on Cloudflare what the platform makes of the plain ones.

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

/// The scripts that the panel loads only when an agent has joined, and with the first document.
const LATER: [&str; 2] = ["person.js", "document.js"];

/// Compresses a file in the quality in which Cloudflare compresses while it sends, and gives the length.
const AS_CLOUDFLARE: &str = "const zlib = require('zlib');
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 };
    zlib.brotliCompressSync(require('fs').readFileSync(process.argv[1]), { params }).length";

/// The lengths of a file, in bytes.
struct Weight {
    name: String,
    plain: usize,
    /// As one machine sends it.
    machine: usize,
    /// As Cloudflare sends it.
    cloudflare: usize,
}

/// What some files weigh together.
#[derive(Clone, Copy)]
struct Total {
    machine: usize,
    cloudflare: usize,
}

/// Prints the table; fails above the limits.
pub(crate) fn run(project: &Project) -> Result<()> {
    let node = NodeTools::ready(project)?;
    let measure = |file: &Path| Weight::measure(project, &node, file);
    let loader = vec![measure(Path::new("widget.js"))?];
    let mut chat = vec![measure(Path::new("chat.mjs"))?, measure(Path::new("panel.html"))?];
    let mut later = vec![measure(Path::new("beside.mjs"))?, measure(Path::new("more.mjs"))?];
    for file in files_of(&project.dist(), "w")? {
        let weight = measure(&file)?;
        if comes_later(project, &file) { later.push(weight) } else { chat.push(weight) }
    }
    let mut console = vec![measure(Path::new("console.html"))?];
    for file in files_of(&project.dist(), "console")? {
        console.push(measure(&file)?);
    }
    let before = print("before any touch", &loader);
    let panel = print("with the first touch", &chat);
    print("later, or where a site needs it", &later);
    let agents = print("an agent's console", &console);
    let all = Total {
        machine: before.machine + panel.machine,
        cloudflare: before.cloudflare + panel.cloudflare,
    };
    println!("\n  {:<36} {:>11} {:>11} {:>9}", "", "one machine", "Cloudflare", "limit");
    let line = |name: &str, total: Total, limit: &str| {
        println!("  {name:<36} {:>11} {:>11} {limit:>9}", total.machine, total.cloudflare);
    };
    line("before any touch", before, &LOADER_LIMIT.to_string());
    line("to the first usable chat", all, &format!("{CHAT_LIMIT}   goal {CHAT_GOAL}"));
    line("an agent's console", agents, "");
    within("the loader", before.machine, LOADER_LIMIT)?;
    within("the first usable chat", all.machine, CHAT_LIMIT)
}

fn within(label: &str, bytes: usize, limit: usize) -> Result<()> {
    ensure!(bytes <= limit, "{label} takes {bytes} bytes, at most {limit}: see docs/size.md");
    Ok(())
}

/// The files of the panel or of the console, in a folder named by their hash.
fn files_of(dist: &Path, part: &str) -> Result<Vec<PathBuf>> {
    let hashed = fs::read_dir(dist.join(part)).context("build first: `cargo xtask build`")?;
    let folder = hashed.flatten().next().context("www/dist is empty: build first")?.file_name();
    let mut files = Vec::new();
    for entry in fs::read_dir(dist.join(part).join(&folder))? {
        files.push(Path::new(part).join(&folder).join(entry?.file_name()));
    }
    files.sort();
    Ok(files)
}

/// Whether it is loaded only with an agent, or for another language than English.
fn comes_later(project: &Project, file: &Path) -> bool {
    let texts = Path::new(file.file_name().unwrap_or_default()).with_extension("json");
    LATER.iter().any(|later| file.ends_with(later))
        || project.path("widget/texts").join(texts).exists()
}

fn print(title: &str, weights: &[Weight]) -> Total {
    println!("\n  {title:<36} {:>9} {:>11} {:>11}", "plain", "one machine", "Cloudflare");
    for Weight { name, plain, machine, cloudflare } in weights {
        println!("  {name:<36} {plain:>9} {machine:>11} {cloudflare:>11}");
    }
    Total {
        machine: weights.iter().map(|weight| weight.machine).sum(),
        cloudflare: weights.iter().map(|weight| weight.cloudflare).sum(),
    }
}

impl Weight {
    fn measure(project: &Project, node: &NodeTools, file: &Path) -> Result<Self> {
        let path = project.dist().join(file);
        let plain = length(&path)
            .with_context(|| format!("no www/dist/{}: build first", file.display()))?;
        let compressed = project.compressed().join("br").join(file);
        // What hardly shrinks is sent plain.
        let machine = if compressed.exists() { length(&compressed)? } else { plain };
        let mut brotli = node.command(project, "node")?;
        let cloudflare = process::quiet(brotli.arg("--print").arg(AS_CLOUDFLARE).arg(&path))?;
        let cloudflare = cloudflare.trim().parse().context("node did not print a length")?;
        Ok(Self { name: file.display().to_string(), plain, machine, cloudflare })
    }
}

fn length(file: &Path) -> Result<usize> {
    Ok(usize::try_from(fs::metadata(file)?.len())?)
}

#[cfg(test)]
mod tests {
    use super::{Project, comes_later, within};
    use std::path::Path;

    #[test]
    fn another_language_and_a_person_come_later() {
        let project = Project::find().unwrap();
        for (file, later) in [
            ("person.js", true),
            ("document.js", true),
            ("de.js", true),
            ("zh-Hant.js", true),
            ("panel.js", false),
            ("panel_bg.wasm", false),
        ] {
            assert_eq!(comes_later(&project, &Path::new("w/1a2b").join(file)), later, "{file}");
        }
    }

    #[test]
    fn the_limit_is_inclusive() {
        assert!(within("a", 3, 3).is_ok());
        assert!(within("a", 4, 3).unwrap_err().to_string().contains("4 bytes, at most 3"));
    }
}
