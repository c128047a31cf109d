//! What `cargo xtask test` gives: where the programs and the builds are.

use std::path::PathBuf;

/// The clone, with `edge/build` and `www/dist` built.
pub fn root() -> PathBuf {
    path("BELLHOP_ROOT")
}

/// The program that runs the worker.
pub fn workerd() -> PathBuf {
    path("BELLHOP_WORKERD")
}

/// The command line that this project makes.
pub fn cli() -> PathBuf {
    path("BELLHOP_CLI")
}

/// The program that runs JavaScript.
pub fn node() -> PathBuf {
    path("BELLHOP_NODE")
}

/// The program that looks for what people with disabilities would stumble over.
pub fn axe() -> PathBuf {
    path("BELLHOP_AXE")
}

/// The browser.
pub fn chromium() -> PathBuf {
    path("BELLHOP_CHROMIUM")
}

/// What drives the browser.
pub fn chromedriver() -> PathBuf {
    path("BELLHOP_CHROMEDRIVER")
}

fn path(name: &str) -> PathBuf {
    let Some(path) = std::env::var_os(name).map(PathBuf::from) else {
        panic!("{name} is not set. These tests need the real thing: run them by `cargo xtask test`")
    };
    assert!(
        path.exists(),
        "{name} is {}, where nothing is: run `cargo xtask test`",
        path.display()
    );
    path
}
