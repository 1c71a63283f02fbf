//! A million rows as a file: the whole way from the database to the client, beside psql's `\copy` of the same rows.

use std::fs::File;
use std::io::{BufRead, BufReader, Write, sink};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use watchroom_embedded_postgres::Binaries;

use super::running::{Demo, Server};
use super::spread;
use crate::project::Project;
use crate::steps::print;

const ROWS: u32 = 1_000_000;
const ROUNDS: usize = 7;
/// Rounds of the formats that nothing is compared with.
const LONE_ROUNDS: usize = 3;
/// Between two looks at the server's memory.
const LOOK: Duration = Duration::from_millis(50);

const COLUMNS: &str = "id, taken_at, note, reading, amount, hits, valid, day";
const ORDER: &str = "ORDER BY id ASC NULLS LAST";

/// Doubles of all their digits, moments of microseconds, decimals, texts that need quotes, and nulls.
const TABLE: &str = "CREATE TABLE export_rows (
      id bigint PRIMARY KEY, taken_at timestamptz NOT NULL, note text, reading float8 NOT NULL,
      amount numeric(14, 4) NOT NULL, hits integer NOT NULL, valid boolean NOT NULL, day date NOT NULL);
    INSERT INTO export_rows
      SELECT 4000000000 + i * 17, '2025-01-01T00:00:00Z'::timestamptz + i * interval '31.234567 seconds',
        CASE WHEN i % 50 = 0 THEN NULL WHEN i % 10 = 0 THEN 'pump \"' || i || '\", east' ELSE 'pump house ' || md5(i::text) END,
        sin(i) * 1000, (i % 1000003) * 7.1234, i * 37 % 100000 - 50000, i % 3 = 0, '2000-01-01'::date + i % 12000
      FROM generate_series(1, 1000000) i;
    GRANT SELECT ON export_rows TO tenant_alpha_reader";

const PANEL: &str = "panel:
  type: table
  title: Export rows
  data_source:
    table: export_rows
    columns:
      - { name: id }
      - { name: taken_at, format: datetime }
      - { name: note }
      - { name: reading }
      - { name: amount }
      - { name: hits }
      - { name: valid }
      - { name: day }
  display: { default_sort: id, default_sort_order: asc }
";
const DASHBOARD: &str = "dashboard:
  name: Exports
  panels:
    - { id: export_rows, config_file: panels/export_rows.yaml, position: { row: 1, col: 1 } }
";

/// Measures and prints. The files stay, to be looked into.
pub(super) fn measure(project: &Project, demo: &Demo) -> Result<()> {
    if demo.ask_sql("SELECT to_regclass('export_rows') IS NULL")? == "t" {
        demo.ask_sql(TABLE)?;
        // What a first reader would write into the pages is written now.
        demo.ask_sql("VACUUM ANALYZE export_rows")?;
    }
    let folder = project.scratch()?.join("bench-export");
    let config = configured(demo, &folder)?;
    let mut server = Server::start(
        project,
        &["serve", "--data-dir", &demo.data_dir.display().to_string(), "--config", &config.display().to_string()],
    )?;
    server.answers(Duration::from_secs(30))?;
    // The sessions are in the central database: who is signed in at the demo is signed in here.
    let client = Client { host: server.host.clone(), headers: demo.viewer()?.headers("identity") };
    std::thread::sleep(Duration::from_secs(2));
    let at_rest_mb = server.resident_mb()?;
    print(&format!("{ROWS} rows of 8 columns; resident memory at rest {at_rest_mb:.1} MB"));

    let mut peaks_mb = Vec::new();
    let (mut by_psql, mut by_us) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        by_psql.push(f64::from(ROWS) / copied_by_psql(demo)?);
        let (seconds, peak_mb) = watched(&server, || client.download("csv", &mut sink()))?;
        by_us.push(f64::from(ROWS) / seconds);
        peaks_mb.push(peak_mb);
    }
    let ratios = by_us.iter().zip(&by_psql).map(|(us, psql)| us / psql).collect();
    let ((us, ..), (psql, ..), (ratio, least, most)) = (spread(by_us), spread(by_psql), spread(ratios));
    print(&format!(
        "csv: watchroom {us:.0} rows/s, psql \\copy {psql:.0} rows/s, ratio {ratio:.2} ({least:.2} to {most:.2}; {ROUNDS} rounds)"
    ));
    print_growth("csv", peaks_mb, at_rest_mb);
    for format in ["json", "xlsx"] {
        let (mut took_s, mut peaks_mb) = (Vec::new(), Vec::new());
        for _ in 0..LONE_ROUNDS {
            let (seconds, peak_mb) = watched(&server, || client.download(format, &mut sink()))?;
            took_s.push(seconds);
            peaks_mb.push(peak_mb);
        }
        let (middle, least, most) = spread(took_s);
        print(&format!("{format}: {middle:.2} s ({least:.2} to {most:.2}; {LONE_ROUNDS} rounds)"));
        print_growth(format, peaks_mb, at_rest_mb);
    }
    for format in ["csv", "json", "xlsx"] {
        let path = folder.join(format!("rows.{format}"));
        client.download(format, &mut File::create(&path)?)?;
        print(&format!("{}: {:.1} MB", path.display(), path.metadata()?.len() as f64 / 1e6));
    }
    let lines = BufReader::new(File::open(folder.join("rows.csv"))?).split(b'\n').count();
    ensure!(lines == ROWS as usize + 1, "the CSV has {lines} lines instead of {ROWS} and a heading");
    Ok(())
}

