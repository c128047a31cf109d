//! From a crate to a module a browser loads: cargo, wasm-bindgen where it makes the glue, wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Workshop;
use crate::process;
use crate::toolchain::TARGET;
use crate::tools;

/// What every browser that runs wasm at all has had for years. Named one by one: all that
/// wasm-opt knows (`--all-features`) makes modules that browsers refuse.
const FEATURES: [&str; 5] =
    ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "sign-ext"];

/// How one crate becomes a module.
pub(super) struct Module<'a> {
    /// The package's name.
    pub(super) package: &'a str,
    /// The file cargo makes, without its folder.
    pub(super) artifact: &'a str,
    /// The profile of the workspace's `Cargo.toml`.
    pub(super) profile: &'a str,
    /// Flags for rustc, where the profile cannot say it.
    pub(super) rustflags: &'a str,
    /// The name of the JavaScript and the wasm.
    pub(super) out_name: &'a str,
    /// How hard wasm-opt tries.
    pub(super) optimise: &'a [&'a str],
}

impl Module<'_> {
    /// Builds a module that wasm-bindgen makes the glue for; gives the folder with `{out_name}.js`
    /// and `{out_name}_bg.wasm`.
    pub(super) fn build(&self, shop: &Workshop) -> Result<PathBuf> {
        self.compile(shop)?;
        let folder = self.folder(shop)?;
        let mut bindgen = shop.project.command(tools::wasm_bindgen(shop.project)?);
        bindgen
            .args(["--target", "web", "--no-typescript", "--out-name", self.out_name])
            .env_remove("RUST_BACKTRACE")
            .arg("--out-dir")
            .arg(&folder)
            .arg(self.artifact(shop));
        process::quiet(&mut bindgen)?;
        self.optimise(shop, &folder)?;
        Ok(folder)
    }

    /// Builds a module that has its own glue; gives the folder with `{out_name}_bg.wasm`.
    pub(super) fn build_alone(&self, shop: &Workshop) -> Result<PathBuf> {
        self.compile(shop)?;
        let (folder, artifact) = (self.folder(shop)?, self.artifact(shop));
        fs::create_dir_all(&folder)?;
        fs::copy(&artifact, folder.join(self.file()))
            .with_context(|| format!("no {}", artifact.display()))?;
        self.optimise(shop, &folder)?;
        Ok(folder)
    }

    fn file(&self) -> String {
        format!("{}_bg.wasm", self.out_name)
    }

    /// Where it is put, and nothing else.
    fn folder(&self, shop: &Workshop) -> Result<PathBuf> {
        let folder = shop.project.path(&format!("target/bellhop/{}", self.out_name));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(folder)
    }

    fn artifact(&self, shop: &Workshop) -> PathBuf {
        shop.project.wasm_target().join(TARGET).join(self.profile).join(self.artifact)
    }

    fn compile(&self, shop: &Workshop) -> Result<()> {
        let mut cargo = shop.project.command("cargo");
        cargo
            .args(["build", "--quiet", "--package", self.package])
            .args(["--profile", self.profile, "--target", TARGET])
            .arg("--target-dir")
            .arg(shop.project.wasm_target());
        if !self.rustflags.is_empty() {
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", self.rustflags);
        }
        shop.toolchain.apply(&mut cargo);
        process::run(&mut cargo)
    }

    fn optimise(&self, shop: &Workshop, folder: &Path) -> Result<()> {
        let file = folder.join(self.file());
        let mut optimise = shop.node.command(shop.project, "wasm-opt")?;
        optimise.arg(&file).arg("-o").arg(&file).args(self.optimise);
        for feature in FEATURES {
            optimise.arg(format!("--enable-{feature}"));
        }
        process::quiet(&mut optimise).map(|_| ())
    }
}
