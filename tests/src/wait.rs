//! Waiting: always for something, never for ever.

use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long anything may take. It is no measure of speed: a busy machine is slow, a broken product
/// never gets there.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// What a future gives, or a failure that names what was awaited.
pub async fn within<T>(description: &str, future: impl Future<Output = T>) -> T {
    match timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(late) => panic!("waited {PATIENCE:?} in vain for {description}: {late}"),
    }
}

/// Asks again and again until the answer is good; what came last is in the failure.
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
            "waited in vain for {description}; the last answer: {answer:?}"
        );
        sleep(Duration::from_millis(50)).await;
    }
}
