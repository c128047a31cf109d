//! Where the pictures go, and how each is taken: what stands there now, in four ways.

use bellhop_tests::browser::Browser;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::sleep;

/// A way to look at a screen.
struct Look {
    name: &'static str,
    width: u32,
    height: u32,
    phone: bool,
    scheme: &'static str,
}

const LOOKS: [Look; 4] = [
    Look { name: "desktop-light", width: 1440, height: 900, phone: false, scheme: "light" },
    Look { name: "desktop-dark", width: 1440, height: 900, phone: false, scheme: "dark" },
    Look { name: "phone-light", width: 390, height: 844, phone: true, scheme: "light" },
    Look { name: "phone-dark", width: 390, height: 844, phone: true, scheme: "dark" },
];

/// How long what moves may move, before the picture.
const STILL: Duration = Duration::from_millis(350);

/// The folder of pictures.
pub(crate) struct Album(PathBuf);

impl Album {
    /// Where `cargo xtask shots` wants them.
    pub(crate) fn given() -> Self {
        let folder = PathBuf::from(std::env::var_os("BELLHOP_SHOTS").unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Takes what a browser shows now, in every way; it is a light desktop again afterwards.
    pub(crate) async fn take(&self, browser: &Browser, name: &str) {
        for look in &LOOKS {
            self.look(browser, name, look).await;
        }
        Self::desk(browser).await;
        println!("{name}");
    }

    /// Takes one picture, of a light desktop.
    pub(crate) async fn once(&self, browser: &Browser, name: &str) {
        Self::desk(browser).await;
        self.look(browser, name, &LOOKS[0]).await;
        println!("{name}");
    }

    /// Looks as people at a desk do.
    pub(crate) async fn desk(browser: &Browser) {
        let Look { width, height, scheme, .. } = LOOKS[0];
        browser.measures(width, height, false).await;
        browser.prefers(scheme).await;
    }

    async fn look(&self, browser: &Browser, name: &str, look: &Look) {
        browser.measures(look.width, look.height, look.phone).await;
        browser.prefers(look.scheme).await;
        sleep(STILL).await;
        let png = browser.picture().await;
        std::fs::write(self.0.join(format!("{name}.{}.png", look.name)), png).unwrap();
    }
}
