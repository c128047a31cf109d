//! `cargo xtask deploy-check`: checks that `wrangler deploy` would succeed.

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

/// Runs everything of a deployment but the upload, including the build command.
pub(crate) fn check(project: &Project) -> Result<()> {
    let node = NodeTools::ready(project)?;
    let mut wrangler = node.command(project, "wrangler")?;
    wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(project.path("target/bellhop/deploy"));
    let said = process::quiet(&mut wrangler).context("`wrangler deploy` would fail")?;
    for line in said.lines().filter(|line| line.contains("Total Upload") || line.contains("env.")) {
        println!("  {}", line.trim());
    }
    Ok(())
}
