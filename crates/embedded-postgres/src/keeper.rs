//! The thread that starts every process of ours and lives as long as they do.
//!
//! Linux sends the death signal when the *thread* that forked ends, not when its process does. A thread
//! of a caller's pool may end at any time; this one is parked until the server is gone.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use crate::account::Account;

type Request = (Command, SyncSender<io::Result<Child>>);

pub(crate) struct Keeper {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub(crate) fn new() -> io::Result<Self> {
        let (requests, inbox) = channel::<Request>();
        let thread = std::thread::Builder::new().name("postgres-keeper".to_owned()).spawn(move || {
            for (mut command, answer) in inbox {
                // Nobody listening means that the caller is gone; then the child is, too, on drop of the thread.
                let _unheard = answer.send(command.spawn());
            }
        })?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Starts `command` as `account`, in a process group of its own (the terminal's `Ctrl-C` is not for
    /// it), to be sent `SIGINT` when this process ends in whatever way.
    pub(crate) fn spawn(&self, mut command: Command, account: Option<&Account>) -> io::Result<Child> {
        clean_environment(&mut command);
        command.process_group(0);
        tie_to_us(&mut command, account);
        let (answer, child) = sync_channel(1);
        let gone = || io::Error::other("the thread that starts PostgreSQL ended");
        let requests = self.requests.as_ref().ok_or_else(gone)?;
        requests.send((command, answer)).map_err(|_| gone())?;
        child.recv().map_err(|_| gone())?
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // The thread cannot panic while it waits for requests; there is nothing to report.
            let _ended = thread.join();
        }
    }
}

/// PostgreSQL's programs read settings, ports and languages from their environment; ours must not leak in.
fn clean_environment(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("PG") || text.starts_with("LC_") || text == "LANG" || text == "LANGUAGE" {
            command.env_remove(&name);
        }
    }
    command.env("LC_ALL", "C").env("TZ", "UTC");
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the death signal and the account can only be set between fork and exec")]
fn tie_to_us(command: &mut Command, account: Option<&Account>) {
    use nix::sys::prctl::set_pdeathsig;
    use nix::sys::signal::{SigSet, Signal};
    use nix::unistd::{Pid, getpid, getppid, setgid, setgroups, setuid};

    let parent = getpid();
    let switch = account.map(|account| (account.uid, account.gid));
    let prepare = move || -> io::Result<()> {
        SigSet::empty().thread_set_mask()?;
        if let Some((uid, gid)) = switch {
            setgroups(&[gid])?;
            setgid(gid)?;
            setuid(uid)?;
        }
        // After the switch of account, which clears it.
        set_pdeathsig(Signal::SIGINT)?;
        let alive: Pid = getppid();
        if alive != parent {
            return Err(nix::errno::Errno::ESRCH.into());
        }
        Ok(())
    };
    // SAFETY: `prepare` runs in the forked child before exec. It only makes system calls that are
    // async-signal-safe (setgroups, setgid, setuid, prctl, getppid, sigprocmask), captures plain numbers,
    // and allocates nothing, neither on success nor for its errors, which are bare error numbers.
    unsafe {
        command.pre_exec(prepare);
    }
}

#[cfg(not(target_os = "linux"))]
fn tie_to_us(command: &mut Command, account: Option<&Account>) {
    if let Some(account) = account {
        command.uid(account.uid.as_raw()).gid(account.gid.as_raw());
    }
}
