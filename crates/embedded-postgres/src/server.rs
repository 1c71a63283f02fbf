//! A running server: start, addresses, stop.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::fcntl::Flock;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::account::Account;
use crate::binaries::Binaries;
use crate::earlier::{self, SOCKETS, State, within};
use crate::error::{Doing, Error};
use crate::keeper::Keeper;
use crate::layout::{Layout, gone_is_fine};
use crate::postmaster::PidFile;
use crate::{Durability, Options, SUPERUSER, cluster};

/// How long a stop may take before it becomes ruder.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often another port is tried if somebody snatched the chosen one.
const PORTS_TRIED: usize = 5;
/// How often a start is tried again while the memory of a killed predecessor is being freed.
const WAITS_FOR_MEMORY: usize = 20;

/// A private PostgreSQL. It stops when it is dropped, and when this process ends.
pub struct Server {
    // Fields are dropped in this order: the lock last.
    child: Option<Child>,
    socket_dir: TempDir,
    port: u16,
    password: String,
    version: String,
    durability: Durability,
    layout: Layout,
    _keeper: Keeper,
    _lock: Flock<fs::File>,
}

impl Server {
    /// Starts PostgreSQL over the data folder and waits until it accepts connections.
    ///
    /// May be called from any thread, and blocks: some 0.1 s, with a new cluster some 1 to 3 s.
    ///
    /// # Errors
    /// Each says what to do next; see [`Error`].
    pub fn start(options: Options<'_>) -> Result<Self, Error> {
        let mut layout = Layout::open(&options.data_dir)?;
        let lock = earlier::lock(&layout)?;
        let keeper = Keeper::new().doing("start a thread for", &layout.data_dir)?;
        earlier::clear(&layout, options.progress)?;
        if options.fresh {
            layout.erase()?;
        }
        let account = Account::choose(&layout.cluster)?;
        let account = account.as_ref();
        let exists = layout.has_cluster();
        let binaries = find_binaries(&layout, &options, &keeper, account)?;
        let socket_dir = make_socket_dir(account)?;
        if exists {
            take_over(&layout, &keeper, account)?;
        } else {
            (options.progress)(&format!("creating a database cluster with PostgreSQL {}", binaries.version()));
            if let Some(account) = account {
                layout.place(&keeper, account)?;
            }
            cluster::create(&layout, &binaries, &keeper, account, options.durability, socket_dir.path())?;
        }
        let password = read_password(&layout)?;
        rotate_log(&layout)?;
        State::write(&layout, socket_dir.path())?;
        (options.progress)(&format!("starting PostgreSQL {}", binaries.version()));
        let launch = Launch { layout: &layout, binaries: &binaries, keeper: &keeper, account, options: &options };
        let (child, port) = launch.until_ready(socket_dir.path())?;
        Ok(Self {
            child: Some(child),
            socket_dir,
            port,
            password,
            version: binaries.version().to_owned(),
            durability: options.durability,
            layout,
            _keeper: keeper,
            _lock: lock,
        })
    }

