//! A real Firefox, used by one visitor, and driven by the protocol that is built into it, `WebDriver BiDi`.

use crate::browser::Spot;
use crate::child_guard::{ChildGuard, free_port, temp_paths};
use crate::env;
use crate::socket::{Endpoint, Socket};
use crate::wait::{PATIENCE, within};
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How `BiDi` writes the Enter key.
const ENTER: &str = "\u{E007}";

/// A browser with its own profile.
pub struct Firefox {
    name: String,
    socket: Socket,
    /// The number of the last command.
    last: u64,
    /// The tab that commands are for.
    tab: String,
    /// Lines of the console, and errors of scripts, that are errors.
    errors: Vec<String>,
    guard: Option<ChildGuard>,
}

impl Firefox {
    /// Starts a browser; `preferences` are lines like those of `about:config`: a name, and its value as
    /// JavaScript.
    pub async fn open(name: &str, preferences: &[(&str, &str)]) -> Self {
        let (profile, log) = temp_paths("firefox");
        std::fs::create_dir_all(&profile).unwrap();
        let own = [("network.proxy.type", "0"), ("intl.accept_languages", "'en'")];
        let line = |(name, value): &(&str, &str)| format!("user_pref('{name}', {value});\n");
        let lines: String = own.iter().chain(preferences).map(line).collect();
        std::fs::write(profile.join("user.js"), lines).unwrap();
        let port = free_port();
        let mut firefox = Command::new(env::firefox());
        firefox.args(["--headless", "--no-remote", "--profile"]).arg(&profile);
        firefox.args([&format!("--remote-debugging-port={port}"), "about:blank"]);
        firefox.env("HOME", &profile);
        firefox.env("MOZ_HEADLESS_WIDTH", "1280").env("MOZ_HEADLESS_HEIGHT", "900");
        let guard = Some(ChildGuard::run(&profile, &firefox, &log));
        let url = format!("ws://127.0.0.1:{port}/session");
        let endpoint = Endpoint { url, headers: Vec::new() };
        let deadline = Instant::now() + PATIENCE;
        let socket = loop {
            match endpoint.open_without_pings().await {
                Ok(socket) => break socket,
                Err(error) => assert!(
                    Instant::now() < deadline,
                    "Firefox did not start: {error:?}; see {}",
                    log.display()
                ),
            }
            sleep(Duration::from_millis(50)).await;
        };
        let (name, tab) = (name.to_owned(), String::new());
        let mut browser = Self { name, socket, last: 0, tab, errors: Vec::new(), guard };
        browser.command("session.new", json!({ "capabilities": {} })).await;
        browser.command("session.subscribe", json!({ "events": ["log.entryAdded"] })).await;
        let tree = browser.command("browsingContext.getTree", json!({})).await;
        tree["contexts"][0]["context"].as_str().unwrap().clone_into(&mut browser.tab);
        browser
    }

    /// Opens an address.
    pub async fn visit(&mut self, url: &str) {
        let go = json!({ "context": self.tab, "url": url, "wait": "complete" });
        self.command("browsingContext.navigate", go).await;
    }

    /// Reloads the page.
    pub async fn reload(&mut self) {
        let reload = json!({ "context": self.tab, "wait": "complete" });
        self.command("browsingContext.reload", reload).await;
    }

    /// The value of an expression in the page, as text.
    pub async fn run(&mut self, expression: &str) -> String {
        let tab = self.tab.clone();
        let ran = self.evaluate(&tab, &format!("String({expression})")).await;
        ran["value"].as_str().unwrap_or_else(|| panic!("{expression}: {ran}")).to_owned()
    }

