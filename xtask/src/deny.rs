//! `cargo xtask deny`: licences, known vulnerabilities, duplicates and sources of what we depend on. Not a step
//! of `cargo xtask test`: the list of vulnerabilities comes over the network, and the tool takes minutes to
//! compile.

use anyhow::Result;

use crate::process;
use crate::project::Project;
use crate::tools;

/// Checks the locked dependencies as `deny.toml` says.
pub(crate) fn run(project: &Project) -> Result<()> {
    let mut deny = project.command(tools::cargo_deny(project)?);
    process::run(deny.args(["--workspace", "--locked", "check"]))
}
