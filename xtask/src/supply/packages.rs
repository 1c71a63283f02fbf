//! The page's packages, from its lock file: their licences, their checksums, and what they would run when installed.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Policy;
use super::licence::is_allowed;
use crate::project::Project;

/// Licences beside those of the crates: a font's, and some of programs that only build the page.
const ALSO_ALLOWED: [&str; 3] = ["OFL-1.1", "Python-2.0", "BlueOak-1.0.0"];

/// Packages without a licence that are known, with the reason.
const WITHOUT_LICENCE: [(&str, &str); 1] = [(
    "neverpanic",
    "forty lines within the reference page's assistant, which is switched off; its author forgot the line",
)];

/// Packages that may run something when they are installed. None does with `npm ci --ignore-scripts`.
const MAY_RUN: [&str; 1] = ["vue-demi"];

/// Checks them; returns how many there are, and what is wrong.
pub fn check(project: &Project, policy: &Policy) -> Result<(usize, Vec<String>)> {
    let path = project.web().join("package-lock.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    judge(&text, policy)
}

fn judge(lock: &str, policy: &Policy) -> Result<(usize, Vec<String>)> {
    let lock: Value = serde_json::from_str(lock).context("package-lock.json")?;
    let packages = lock["packages"].as_object().context("package-lock.json names no packages")?;
    let mut allowed = policy.licences.clone();
    allowed.extend(ALSO_ALLOWED.map(ToOwned::to_owned));
    let mut findings = Vec::new();
    // The one without a name is the page itself.
    let others = packages.iter().filter(|(place, _)| !place.is_empty());
    let mut count = 0;
    for (place, package) in others {
        count += 1;
        let name = place.rsplit("node_modules/").next().unwrap_or(place);
        match package["license"].as_str() {
            Some(licence) if is_allowed(licence, &allowed) => {}
            Some(licence) => findings.push(format!(
                "the package {name} is under `{licence}`, which is not allowed; do without it, or allow the licence with a reason"
            )),
            None if WITHOUT_LICENCE.iter().any(|(known, _)| *known == name) => {}
            None => findings.push(format!("the package {name} names no licence; do without it")),
        }
        if package["integrity"].as_str().is_none_or(|sum| !sum.starts_with("sha512-")) {
            findings.push(format!("the package {name} has no SHA-512 in package-lock.json; make the lock file anew"));
        }
        if package["hasInstallScript"] == true && !MAY_RUN.contains(&name) {
            findings
                .push(format!("the package {name} runs something when it is installed; read it, then name it here"));
        }
    }
    Ok((count, findings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_judged_by_licence_checksum_and_scripts() {
        let policy = Policy::parse(include_str!("../../../deny.toml")).expect("a policy");
        let lock = serde_json::json!({"packages": {
            "": {"name": "page"},
            "node_modules/a": {"license": "MIT", "integrity": "sha512-x"},
            "node_modules/a/node_modules/neverpanic": {"integrity": "sha512-x"},
            "node_modules/font": {"license": "OFL-1.1", "integrity": "sha512-x"},
            "node_modules/viral": {"license": "AGPL-3.0-only", "integrity": "sha512-x"},
            "node_modules/silent": {"integrity": "sha512-x"},
            "node_modules/loose": {"license": "MIT"},
            "node_modules/old": {"license": "MIT", "integrity": "sha1-x"},
            "node_modules/@x/runs": {"license": "MIT", "integrity": "sha512-x", "hasInstallScript": true},
        }});
        let (count, findings) = judge(&lock.to_string(), &policy).expect("judged");
        assert_eq!(count, 8);
        assert_eq!(findings.len(), 5, "{findings:?}");
        for (name, told) in
            [("viral", "AGPL"), ("silent", "no licence"), ("loose", "SHA-512"), ("old", "SHA-512"), ("@x/runs", "runs")]
        {
            assert!(
                findings.iter().any(|finding| finding.contains(name) && finding.contains(told)),
                "{name}: {findings:?}"
            );
        }
    }
}
