//! The token endpoint (RFC 6749, 4.1.3 and 6) and what it gives.

use jiff::SignedDuration;
use reqwest::{RequestBuilder, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::claims;
use super::discovery::Metadata;
use super::error::{BadToken, OidcError};
use super::mapping::{claims_needed, find};
use super::provider::Provider;

/// An access token is asked for anew when it has ended; where it is said to live longer or shorter, after these.
const SHORTEST_FRESH: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_FRESH: SignedDuration = SignedDuration::from_mins(60);
const USUAL_FRESH: SignedDuration = SignedDuration::from_mins(5);

/// What is kept of a session's tokens, sealed. The access token is not: nothing is asked in the person's name later.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptTokens {
    /// For the provider's sign-out page, which wants to know who it is.
    pub(super) id_token: String,
    pub(super) refresh_token: Option<String>,
    /// The one of the sign-in: a renewed ID token names it or none.
    pub(super) nonce: String,
}

/// What the token endpoint gave.
pub(super) struct Given {
    pub(super) id_token: Option<String>,
    pub(super) refresh_token: Option<String>,
    access_token: String,
    /// How long until the tokens are to be renewed.
    pub(super) fresh_for: SignedDuration,
}

/// A grant of RFC 6749.
pub(super) enum Grant<'a> {
    Code { code: &'a str, verifier: &'a str },
    Refresh { token: &'a str },
}

impl Provider {
    /// Asks for tokens.
    pub(super) async fn tokens(&self, grant: &Grant<'_>) -> Result<Given, OidcError> {
        let metadata = self.metadata().await?;
        match self.ask(self.token_request(&metadata, grant)).await? {
            (StatusCode::OK, answer) => read(&answer),
            (_, answer) => Err(refusal(&answer)),
        }
    }

    fn token_request(&self, metadata: &Metadata, grant: &Grant<'_>) -> RequestBuilder {
        let settings = self.settings();
        let mut form = Serializer::new(String::new());
        match grant {
            Grant::Code { code, verifier } => form
                .append_pair("grant_type", "authorization_code")
                .append_pair("code", code)
                .append_pair("redirect_uri", &settings.redirect_uri())
                .append_pair("code_verifier", verifier),
            Grant::Refresh { token } => {
                form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", token)
            }
        };
        let mut request = self.client().post(metadata.token.clone());
        if metadata.basic {
            // RFC 6749, 2.3.1: encoded as in a form before they are joined.
            let part = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            request = request.basic_auth(part(&settings.client_id), Some(part(&settings.client_secret)));
        } else {
            form.append_pair("client_id", &settings.client_id).append_pair("client_secret", &settings.client_secret);
        }
        request.header("content-type", "application/x-www-form-urlencoded").body(form.finish())
    }

    /// All that the provider says of a person: the ID token's claims, and where those lack something that is needed, what
    /// its userinfo endpoint adds (Core 5.3).
    pub(super) async fn claims_of(
        &self,
        id_claims: Map<String, Value>,
        subject: &str,
        given: &Given,
    ) -> Result<Map<String, Value>, OidcError> {
        let mut all = id_claims;
        let rules = claims_needed(self.settings());
        let ruled = !rules.iter().all(|name| find(&all, name).is_some());
        let named = all.contains_key("email") && all.contains_key("name");
        let Some(address) = self.metadata().await?.userinfo.clone().filter(|_| ruled || !named) else { return Ok(all) };
        let answer = self.ask(self.client().get(address).bearer_auth(&given.access_token)).await;
        let more = match answer {
            Ok((StatusCode::OK, Value::Object(more))) => more,
            // A name that is missing keeps nobody out; a membership that nobody could look up must not be taken away.
            _ if !ruled => return Ok(all),
            Ok((status, _)) => return Err(OidcError::Unusable(format!("its userinfo endpoint answers {status}"))),
            Err(error) => return Err(error),
        };
        // Core 5.3.2: or the claims could be somebody else's.
        if claims::subject(&more)? != subject {
            return Err(BadToken::Mismatch("sub").into());
        }
        for (name, value) in more {
            all.entry(name).or_insert(value);
        }
        Ok(all)
    }
}

fn read(answer: &Value) -> Result<Given, OidcError> {
    let text = |name: &str| answer[name].as_str().map(ToOwned::to_owned);
    let is_bearer = answer["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    let access_token = text("access_token").filter(|_| is_bearer);
    let access_token = access_token.ok_or_else(|| OidcError::Unusable("it gives no bearer access token".to_owned()))?;
    let lifetime = answer["expires_in"].as_i64().map(|s| SignedDuration::from_secs(s.clamp(0, 1_000_000)));
    Ok(Given {
        id_token: text("id_token"),
        refresh_token: text("refresh_token"),
        access_token,
        fresh_for: lifetime.unwrap_or(USUAL_FRESH).clamp(SHORTEST_FRESH, LONGEST_FRESH),
    })
}

/// The provider's refusal, in words that the log can take.
fn refusal(answer: &Value) -> OidcError {
    match answer["error"].as_str() {
        Some(code) => OidcError::Refused {
            code: for_the_log(code),
            description: for_the_log(answer["error_description"].as_str().unwrap_or_default()),
        },
        None => OidcError::Unusable("it refuses without saying why".to_owned()),
    }
}

/// A stranger's words, short and on one line.
pub(super) fn for_the_log(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
