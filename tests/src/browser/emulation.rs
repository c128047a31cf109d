//! Emulates the browser's environment.

use super::Browser;
use serde_json::json;

impl Browser {
    /// Sets the preferred colour scheme: `light` or `dark`.
    pub async fn prefers(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
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

    /// Sets the size in CSS pixels; a phone has touch.
    pub async fn measures(&self, width: u32, height: u32, phone: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }
}
