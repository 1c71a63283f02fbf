//! Making a cluster with `initdb`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rand::distr::{Alphanumeric, SampleString};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::error::{Doing, Error};
use crate::keeper::Keeper;
use crate::layout::{Layout, make_folder, write_secret};
use crate::{Durability, SUPERUSER};

/// Makes a cluster; `scratch` is a folder which only the account can enter.
pub(crate) fn create(
    layout: &Layout,
    binaries: &Binaries,
    keeper: &Keeper,
    account: Option<&Account>,
    durability: Durability,
    scratch: &Path,
) -> Result<(), Error> {
    // An empty folder may be there; one with foreign files in it is nobody's to remove.
    if layout.cluster.exists() && fs::remove_dir(&layout.cluster).is_err() {
        return Err(Error::NotACluster { path: layout.cluster.clone() });
    }
    let password = Alphanumeric.sample_string(&mut rand::rng(), 32);
    write_secret(&layout.password(), &format!("{password}\n"))?;
    let password_file = scratch.join("password");
    write_secret(&password_file, &format!("{password}\n"))?;
    if let Some(account) = account {
        account.give(&password_file)?;
    }
    let made = initdb(layout, binaries, keeper, account, durability, &password_file);
    fs::remove_file(&password_file).doing("remove", &password_file)?;
    made?;
    let unfinished = layout.unfinished();
    fs::rename(&unfinished, &layout.cluster).doing("name", &layout.cluster)
}

/// Runs `initdb`, with the locale that sorts and lowers all of Unicode the same everywhere; where the
/// machine has none, with none at all.
fn initdb(
    layout: &Layout,
    binaries: &Binaries,
    keeper: &Keeper,
    account: Option<&Account>,
    durability: Durability,
    password_file: &Path,
) -> Result<(), Error> {
    let target = layout.unfinished();
    let mut output = String::new();
    for locale in ["--locale=C.UTF-8", "--no-locale"] {
        if target.exists() {
            fs::remove_dir_all(&target).doing("remove", &target)?;
        }
        make_folder(&target, 0o700)?;
        if let Some(account) = account {
            account.give(&target)?;
        }
        let mut command = Command::new(binaries.program("initdb"));
        command
            .arg("--pgdata")
            .arg(&target)
            .args(["--username", SUPERUSER, "--encoding=UTF8", locale, "--no-instructions"])
            .args(["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--pwfile"])
            .arg(password_file)
            .args((durability == Durability::Throwaway).then_some("--no-sync"))
            .current_dir(&target)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = keeper.spawn(command, account).doing("run", &binaries.program("initdb"))?;
        let result = child.wait_with_output().doing("run", &binaries.program("initdb"))?;
        if result.status.success() {
            return Ok(());
        }
        output = String::from_utf8_lossy(&result.stderr).into_owned();
        if !output.contains("locale") {
            break;
        }
    }
    Err(Error::Initdb { cluster: layout.cluster.clone(), output })
}
