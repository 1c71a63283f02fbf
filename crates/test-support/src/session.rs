//! A caller of a running server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::cookie::{CookieStore, Jar};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

/// A caller with a cookie jar, who speaks for a tenant.
#[derive(Debug, Clone)]
pub struct Session {
    client: Client,
    jar: Arc<Jar>,
    url: String,
    tenant: Option<String>,
}

impl Reply {
    /// Where the answer sends the browser.
    ///
    /// # Panics
    /// Where it sends it nowhere.
    #[must_use]
    pub fn location(&self) -> &str {
        let place = self.headers.get("location").and_then(|place| place.to_str().ok());
        place.unwrap_or_else(|| panic!("{} leads nowhere: {}", self.status, self.text))
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as JSON; null where it is none.
    pub body: Value,
    /// The body as text.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Session {
    /// A caller of the server at `url`.
    ///
    /// # Panics
    /// Where no client can be made.
    #[must_use]
    pub fn open(url: &str, tenant: Option<&str>) -> Self {
        let jar = Arc::new(Jar::default());
        // Where a redirect leads is for the test to look at.
        let client = Client::builder().cookie_provider(Arc::clone(&jar)).redirect(reqwest::redirect::Policy::none());
        let client = client.build().unwrap_or_else(|error| panic!("{error}"));
        Self { client, jar, url: url.to_owned(), tenant: tenant.map(ToOwned::to_owned) }
    }

    /// The same caller, speaking for another tenant.
    #[must_use]
    pub fn for_tenant(&self, tenant: Option<&str>) -> Self {
        Self { tenant: tenant.map(ToOwned::to_owned), ..self.clone() }
    }

    /// A program that shows a token, without any cookie.
    ///
    /// # Panics
    /// Where no client can be made.
    #[must_use]
    pub fn with_bearer(&self, token: &str) -> Self {
        let value = format!("Bearer {token}").parse().unwrap_or_else(|error| panic!("{error}"));
        let headers = reqwest::header::HeaderMap::from_iter([(reqwest::header::AUTHORIZATION, value)]);
        let client = Client::builder().default_headers(headers).build().unwrap_or_else(|error| panic!("{error}"));
        Self { client, ..self.clone() }
    }

    /// The same browser, asking another process.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Begins to sign in by a provider and goes to its page; returns the path that the provider sends the browser back to.
    ///
    /// # Panics
    /// Where either refuses.
    pub async fn begin_at_provider(&self, return_to: Option<&str>) -> String {
        let begun = self.post("/api/v1/auth/login", &serde_json::json!({"return_to": return_to})).await;
        let authorize_url = begun.body["authorize_url"].as_str();
        let authorize_url = authorize_url.unwrap_or_else(|| panic!("a sign-in begins: {}", begun.text));
        let sent = self.send(self.client.get(authorize_url)).await;
        let back = sent.headers.get("location").and_then(|place| place.to_str().ok());
        let back = back.unwrap_or_else(|| panic!("the provider sends back: {}", sent.text));
        let start = back.find("/api/").unwrap_or_else(|| panic!("{back} is none of our paths"));
        back[start..].to_owned()
    }

    /// Signs in by a provider; the answer is that of the callback.
    ///
    /// # Panics
    /// Where the provider refuses.
    pub async fn sign_in_by_provider(&self, return_to: Option<&str>) -> Reply {
        self.get(&self.begin_at_provider(return_to).await).await
    }

    /// POST of a form, as programs send it.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = reqwest::Url::parse_with_params("http://x/", fields).unwrap_or_else(|error| panic!("{error}"));
        let request = self.client.post(format!("{}{path}", self.url)).body(body.query().unwrap_or_default().to_owned());
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    /// GET of a path.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// GET of a path, again and again until its answer has `status`. What another connection changed in the central
    /// database is heard a moment later; two seconds are the longest that anybody may be told the old state.
    pub async fn get_until(&self, path: &str, status: u16) -> Reply {
        self.get_until_with(path, &[], status).await
    }

    /// The same, with further headers.
    pub async fn get_until_with(&self, path: &str, headers: &[(&str, &str)], status: u16) -> Reply {
        let begun = Instant::now();
        loop {
            let reply = self.get_with(path, headers).await;
            if reply.status == status || begun.elapsed() > Duration::from_secs(2) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// GET of a path with further headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// GET of a path, answered in pieces: for downloads.
    ///
    /// # Panics
    /// Where no answer begins.
    pub async fn open_download(&self, path: &str) -> reqwest::Response {
        let request = self.client.get(format!("{}{path}", self.url));
        let request = self.tenant.iter().fold(request, |request, tenant| request.header("x-tenant", tenant));
        request.send().await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Any method of a path, with a body of JSON where it is not null.
    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Reply {
        let method = method.to_uppercase().parse().unwrap_or_else(|error| panic!("{method}: {error}"));
        let request = self.client.request(method, format!("{}{path}", self.url));
        self.send(if body.is_null() { request } else { request.json(body) }).await
    }

    /// PUT of JSON to a path.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call("put", path, body).await
    }

    /// DELETE of a path.
    pub async fn delete(&self, path: &str) -> Reply {
        self.call("delete", path, &Value::Null).await
    }

    /// POST of JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.client.post(format!("{}{path}", self.url)).json(body)).await
    }

    /// POST of JSON with further headers.
    pub async fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Reply {
        let request = self.client.post(format!("{}{path}", self.url)).json(body);
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// JSON to a path by any method, with further headers; one of them may take the place of the content type.
    ///
    /// # Panics
    /// Where there is no such method.
    pub async fn send_json(&self, method: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> Reply {
        let method = method.to_uppercase().parse().unwrap_or_else(|error| panic!("{method}: {error}"));
        let request = self.client.request(method, format!("{}{path}", self.url)).body(body.to_string());
        let typed = headers.iter().any(|(name, _)| *name == "content-type");
        let request = if typed { request } else { request.header("content-type", "application/json") };
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// The cookies of the caller, as they stand in a request's header.
    ///
    /// # Panics
    /// Where there are none.
    #[must_use]
    pub fn cookies(&self) -> String {
        let url = self.url.parse().unwrap_or_else(|error| panic!("{}: {error}", self.url));
        let cookies = self.jar.cookies(&url).unwrap_or_else(|| panic!("no cookies"));
        cookies.to_str().unwrap_or_else(|error| panic!("{error}")).to_owned()
    }

    /// GET of a path whose answer goes on: the answer itself, its body unread.
    ///
    /// # Panics
    /// Where the request fails.
    pub async fn open_stream(&self, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
        let request = self.client.get(format!("{}{path}", self.url));
        let request = match &self.tenant {
            Some(tenant) => request.header("x-tenant", tenant),
            None => request,
        };
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    async fn send(&self, request: RequestBuilder) -> Reply {
        let request = match &self.tenant {
            Some(tenant) => request.header("x-tenant", tenant),
            None => request,
        };
        let response = request.send().await.unwrap_or_else(|error| panic!("{error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{error:?}")).to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text, bytes }
    }
}
