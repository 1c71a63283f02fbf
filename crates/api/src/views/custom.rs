//! Panels that the server's own code makes.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::TenantId;
use watchroom_spec::{CustomImage, CustomTemplate};

use super::Meta;
use crate::App;
use crate::custom::{self, Asked, Failure, Output, ParameterError, Spent};
use crate::extract::InTenant;
use crate::problem::{Problem, panel_broken};

/// An image that the server draws.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomImageData {
    /// Where the image is, on the same origin; it names the tenant, because an image can send no header.
    #[schema(example = "/api/v1/custom/network-topology?include_offline=false&tenant=tenant-alpha")]
    image_url: String,
    meta: Meta,
}

/// HTML that the server renders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomTemplateData {
    /// Rendered and sanitised: safe to show in the page.
    pub(super) html: String,
    /// What the template was filled with.
    #[schema(value_type = Object)]
    pub(crate) data: serde_json::Value,
    pub(super) meta: Meta,
}

/// Where the image of a panel is. It is drawn when it is asked for there.
pub(crate) fn custom_image(spec: &CustomImage, tenant: &TenantId, now: Timestamp) -> Result<CustomImageData, Problem> {
    let asked = Asked::from_yaml(&spec.parameters).map_err(bad_yaml)?;
    custom::find(&spec.endpoint)?.check(&asked).map_err(bad_yaml)?;
    Ok(CustomImageData { image_url: image_url(&spec.endpoint, &asked, tenant), meta: Spent::default().meta(now) })
}

fn image_url(endpoint: &str, asked: &Asked, tenant: &TenantId) -> String {
    let parameters = asked.to_query();
    let and = if parameters.is_empty() { "" } else { "&" };
    // The endpoint and the tenant are slugs: nothing in them needs escaping.
    format!("/api/v1/custom/{endpoint}?{parameters}{and}tenant={tenant}")
}

/// A panel's template, filled with what its endpoint makes.
pub(crate) async fn custom_template(
    app: &App,
    caller: &InTenant,
    panel: &watchroom_spec::Panel,
    spec: &CustomTemplate,
    now: Timestamp,
) -> Result<CustomTemplateData, Problem> {
    let template = spec.template.text.clone();
    let Some(endpoint) = &spec.endpoint else {
        let (html, data) = filled(&template, Output::Json(serde_json::json!({})))?;
        return Ok(CustomTemplateData { html, data, meta: Spent::default().meta(now) });
    };
    let asked = Asked::from_yaml(&spec.parameters).map_err(bad_yaml)?;
    let custom = custom::find(endpoint)?;
    custom.check(&asked).map_err(bad_yaml)?;
    let finish = move |output| filled(&template, output);
    let ((html, data), spent) = custom.make(app, caller, panel, asked, finish).await?;
    Ok(CustomTemplateData { html, data, meta: spent.meta(now) })
}

pub(super) fn filled(template: &str, output: Output) -> Result<(String, serde_json::Value), Failure> {
    match output {
        Output::Json(data) if data.is_object() => Ok((custom::fill(template, &data)?, data)),
        _ => Err(Failure::Template(
            "Its endpoint makes a picture or a list, and a template needs named values.".to_owned(),
        )),
    }
}

/// The panel's file asks its endpoint for what that does not take: whoever looks at it cannot mend that.
fn bad_yaml(error: ParameterError) -> Problem {
    let detail = format!("Its parameters do not fit its endpoint: {error}.");
    panel_broken(&error, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn image(endpoint: &str, parameters: serde_json::Value) -> Result<CustomImageData, Problem> {
        let parameters = parameters.as_object().expect("a map").clone();
        let spec = CustomImage { endpoint: endpoint.to_owned(), parameters, ward_column: None };
        custom_image(&spec, &"tenant-alpha".parse().expect("a slug"), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_address_of_an_image_holds_its_parameters_and_its_tenant() {
        let data = image("network-topology", json!({"include_offline": false})).expect("an image");
        assert_eq!(data.image_url, "/api/v1/custom/network-topology?include_offline=false&tenant=tenant-alpha");
        let data = image("network-topology", json!({})).expect("an image");
        assert_eq!(data.image_url, "/api/v1/custom/network-topology?tenant=tenant-alpha");
    }

    #[test]
    fn a_file_that_asks_for_what_is_not_there_is_the_engineers_to_mend() {
        for (endpoint, parameters, words) in [
            ("nothing", json!({}), "`nothing`"),
            ("network-topology", json!({"depth": 2}), "`depth` is no parameter"),
            ("network-topology", json!({"include_offline": "some"}), "`include_offline` is `some`"),
        ] {
            let problem = image(endpoint, parameters).expect_err(endpoint);
            assert_eq!((problem.status, problem.code), (502, "panel_broken"));
            assert!(problem.detail.contains(words), "{}", problem.detail);
        }
    }

    #[test]
    fn only_named_values_fill_a_template() {
        let (html, _) = filled("<b>{{ n }}</b>", Output::Json(json!({"n": 1}))).expect("HTML");
        assert_eq!(html, "<b>1</b>");
        for output in [Output::Json(json!([1])), Output::Svg("<svg/>".to_owned())] {
            assert!(filled("x", output).is_err());
        }
    }
}
