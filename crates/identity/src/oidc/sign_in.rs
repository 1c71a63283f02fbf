//! A sign-in, from its beginning to a session.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use watchroom_domain::UserId;
use watchroom_store::{Actor, BegunSignIn, NewProviderSession, ProviderPerson, SecretKey, SignInFailure, Vouched};

use super::begun::{BrowserSecret, challenge, hash, random};
use super::claims;
use super::error::{BadToken, OidcError};
use super::mapping::{self, Mapped};
use super::person;
use super::provider::Provider;
use super::return_to::safe_return_to;
use super::tokens::{Given, Grant, KeptTokens, for_the_log};
use crate::SessionToken;
use crate::session::{Identity, LONGEST_SESSION, SignInFrom};

/// How long a person may take at the provider.
pub const SIGN_IN_TAKES_AT_MOST: SignedDuration = SignedDuration::from_mins(10);
/// A session whose tokens cannot be renewed is not asked about again: it ends with the working day.
const LONGEST_UNRENEWED: SignedDuration = SignedDuration::from_hours(10);
/// Characters of the provider's name for a session.
const LONGEST_SID: usize = 255;

/// A provider, and the key that its tokens are sealed under.
#[derive(Debug, Clone)]
pub(crate) struct Vouching {
    pub(crate) provider: Provider,
    pub(super) key: Arc<SecretKey>,
}

/// A sign-in that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes: the provider's page.
    pub authorize_url: String,
    /// What binds the sign-in to the browser, for a cookie.
    pub browser: BrowserSecret,
}

/// What the provider sent the browser back with.
#[derive(Debug, Clone, Default)]
pub struct ProviderAnswer {
    /// What the sign-in was begun with.
    pub state: Option<String>,
    /// What tokens are given for.
    pub code: Option<String>,
    /// Who sent the browser back (RFC 9207).
    pub issuer: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// The provider's own words about it.
    pub error_description: Option<String>,
}

/// A sign-in that has ended well.
#[derive(Debug)]
pub struct Finished {
    /// The new session.
    pub token: SessionToken,
    /// Who is signed in.
    pub user: UserId,
    /// Where the person wanted to go: a path of the page's own.
    pub return_to: String,
}

/// A sign-in that has failed.
#[derive(Debug)]
pub struct Failed {
    /// Why.
    pub error: OidcError,
    /// Where the person wanted to go, where that is known.
    pub return_to: Option<String>,
}

/// What is kept of a sign-in under way, sealed.
#[derive(Serialize, Deserialize)]
struct Secrets {
    nonce: String,
    verifier: String,
}

