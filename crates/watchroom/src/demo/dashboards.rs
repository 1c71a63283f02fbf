//! The demo's dashboards: carried in the binary, unpacked into its folder, there to be played with.

use std::path::{Path, PathBuf};

use anyhow::Context;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../config/tenants"]
struct Examples;

/// Unpacks the examples into the data folder and returns where they are. Files that are there already stay as they
/// are, unless the demo starts over.
pub(super) fn unpack(data_dir: &Path, fresh: bool) -> anyhow::Result<PathBuf> {
    let root = data_dir.join("config/tenants");
    if fresh && root.exists() {
        std::fs::remove_dir_all(&root).with_context(|| format!("{} cannot be emptied", root.display()))?;
    }
    for name in Examples::iter() {
        let path = root.join(name.as_ref());
        let (Some(folder), Some(file)) = (path.parent(), Examples::get(&name)) else { continue };
        if !path.exists() {
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, &file.data))
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
    }
    Ok(root)
}
