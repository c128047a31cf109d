//! What a browser can be made to believe of its surroundings.

use super::Browser;
use serde_json::json;

impl Browser {
    /// Prefers dark from now on, or light.
    pub async fn prefers(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Gets nothing any more from addresses like that.
    pub async fn blocks(&self, address: &str) {
        let cdp = self.driver().cdp();
        cdp.send_raw("Network.enable", json!({})).await.unwrap();
        cdp.send_raw("Network.setBlockedURLs", json!({ "urls": [address] })).await.unwrap();
    }

    /// Is that large from now on, in CSS pixels; a phone can be touched.
    pub async fn measures(&self, width: u32, height: u32, phone: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }
}