    /// Waits until a matching element is visible and contains the text.
    pub async fn see_text(&mut self, spot: Spot, css: &str, text: &str) {
        let shown = format!(
            "[...{}.querySelectorAll({css:?})].filter((one) => one.checkVisibility())
                .map((one) => one.textContent).join('\\n')",
            root(spot)
        );
        let deadline = Instant::now() + PATIENCE;
        loop {
            let texts = self.at(spot, &shown).await;
            let texts = texts.as_ref().and_then(|found| found["value"].as_str());
            if texts.is_some_and(|texts| texts.contains(text)) {
                return;
            }
            let late = Instant::now() >= deadline;
            assert!(!late, "{}: {css} in the {spot:?} never said “{text}”: {texts:?}", self.name);
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// Clicks the first matching element with the mouse, once it is there and stands still.
    pub async fn click(&mut self, spot: Spot, css: &str) {
        // Nothing else may be where it is, or on the way.
        let element = format!(
            "((one) => {{
                const {{ x, y, width, height }} = one?.getBoundingClientRect() ?? {{}};
                const moves = one?.getRootNode().getAnimations()
                    .some(({{ playState, effect }}) => playState == 'running'
                        && effect.getComputedTiming().endTime < Infinity);
                const hit = one?.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
                return !moves && one?.contains(hit) ? one : null;
            }})({}.querySelector({css:?}))",
            root(spot)
        );
        let deadline = Instant::now() + PATIENCE;
        let (context, id) = loop {
            let found = self.at(spot, &element).await;
            let id = found.as_ref().and_then(|found| found["sharedId"].as_str());
            if let (Some(id), Some(context)) = (id, self.context(spot).await) {
                break (context, id.to_owned());
            }
            let late = Instant::now() >= deadline;
            assert!(!late, "{}: {css} in the {spot:?} can't be clicked: {found:?}", self.name);
            sleep(Duration::from_millis(60)).await;
        };
        let origin = json!({ "type": "element", "element": { "sharedId": id } });
        let mouse = json!({ "type": "pointer", "id": "mouse", "actions": [
            { "type": "pointerMove", "x": 0, "y": 0, "origin": origin },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]});
        self.command("input.performActions", json!({ "context": context, "actions": [mouse] }))
            .await;
    }

    /// Clicks a field of the panel, types into it, and presses Enter.
    pub async fn enters(&mut self, css: &str, text: &str) {
        self.click(Spot::Panel, css).await;
        let Some(context) = self.context(Spot::Panel).await else { panic!("the panel is gone") };
        let mut strokes = Vec::new();
        for key in text.chars().map(String::from).chain([ENTER.to_owned()]) {
            strokes.push(json!({ "type": "keyDown", "value": key }));
            strokes.push(json!({ "type": "keyUp", "value": key }));
        }
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.command("input.performActions", json!({ "context": context, "actions": [keyboard] }))
            .await;
    }

    /// The errors in the consoles of page and panel so far.
    pub fn complaints(&self) -> &[String] {
        &self.errors
    }

    /// Evaluates an expression at that spot, if that is there.
    async fn at(&mut self, spot: Spot, expression: &str) -> Option<Value> {
        let context = self.context(spot).await?;
        Some(self.evaluate(&context, expression).await)
    }

    /// The tab, or the panel's frame in it.
    async fn context(&mut self, spot: Spot) -> Option<String> {
        if spot != Spot::Panel {
            return Some(self.tab.clone());
        }
        let tree = self.command("browsingContext.getTree", json!({ "root": self.tab })).await;
        let frames = tree["contexts"][0]["children"].as_array()?;
        let is = |frame: &&Value| frame["url"].as_str().is_some_and(|url| url.contains("/panel#"));
        Some(frames.iter().find(is)?["context"].as_str()?.to_owned())
    }

    /// What an expression gives; null, while the page is another one in the same moment.
    async fn evaluate(&mut self, context: &str, expression: &str) -> Value {
        let target = json!({ "context": context });
        let run = json!({ "expression": expression, "target": target, "awaitPromise": true });
        let ran = self.attempt("script.evaluate", run).await;
        ran.map_or(Value::Null, |ran| ran["result"].clone())
    }

    async fn command(&mut self, method: &str, params: Value) -> Value {
        let answer = self.attempt(method, params).await;
        answer.unwrap_or_else(|error| panic!("{}: {method}: {error}", self.name))
    }

    async fn attempt(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.last += 1;
        let command = json!({ "id": self.last, "method": method, "params": params });
        self.socket.send(command.to_string()).await;
        loop {
            let text = within(method, self.socket.next()).await;
            let text = text.unwrap_or_else(|| panic!("Firefox is gone: {:?}", self.socket.over));
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["id"] == self.last {
                let failed = message["type"] == "error";
                return if failed { Err(text) } else { Ok(message["result"].clone()) };
            }
            let entry = &message["params"];
            if message["method"] == "log.entryAdded" && entry["level"] == "error" {
                let (text, by) = (&entry["text"], &entry["stackTrace"]["callFrames"][0]["url"]);
                // The browser asks for that by itself.
                if !text.as_str().is_some_and(|text| text.contains("/favicon.ico")) {
                    self.errors.push(format!("{text} by {by}"));
                }
            }
        }
    }
}

/// Where a selector is looked for, in JavaScript.
const fn root(spot: Spot) -> &'static str {
    match spot {
        Spot::Launcher => "(document.querySelector('bellhop-widget')?.shadowRoot ?? document)",
        Spot::Page | Spot::Panel => "document",
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.end();
        }
    }
}
