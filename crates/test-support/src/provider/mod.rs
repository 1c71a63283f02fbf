//! An OpenID provider to test against: it signs real tokens and follows the specification, until a test tells it not to.

mod endpoints;
mod signing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use watchroom_domain::Clock;
use watchroom_identity::OidcSettings;

pub use signing::{Key, Signing};

/// Watchroom's name at the provider.
pub const CLIENT_ID: &str = "watchroom";
/// Watchroom's password there; what has to be encoded in a header stands in it.
pub const CLIENT_SECRET: &str = "p@ss:word with %";

/// Changes an ID token's header and claims before it is signed.
pub type Twist = Arc<dyn Fn(&mut Value, &mut Value) + Send + Sync>;

/// A provider on a port of its own.
#[derive(Debug)]
pub struct TestProvider {
    /// What it calls itself.
    pub issuer: String,
    shared: Arc<Shared>,
    server: Mutex<JoinHandle<()>>,
}

/// What a test tells the provider to be like.
#[derive(Clone)]
pub struct Behaviour {
    /// What it says of whoever signs in next: `sub` and more.
    pub person: Value,
    /// It is there, and answers 503 to everything.
    pub down: bool,
    /// It sends people back with this error.
    pub sends_back: Option<&'static str>,
    /// It refuses to renew tokens.
    pub refuses_refresh: bool,
    /// How its ID tokens are signed.
    pub signing: Signing,
    /// What it does to its ID tokens.
    pub twist: Option<Twist>,
    /// It tells of people by its userinfo endpoint alone.
    pub tells_by_userinfo: bool,
    /// The subject that its userinfo endpoint tells of, where it is another one.
    pub userinfo_subject: Option<String>,
    /// Its userinfo endpoint refuses.
    pub userinfo_fails: bool,
    /// It gives refresh tokens.
    pub gives_refresh_tokens: bool,
    /// How long its access tokens live, in seconds.
    pub lifetime_s: i64,
    /// How long it takes to give tokens.
    pub takes: Duration,
    /// What it calls itself in its description, where that is something else.
    pub claims_issuer: Option<String>,
}

struct Shared {
    issuer: String,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    behaviour: Behaviour,
    keys: Vec<Key>,
    codes: HashMap<String, Code>,
    refresh: HashMap<String, Grant>,
    access: HashMap<String, Value>,
    asked: HashMap<&'static str, usize>,
    count: u64,
}

/// A code that was given out.
struct Code {
    redirect_uri: String,
    challenge: String,
    nonce: Option<String>,
    person: Value,
    sid: String,
}

/// Whom a refresh token is for.
#[derive(Clone)]
struct Grant {
    subject: Value,
    sid: String,
}

impl TestProvider {
    /// Starts a provider that lives by `clock`.
    ///
    /// # Panics
    /// Where it gets no port.
    pub async fn start(clock: Clock) -> Self {
        let listener =
            tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("a port: {error}"));
        let issuer = format!("http://{}", listener.local_addr().unwrap_or_else(|error| panic!("{error}")));
        let state = State {
            behaviour: Behaviour::usual(),
            keys: vec![Key::make("first")],
            codes: HashMap::new(),
            refresh: HashMap::new(),
            access: HashMap::new(),
            asked: HashMap::new(),
            count: 0,
        };
        let shared = Arc::new(Shared { issuer: issuer.clone(), clock, state: Mutex::new(state) });
        let router = endpoints::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            watchroom_api::serve(listener, router, watchroom_api::Limits::default(), std::future::pending()).await;
        });
        Self { issuer, shared, server: Mutex::new(server) }
    }

    /// Settings for a Watchroom at `public_origin`, without rules.
    #[must_use]
    pub fn settings(&self, public_origin: &str) -> OidcSettings {
        OidcSettings {
            issuer: self.issuer.clone(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            provider_name: "Test provider".to_owned(),
            scopes: vec!["openid".to_owned(), "profile".to_owned(), "email".to_owned()],
            bearer_audience: None,
            extra_authorities: None,
            public_origin: public_origin.to_owned(),
            admins: None,
            memberships: Vec::new(),
        }
    }

    /// Changes how the provider behaves from now on.
    pub fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.state().behaviour);
    }

    /// Says who signs in next: `sub`, `email`, `name`, …
    pub fn person(&self, person: Value) {
        self.set(|behaviour| behaviour.person = person);
    }

    /// Does something to the claims of each ID token from now on.
    pub fn twist(&self, twist: impl Fn(&mut Value, &mut Value) + Send + Sync + 'static) {
        self.set(|behaviour| behaviour.twist = Some(Arc::new(twist)));
    }

    /// Signs by another key from now on, and publishes that one alone.
    pub fn rotate_keys(&self, id: &str) {
        self.state().keys = vec![Key::make(id)];
    }

    /// The key that it signs by.
    #[must_use]
    pub fn key(&self) -> Key {
        self.state().keys[0].clone()
    }

    /// A token of its own: the header without `alg` and `kid`, and the claims as they are.
    #[must_use]
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.key().sign(Signing::Own, header, claims)
    }

    /// The claims of a logout token for a session and a subject.
    #[must_use]
    pub fn logout_claims(&self, subject: Option<&str>, sid: Option<&str>) -> Value {
        let now = self.shared.clock.now().as_second();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "jti": self.state().unique("jti"),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        if let Some(subject) = subject {
            claims["sub"] = json!(subject);
        }
        if let Some(sid) = sid {
            claims["sid"] = json!(sid);
        }
        claims
    }

    /// The claims of an access token as Keycloak makes them.
    #[must_use]
    pub fn access_claims(&self, subject: &str, audience: &str) -> Value {
        let now = self.shared.clock.now().as_second();
        json!({
            "iss": self.issuer, "aud": [audience, "account"], "iat": now, "exp": now + 300, "sub": subject,
            "typ": "Bearer", "azp": "some-program", "jti": self.state().unique("at"),
        })
    }

    /// How often one of its endpoints was asked: `description`, `keys`, `token`, `refresh`, `userinfo`.
    #[must_use]
    pub fn asked(&self, endpoint: &str) -> usize {
        self.state().asked.get(endpoint).copied().unwrap_or_default()
    }

    /// Goes away: its port is closed.
    pub fn leave(&self) {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).abort();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Drop for TestProvider {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A text that was never given before.
    fn unique(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what}-{}", self.count)
    }
}

impl Behaviour {
    fn usual() -> Self {
        Self {
            person: json!({"sub": "subject-1", "email": "ada@test.example", "name": "Ada of the tests"}),
            down: false,
            sends_back: None,
            refuses_refresh: false,
            signing: Signing::Own,
            twist: None,
            tells_by_userinfo: false,
            userinfo_subject: None,
            userinfo_fails: false,
            gives_refresh_tokens: true,
            lifetime_s: 300,
            takes: Duration::ZERO,
            claims_issuer: None,
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Behaviour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Behaviour").field("person", &self.person).finish_non_exhaustive()
    }
}
