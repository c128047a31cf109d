//! `cargo xtask schema`: writes the JSON Schemas of a dialogue's file and of its promises, for editors, the OpenAPI
//! description of the HTTP API, and the pages of limits, permissions and rights. A test fails if one is outdated.

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

/// Each file, and the command that prints it.
const FILES: [(&str, &[&str]); 6] = [
    ("docs/stream.schema.json", &["--package", "bellhop", "--", "schema"]),
    ("docs/promises.schema.json", &["--package", "bellhop", "--", "schema", "--promises"]),
    (
        "docs/openapi.json",
        &["--package", "bellhop-shared", "--features", "schema", "--example", "openapi"],
    ),
    ("docs/limits.md", &["--package", "bellhop-shared", "--example", "limits"]),
    ("docs/permissions.md", &["--package", "bellhop-shared", "--example", "permissions"]),
    ("docs/rights.md", &["--package", "bellhop-shared", "--example", "rights"]),
];

/// Generates the files from the types.
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
