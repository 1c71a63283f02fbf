//! A demo to measure on.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use watchroom_embedded_postgres::Binaries;

use super::http::Connection;
use crate::project::Project;
use crate::steps::Steps;

/// A running server; it ends with the value.
pub(super) struct Server {
    child: Child,
    /// Where it answers, as `host:port`.
    pub(super) host: String,
}

impl Server {
    /// Starts `watchroom` with arguments on a free port. It may not answer yet.
    pub(super) fn start(project: &Project, arguments: &[&str]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let host = format!("127.0.0.1:{port}");
        let program = project.target.join("release/watchroom");
        let child = Command::new(&program)
            .args(arguments)
            .args(["--listen", &host])
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .env("RUST_LOG", "warn")
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        Ok(Self { child, host })
    }

    /// Waits for its first answer.
    pub(super) fn answers(&mut self, patience: Duration) -> Result<()> {
        let since = Instant::now();
        while since.elapsed() < patience {
            if Connection::open(&self.host).and_then(|mut server| server.get("/health")).is_ok_and(|a| a.status == 200)
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("watchroom ended before it answered: {status}");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        bail!("watchroom did not answer within {} s", patience.as_secs())
    }

    /// Its resident memory in megabytes (10^6 bytes).
    pub(super) fn resident_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("the kernel names no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("VmRSS has no figure")?.parse()?;
        Ok(kib * 1_024.0 / 1e6)
    }
}

impl Server {
    /// The time that processors have worked for it, for itself and in the kernel.
    pub(super) fn processor_time(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the program's name in brackets: fields 14 and 15 of proc_pid_stat(5), in ticks.
        let (_, rest) = stat.rsplit_once(") ").context("/proc names no program")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let ticks = |place: usize| -> Result<u64> { Ok(fields.get(place).context("/proc ends early")?.parse()?) };
        let a_second = nix::unistd::sysconf(nix::unistd::SysconfVar::CLK_TCK)?.context("no ticks")?;
        Ok(Duration::from_secs(ticks(11)? + ticks(12)?) / u32::try_from(a_second)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
        let _ = self.child.wait();
    }
}

/// A demo over data of its own, which stays for the next measurement.
pub(super) struct Demo {
    pub(super) server: Server,
    pub(super) data_dir: PathBuf,
    manifest: Value,
}

impl Demo {
    /// Starts it; the first time it is filled.
    pub(super) fn start(project: &Project, steps: &Steps) -> Result<Self> {
        let data_dir = project.target.join("xtask/bench-demo");
        std::fs::create_dir_all(&data_dir)?;
        let since = Instant::now();
        let folder = data_dir.display().to_string();
        let mut server = Server::start(project, &["demo", "--no-live", "--data-dir", &folder])?;
        server.answers(Duration::from_secs(300))?;
        steps.say(&format!("the demo answered after {:.1} s", since.elapsed().as_secs_f64()));
        let manifest = serde_json::from_str(&std::fs::read_to_string(data_dir.join("demo.json"))?)?;
        Ok(Self { server, data_dir, manifest })
    }

    /// The database of `tenant-alpha`, for psql.
    pub(super) fn database_url(&self) -> Result<&str> {
        self.manifest["tenants"][0]["database_url"].as_str().context("demo.json names no database")
    }

    /// One value, or one column of them, out of the database of `tenant-alpha`.
    pub(super) fn ask_sql(&self, sql: &str) -> Result<String> {
        self.ask_sql_at(self.database_url()?, sql)
    }

    /// The same out of another database.
    pub(super) fn ask_sql_at(&self, url: &str, sql: &str) -> Result<String> {
        let psql = Binaries::find(&[])?.program("psql");
        let output = Command::new(psql).args(["--no-psqlrc", "-AtX", "-c", sql, url]).output()?;
        ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// The database of a tenant, for psql.
    pub(super) fn database_url_of(&self, tenant: &str) -> Result<&str> {
        let tenants = self.manifest["tenants"].as_array().context("demo.json names no tenants")?;
        let found = tenants.iter().find(|entry| entry["id"] == tenant).context("demo.json has no such tenant")?;
        found["database_url"].as_str().context("demo.json names no database")
    }

    /// A connection that is signed in and asks for a tenant.
    pub(super) fn viewer_of(&self, tenant: &'static str) -> Result<Connection> {
        Ok(self.viewer()?.of_tenant(tenant))
    }

    /// A connection of somebody with a role, asking for a tenant that they have it in.
    pub(super) fn account_of(&self, tenant: &'static str, role: &str) -> Result<Connection> {
        let accounts = self.manifest["accounts"].as_array().context("demo.json names no accounts")?;
        // One person may have a role in several tenants; the file names the first.
        let account = accounts.iter().find(|account| account["role"] == role);
        let account = account.with_context(|| format!("demo.json names no {role}"))?;
        let text = |field: &str| account[field].as_str().context("demo.json names no account");
        let mut connection = Connection::open(&self.server.host)?;
        connection.sign_in(text("email")?, text("password")?)?;
        Ok(connection.of_tenant(tenant))
    }

    /// A connection that is signed in.
    pub(super) fn viewer(&self) -> Result<Connection> {
        let account = &self.manifest["accounts"][0];
        let text = |field: &str| account[field].as_str().context("demo.json names no account");
        let mut connection = Connection::open(&self.server.host)?;
        connection.sign_in(text("email")?, text("password")?)?;
        Ok(connection)
    }
}
