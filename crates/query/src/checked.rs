//! Dashboards as code, loaded and checked, their SQL fragments too: the one way in for the server, for reloading and
//! for the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use watchroom_domain::{PanelId, TenantId};
use watchroom_spec::{
    Finding, LoadError, Loaded, NamedSource, Sources, TenantSpec, load_root, render_github, render_json, render_text,
};

use crate::fragment::check_loaded;

/// Everything under a folder of tenants, and everything that is wrong with it.
#[derive(Debug)]
pub struct CheckedRoot {
    base: PathBuf,
    pub(crate) findings: Vec<Finding>,
    sources: Sources,
    pub(crate) tenants: BTreeMap<TenantId, CheckedTenant>,
}

/// One tenant's folder, and everything that is wrong with it.
#[derive(Debug)]
pub struct CheckedTenant {
    /// The tenant, by its folder's name.
    pub tenant: TenantId,
    /// Its dashboards; `None` while there is any error.
    pub spec: Option<TenantSpec>,
    /// All that was found in its folder, errors and warnings.
    pub findings: Vec<Finding>,
    /// The findings as a compiler shows them. Files are named from the tenant's folder on: where the server keeps it
    /// is not for the tenant's people.
    pub text: String,
    /// What its panels name of its database.
    pub(crate) named: Vec<NamedSource>,
    pub(crate) panel_files: BTreeMap<PanelId, String>,
}

/// Loads and checks the folder that holds the tenants' folders.
///
/// # Errors
/// Where the folder cannot be read or holds nothing.
pub fn load(dir: &Path) -> Result<CheckedRoot, LoadError> {
    let root = load_root(dir)?;
    let (base, tenants) = (dir.to_owned(), BTreeMap::new());
    let mut checked = CheckedRoot { base, findings: root.findings, sources: Sources::default(), tenants };
    for (tenant, loaded) in root.tenants {
        let Loaded { spec, findings, sources, named, panel_files, .. } = check_loaded(loaded);
        let text = render_text(&findings, &sources, Path::new(""), false);
        checked.findings.extend(findings.iter().cloned());
        checked.sources.extend(&sources);
        let folder = CheckedTenant { tenant: tenant.clone(), spec, findings, text, named, panel_files };
        checked.tenants.insert(tenant, folder);
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

    /// Whether any tenant is without an error.
    #[must_use]
    pub fn has_specs(&self) -> bool {
        self.tenants.values().any(|tenant| tenant.spec.is_some())
    }

    /// The tenants without an error.
    #[must_use]
    pub fn into_specs(self) -> Vec<TenantSpec> {
        self.tenants.into_values().filter_map(|tenant| tenant.spec).collect()
    }

    /// Every tenant with a folder, each by itself: with dashboards, or with errors.
    #[must_use]
    pub fn into_tenants(self) -> Vec<CheckedTenant> {
        self.tenants.into_values().collect()
    }
}
