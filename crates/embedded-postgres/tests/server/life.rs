//! An ordinary life: start, stop, start again, start over.

use std::os::unix::fs::PermissionsExt;

use watchroom_embedded_postgres::Error;

use crate::{alive, ask, data_dir, start, start_with};

#[test]
fn it_starts_and_answers_and_leaves_nothing_behind() {
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    let pid = server.process_id();
    let sockets = server.socket_dir().to_path_buf();

    assert_eq!(ask(&server.superuser_url("postgres"), "select current_user"), "watchroom");
    assert_eq!(ask(&server.socket_url("postgres"), "select current_user"), "watchroom");
    assert_eq!(ask(&server.superuser_url("postgres"), "show server_version").split(' ').next(), Some(server.version()));
    for (setting, value) in [
        ("listen_addresses", "127.0.0.1"),
        ("timezone", "UTC"),
        ("server_encoding", "UTF8"),
        ("max_connections", "200"),
        ("client_connection_check_interval", "1s"),
        ("fsync", "off"),
        ("password_encryption", "scram-sha-256"),
    ] {
        assert_eq!(ask(&server.superuser_url("postgres"), &format!("show {setting}")), value, "{setting}");
    }
    let methods = "select string_agg(distinct auth_method, ',') from pg_hba_file_rules";
    assert_eq!(ask(&server.superuser_url("postgres"), methods), "scram-sha-256");

    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&sockets), 0o700);
    assert_eq!(mode(&folder.path().join("postgres.password")), 0o600);

    server.stop().expect("stop");
    assert!(!alive(pid) && !sockets.exists() && !folder.path().join("postgres.state").exists());
}

#[test]
fn a_second_start_finds_the_data_and_a_fresh_one_does_not() {
    let folder = data_dir();
    let server = start(folder.path()).expect("start");
    ask(&server.superuser_url("postgres"), "create table kept as select 42 as answer");
    let password = std::fs::read_to_string(folder.path().join("postgres.password")).expect("a password");
    server.stop().expect("stop");

    let server = start(folder.path()).expect("start again");
    assert_eq!(ask(&server.superuser_url("postgres"), "select answer from kept"), "42");
    drop(server);
    assert!(folder.path().join("postgres.log.1").exists());

    let server = start_with(folder.path(), |options| options.fresh = true).expect("start over");
    assert_eq!(ask(&server.superuser_url("postgres"), "select coalesce(to_regclass('kept')::text, 'gone')"), "gone");
    assert_ne!(std::fs::read_to_string(folder.path().join("postgres.password")).expect("a password"), password);
}

#[test]
fn two_servers_on_two_folders_do_not_meet() {
    let (one, two) = (data_dir(), data_dir());
    let (one, two) = (start(one.path()).expect("one"), start(two.path()).expect("two"));
    assert_ne!(one.port(), two.port());
    ask(&one.superuser_url("postgres"), "create table only_here()");
    let there = "select coalesce(to_regclass('only_here')::text, 'absent')";
    assert_eq!(ask(&two.superuser_url("postgres"), there), "absent");
}

#[test]
fn a_second_server_on_the_same_folder_is_refused_and_names_the_first() {
    let folder = data_dir();
    let _first = start(folder.path()).expect("start");
    let error = start(folder.path()).err().expect("refused");
    assert!(matches!(error, Error::InUse { pid: Some(_), .. }), "{error}");
    assert!(error.to_string().contains(&std::process::id().to_string()), "{error}");
}

#[test]
fn settings_of_the_caller_win_and_bad_ones_show_the_log() {
    let folder = data_dir();
    let setting = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let server = start_with(folder.path(), |options| options.settings = setting("max_connections", "33"));
    let server = server.expect("start");
    assert_eq!(ask(&server.superuser_url("postgres"), "show max_connections"), "33");
    server.stop().expect("stop");

    let error = start_with(folder.path(), |options| options.settings = setting("no_such_setting", "1"));
    let error = error.err().expect("refused").to_string();
    assert!(error.contains("no_such_setting") && error.contains("postgres.log"), "{error}");
    start(folder.path()).expect("and starts again without it");
}

#[test]
fn a_server_started_by_a_thread_that_ended_lives_on() {
    let folder = data_dir();
    let path = folder.path().to_path_buf();
    let server = std::thread::spawn(move || start(&path)).join().expect("no panic").expect("start");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(ask(&server.superuser_url("postgres"), "select 1"), "1");
}

#[test]
fn a_lost_password_and_a_foreign_folder_are_told_plainly() {
    let folder = data_dir();
    start(folder.path()).expect("start").stop().expect("stop");
    std::fs::remove_file(folder.path().join("postgres.password")).expect("remove");
    let error = start(folder.path()).err().expect("refused").to_string();
    assert!(error.contains("postgres.password") && error.contains("--fresh"), "{error}");

    let other = data_dir();
    std::fs::create_dir(other.path().join("postgres-cluster")).expect("a folder");
    std::fs::write(other.path().join("postgres-cluster/thesis.txt"), "precious").expect("a file");
    let error = start(other.path()).err().expect("refused");
    assert!(matches!(error, Error::NotACluster { .. }), "{error}");
    assert!(other.path().join("postgres-cluster/thesis.txt").exists());
}
