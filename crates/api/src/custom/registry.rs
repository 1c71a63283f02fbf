//! The custom panels there are, and the way to run one.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::Semaphore;
use watchroom_access::View;
use watchroom_spec::Panel;

use super::apart::apart;
use super::{Asked, CustomPanel, Failure, Output, ParameterError, Spent, TenantData, panels};
use crate::App;
use crate::extract::InTenant;
use crate::problem::{Problem, panel_broken};

/// How long a custom panel may take, waiting for its turn included.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How many of one panel run at once; more viewers wait. A panel that never ends takes no more threads than these.
const PLACES: usize = 8;

type Making<'a> = Pin<Box<dyn Future<Output = Result<Output, Failure>> + 'a>>;

/// A custom panel as the server knows it.
#[derive(Debug)]
pub(crate) struct Registered {
    endpoint: &'static str,
    tables: &'static [&'static str],
    check: fn(&Asked) -> Result<(), ParameterError>,
    make: for<'a> fn(&'a TenantData<'_>, &'a Asked) -> Making<'a>,
    places: Semaphore,
}

/// The custom panel behind `/api/v1/custom/{endpoint}`.
///
/// # Errors
/// Where a panel's file names one that this server does not have.
pub(crate) fn find(endpoint: &str) -> Result<&'static Registered, Problem> {
    panels::PANELS.iter().find(|panel| panel.endpoint == endpoint).ok_or_else(|| {
        let detail = format!("This server has no custom panel `{endpoint}`.");
        panel_broken(&detail, &detail)
    })
}

/// The tables that a custom panel reads; none where this server does not have it.
pub(crate) fn tables(endpoint: &str) -> &'static [&'static str] {
    panels::PANELS.iter().find(|panel| panel.endpoint == endpoint).map_or(&[], |panel| panel.tables)
}

impl Registered {
    pub(super) const fn of<P: CustomPanel>() -> Self {
        Self {
            endpoint: P::ENDPOINT,
            tables: P::TABLES,
            check: |asked| asked.read::<P::Parameters>().map(drop),
            make: make::<P>,
            places: Semaphore::const_new(PLACES),
        }
    }

    /// Whether it can be asked with these parameters.
    pub(crate) fn check(&self, asked: &Asked) -> Result<(), ParameterError> {
        (self.check)(asked)
    }

    /// Makes what `panel` shows to a caller who may see it, and hands it to `finish`, which runs apart as well.
    pub(crate) async fn make<T: Send + 'static>(
        &'static self,
        app: &App,
        caller: &InTenant,
        panel: &Panel,
        asked: Asked,
        finish: impl FnOnce(Output) -> Result<T, Failure> + Send + 'static,
    ) -> Result<(T, Spent), Problem> {
        self.check(&asked)?;
        let _loading = app.panel_news.loading(caller.ctx.tenant(), &panel.id);
        let (ctx, spec, tenants) = (caller.ctx.clone(), caller.spec.clone(), app.tenants.clone());
        let (id, now) = (panel.id.clone(), app.clock.now());
        let work = move || async move {
            let panel = spec.panels.get(&id).ok_or(Failure::Gone)?;
            // A permit cannot leave the request that asked for it, so the thread asks by the same door.
            let permit = ctx.permit(View, panel).map_err(|_| Failure::Gone)?;
            let data = TenantData::new(&permit, &spec, &tenants, now);
            let output = (self.make)(&data, &asked).await?;
            Ok::<_, Failure>((finish(output)?, data.spent()))
        };
        Ok(apart(&self.places, TIME_LIMIT, work).await??)
    }
}

fn make<'a, P: CustomPanel>(data: &'a TenantData<'_>, asked: &'a Asked) -> Making<'a> {
    Box::pin(async { P::make(data, asked.read()?).await })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_panel_has_an_address_of_its_own() {
        let endpoints: BTreeSet<&str> = panels::PANELS.iter().map(|panel| panel.endpoint).collect();
        assert_eq!(endpoints.len(), panels::PANELS.len(), "two panels share an endpoint: {endpoints:?}");
        for endpoint in endpoints {
            // The rule of the loader for `endpoint:` in YAML.
            assert!(endpoint.parse::<watchroom_domain::PanelId>().is_ok(), "{endpoint}");
        }
    }

    #[test]
    fn panels_are_found_by_their_address() {
        for endpoint in ["network-topology", "daily-summary"] {
            assert_eq!(find(endpoint).expect(endpoint).endpoint, endpoint);
        }
        assert_eq!(find("nothing").expect_err("nothing").code, "panel_broken");
    }
}
