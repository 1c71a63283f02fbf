//! A panel's answer out of the response cache beside nginx serving the very same bytes from a file: same client, same
//! run, turn and turn about.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::running::Demo;
use super::spread;
use crate::machine;
use crate::project::Project;
use crate::steps::print;

const ROUNDS: usize = 7;
/// Seconds that one side is asked in a round.
const SECONDS: u32 = 4;
const CONNECTIONS: u32 = 32;

/// A day of five servers by the minute: about 60 kB of JSON.
const PANEL: &str = "/api/v1/panels/cpu_usage/data";

/// Measures and prints.
pub(super) fn measure(project: &Project, demo: &Demo) -> Result<()> {
    let mut viewer = demo.viewer()?;
    let path = panel(demo, &mut viewer)?;
    let answer = viewer.get(&path)?;
    ensure!(answer.status == 200, "{path}: {}", answer.status);
    let folder = project.scratch()?.join("bench-nginx");
    for (name, encoding) in [("as it is", "identity"), ("gzipped", "gzip")] {
        // The first answer that takes gzip makes the compressed bytes; they are served from then on.
        viewer.get_as(&path, encoding)?;
        let served = viewer.get_as(&path, encoding)?;
        let nginx = Nginx::start(&folder, &served.body, encoding)?;
        let headers = viewer.headers(encoding);
        let ours = format!("http://{}{path}", demo.server.host);
        let theirs = format!("http://{}/answer.json", nginx.host);
        let (mut by_us, mut by_nginx) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            by_nginx.push(requests_per_second(&theirs, &headers)?);
            by_us.push(requests_per_second(&ours, &headers)?);
        }
        let ratios = by_us.iter().zip(&by_nginx).map(|(us, nginx)| us / nginx).collect();
        let ((us, ..), (nginx, ..), (ratio, least, most)) = (spread(by_us), spread(by_nginx), spread(ratios));
        print(&format!(
            "{} bytes {name}: watchroom {us:.0}/s, nginx {nginx:.0}/s, ratio {ratio:.2} ({least:.2} to {most:.2}; {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections)",
            served.body.len()
        ));
    }
    Ok(())
}

/// The panel's address with a range and series that make about 60 kB.
fn panel(demo: &Demo, viewer: &mut super::http::Connection) -> Result<String> {
    let newest = demo.ask_sql(
        "SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM metrics",
    )?;
    let start = demo.ask_sql(
        "SELECT to_char((max(recorded_at) - interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM metrics",
    )?;
    let servers = demo.ask_sql("SELECT DISTINCT server_name FROM metrics WHERE metric_type = 'cpu' ORDER BY 1")?;
    let mut path = format!("{PANEL}?start_date={start}&end_date={newest}");
    for server in servers.lines() {
        path = format!("{path}&series_filter={server}");
        let answer = viewer.get(&path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        if answer.body.len() > 55_000 {
            return Ok(path);
        }
    }
    bail!("the demo's servers make no answer of 60 kB")
}

fn requests_per_second(url: &str, headers: &[String]) -> Result<f64> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--connections", &CONNECTIONS.to_string(), "--duration", &format!("{SECONDS}s")]);
    for header in headers {
        wrk.args(["--header", header]);
    }
    let output = wrk.arg(url).output().context("`wrk` does not start")?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(!text.contains("Non-2xx"), "{url} is refused:\n{text}");
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    Ok(line.context("wrk names no requests a second")?.trim().parse()?)
}

/// nginx over one file; it ends with the value.
struct Nginx {
    child: Child,
    host: String,
}

impl Nginx {
    fn start(folder: &Path, body: &[u8], encoding: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let host = format!("127.0.0.1:{port}");
        std::fs::write(folder.join("answer.json"), body)?;
        let encoded = if encoding == "gzip" { "add_header content-encoding gzip;" } else { "" };
        let root = folder.display();
        // As many workers as we have threads, no access log (ours is at `warn`), the file kept open.
        let settings = format!(
            "daemon off; worker_processes auto; pid {root}/nginx.pid; error_log {root}/error.log;
             events {{ worker_connections 512; }}
             http {{
               access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=10;
               types {{ application/json json; }}
               client_body_temp_path {root}/1; proxy_temp_path {root}/2; fastcgi_temp_path {root}/3; uwsgi_temp_path {root}/4; scgi_temp_path {root}/5;
               server {{ listen {host}; root {root}; {encoded} }}
             }}"
        );
        let file: PathBuf = folder.join("nginx.conf");
        std::fs::write(&file, settings)?;
        let child = Command::new(machine::nginx())
            .arg("-c")
            .arg(&file)
            .args(["-p", &root.to_string()])
            .stderr(Stdio::inherit())
            .spawn()
            .context("`nginx` does not start")?;
        let nginx = Self { child, host };
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(10) {
            if std::net::TcpStream::connect(&nginx.host).is_ok() {
                return Ok(nginx);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("nginx did not answer; see {root}/error.log")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::Signal::SIGTERM);
        }
        let _ = self.child.wait();
    }
}
