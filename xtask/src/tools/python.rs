//! Schemathesis, which sends what `docs/openapi.json` allows and what it forbids.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::build::digest;
use crate::cache::Install;
use crate::process;
use crate::project::Project;

/// The pinned packages.
const REQUIREMENTS: &str = "xtask/tools/python/requirements.txt";

/// The folder of Schemathesis and what it depends on.
pub(crate) fn schemathesis(project: &Project) -> Result<PathBuf> {
    let pinned = project.path(REQUIREMENTS);
    let key = format!("schemathesis-{}", digest::short(&[&fs::read(&pinned)?]));
    let install = Install { key: &key, label: "Schemathesis", duration: "about 1 minute" };
    install.get(project, |partial| {
        ensure!(
            process::on_path("python3").is_some(),
            "python3 is missing: install Python (3.10 or newer) with pip, then run this again"
        );
        // Not a virtual environment, because its scripts name the folder, which is moved when it is ready.
        let mut pip = process::command("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target"]);
        process::quiet(pip.arg(partial).arg("--requirement").arg(&pinned)).map(|_| ())
    })
}
