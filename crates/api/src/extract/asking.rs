//! A caller and the tenant that the request names, before anything is asked of a membership.

use axum::extract::FromRequestParts;
use http::request::Parts;
use watchroom_domain::TenantId;
use watchroom_identity::{Caller, Credential};

use super::known::known;
use crate::App;
use crate::problem::Problem;

/// Somebody who is known and names a tenant: in the header `X-Tenant`, else in the query parameter `tenant`, else by the
/// session's last choice, or as the only one of a token or a share. Whether the caller may enter it is still to be asked.
pub(crate) struct Asking {
    /// What the request shows.
    pub(crate) shown: Credential,
    /// Who it is.
    pub(crate) caller: Caller,
    /// The tenant asked for.
    pub(crate) tenant: TenantId,
}

impl FromRequestParts<App> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let named = named_tenant(parts);
        // A malformed name is asked for like any other that nobody is a member of.
        let asked: Option<TenantId> = named.as_ref().and_then(|name| name.parse().ok());
        let (shown, caller) = known(parts, app, asked.as_ref()).await?;
        if named.is_some() && asked.is_none() {
            return Err(Problem::not_found("tenant"));
        }
        let Some(tenant) = asked.or_else(|| caller.active_tenant().cloned()) else {
            return Err(Problem::bad_request(
                "tenant_needed",
                "No tenant is named",
                "The request names no tenant and none is selected.",
                "Send the header X-Tenant, or select a tenant with POST /api/v1/tenants/{id}/select.",
            ));
        };
        Ok(Self { shown, caller, tenant })
    }
}

fn named_tenant(parts: &Parts) -> Option<String> {
    if let Some(header) = parts.headers.get("x-tenant") {
        // Bytes that are no text name no tenant.
        return Some(header.to_str().unwrap_or("\u{fffd}").to_owned());
    }
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "tenant").map(|(_, value)| value.into_owned())
}
