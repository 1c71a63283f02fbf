//! Waiting for something to come true, however slow the machine: never longer than needed, never for ever.

use std::time::{Duration, Instant};

const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Waits until `look` sees something.
pub fn until<T>(patience: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < patience, "not within {patience:?}: {what}");
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// Waits until `look` sees something, which it has to ask for.
pub async fn until_asked<T>(patience: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(begun.elapsed() < patience, "not within {patience:?}: {what}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
