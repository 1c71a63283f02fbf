//! Programs that show a token of the provider's: `Authorization: Bearer eyJ…`.

use aws_lc_rs::digest::{Context, SHA256};
use watchroom_domain::TenantId;
use watchroom_store::ProviderCaller;

use super::claims;
use super::error::OidcError;
use super::sign_in::Vouching;
use crate::session::Identity;

/// A provider's access token, as somebody shows it. Nothing of it is believed yet, and it prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderToken(String);

impl ProviderToken {
    /// Reads what was shown; `None` where it cannot be a signed token: three parts, the first of them an object.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        let form = text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(is_part);
        form.then(|| Self(text.to_owned()))
    }

    /// A hash that is this token's alone.
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        context.update(b"provider:");
        context.update(self.0.as_bytes());
        let mut out = [0; 32];
        out.copy_from_slice(context.finish().as_ref());
        out
    }
}

impl std::fmt::Debug for ProviderToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderToken(…)")
    }
}

impl Identity {
    /// Whose token it is at the provider: checked each time, since that costs little and it ends at its own time.
    pub(crate) async fn subject_of(&self, token: &ProviderToken) -> Result<String, OidcError> {
        let Vouching { provider, .. } = self.vouching()?;
        let signed = provider.verify_access(&token.0).await?;
        Ok(claims::access_token(&signed, provider.expected(), provider.settings().audience())?)
    }

    /// Who a subject of the provider's is here.
    pub(crate) async fn person_of(
        &self,
        subject: &str,
        tenant: Option<&TenantId>,
    ) -> Result<Option<ProviderCaller>, OidcError> {
        let Vouching { provider, .. } = self.vouching()?;
        Ok(self.central.provider_caller(&provider.settings().issuer, subject, tenant).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_signed_token_is_one() {
        let token = ProviderToken::read("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").expect("a token");
        assert_eq!(format!("{token:?}"), "ProviderToken(…)");
        for bad in ["", "eyJ", "eyJ.eyJ", "eyJ.eyJ.", "eyJ..x", "wrt_abc.x.y", "eyJ.a.b.c", "eyJ.a b.c", "eyJ.a.b="] {
            assert!(ProviderToken::read(bad).is_none(), "{bad}");
        }
    }
}
