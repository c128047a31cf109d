//! Where the pictures go, and how each is taken: what stands there now, in four ways.

use bellhop_tests::browser::Browser;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;

/// A way to look at a screen.
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

/// How long what moves may move, before the picture.
const STILL: Duration = Duration::from_millis(350);

/// The folder of pictures.
pub(crate) struct Screenshots(PathBuf);

impl Screenshots {
    /// Where `cargo xtask shots` wants them.
    pub(crate) fn from_env() -> Self {
        let folder = PathBuf::from(std::env::var_os("BELLHOP_SHOTS").unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Takes what a browser shows now, in every way; it is a light desktop again afterwards.
    pub(crate) async fn capture(&self, browser: &Browser, name: &str) {
        for device in &DEVICES {
            self.screenshot(browser, name, device).await;
        }
        Self::desk(browser).await;
        println!("{name}");
    }

    /// Takes one picture, of a light desktop.
    pub(crate) async fn once(&self, browser: &Browser, name: &str) {
        Self::desk(browser).await;
        self.screenshot(browser, name, &DEVICES[0]).await;
        println!("{name}");
    }

    /// Looks as people at a desk do.
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
