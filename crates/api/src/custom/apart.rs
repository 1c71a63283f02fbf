//! Work that may fail in any way: on a thread of its own, for a limited time, a few at once.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, timeout_at};

/// Why work that ran apart gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Apart {
    /// It panicked.
    Panicked,
    /// It took too long.
    TooSlow,
    /// It never began: all places were taken for as long as it may take.
    Busy,
}

/// Runs `work` on a thread where it may also calculate without end, and gives up on it after `limit`.
///
/// When the time is up, or the caller goes away, the work's future is dropped, which cancels its query in the
/// database. Work that never awaits cannot be stopped: it keeps its thread and its place among `places`, so that it
/// can take no more than those.
pub(super) async fn apart<T, F>(
    places: &'static Semaphore,
    limit: Duration,
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, Apart>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let deadline = Instant::now() + limit;
    let place = timeout_at(deadline, places.acquire()).await;
    let Ok(Ok(place)) = place else { return Err(Apart::Busy) };
    // Dropped with this future, however it ends; the thread sees it.
    let (_here, gone) = oneshot::channel::<()>();
    let runtime = Handle::current();
    let running = tokio::task::spawn_blocking(move || {
        let _place = place;
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = gone => None,
                made = async { work().await } => Some(made),
            }
        })
    });
    match timeout_at(deadline, running).await {
        Ok(Ok(Some(made))) => Ok(made),
        Ok(Err(stopped)) if stopped.is_panic() => Err(Apart::Panicked),
        // Nobody but this future drops the channel, and a runtime that ends takes its callers with it.
        Ok(Ok(None) | Err(_)) | Err(_) => Err(Apart::TooSlow),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(20);

    /// Tells when it is dropped.
    struct Noticed(Arc<AtomicBool>);
    impl Drop for Noticed {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    async fn soon(flag: &AtomicBool) -> bool {
        for _ in 0..200 {
            if flag.load(Ordering::SeqCst) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }

    #[tokio::test]
    async fn what_works_is_handed_on() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        assert_eq!(apart(&PLACES, LONG, || async { 7 }).await, Ok(7));
        assert_eq!(PLACES.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_panic_stays_where_it_is_and_frees_its_place() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        for _ in 0..3 {
            let fallen: Result<(), Apart> = apart(&PLACES, LONG, || async { panic!("on purpose") }).await;
            assert_eq!(fallen, Err(Apart::Panicked));
        }
        assert_eq!(apart(&PLACES, LONG, || async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn one_that_sleeps_is_given_up_and_dropped() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        let dropped = Arc::new(AtomicBool::new(false));
        let noticed = Noticed(Arc::clone(&dropped));
        let slow = apart(&PLACES, SHORT, || async move {
            let _noticed = noticed;
            tokio::time::sleep(LONG).await;
        });
        assert_eq!(slow.await, Err(Apart::TooSlow));
        assert!(soon(&dropped).await);
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_takes_the_work_with_it() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        let dropped = Arc::new(AtomicBool::new(false));
        let noticed = Noticed(Arc::clone(&dropped));
        let work = apart(&PLACES, LONG, || async move {
            let _noticed = noticed;
            tokio::time::sleep(LONG).await;
        });
        assert!(tokio::time::timeout(SHORT, work).await.is_err());
        assert!(soon(&dropped).await);
    }

    #[tokio::test]
    async fn one_that_never_awaits_keeps_no_other_waiting_for_long() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let busy = apart(&PLACES, SHORT, || async move {
            while !seen.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        assert_eq!(busy.await, Err(Apart::TooSlow));
        assert_eq!(apart(&PLACES, SHORT, || async { 7 }).await, Err(Apart::Busy));
        stop.store(true, Ordering::SeqCst);
        assert_eq!(apart(&PLACES, LONG, || async { 7 }).await, Ok(7));
    }
}
