//! `cargo xtask fuzz`: throws made-up input at what reads people's files, for a while.

mod api;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::project::Project;
use crate::steps::{Steps, print};

/// What is fuzzed: `fuzz/fuzz_targets/<name>.rs`.
const TARGETS: [&str; 2] = ["fragment", "yaml"];
/// What is fuzzed from outside: a running server, by its own document.
const API: &str = "api";

/// What to fuzz, and for how long.
#[derive(Args)]
pub struct Fuzz {
    /// One target; `fragment` and `yaml` in turn where none is named
    #[arg(value_parser = ["fragment", "yaml", API])]
    target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// Runs the targets, all of them even where one finds something.
pub fn run(project: &Project, steps: &Steps, fuzz: &Fuzz) -> Result<bool> {
    if fuzz.target.as_deref() == Some(API) {
        return api::run(project, steps, fuzz.seconds);
    }
    install(project, steps)?;
    let mut good = true;
    for target in TARGETS.iter().filter(|target| fuzz.target.as_deref().is_none_or(|only| only == **target)) {
        let count = write_seeds(project, target)?;
        steps.note(&format!("{count} seeds for {target}"));
        let limit = format!("-max_total_time={}", fuzz.seconds);
        // No unsafe code, so nothing for a sanitizer to find: without one it tries more in the same time.
        let arguments =
            ["fuzz", "run", "--sanitizer", "none", target, "--", &limit, "-timeout=10", "-print_final_stats=1"];
        let mut command = project.cargo(&arguments);
        // Coverage as libFuzzer wants it is for nightly compilers; this has a stable one give it.
        command.env("RUSTC_BOOTSTRAP", "1");
        if !steps.status(&format!("fuzzing {target} for {} s", fuzz.seconds), &mut command)?.success() {
            print(&format!("{target}: something was found; what did it stands in fuzz/artifacts/{target}"));
            good = false;
        }
    }
    Ok(good)
}

fn install(project: &Project, steps: &Steps) -> Result<()> {
    let there = project.cargo(&["fuzz", "--version"]).output().is_ok_and(|output| output.status.success());
    if there {
        return Ok(());
    }
    steps.run("installing cargo-fuzz", &mut project.cargo(&["install", "cargo-fuzz", "--locked"]))
}

/// Writes what a target begins with, from the texts that the tests use; returns how many there are. What earlier runs
/// found worth keeping stays beside it.
fn write_seeds(project: &Project, target: &str) -> Result<usize> {
    let folder = project.root.join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let seeds = match target {
        "fragment" => fragments(project)?,
        _ => yaml_files(project)?,
    };
    for (number, seed) in seeds.iter().enumerate() {
        let path = folder.join(format!("seed-{number}"));
        std::fs::write(&path, seed).with_context(|| format!("could not write {}", path.display()))?;
    }
    Ok(seeds.len())
}

/// Every fragment of the corpora, a line each.
fn fragments(project: &Project) -> Result<Vec<String>> {
    let mut seeds = Vec::new();
    for name in ["good.txt", "attacks.txt"] {
        let text = read(&project.root.join("crates/query/corpus").join(name))?;
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
        seeds.extend(lines.map(|line| line.replace('⏎', "\n").replace('␉', "\t").replace('␀', "\0")));
    }
    Ok(seeds)
}

/// Every panel, dashboard and tenant of the examples. The target reads three files, cut apart by NUL.
fn yaml_files(project: &Project) -> Result<Vec<String>> {
    let mut panels = Vec::new();
    let mut dashboards = Vec::new();
    let mut tenants = Vec::new();
    for tenant in folder(&project.root.join("config/tenants"))? {
        tenants.push(read(&tenant.join("tenant.yaml"))?);
        for (below, files) in [("panels", &mut panels), ("dashboards", &mut dashboards)] {
            let found =
                folder(&tenant.join(below))?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"));
            files.extend(found.map(|path| read(&path)).collect::<Result<Vec<_>>>()?);
        }
    }
    let whole = panels.iter().zip(dashboards.iter().cycle()).zip(tenants.iter().cycle());
    let whole: Vec<String> =
        whole.map(|((panel, dashboard), tenant)| [&**panel, dashboard, tenant].join("\0")).collect();
    panels.extend(whole);
    Ok(panels)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(path).with_context(|| format!("could not read {}", path.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seeds_for_each_target() {
        let project = Project::find().expect("the repository");
        assert!(fragments(&project).expect("the corpora").len() >= 300);
        let yaml = yaml_files(&project).expect("the examples");
        assert!(
            yaml.iter().any(|text| !text.contains('\0')) && yaml.iter().any(|text| text.matches('\0').count() == 2)
        );
        for target in TARGETS {
            assert!(project.root.join(format!("fuzz/fuzz_targets/{target}.rs")).is_file(), "{target}");
        }
    }
}
