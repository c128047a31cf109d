//! The worker: `worker-build` makes the module that workerd and Cloudflare load.

use anyhow::Result;

use super::Workshop;
use crate::process;
use crate::tools::{self, first_on_path};

/// Builds `edge/build/index.js` and `edge/build/index_bg.wasm`.
pub(super) fn build(shop: &Workshop) -> Result<()> {
    let bindgen = tools::wasm_bindgen(shop.project)?;
    let mut worker_build = shop.project.command(tools::worker_build(shop.project)?);
    worker_build
        .current_dir(shop.project.path("edge"))
        .arg("--release")
        .env_remove("RUST_BACKTRACE")
        .env("CARGO_TARGET_DIR", shop.project.wasm_target())
        .env("WASM_BINDGEN_BIN", bindgen)
        .env("ESBUILD_BIN", shop.node.path("esbuild"));
    first_on_path(&mut worker_build, shop.node.folder())?;
    shop.toolchain.apply(&mut worker_build);
    process::quiet(&mut worker_build).map(|_| ())
}
