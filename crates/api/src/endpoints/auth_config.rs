//! `GET /auth/config`: how people sign in here.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, DemoAccount};

/// How people sign in here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthConfig {
    mode: AuthMode,
    /// What the provider is called, for the button; with `oidc` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Keycloak")]
    provider_name: Option<String>,
    /// Accounts to try; in a demo alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    demo_accounts: Vec<DemoAccount>,
}

/// Who vouches for people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthMode {
    /// Watchroom itself, by passwords.
    Local,
    /// An OpenID provider: there are no passwords here.
    Oidc,
}

/// How people sign in here
#[utoipa::path(
    get, path = "/auth/config", tag = "Sign-in", security(()),
    responses((status = 200, body = AuthConfig, example = json!({
        "mode": "local",
        "demo_accounts": [{"email": "viewer@demo.example", "password": "…", "role": "viewer", "tenant": "tenant-alpha"}],
    }))),
)]
pub(crate) async fn auth_config(State(app): State<App>) -> Json<AuthConfig> {
    let provider = app.identity.provider().map(|provider| provider.settings().provider_name.clone());
    Json(match provider {
        Some(name) => AuthConfig { mode: AuthMode::Oidc, provider_name: Some(name), demo_accounts: Vec::new() },
        None => {
            AuthConfig { mode: AuthMode::Local, provider_name: None, demo_accounts: app.settings.demo_accounts.clone() }
        }
    })
}
