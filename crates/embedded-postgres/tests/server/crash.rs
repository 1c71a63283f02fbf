//! Everything that may end badly.

use std::path::Path;

use nix::sys::signal::Signal;
use watchroom_embedded_postgres::Error;

use crate::another_process::hold;
use crate::{alive, ask, data_dir, signal, start};

#[test]
fn after_a_killed_postmaster_it_starts_again_with_its_data() {
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    ask(&server.superuser_url("postgres"), "create table kept as select 1 as one");
    ask(&server.superuser_url("postgres"), "checkpoint");
    let sockets = server.socket_dir().to_path_buf();
    signal(server.process_id(), Signal::SIGKILL);
    drop(server);
    let server = start(folder.path()).expect("start again");
    assert_eq!(ask(&server.superuser_url("postgres"), "select one from kept"), "1");
    assert!(!sockets.exists());
}

#[test]
fn a_killed_parent_takes_the_postmaster_with_it_and_the_folder_is_free() {
    let folder = data_dir();
    let mut holder = hold(folder.path(), None);
    assert_eq!(ask(&holder.url, "select 1"), "1");
    let state = std::fs::read_to_string(folder.path().join("postgres.state")).expect("written");
    let sockets = state.lines().find_map(|line| line.strip_prefix("socket_dir=")).expect("named").to_owned();

    holder.process.kill().expect("kill -9");
    holder.process.wait().expect("wait");
    let server = start(folder.path()).expect("start at once");
    assert_eq!(ask(&server.superuser_url("postgres"), "select 1"), "1");
    assert!(!alive(holder.postmaster));
    assert!(!Path::new(&sockets).exists(), "the socket's folder of the killed run is gone");
}

#[test]
fn the_postmaster_ends_within_moments_of_its_parent() {
    let folder = data_dir();
    let holder = hold(folder.path(), None);
    holder.kill(folder.path());
    assert!(!folder.path().join("postgres-cluster/postmaster.pid").exists(), "it shut down in good order");
}

#[test]
fn ctrl_c_reaches_the_parent_alone() {
    let folder = data_dir();
    let holder = hold(folder.path(), None);
    let group = nix::unistd::Pid::from_raw(i32::try_from(holder.process.id()).expect("small"));
    nix::sys::signal::killpg(group, Signal::SIGINT).expect("signal the group");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(ask(&holder.url, "select 1"), "1");
    holder.kill(folder.path());
}

#[test]
fn a_stale_lock_of_a_dead_process_or_of_another_program_is_no_obstacle() {
    let folder = data_dir();
    start(folder.path()).expect("start").stop().expect("stop");
    let pid_file = folder.path().join("postgres-cluster/postmaster.pid");
    let cluster = folder.path().join("postgres-cluster");
    // A number that nobody has, then one which now belongs to another program: this one.
    for pid in [i32::MAX, i32::try_from(std::process::id()).expect("small")] {
        let text = format!(
            "{pid}\n{}\n1700000000\n5432\n/tmp/watchroom-pg-stale1\n127.0.0.1\n  1  1\nready\n",
            cluster.display()
        );
        std::fs::write(&pid_file, text).expect("write");
        let server = start(folder.path()).expect("start over the stale lock");
        assert_eq!(ask(&server.superuser_url("postgres"), "select 1"), "1");
    }
}

#[test]
fn a_server_that_somebody_else_started_is_left_alone_and_named() {
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    // Seen from elsewhere: same cluster, no lock held, no state of ours, a socket that is not ours.
    let other = data_dir();
    let cluster = server.cluster_dir().display().to_string();
    std::fs::write(other.path().join("postgres-cluster.path"), cluster).expect("write");
    let text = std::fs::read_to_string(server.cluster_dir().join("postmaster.pid")).expect("read");
    let foreign = text.replace("/tmp/watchroom-pg-", "/var/run/other-");
    std::fs::write(server.cluster_dir().join("postmaster.pid"), foreign).expect("write");

    let error = start(other.path()).err().expect("refused");
    let pid = i32::try_from(server.process_id()).expect("small");
    assert!(matches!(error, Error::ForeignServer { pid: named, .. } if named == pid), "{error}");
    assert!(error.to_string().contains(&format!("kill -INT {pid}")), "{error}");
    std::fs::write(server.cluster_dir().join("postmaster.pid"), text).expect("write");
    assert_eq!(ask(&server.superuser_url("postgres"), "select 1"), "1");
}

#[test]
fn an_orphan_of_ours_is_stopped_first() {
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    let pid = server.process_id();
    // An orphan is a live server whose owner no longer holds the lock: look at it through a second folder.
    let heir = data_dir();
    for file in ["postgres.state", "postgres.password"] {
        std::fs::copy(folder.path().join(file), heir.path().join(file)).expect("copy");
    }
    std::fs::write(heir.path().join("postgres-cluster.path"), server.cluster_dir().display().to_string())
        .expect("write");
    let next = start(heir.path()).expect("take over");
    assert_eq!(ask(&next.superuser_url("postgres"), "select 1"), "1");
    assert!(!alive(pid));
    next.stop().expect("stop");
}
