//! The contract of freshness, with a clock that stands.

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;

/// What the tests ask for.
struct Stage {
    answers: Answers,
    spec: Arc<TenantSpec>,
    clock: Clock,
    loads: Arc<AtomicUsize>,
}

const FRESH: Freshness = Freshness { fresh_for: Duration::from_secs(30), anew: false, generation: 0 };

fn stage() -> Stage {
    let clock = Clock::standing_at(Timestamp::UNIX_EPOCH);
    Stage { answers: Answers::new(clock.clone(), Some(1)), spec: spec(), clock, loads: Arc::default() }
}

pub(super) fn spec() -> Arc<TenantSpec> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let tenant = folder.path().join("alpha");
    std::fs::create_dir_all(tenant.join("dashboards")).expect("a folder");
    std::fs::write(tenant.join("tenant.yaml"), "tenant: { name: A }\n").expect("a file");
    std::fs::write(tenant.join("dashboards/default.yaml"), "dashboard: { name: D, panels: [] }\n").expect("a file");
    Arc::new(watchroom_query::load(folder.path()).expect("a tenant").into_specs().remove(0))
}

fn key(name: &str) -> Key {
    Key::of_a_test(name)
}

impl Stage {
    /// Asks; a load takes `takes` and gives its number, or fails.
    async fn ask(
        &self,
        key: Key,
        freshness: Freshness,
        takes: Duration,
        fails: Option<Problem>,
    ) -> Result<Found, Problem> {
        let (loads, spec, now) = (Arc::clone(&self.loads), Arc::clone(&self.spec), self.clock.now());
        let load = || {
            Ok(async move {
                let number = loads.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::time::sleep(takes).await;
                match fails {
                    Some(problem) => Err(problem),
                    None => Ok(kept(number, now, spec)),
                }
            })
        };
        self.answers.get(key, &self.spec, freshness, load).await
    }

    async fn quick(&self) -> (Value, &'static str, Option<String>) {
        shown(&self.ask(key("a"), FRESH, Duration::ZERO, None).await.expect("an answer"))
    }

    async fn failing(&self, problem: Problem) -> Result<(Value, &'static str, Option<String>), Problem> {
        self.ask(key("a"), FRESH, Duration::ZERO, Some(problem)).await.map(|found| shown(&found))
    }

    fn later(&self, seconds: i64) {
        self.clock.advance_ms(seconds * 1_000);
    }

    fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }
}

fn kept(number: usize, now: Timestamp, spec: Arc<TenantSpec>) -> Kept {
    let text = json!({"number": number, "meta": {"cache": "miss", "stale_because": null}}).to_string();
    Kept::data(text.into_bytes(), now, spec).expect("an answer")
}

fn shown(found: &Found) -> (Value, &'static str, Option<String>) {
    let served = found.kept.serve(found.state, found.because.as_deref(), false);
    let value: Value = serde_json::from_slice(&served.bytes).expect("JSON");
    assert_eq!(value["meta"]["cache"], found.state.as_str());
    (value["number"].clone(), found.state.as_str(), found.because.clone())
}

fn unavailable() -> Problem {
    Problem::internal("on purpose")
}

#[tokio::test]
async fn what_is_forgotten_is_made_anew_and_of_that_tenant_alone() {
    let stage = stage();
    assert_eq!(stage.quick().await.1, "miss");
    stage.answers.forget(&"beta".parse().expect("a slug"));
    assert_eq!(stage.quick().await.1, "hit", "of another tenant");
    stage.answers.forget(&"alpha".parse().expect("a slug"));
    assert_eq!((stage.quick().await.1, stage.loads()), ("miss", 2));
    assert_eq!(stage.quick().await.1, "hit");
}

#[tokio::test]
async fn an_answer_is_served_until_its_time_is_over_and_then_made_anew() {
    let stage = stage();
    assert_eq!(stage.quick().await, (json!(1), "miss", None));
    stage.later(29);
    assert_eq!(stage.quick().await, (json!(1), "hit", None));
    stage.later(1);
    assert_eq!(stage.quick().await, (json!(2), "miss", None), "a quick refresh is waited for");
}

#[tokio::test]
async fn a_hundred_viewers_share_one_load() {
    let stage = stage();
    let asks = (0..100).map(|_| stage.ask(key("a"), FRESH, Duration::from_millis(50), None));
    for found in futures_util::future::join_all(asks).await {
        assert_eq!(shown(&found.expect("an answer")).0, json!(1));
    }
    assert_eq!(stage.loads(), 1);
}

#[tokio::test]
async fn while_a_slow_refresh_runs_the_old_answer_is_served_once_refreshed_the_new_one() {
    let stage = stage();
    stage.quick().await;
    stage.later(31);
    let slow = Duration::from_millis(600);
    let (first, second) = tokio::join!(stage.ask(key("a"), FRESH, slow, None), stage.ask(key("a"), FRESH, slow, None));
    for found in [first, second] {
        assert_eq!(shown(&found.expect("an answer")), (json!(1), "stale", None));
    }
    tokio::time::sleep(slow).await;
    assert_eq!(stage.quick().await, (json!(2), "hit", None), "the refresh went on without viewers");
    assert_eq!(stage.loads(), 2);
}

#[tokio::test]
async fn an_answer_of_this_morning_is_not_shown_while_a_refresh_runs() {
    let stage = stage();
    stage.quick().await;
    stage.later(3 * 3_600);
    let found = stage.ask(key("a"), FRESH, Duration::from_millis(500), None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "miss", None));
}

