//! Reading files of a tenant's folder: nothing outside of it, nothing large, nothing but text.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::finding::Finding;
use crate::source::SourceFile;
use crate::yaml::{Node, parse};

/// Larger files are refused, in bytes.
pub(super) const BYTES_MOST: u64 = 1024 * 1024;
/// Files of one tenant; more are refused.
pub(super) const FILES_MOST: usize = 2000;

/// A tenant's folder.
pub(super) struct Folder {
    /// Its name, with which the names of its files begin in findings.
    pub(super) name: String,
    /// Where it really is: no link on the way.
    real: PathBuf,
}

/// A file as far as it could be read.
pub(super) struct ReadFile {
    /// `None` where nothing could be read.
    pub(super) source: Option<Arc<SourceFile>>,
    pub(super) tree: Option<Node>,
    pub(super) findings: Vec<Finding>,
}

impl Folder {
    pub(super) fn open(dir: &Path) -> std::io::Result<Self> {
        let real = fs::canonicalize(dir)?;
        // A link to the folder may bear the tenant's name; `.` has to be looked up.
        let named = dir.file_name().or_else(|| real.file_name());
        let name = named.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if real.is_dir() { Ok(Self { name, real }) } else { Err(std::io::ErrorKind::NotADirectory.into()) }
    }

    /// How findings name the file.
    pub(super) fn label(&self, relative: &str) -> String {
        format!("{}/{relative}", self.name)
    }

    /// The `.yaml` files below `below`, relative to the tenant's folder, in order; and what else is odd there.
    pub(super) fn list(&self, below: &str, findings: &mut Vec<Finding>) -> Vec<String> {
        let mut files = Vec::new();
        self.walk(below, 0, &mut files, findings);
        files.sort();
        if files.len() > FILES_MOST {
            let message = format!("more than {FILES_MOST} files");
            findings.push(Finding::of_file(self.label(below), "too-many-files", message));
            files.truncate(FILES_MOST);
        }
        files
    }

    fn walk(&self, below: &str, depth: usize, files: &mut Vec<String>, findings: &mut Vec<Finding>) {
        let Ok(entries) = fs::read_dir(self.real.join(below)) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let relative = format!("{below}/{name}");
            if name.starts_with('.') || files.len() > FILES_MOST {
                continue;
            }
            // Links to folders are not followed: a file in there can still be named by its own path.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if depth < 4 {
                    self.walk(&relative, depth + 1, files, findings);
                }
            } else if name.ends_with(".yaml") {
                files.push(relative);
            } else if name.ends_with(".yml") {
                let message = "files ending in `.yml` are not read";
                let finding = Finding::of_file(self.label(&relative), "not-read", message);
                findings.push(finding.with_hint("rename it to end in `.yaml`").as_warning());
            }
        }
    }

    /// Whether anything bears this name, be it readable or not.
    pub(super) fn exists(&self, relative: &str) -> bool {
        fs::symlink_metadata(self.real.join(relative)).is_ok()
    }

    /// Whether the file can be read; else a code and why not.
    pub(super) fn check(&self, relative: &str) -> Result<(), (&'static str, String)> {
        self.resolve(relative).map(|_| ())
    }

    fn resolve(&self, relative: &str) -> Result<PathBuf, (&'static str, String)> {
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => ("missing-file", "there is no such file".to_owned()),
            _ => ("unreadable", format!("the file cannot be read: {error}")),
        };
        let path = fs::canonicalize(self.real.join(relative)).map_err(unreadable)?;
        if !path.starts_with(&self.real) {
            return Err(("outside-folder", "the file is a link that leads out of the tenant's folder".to_owned()));
        }
        let metadata = fs::metadata(&path).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(("unreadable", "this is no ordinary file".to_owned()));
        }
        if metadata.len() > BYTES_MOST {
            return Err(("file-size", format!("the file has {} bytes; at most {BYTES_MOST} are read", metadata.len())));
        }
        Ok(path)
    }

    /// Reads a file and its tree.
    pub(super) fn read(&self, relative: &str) -> ReadFile {
        let label = self.label(relative);
        let bytes = self.resolve(relative).and_then(|path| {
            let mut bytes = Vec::new();
            let read = File::open(path).and_then(|file| file.take(BYTES_MOST).read_to_end(&mut bytes));
            read.map_err(|error| ("unreadable", format!("the file cannot be read: {error}")))?;
            Ok(bytes)
        });
        match bytes {
            Ok(bytes) => read_bytes(label, &bytes),
            Err((code, message)) => {
                let findings = vec![Finding::of_file(label, code, message)];
                ReadFile { source: None, tree: None, findings }
            }
        }
    }
}

/// The text of `bytes` and its tree.
pub(super) fn read_bytes(label: String, bytes: &[u8]) -> ReadFile {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut findings = Vec::new();
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let source = Arc::new(SourceFile::new(label, text));
            let tree = parse(&source, &mut findings);
            ReadFile { source: Some(source), tree, findings }
        }
        Err(error) => {
            let source = Arc::new(SourceFile::new(label, String::from_utf8_lossy(bytes)));
            let at = error.valid_up_to();
            let finding = source.finding(at..at + '\u{fffd}'.len_utf8(), "not-utf8", "this is no UTF-8 text");
            findings.push(finding.with_hint("save the file as UTF-8"));
            ReadFile { source: Some(source), tree: None, findings }
        }
    }
}

/// `config_file` as a path within the tenant's folder, in one spelling; else why not.
pub(super) fn inner_path(written: &str) -> Result<String, &'static str> {
    if written.contains('\\') || written.contains('\0') {
        return Err("write `/` between the parts");
    }
    let mut parts = Vec::new();
    for component in Path::new(written).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir => return Err("`..` is not allowed: panel files stand in the tenant's own folder"),
            Component::RootDir | Component::Prefix(_) => {
                return Err("write it relative to the tenant's folder, like \"panels/cpu.yaml\"");
            }
        }
    }
    if parts.is_empty() || written.ends_with('/') {
        return Err("name a file, like \"panels/cpu.yaml\"");
    }
    Ok(parts.join("/"))
}
