//! What can be reported: the categories that are not sensitive.

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};
use watchroom_store::desk::open311::PublicService;

use super::error::Error;
use super::gate::Gate;
use super::paths::{OpenTenant, file};
use super::written::Things;
use crate::App;
use crate::extract::ClientAddress;

/// The services of a tenant.
pub(super) async fn services_of(app: &App, tenant: &OpenTenant) -> Result<Vec<PublicService>, Error> {
    let tx = app.tenants.desk_for_the_public(&tenant.id).await?;
    let services = tx.public_services().await?;
    tx.commit().await?;
    Ok(services)
}

/// All of them, for `services.json` and `services.xml`.
pub(super) async fn all(app: &App, tenant: &OpenTenant) -> Result<Things, Error> {
    let services = services_of(app, tenant).await?;
    Ok(Things { all: "services", each: "service", things: services.iter().map(view).collect() })
}

/// A service has no questions of its own: `metadata` is false, and its definition has no attributes.
fn view(service: &PublicService) -> Map<String, Value> {
    let view = json!({
        "service_code": service.code, "service_name": service.name, "description": service.description,
        "metadata": false, "type": "realtime", "keywords": "", "group": "",
    });
    view.as_object().cloned().unwrap_or_default()
}

/// `GET services/{code}.json` and `.xml`: the definition of one.
pub(super) async fn one(
    State(app): State<App>,
    Path((tenant, name)): Path<(String, String)>,
    Extension(gate): Extension<Gate>,
    ClientAddress(address): ClientAddress,
) -> Response {
    let (code, form, known) = file(&name);
    let asked = async {
        gate.pass(address)?;
        let tenant = OpenTenant::named(&app, &tenant)?;
        let services = services_of(&app, &tenant).await?;
        let found = services.iter().find(|service| known && service.code == code);
        found.map(|service| service.code.clone()).ok_or_else(|| Error::not_found("service_code"))
    };
    match asked.await {
        Ok(code) => {
            let mut definition = Map::new();
            definition.insert("service_code".to_owned(), code.into());
            definition.insert("attributes".to_owned(), Value::Null);
            Things { all: "service_definitions", each: "service_definition", things: vec![definition] }
                .answer(StatusCode::OK, form)
        }
        Err(error) => error.answer(form),
    }
}
