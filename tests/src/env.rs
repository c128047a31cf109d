//! The environment set by `cargo xtask test`: paths of programs and builds.

use std::path::PathBuf;

/// The root of the repository, with `edge/build` and `www/dist` built.
pub fn root() -> PathBuf {
    path("BELLHOP_ROOT")
}

/// The workerd binary.
pub fn workerd() -> PathBuf {
    path("BELLHOP_WORKERD")
}

/// The `bellhop` command line of this workspace.
pub fn cli() -> PathBuf {
    path("BELLHOP_CLI")
}

/// The Node.js binary.
pub fn node() -> PathBuf {
    path("BELLHOP_NODE")
}

/// The archive for one machine.
pub fn archive() -> PathBuf {
    path("BELLHOP_ARCHIVE")
}

/// The archive for Cloudflare.
pub fn cloudflare_archive() -> PathBuf {
    path("BELLHOP_CLOUDFLARE_ARCHIVE")
}

/// The script of wrangler.
pub fn wrangler() -> PathBuf {
    path("BELLHOP_WRANGLER")
}

/// The script of axe-core, which checks accessibility.
pub fn axe() -> PathBuf {
    path("BELLHOP_AXE")
}

/// The main module of the OpenID provider of the tests, for Node.js.
pub fn oidc_provider() -> PathBuf {
    path("BELLHOP_OIDC_PROVIDER")
}

/// The folder of Schemathesis, for Python.
pub fn schemathesis() -> PathBuf {
    path("BELLHOP_SCHEMATHESIS")
}

/// The Chromium binary.
pub fn chromium() -> PathBuf {
    path("BELLHOP_CHROMIUM")
}

/// The Firefox binary.
pub fn firefox() -> PathBuf {
    path("BELLHOP_FIREFOX")
}

/// The `chromedriver` binary.
pub fn chromedriver() -> PathBuf {
    path("BELLHOP_CHROMEDRIVER")
}

fn path(name: &str) -> PathBuf {
    let Some(path) = std::env::var_os(name).map(PathBuf::from) else {
        panic!("{name} is not set. Run these tests with `cargo xtask test`")
    };
    assert!(
        path.exists(),
        "{name} is {}, which does not exist. Run `cargo xtask test`",
        path.display()
    );
    path
}
