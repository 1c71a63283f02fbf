//! The refusals that endpoints share, as the OpenAPI document shows them.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// Nobody is signed in; it is not for this caller; the central database is away.
pub(crate) struct Refusals;

/// A body that cannot be read, is too large, or is of another kind.
pub(crate) struct BodyRefusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("401", "Nobody is signed in."),
            ("403", "Not for this caller."),
            ("503", "The central database does not answer; or too much is under way."),
        ])
    }
}

impl IntoResponses for BodyRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("400", "A field is not as it should be; the detail names it."),
            ("413", "The body is too large."),
            ("415", "The body is no application/json."),
            ("422", "The body has another form."),
        ])
    }
}

fn problems(refusals: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let problem = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = |description: &str| {
        ResponseBuilder::new().description(description).content("application/problem+json", problem()).build()
    };
    refusals.iter().map(|(status, description)| ((*status).to_owned(), response(description).into())).collect()
}
