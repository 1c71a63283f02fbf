//! Thousands of open pages on one process: how long until each has heard of one change, what each costs in memory, and what
//! all of them cost while nothing happens. Beside it a fan-out of some ten lines that knows nobody and checks nothing: less
//! than that nobody can do.

pub(super) mod floor;
mod watched;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::running::Demo;
use super::spread;
use crate::steps::print;
use floor::Floor;
use watched::Watched;

const TENANT: &str = "tenant-beta";
const LISTENERS: usize = 5_000;
/// As many as a session may have.
const STREAMS_OF_A_SESSION: usize = 20;
const EVENTS: usize = 20;
const IDLE: Duration = Duration::from_secs(45);
const PATIENCE: Duration = Duration::from_secs(20);

/// What another program commits: everybody who sees tickets hears of it.
const CHANGE: &str = "INSERT INTO service_desk.events (at, kind, ticket_id) VALUES (now(), 'ticket_updated', \
     '00000000-0000-0000-0000-00000000000f')";
const HEARD: &[u8] = b"00000000000f";

/// Measures and prints.
pub(super) fn measure(demo: &Demo) -> Result<()> {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    ensure!(
        usize::try_from(hard).is_ok_and(|files| files > LISTENERS + 1_000),
        "{hard} files may be open; {LISTENERS} listeners need more (ulimit -Hn)"
    );
    let sessions = LISTENERS.div_ceil(STREAMS_OF_A_SESSION);
    let mut requests = Vec::new();
    for _ in 0..sessions {
        let session = demo.account_of(TENANT, "manager")?;
        let headers = session.headers("identity").join("\r\n");
        let request =
            format!("GET /api/v1/events?tenant={TENANT} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n\r\n", demo.server.host);
        requests.extend(std::iter::repeat_n(request, STREAMS_OF_A_SESSION));
    }
    let host = demo.server.host.as_str();

    let before = demo.server.resident_mb()?;
    let mut listeners = Watched::open(host, &requests, b"retry: ")?;
    // What was needed to open them is given back, or is not.
    std::thread::sleep(Duration::from_secs(3));
    let after = demo.server.resident_mb()?;
    #[expect(clippy::cast_precision_loss, reason = "a count of listeners")]
    let kb_each = (after - before) * 1_000.0 / LISTENERS as f64;

    let (busy, since) = (demo.server.processor_time()?, Instant::now());
    listeners.read_for(IDLE)?;
    let idle_percent = (demo.server.processor_time()? - busy).as_secs_f64() / since.elapsed().as_secs_f64() * 100.0;

    let url = demo.database_url_of(TENANT)?;
    let mut floor = Floor::start(LISTENERS)?;
    let mut floor_listeners = Watched::open(&floor.host, &vec!["hello".to_owned(); LISTENERS], b"retry: ")?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..EVENTS {
        let since = Instant::now();
        demo.ask_sql_at(url, CHANGE)?;
        ours.push(Delivery::of(listeners.until_all(HEARD, since, PATIENCE)?));
        let since = Instant::now();
        floor.tell()?;
        theirs.push(Delivery::of(floor_listeners.until_all(HEARD, since, PATIENCE)?));
        std::thread::sleep(Duration::from_millis(1_500));
    }
    print(&format!("{LISTENERS} listeners on one process, {sessions} sessions, {EVENTS} events, each to all"));
    print("                                   p50       p99       last");
    for (name, deliveries) in [("from before the INSERT by psql", &ours), ("the floor", &theirs)] {
        let middle = |of: fn(&Delivery) -> f64| spread(deliveries.iter().map(of).collect()).0;
        print(&format!(
            "{name:32} {:6.0} ms {:6.0} ms {:6.0} ms",
            middle(|delivery| delivery.p50),
            middle(|delivery| delivery.p99),
            middle(|delivery| delivery.last)
        ));
    }
    let middle = |deliveries: &[Delivery]| spread(deliveries.iter().map(|delivery| delivery.p99).collect()).0;
    print(&format!("p99 beside the floor's: {:.1}", middle(&ours) / middle(&theirs)));
    let worst = ours.iter().map(|delivery| delivery.p99).fold(0.0, f64::max);
    print(&format!("the worst event's p99: {worst:.0} ms"));
    print("every listener heard every event");
    print(&format!(
        "memory of each listener: {kb_each:.1} kB (resident {before:.0} MB before, {after:.0} MB with them)"
    ));
    print(&format!("while nothing happens: {idle_percent:.2} % of a core"));
    Ok(())
}

/// How long after the event its listeners heard of it, in milliseconds.
struct Delivery {
    p50: f64,
    p99: f64,
    last: f64,
}

impl Delivery {
    fn of(mut took: Vec<Duration>) -> Self {
        took.sort();
        let at = |share: f64| {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place in a list"
            )]
            let place = ((took.len() as f64 * share).ceil() as usize).saturating_sub(1);
            took.get(place).map_or(f64::NAN, |took| took.as_secs_f64() * 1_000.0)
        };
        Self { p50: at(0.5), p99: at(0.99), last: at(1.0) }
    }
}

/// What an error says where a program of the bench does not do its part.
fn lost<T>(value: Option<T>) -> Result<T> {
    value.context("a listener is not known")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hundredth_is_named_by_its_first() {
        let delivery = Delivery::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!((delivery.p50, delivery.p99, delivery.last), (100.0, 198.0, 200.0));
    }
}