impl Identity {
    /// The same, with a provider that vouches for people: local passwords are off. `key` seals its tokens.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider, key: Arc<SecretKey>) -> Self {
        self.vouching = Some(Vouching { provider, key });
        self
    }

    /// The provider that vouches for people, where one does.
    #[must_use]
    pub fn provider(&self) -> Option<&Provider> {
        self.vouching.as_ref().map(|vouching| &vouching.provider)
    }

    pub(super) fn vouching(&self) -> Result<&Vouching, OidcError> {
        self.vouching.as_ref().ok_or(OidcError::Off)
    }

    /// Begins a sign-in: for the browser whose secret it is, or for one that has none yet.
    ///
    /// # Errors
    /// [`OidcError::Unreachable`] where the provider does not answer.
    pub async fn begin_sign_in(
        &self,
        browser: Option<BrowserSecret>,
        return_to: Option<&str>,
    ) -> Result<Begun, OidcError> {
        let Vouching { provider, key } = self.vouching()?;
        let metadata = provider.metadata_now().await?;
        let browser = browser.unwrap_or_else(BrowserSecret::make);
        let (state, secrets) = (random(), Secrets { nonce: random(), verifier: random() });
        let state_hash = hash(&state);
        let sealed = serde_json::to_string(&secrets).map_err(|error| OidcError::Unusable(error.to_string()))?;
        let now = self.clock.now();
        let begun = BegunSignIn {
            state_hash: &state_hash,
            browser_hash: &browser.hash(),
            sealed_secrets: &key.seal(&owner("sign-in", &state_hash), &sealed),
            return_to: &safe_return_to(return_to),
            now,
            expires_at: now.saturating_add(SIGN_IN_TAKES_AT_MOST).unwrap_or(now),
        };
        self.central.begun_sign_in_add(&begun).await?;
        let settings = provider.settings();
        let mut url = metadata.authorization.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", &settings.redirect_uri())
            .append_pair("scope", &settings.scope())
            .append_pair("state", &state)
            .append_pair("nonce", &secrets.nonce)
            .append_pair("code_challenge", &challenge(&secrets.verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(Begun { authorize_url: url.into(), browser })
    }

    /// Ends a sign-in that this browser began: any process may, once.
    ///
    /// # Errors
    /// See [`Failed`]. What concerns the provider or the person is on record then.
    pub async fn finish_sign_in(
        &self,
        browser: Option<&BrowserSecret>,
        answer: &ProviderAnswer,
        from: &SignInFrom,
    ) -> Result<Finished, Failed> {
        let mut return_to = None;
        let outcome = self.finish(browser, answer, from, &mut return_to).await;
        let error = match outcome {
            Ok(finished) => return Ok(finished),
            Err(error) => error,
        };
        tracing::warn!(cause = %error, code = error.code(), "a sign-in failed");
        self.record_failure(&error, from).await;
        Err(Failed { error, return_to })
    }

    async fn finish(
        &self,
        browser: Option<&BrowserSecret>,
        answer: &ProviderAnswer,
        from: &SignInFrom,
        wanted: &mut Option<String>,
    ) -> Result<Finished, OidcError> {
        let Vouching { provider, key } = self.vouching()?;
        // Before everything else: nothing that a stranger made up is looked at (CVE-2021-43777).
        let (Some(state), Some(browser)) = (&answer.state, browser) else { return Err(OidcError::NotBegun) };
        let state_hash = hash(state);
        let begun = self.central.begun_sign_in_take(&state_hash, &browser.hash(), self.clock.now()).await?;
        let begun = begun.ok_or(OidcError::Over)?;
        *wanted = Some(begun.return_to.clone());
        let secrets = key.open(&owner("sign-in", &state_hash), &begun.sealed_secrets);
        let secrets: Option<Secrets> = secrets.and_then(|text| serde_json::from_str(&text).ok());
        let Secrets { nonce, verifier } = secrets.ok_or(OidcError::Over)?;
        let metadata = provider.metadata().await?;
        // RFC 9207: another provider's code must not be taken to this one.
        match &answer.issuer {
            Some(issuer) if *issuer != provider.settings().issuer => return Err(BadToken::Mismatch("iss").into()),
            None if metadata.names_issuer => return Err(BadToken::Claim("iss").into()),
            _ => {}
        }
        if let Some(code) = &answer.error {
            let description = for_the_log(answer.error_description.as_deref().unwrap_or_default());
            return Err(OidcError::Refused { code: for_the_log(code), description });
        }
        let code = answer.code.as_deref().ok_or_else(|| OidcError::Unusable("it names no code".to_owned()))?;
        let given = provider.tokens(&Grant::Code { code, verifier: &verifier }).await?;
        let id_token = given.id_token.clone().ok_or_else(|| OidcError::Unusable("it gives no ID token".to_owned()))?;
        let signed = provider.verify(&id_token).await?;
        let subject = claims::id_token(&signed, provider.expected(), &nonce, false)?;
        let sid = signed.claims.get("sid").and_then(Value::as_str).map(ToOwned::to_owned);
        let claims = provider.claims_of(signed.claims, &subject, &given).await?;
        let tokens = KeptTokens { id_token, refresh_token: given.refresh_token.clone(), nonce };
        let session = Opening { subject: &subject, sid, claims: &claims, tokens: &tokens, given: &given };
        let (token, user) = self.open_provider_session(session, from).await?;
        tracing::info!(%user, "signed in by the provider");
        Ok(Finished { token, user, return_to: begun.return_to })
    }

    async fn open_provider_session(
        &self,
        opening: Opening<'_>,
        from: &SignInFrom,
    ) -> Result<(SessionToken, UserId), OidcError> {
        let Vouching { provider, key } = self.vouching()?;
        let Opening { subject, sid, claims, tokens, given } = opening;
        let described = Described::of(provider, claims, subject);
        let token = SessionToken::make();
        let (token_hash, now) = (token.hash(), self.clock.now());
        let renewable = tokens.refresh_token.is_some();
        let longest = if renewable { LONGEST_SESSION } else { LONGEST_UNRENEWED };
        let user_agent: Option<String> = from.user_agent.as_ref().map(|text| text.chars().take(400).collect());
        let session = NewProviderSession {
            token_hash: &token_hash,
            expires_at: now.saturating_add(longest).unwrap_or(now),
            from_address: from.address.as_deref(),
            user_agent: user_agent.as_deref(),
            sid: sid.as_deref().filter(|sid| (1..=LONGEST_SID).contains(&sid.len())),
            sealed_tokens: &tokens.seal(key, &token_hash)?,
            fresh_until: fresh_until(given, renewable, now),
        };
        let vouched = self.central.provider_sign_in(&described.person(provider, subject), &session, now).await?;
        self.kept.forget();
        match vouched {
            Vouched::SignedIn(user) => Ok((token, user)),
            Vouched::Disabled => Err(OidcError::Disabled),
        }
    }

    async fn record_failure(&self, error: &OidcError, from: &SignInFrom) {
        let worth_it = match error {
            // Anybody can send these, as many as they like.
            OidcError::NotBegun | OidcError::Over => self.provider().is_some_and(Provider::may_record),
            // On record already, with the person.
            OidcError::Disabled => false,
            OidcError::Off | OidcError::Store(_) => false,
            OidcError::Unreachable(_) | OidcError::Unusable(_) | OidcError::Refused { .. } | OidcError::Token(_) => {
                true
            }
        };
        if !worth_it {
            return;
        }
        let by = Actor::stranger(from.address.clone(), self.clock.now());
        let failure = SignInFailure { tried: None, way: "provider", reason: error.code() };
        if let Err(cause) = self.central.sign_in_failure_note(&failure, &by).await {
            tracing::error!(%cause, "a failed sign-in is not on record");
        }
    }
}

/// What a session is opened with.
struct Opening<'a> {
    subject: &'a str,
    sid: Option<String>,
    claims: &'a Map<String, Value>,
    tokens: &'a KeptTokens,
    given: &'a Given,
}

