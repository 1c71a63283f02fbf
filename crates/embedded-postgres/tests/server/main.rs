//! The private PostgreSQL, for real: each test starts its own server.

mod another_process;
mod crash;
mod life;
mod placement;

use std::path::Path;
use std::time::{Duration, Instant};

use watchroom_embedded_postgres::{Durability, Error, Options, Server};

/// A data folder as a user would have it: in a place that everybody may enter.
fn data_dir() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("watchroom-test-").tempdir().expect("a temporary folder");
    open_to_all(folder.path());
    folder
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("set the mode");
}

fn start(data_dir: &Path) -> Result<Server, Error> {
    start_with(data_dir, |_| {})
}

fn start_with(data_dir: &Path, change: impl FnOnce(&mut Options<'_>)) -> Result<Server, Error> {
    let mut progress = |line: &str| assert!(!line.is_empty());
    let mut options = Options::new(data_dir, &mut progress);
    options.durability = Durability::Throwaway;
    change(&mut options);
    Server::start(options)
}

/// The first column of the first row, as text.
fn ask(url: &str, sql: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connect");
        let connection = tokio::spawn(connection);
        let messages = client.simple_query(sql).await.expect("the query runs");
        drop(client);
        connection.await.expect("no panic").expect("a clean end");
        messages
            .iter()
            .find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .unwrap_or_default()
    })
}

fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < Duration::from_secs(20), "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn alive(pid: u32) -> bool {
    // A zombie still has its folder under /proc, but no program.
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn signal(pid: u32, signal: nix::sys::signal::Signal) {
    let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).expect("process ids are small"));
    nix::sys::signal::kill(pid, signal).expect("send a signal");
}
