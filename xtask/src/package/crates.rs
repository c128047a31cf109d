//! The crates of what is shipped, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Folder, licences, sbom};
use crate::process;
use crate::project::Project;
use crate::toolchain::TARGET;
use crate::tools::NodeTools;

/// What an archive contains.
pub(super) struct Contents {
    /// Our crates in it.
    roots: &'static [&'static str],
    /// Whether workerd is in it.
    pub(super) has_workerd: bool,
}

/// What is in the archive for one machine.
pub(super) const MACHINE: Contents = Contents {
    roots: &["bellhop", "bellhop-edge", "bellhop-widget", "bellhop-console"],
    has_workerd: true,
};

/// What is in the archive for Cloudflare.
pub(super) const CLOUDFLARE: Contents =
    Contents { roots: &["bellhop-edge", "bellhop-widget", "bellhop-console"], has_workerd: false };

/// A crate that is compiled into the release.
#[derive(Clone, Debug)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// The licence as SPDX writes it.
    pub(super) licence: String,
    pub(super) authors: Vec<String>,
    pub(super) repository: Option<String>,
    /// The SHA-256 of its archive; ours have none.
    pub(super) checksum: Option<String>,
    /// The folder of its sources.
    pub(super) folder: PathBuf,
    /// The ids of the crates that it needs to run.
    pub(super) needs: BTreeSet<String>,
}

/// Everything that we ship, of any archive.
pub(super) struct Shipped {
    /// The version that is released.
    pub(super) version: String,
    /// By the id that cargo gives them.
    crates: BTreeMap<String, Crate>,
}

impl Shipped {
    /// Reads it from cargo's metadata.
    pub(super) fn read(project: &Project) -> Result<Self> {
        let checksums = checksums(&fs::read_to_string(project.path("Cargo.lock"))?);
        let mut crates = BTreeMap::<String, Crate>::new();
        for target in [host(project)?, TARGET.to_owned()] {
            let mut cargo = project.command("cargo");
            cargo.args(["metadata", "--locked", "--format-version", "1", "--filter-platform"]);
            let metadata: Value = serde_json::from_str(&process::quiet(cargo.arg(target))?)?;
            add(&mut crates, &metadata, &checksums).context("`cargo metadata` has another form")?;
        }
        let ours = crates.values().find(|one| one.name == "bellhop").context("no bellhop")?;
        Ok(Self { version: ours.version.clone(), crates })
    }

    /// The crates of an archive by their ids, ours among them.
    pub(super) fn of(&self, contents: &Contents) -> BTreeMap<&str, &Crate> {
        let is_root = |one: &Crate| contents.roots.contains(&one.name.as_str());
        let roots = self.crates.iter().filter(|(_, one)| is_root(one)).map(|(id, _)| id.as_str());
        let (mut open, mut found): (Vec<_>, BTreeMap<_, _>) = (roots.collect(), BTreeMap::new());
        while let Some(id) = open.pop() {
            if let Some((id, one)) = self.crates.get_key_value(id)
                && found.insert(id.as_str(), one).is_none()
            {
                open.extend(one.needs.iter().map(String::as_str));
            }
        }
        found
    }

    /// Writes the licences and the SBOM of an archive.
    pub(super) fn describe(
        &self,
        project: &Project,
        node: &NodeTools,
        folder: &Folder,
        contents: &Contents,
    ) -> Result<()> {
        let crates = self.of(contents);
        let workerd = if contents.has_workerd { Some(node.version("workerd")?) } else { None };
        licences::write(project, folder, &crates, workerd.as_deref())?;
        let bom = sbom::document(project, &self.version, &crates, workerd.as_deref());
        folder.write("sbom.cdx.json", format!("{bom:#}\n"))
    }
}

/// The platform that this machine builds for.
fn host(project: &Project) -> Result<String> {
    let said = process::quiet(project.command("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say what it builds for")?.to_owned())
}

/// Adds what one call of `cargo metadata` says.
fn add(
    crates: &mut BTreeMap<String, Crate>,
    metadata: &Value,
    checksums: &BTreeMap<(String, String), String>,
) -> Option<()> {
    for package in metadata["packages"].as_array()? {
        let text = |name: &str| package[name].as_str().map(str::to_owned);
        let (name, version) = (text("name")?, text("version")?);
        let authors = package["authors"].as_array()?;
        let folder = PathBuf::from(text("manifest_path")?).parent()?.to_path_buf();
        crates.entry(text("id")?).or_insert_with(|| Crate {
            licence: text("license").unwrap_or_default(),
            authors: authors.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            repository: text("repository"),
            checksum: checksums.get(&(name.clone(), version.clone())).cloned(),
            folder,
            needs: BTreeSet::new(),
            name,
            version,
        });
    }
    for node in metadata["resolve"]["nodes"].as_array()? {
        let one = crates.get_mut(node["id"].as_str()?)?;
        for dependency in node["deps"].as_array()? {
            // A dependency without a kind is a normal one; the others are for builds and tests.
            if dependency["dep_kinds"].as_array()?.iter().any(|kind| kind["kind"].is_null()) {
                one.needs.insert(dependency["pkg"].as_str()?.to_owned());
            }
        }
    }
    Some(())
}

/// The checksums in a `Cargo.lock`, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |entry: &str, name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let entries = lock.split("[[package]]");
    entries
        .filter_map(|entry| {
            Some(((field(entry, "name")?, field(entry, "version")?), field(entry, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::checksums;

    #[test]
    fn crates_from_the_registry_have_checksums() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n\n\
                    [[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let found = checksums(lock);
        assert_eq!(found.len(), 1);
        assert_eq!(found[&("a".to_owned(), "1.0.0".to_owned())], "ab");
    }
}