#[tokio::test]
async fn where_a_refresh_fails_the_last_good_answer_stays_with_the_reason_and_attempts_wait() {
    let stage = stage();
    stage.quick().await;
    stage.later(31);
    let because = Some(unavailable().title);
    assert_eq!(stage.failing(unavailable()).await.expect("the old one"), (json!(1), "stale", because.clone()));
    assert_eq!(stage.quick().await, (json!(1), "stale", because), "no attempt so soon");
    assert_eq!(stage.loads(), 2);
    stage.later(5);
    assert_eq!(stage.quick().await, (json!(3), "miss", None), "then the next one");
}

#[tokio::test]
async fn a_failure_is_never_kept() {
    let stage = stage();
    for _ in 0..3 {
        stage.failing(unavailable()).await.expect_err("nothing good from before");
    }
    assert_eq!(stage.loads(), 3);
    assert_eq!(stage.quick().await.1, "miss");
}

#[tokio::test]
async fn who_may_not_read_any_more_is_not_shown_what_was_read_before() {
    let stage = stage();
    stage.quick().await;
    stage.later(31);
    let refused = Problem { forfeits_old_data: true, ..unavailable() };
    stage.failing(refused.clone()).await.expect_err("forfeited");
    stage.failing(refused).await.expect_err("for good");
}

#[tokio::test]
async fn a_refresh_that_somebody_asks_for_is_waited_for() {
    let stage = stage();
    stage.quick().await;
    stage.later(2);
    let anew = Freshness { anew: true, ..FRESH };
    let found = stage.ask(key("a"), anew, Duration::from_millis(500), None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "miss", None));
    let found = stage.ask(key("a"), anew, Duration::ZERO, None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "hit", None), "two who press it at once share one query");
}

#[tokio::test]
async fn other_dashboards_never_see_an_answer_of_the_old_ones() {
    let mut stage = stage();
    stage.quick().await;
    stage.spec = spec();
    assert_eq!(stage.quick().await, (json!(2), "miss", None));
}

#[tokio::test]
async fn what_was_read_before_a_change_is_not_served_after_it_however_slow_the_new_one_is() {
    let stage = stage();
    assert_eq!(stage.quick().await, (json!(1), "miss", None));
    let after = |generation| Freshness { generation, ..FRESH };
    let slow = Duration::from_millis(600);
    let found = stage.ask(key("a"), after(1), slow, None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "miss", None), "it is waited for");
    let found = stage.ask(key("a"), after(1), slow, None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "hit", None));
    let because = Some(unavailable().title);
    let found = stage.ask(key("a"), after(2), Duration::ZERO, Some(unavailable())).await.expect("the old one");
    assert_eq!(shown(&found), (json!(2), "stale", because), "where no new one can be had, it says so");
}

#[tokio::test]
async fn a_load_from_before_a_change_is_not_shared_after_it_and_never_takes_a_newer_ones_place() {
    let stage = stage();
    let after = |generation| Freshness { generation, ..FRESH };
    let (before, since) = tokio::join!(stage.ask(key("a"), after(1), Duration::from_millis(300), None), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let asks = (0..10).map(|_| stage.ask(key("a"), after(2), Duration::from_millis(50), None));
        futures_util::future::join_all(asks).await
    });
    assert_eq!(shown(&before.expect("an answer")).0, json!(1));
    for found in since {
        assert_eq!(shown(&found.expect("an answer")).0, json!(2));
    }
    let found = stage.ask(key("a"), after(2), Duration::ZERO, None).await.expect("an answer");
    assert_eq!(shown(&found), (json!(2), "hit", None), "the older load landed last");
    assert_eq!(stage.loads(), 2);
}

#[tokio::test]
async fn when_the_last_viewer_leaves_the_load_is_stopped_and_not_before() {
    let stage = stage();
    let long = Duration::from_millis(300);
    let ask = || stage.ask(key("a"), FRESH, long, None);
    let (first, second) = (Box::pin(ask()), Box::pin(ask()));
    let first = tokio::time::timeout(Duration::from_millis(50), first);
    let (left, stayed) = tokio::join!(first, second);
    assert!(left.is_err());
    assert_eq!(shown(&stayed.expect("an answer")).1, "miss", "the other one still got it");
    assert_eq!(stage.loads(), 1);

    let alone = stage.ask(key("b"), FRESH, long, None);
    assert!(tokio::time::timeout(Duration::from_millis(50), alone).await.is_err());
    assert_eq!(stage.answers.flights.count(), 0);
    tokio::time::sleep(long * 2).await;
    let found = stage.ask(key("b"), FRESH, Duration::ZERO, None).await.expect("an answer");
    assert_eq!(shown(&found).1, "miss", "nothing was kept: it was stopped");
}

#[tokio::test]
async fn a_load_that_panics_is_a_problem_and_no_hanging_viewer() {
    let stage = stage();
    let load = || Ok(async { panic!("on purpose") });
    let problem = stage.answers.get(key("a"), &stage.spec, FRESH, load).await.expect_err("it panicked");
    assert_eq!(problem.code, "internal");
    assert_eq!(stage.quick().await.1, "miss");
}

#[tokio::test]
async fn memory_is_bounded_by_bytes() {
    let stage = stage();
    for number in 0..200_usize {
        let (spec, now) = (Arc::clone(&stage.spec), stage.clock.now());
        let load = || {
            Ok(async move {
                let text = json!({"text": "x".repeat(20_000), "meta": {"cache": "miss", "stale_because": null}});
                Ok(Kept::data(text.to_string().into_bytes(), now, spec).expect("an answer"))
            })
        };
        stage.answers.get(key(&format!("p{number}")), &stage.spec, FRESH, load).await.expect("an answer");
    }
    let (bytes, count) = stage.answers.size();
    assert!(bytes <= 1 << 20, "{bytes} bytes in a cache of 1 MiB");
    assert!(count > 10, "{count} answers");
}
