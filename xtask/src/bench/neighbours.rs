//! What a noisy tenant does to a quiet one: the quiet one's answer times alone and beside the noise, in one run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::http::Connection;
use super::running::Demo;
use super::spread;
use crate::steps::print;

const ROUNDS: usize = 5;
/// Questions of the quiet tenant in a round, each alone and then beside the noise.
const QUESTIONS: usize = 60;
/// By then the queries are over that the noisy tenant began while it was alone.
const ARRIVAL: Duration = Duration::from_secs(15);
/// Connections over which the noisy tenant asks without a pause.
const NOISE: usize = 16;

/// Measures and prints.
pub(super) fn measure(demo: &Demo) -> Result<()> {
    let (mut alone, mut arriving, mut beside, mut noise_answered) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut number = 0_u32;
    let newest = demo.ask_sql_at(
        demo.database_url_of("tenant-beta")?,
        "SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM metrics",
    )?;
    let panel = format!("/api/v1/panels/response_time/data?end_date={newest}");
    for _ in 0..ROUNDS {
        // The gate forgets a tenant that asked nothing for 2 s.
        std::thread::sleep(Duration::from_secs(3));
        alone.push(quiet(demo, &panel, &mut number)?);
        let noise = Noise::start(demo)?;
        // Alone by now, the noisy tenant has taken twice the slots, with parallel workers; it keeps them until those
        // queries end.
        std::thread::sleep(Duration::from_secs(3));
        let since = Instant::now();
        arriving.push(quiet(demo, &panel, &mut number)?);
        while since.elapsed() < ARRIVAL {
            quiet(demo, &panel, &mut number)?;
        }
        beside.push(quiet(demo, &panel, &mut number)?);
        noise_answered += noise.end();
    }
    let ratios = beside.iter().zip(&alone).map(|(beside, alone)| beside / alone).collect();
    let ((alone, ..), (arriving, ..)) = (spread(alone), spread(arriving));
    let ((beside, ..), (ratio, least, most)) = (spread(beside), spread(ratios));
    print(&format!(
        "p95 of a tenant's uncached panel: {alone:.1} ms alone, {arriving:.1} ms on arriving and {beside:.1} ms after that beside another tenant that asks for 90 days of every \
         server over {NOISE} connections ({noise_answered} answers); ratio {ratio:.2} ({least:.2} to {most:.2}; {ROUNDS} rounds of {QUESTIONS})"
    ));
    Ok(())
}

/// The p95 in ms of the quiet tenant's questions, each of which reaches its database.
fn quiet(demo: &Demo, panel: &str, number: &mut u32) -> Result<f64> {
    let mut viewer = demo.viewer_of("tenant-beta")?;
    let mut took_ms = Vec::new();
    for _ in 0..QUESTIONS {
        *number += 1;
        // Another number of points is another answer in the cache, and the same question to the database.
        let path = format!("{panel}&max_points={number}");
        let since = Instant::now();
        let answer = viewer.get(&path)?;
        took_ms.push(since.elapsed().as_secs_f64() * 1_000.0);
        ensure!(answer.status == 200, "{path}: {}", answer.status);
    }
    took_ms.sort_by(f64::total_cmp);
    Ok(took_ms[QUESTIONS * 95 / 100])
}

/// A tenant that asks for far too much, over and over.
struct Noise {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Noise {
    fn start(demo: &Demo) -> Result<Self> {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut threads = Vec::new();
        for place in 0..NOISE {
            let mut viewer: Connection = demo.viewer_of("tenant-alpha")?;
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            threads.push(std::thread::spawn(move || {
                let mut number = place;
                while !stop.load(Ordering::SeqCst) {
                    number += NOISE;
                    let path = format!("/api/v1/panels/cpu_usage/data?max_points={number}&start_date=2000-01-01");
                    // Refused or answered, it asks again at once.
                    if viewer.get(&path).is_ok_and(|answer| answer.status == 200) {
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                }
            }));
        }
        Ok(Self { stop, answered, threads })
    }

    /// Ends it; returns how many of its questions were answered.
    fn end(self) -> u64 {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            let _ = thread.join();
        }
        self.answered.load(Ordering::SeqCst)
    }
}
