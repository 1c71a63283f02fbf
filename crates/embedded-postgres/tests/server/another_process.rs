//! This test program, run once more as a process which owns a server and then dies in some way.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "WATCHROOM_TEST_HOLD";

/// A process with a server of its own.
pub(crate) struct Holder {
    pub(crate) process: Child,
    pub(crate) postmaster: u32,
    pub(crate) url: String,
    pub(crate) cluster: PathBuf,
}

impl Holder {
    /// `kill -9` of the process; waits until its server has ended too.
    pub(crate) fn kill(mut self, data_dir: &Path) {
        self.process.kill().expect("kill -9");
        self.process.wait().expect("wait");
        crate::eventually("the postmaster ends", || !crate::alive(self.postmaster));
        // The next start would do that; there may be none.
        let state = std::fs::read_to_string(data_dir.join("postgres.state")).expect("written");
        let sockets = state.lines().find_map(|line| line.strip_prefix("socket_dir=")).expect("named");
        std::fs::remove_dir_all(sockets).expect("remove");
    }
}

/// Starts the process and waits until its server answers. `as_account` is a user and group id.
pub(crate) fn hold(data_dir: &Path, as_account: Option<u32>) -> Holder {
    // `Ctrl-C` is the process's own to handle; this one does not end by it.
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "trap '' INT; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "another_process::holds_a_server_until_it_is_killed", "--nocapture"])
        .env(FOLDER, data_dir)
        .stdout(Stdio::piped())
        .process_group(0);
    if let Some(id) = as_account {
        command.uid(id).gid(id).current_dir("/");
    }
    let mut process = command.spawn().expect("spawn");
    let output = BufReader::new(process.stdout.take().expect("piped"));
    let line = output
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("holding ").map(|(_, rest)| rest.to_owned()))
        .expect("the process says what it holds");
    let words: Vec<&str> = line.split(' ').collect();
    let [postmaster, url, cluster] = words[..] else { panic!("three words, not {line:?}") };
    Holder {
        process,
        postmaster: postmaster.parse().expect("a process id"),
        url: url.to_owned(),
        cluster: PathBuf::from(cluster),
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the parent process reads it")]
fn holds_a_server_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let server = crate::start(Path::new(&folder)).expect("start");
    println!("holding {} {} {}", server.process_id(), server.superuser_url("postgres"), server.cluster_dir().display());
    std::thread::sleep(std::time::Duration::from_secs(60));
}
