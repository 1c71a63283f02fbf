//! `cargo xtask generate`: the OpenAPI document, the page's types and the JSON Schema of dashboards' files, all from the
//! server's own code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::page;
use crate::project::Project;
use crate::steps::{Steps, print};

const DOCUMENT: &str = "web/src/api/openapi.json";
const TYPES: &str = "web/src/api/schema.d.ts";
const SCHEMA: &str = "config/schema/watchroom.schema.json";

/// Which server prints the document.
pub enum Server {
    /// The one that cargo builds for it.
    CargoRun,
    /// One that is built already.
    Built(PathBuf),
}

impl Server {
    /// The command that prints what `word` names.
    fn printing(&self, project: &Project, word: &str) -> Command {
        match self {
            Server::CargoRun => project.cargo(&["run", "--quiet", "--package", "watchroom", "--", word]),
            Server::Built(program) => {
                let mut command = Command::new(program);
                command.arg(word).current_dir(&project.root);
                command
            }
        }
    }
}

/// Writes the files, or with `check` compares them; `Ok(false)` if any differs.
pub fn run(project: &Project, steps: &Steps, check: bool, server: &Server) -> Result<bool> {
    page::install(project, steps)?;
    let document =
        steps.read("asking the server for its OpenAPI document", &mut server.printing(project, "openapi"))?;
    let schema =
        steps.read("asking it for the schema of dashboards' files", &mut server.printing(project, "schema"))?;
    if check {
        return compare(project, steps, &document, &schema);
    }
    for (name, text) in [(DOCUMENT, document), (SCHEMA, schema)] {
        fs::write(project.root.join(name), text).with_context(|| format!("could not write {name}"))?;
    }
    steps.run("writing the page's types", &mut project.in_web("npm", &["run", "--silent", "generate"]))?;
    print(&format!("{DOCUMENT}, {TYPES} and {SCHEMA} are written"));
    Ok(true)
}

fn compare(project: &Project, steps: &Steps, document: &[u8], schema: &[u8]) -> Result<bool> {
    let folder = tempfile::tempdir().context("could not make a temporary folder")?;
    let (new_document, new_types) = (folder.path().join("openapi.json"), folder.path().join("schema.d.ts"));
    let new_schema = folder.path().join("watchroom.schema.json");
    for (path, text) in [(&new_document, document), (&new_schema, schema)] {
        fs::write(path, text).with_context(|| format!("could not write {}", path.display()))?;
    }
    let mut command = project.in_web("npx", &["--no-install", "openapi-typescript"]);
    command.arg(&new_document).arg("-o").arg(&new_types);
    steps.run("making the page's types from it", &mut command)?;
    let mut same = true;
    for (name, new) in [(DOCUMENT, &new_document), (TYPES, &new_types), (SCHEMA, &new_schema)] {
        if let Some(line) = first_difference(&project.root.join(name), new)? {
            print(&format!(
                "{name}:{line}: differs from what the server says now; run `cargo xtask generate` and commit"
            ));
            same = false;
        }
    }
    if same {
        print(&format!("{DOCUMENT}, {TYPES} and {SCHEMA} are up to date"));
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
