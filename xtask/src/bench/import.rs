//! Boston's 311 file into a service desk: the whole way from the packed file to the indexed tickets, beside psql's `\\copy` of the
//! same rows into a table of texts without an index.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use watchroom_embedded_postgres::Binaries;

use super::running::Demo;
use super::spread;
use crate::project::Project;
use crate::steps::print;

const ROUNDS: usize = 5;
const TENANT: &str = "tenant-beta";
const FILE: &str = "../shared/data/boston311-2015-h1.csv.gz";

/// What was imported goes again; what the demo made stays.
const REMOVE: &str = "DELETE FROM service_desk.tickets WHERE source = 'import'";

/// Measures and prints.
pub(super) fn measure(project: &Project, demo: &Demo) -> Result<()> {
    let given = std::env::var_os("WATCHROOM_BOSTON_CSV").map(PathBuf::from);
    let file = given.unwrap_or_else(|| project.root.join(FILE));
    ensure!(file.exists(), "{} is not at hand; name it with WATCHROOM_BOSTON_CSV", file.display());
    let folder = project.scratch()?.join("bench-import");
    std::fs::create_dir_all(&folder)?;
    let link = folder.join("boston.csv.gz");
    let _ = std::fs::remove_file(&link);
    std::os::unix::fs::symlink(file.canonicalize()?, &link)?;
    let url = demo.database_url_of(TENANT)?;
    let plain = plain_table(&file)?;
    let (mut by_psql, mut by_us, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let mut rows = 0.0;
    for _ in 0..ROUNDS {
        demo.ask_sql_at(url, REMOVE)?;
        demo.ask_sql_at(url, "VACUUM (ANALYZE) service_desk.tickets")?;
        let (seconds, summary) = imported(project, demo, &link)?;
        rows = summary["read"].as_f64().context("the summary names no rows")?;
        ensure!(summary["imported"] == summary["read"], "not all were new: {summary}");
        by_us.push(rows / seconds);
        demo.ask_sql_at(url, &plain)?;
        by_psql.push(rows / copied_by_psql(url, &file)?);
        let (seconds, summary) = imported(project, demo, &link)?;
        ensure!(summary["unchanged"] == summary["read"], "something changed: {summary}");
        again.push(rows / seconds);
    }
    demo.ask_sql_at(url, &format!("{REMOVE}; DROP TABLE boston_plain"))?;
    let ratios = by_us.iter().zip(&by_psql).map(|(us, psql)| us / psql).collect();
    let ((us, ..), (psql, ..), (ratio, least, most)) = (spread(by_us), spread(by_psql), spread(ratios));
    print(&format!(
        "{rows} rows: watchroom {us:.0} rows/s, psql \\copy {psql:.0} rows/s, ratio {ratio:.2} ({least:.2} to {most:.2}; {ROUNDS} rounds)"
    ));
    let (again, least, most) = spread(again);
    print(&format!("the same once more, nothing changed: {again:.0} rows/s ({least:.0} to {most:.0})"));
    Ok(())
}

/// Seconds from the program's start to its end, and its summary.
fn imported(project: &Project, demo: &Demo, file: &Path) -> Result<(f64, Value)> {
    let since = Instant::now();
    let output = Command::new(project.target.join("release/watchroom"))
        .args(["import", "tickets", "--tenant", TENANT, "--json", "--data-dir"])
        .arg(&demo.data_dir)
        .arg("--mapping")
        .arg(project.root.join("config/imports/boston311.yaml"))
        .arg(file)
        .output()
        .context("`watchroom` does not start")?;
    let seconds = since.elapsed().as_secs_f64();
    ensure!(output.status.success(), "the import failed: {}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8(output.stdout)?;
    let summary = serde_json::from_str(stdout.lines().last().context("the import says nothing")?)?;
    Ok((seconds, summary))
}

/// The statement that makes a table of texts, a column for each of the file's.
fn plain_table(file: &Path) -> Result<String> {
    let output = Command::new("sh").arg("-c").arg("gzip -dc \"$0\" | head -n 1").arg(file).output()?;
    let heading = String::from_utf8(output.stdout)?;
    let columns: Vec<String> =
        heading.trim().split(',').map(|name| format!("\"{}\" text", name.replace('"', "\"\""))).collect();
    Ok(format!("DROP TABLE IF EXISTS boston_plain; CREATE TABLE boston_plain ({})", columns.join(", ")))
}

/// Seconds that psql takes from its start to its end; it unpacks the file as it goes, like the import.
fn copied_by_psql(url: &str, file: &Path) -> Result<f64> {
    let psql = Binaries::find(&[])?.program("psql");
    let copy = format!("\\copy boston_plain from program 'gzip -dc \"{}\"' with (format csv, header)", file.display());
    let since = Instant::now();
    let status = Command::new(psql).args(["--no-psqlrc", "-q", "-c", &copy, url]).stdout(Stdio::null()).status()?;
    ensure!(status.success(), "psql could not copy: {status}");
    Ok(since.elapsed().as_secs_f64())
}
