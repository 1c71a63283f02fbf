//! How a folder's files stand, without reading them.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Folders within folders that are looked into; the loader goes less deep.
const DEEPEST: usize = 8;
/// Entries looked at, links that lead in circles among them.
const MOST_ENTRIES: usize = 50_000;

/// The files below a folder, each with what changes when it does. Two that are equal mean that nothing was edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Snapshot(Vec<(PathBuf, Mark)>);

/// What changes when a file does. The inode tells of a file put in another's place, and the time of the last change of
/// the inode of an edit that set the file's own time back, or of other rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    device: u64,
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            bytes: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

impl Snapshot {
    /// Looks at everything below `dir`. Links are followed, since a file may be exchanged by exchanging a link on the way
    /// to it. What cannot be looked at is not there.
    pub(super) fn of(dir: &Path) -> Self {
        let mut entries = Vec::new();
        walk(dir, 0, &mut entries);
        entries.sort_unstable();
        Self(entries)
    }
}

fn walk(dir: &Path, depth: usize, entries: &mut Vec<(PathBuf, Mark)>) {
    let Ok(found) = std::fs::read_dir(dir) else { return };
    for entry in found.flatten() {
        // Git writes there on every command; the loader never looks into it.
        if entries.len() >= MOST_ENTRIES || entry.file_name() == ".git" {
            continue;
        }
        let path = entry.path();
        let Ok(metadata) = std::fs::metadata(&path) else { continue };
        if !metadata.is_dir() {
            entries.push((path, Mark::of(&metadata)));
        } else if depth < DEEPEST {
            walk(&path, depth + 1, entries);
            // The folder itself: an empty one is a tenant with a finding. Its times change with files that do not matter.
            entries.push((path, Mark { bytes: 0, modified: (0, 0), changed: (0, 0), ..Mark::of(&metadata) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn every_kind_of_edit_is_seen_and_nothing_else() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let root = folder.path();
        let at = |name: &str| root.join(name);
        fs::create_dir_all(at("a/panels")).expect("a folder");
        fs::write(at("a/tenant.yaml"), "1").expect("a file");
        let mut last = Snapshot::of(root);
        let mut differs = |what: &str| {
            let now = Snapshot::of(root);
            assert_ne!(now, last, "{what}");
            assert_eq!(now, Snapshot::of(root), "{what}: a look changes nothing");
            last = now;
        };
        fs::write(at("a/tenant.yaml"), "12").expect("a file");
        differs("written in place");
        fs::write(at("a/new"), "21").expect("a file");
        fs::rename(at("a/new"), at("a/tenant.yaml")).expect("renamed");
        differs("another file put in its place");
        fs::write(at("a/panels/cpu.yaml"), "").expect("a file");
        differs("a new file");
        fs::remove_file(at("a/panels/cpu.yaml")).expect("removed");
        differs("a removed file");
        fs::create_dir(at("b")).expect("a folder");
        differs("a new folder");
        fs::remove_dir(at("b")).expect("removed");
        differs("a removed folder");
        // As a ConfigMap is exchanged: the files are links through a link that is replaced.
        for version in ["..1", "..2"] {
            fs::create_dir_all(at("c").join(version)).expect("a folder");
            fs::write(at("c").join(version).join("tenant.yaml"), "x").expect("a file");
        }
        symlink("..1", at("c/..data")).expect("a link");
        symlink("..data/tenant.yaml", at("c/tenant.yaml")).expect("a link");
        differs("a folder of links");
        symlink("..2", at("c/..new")).expect("a link");
        fs::rename(at("c/..new"), at("c/..data")).expect("renamed");
        differs("a link that leads elsewhere");
        symlink(root, at("c/circle")).expect("a link");
        differs("a link in a circle comes to an end");
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty() {
        assert_eq!(Snapshot::of(Path::new("/nowhere/at/all")), Snapshot::default());
    }
}
