//! A copy of `shared` and `simulation` to break, so that the repository itself is never changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

/// The number of simulated worlds for each mutant.
pub(crate) const SEEDS: u32 = 400;

/// A run that takes longer counts as caught, because it probably loops forever.
const LIMIT: Duration = Duration::from_mins(3);

/// The tests; documentation examples, of which there are none, would take as long again.
const TESTS: [&str; 4] = ["test", "--package", "bellhop-shared", "--tests"];

/// The crates, and the pages that tests compare with the tables they are made from.
const FOLDERS: [&str; 3] = ["shared", "simulation", "docs"];

/// One profile for tests and simulation, so that `shared` is compiled only once.
const PROFILES: &str = "
[profile.dev]
opt-level = 1
debug = false
[profile.test]
opt-level = 1
debug = false
";

/// The copied workspace.
pub(crate) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Copies the sources again. Build results of an older copy are reused.
    pub(crate) fn make(project: &Project) -> Result<Self> {
        let root = project.path("target/mutants");
        fs::create_dir_all(&root)?;
        for name in FOLDERS {
            let copied = root.join(name);
            if copied.exists() {
                fs::remove_dir_all(&copied)?;
            }
            copy_all(&project.path(name), &copied)?;
        }
        let manifest = fs::read_to_string(project.path("Cargo.toml"))?;
        fs::write(root.join("Cargo.toml"), trimmed(&manifest))?;
        fs::copy(project.path("Cargo.lock"), root.join("Cargo.lock"))?;
        Ok(Self { root })
    }

    pub(crate) fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.join(file)).with_context(|| file.to_owned())
    }

    pub(crate) fn write(&self, file: &str, text: &str) -> Result<()> {
        fs::write(self.root.join(file), text).with_context(|| file.to_owned())
    }

    /// Asserts that nothing fails without a mutant.
    pub(crate) fn is_sound(&self) -> Result<()> {
        self.builds()?;
        self.tests()?;
        self.simulates()
    }

    pub(crate) fn builds(&self) -> Result<()> {
        process::quiet(self.cargo().args(TESTS).arg("--no-run"))?;
        let mut worlds = self.cargo();
        worlds.args(["build", "--package", "bellhop-simulation", "--bin", "bellhop-simulation"]);
        process::quiet(&mut worlds).map(|_| ())
    }

    /// Runs the tests; an error means that they caught the mutant.
    pub(crate) fn tests(&self) -> Result<()> {
        process::quiet_within(self.cargo().args(TESTS), LIMIT)
    }

    /// Runs the simulation; an error means that it caught the mutant.
    pub(crate) fn simulates(&self) -> Result<()> {
        let mut worlds = process::command(self.root.join("target/debug/bellhop-simulation"));
        worlds.env("RUST_BACKTRACE", "0").args(["--seeds", &SEEDS.to_string()]);
        process::quiet_within(&mut worlds, LIMIT)
    }

    fn cargo(&self) -> Command {
        let mut cargo = process::command("cargo");
        cargo.current_dir(&self.root).env("RUST_BACKTRACE", "0").env_remove("CARGO_TARGET_DIR");
        // Only whether it fails matters, so there is no need to shrink the case.
        cargo.env("PROPTEST_MAX_SHRINK_ITERS", "0");
        cargo
    }
}

/// The workspace's manifest with only the copied crates.
fn trimmed(manifest: &str) -> String {
    let mut text = String::new();
    let mut profile = false;
    for line in manifest.lines() {
        profile = if line.starts_with('[') { line.starts_with("[profile") } else { profile };
        if line.starts_with("members = ") {
            text.push_str("members = [\"shared\", \"simulation\"]");
        } else if !profile && !line.starts_with("default-members") {
            text += line;
        }
        text.push('\n');
    }
    text + PROFILES
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_all(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn the_copys_manifest_has_its_own_members_and_profiles() {
        let manifest = "[workspace]\nmembers = [\"a\", \"b\"]\ndefault-members = [\"a\"]\n\
                        [profile.release]\nopt-level = \"s\"\n[workspace.dependencies]\nc = \"1\"\n";
        let trimmed = trimmed(manifest);
        assert!(trimmed.contains("members = [\"shared\", \"simulation\"]"), "{trimmed}");
        assert!(!trimmed.contains("release") && !trimmed.contains("default-members"), "{trimmed}");
        assert!(trimmed.contains("c = \"1\"") && trimmed.contains("[profile.dev]"), "{trimmed}");
    }
}
