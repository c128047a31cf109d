//! Takes screenshots in four variants.

use bellhop_tests::browser::Browser;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;

struct Device {
    name: &'static str,
    width: u32,
    height: u32,
    phone: bool,
    scheme: &'static str,
}

const DEVICES: [Device; 4] = [
    Device { name: "desktop-light", width: 1440, height: 900, phone: false, scheme: "light" },
    Device { name: "desktop-dark", width: 1440, height: 900, phone: false, scheme: "dark" },
    Device { name: "phone-light", width: 390, height: 844, phone: true, scheme: "light" },
    Device { name: "phone-dark", width: 390, height: 844, phone: true, scheme: "dark" },
];

/// How long animations may take before the screenshot.
const STILL: Duration = Duration::from_millis(350);

/// The folder of screenshots.
pub(crate) struct Screenshots(PathBuf);

impl Screenshots {
    /// Reads the folder from the environment that `cargo xtask shots` sets.
    pub(crate) fn from_env() -> Self {
        let folder = PathBuf::from(std::env::var_os("BELLHOP_SHOTS").unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Takes a screenshot in every variant, and returns to the light desktop.
    pub(crate) async fn capture(&self, browser: &Browser, name: &str) {
        for device in &DEVICES {
            self.screenshot(browser, name, device).await;
        }
        Self::desk(browser).await;
        println!("{name}");
    }

    /// Takes a screenshot on the desktop and on the phone, both light.
    pub(crate) async fn in_light(&self, browser: &Browser, name: &str) {
        for device in DEVICES.iter().filter(|device| device.scheme == "light") {
            self.screenshot(browser, name, device).await;
        }
        Self::desk(browser).await;
        println!("{name}");
    }

    /// Takes one screenshot, on the light desktop.
    pub(crate) async fn once(&self, browser: &Browser, name: &str) {
        Self::desk(browser).await;
        self.screenshot(browser, name, &DEVICES[0]).await;
        println!("{name}");
    }

    /// Switches to the light desktop.
    pub(crate) async fn desk(browser: &Browser) {
        let Device { width, height, scheme, .. } = DEVICES[0];
        browser.measures(width, height, false).await;
        browser.prefers(scheme).await;
    }

    async fn screenshot(&self, browser: &Browser, name: &str, device: &Device) {
        browser.measures(device.width, device.height, device.phone).await;
        browser.prefers(device.scheme).await;
        sleep(STILL).await;
        let png = browser.picture().await;
        std::fs::write(self.0.join(format!("{name}.{}.png", device.name)), png).unwrap();
    }
}
