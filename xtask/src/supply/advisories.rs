//! Known faults of what comes from others, by databases on the network: RustSec's by cargo-deny or cargo-audit, npm's by
//! `npm audit`.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::steps::Steps;

/// What was found, and what could not be looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Faults that are known, or rules of `deny.toml` that are broken.
    pub known: Vec<String>,
    /// Lesser ones of the page's packages, most of which only build it: to be looked at, and no reason to stop.
    pub noted: Vec<String>,
    /// What was not checked, why, and what to do about it.
    pub unchecked: Vec<String>,
}

/// Asks each database that can be had.
pub fn check(project: &Project, steps: &Steps) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    of_crates(project, steps, &mut outcome)?;
    of_packages(project, steps, &mut outcome)?;
    Ok(outcome)
}

fn of_crates(project: &Project, steps: &Steps, outcome: &mut Outcome) -> Result<()> {
    let there = |tool: &str| project.cargo(&[tool, "--version"]).output().is_ok_and(|out| out.status.success());
    if there("deny") {
        let offline = ["deny", "check", "licenses", "bans", "sources"];
        if !steps.status("licences, bans and sources by cargo-deny", &mut project.cargo(&offline))?.success() {
            outcome.known.push("cargo-deny refuses a licence, a crate or a source; see above".to_owned());
        }
        if !steps.status("the database of advisories", &mut project.cargo(&["deny", "fetch", "db"]))?.success() {
            outcome.unchecked.push(unreachable("crates", "RustSec's database"));
        } else {
            let advisories = ["deny", "check", "--disable-fetch", "advisories"];
            if !steps.status("advisories of crates", &mut project.cargo(&advisories))?.success() {
                outcome.known.push("a crate has a known fault, or was withdrawn; see above".to_owned());
            }
        }
    } else if there("audit") {
        let output =
            project.cargo(&["audit", "--color", "never", "--json"]).output().context("cargo audit does not run")?;
        judge_cargo_audit(&String::from_utf8_lossy(&output.stdout), outcome);
    } else {
        outcome.unchecked.push(
            "known faults of crates: neither cargo-deny nor cargo-audit is installed; `cargo install --locked cargo-deny`"
                .to_owned(),
        );
    }
    Ok(())
}

fn of_packages(project: &Project, steps: &Steps, outcome: &mut Outcome) -> Result<()> {
    steps.say("known faults of the page's packages: (in web/) npm audit --json");
    let output = project.in_web("npm", &["audit", "--json"]).output().context("npm does not run")?;
    judge_npm_audit(&String::from_utf8_lossy(&output.stdout), outcome);
    Ok(())
}

fn unreachable(what: &str, database: &str) -> String {
    format!("known faults of {what}: {database} cannot be reached from here; run `cargo xtask supply` where it can")
}

/// `cargo audit --json`: `{"vulnerabilities": {"list": [{"advisory": {"id", "title"}, "package": {"name", "version"}}]}}`.
fn judge_cargo_audit(report: &str, outcome: &mut Outcome) {
    let report: Value = serde_json::from_str(report).unwrap_or(Value::Null);
    let Some(list) = report["vulnerabilities"]["list"].as_array() else {
        outcome.unchecked.push(unreachable("crates", "RustSec's database"));
        return;
    };
    for fault in list {
        let word = |of: &str, key: &str| fault[of][key].as_str().unwrap_or("?").to_owned();
        outcome.known.push(format!(
            "{} {}: {} ({})",
            word("package", "name"),
            word("package", "version"),
            word("advisory", "title"),
            word("advisory", "id")
        ));
    }
}

/// `npm audit --json`: `{"vulnerabilities": {name: {"severity", "isDirect", "via": [..]}}}`, or `{"message"}` where the
/// registry does not answer.
fn judge_npm_audit(report: &str, outcome: &mut Outcome) {
    let report: Value = serde_json::from_str(report).unwrap_or(Value::Null);
    let Some(faults) = report["vulnerabilities"].as_object().filter(|_| report["auditReportVersion"].is_u64()) else {
        outcome.unchecked.push(unreachable("the page's packages", "the registry's audit endpoint"));
        return;
    };
    for (name, fault) in faults {
        let severity = fault["severity"].as_str().unwrap_or("unknown");
        let titles: Vec<&str> =
            fault["via"].as_array().into_iter().flatten().filter_map(|via| via["title"].as_str()).collect();
        let told = format!("the package {name} has a known fault ({severity}): {}", titles.join("; "));
        if matches!(severity, "high" | "critical") { &mut outcome.known } else { &mut outcome.noted }.push(told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(judge: fn(&str, &mut Outcome), report: &str) -> Outcome {
        let mut outcome = Outcome::default();
        judge(report, &mut outcome);
        outcome
    }

    #[test]
    fn npm_s_report_is_read_and_its_silence_is_told() {
        let clean = judged(judge_npm_audit, r#"{"auditReportVersion": 2, "vulnerabilities": {}}"#);
        assert_eq!(clean, Outcome::default());
        let found = judged(
            judge_npm_audit,
            r#"{"auditReportVersion": 2, "vulnerabilities": {
                "a": {"severity": "high", "via": [{"title": "Prototype pollution"}, "b"]},
                "b": {"severity": "low", "via": []}}}"#,
        );
        assert_eq!(found.known, ["the package a has a known fault (high): Prototype pollution"]);
        assert_eq!(found.noted.len(), 1);
        for silent in [r#"{"message": "405 Method Not Allowed", "statusCode": 405}"#, "", "npm error"] {
            let outcome = judged(judge_npm_audit, silent);
            assert!(outcome.known.is_empty() && outcome.unchecked.len() == 1, "{silent}: {outcome:?}");
        }
    }

    #[test]
    fn cargo_audit_s_report_is_read_and_its_silence_is_told() {
        assert_eq!(judged(judge_cargo_audit, r#"{"vulnerabilities": {"list": []}}"#), Outcome::default());
        let found = judged(
            judge_cargo_audit,
            r#"{"vulnerabilities": {"list": [{"advisory": {"id": "RUSTSEC-2026-0001", "title": "Boom"},
                "package": {"name": "x", "version": "1.0.0"}}]}}"#,
        );
        assert_eq!(found.known, ["x 1.0.0: Boom (RUSTSEC-2026-0001)"]);
        assert_eq!(judged(judge_cargo_audit, "error: couldn't fetch").unchecked.len(), 1);
    }
}
