//! Callers, whoever they are: the one door that every request of somebody goes through.

use http::Method;
use http::request::Parts;
use watchroom_domain::TenantId;
use watchroom_identity::{Caller, Credential, Who};

use super::credential::{credential, named_share};
use crate::App;
use crate::problem::Problem;

/// Who shows a credential, and what they show. Who only looks (a share, an administrator behind a member's eyes) is refused
/// every unsafe method here, so that no endpoint can forget it.
///
/// # Errors
/// 401 for nobody, 403 for who only looks and would change something.
pub(super) async fn known(
    parts: &Parts,
    app: &App,
    tenant: Option<&TenantId>,
) -> Result<(Credential, Caller), Problem> {
    let named = named_share(parts);
    let nobody = || if named.is_some() { Problem::share_ended() } else { Problem::sign_in_needed() };
    let shown = credential(parts, app.settings.cookie).ok_or_else(nobody)?;
    let ended = || match shown {
        Credential::Share(_) => Problem::share_ended(),
        _ => Problem::sign_in_needed(),
    };
    let caller = app.identity.caller(&shown, tenant).await?.ok_or_else(ended)?;
    // The id in a cookie's name is only where to look: it must be the token's own.
    if let (Who::Share { id, .. }, Some(named)) = (caller.who(), named)
        && named.parse() != Ok(*id)
    {
        return Err(Problem::share_ended());
    }
    if !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        if matches!(shown, Credential::Share(_)) {
            return Err(Problem::shares_only_show());
        }
        if caller.person().is_some_and(|person| person.viewing_as.is_some()) {
            return Err(Problem::viewing_as());
        }
    }
    Ok((shown, caller))
}
