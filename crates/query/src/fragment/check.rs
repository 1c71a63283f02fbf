//! Every fragment of a tenant through the parser; what is refused is said at its place in the YAML file.

use watchroom_spec::{Finding, Fragment, FragmentKind, Loaded, TenantSpec};

use super::{FragmentError, parse_condition, parse_kpi, parse_order_by};

/// Checks every fragment of every panel.
#[must_use]
pub fn check(spec: &TenantSpec) -> Vec<Finding> {
    findings(&spec.fragments())
}

/// Adds the findings of every fragment that was read, also from files with other errors. Any of them takes the spec
/// away, as other errors do: this is the last step of loading a tenant.
#[must_use]
pub fn check_loaded(mut loaded: Loaded) -> Loaded {
    let found = findings(&loaded.fragments);
    loaded.add(found);
    loaded
}

fn findings(fragments: &[Fragment]) -> Vec<Finding> {
    fragments.iter().filter_map(|fragment| Some(finding(fragment, refused(fragment)?))).collect()
}

fn refused(fragment: &Fragment) -> Option<FragmentError> {
    let text = &fragment.filter.text;
    match fragment.kind {
        FragmentKind::Condition => parse_condition(text).err(),
        FragmentKind::OrderBy => parse_order_by(text).err(),
        FragmentKind::Kpi => parse_kpi(text).err(),
    }
}

fn finding(fragment: &Fragment, error: FragmentError) -> Finding {
    let range = error.offset..error.offset + error.length;
    let finding = fragment.filter.source.finding(range, error.code, error.message);
    match error.hint {
        Some(hint) => finding.with_hint(hint),
        None => finding,
    }
}
