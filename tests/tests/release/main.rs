//! The archives that people download, used as they use them: unpacked into an empty folder, where neither cargo nor
//! Node.js is on the `PATH`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests report by panicking")]

mod cloudflare;
mod machine;

use bellhop_tests::child_guard::temp_paths;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An unpacked archive, in a folder that is removed at the end.
struct Unpacked {
    folder: PathBuf,
}

impl Unpacked {
    fn archive(archive: &Path) -> Self {
        let (folder, _) = temp_paths("release");
        std::fs::create_dir_all(folder.join("nothing")).unwrap();
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(archive).arg("-C").arg(&folder).arg("--strip-components=1");
        assert!(tar.status().unwrap().success(), "{} was not unpacked", archive.display());
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program with this environment and no other, and an empty folder on its `PATH`.
    fn alone(&self, environment: &[(&str, &str)], program: &Path) -> Command {
        let mut command = Command::new("env");
        command.arg("-i").arg(format!("PATH={}", self.path("nothing").display()));
        command.args(environment.iter().map(|(name, value)| format!("{name}={value}")));
        command.arg(program).current_dir(&self.folder);
        command
    }

    /// Asserts that licences and the list of what is inside have come along.
    fn says_what_is_inside(&self, component: &str) {
        let licences = std::fs::read_to_string(self.path("licences/THIRD-PARTY.txt")).unwrap();
        assert!(licences.contains(&format!("\n- {component} ")), "{component}");
        let bom = std::fs::read_to_string(self.path("sbom.cdx.json")).unwrap();
        let bom: serde_json::Value = serde_json::from_str(&bom).unwrap();
        let components = bom["components"].as_array().unwrap();
        let one = components.iter().find(|one| one["name"] == component).unwrap();
        for field in ["version", "purl", "supplier", "licenses"] {
            assert!(!one[field].is_null(), "{one}");
        }
        let of_ours = &bom["dependencies"][0]["dependsOn"];
        assert!(of_ours.as_array().unwrap().contains(&one["bom-ref"]), "{of_ours}");
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The exit code, standard output and standard error of a program that has ended.
fn said(done: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}
