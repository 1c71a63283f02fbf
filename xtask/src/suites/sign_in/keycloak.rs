//! A real Keycloak: fetched by Maven, which knows where from, held against its checksum, and started with the realm of
//! `deploy/keycloak`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::running::{Running, answers};
use crate::suites::sign_in::{Provider, Stand};

/// The newest release when this was written; it runs on Java 17 and later. With another version its checksum changes too.
const VERSION: &str = "26.7.3";
const ARTIFACT: &str = "org.keycloak:keycloak-quarkus-dist";
const SHA256: &str = "77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47";
/// The first start of all puts its parts together, which takes half a minute on two quick cores.
const START: Duration = Duration::from_secs(400);

/// The realm's name in `watchroom-realm.json`.
const REALM: &str = "watchroom";
/// Whom Keycloak makes at its first start.
const ADMIN: &str = "admin";

/// A Keycloak that is unpacked and ready to start.
pub struct Distribution(PathBuf);

/// Why there is none.
pub enum Missing {
    /// Nobody could be asked for it: the suite goes on without, and says so.
    Unreachable(String),
    /// Something is wrong that must not pass for a network that is down.
    Failed(anyhow::Error),
}

impl Distribution {
    /// Fetches and unpacks it, unless an earlier run did.
    pub fn get(project: &Project, steps: &Steps) -> std::result::Result<Self, Missing> {
        let cache = project.target.join("keycloak");
        let unpacked = cache.join(format!("{VERSION}-{}", &SHA256[..12]));
        if unpacked.is_dir() {
            steps.say(&format!("Keycloak {VERSION} was fetched before"));
            return Ok(Self(unpacked));
        }
        let archive = cache.join(format!("keycloak-quarkus-dist-{VERSION}.tar.gz"));
        fs::create_dir_all(&cache)
            .with_context(|| format!("could not make {}", cache.display()))
            .map_err(Missing::Failed)?;
        fetch(steps, "mvn", &cache, &archive)?;
        unpack(steps, &archive, &cache, &unpacked).map_err(Missing::Failed)?;
        Ok(Self(unpacked))
    }

    /// Starts it behind a gate, with nothing in its memory but the realm and its test users.
    pub fn start(&self, stand: &Stand<'_>) -> Result<Provider> {
        let Stand { project, steps, gate, watchroom, secrets, .. } = stand;
        let import = self.0.join("data/import");
        fs::create_dir_all(&import).with_context(|| format!("could not make {}", import.display()))?;
        let realm = project.root.join("deploy/keycloak");
        // Users of a realm that another file describes must be in a file of such a name.
        for (from, to) in [
            ("watchroom-realm.json", "watchroom-realm.json"),
            ("watchroom-realm-test-users.json", "watchroom-users-0.json"),
        ] {
            fs::copy(realm.join(from), import.join(to)).with_context(|| format!("could not copy {from}"))?;
        }
        let mut command = Command::new(self.0.join("bin/kc.sh"));
        command
            .args(["start-dev", "--db=dev-mem", "--import-realm", "--http-host=127.0.0.1"])
            .arg(format!("--http-port={}", gate.behind))
            .arg(format!("--hostname={}", gate.origin()))
            .current_dir(&self.0)
            .env("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m")
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN)
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", &secrets.admin)
            .env("WATCHROOM_PUBLIC_URL", watchroom)
            .env("WATCHROOM_INTERNAL_URL", &stand.processes()[1])
            .env("WATCHROOM_CLIENT_SECRET", &secrets.client)
            .env("WATCHROOM_SERVICE_SECRET", &secrets.service);
        let mut running = Running::start(steps, "Keycloak", &mut command, stand.folder.join("keycloak.log"))?;
        // Its own address, which answers also while the gate is shut.
        let url = format!("http://127.0.0.1:{}", gate.behind);
        let described = format!("{url}/realms/{REALM}/.well-known/openid-configuration");
        running.wait_until(steps, START, || answers(&described))?;
        Ok(Provider {
            kind: "keycloak",
            _running: running,
            issuer: format!("{}/realms/{REALM}", gate.origin()),
            administration: json!({"url": url, "realm": REALM, "username": ADMIN, "password": secrets.admin}),
        })
    }
}

fn fetch(steps: &Steps, maven: &str, cache: &Path, archive: &Path) -> std::result::Result<(), Missing> {
    if !archive.is_file() {
        let mut maven = Command::new(maven);
        maven
            .args(["--batch-mode", "--quiet", "dependency:copy"])
            .arg(format!("-Dartifact={ARTIFACT}:{VERSION}:tar.gz"))
            .arg("-DoutputDirectory=.")
            .current_dir(cache);
        let status =
            steps.status(&format!("fetching Keycloak {VERSION} (160 MB)"), &mut maven).map_err(Missing::Failed)?;
        if !status.success() {
            return Err(Missing::Unreachable(format!("Maven could not fetch {ARTIFACT}:{VERSION}; see above")));
        }
    }
    let found = sha256(archive).map_err(Missing::Failed)?;
    if found == SHA256 {
        return Ok(());
    }
    // The next run fetches it anew: it may have been cut short.
    let removed = fs::remove_file(archive);
    Err(Missing::Failed(anyhow::anyhow!(
        "{} is not the Keycloak that it should be: its SHA-256 is {found}, not {SHA256}; it was not run{}",
        archive.display(),
        if removed.is_ok() { ", and is removed" } else { "" }
    )))
}

fn unpack(steps: &Steps, archive: &Path, cache: &Path, unpacked: &Path) -> Result<()> {
    let folder = tempfile::tempdir_in(cache).context("could not make a temporary folder")?;
    let mut tar = Command::new("tar");
    tar.arg("xzf").arg(archive).args(["--strip-components=1", "-C"]).arg(folder.path());
    steps.run("unpacking Keycloak", &mut tar)?;
    ensure!(folder.path().join("bin/kc.sh").is_file(), "{} holds no bin/kc.sh", archive.display());
    fs::rename(folder.keep(), unpacked).with_context(|| format!("could not make {}", unpacked.display()))
}

/// Node is needed for the page in any event; it spares this program a library.
fn sha256(file: &Path) -> Result<String> {
    let script = "const h = require('node:crypto').createHash('sha256'); \
        require('node:fs').createReadStream(process.argv[1]).on('error', (e) => { throw e }).pipe(h)\
        .on('finish', () => console.log(h.digest('hex')))";
    let output = Command::new("node").args(["-e", script]).arg(file).output().context("`node` does not start")?;
    if !output.status.success() {
        bail!("could not read {}: {}", file.display(), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_the_pinned_file_is_refused_and_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = folder.path().join("archive.tar.gz");
        fs::write(&archive, "abc").expect("a file");
        // FIPS 180-2, appendix B.1.
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&archive).expect("a hash"), hash);
        let refused = fetch(&Steps::new(), "true", folder.path(), &archive);
        assert!(matches!(&refused, Err(Missing::Failed(error)) if error.to_string().contains(hash)));
        assert!(!archive.exists());
    }
    #[test]
    fn a_maven_that_reaches_nobody_is_no_failure_and_no_success() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = folder.path().join("archive.tar.gz");
        let missing = fetch(&Steps::new(), "false", folder.path(), &archive);
        assert!(matches!(missing, Err(Missing::Unreachable(_))));
        // It says that it fetched, and did not.
        let missing = fetch(&Steps::new(), "true", folder.path(), &archive);
        assert!(matches!(missing, Err(Missing::Failed(_))));
    }
}
