//! The browsers of the tests: installed ones, or otherwise Debian's.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::cache::say;
use crate::process::on_path;
use crate::toolchain::apt;

/// A Chromium and its driver.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    /// The `chromedriver`, which the tests control.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Finds the two programs, or installs them.
    pub(crate) fn ready() -> Result<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        ensure!(
            on_path("apt-get").is_some(),
            "The browser tests need `chromium` and `chromedriver` on the PATH: install both"
        );
        say("Installing Chromium and its driver (about 1 minute, once)");
        apt(&["update"])?;
        apt(&["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"])?;
        Self::find().context("chromium is installed, but `chromedriver` is not on the PATH")
    }

    /// Finds Firefox, or installs it. It is driven without a driver.
    pub(crate) fn firefox() -> Result<PathBuf> {
        let find = || ["firefox-esr", "firefox"].into_iter().find_map(on_path);
        if let Some(firefox) = find() {
            return Ok(firefox);
        }
        ensure!(
            on_path("apt-get").is_some(),
            "The browser tests need `firefox` on the PATH, 148 or newer: install it"
        );
        say("Installing Firefox (about 1 minute, once)");
        apt(&["update"])?;
        apt(&["install", "-y", "--no-install-recommends", "firefox-esr"])
            .context("There is no `firefox-esr` here: put `firefox` on the PATH, 148 or newer")?;
        find().context("firefox-esr is installed, but not on the PATH")
    }

    fn find() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let chromium = names.into_iter().find_map(on_path)?;
        Some(Self { chromium, driver: on_path("chromedriver")? })
    }
}
