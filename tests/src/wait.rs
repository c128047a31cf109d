//! Waiting, always with a timeout.

use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// The timeout of every wait. It doesn't measure speed: a busy machine is slow, but a broken
/// product never gets there.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// Awaits a future; panics with the description after the timeout.
pub async fn within<T>(description: &str, future: impl Future<Output = T>) -> T {
    match timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(late) => panic!("timed out after {PATIENCE:?} waiting for {description}: {late}"),
    }
}

/// Polls until the answer is good; panics with the last answer after the timeout.
pub async fn eventually<T: std::fmt::Debug>(
    description: &str,
    mut poll: impl AsyncFnMut() -> T,
    good: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = poll().await;
        if good(&answer) {
            return answer;
        }
        assert!(
            Instant::now() < deadline,
            "timed out waiting for {description}; the last answer: {answer:?}"
        );
        sleep(Duration::from_millis(50)).await;
    }
}
