//! `cargo xtask generate`: the OpenAPI document and the page's types, both from the server's own code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::page;
use crate::project::Project;
use crate::steps::{Steps, print};

const DOCUMENT: &str = "web/src/api/openapi.json";
const TYPES: &str = "web/src/api/schema.d.ts";

/// Which server prints the document.
pub enum Server {
    /// The one that cargo builds for it.
    CargoRun,
    /// One that is built already.
    Built(PathBuf),
}

/// Writes both files, or with `check` compares them; `Ok(false)` if they differ.
pub fn run(project: &Project, steps: &Steps, check: bool, server: &Server) -> Result<bool> {
    page::install(project, steps)?;
    let mut command = match server {
        Server::CargoRun => project.cargo(&["run", "--quiet", "--package", "watchroom", "--", "openapi"]),
        Server::Built(program) => {
            let mut command = Command::new(program);
            command.arg("openapi").current_dir(&project.root);
            command
        }
    };
    let document = steps.read("asking the server for its OpenAPI document", &mut command)?;
    if check {
        return compare(project, steps, &document);
    }
    let path = project.root.join(DOCUMENT);
    fs::write(&path, document).with_context(|| format!("could not write {DOCUMENT}"))?;
    steps.run("writing the page's types", &mut project.in_web("npm", &["run", "--silent", "generate"]))?;
    print(&format!("{DOCUMENT} and {TYPES} are written"));
    Ok(true)
}

fn compare(project: &Project, steps: &Steps, document: &[u8]) -> Result<bool> {
    let folder = tempfile::tempdir().context("could not make a temporary folder")?;
    let (new_document, new_types) = (folder.path().join("openapi.json"), folder.path().join("schema.d.ts"));
    fs::write(&new_document, document).with_context(|| format!("could not write {}", new_document.display()))?;
    let mut command = project.in_web("npx", &["--no-install", "openapi-typescript"]);
    command.arg(&new_document).arg("-o").arg(&new_types);
    steps.run("making the page's types from it", &mut command)?;
    let mut same = true;
    for (name, new) in [(DOCUMENT, &new_document), (TYPES, &new_types)] {
        if let Some(line) = first_difference(&project.root.join(name), new)? {
            print(&format!(
                "{name}:{line}: differs from what the server says now; run `cargo xtask generate` and commit"
            ));
            same = false;
        }
    }
    if same {
        print(&format!("{DOCUMENT} and {TYPES} are up to date"));
    }
    Ok(same)
}

/// The first line in which two files differ; a file that is missing differs in line 1.
fn first_difference(old: &Path, new: &Path) -> Result<Option<usize>> {
    let new = fs::read_to_string(new).with_context(|| format!("could not read {}", new.display()))?;
    let old = fs::read_to_string(old).unwrap_or_default();
    if old == new {
        return Ok(None);
    }
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    Ok(Some(same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_found_with_their_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&new, "a\nb\n").expect("a file");
        assert_eq!(first_difference(&old, &new).expect("read"), Some(1));
        for (text, line) in [("a\nb\n", None), ("a\nc\n", Some(2)), ("a\nb\nc\n", Some(3)), ("a\nb", Some(3))] {
            fs::write(&old, text).expect("a file");
            assert_eq!(first_difference(&old, &new).expect("read"), line, "{text:?}");
        }
    }
}
