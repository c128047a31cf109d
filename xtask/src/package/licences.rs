//! The licences of everything in an archive: ours, and the texts that crates bring with their sources.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::Result;

use super::Folder;
use super::crates::Crate;
use crate::project::Project;

/// How the names of files with licences begin.
const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// Writes the texts into `licences`.
pub(super) fn write(
    project: &Project,
    folder: &Folder,
    crates: &BTreeMap<&str, &Crate>,
    workerd: Option<&str>,
) -> Result<()> {
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        folder.copy(&project.path(file), &format!("licences/{file}"))?;
    }
    folder.copy(&project.path("console/icons/README.md"), "licences/ICONS.md")?;
    let mut list = String::from("Bellhop is under MIT or Apache-2.0. It contains:\n\n");
    writeln!(list, "- Lucide icons (ISC, in ICONS.md)")?;
    if let Some(version) = workerd {
        writeln!(
            list,
            "- workerd {version} (Apache-2.0, in LICENSE-APACHE; \
             https://github.com/cloudflare/workerd lists what it contains in turn, V8 above all)"
        )?;
    }
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    for one in crates.values().filter(|one| one.checksum.is_some()) {
        let name = format!("{} {}", one.name, one.version);
        writeln!(list, "- {name} ({})", one.licence)?;
        for text in texts_of(one)? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    for (text, names) in texts {
        let rule = "-".repeat(80);
        write!(list, "\n{rule}\n{}\n{rule}\n\n{text}\n", names.join(", "))?;
    }
    folder.write("licences/THIRD-PARTY.txt", list)
}

fn texts_of(one: &Crate) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(&one.folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) {
            texts.push(fs::read_to_string(path)?.trim().replace("\r\n", "\n"));
        }
    }
    texts.sort();
    Ok(texts)
}
