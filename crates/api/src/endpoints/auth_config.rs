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
    Json(AuthConfig { mode: AuthMode::Local, demo_accounts: app.settings.demo_accounts.clone() })
}
