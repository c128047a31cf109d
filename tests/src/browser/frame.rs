//! A frame of the page, like that of a preview.

use super::Browser;
use crate::wait::PATIENCE;
use std::mem;
use std::time::Duration;
use thirtyfour::By;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use tokio::time::{Instant, sleep};

impl Browser {
    /// Waits until an element in a frame of the page contains the text.
    pub async fn in_frame(&self, frame: &str, css: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let texts = self.texts_in_frame(frame, css).await.unwrap_or_default();
            if texts.iter().any(|texts| texts.contains(text)) {
                return;
            }
            let reason = format!("{}: {css} in {frame} never said “{text}”: {texts:?}", self.name);
            assert!(Instant::now() < deadline, "{reason}");
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// Clicks an element in a frame of the page, once it keeps its place: the driver presses where the element was.
    pub async fn click_in_frame(&self, frame: &str, css: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut place = None;
        loop {
            let clicked = async {
                self.enter_frame(frame).await?;
                let element = self.driver().find(By::Css(css)).await?;
                let rect = element.rect().await?;
                let here = Some((rect.x, rect.y));
                if here != mem::replace(&mut place, here) {
                    return Ok(false);
                }
                element.click().await?;
                Ok::<_, WebDriverError>(true)
            };
            match clicked.await {
                Ok(true) => return,
                Ok(false) => {
                    assert!(Instant::now() < deadline, "{}: {css} never keeps still", self.name);
                }
                Err(error) => assert!(Instant::now() < deadline, "{}: {css}: {error}", self.name),
            }
            sleep(Duration::from_millis(60)).await;
        }
    }

    async fn texts_in_frame(&self, frame: &str, css: &str) -> WebDriverResult<Vec<String>> {
        self.enter_frame(frame).await?;
        let mut texts = Vec::new();
        for element in self.driver().find_all(By::Css(css)).await? {
            texts.push(element.text().await?);
        }
        Ok(texts)
    }

    async fn enter_frame(&self, frame: &str) -> WebDriverResult<()> {
        self.driver().enter_default_frame().await?;
        self.driver().find(By::Css(frame)).await?.enter_frame().await
    }
}
