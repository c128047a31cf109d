//! The archive for one machine: the server, the command, and what systemd, Caddy and Docker need.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::Folder;
use crate::project::Project;
use crate::tools::NodeTools;

/// What is in `deploy` for one machine, by its name in the archive.
const FILES: [&str; 6] =
    ["README.md", "bellhop.service", "bellhop.socket", "Caddyfile", "Dockerfile", "compose.yaml"];

/// The platform of the archive: that of this program.
pub(super) fn platform() -> String {
    format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Fills the folder.
pub(super) fn fill(
    project: &Project,
    node: &NodeTools,
    program: &Path,
    folder: &Folder,
) -> Result<()> {
    for file in FILES {
        folder.copy(&project.path("deploy").join(file), file)?;
    }
    folder.copy_documents(project)?;
    folder.copy(program, "bellhop")?;
    folder.copy_all(&project.dist(), "server/www")?;
    folder.copy_all(&project.compressed(), "server/compressed")?;
    let server = folder.path("server/bellhop-server");
    compile(project, node, &server)?;
    Ok(fs::set_permissions(server, Permissions::from_mode(0o755))?)
}

/// Compiles workerd with our worker and its configuration into one program.
fn compile(project: &Project, node: &NodeTools, to: &Path) -> Result<()> {
    let file = fs::File::create(to)?;
    let mut workerd = project.command(node.workerd());
    workerd.args(["compile", "edge/workerd.capnp"]).stdout(file);
    let done = workerd.output().context("workerd could not be started")?;
    if !done.status.success() {
        bail!("`workerd compile` failed: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}
