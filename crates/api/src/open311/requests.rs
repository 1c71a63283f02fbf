//! Requests as the public reads them.

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};
use watchroom_store::desk::open311::{PublicFilter, PublicRequest};

use super::error::Error;
use super::form::filter;
use super::gate::Gate;
use super::offered;
use super::paths::{OpenTenant, file};
use super::written::Things;
use crate::App;
use crate::extract::{ClientAddress, Parameters};

/// Requests in one answer.
const MOST: i64 = 1_000;

/// `GET services.json`, `requests.json` and the same as `.xml`.
pub(super) async fn list(
    State(app): State<App>,
    Path((tenant, name)): Path<(String, String)>,
    Extension(gate): Extension<Gate>,
    ClientAddress(address): ClientAddress,
    parameters: Parameters,
) -> Response {
    let (stem, form, known) = file(&name);
    let asked = async {
        gate.pass(address)?;
        let tenant = OpenTenant::named(&app, &tenant)?;
        match stem {
            "services" if known => offered::all(&app, &tenant).await,
            "requests" if known => {
                let filter = filter(&parameters, app.clock.now())?;
                Ok(things(&tenant, &read(&app, &tenant, &filter).await?))
            }
            _ => Err(Error::not_found("The address; ask for services or requests, as .json or .xml: it")),
        }
    };
    match asked.await {
        Ok(things) => things.answer(StatusCode::OK, form),
        Err(error) => error.answer(form),
    }
}

/// `GET requests/{id}.json` and `.xml`: one of them, by its tracking number.
pub(super) async fn one(
    State(app): State<App>,
    Path((tenant, name)): Path<(String, String)>,
    Extension(gate): Extension<Gate>,
    ClientAddress(address): ClientAddress,
) -> Response {
    let (number, form, known) = file(&name);
    let asked = async {
        gate.pass(address)?;
        let tenant = OpenTenant::named(&app, &tenant)?;
        // A text that the database cannot hold is no ticket's number.
        let filter = PublicFilter { tracking_numbers: vec![number.replace('\0', " ")], ..PublicFilter::default() };
        let found = if known { read(&app, &tenant, &filter).await? } else { Vec::new() };
        if found.is_empty() { Err(Error::not_found("service_request_id")) } else { Ok(things(&tenant, &found)) }
    };
    match asked.await {
        Ok(things) => things.answer(StatusCode::OK, form),
        Err(error) => error.answer(form),
    }
}

async fn read(app: &App, tenant: &OpenTenant, filter: &PublicFilter) -> Result<Vec<PublicRequest>, Error> {
    let tx = app.tenants.desk_for_the_public(&tenant.id).await?;
    let requests = tx.public_requests(filter, MOST).await?;
    tx.commit().await?;
    Ok(requests)
}

fn things(tenant: &OpenTenant, requests: &[PublicRequest]) -> Things {
    let view = |request: &PublicRequest| view(request, tenant);
    Things { all: "service_requests", each: "request", things: requests.iter().map(view).collect() }
}

fn view(request: &PublicRequest, tenant: &OpenTenant) -> Map<String, Value> {
    let zone = &tenant.spec.timezone;
    let moment = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let view = json!({
        "service_request_id": request.tracking_number,
        "status": if request.is_closed { "closed" } else { "open" },
        "status_notes": request.status_notes,
        "service_name": request.service_name,
        "service_code": request.service_code,
        "description": tenant.shown.descriptions.then_some(&request.description),
        "agency_responsible": request.agency,
        "service_notice": null,
        "requested_datetime": moment(request.requested_at),
        "updated_datetime": moment(request.updated_at),
        "expected_datetime": request.expected_at.map(moment),
        "address": request.address,
        "address_id": null,
        "zipcode": null,
        "lat": request.latitude,
        "long": request.longitude,
        "media_url": null,
    });
    view.as_object().cloned().unwrap_or_default()
}
