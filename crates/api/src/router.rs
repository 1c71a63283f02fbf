//! The way of every request through the layers, from the outside in: request id, log and problem bodies; headers;
//! limits; same-origin check; compression; the endpoint.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, Method, StatusCode, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;
use uuid::Uuid;

use crate::problem::Problem;
use crate::{App, CookieName, answer_headers, open311, openapi, page};

/// Bytes that a JSON body may have.
const MOST_BODY_BYTES: usize = 256 * 1_024;
/// Bytes that an address's query may have: an honest one has some hundred.
const MOST_QUERY_BYTES: usize = 8 * 1_024;
/// How long an answer may take to begin. The database stops a panel's query before that.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The whole server.
///
/// # Panics
/// Where the configured public origin is no origin; the settings are checked before.
pub fn router(app: App) -> Router {
    let (api, document) = openapi::parts();
    let document: &'static str = Box::leak(document.to_json().unwrap_or_default().into_boxed_str());
    let mut same_origin = CsrfLayer::new();
    if let Some(origin) = &app.settings.public_origin {
        same_origin = same_origin.add_trusted_origin(origin).expect("the public origin was checked at the start");
    }
    let https = app.settings.cookie == CookieName::Secure;
    api.route(
        "/openapi.json",
        get(move || async move {
            ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], document)
        }),
    )
    .merge(open311::routes())
    .fallback(page::page)
    .method_not_allowed_fallback(method_not_allowed)
    .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
    .layer(CompressionLayer::new().compress_when(worth_compressing()))
    .layer(same_origin.with_rejection_response(|_| foreign_origin()))
    .layer(CatchPanicLayer::custom(|_| Problem::internal("a handler panicked").into_response()))
    .layer(middleware::from_fn(move |request, next| boundary(request, next, https)))
    .with_state(app)
}

/// A workbook is a zip already.
fn worth_compressing() -> impl Predicate {
    let workbooks = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    DefaultPredicate::new().and(NotForContentType::const_new(workbooks))
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "The endpoint has no such method",
        format!("{method} is not possible here."),
        "/docs lists what is.",
    )
}

fn foreign_origin() -> Response {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        "This request came from another site",
        "Requests that change something must come from the page itself.",
        "Open the page and try again there. Behind a proxy, let the Host and Origin headers through, or set public_url.",
    )
    .into_response()
}

/// The outermost layer: gives the request its id, bounds it in time, writes problems out, logs it once.
async fn boundary(request: Request, next: Next, https: bool) -> Response {
    let id = Uuid::now_v7().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let is_api = ["/api/", "/open311/"].iter().any(|api| request.uri().path().starts_with(api));
    let query_bytes = request.uri().query().map_or(0, str::len);
    let begun = Instant::now();
    let mut response = if query_bytes > MOST_QUERY_BYTES {
        query_too_long(query_bytes).into_response()
    } else {
        match tokio::time::timeout(LONGEST_REQUEST, next.run(request)).await {
            Ok(response) => response,
            Err(_) => too_slow().into_response(),
        }
    };
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| unnamed_problem(&response));
    let mut cause = None;
    if let Some(mut problem) = problem {
        id.clone_into(&mut problem.request_id);
        cause = problem.cause.take();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut written = Response::new(axum::body::Body::from(body));
        *written.status_mut() = status;
        *written.headers_mut() = response.headers().clone();
        written.headers_mut().remove(header::CONTENT_LENGTH);
        written.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response = written;
    }
    answer_headers::put_on(&mut response, &id, https);
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_deref().unwrap_or("page");
    if status.is_server_error() {
        tracing::error!(request_id = %id, %method, route, status = status.as_u16(), ms, cause = cause.as_deref().unwrap_or("-"), "request failed");
    } else if is_api {
        tracing::info!(request_id = %id, %method, route, status = status.as_u16(), ms, "request");
    }
    response
}

/// Errors that the framework makes itself (a path that is no UTF-8, say) get a problem's form as well.
fn unnamed_problem(response: &Response) -> Option<Problem> {
    let status = response.status();
    let has_form = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    // Open311 has a form of its own.
    let has_form = has_form || response.extensions().get::<open311::OwnForm>().is_some();
    if !(status.is_client_error() || status.is_server_error()) || has_form {
        return None;
    }
    let title = status.canonical_reason().unwrap_or("The request failed");
    Some(Problem::new(
        status,
        "bad_request",
        title,
        "The request could not be read.",
        "/docs shows how each request looks.",
    ))
}

fn query_too_long(bytes: usize) -> Problem {
    Problem::new(
        StatusCode::URI_TOO_LONG,
        "query_too_long",
        "The address is too long",
        format!("Its query has {bytes} bytes; {MOST_QUERY_BYTES} are the most."),
        "Leave parameters out, or make them shorter.",
    )
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::GATEWAY_TIMEOUT,
        "too_slow",
        "This took too long",
        format!("It was stopped after {} s.", LONGEST_REQUEST.as_secs()),
        "Choose a shorter range, or try again later.",
    )
    .because("the request's time was up")
}