    /// The superuser's URL of a database, over TCP on the loopback interface.
    pub fn superuser_url(&self, database: &str) -> String {
        let database = percent_encoded(database);
        format!("postgresql://{SUPERUSER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The superuser's URL of a database, over the unix socket.
    pub fn socket_url(&self, database: &str) -> String {
        let folder = percent_encoded(&self.socket_dir.path().to_string_lossy());
        let database = percent_encoded(database);
        format!("postgresql://{SUPERUSER}:{}@{folder}:{}/{database}", self.password, self.port)
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// PostgreSQL's version, for instance `15.18`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The process id of the postmaster.
    pub fn process_id(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// The folder of the unix socket.
    pub fn socket_dir(&self) -> &Path {
        self.socket_dir.path()
    }

    /// The folder of PostgreSQL's own files.
    pub fn cluster_dir(&self) -> &Path {
        &self.layout.cluster
    }

    /// Stops the server: `SIGINT` ends every session; after 10 s `SIGQUIT`, after 10 more `SIGKILL`.
    ///
    /// # Errors
    /// [`Error::Io`] where the process cannot be waited for or its files not be removed.
    pub fn stop(mut self) -> Result<(), Error> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), Error> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        end(&mut child).doing("stop PostgreSQL on", &self.layout.cluster)?;
        let sockets = self.socket_dir.path();
        fs::remove_dir_all(sockets).or_else(gone_is_fine).doing("remove", sockets)?;
        let state = self.layout.state();
        fs::remove_file(&state).or_else(gone_is_fine).doing("remove", &state)?;
        if self.durability == Durability::Throwaway && self.layout.outside_folder().is_some() {
            self.layout.erase()?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody is left to tell; the next start cleans up what stays.
        let _result = self.shut_down();
    }
}

/// What a launch needs to know.
struct Launch<'a, 'o> {
    layout: &'a Layout,
    binaries: &'a Binaries,
    keeper: &'a Keeper,
    account: Option<&'a Account>,
    options: &'a Options<'o>,
}

impl Launch<'_, '_> {
    /// Starts the postmaster, again on another port if the chosen one was snatched meanwhile, and again
    /// while the system is still freeing what a killed predecessor held.
    fn until_ready(&self, socket_dir: &Path) -> Result<(Child, u16), Error> {
        let (mut ports_left, mut waits_left) = (PORTS_TRIED, WAITS_FOR_MEMORY);
        loop {
            let port = free_port(&self.layout.data_dir)?;
            let log_before = fs::metadata(self.layout.log()).map_or(0, |found| found.len());
            let mut child = self.spawn(socket_dir, port)?;
            let Some(status) = self.wait(&mut child, port, log_before)? else { return Ok((child, port)) };
            let said = self.log_since(log_before);
            if ports_left > 1 && (said.contains("could not bind") || said.contains("Address already in use")) {
                ports_left -= 1;
            } else if waits_left > 0 && said.contains("shared memory block") && said.contains("in use") {
                waits_left -= 1;
                std::thread::sleep(Duration::from_millis(500));
            } else {
                return Err(Error::Died { status, log: self.layout.log(), tail: last_lines(&said) });
            }
        }
    }

    fn spawn(&self, socket_dir: &Path, port: u16) -> Result<Child, Error> {
        let log_path = self.layout.log();
        let log = fs::OpenOptions::new().create(true).append(true).open(&log_path).doing("open", &log_path)?;
        let also_log = log.try_clone().doing("open", &log_path)?;
        let program = self.binaries.program("postgres");
        let mut command = Command::new(&program);
        command.arg("-D").arg(&self.layout.cluster);
        for (name, value) in self.settings(socket_dir, port) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.current_dir(&self.layout.cluster).stdin(Stdio::null()).stdout(log).stderr(also_log);
        self.keeper.spawn(command, self.account).doing("run", &program)
    }

    fn settings(&self, socket_dir: &Path, port: u16) -> Vec<(String, String)> {
        let sockets = socket_dir.to_string_lossy();
        let port = port.to_string();
        let mut settings: Vec<(&str, &str)> = vec![
            ("listen_addresses", "127.0.0.1"),
            ("port", &port),
            ("unix_socket_directories", &sockets),
            ("unix_socket_permissions", "0700"),
            ("shared_buffers", "128MB"),
            ("max_connections", "200"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("logging_collector", "off"),
            ("log_destination", "stderr"),
            ("log_line_prefix", "%m [%p] %q%u@%d "),
        ];
        if cfg!(target_os = "linux") {
            settings.push(("client_connection_check_interval", "1s"));
        }
        if self.options.durability == Durability::Throwaway {
            settings.extend([("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]);
        }
        let owned = settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        owned.chain(self.options.settings.iter().cloned()).collect()
    }

    /// Waits until the server accepts connections (`None`) or ends (how).
    fn wait(&self, child: &mut Child, port: u16, log_before: u64) -> Result<Option<String>, Error> {
        let begin = Instant::now();
        let pid = i32::try_from(child.id()).ok();
        loop {
            if let Some(status) = child.try_wait().doing("wait for", &self.binaries.program("postgres"))? {
                return Ok(Some(status.to_string()));
            }
            let said = PidFile::read(&self.layout.cluster);
            if said.is_some_and(|said| said.ready && Some(said.pid) == pid && said.port == Some(port)) {
                return Ok(None);
            }
            if begin.elapsed() >= self.options.start_timeout {
                end(child).doing("stop PostgreSQL on", &self.layout.cluster)?;
                return Err(Error::NotReady {
                    waited: self.options.start_timeout,
                    log: self.layout.log(),
                    tail: last_lines(&self.log_since(log_before)),
                });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn log_since(&self, offset: u64) -> String {
        let mut bytes = Vec::new();
        let read = fs::File::open(self.layout.log()).and_then(|mut file| {
            file.seek(SeekFrom::Start(offset))?;
            file.read_to_end(&mut bytes)
        });
        match read {
            Ok(_) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => format!("(the log cannot be read: {error})"),
        }
    }
}

/// The programs of the version that made the cluster, else the newest which the account can run.
fn find_binaries(
    layout: &Layout,
    options: &Options<'_>,
    keeper: &Keeper,
    account: Option<&Account>,
) -> Result<Binaries, Error> {
    match layout.cluster_major() {
        Some(major) => Binaries::for_major(&options.search, major, &layout.cluster),
        None => Binaries::newest_usable(&options.search, |program| {
            account.is_none_or(|account| account.reaches(keeper, program))
        }),
    }
}

/// A cluster that is there must belong to the account and be within its reach.
fn take_over(layout: &Layout, keeper: &Keeper, account: Option<&Account>) -> Result<(), Error> {
    let Some(account) = account else { return Ok(()) };
    let owner = fs::metadata(&layout.cluster).doing("look at", &layout.cluster)?.uid();
    if owner != account.uid.as_raw() {
        account.give_all(&layout.cluster)?;
    }
    if account.reaches(keeper, &layout.cluster) {
        return Ok(());
    }
    Err(Error::Unreachable { account: account.name.clone(), path: layout.cluster.clone() })
}

/// A short path with mode 0700, for the socket and for secrets on their way to `initdb`.
fn make_socket_dir(account: Option<&Account>) -> Result<TempDir, Error> {
    let (parent, prefix) = SOCKETS.rsplit_once('/').unwrap_or(("/tmp", SOCKETS));
    let folder = tempfile::Builder::new()
        .prefix(prefix)
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .doing("make a folder in", Path::new(parent))?;
    if let Some(account) = account {
        account.give(folder.path())?;
    }
    Ok(folder)
}

fn read_password(layout: &Layout) -> Result<String, Error> {
    let path = layout.password();
    let password = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
    if password.is_empty() { Err(Error::PasswordMissing { path }) } else { Ok(password) }
}

/// Keeps the log of the run before beside the one of this run.
fn rotate_log(layout: &Layout) -> Result<(), Error> {
    let log = layout.log();
    let mut before: PathBuf = log.clone();
    before.set_extension("log.1");
    fs::rename(&log, &before).or_else(gone_is_fine).doing("rotate", &log)
}

/// A port nobody listens on at this moment.
fn free_port(data_dir: &Path) -> Result<u16, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("find a free port for", data_dir)?;
    Ok(listener.local_addr().doing("find a free port for", data_dir)?.port())
}

/// Ends a process of ours: politely, then less so.
fn end(child: &mut Child) -> std::io::Result<()> {
    let pid = Pid::from_raw(i32::try_from(child.id()).map_err(std::io::Error::other)?);
    for signal in [Signal::SIGINT, Signal::SIGQUIT] {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        kill(pid, signal)?;
        if within(PATIENCE, || !matches!(child.try_wait(), Ok(None))) {
            return Ok(());
        }
    }
    child.kill()?;
    child.wait().map(|_| ())
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_a_url() {
        assert_eq!(percent_encoded("tenant-alpha"), "tenant-alpha");
        assert_eq!(percent_encoded("/tmp/x y?ü"), "%2Ftmp%2Fx%20y%3F%C3%BC");
    }
}
