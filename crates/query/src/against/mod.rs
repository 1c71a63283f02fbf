//! What panels name, compared with what a tenant's database has.
//!
//! Pure: `store` reads the [`Catalogue`] and has the plans prepared; what either says becomes a finding at the place
//! in the YAML here. Nothing of it happens when a server starts or reloads.

mod catalogue;
mod names;
mod refusal;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use watchroom_domain::TenantId;
use watchroom_spec::{Aggregate, Finding, NamedSource, PanelKind, in_order};

use crate::checked::{CheckedRoot, CheckedTenant};
use crate::{CheckingPlan, checking_plans};

pub use catalogue::{Catalogue, CatalogueColumn, Relation, RelationKind};
pub use refusal::Refusal;

/// A panel's plans, and the file that the panel stands in.
#[derive(Debug)]
pub struct PanelPlans {
    /// The file, as findings name it.
    pub file: String,
    /// Everything that the panel may ask.
    pub plans: Vec<CheckingPlan>,
}

impl CheckedRoot {
    /// The tenants that have a folder.
    #[must_use]
    pub fn tenants(&self) -> Vec<TenantId> {
        self.tenants.keys().cloned().collect()
    }

    /// Takes note that a tenant's database could not be compared: an error at its `tenant.yaml`.
    pub fn add_trouble(&mut self, tenant: &TenantId, message: impl Into<String>, hint: impl Into<String>) {
        let finding = Finding::of_file(format!("{tenant}/tenant.yaml"), "no-database", message).with_hint(hint);
        self.add_findings([finding]);
    }

    /// Compares the tables and columns that a tenant's panels name, inside of fragments too, with its catalogue. Files
    /// that have errors of their own are compared as far as they could be read.
    pub fn compare(&mut self, tenant: &TenantId, catalogue: &Catalogue) {
        let Some(checked) = self.tenants.get(tenant) else { return };
        let judge = |source| names::judge(source, catalogue, checked.needs_numbers(source));
        let found: Vec<Finding> = checked.named.iter().flat_map(judge).collect();
        self.add_findings(found);
    }

    /// What a tenant's panels may ask, to be prepared; without panels in whose file an error was found, since
    /// PostgreSQL would only repeat it. Empty while any of the tenant's files has an error of its own.
    #[must_use]
    pub fn plans(&self, tenant: &TenantId, now: Timestamp) -> Vec<PanelPlans> {
        let Some((checked, spec)) =
            self.tenants.get(tenant).and_then(|checked| Some((checked, checked.spec.as_ref()?)))
        else {
            return Vec::new();
        };
        let mut all: Vec<PanelPlans> = Vec::new();
        for panel in spec.panels.values() {
            let Some(file) = checked.panel_files.get(&panel.id) else { continue };
            // The same file under two ids asks the same.
            let known = all.iter().any(|plans| plans.file == *file);
            let broken = self.findings().any(|finding| finding.is_error() && finding.file == *file);
            if !known && !broken {
                let plans = checking_plans(panel, spec, now).unwrap_or_default();
                all.push(PanelPlans { file: file.clone(), plans });
            }
        }
        all
    }

    /// Takes note of what PostgreSQL said against a statement of a panel's plan, at the place in its file.
    pub fn add_refusal(&mut self, tenant: &TenantId, file: &str, refusal: &Refusal) {
        let Some(checked) = self.tenants.get(tenant) else { return };
        let sources: Vec<&NamedSource> = checked.named.iter().filter(|source| source.file == file).collect();
        let finding = refusal::finding(file, &sources, refusal);
        self.add_findings([finding]);
    }

    fn add_findings(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        in_order(&mut self.findings);
    }
}

impl CheckedTenant {
    /// Whether the value of this source is reckoned with as a number whatever PostgreSQL could make of it. It could
    /// take the smallest of texts, and fail with the first row that is none.
    fn needs_numbers(&self, source: &NamedSource) -> bool {
        let Some(spec) = &self.spec else { return false };
        let here = |panel: &&watchroom_spec::Panel| self.panel_files.get(&panel.id) == Some(&source.file);
        spec.panels.values().find(here).is_some_and(
            |panel| matches!(&panel.kind, PanelKind::Timeseries(series) if series.aggregate != Aggregate::Count),
        )
    }
}
