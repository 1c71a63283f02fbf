//! The provider as this process knows it.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Algorithm;
use reqwest::{Client, StatusCode};
use watchroom_domain::Clock;

use super::claims::Expected;
use super::discovery::{self, ALGORITHMS, Metadata};
use super::error::{BadToken, OidcError};
use super::http;
use super::kept::{Ages, Kept};
use super::keys::{KeySet, Signed};
use super::settings::{BadOidcSettings, OidcSettings};

/// The description changes when somebody changes the provider.
const METADATA: Ages = Ages { fresh: SignedDuration::from_secs(3_600), stale: SignedDuration::from_secs(24 * 3_600) };
/// Whoever signs in is told at once that the provider is down, and not sent there.
const METADATA_NOW: Ages = Ages { fresh: SignedDuration::from_secs(10), stale: SignedDuration::ZERO };
/// A key that was withdrawn is believed for so long, and, while the provider does not answer, an hour.
const KEYS: Ages = Ages { fresh: SignedDuration::from_secs(600), stale: SignedDuration::from_secs(3_600) };
/// A token can name a key that nobody has; so often the provider is asked for it.
const UNKNOWN_KEY_EVERY: SignedDuration = SignedDuration::from_secs(30);
/// A provider that did not answer is left alone for so long by what can wait.
const LEFT_ALONE: SignedDuration = SignedDuration::from_secs(10);

/// An OpenID provider.
#[derive(Debug, Clone)]
pub struct Provider(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: OidcSettings,
    client: Client,
    clock: Clock,
    metadata: Kept<Metadata>,
    keys: Kept<KeySet>,
    /// Whether it did not answer the last time: told once, not with each request.
    down: AtomicBool,
    /// Since when, in ms since 1970.
    down_since: AtomicI64,
    /// How many attempts without a valid state were put on record in the minute that began then.
    recorded: Mutex<(Timestamp, u32)>,
}

impl Provider {
    /// Takes the settings; asks the provider nothing yet.
    ///
    /// # Errors
    /// Where the settings will not do.
    pub fn new(settings: OidcSettings, clock: Clock) -> Result<Self, BadOidcSettings> {
        settings.check()?;
        let client = http::client(settings.extra_authorities.as_deref())?;
        Ok(Self(Arc::new(Inner {
            settings,
            client,
            clock,
            metadata: Kept::default(),
            keys: Kept::default(),
            down: AtomicBool::new(false),
            down_since: AtomicI64::new(0),
            recorded: Mutex::new((Timestamp::UNIX_EPOCH, 0)),
        })))
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &OidcSettings {
        &self.0.settings
    }

    /// Asks the provider for its description, so that what is wrong shows at the start and not at the first sign-in.
    ///
    /// # Errors
    /// Where it does not answer, or its description cannot be used.
    pub async fn look(&self) -> Result<(), OidcError> {
        self.metadata_now().await.map(drop)
    }

    pub(super) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(super) fn expected(&self) -> Expected<'_> {
        let OidcSettings { issuer, client_id, .. } = self.settings();
        Expected { issuer, client_id, now: self.now() }
    }

    /// The description, which may be some time old.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, OidcError> {
        self.0.metadata.get(&self.0.clock, METADATA, async || self.fetch_metadata().await).await
    }

    /// The description of a provider that answers.
    pub(super) async fn metadata_now(&self) -> Result<Arc<Metadata>, OidcError> {
        self.0.metadata.get(&self.0.clock, METADATA_NOW, async || self.fetch_metadata().await).await
    }

    /// Checks a token's signature. A key that is not known is asked for, now and then.
    pub(super) async fn verify(&self, token: &str) -> Result<Signed, OidcError> {
        let metadata = self.metadata().await?;
        self.verify_by(token, &metadata.algorithms).await
    }

    /// Checks the signature of an access token: those are not always signed as ID tokens are.
    pub(super) async fn verify_access(&self, token: &str) -> Result<Signed, OidcError> {
        self.verify_by(token, &ALGORITHMS).await
    }

    async fn verify_by(&self, token: &str, algorithms: &[Algorithm]) -> Result<Signed, OidcError> {
        let fetch = async || self.fetch_keys().await;
        let keys = self.0.keys.get(&self.0.clock, KEYS, fetch).await?;
        match keys.verify(token, algorithms) {
            Err(BadToken::Key) => {}
            outcome => return Ok(outcome?),
        }
        match self.0.keys.renew(&self.0.clock, UNKNOWN_KEY_EVERY, fetch).await? {
            Some(keys) => Ok(keys.verify(token, algorithms)?),
            // Somebody may have asked between the two looks.
            None => Ok(self.0.keys.get(&self.0.clock, KEYS, fetch).await?.verify(token, algorithms)?),
        }
    }

    async fn fetch_metadata(&self) -> Result<Metadata, OidcError> {
        let issuer = &self.settings().issuer;
        let asked = self.ask(self.client().get(discovery::address(issuer))).await?;
        match asked {
            (StatusCode::OK, document) => discovery::read(issuer, &document),
            (status, _) => Err(OidcError::Unusable(format!("its description answers {status}"))),
        }
    }

    async fn fetch_keys(&self) -> Result<KeySet, OidcError> {
        let address = self.metadata().await?.keys.clone();
        match self.ask(self.client().get(address)).await? {
            (StatusCode::OK, document) => {
                let keys = KeySet::read(&document);
                if keys.is_empty() {
                    return Err(OidcError::Unusable("its keys hold none to check a signature with".to_owned()));
                }
                Ok(keys)
            }
            (status, _) => Err(OidcError::Unusable(format!("its keys answer {status}"))),
        }
    }

    /// Sends a request; whether the provider answers is logged when it changes.
    pub(super) async fn ask(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<(StatusCode, serde_json::Value), OidcError> {
        let answer = http::ask(request).await;
        let down = matches!(answer, Err(OidcError::Unreachable(_)));
        if down {
            self.0.down_since.store(self.now().as_millisecond(), Ordering::Relaxed);
        }
        let was_down = self.0.down.swap(down, Ordering::Relaxed);
        match (&answer, was_down) {
            (Err(OidcError::Unreachable(cause)), false) => {
                tracing::warn!(
                    cause,
                    issuer = self.settings().issuer,
                    "the OpenID provider does not answer; sessions go on, nobody new can sign in"
                );
            }
            (_, true) if !down => tracing::info!(issuer = self.settings().issuer, "the OpenID provider answers again"),
            _ => {}
        }
        answer
    }

    /// Whether the provider did not answer a moment ago, so that what can wait should.
    pub(super) fn is_left_alone(&self) -> bool {
        let since = Timestamp::from_millisecond(self.0.down_since.load(Ordering::Relaxed)).unwrap_or_default();
        self.0.down.load(Ordering::Relaxed)
            && (SignedDuration::ZERO..LEFT_ALONE).contains(&self.now().duration_since(since))
    }

    /// Whether another failure that names nobody goes on record: some a minute, or the log would be a stranger's to fill.
    pub(super) fn may_record(&self) -> bool {
        let now = self.now();
        let mut recorded = self.0.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if !(SignedDuration::ZERO..SignedDuration::from_mins(1)).contains(&now.duration_since(recorded.0)) {
            *recorded = (now, 0);
        }
        recorded.1 += 1;
        recorded.1 <= 10
    }
}
