//! Tools from npm: Node.js, wrangler (with workerd), esbuild, binaryen, TypeScript and axe.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::first_on_path;
use crate::build::digest;
use crate::cache::Install;
use crate::process;
use crate::project::Project;

/// The installed tools, in pinned versions.
#[derive(Clone, Debug)]
pub(crate) struct NodeTools {
    bin: PathBuf,
}

impl NodeTools {
    /// Installs the tools that `xtask/tools/package.json` pins.
    pub(crate) fn ready(project: &Project) -> Result<Self> {
        let label = "node, wrangler, esbuild, binaryen, TypeScript and axe";
        let modules = install(project, "xtask/tools", "npm-tools", label)?;
        Ok(Self { bin: modules.join(".bin") })
    }

    /// The path of a tool.
    pub(crate) fn path(&self, tool: &str) -> PathBuf {
        self.bin.join(tool)
    }

    /// A file of one of the packages.
    pub(crate) fn module(&self, file: &str) -> PathBuf {
        self.bin.with_file_name(file)
    }

    /// The workerd binary itself, without the npm script, so that killing the process kills
    /// workerd.
    pub(crate) fn workerd(&self) -> PathBuf {
        let packages = self.bin.with_file_name("@cloudflare");
        ["workerd-linux-64", "workerd-linux-arm64", "workerd-darwin-arm64", "workerd-darwin-64"]
            .iter()
            .map(|package| packages.join(package).join("bin/workerd"))
            .find(|file| file.is_file())
            .unwrap_or_else(|| self.path("workerd"))
    }

    /// The version of an installed package.
    pub(crate) fn version(&self, package: &str) -> Result<String> {
        let text = fs::read_to_string(self.module(&format!("{package}/package.json")))?;
        let json: serde_json::Value = serde_json::from_str(&text)?;
        Ok(json["version"].as_str().unwrap_or_default().to_owned())
    }

    /// The folder of the tools.
    pub(crate) fn folder(&self) -> &Path {
        &self.bin
    }

    /// A command that runs a tool at the root of the repository, with the pinned Node.js.
    pub(crate) fn command(&self, project: &Project, tool: &str) -> Result<Command> {
        let mut command = project.command(self.path(tool));
        first_on_path(&mut command, &self.bin)?;
        command.env("WRANGLER_SEND_METRICS", "false");
        Ok(command)
    }
}

/// Installs Lucide, and returns the folder of its packages.
pub(crate) fn install_icons(project: &Project) -> Result<PathBuf> {
    install(project, "xtask/tools/icons", "npm-icons", "lucide-static")
}

/// Installs the OpenID provider of the tests, and returns its main module.
pub(crate) fn install_oidc_provider(project: &Project) -> Result<PathBuf> {
    let modules = install(project, "xtask/tools/oidc", "npm-oidc", "oidc-provider")?;
    Ok(modules.join("oidc-provider/lib/index.js"))
}

/// Installs the widgets of others that ours is measured beside, and returns the folder of their packages.
pub(crate) fn install_widgets(project: &Project) -> Result<PathBuf> {
    install(project, "xtask/tools/widgets", "npm-widgets", "@n8n/chat and deep-chat")
}

/// Installs socket.io, which `cargo xtask bench server` measures beside Bellhop.
pub(crate) fn install_socket_io(project: &Project) -> Result<PathBuf> {
    install(project, "xtask/tools/socket_io", "npm-socket-io", "socket.io")
}

fn install(project: &Project, folder: &str, name: &str, label: &str) -> Result<PathBuf> {
    let pinned = project.path(folder);
    let lock = fs::read(pinned.join("package-lock.json"))?;
    let key = format!("{name}-{}", digest::short(&[&lock]));
    let install = Install { key: &key, label, duration: "about 1 minute" };
    let path = install.get(project, |partial| {
        ensure!(
            process::on_path("npm").is_some(),
            "npm is missing: install Node.js (20 or newer) with npm, then run this again"
        );
        for file in ["package.json", "package-lock.json"] {
            fs::copy(pinned.join(file), partial.join(file))?;
        }
        // Not `npm ci`, because it requires the packages of other systems, which some mirrors lack.
        let mut npm = process::command("npm");
        npm.current_dir(partial).args(["install", "--no-audit", "--no-fund", "--loglevel=error"]);
        process::quiet(&mut npm).map(|_| ())
    })?;
    Ok(path.join("node_modules"))
}
