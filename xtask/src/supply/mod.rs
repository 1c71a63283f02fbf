//! `cargo xtask supply`: what comes from others, into the server and into the page: under which licences, from where, and
//! whether a fault of it is known. The last needs databases on the network; where they cannot be had, that is said loudly,
//! and the rest is checked all the same.

mod advisories;
mod crates;
mod licence;
mod packages;

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps::{Steps, print};

/// What `deny.toml` says.
struct Policy {
    licences: BTreeSet<String>,
    banned: Vec<(String, String)>,
}

impl Policy {
    fn read(project: &Project) -> Result<Self> {
        let text = std::fs::read_to_string(project.root.join("deny.toml")).context("deny.toml cannot be read")?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let file: toml::Table = text.parse().context("deny.toml")?;
        let list = |table: &str, key: &str| {
            let found = file.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_array);
            found.with_context(|| format!("deny.toml has no {table}.{key}"))
        };
        let licences =
            list("licenses", "allow")?.iter().filter_map(|one| one.as_str().map(ToOwned::to_owned)).collect();
        let word = |ban: &toml::Value, key: &str| ban.get(key).and_then(toml::Value::as_str).map(ToOwned::to_owned);
        let banned = list("bans", "deny")?
            .iter()
            .map(|ban| Some((word(ban, "crate")?, word(ban, "reason")?)))
            .collect::<Option<_>>()
            .context("each of deny.toml's bans.deny needs `crate` and `reason`")?;
        Ok(Self { licences, banned })
    }
}

/// How it went.
pub struct Report {
    /// What must not come in, and why; nothing where all that was looked at may.
    pub refused: Vec<String>,
    /// What could not be looked at, and why.
    pub unchecked: Vec<String>,
}

impl Report {
    /// Whether all that was looked at may come in.
    pub fn is_good(&self) -> bool {
        self.refused.is_empty()
    }

    /// What is wrong, and, loudly, what nobody looked at: silence is not a check.
    pub fn say(&self) {
        for refused in &self.refused {
            print(&format!("supply: {refused}"));
        }
        for unchecked in &self.unchecked {
            print(&format!("supply: NOT CHECKED: {unchecked}"));
        }
    }
}

/// Checks everything, and says what could not be checked.
pub fn run(project: &Project, steps: &Steps) -> Result<Report> {
    let policy = Policy::read(project)?;
    steps.say("what comes from others: licences, sources, bans");
    let (crates, mut findings) = crates::check(project, &policy)?;
    let (packages, of_page) = packages::check(project, &policy)?;
    findings.extend(of_page);
    let outcome = advisories::check(project, steps)?;
    findings.extend(outcome.known);
    for noted in &outcome.noted {
        print(&format!("supply: to be looked at: {noted}"));
    }
    let report = Report { refused: findings, unchecked: outcome.unchecked };
    if report.is_good() {
        print(&format!("supply: {crates} crates and {packages} packages of others may come in"));
    }
    report.say();
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_policy_is_read() {
        let policy = Policy::parse(include_str!("../../../deny.toml")).expect("a policy");
        assert!(policy.licences.contains("MIT") && !policy.licences.contains("GPL-3.0-only"));
        assert!(policy.banned.iter().any(|(name, reason)| name == "openssl" && !reason.is_empty()));
        assert!(Policy::parse("[licenses]\nallow = []\n").is_err());
        assert!(Policy::parse("[licenses]\nallow = []\n[bans]\ndeny = [{ crate = \"x\" }]\n").is_err());
    }
}
