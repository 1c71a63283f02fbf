//! The OpenID provider: flags and environment first, then `oidc:` in `watchroom.yaml`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use serde::Deserialize;
use watchroom_domain::{Role, TeamId, TenantId, WardId};
use watchroom_identity::{ClaimIs, MembershipRule, OidcSettings};

use super::{Source, filled, filled_secret, is_flag};
use crate::cli::Oidc;
use crate::hidden::Hidden;

const SECRET: &str = "WATCHROOM_OIDC_CLIENT_SECRET";
const SECRET_FILE: &str = "WATCHROOM_OIDC_CLIENT_SECRET_FILE";

/// `oidc:` in `watchroom.yaml`. The secret itself has no place in it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InFile {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    name: Option<String>,
    scopes: Option<Vec<String>>,
    bearer_audience: Option<String>,
    ca_file: Option<PathBuf>,
    admins: Option<Condition>,
    memberships: Option<Vec<Rule>>,
}

/// A condition on a claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    claim: String,
    value: String,
}

/// A membership that a claim brings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    claim: String,
    value: String,
    tenant: String,
    role: String,
    ward: Option<String>,
    team: Option<String>,
}

/// The provider, where one is named.
pub(super) fn settings(
    flags: &Oidc,
    file: Option<InFile>,
    public_origin: Option<&str>,
) -> anyhow::Result<Option<OidcSettings>> {
    let mentioned = file.is_some() || filled(flags.oidc_client_id.clone()).is_some();
    let file = file.unwrap_or_default();
    let Some(issuer) = filled(flags.oidc_issuer.clone()).or(filled(file.issuer)) else {
        if mentioned {
            bail!(
                "an OpenID provider is set up without its name; set WATCHROOM_OIDC_ISSUER=https://…, or oidc.issuer in watchroom.yaml"
            );
        }
        return Ok(None);
    };
    let Some(client_id) = filled(flags.oidc_client_id.clone()).or(filled(file.client_id)) else {
        bail!("the provider {issuer} is named without Watchroom's name there; set WATCHROOM_OIDC_CLIENT_ID");
    };
    let Some(public_origin) = public_origin else {
        bail!("a provider sends people back to the page: name its address with --public-url https://…");
    };
    let Some(client_secret) = secret(flags, file.client_secret_file) else {
        bail!("Watchroom's secret at the provider is not named; set {SECRET_FILE}");
    };
    let client_secret = client_secret.read()?.reveal().to_owned();
    let ca_file = flags.oidc_ca_file.clone().filter(|path| !path.as_os_str().is_empty()).or(file.ca_file);
    let extra_authorities = match ca_file {
        Some(path) => Some(
            std::fs::read(&path).with_context(|| format!("the certificates in {} cannot be read", path.display()))?,
        ),
        None => None,
    };
    let host = issuer.parse::<url::Url>().ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
    let told: Vec<String> = flags.oidc_scopes.iter().filter_map(|scope| filled(Some(scope.clone()))).collect();
    let usual = || ["openid", "profile", "email"].map(ToOwned::to_owned).to_vec();
    Ok(Some(OidcSettings {
        provider_name: filled(flags.oidc_name.clone()).or(filled(file.name)).or(host).unwrap_or_else(|| issuer.clone()),
        issuer,
        client_id,
        client_secret,
        scopes: if told.is_empty() { file.scopes.unwrap_or_else(usual) } else { told },
        bearer_audience: filled(flags.oidc_bearer_audience.clone()).or(filled(file.bearer_audience)),
        extra_authorities,
        public_origin: public_origin.to_owned(),
        admins: file.admins.map(|Condition { claim, value }| ClaimIs { claim, value }),
        memberships: rules(file.memberships.unwrap_or_default())?,
    }))
}

/// The client's secret. Whoever names a file on the command line means it, whatever the environment says.
fn secret(flags: &Oidc, in_file: Option<PathBuf>) -> Option<Source> {
    let named = flags.oidc_client_secret_file.clone().filter(|path| !path.as_os_str().is_empty()).map(Source::File);
    let written = filled_secret(std::env::var(SECRET).ok().map(Hidden::from)).map(Source::Text);
    let told = if is_flag(flags.oidc_client_secret_file.as_deref(), SECRET_FILE) {
        named.or(written)
    } else {
        written.or(named)
    };
    told.or_else(|| in_file.map(Source::File))
}

fn rules(rules: Vec<Rule>) -> anyhow::Result<Vec<MembershipRule>> {
    let read = |(number, rule): (usize, Rule)| {
        let place = || format!("watchroom.yaml: oidc.memberships, rule {}", number + 1);
        let tenant: TenantId = rule.tenant.parse().with_context(place)?;
        let role: Role = rule.role.parse().with_context(place)?;
        let limit = |text: Option<String>, what: &str| match text {
            Some(text) if text.is_empty() || text.chars().count() > 64 => {
                Err(anyhow::anyhow!("{}: the {what} must have 1 to 64 characters", place()))
            }
            other => Ok(other),
        };
        Ok(MembershipRule {
            when: ClaimIs { claim: rule.claim, value: rule.value },
            tenant,
            role,
            ward: limit(rule.ward, "ward")?.map(|ward| WardId::new(&ward)),
            team: limit(rule.team, "team")?.map(|team| TeamId::new(&team)),
        })
    };
    rules.into_iter().enumerate().map(read).collect()
}
