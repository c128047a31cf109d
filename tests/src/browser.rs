//! A real Chromium, used by one person.

mod accessibility;
mod emulation;
mod frame;
mod widget;

use crate::child_guard::{ChildGuard, free_port, http_request, temp_paths};
use crate::devtools::Devtools;
use crate::env;
use crate::wait::PATIENCE;
use data_encoding::BASE64;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, ChromiumLikeCapabilities, DesiredCapabilities, Key, WebDriver, WebElement};
use tokio::time::{Instant, sleep};

/// A browser with its own profile. If its test fails, it leaves a screenshot.
pub struct Browser {
    /// Set until the end. It is leaked instead of dropped, because its `Drop` waits two minutes.
    driver: Option<WebDriver>,
    name: String,
    session: String,
    port: u16,
    profile: PathBuf,
    guard: Option<ChildGuard>,
}

/// The part of the screen that a selector refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The page itself.
    Page,
    /// The launcher, in its shadow root in the page.
    Launcher,
    /// The panel, in its frame.
    Panel,
}

pub const ESCAPE: Key = Key::Escape;

pub const UP: Key = Key::Up;

/// The lines of a browser's console.
pub type Logged = Vec<String>;

impl Browser {
    /// Starts a browser; `name` is the name of its screenshot: the test and the person.
    pub async fn open(name: &str) -> Self {
        let (profile, log) = temp_paths("chromium");
        let port = free_port();
        let mut driver = Command::new(env::chromedriver());
        driver.arg(format!("--port={port}"));
        let guard = ChildGuard::run(&profile, &driver, &log);
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&env::chromium().to_string_lossy()).unwrap();
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        for flag in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // One process for the page and its frame, because the driver only reads the console of
            // one process. The same-origin policy is unaffected.
            "--disable-site-isolation-trials",
            "--disable-features=IsolateOrigins,site-per-process",
            "--no-first-run",
            "--no-proxy-server",
            // The TLS proxy uses the tests' own certificate.
            "--ignore-certificate-errors",
            "--lang=en",
            "--window-size=1280,900",
        ] {
            capabilities.add_arg(flag).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.display())).unwrap();
        let deadline = Instant::now() + PATIENCE;
        let driver = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities.clone()).await {
                Ok(driver) => break driver,
                Err(error) => assert!(
                    Instant::now() < deadline,
                    "Chromium did not start: {error}; see {}",
                    log.display()
                ),
            }
            sleep(Duration::from_millis(50)).await;
        };
        let session = driver.handle().session_id().to_string();
        let (driver, guard, name) = (Some(driver), Some(guard), name.to_owned());
        Self { driver, name, session, port, profile, guard }
    }

    /// The browser's developer tools.
    pub async fn devtools(&self) -> Devtools {
        Devtools::connect(&self.profile).await
    }

    /// Opens an address.
    pub async fn visit(&self, url: &str) {
        self.driver()
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("{}: {url}: {error}", self.name));
    }

    /// Reloads the page.
    pub async fn reload(&self) {
        self.driver().refresh().await.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Waits until a matching element is visible, and returns its text.
    pub async fn see(&self, spot: Spot, css: &str) -> String {
        self.see_matching(spot, css, "to be shown", |_| true).await
    }

    /// Waits until a matching element is visible and contains the text.
    pub async fn see_text(&self, spot: Spot, css: &str, text: &str) -> String {
        self.see_matching(spot, css, &format!("to say “{text}”"), |texts| texts.contains(text))
            .await
    }

    async fn see_matching(
        &self,
        spot: Spot,
        css: &str,
        description: &str,
        is: impl Fn(&str) -> bool,
    ) -> String {
        self.until(spot, css, description, |texts| texts.iter().find(|text| is(text)).cloned())
            .await
    }

    /// Waits until no matching element is visible.
    pub async fn gone(&self, spot: Spot, css: &str) {
        self.until(spot, css, "to be gone", |texts| texts.is_empty().then_some(())).await;
    }

    /// Waits until the visible matching elements have exactly these texts.
    pub async fn see_all(&self, spot: Spot, css: &str, expected: &[String]) {
        let description = format!("to be {expected:?}");
        self.until(spot, css, &description, |texts| (texts == expected).then_some(())).await;
    }

    /// Waits until the texts of the visible matching elements satisfy `read`.
    pub async fn until<T>(
        &self,
        spot: Spot,
        css: &str,
        description: &str,
        good: impl Fn(&[String]) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let texts = self.texts(spot, css).await;
            if let Some(found) = texts.as_ref().ok().and_then(|texts| good(texts)) {
                return found;
            }
            assert!(
                Instant::now() < deadline,
                "{}: timed out waiting for {css} in the {spot:?} {description}; shown: {texts:?}",
                self.name
            );
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// The texts of the visible matching elements.
    pub async fn texts(&self, spot: Spot, css: &str) -> WebDriverResult<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.find(spot, css).await? {
            if element.is_displayed().await? {
                texts.push(element.text().await?);
            }
        }
        Ok(texts)
    }

    /// Clicks the first visible matching element.
    pub async fn click(&self, spot: Spot, css: &str) {
        self.act(spot, css, "be clicked", async |element| element.click().await).await;
    }

    /// Replaces the text of a field.
    pub async fn write(&self, spot: Spot, css: &str, text: &str) {
        self.act(spot, css, "be written in", async |element| {
            element.send_keys(Key::Control + "a").await?;
            element.send_keys(text).await
        })
        .await;
    }

    /// Chooses a file in a file field.
    pub async fn choose(&self, spot: Spot, css: &str, file: &std::path::Path) {
        let path = file.to_string_lossy().into_owned();
        self.act(spot, css, "take a file", async |element| element.send_keys(&path).await).await;
    }

    /// Saves a screenshot under that name in the folder `BELLHOP_SHOTS`, if that is set.
    pub async fn shot(&self, name: &str) {
        if let Some(folder) = std::env::var_os("BELLHOP_SHOTS") {
            let path = std::path::Path::new(&folder).join(format!("{name}.png"));
            self.driver().screenshot(&path).await.unwrap();
        }
    }

    /// Presses Enter in the matching element.
    pub async fn enter(&self, spot: Spot, css: &str) {
        self.act(spot, css, "take Enter", async |element| element.send_keys(Key::Enter + "").await)
            .await;
    }

    /// Presses a key in the focused element.
    pub async fn press(&self, key: Key) {
        let keys = self.driver().action_chain().send_keys(key + "");
        keys.perform().await.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Drags an element to the middle of another one, plus an offset in pixels.
    pub async fn drag(&self, css: &str, to: &str, on: i64) {
        let middle = |css: &str| {
            format!(
                "(({{ top, bottom }}) => (top + bottom) / 2)(document.querySelector('{css}').getBoundingClientRect())"
            )
        };
        let distance = self.run(&format!("return {} - {}", middle(to), middle(css))).await;
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
        let distance = distance.as_f64().unwrap() as i64 + on;
        let description = self.find(Spot::Page, css).await.unwrap().remove(0);
        let hold =
            self.driver().action_chain().move_to_element_center(&description).click_and_hold();
        let moved = hold
            .move_by_offset(0, distance / 2)
            .move_by_offset(0, distance - distance / 2)
            .release();
        moved.perform().await.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Presses a key with Ctrl.
    pub async fn ctrl(&self, key: &str) {
        self.holding(Key::Control, key).await;
    }

    /// Presses a key with Alt.
    pub async fn alt(&self, key: &str) {
        self.holding(Key::Alt, key).await;
    }

    async fn holding(&self, modifier: Key, key: &str) {
        let keys = self.driver().action_chain().key_down(modifier.clone()).send_keys(key);
        let pressed = keys.key_up(modifier).perform().await;
        pressed.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Types into the focused element.
    pub async fn types(&self, text: &str) {
        let typed = self.driver().action_chain().send_keys(text).perform().await;
        typed.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Drags the first visible match over another element, without releasing it.
    pub async fn carry(&self, from: &str, to: &str) {
        self.act(Spot::Page, from, "be carried", async |element| {
            element.scroll_into_view().await?;
            let onto = self.driver().find(By::Css(to)).await?;
            let chain = self.driver().action_chain().click_and_hold_element(element);
            let chain = chain.move_by_offset(9, 9).move_to_element_center(&onto);
            chain.move_by_offset(1, 1).perform().await
        })
        .await;
    }

    /// Releases what is dragged.
    pub async fn let_go(&self) {
        let let_go = self.driver().action_chain().release().perform().await;
        let_go.unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Saves a screenshot for people to look at, in a window of that size.
    pub async fn draw(&self, name: &str, width: u32, height: u32) {
        self.driver().enter_default_frame().await.unwrap();
        self.driver().set_window_rect(0, 0, width, height).await.unwrap();
        sleep(Duration::from_millis(600)).await;
        let png = self.driver().screenshot_as_png().await.unwrap();
        let shots = env::root().join("target/bellhop/shots");
        std::fs::create_dir_all(&shots).unwrap();
        std::fs::write(shots.join(format!("{name}.png")), png).unwrap();
    }

    /// The value of a field.
    pub async fn value(&self, spot: Spot, css: &str) -> String {
        let found = self.act(spot, css, "have a value", async |element| element.value().await);
        found.await.unwrap_or_default()
    }

    async fn act<T>(
        &self,
        spot: Spot,
        css: &str,
        description: &str,
        act: impl AsyncFn(&WebElement) -> WebDriverResult<T>,
    ) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let acted = match self.find(spot, css).await {
                Ok(found) => match found.first() {
                    Some(element) => act(element).await.map_err(|error| error.to_string()),
                    None => Err("there is none".to_owned()),
                },
                Err(error) => Err(error.to_string()),
            };
            match acted {
                Ok(value) => return value,
                Err(error) => assert!(
                    Instant::now() < deadline,
                    "{}: {css} in the {spot:?} would not {description}: {error}",
                    self.name
                ),
            }
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// Runs a script in the page, and returns its result.
    pub async fn run(&self, script: &str) -> Value {
        self.run_in(Spot::Page, script).await
    }

    /// Runs a script at that spot, and returns its result.
    pub async fn run_in(&self, spot: Spot, script: &str) -> Value {
        self.find(spot, "*").await.unwrap();
        let ran = self.driver().execute(script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {script}: {error}", self.name)).json().clone()
    }

    /// Runs a script at that spot, if that is there.
    pub async fn try_run_in(&self, spot: Spot, script: &str) -> Option<Value> {
        self.find(spot, "*").await.ok()?;
        Some(self.driver().execute(script, Vec::new()).await.ok()?.json().clone())
    }

    /// What it shows now, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.driver().enter_default_frame().await.unwrap();
        self.driver().screenshot_as_png().await.unwrap()
    }

    /// Opens an address in a new tab, and switches to it.
    pub async fn tab(&self, url: &str) {
        let tab = self.driver().new_tab().await.unwrap();
        self.driver().switch_to_window(tab).await.unwrap();
        self.visit(url).await;
    }

    /// Closes the current tab, and switches to the first one.
    pub async fn back(&self) {
        self.driver().close_window().await.unwrap();
        let first = self.driver().windows().await.unwrap().remove(0);
        self.driver().switch_to_window(first).await.unwrap();
    }

    /// The names of the cookies that it would send to the current page.
    pub async fn cookie_names(&self) -> Vec<String> {
        let cookies = self.driver().get_all_cookies().await.unwrap();
        cookies.into_iter().map(|cookie| cookie.name).collect()
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("a browser that is open")
    }

    async fn find(&self, spot: Spot, css: &str) -> WebDriverResult<Vec<WebElement>> {
        self.driver().enter_default_frame().await?;
        if spot == Spot::Page {
            return self.driver().find_all(By::Css(css)).await;
        }
        let host = self.driver().find(By::Css("bellhop-widget")).await?;
        let shadow = host.get_shadow_root().await?;
        if spot == Spot::Launcher {
            return shadow.find_all(By::Css(css)).await;
        }
        shadow.find(By::Css("iframe")).await?.enter_frame().await?;
        self.driver().find_all(By::Css(css)).await
    }

    /// Returns the errors in the consoles of these spots, of our code or of the browser. To prove
    /// that each console is read, it first logs an error there itself.
    pub async fn complaints(&self, spots: &[Spot]) -> Logged {
        const SENTINEL: &str = "bellhop-tests can hear this";
        for spot in spots {
            self.find(*spot, "*").await.unwrap();
            let say = format!("console.error('{SENTINEL}')");
            self.driver().execute(say, Vec::new()).await.unwrap();
        }
        let (mut flushed, mut logged) = (0, Logged::new());
        let deadline = Instant::now() + PATIENCE;
        while flushed < spots.len() {
            assert!(
                Instant::now() < deadline,
                "{}: only {flushed} consoles can be read",
                self.name
            );
            for entry in self.driver().browser_log().await.unwrap() {
                let bad = entry.level == "SEVERE" || entry.message.contains("Content Security");
                match entry.message.contains(SENTINEL) {
                    true => flushed += 1,
                    false if bad => logged.push(format!("{}: {}", self.name, entry.message)),
                    false => {}
                }
            }
        }
        logged
    }

    fn leave_picture(&self) {
        let path = format!("/session/{}/screenshot", self.session);
        let Ok(answer) = http_request(self.port, "GET", &path) else { return };
        let json: Value = serde_json::from_slice(&answer).unwrap_or_default();
        let Ok(png) = BASE64.decode(json["value"].as_str().unwrap_or_default().as_bytes()) else {
            return;
        };
        let shots = env::root().join("target/bellhop/shots");
        let path = shots.join(format!("{}.png", self.name));
        if std::fs::create_dir_all(&shots).and_then(|()| std::fs::write(&path, png)).is_ok() {
            println!("what {} showed: {}", self.name, path.display());
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_picture();
        }
        let _ = http_request(self.port, "DELETE", &format!("/session/{}", self.session));
        if let Some(driver) = self.driver.take() {
            let _ = driver.leak();
        }
        if let Some(guard) = self.guard.take() {
            guard.end();
        }
    }
}
