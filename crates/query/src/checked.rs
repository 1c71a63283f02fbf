//! Dashboards as code, loaded and checked, their SQL fragments too: the one way in for the server, for reloading and
//! for the command line.

use std::path::{Path, PathBuf};

use watchroom_spec::{
    Finding, LoadError, Loaded, Sources, TenantSpec, load_root, render_github, render_json, render_text,
};

use crate::fragment::check_loaded;

/// Everything under a folder of tenants, and everything that is wrong with it.
#[derive(Debug)]
pub struct CheckedRoot {
    base: PathBuf,
    findings: Vec<Finding>,
    sources: Sources,
    specs: Vec<TenantSpec>,
}

/// Loads and checks the folder that holds the tenants' folders.
///
/// # Errors
/// Where the folder cannot be read or holds nothing.
pub fn load(dir: &Path) -> Result<CheckedRoot, LoadError> {
    let root = load_root(dir)?;
    let mut checked =
        CheckedRoot { base: dir.to_owned(), findings: root.findings, sources: Sources::default(), specs: Vec::new() };
    for loaded in root.tenants.into_values() {
        let Loaded { spec, findings, sources, .. } = check_loaded(loaded);
        checked.findings.extend(findings);
        checked.sources.extend(&sources);
        checked.specs.extend(spec);
    }
    Ok(checked)
}

impl CheckedRoot {
    /// All that was found, errors and warnings.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter()
    }

    /// The findings as a compiler shows them.
    #[must_use]
    pub fn to_text(&self, colour: bool) -> String {
        render_text(&self.findings, &self.sources, &self.base, colour)
    }

    /// The findings as a JSON array.
    #[must_use]
    pub fn to_json(&self) -> String {
        render_json(&self.findings, &self.base)
    }

    /// The findings as annotations of a pull request.
    #[must_use]
    pub fn to_github(&self) -> String {
        render_github(&self.findings, &self.base)
    }

    /// The tenants without an error.
    #[must_use]
    pub fn into_specs(self) -> Vec<TenantSpec> {
        self.specs
    }
}
