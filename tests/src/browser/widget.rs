//! The launcher, which opens and closes the chat.

use super::{Browser, Spot};

impl Browser {
    /// Opens the chat, unless it is open: it stays so from page to page.
    pub async fn opens_chat(&self) {
        self.see(Spot::Launcher, ".launch").await;
        let shut = ".launch[aria-expanded=false]";
        if !self.texts(Spot::Launcher, shut).await.unwrap_or_default().is_empty() {
            self.click(Spot::Launcher, shut).await;
        }
        self.see(Spot::Launcher, ".launch[aria-expanded=true]").await;
    }

    /// Closes the chat.
    pub async fn closes_chat(&self) {
        self.click(Spot::Launcher, ".launch[aria-expanded=true]").await;
        self.see(Spot::Launcher, ".launch[aria-expanded=false]").await;
    }
}
