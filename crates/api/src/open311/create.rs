//! `POST requests.json` and `.xml`: a report from other software, under an API token of the tenant.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};
use watchroom_access::{EditTickets, TenantCtx};
use watchroom_domain::Severity;
use watchroom_identity::{ApiToken, Credential};
use watchroom_store::desk::change::{ChangeError, ChangedBy, Changing, NewTicket};

use super::error::Error;
use super::gate::Gate;
use super::offered::services_of;
use super::paths::{OpenTenant, file};
use super::written::Things;
use crate::App;
use crate::extract::{ClientAddress, Parameters};

/// Takes a report.
pub(super) async fn create(
    State(app): State<App>,
    Path((tenant, name)): Path<(String, String)>,
    Extension(gate): Extension<Gate>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (stem, form, known) = file(&name);
    let made = async {
        gate.pass(address)?;
        let tenant = OpenTenant::named(&app, &tenant)?;
        if !known || stem != "requests" {
            return Err(Error::not_found("The address; send reports to requests.json or requests.xml: it"));
        }
        let fields = fields(&headers, body)?;
        make(&app, &tenant, &fields).await
    };
    match made.await {
        Ok(number) => {
            let mut request = Map::new();
            request.insert("service_request_id".to_owned(), number.into());
            request.insert("service_notice".to_owned(), Value::Null);
            request.insert("account_id".to_owned(), Value::Null);
            Things { all: "service_requests", each: "request", things: vec![request] }.answer(StatusCode::CREATED, form)
        }
        Err(error) => error.answer(form),
    }
}

fn fields(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Parameters, Error> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(Error::bad("Send the report as application/x-www-form-urlencoded."));
    }
    let body = body.map_err(|_| Error::bad("The report is too large, or broke off; 64 KiB are the most."))?;
    let text = std::str::from_utf8(&body).map_err(|_| Error::bad("The report is not UTF-8."))?;
    Ok(Parameters::of(text))
}

async fn make(app: &App, tenant: &OpenTenant, fields: &Parameters) -> Result<String, Error> {
    let (ctx, name) = caller(app, tenant, fields).await?;
    let permit = ctx.desk(EditTickets).map_err(|_| Error::not_allowed())?;
    // A liaison's token would make sensitive tickets, of which the public learns nothing: not even the number.
    if permit.scope().is_sensitive() != Some(false) {
        return Err(Error::not_allowed());
    }
    let new = report(fields, category(app, tenant, fields).await?)?;
    let policies = app.tenants.desk_policies(&tenant.id).await?;
    let by = ChangedBy { at: app.clock.now(), user: None, name: Some(name) };
    let tx = app.tenants.desk(&permit).await?;
    let changing = Changing { tx: &tx, scope: permit.scope(), policies: &policies, by: &by };
    let made = changing.create(&new).await.map_err(|error| match error {
        ChangeError::Run(error) => error.into(),
        other => Error::bad(format!("{other}.")),
    })?;
    tx.commit().await?;
    Ok(made.tracking_number)
}

/// Whoever shows the key, within the tenant that the path names.
async fn caller(app: &App, tenant: &OpenTenant, fields: &Parameters) -> Result<(TenantCtx, String), Error> {
    let token = fields.text("api_key").and_then(ApiToken::read).ok_or_else(Error::bad_key)?;
    let found = app.identity.caller(&Credential::ApiToken(token), Some(&tenant.id)).await;
    let caller = found.map_err(crate::problem::Problem::from)?.ok_or_else(Error::bad_key)?;
    let (who, ctx) = caller.into_parts();
    let ctx = ctx.filter(|ctx| *ctx.tenant() == tenant.id).ok_or_else(Error::bad_key)?;
    Ok((ctx, who.name()))
}

/// The category of the code that is named. A sensitive one is like one that is not there.
async fn category(app: &App, tenant: &OpenTenant, fields: &Parameters) -> Result<String, Error> {
    let code = fields.text("service_code").ok_or_else(|| Error::bad("service_code is missing."))?;
    let services = services_of(app, tenant).await?;
    let found = services.into_iter().find(|service| service.code == code);
    found.map(|service| service.name).ok_or_else(|| Error::not_found("service_code"))
}

/// What is told of the person who reports (name, email, phone, device) is not kept: nobody would be told that it is.
fn report(fields: &Parameters, category: String) -> Result<NewTicket, Error> {
    let degrees = |name: &str| {
        let parse = |text: &str| text.trim().parse::<f64>().ok().filter(|degrees| degrees.is_finite());
        fields.text(name).map(|text| parse(text).ok_or_else(|| Error::bad(format!("{name} is no number.")))).transpose()
    };
    let (latitude, longitude) = (degrees("lat")?, degrees("long")?);
    let address = fields.text("address_string").map(ToOwned::to_owned);
    if latitude.is_some() != longitude.is_some() {
        return Err(Error::bad("lat and long belong together: send both or neither."));
    }
    if latitude.is_none() && address.is_none() {
        return Err(Error::bad("Say where: send lat and long, or address_string (address_id is not known here)."));
    }
    let description = fields.text("description").filter(|text| !text.trim().is_empty()).unwrap_or(&category).to_owned();
    Ok(NewTicket {
        category,
        severity: Severity::Medium,
        description,
        address,
        latitude,
        longitude,
        ward: None,
        team: None,
        is_sensitive: None,
        source: "open311",
    })
}
