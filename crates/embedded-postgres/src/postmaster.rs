//! What `postmaster.pid` says, and what the system says of that process.

use std::fs;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

/// The lines of a `postmaster.pid` that matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub(crate) pid: i32,
    pub(crate) port: Option<u16>,
    pub(crate) socket_dir: Option<PathBuf>,
    pub(crate) ready: bool,
}

impl PidFile {
    pub(crate) fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(cluster.join("postmaster.pid")).ok()?)
    }

    /// Line 1 is the process id, 4 the port, 5 the socket's folder, 8 the state.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let line = |number: usize| lines.get(number - 1).copied().filter(|line| !line.is_empty());
        Some(Self {
            // Negative in single-user mode.
            pid: line(1)?.parse::<i32>().ok()?.checked_abs()?,
            port: line(4).and_then(|port| port.parse().ok()),
            socket_dir: line(5).map(PathBuf::from),
            ready: line(8) == Some("ready"),
        })
    }
}

/// Whether a process with this id exists.
pub(crate) fn alive(pid: i32) -> bool {
    matches!(kill(Pid::from_raw(pid), None), Ok(()) | Err(Errno::EPERM))
}

/// Whether the process is a PostgreSQL of this cluster: each of them works in the cluster's folder.
/// Where that cannot be seen, a live process is taken for one.
pub(crate) fn works_in(pid: i32, cluster: &Path) -> bool {
    if !alive(pid) {
        return false;
    }
    let process = PathBuf::from(format!("/proc/{pid}"));
    match fs::read_link(process.join("cwd")) {
        Ok(folder) => folder == cluster,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => !process.parent().is_some_and(Path::is_dir),
        Err(_) => fs::read_to_string(process.join("comm")).map_or(true, |name| name.trim().starts_with("postgres")),
    }
}

/// A process that works in the cluster's folder, if there is one (such as a backend whose postmaster
/// was killed).
pub(crate) fn anyone_in(cluster: &Path) -> Option<i32> {
    let processes = fs::read_dir("/proc").ok()?;
    processes.flatten().find_map(|entry| {
        let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
        let folder = fs::read_link(entry.path().join("cwd")).ok()?;
        (folder == cluster).then_some(pid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_is_read_at_every_stage_of_a_start() {
        let whole = "4242\n/data\n1700000000\n54321\n/tmp/sockets\n127.0.0.1\n  1234  5678\nready   \n";
        let read = PidFile::parse(whole).expect("it is whole");
        assert_eq!((read.pid, read.port, read.ready), (4242, Some(54321), true));
        assert_eq!(read.socket_dir, Some(PathBuf::from("/tmp/sockets")));
        let starting = PidFile::parse("4242\n/data\n1700000000\n54321\n\n").expect("it has a pid");
        assert!(!starting.ready && starting.socket_dir.is_none());
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("nonsense\n"), None);
        assert_eq!(PidFile::parse("-17\n").map(|read| read.pid), Some(17));
    }

    #[test]
    fn a_process_is_known_by_the_folder_it_works_in() {
        let own = i32::try_from(std::process::id()).expect("process ids are small");
        let here = std::env::current_dir().expect("there is a folder");
        assert!(works_in(own, &here));
        assert!(!works_in(own, Path::new("/nowhere")));
        assert!(!works_in(i32::MAX, &here));
    }
}
