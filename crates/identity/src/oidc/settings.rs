//! What whoever runs the server says about its provider, checked once at the start.

use thiserror::Error;
use url::{Host, Url};
use watchroom_domain::{Role, TeamId, TenantId, WardId};

/// Where the provider sends people back to, below the page's origin.
pub const CALLBACK_PATH: &str = "/api/v1/auth/callback";
/// Where people land, signed out, below the page's origin.
pub const SIGNED_OUT_PATH: &str = "/sign-in";

/// A provider, and what Watchroom is to it.
#[derive(Clone)]
pub struct OidcSettings {
    /// The provider's own name for itself, letter for letter: its tokens must carry it.
    pub issuer: String,
    /// Watchroom's name at the provider.
    pub client_id: String,
    /// Watchroom's password at the provider.
    pub client_secret: String,
    /// The name on the sign-in button.
    pub provider_name: String,
    /// What is asked for; `openid` is always among it.
    pub scopes: Vec<String>,
    /// Whom an access token of a program must be made for; the client id where nothing is said.
    pub bearer_audience: Option<String>,
    /// Certificates, as PEM, of authorities that are believed besides the machine's own.
    pub extra_authorities: Option<Vec<u8>>,
    /// The page's own origin, such as `https://watchroom.example`.
    pub public_origin: String,
    /// What makes somebody an administrator of the platform. Where this is said, nothing else makes one.
    pub admins: Option<ClaimIs>,
    /// What makes somebody a member of a tenant. A tenant that is named here has no other members of this provider.
    pub memberships: Vec<MembershipRule>,
}

/// A condition on what the provider says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimIs {
    /// The claim: its name, or a way through objects such as `realm_access.roles`.
    pub claim: String,
    /// What it must be, or, where it is a list, what must be in it.
    pub value: String,
}

/// A membership that a claim brings. The first rule that fits decides for its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRule {
    /// The condition.
    pub when: ClaimIs,
    /// The tenant.
    pub tenant: TenantId,
    /// The role in it.
    pub role: Role,
    /// The ward that the member is limited to.
    pub ward: Option<WardId>,
    /// The team that the member works in.
    pub team: Option<TeamId>,
}

/// Why the settings of a provider will not do.
#[derive(Debug, Error)]
pub enum BadOidcSettings {
    /// The issuer is no address.
    #[error("the issuer `{0}` is no address; write it as the provider does, such as https://id.example/realms/main")]
    Issuer(String),
    /// The issuer's address would carry secrets in the clear.
    #[error("the issuer `{0}` must begin with https://; plain http is for the loopback interface alone")]
    Clear(String),
    /// Something that must be said is empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A scope that cannot be one.
    #[error("`{0}` is no scope: scopes have no blanks, quotes or backslashes")]
    Scope(String),
    /// A councillor without a ward would see nothing, and an unlimited one everything.
    #[error("the rule for {0}: a ward_councillor needs a ward")]
    Ward(TenantId),
    /// The certificates cannot be read.
    #[error("the authorities' certificates cannot be read: {0}")]
    Authorities(String),
    /// The machine has no usable TLS.
    #[error("the client for the provider cannot be made: {0}")]
    Client(String),
}

