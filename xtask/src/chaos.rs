//! `cargo xtask chaos`: kills a real workerd under load, lets its disk, its clock, its files and the
//! connections fail, and compares everything that anybody saw. The wire tests run a short form of it.

use anyhow::Result;

use crate::build::{self, Part};
use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

/// Passes the command line on: `--kills N`, `--seed S`.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    build::build(project, &[Part::Edge])?;
    let node = NodeTools::ready(project)?;
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "bellhop-tests", "--example", "bellhop-chaos"]);
    cargo.env("BELLHOP_ROOT", project.root()).env("BELLHOP_WORKERD", node.workerd());
    process::run(cargo.arg("--").args(arguments))
}
