//! The page: its packages and its build.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps::Steps;

/// What lies in `web/` and does not go into the page.
const NOT_SOURCES: &[&str] =
    &["node_modules", "dist", "e2e", "test-results", "playwright-report", "screenshots", "coverage"];

/// Installs the page's packages if they are missing or older than the lock file.
pub fn install(project: &Project, steps: &Steps) -> Result<()> {
    let web = project.web();
    let changed = |path: PathBuf| fs::metadata(path).and_then(|found| found.modified()).ok();
    let installed = changed(web.join("node_modules/.package-lock.json"));
    let wanted = changed(web.join("package-lock.json")).context("web/package-lock.json is missing")?;
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    let mut command = project.in_web("npm", &["ci", "--no-audit", "--no-fund"]);
    steps.run("installing the page's packages", &mut command)
}

/// Builds the page into `web/dist` unless that was built from these very sources.
pub fn build(project: &Project, steps: &Steps) -> Result<()> {
    let web = project.web();
    // Beside the packages, so that a new installation of those builds the page anew.
    let stamp_file = web.join("node_modules/.cache/watchroom-page.stamp");
    let stamp = stamp(&web)?;
    if web.join("dist/index.html").is_file() && fs::read_to_string(&stamp_file).is_ok_and(|before| before == stamp) {
        steps.say("the page is up to date");
        return Ok(());
    }
    steps.run("building the page", &mut project.in_web("npm", &["run", "build"]))?;
    let folder = stamp_file.parent().unwrap_or(&web);
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    fs::write(&stamp_file, stamp).with_context(|| format!("could not write {}", stamp_file.display()))
}

/// A number that changes with the name or the contents of any source file.
fn stamp(web: &Path) -> Result<String> {
    let mut sources = BTreeMap::new();
    collect(web, &mut sources)?;
    let mut hasher = DefaultHasher::new();
    for (path, contents) in &sources {
        path.strip_prefix(web).unwrap_or(path).hash(&mut hasher);
        contents.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(folder: &Path, sources: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry.with_context(|| format!("could not read {}", folder.display()))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if NOT_SOURCES.contains(&name.as_str()) || name.contains(".test.") {
            continue;
        }
        if path.is_dir() {
            collect(&path, sources)?;
        } else {
            let contents = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            sources.insert(path, contents);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_follows_sources_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let web = folder.path();
        let write = |name: &str, text: &str| {
            let path = web.join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("folders");
            fs::write(path, text).expect("a file");
        };
        write("src/main.tsx", "one");
        let first = stamp(web).expect("a stamp");
        for other in ["dist/index.html", "node_modules/x/index.js", "e2e/a.spec.ts", "src/main.test.tsx"] {
            write(other, "anything");
        }
        assert_eq!(stamp(web).expect("a stamp"), first);
        write("src/main.tsx", "two");
        let second = stamp(web).expect("a stamp");
        assert_ne!(second, first);
        fs::rename(web.join("src/main.tsx"), web.join("src/other.tsx")).expect("rename");
        assert_ne!(stamp(web).expect("a stamp"), second);
    }
}
