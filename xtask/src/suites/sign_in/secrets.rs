//! Passwords that live as long as one run.

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};

/// What clients show the provider, and its administrator's password.
pub struct Secrets {
    pub client: String,
    pub service: String,
    pub admin: String,
}

impl Secrets {
    /// New ones.
    pub fn make() -> Result<Self> {
        Ok(Self { client: random()?, service: random()?, admin: random()? })
    }
}

/// 32 random bytes in hexadecimal.
fn random() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).context("/dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes a file that nobody else may read.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    let write = || {
        fs::write(path, "")?;
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
        fs::write(path, text)
    };
    write().with_context(|| format!("could not write {}", path.display()))
}
