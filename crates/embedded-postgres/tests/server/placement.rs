//! Which account runs it, and where its files lie then. These need root; without it there is no choice to make.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use nix::unistd::{Uid, User, geteuid};
use watchroom_embedded_postgres::{Durability, OUTSIDE_ROOT};

use crate::another_process::hold;
use crate::{ask, data_dir, open_to_all, start, start_with};

fn owner(path: &Path) -> Uid {
    Uid::from_raw(std::fs::metadata(path).expect("it is there").uid())
}

/// A folder with mode 0700, like root's home.
fn closed_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("set the mode");
    folder
}

#[test]
fn root_runs_it_under_an_unprivileged_account() {
    if !geteuid().is_root() {
        return;
    }
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    let process = owner(Path::new(&format!("/proc/{}", server.process_id())));
    assert!(!process.is_root());
    let expected = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
    assert_eq!(Some(process), expected.map(|user| user.uid));
    assert_eq!(owner(server.cluster_dir()), process);
    assert_eq!(owner(&folder.path().join("postgres.password")), geteuid());
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process_id())).expect("read");
    let groups = status.lines().find_map(|line| line.strip_prefix("Groups:")).expect("listed");
    assert!(!groups.split_whitespace().any(|group| group == "0"), "root's groups are dropped: {groups}");
}

#[test]
fn a_data_folder_closed_to_others_is_opened_for_that_account_alone() {
    if !geteuid().is_root() {
        return;
    }
    let closed = closed_folder();
    let server = start(closed.path()).expect("start");
    assert!(server.cluster_dir().starts_with(closed.path().canonicalize().expect("resolve")));
    let found = std::fs::metadata(closed.path()).expect("it is there");
    assert_eq!(found.mode() & 0o777, 0o710);
}

#[test]
fn below_a_closed_folder_the_cluster_lies_outside_and_is_found_again() {
    if !geteuid().is_root() {
        return;
    }
    let home = closed_folder();
    let data_dir = home.path().join("checkout").join(".watchroom");
    let safe = |options: &mut watchroom_embedded_postgres::Options<'_>| options.durability = Durability::Safe;

    let server = start_with(&data_dir, safe).expect("start");
    let cluster = server.cluster_dir().to_path_buf();
    assert!(cluster.starts_with(OUTSIDE_ROOT), "{}", cluster.display());
    ask(&server.superuser_url("postgres"), "create table kept as select 1 as one");
    server.stop().expect("stop");

    let server = start_with(&data_dir, safe).expect("start again");
    assert_eq!(server.cluster_dir(), cluster);
    assert_eq!(ask(&server.superuser_url("postgres"), "select one from kept"), "1");
    server.stop().expect("stop");

    // Throwaway takes the outside folder with it; so does starting over.
    let server = start_with(&data_dir, |options| options.fresh = true).expect("start over");
    let outside = server.cluster_dir().parent().expect("it has one").to_path_buf();
    assert!(!cluster.exists() && outside.exists());
    server.stop().expect("stop");
    assert!(!outside.exists() && !data_dir.join("postgres-cluster.path").exists());
}

#[test]
fn an_ordinary_user_runs_it_as_itself() {
    let Some(nobody) = User::from_name("nobody").ok().flatten().filter(|_| geteuid().is_root()) else { return };
    let folder = data_dir();
    nix::unistd::chown(folder.path(), Some(nobody.uid), None).expect("hand over");
    open_to_all(folder.path());
    let holder = hold(folder.path(), Some(nobody.uid.as_raw()));
    assert_eq!(ask(&holder.url, "select current_user"), "watchroom");
    assert_eq!(owner(&holder.cluster), nobody.uid);
    holder.kill(folder.path());

    // Root goes on with it as that user, so that the user can still open it afterwards.
    let server = start(folder.path()).expect("start as root");
    assert_eq!(owner(Path::new(&format!("/proc/{}", server.process_id()))), nobody.uid);
}
