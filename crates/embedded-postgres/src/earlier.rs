//! Cleaning up after an earlier run, whatever became of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::fcntl::{Flock, FlockArg};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::error::{Doing, Error};
use crate::layout::{Layout, gone_is_fine, write_secret};
use crate::postmaster::{PidFile, alive, anyone_in, works_in};

/// How the folders of our sockets begin, so that nothing else is ever removed.
pub(crate) const SOCKETS: &str = "/tmp/watchroom-pg-";

const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What a run writes down for the next one: who it was, and where its socket is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) owner: Option<i32>,
    pub(crate) socket_dir: Option<PathBuf>,
}

impl State {
    pub(crate) fn read(layout: &Layout) -> Self {
        let mut state = Self::default();
        for line in fs::read_to_string(layout.state()).unwrap_or_default().lines() {
            match line.split_once('=') {
                Some(("owner", pid)) => state.owner = pid.parse().ok(),
                Some(("socket_dir", path)) => state.socket_dir = Some(PathBuf::from(path)),
                _ => {}
            }
        }
        state
    }

    pub(crate) fn write(layout: &Layout, socket_dir: &Path) -> Result<(), Error> {
        let text = format!("owner={}\nsocket_dir={}\n", std::process::id(), socket_dir.display());
        write_secret(&layout.state(), &text)
    }
}

/// Takes the data folder for this process; the system gives it back when the process ends, however.
pub(crate) fn lock(layout: &Layout) -> Result<Flock<fs::File>, Error> {
    let path = layout.lock();
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path).doing("open", &path)?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock)
        .map_err(|_| Error::InUse { data_dir: layout.data_dir.clone(), pid: State::read(layout).owner })
}

/// Leaves the cluster free for a start. The lock is held, so no living process of ours runs a server
/// here; a server that does run is either an orphan of ours (stopped) or somebody else's (an error).
pub(crate) fn clear(layout: &Layout, progress: &mut dyn FnMut(&str)) -> Result<(), Error> {
    let state = State::read(layout);
    let cluster = &layout.cluster;
    let found = PidFile::read(cluster);
    if let Some(found) = &found
        && works_in(found.pid, cluster)
    {
        let ours = found.socket_dir.as_deref().is_some_and(is_socket_dir)
            && (found.socket_dir == state.socket_dir || state.socket_dir.is_none());
        if !ours {
            return Err(Error::ForeignServer { cluster: cluster.clone(), pid: found.pid });
        }
        progress(&format!("stopping a PostgreSQL that an earlier run left behind (process {})", found.pid));
        stop_orphan(found.pid, cluster)?;
    }
    wait_for_backends(cluster, progress)?;
    // Its number may belong to a different program by now, at which PostgreSQL would refuse to start.
    // With nobody left in the folder the file says nothing. A dead number is left to PostgreSQL, which
    // also frees the shared memory that the file names.
    if found.is_some_and(|found| alive(found.pid)) {
        let path = cluster.join("postmaster.pid");
        fs::remove_file(&path).or_else(gone_is_fine).doing("remove", &path)?;
    }
    if let Some(folder) = state.socket_dir.filter(|folder| is_socket_dir(folder)) {
        fs::remove_dir_all(&folder).or_else(gone_is_fine).doing("remove", &folder)?;
    }
    fs::remove_file(layout.state()).or_else(gone_is_fine).doing("remove", &layout.state())
}

fn is_socket_dir(folder: &Path) -> bool {
    let text = folder.to_string_lossy();
    text.strip_prefix(SOCKETS).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
}

fn stop_orphan(pid: i32, cluster: &Path) -> Result<(), Error> {
    for signal in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGKILL] {
        // It may end between the look and the signal; the next look tells.
        let _gone = kill(Pid::from_raw(pid), signal);
        if within(PATIENCE, || !works_in(pid, cluster)) {
            return Ok(());
        }
    }
    Err(Error::Lingering { cluster: cluster.to_path_buf(), pid })
}

/// After `kill -9` of a postmaster its backends notice within moments and end; until then a new one
/// must not start.
fn wait_for_backends(cluster: &Path, progress: &mut dyn FnMut(&str)) -> Result<(), Error> {
    if anyone_in(cluster).is_some() {
        progress("waiting for the processes of an earlier run to end");
        within(PATIENCE, || anyone_in(cluster).is_none());
    }
    match anyone_in(cluster) {
        Some(pid) => Err(Error::Lingering { cluster: cluster.to_path_buf(), pid }),
        None => Ok(()),
    }
}

/// Whether `condition` comes true before `patience` is over.
pub(crate) fn within(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if begin.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_ours_pass_for_socket_folders() {
        assert!(is_socket_dir(Path::new("/tmp/watchroom-pg-a1B2c3")));
        for other in ["/tmp", "/tmp/watchroom-pg-", "/tmp/watchroom-pg-x/../../etc", "/var/run/postgresql"] {
            assert!(!is_socket_dir(Path::new(other)), "{other}");
        }
    }
}
