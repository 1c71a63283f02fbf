//! From the start of `watchroom serve` to its first answer, and its memory at rest.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::running::{Demo, Server};
use super::spread;
use crate::project::Project;
use crate::steps::print;

const RUNS: usize = 7;

/// Measures and prints.
pub(super) fn measure(project: &Project, demo: &Demo) -> Result<()> {
    let folder = demo.data_dir.display().to_string();
    let config = demo.data_dir.join("config/tenants").display().to_string();
    let (mut first_answers_ms, mut at_rest_mb) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let since = Instant::now();
        let mut server = Server::start(project, &["serve", "--data-dir", &folder, "--config", &config])?;
        server.answers(Duration::from_secs(30))?;
        first_answers_ms.push(since.elapsed().as_secs_f64() * 1_000.0);
        std::thread::sleep(Duration::from_secs(2));
        at_rest_mb.push(server.resident_mb()?);
    }
    let (middle, least, most) = spread(first_answers_ms);
    print(&format!("serve, start to first 200: {middle:.0} ms (least {least:.0}, most {most:.0}; {RUNS} runs)"));
    let (middle, least, most) = spread(at_rest_mb);
    print(&format!("serve, resident memory at rest: {middle:.1} MB (least {least:.1}, most {most:.1})"));
    Ok(())
}
