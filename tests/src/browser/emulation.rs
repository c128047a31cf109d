//! Emulates the browser's environment.

use super::Browser;
use serde_json::{Value, json};

impl Browser {
    /// Sets the preferred colour scheme: `light` or `dark`.
    pub async fn prefers(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Forces the colours of the system, as for people who need high contrast.
    pub async fn forces_colours(&self) {
        let media = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Becomes a phone: small, with touch and without a mouse.
    pub async fn is_phone(&self) {
        self.measures(390, 844, true).await;
        let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
        self.driver().cdp().send_raw("Emulation.setTouchEmulationEnabled", touch).await.unwrap();
        let mouse = self.run("return matchMedia('(hover:hover)').matches").await;
        assert_eq!(mouse, false, "a phone has no mouse");
    }

    /// Swipes up or down from a place, by so many pixels.
    pub async fn swipes(&self, x: u32, y: u32, distance: i32) {
        let gesture = json!({
            "x": x, "y": y, "yDistance": distance, "gestureSourceType": "touch",
        });
        self.driver().cdp().send_raw("Input.synthesizeScrollGesture", gesture).await.unwrap();
    }

    /// Shows the page as it is printed.
    pub async fn prints(&self, on: bool) {
        let media = json!({ "media": if on { "print" } else { "" } });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Blocks requests to addresses that match the pattern.
    pub async fn blocks(&self, address: &str) {
        let cdp = self.driver().cdp();
        cdp.send_raw("Network.enable", json!({})).await.unwrap();
        cdp.send_raw("Network.setBlockedURLs", json!({ "urls": [address] })).await.unwrap();
    }

    /// A slow line: that many milliseconds more for each answer, and that many bytes in a second.
    pub async fn is_slow(&self, latency: u32, bytes_per_second: u32) {
        let cdp = self.driver().cdp();
        cdp.send_raw("Network.enable", json!({})).await.unwrap();
        let line = json!({ "offline": false, "latency": latency,
            "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second });
        cdp.send_raw("Network.emulateNetworkConditions", line).await.unwrap();
    }

    /// A command of the developer tools, for the page.
    pub async fn cdp(&self, command: &str, params: Value) -> Value {
        self.driver().cdp().send_raw(command, params).await.unwrap()
    }

    /// Forgets every file that it has fetched.
    pub async fn forgets_files(&self) {
        self.driver().cdp().send_raw("Network.clearBrowserCache", json!({})).await.unwrap();
    }

    /// Sets the size in CSS pixels; a phone has touch.
    pub async fn measures(&self, width: u32, height: u32, phone: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }
}
