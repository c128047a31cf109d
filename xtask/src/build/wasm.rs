//! Builds a wasm module from a crate: cargo, wasm-bindgen, wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Workshop, bindings};
use crate::process;
use crate::toolchain::TARGET;
use crate::tools;

/// The wasm features that every browser has had for years, listed one by one because
/// `--all-features` of wasm-opt makes modules that browsers refuse.
const FEATURES: [&str; 6] = [
    "bulk-memory",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// How a crate becomes a wasm module.
pub(super) struct Module<'a> {
    /// The package's name.
    pub(super) package: &'a str,
    /// The name of the file that cargo makes.
    pub(super) artifact: &'a str,
    /// The profile of the workspace's `Cargo.toml`.
    pub(super) profile: &'a str,
    /// Flags for rustc that a profile can't express.
    pub(super) rustflags: &'a str,
    /// The name of the JavaScript and wasm files.
    pub(super) out_name: &'a str,
    /// The options of wasm-opt, which does not run without any.
    pub(super) optimise: &'a [&'a str],
}

impl Module<'_> {
    /// Builds a module with wasm-bindgen's JavaScript, which loads it from its own folder; returns
    /// the folder with `{out_name}.js` and `{out_name}_bg.wasm`.
    pub(super) fn build(&self, shop: &Workshop) -> Result<PathBuf> {
        self.compile(shop)?;
        let folder = self.folder(shop)?;
        self.bind(shop, &folder, &["--target", "web"])?;
        self.optimise(shop, &folder, &[])?;
        Ok(folder)
    }

    /// Builds a module whose imports and exports have names of one letter; returns the folder with
    /// `{out_name}_bg.wasm` and `{out_name}.js`, which exports `instantiate` and what the crate does.
    pub(super) fn build_short(&self, shop: &Workshop) -> Result<PathBuf> {
        self.compile(shop)?;
        let folder = self.folder(shop)?;
        self.bind(shop, &folder, &["--target", "bundler", "--encode-into", "always"])?;
        let names = self.optimise(shop, &folder, &["--minify-imports-and-exports-and-modules"])?;
        bindings::shorten(&folder, self.out_name, &names)?;
        Ok(folder)
    }

    fn bind(&self, shop: &Workshop, folder: &Path, options: &[&str]) -> Result<()> {
        let mut bindgen = shop.project.command(tools::wasm_bindgen(shop.project)?);
        bindgen
            .args(["--no-typescript", "--out-name", self.out_name])
            .args(options)
            .env_remove("RUST_BACKTRACE")
            .arg("--out-dir")
            .arg(folder)
            .arg(self.artifact(shop));
        process::quiet(&mut bindgen).map(|_| ())
    }

    fn file(&self) -> String {
        format!("{}_bg.wasm", self.out_name)
    }

    /// Returns the path of the output folder, and deletes what an earlier build left there.
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

    /// Returns what wasm-opt prints.
    fn optimise(&self, shop: &Workshop, folder: &Path, passes: &[&str]) -> Result<String> {
        if self.optimise.is_empty() {
            return Ok(String::new());
        }
        let file = folder.join(self.file());
        let mut optimise = shop.node.command(shop.project, "wasm-opt")?;
        optimise.arg(&file).arg("-o").arg(&file).args(self.optimise).args(passes);
        for feature in FEATURES {
            optimise.arg(format!("--enable-{feature}"));
        }
        process::quiet(&mut optimise)
    }
}
