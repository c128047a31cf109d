//! A visitor's browser and operating system, detected from the `User-Agent`.

use serde::{Deserialize, Serialize};

/// A browser and its operating system, as people call them. Unknown parts are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "VisitorDevice"))]
#[serde(default)]
pub struct Device {
    /// The browser with its major version: `Firefox 140`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub browser: String,
    /// The operating system: `Windows`, `iPhone`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub system: String,
}

/// Tokens of browsers and their names. The first match wins, because most browsers also carry the
/// tokens of others.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Tokens of systems and their names. An iPad may send the same token as a Mac, and then counts as
/// one.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

impl Device {
    /// Detects the device from a `User-Agent` header.
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Self {
        let system = SYSTEMS.iter().find(|(pattern, _)| user_agent.contains(pattern));
        Self {
            browser: browser(user_agent).unwrap_or_default(),
            system: system.map(|(_, name)| (*name).to_owned()).unwrap_or_default(),
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.browser.is_empty() && self.system.is_empty()
    }

    /// A name that lasts for a list of devices, without the version: `Firefox on Windows`.
    #[must_use]
    pub fn name(&self) -> String {
        let versioned = |c: char| c.is_ascii_digit() || c == ' ';
        let browser = match self.browser.trim_end_matches(versioned) {
            "" => "A browser",
            browser => browser,
        };
        match self.system.as_str() {
            "" => browser.to_owned(),
            system => format!("{browser} on {system}"),
        }
    }

    /// In one line: `Firefox 140 on Windows`.
    #[must_use]
    pub fn line(&self) -> Option<String> {
        match (self.browser.as_str(), self.system.as_str()) {
            ("", "") => None,
            (browser, "") => Some(browser.to_owned()),
            ("", system) => Some(system.to_owned()),
            (browser, system) => Some(format!("{browser} on {system}")),
        }
    }
}

fn browser(user_agent: &str) -> Option<String> {
    let fits = |(pattern, name): &(&str, &str)| {
        let (_, rest) = user_agent.split_once(pattern)?;
        // Safari has its version in `Version/`, which other browsers also send.
        if *name == "Safari" && !user_agent.contains("Safari/") {
            return None;
        }
        let version: String = rest.chars().take_while(char::is_ascii_digit).take(4).collect();
        Some(if version.is_empty() { (*name).to_owned() } else { format!("{name} {version}") })
    };
    BROWSERS.iter().find_map(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_detected_by_its_own_token() {
        for (user_agent, line) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.94",
                "Edge 142 on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/18.6 Safari/605.1.15",
                "Safari 18 on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
                 like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome 142 on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) \
                 SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet 28 on Android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox 140 on Linux",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/142.0.0.0 Safari/537.36",
                "Chrome 142 on Linux",
            ),
        ] {
            assert_eq!(Device::from_user_agent(user_agent).line().as_deref(), Some(line));
        }
        assert_eq!(Device::from_user_agent("curl/8.5.0").line(), None);
        assert_eq!(Device::from_user_agent(""), Device::default());
        assert_eq!(
            Device::from_user_agent("Firefox/ on Windows").line().as_deref(),
            Some("Firefox on Windows")
        );
    }

    #[test]
    fn a_device_has_a_name_that_an_update_of_its_browser_does_not_change() {
        for version in ["", "9", "140"] {
            let device = Device::from_user_agent(&format!("Firefox/{version} on Windows"));
            assert_eq!(device.name(), "Firefox on Windows");
        }
        assert_eq!(Device::from_user_agent("SamsungBrowser/28.0").name(), "Samsung Internet");
        assert_eq!(Device::from_user_agent("curl on Linux").name(), "A browser on Linux");
        assert_eq!(Device::default().name(), "A browser");
    }
}
