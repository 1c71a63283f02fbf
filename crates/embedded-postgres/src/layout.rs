//! Where things lie in and beside the data folder.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::{chown, geteuid};

use crate::account::Account;
use crate::error::{Doing, Error};
use crate::keeper::Keeper;

/// Where root's clusters lie if the account which runs PostgreSQL cannot enter the data folder.
pub const OUTSIDE_ROOT: &str = "/var/lib/watchroom";

const CLUSTER: &str = "postgres-cluster";

/// The paths of one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) data_dir: PathBuf,
    pub(crate) cluster: PathBuf,
}

impl Layout {
    /// Makes the data folder if it is missing and finds the cluster in it or where it points to.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data_dir).doing("make the data folder", data_dir)?;
        let data_dir = data_dir.canonicalize().doing("resolve", data_dir)?;
        let pointed = fs::read_to_string(data_dir.join("postgres-cluster.path")).unwrap_or_default();
        // Starting over removes what this names; so it must be a cluster of ours by its name at least.
        let outside = Some(PathBuf::from(pointed.trim())).filter(|path| path.is_absolute() && path.ends_with(CLUSTER));
        let cluster = outside.unwrap_or_else(|| data_dir.join(CLUSTER));
        Ok(Self { data_dir, cluster })
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.data_dir.join("postgres.lock")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.data_dir.join("postgres.log")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.data_dir.join("postgres.password")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.data_dir.join("postgres.state")
    }

    fn pointer(&self) -> PathBuf {
        self.data_dir.join("postgres-cluster.path")
    }

    /// Whether a whole cluster is there.
    pub(crate) fn has_cluster(&self) -> bool {
        self.cluster.join("PG_VERSION").is_file()
    }

    /// The major version that made the cluster.
    pub(crate) fn cluster_major(&self) -> Option<u32> {
        let text = fs::read_to_string(self.cluster.join("PG_VERSION")).ok()?;
        text.trim().split('.').next()?.parse().ok()
    }

    /// Removes the cluster, its password and what points to it.
    pub(crate) fn erase(&mut self) -> Result<(), Error> {
        for folder in [self.cluster.clone(), self.unfinished()] {
            if folder.exists() {
                fs::remove_dir_all(&folder).doing("remove", &folder)?;
            }
        }
        if let Some(outside) = self.outside_folder() {
            fs::remove_dir_all(outside).or_else(gone_is_fine).doing("remove", outside)?;
        }
        for file in [self.password(), self.pointer()] {
            fs::remove_file(&file).or_else(gone_is_fine).doing("remove", &file)?;
        }
        self.cluster = self.data_dir.join(CLUSTER);
        Ok(())
    }

    /// Where a cluster is made before it gets its name, so that half a cluster is never taken for one.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.cluster.with_extension("unfinished")
    }

    /// The folder made under [`OUTSIDE_ROOT`] for this cluster, if it lies there.
    pub(crate) fn outside_folder(&self) -> Option<&Path> {
        self.cluster.parent().filter(|folder| folder.parent() == Some(Path::new(OUTSIDE_ROOT)))
    }

    /// Decides where a new cluster lies: in the data folder, or outside where `account` cannot enter that.
    pub(crate) fn place(&mut self, keeper: &Keeper, account: &Account) -> Result<(), Error> {
        if account.reaches(keeper, &self.data_dir) || self.let_in(keeper, account)? {
            return Ok(());
        }
        let root = Path::new(OUTSIDE_ROOT);
        make_folder(root, 0o755)?;
        let stem = self.data_dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let outside = tempfile::Builder::new()
            .prefix(&format!("{}-", stem.trim_start_matches('.')))
            .tempdir_in(root)
            .doing("make a folder in", root)?
            .keep();
        fs::set_permissions(&outside, fs::Permissions::from_mode(0o755)).doing("open", &outside)?;
        let note = format!("The database of {}. Useless once that folder is gone.\n", self.data_dir.display());
        let note_file = outside.join("README");
        fs::write(&note_file, note).doing("write", &note_file)?;
        if !account.reaches(keeper, &outside) {
            return Err(Error::Unreachable { account: account.name.clone(), path: outside });
        }
        self.cluster = outside.join(CLUSTER);
        let pointer = self.pointer();
        fs::write(&pointer, format!("{}\n", self.cluster.display())).doing("write", &pointer)
    }

    /// Where only the data folder itself shuts the account out and is root's own, lets its group pass.
    fn let_in(&self, keeper: &Keeper, account: &Account) -> Result<bool, Error> {
        let above = self.data_dir.parent().unwrap_or(Path::new("/"));
        if !account.reaches(keeper, above) {
            return Ok(false);
        }
        let found = fs::metadata(&self.data_dir).doing("look at", &self.data_dir)?;
        if found.uid() != geteuid().as_raw() {
            return Ok(false);
        }
        chown(&self.data_dir, None, Some(account.gid)).doing("hand over", &self.data_dir)?;
        let mode = found.permissions().mode() | 0o010;
        fs::set_permissions(&self.data_dir, fs::Permissions::from_mode(mode)).doing("open", &self.data_dir)?;
        Ok(account.reaches(keeper, &self.data_dir))
    }
}

/// Makes a folder with exactly this mode; one that is there stays as it is.
pub(crate) fn make_folder(path: &Path, mode: u32) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().mode(mode).create(path).doing("make", path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).doing("set the mode of", path)
}

/// Writes a file that only its owner can read.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), Error> {
    fs::remove_file(path).or_else(gone_is_fine).doing("replace", path)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).doing("write", path)?;
    file.write_all(text.as_bytes()).doing("write", path)
}

/// For removals: what is not there need not be removed.
pub(crate) fn gone_is_fine(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}