/// The demo's files with a panel over the table.
fn configured(demo: &Demo, folder: &Path) -> Result<PathBuf> {
    let config = folder.join("config");
    if config.exists() {
        std::fs::remove_dir_all(&config)?;
    }
    copy_folder(&demo.data_dir.join("config/tenants"), &config)?;
    std::fs::write(config.join("tenant-alpha/panels/export_rows.yaml"), PANEL)?;
    std::fs::write(config.join("tenant-alpha/dashboards/exports.yaml"), DASHBOARD)?;
    Ok(config)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            std::fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// Seconds that psql takes from its start to its end.
fn copied_by_psql(demo: &Demo) -> Result<f64> {
    let psql = Binaries::find(&[])?.program("psql");
    let copy = format!("\\copy (SELECT {COLUMNS} FROM export_rows {ORDER}) to stdout with csv header");
    let since = Instant::now();
    let status = Command::new(psql)
        .args(["--no-psqlrc", "-c", &copy, demo.database_url()?])
        .stdout(Stdio::null())
        .status()
        .context("`psql` does not start")?;
    ensure!(status.success(), "psql could not copy: {status}");
    Ok(since.elapsed().as_secs_f64())
}

/// What a measurement gives, and the server's largest resident memory during it, in megabytes.
fn watched<T>(server: &Server, measure: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| -> Result<f64> {
            let mut peak_mb = server.resident_mb()?;
            while !is_over.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                peak_mb = peak_mb.max(server.resident_mb()?);
            }
            Ok(peak_mb)
        });
        let measured = measure();
        is_over.store(true, Ordering::Relaxed);
        let Ok(peak_mb) = watching.join() else { bail!("nobody watched the memory") };
        Ok((measured?, peak_mb?))
    })
}

fn print_growth(format: &str, peaks_mb: Vec<f64>, at_rest_mb: f64) {
    let (.., peak_mb) = spread(peaks_mb);
    print(&format!("{format}: peak of the memory {peak_mb:.1} MB, {:.1} MB more than at rest", peak_mb - at_rest_mb));
}

/// Reads answers in chunks, as they come: http.rs reads answers whose length is known.
struct Client {
    host: String,
    headers: Vec<String>,
}

impl Client {
    /// Seconds from the question to the last byte.
    fn download(&self, format: &str, out: &mut dyn Write) -> Result<f64> {
        let (host, headers) = (&self.host, self.headers.join("\r\n"));
        let since = Instant::now();
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let path = format!("/api/v1/reports/export_rows/export?format={format}");
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n").as_bytes())?;
        let mut answer = BufReader::with_capacity(128 << 10, stream);
        let head = head(&mut answer)?;
        ensure!(head.starts_with("http/1.1 200 "), "{path}: {head}");
        ensure!(head.contains("transfer-encoding: chunked"), "{path} is not streamed: {head}");
        ensure!(!head.contains("content-encoding"), "{path} is compressed, though nobody asked: {head}");
        chunks(&mut answer, out).with_context(|| path)?;
        Ok(since.elapsed().as_secs_f64())
    }
}

/// Passes a chunked body on; an error where it ends before its last chunk.
fn chunks(answer: &mut impl BufRead, out: &mut dyn Write) -> Result<()> {
    loop {
        let mut line = String::new();
        ensure!(answer.read_line(&mut line)? > 0, "the answer broke off");
        let mut left = usize::from_str_radix(line.trim_end(), 16).with_context(|| format!("no length: {line:?}"))?;
        let is_last = left == 0;
        while left > 0 {
            let bytes = answer.fill_buf()?;
            ensure!(!bytes.is_empty(), "the answer broke off");
            let part = bytes.len().min(left);
            out.write_all(&bytes[..part])?;
            answer.consume(part);
            left -= part;
        }
        answer.read_exact(&mut [0; 2]).context("the answer broke off")?;
        if is_last {
            return Ok(());
        }
    }
}

/// An answer's head, in small letters.
fn head(answer: &mut impl BufRead) -> Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        ensure!(answer.read_line(&mut head)? > 0, "the server closed the connection");
    }
    Ok(head.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_chunks_is_read_to_its_end_or_not_at_all() {
        let whole = "4\r\n1,2\n\r\nb\r\nid,note\r\n\r\n\r\n0\r\n\r\n";
        let mut out = Vec::new();
        chunks(&mut whole.as_bytes(), &mut out).expect("a whole answer");
        assert_eq!(out, b"1,2\nid,note\r\n\r\n");
        for end in 0..whole.len() {
            assert!(chunks(&mut &whole.as_bytes()[..end], &mut Vec::new()).is_err(), "{end} bytes are not the whole");
        }
    }
}
