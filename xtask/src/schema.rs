//! `cargo xtask schema`: what a dialogue's file may hold, for editors, and the HTTP API for who writes a
//! client of it. A test of `bellhop` fails when either is out of date.

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

/// Each file, and what prints it.
const FILES: [(&str, &[&str]); 2] = [
    ("docs/stream.schema.json", &["--package", "bellhop", "--", "schema"]),
    (
        "docs/openapi.json",
        &["--package", "bellhop-shared", "--features", "schema", "--example", "openapi"],
    ),
];

/// Writes the files from the types.
pub(crate) fn write(project: &Project) -> Result<()> {
    for (file, arguments) in FILES {
        let mut cargo = project.command("cargo");
        cargo.args(["run", "--quiet"]).args(arguments);
        let text = process::quiet(&mut cargo)?;
        std::fs::write(project.path(file), text)
            .with_context(|| format!("{file} can't be written"))?;
    }
    Ok(())
}
