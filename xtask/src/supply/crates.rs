//! The server's crates: their licences, where they come from, and those that must not come in.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::Policy;
use super::licence::is_allowed;
use crate::project::Project;

/// Crates that stand in more than one version, at most: each is compiled twice, and mended twice.
const MOST_DOUBLED: usize = 16;

/// Checks them; returns how many there are, and what is wrong.
pub fn check(project: &Project, policy: &Policy) -> Result<(usize, Vec<String>)> {
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let mut findings = sources(&lock)?;
    // What is compiled for the machines that we serve, tests and build scripts with it. The lock file knows others too,
    // for machines and features that we do not use.
    let arguments = [
        "tree",
        // It is read, not shown: CARGO_TERM_COLOR, which .ci/run sets, would colour what is read here.
        "--color",
        "never",
        "--locked",
        "--workspace",
        "--edges",
        "normal,build,dev",
        "--target",
        "x86_64-unknown-linux-gnu",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ];
    let output = project.cargo(&arguments).output().context("cargo tree does not run")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let crates = read(&String::from_utf8_lossy(&output.stdout));
    findings.extend(judge(&crates, policy));
    Ok((crates.len(), findings))
}

/// A crate with its version, and its licence.
type Crates = BTreeSet<(String, String, String)>;

/// Reads `name v1.2.3 (proc-macro)|licence (*)`; our own, which stand with their path, are left out.
fn read(tree: &str) -> Crates {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)")).filter_map(|line| line.split_once('|'));
    let ours = |package: &str| package.contains(" (/");
    let others = lines.filter(|(package, _)| !ours(package));
    others
        .filter_map(|(package, licence)| {
            let mut words = package.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            Some((name.to_owned(), version.to_owned(), licence.to_owned()))
        })
        .collect()
}

fn judge(crates: &Crates, policy: &Policy) -> Vec<String> {
    let mut findings = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version, licence) in crates {
        versions.entry(name).or_default().push(version);
        if !is_allowed(licence, &policy.licences) {
            let what = if licence.is_empty() { "names no licence".to_owned() } else { format!("is under `{licence}`") };
            findings.push(format!(
                "{name} {version} {what}, which deny.toml does not allow; do without it, or allow the licence there with a reason"
            ));
        }
        if let Some((_, reason)) = policy.banned.iter().find(|(banned, _)| banned == name) {
            findings.push(format!("{name} must not come in ({reason}); `cargo tree -i {name}` shows who brings it"));
        }
    }
    let doubled: Vec<String> = versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| format!("{name} {}", versions.join(" and ")))
        .collect();
    if doubled.len() > MOST_DOUBLED {
        findings.push(format!(
            "{} crates stand in more than one version, {MOST_DOUBLED} may: {}; `cargo tree -d` shows who brings them",
            doubled.len(),
            doubled.join(", ")
        ));
    }
    findings
}

/// Everything of others comes from one registry and with its checksum; nothing from a repository, which can change.
fn sources(lock: &str) -> Result<Vec<String>> {
    let lock: toml::Table = lock.parse().context("Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock names no packages")?;
    let mut findings = Vec::new();
    let mut registries = BTreeSet::new();
    for package in packages {
        let word = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let (Some(name), Some(source)) = (word("name"), word("source")) else { continue };
        if !source.starts_with("registry+") {
            findings.push(format!("{name} comes from {source}; take it from the registry, or copy what is needed"));
            continue;
        }
        registries.insert(source);
        if word("checksum").is_none() {
            findings.push(format!("{name} has no checksum in Cargo.lock; make the lock file anew"));
        }
    }
    if registries.len() > 1 {
        findings.push(format!("crates come from {} registries; one is enough", registries.len()));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy::parse(include_str!("../../../deny.toml")).expect("a policy")
    }

    #[test]
    fn licences_and_bans_are_judged() {
        let tree = "watchroom v0.1.0 (/somewhere/crates/watchroom)|\nserde v1.0.1|MIT OR Apache-2.0\n\
                    serde v1.0.1|MIT OR Apache-2.0 (*)\nserde_derive v1.0.1 (proc-macro)|MIT\n\
                    viral v2.0.0|GPL-3.0-only\nsilent v1.0.0|\nopenssl v0.10.1|Apache-2.0\n";
        let crates = read(tree);
        assert_eq!(crates.len(), 5, "{crates:?}");
        let findings = judge(&crates, &policy());
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].starts_with("openssl must not come in (one TLS"), "{findings:?}");
        assert!(findings[1].starts_with("silent v1.0.0 names no licence"), "{findings:?}");
        assert!(findings[2].contains("viral v2.0.0 is under `GPL-3.0-only`"), "{findings:?}");
    }

    #[test]
    fn too_many_doubled_crates_are_a_finding() {
        let mut tree = String::new();
        for n in 0..=MOST_DOUBLED {
            tree.push_str(&format!("crate{n} v1.0.0|MIT\ncrate{n} v2.0.0|MIT\n"));
        }
        let findings = judge(&read(&tree), &policy());
        assert!(findings.len() == 1 && findings[0].contains("crate0 v1.0.0 and v2.0.0"), "{findings:?}");
    }

    #[test]
    fn everything_comes_from_one_registry_with_its_checksum() {
        let good = "[[package]]\nname = \"ours\"\nversion = \"1.0.0\"\n\
                    [[package]]\nname = \"a\"\nsource = \"registry+one\"\nchecksum = \"x\"\n";
        assert_eq!(sources(good).expect("a lock file"), Vec::<String>::new());
        for (bad, told) in [
            ("[[package]]\nname = \"b\"\nsource = \"git+https://x.example/b?rev=1#1\"\n", "b comes from git+"),
            ("[[package]]\nname = \"c\"\nsource = \"registry+one\"\n", "c has no checksum"),
            ("[[package]]\nname = \"d\"\nsource = \"registry+two\"\nchecksum = \"x\"\n", "2 registries"),
        ] {
            let findings = sources(&format!("{good}{bad}")).expect("a lock file");
            assert!(findings.len() == 1 && findings[0].contains(told), "{findings:?}");
        }
    }
}
