//! Which account runs PostgreSQL, since root may not.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Gid, Uid, User, chown, geteuid};

use crate::error::{Doing, Error};
use crate::keeper::Keeper;

/// An unprivileged account to switch to. `None` in its place means: stay who we are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: Uid,
    pub(crate) gid: Gid,
}

impl Account {
    /// The account to run as: the owner of an existing cluster, else `postgres`, else `nobody`.
    /// `None` when this process is not root and simply goes on as itself.
    pub(crate) fn choose(cluster: &Path) -> Result<Option<Self>, Error> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        let owner = std::fs::metadata(cluster).ok().map(|found| Uid::from_raw(found.uid()));
        if let Some(owner) = owner.filter(|owner| !owner.is_root())
            && let Some(account) = from_user(User::from_uid(owner))
        {
            return Ok(Some(account));
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| from_user(User::from_name(name)))
            .map(Some)
            .ok_or(Error::NoAccount)
    }

    /// Whether the account may enter (or run) `path`, asked of the system itself, so that every
    /// folder above, access lists and mount options count.
    pub(crate) fn reaches(&self, keeper: &Keeper, path: &Path) -> bool {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "test -x \"$0\""])
            .arg(path)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = keeper.spawn(command, Some(self));
        child.and_then(|mut child| child.wait()).is_ok_and(|status| status.success())
    }

    /// Gives a file or folder to the account.
    pub(crate) fn give(&self, path: &Path) -> Result<(), Error> {
        chown(path, Some(self.uid), Some(self.gid)).doing("hand over", path)
    }

    /// Gives a folder with all that is in it to the account; links are left alone.
    pub(crate) fn give_all(&self, folder: &Path) -> Result<(), Error> {
        self.give(folder)?;
        for entry in std::fs::read_dir(folder).doing("read", folder)? {
            let entry = entry.doing("read", folder)?;
            let kind = entry.file_type().doing("look at", &entry.path())?;
            if kind.is_dir() {
                self.give_all(&entry.path())?;
            } else if kind.is_file() {
                self.give(&entry.path())?;
            }
        }
        Ok(())
    }
}

fn from_user(user: nix::Result<Option<User>>) -> Option<Account> {
    let user = user.ok().flatten()?;
    Some(Account { name: user.name, uid: user.uid, gid: user.gid })
}