/// A person as the provider describes them, by our rules.
pub(super) struct Described {
    shown: person::Shown,
    mapped: Mapped,
}

impl Described {
    pub(super) fn of(provider: &Provider, claims: &Map<String, Value>, subject: &str) -> Self {
        Self { shown: person::shown(claims, subject), mapped: mapping::apply(provider.settings(), claims) }
    }

    pub(super) fn person<'a>(&'a self, provider: &'a Provider, subject: &'a str) -> ProviderPerson<'a> {
        ProviderPerson {
            issuer: &provider.settings().issuer,
            subject,
            email: &self.shown.email,
            full_name: &self.shown.full_name,
            is_admin: self.mapped.is_admin,
            places: &self.mapped.tenants,
        }
    }
}

impl KeptTokens {
    pub(super) fn seal(&self, key: &SecretKey, token_hash: &[u8; 32]) -> Result<Vec<u8>, OidcError> {
        let text = serde_json::to_string(self).map_err(|error| OidcError::Unusable(error.to_string()))?;
        Ok(key.seal(&owner("session", token_hash), &text))
    }

    /// Opens what was sealed for a session; `None` where that was under another key.
    pub(super) fn open(key: &SecretKey, token_hash: &[u8; 32], sealed: &[u8]) -> Option<Self> {
        serde_json::from_str(&key.open(&owner("session", token_hash), sealed)?).ok()
    }
}

/// When tokens are to be renewed.
pub(super) fn fresh_until(given: &Given, renewable: bool, now: Timestamp) -> Option<Timestamp> {
    renewable.then(|| now.saturating_add(given.fresh_for).unwrap_or(now))
}

/// What something sealed belongs to, so that it cannot be moved to another place.
fn owner(what: &str, hash: &[u8; 32]) -> String {
    let mut text = format!("{what}:");
    for byte in hash {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
