//! `cargo xtask schema`: what a dialogue's file may hold, for editors. A test of `bellhop` fails when it is
//! out of date.

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

const FILE: &str = "docs/stream.schema.json";

/// Writes the schema from the types.
pub(crate) fn write(project: &Project) -> Result<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop", "--", "schema"]);
    let schema = process::quiet(&mut cargo)?;
    std::fs::write(project.path(FILE), schema).with_context(|| format!("{FILE} can't be written"))
}
