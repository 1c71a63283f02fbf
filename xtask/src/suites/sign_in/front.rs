//! Real nginx with the files of `deploy/nginx`, whose addresses, paths and names are exchanged for the stand's.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::machine;
use crate::suites::running::{Running, free_port, listens};
use crate::suites::sign_in::Stand;

const START: Duration = Duration::from_secs(30);
/// Whom nginx becomes where root started it: it must be able to read what this run wrote.
const AS_WHOM: &str = "root";

/// Checks the files by `nginx -t` and starts nginx with them. It answers 502 until the processes are there.
pub fn start(stand: &Stand<'_>, https: u16) -> Result<Running> {
    let Stand { project, steps, folder, ports, gate, .. } = stand;
    let http = free_port()?;
    let root = folder.display();
    let mut openssl = Command::new("openssl");
    openssl
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost".split(' '))
        .args(["-addext", "subjectAltName=DNS:localhost,DNS:id.localhost", "-keyout", "tls.key", "-out", "tls.crt"])
        .current_dir(folder);
    steps.read("making a certificate", &mut openssl)?;

    let deployed = project.root.join("deploy/nginx");
    let from = |name: &str| {
        let path = deployed.join(name);
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let whole = exchanged(
        &from("nginx.conf")?,
        &[
            ("/tmp/watchroom.conf", &format!("{root}/watchroom.conf")),
            ("/tmp/", &format!("{root}/")),
            ("/run/secrets/", &format!("{root}/")),
            ("/dev/stderr", &format!("{root}/nginx-error.log")),
            ("/dev/stdout", &format!("{root}/nginx-access.log")),
        ],
    )?;
    // Only root may choose.
    let user = if machine::is_root() { format!("user {AS_WHOM};\n") } else { String::new() };
    let sites = exchanged(
        &from("watchroom.conf")?,
        &[
            ("watchroom.example", "localhost"),
            ("listen 443 ", &format!("listen 127.0.0.1:{https} ")),
            ("listen 80 ", &format!("listen 127.0.0.1:{http} ")),
            ("listen 80;", &format!("listen 127.0.0.1:{http};")),
            ("10.213.7.11:8080", &format!("127.0.0.1:{}", ports[0])),
            ("10.213.7.12:8080", &format!("127.0.0.1:{}", ports[1])),
            ("10.213.7.20:8080", &format!("127.0.0.1:{}", gate.port)),
        ],
    )?;
    let main = folder.join("nginx.conf");
    write(&main, &format!("daemon off;\n{user}{whole}"))?;
    write(&folder.join("watchroom.conf"), &sites)?;
    write(&folder.join("http.port"), &http.to_string())?;

    let nginx = machine::nginx();
    let arguments = |command: &mut Command| {
        command.arg("-p").arg(folder).arg("-c").arg(&main).args(["-e", "nginx-start.log"]);
    };
    let mut test = Command::new(&nginx);
    arguments(test.arg("-t"));
    steps.run("asking nginx what it thinks of deploy/nginx", &mut test)?;
    let mut command = Command::new(&nginx);
    arguments(&mut command);
    let mut running = Running::start(steps, "nginx", &mut command, folder.join("nginx.log"))?;
    running.wait_until(steps, START, || listens(https) && listens(http))?;
    Ok(running)
}

/// A text with each of `pairs` exchanged, in one go: what comes in is not looked at again. What is not in the text is an error:
/// the file has changed, and this must too.
fn exchanged(text: &str, pairs: &[(&str, &str)]) -> Result<String> {
    for (old, _) in pairs {
        ensure!(text.contains(old), "deploy/nginx no longer says `{old}`: see {}", file!());
    }
    let (mut done, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(next) = rest.chars().next() {
        match pairs.iter().find(|(old, _)| rest.starts_with(old)) {
            Some((old, new)) => {
                done.push_str(new);
                rest = &rest[old.len()..];
            }
            None => {
                done.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    Ok(done)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_exchanged_once_and_what_is_not_is_told() {
        let once = exchanged("include /tmp/a; pid /tmp/b;", &[("/tmp/a", "/tmp/x/a"), ("/tmp/", "/run/")]);
        assert_eq!(once.expect("both are there"), "include /tmp/x/a; pid /run/b;");
        let error = exchanged("listen 80;", &[("443", "1")]).expect_err("it is not there");
        assert!(error.to_string().contains("`443`"), "{error}");
    }
}