impl OidcSettings {
    /// Checks what can be known without asking the provider.
    pub(super) fn check(&self) -> Result<(), BadOidcSettings> {
        let issuer: Url = self.issuer.parse().map_err(|_| BadOidcSettings::Issuer(self.issuer.clone()))?;
        if issuer.query().is_some() || issuer.fragment().is_some() || issuer.host().is_none() {
            return Err(BadOidcSettings::Issuer(self.issuer.clone()));
        }
        if !is_safe(&issuer) {
            return Err(BadOidcSettings::Clear(self.issuer.clone()));
        }
        for (name, value) in [
            ("the client id", &self.client_id),
            ("the client secret", &self.client_secret),
            ("the provider's name", &self.provider_name),
            ("the public URL", &self.public_origin),
        ] {
            if value.trim().is_empty() {
                return Err(BadOidcSettings::Empty(name));
            }
        }
        // RFC 6749, appendix A.4.
        let is_scope = |scope: &String| {
            !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
        };
        if let Some(scope) = self.scopes.iter().find(|scope| !is_scope(scope)) {
            return Err(BadOidcSettings::Scope(scope.clone()));
        }
        let rules = self.memberships.iter().map(|rule| &rule.when).chain(&self.admins);
        if rules.into_iter().any(|when| when.claim.is_empty() || when.value.is_empty()) {
            return Err(BadOidcSettings::Empty("the claim or the value of a rule"));
        }
        match self.memberships.iter().find(|rule| rule.role == Role::WardCouncillor && rule.ward.is_none()) {
            Some(rule) => Err(BadOidcSettings::Ward(rule.tenant.clone())),
            None => Ok(()),
        }
    }

    /// Where the provider sends people back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}{CALLBACK_PATH}", self.public_origin)
    }

    /// Where the provider sends people whom it has signed out.
    #[must_use]
    pub fn signed_out_uri(&self) -> String {
        format!("{}{SIGNED_OUT_PATH}", self.public_origin)
    }

    /// What is asked for, in one text.
    pub(super) fn scope(&self) -> String {
        let mut scopes = vec!["openid"];
        scopes.extend(self.scopes.iter().map(String::as_str).filter(|scope| *scope != "openid"));
        scopes.join(" ")
    }

    /// Whom an access token must be made for.
    #[must_use]
    pub fn audience(&self) -> &str {
        self.bearer_audience.as_deref().unwrap_or(&self.client_id)
    }
}

impl std::fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("memberships", &self.memberships.len())
            .finish_non_exhaustive()
    }
}

/// Whether secrets may travel to an address: by https, or within this machine.
pub(super) fn is_safe(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn settings() -> OidcSettings {
        OidcSettings {
            issuer: "https://id.example/realms/main".to_owned(),
            client_id: "watchroom".to_owned(),
            client_secret: "s3cret".to_owned(),
            provider_name: "Example".to_owned(),
            scopes: vec!["openid".to_owned()],
            bearer_audience: None,
            extra_authorities: None,
            public_origin: "https://watchroom.example".to_owned(),
            admins: None,
            memberships: Vec::new(),
        }
    }

    #[test]
    fn an_issuer_is_https_or_within_this_machine() {
        for good in ["https://id.example", "https://id.example/", "http://localhost:8080/realms/x", "http://[::1]:1/"] {
            assert!(OidcSettings { issuer: good.to_owned(), ..settings() }.check().is_ok(), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "http://localhost.evil.example/",
            "ftp://localhost/",
            "https://id.example/?x=1",
            "https://id.example/#x",
            "file:///etc",
        ] {
            assert!(OidcSettings { issuer: bad.to_owned(), ..settings() }.check().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        let empty = OidcSettings { client_secret: " ".to_owned(), ..settings() };
        assert_eq!(empty.check().map_err(|error| error.to_string()), Err("the client secret is empty".to_owned()));
        let scope = OidcSettings { scopes: vec!["openid email".to_owned()], ..settings() };
        assert!(matches!(scope.check(), Err(BadOidcSettings::Scope(_))));
        let rule = MembershipRule {
            when: ClaimIs { claim: "groups".to_owned(), value: "x".to_owned() },
            tenant: "beta".parse().expect("a slug"),
            role: Role::WardCouncillor,
            ward: None,
            team: None,
        };
        let wardless = OidcSettings { memberships: vec![rule], ..settings() };
        assert!(matches!(wardless.check(), Err(BadOidcSettings::Ward(_))));
    }

    #[test]
    fn the_secret_does_not_print() {
        assert!(!format!("{:?}", settings()).contains("s3cret"));
    }
}
