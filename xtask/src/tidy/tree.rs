//! The files that the rules look at.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// Folders that are never looked into where git cannot tell.
const SKIPPED: &[&str] = &["target", "node_modules", "dist", ".git", ".watchroom", "test-results", "playwright-report"];

/// Every file that is, or would be, in the repository.
pub struct Tree {
    pub files: Vec<File>,
}

/// A file, its path relative to the repository with `/` between the parts. What is no text has none.
pub struct File {
    pub path: String,
    pub text: String,
}

impl Tree {
    /// Asks git for the files that are tracked or could be; without git, reads the folders.
    pub fn load(root: &Path) -> Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output();
        let mut paths: Vec<String> = match listed {
            Ok(output) if output.status.success() => {
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
            }
            _ => {
                let mut paths = Vec::new();
                walk(root, root, &mut paths)?;
                paths
            }
        };
        paths.sort();
        paths.dedup();
        // A file that is listed and gone is deleted but not yet committed: nothing to look at.
        let read = |path: String| fs::read(root.join(&path)).ok().map(|bytes| (path, bytes));
        let files = paths
            .into_iter()
            .filter_map(read)
            .map(|(path, bytes)| File { path, text: String::from_utf8(bytes).unwrap_or_default() })
            .collect();
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
        Self { files: files.iter().map(file).collect() }
    }

    /// The files with one of these extensions.
    pub fn with_extension<'t>(&'t self, extensions: &'t [&str]) -> impl Iterator<Item = &'t File> {
        self.files.iter().filter(|file| extensions.contains(&file.extension()))
    }

    /// The crates of the workspace: the name of the folder (or `xtask`), and its manifest.
    pub fn manifests(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().filter_map(|file| {
            let folder = file.path.strip_suffix("/Cargo.toml")?;
            let name = folder.strip_prefix("crates/").unwrap_or(folder);
            // The fuzz targets are a workspace of their own: no crate may use them.
            (!name.contains('/') && name != "fuzz").then_some((name, file))
        })
    }
}

impl File {
    pub fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether it is written by a program.
    pub fn is_generated(&self) -> bool {
        self.path.ends_with(".d.ts")
            || self.path.ends_with("openapi.json")
            || self.path.ends_with("package-lock.json")
            || self.path.ends_with("Cargo.lock")
            || self.path.ends_with(".snap")
    }

    /// Whether it exists for tests alone.
    pub fn is_test(&self) -> bool {
        let (folders, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        folders.split('/').any(|part| matches!(part, "tests" | "benches" | "e2e" | "test-support" | "testing"))
            || name == "tests.rs"
            || name.starts_with("test-")
            || name.contains(".test.")
            || name.contains(".spec.")
    }

    /// The lines with their numbers, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines without the modules of unit tests at the left margin of a Rust file.
    pub fn production_lines(&self) -> Vec<(usize, &str)> {
        let mut lines: Vec<(usize, &str)> = Vec::new();
        let mut in_tests = false;
        for (number, line) in self.lines() {
            let opens = line.starts_with("mod ") && line.ends_with('{');
            if in_tests {
                in_tests = line != "}";
            } else if opens && lines.last().is_some_and(|(_, before)| *before == "#[cfg(test)]") {
                lines.pop();
                in_tests = true;
            } else {
                lines.push((number, line));
            }
        }
        lines
    }
}

/// Whether a line of code is a comment and nothing else.
pub fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("/*") || line.starts_with("* ")
}

/// Where `word` stands in `line` with no letter, digit or underscore before it.
pub fn word_starts<'l>(line: &'l str, word: &'l str) -> impl Iterator<Item = usize> + 'l {
    line.match_indices(word).map(|(index, _)| index).filter(move |index| {
        let before = line[..*index].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry.with_context(|| format!("could not read {}", folder.display()))?.path();
        let skipped = path.file_name().is_some_and(|name| SKIPPED.iter().any(|skipped| name == *skipped));
        if skipped || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, paths)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            paths.push(relative.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_tests_are_not_production() {
        let text = "use a;\n#[cfg(test)]\nmod tests {\n    fn x() {}\n}\nfn after() {}\n#[cfg(test)]\nfn only() {}\n";
        let tree = Tree::of(&[("crates/domain/src/lib.rs", text)]);
        let numbers: Vec<usize> = tree.files[0].production_lines().iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 6, 7, 8]);
    }

    #[test]
    fn tests_are_known_by_their_path() {
        let is_test = |path: &str| Tree::of(&[(path, "")]).files[0].is_test();
        for path in ["crates/api/tests/a.rs", "web/e2e/a.ts", "web/src/a.test.tsx", "crates/test-support/src/lib.rs"] {
            assert!(is_test(path), "{path}");
        }
        for path in ["crates/api/src/latest.rs", "web/src/contest.tsx", "xtask/src/main.rs"] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn without_git_the_folders_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("target/debug")).expect("folders");
        fs::create_dir_all(folder.path().join("crates/a")).expect("folders");
        fs::write(folder.path().join("target/debug/x.rs"), "").expect("a file");
        fs::write(folder.path().join("crates/a/x.rs"), "").expect("a file");
        let tree = Tree::load(folder.path()).expect("it loads");
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["crates/a/x.rs"]);
    }

    #[test]
    fn words_are_not_found_inside_of_others() {
        assert_eq!(word_starts("refetch( fetch(", "fetch(").collect::<Vec<_>>(), [9]);
    }
}
