//! What a path names: a tenant that is open to the public, a thing, and the form of the answer.

use std::sync::Arc;

use watchroom_domain::TenantId;
use watchroom_spec::{Open311, TenantSpec};

use super::error::Error;
use super::written::Form;
use crate::App;

/// A tenant whose desk is open to the public.
pub(super) struct OpenTenant {
    pub(super) id: TenantId,
    pub(super) spec: Arc<TenantSpec>,
    pub(super) shown: Open311,
}

impl OpenTenant {
    /// The tenant of that name. One that is not open is like one that is not there.
    pub(super) fn named(app: &App, name: &str) -> Result<Self, Error> {
        let missing = || Error::not_found("The organisation");
        let id: TenantId = name.parse().map_err(|_| missing())?;
        let spec = app.catalog.get(&id).filter(|_| app.tenants.has_desk(&id)).ok_or_else(missing)?;
        let shown = spec.open311.ok_or_else(missing)?;
        Ok(Self { id, spec, shown })
    }
}

/// A file's name and the form that its ending asks for; JSON where it has another or none, so that an error can be read.
pub(super) fn file(name: &str) -> (&str, Form, bool) {
    match (name.strip_suffix(".json"), name.strip_suffix(".xml")) {
        (Some(stem), _) => (stem, Form::Json, true),
        (_, Some(stem)) => (stem, Form::Xml, true),
        _ => (name, Form::Json, false),
    }
}
