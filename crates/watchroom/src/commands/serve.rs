//! `watchroom serve`: serves the page and the API.

use std::path::Path;
use std::process::ExitCode;

use watchroom_api::CookieName;

use crate::cli::Serve;
use crate::terminal::say;
use crate::{reload, running, settings};

pub(super) fn run(flags: &Serve, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let central = settings::central(&flags.central, data_dir)?;
    let serve = settings::serve(flags, data_dir)?;
    if serve.standing.cookie == CookieName::Secure && serve.standing.trusted_proxies.is_empty() {
        // TLS ends at some proxy: without its word everybody comes from there, and shares one budget of failed sign-ins.
        tracing::warn!(
            "no trusted_proxies are named: the audit log and the throttling of sign-ins see the proxy's address alone"
        );
    }
    let (dashboards, watched) = reload::load(&serve.config)?;
    running::runtime()?.block_on(async {
        let ending = running::Ending::listen()?;
        let hangup = reload::Hangup::listen()?;
        let app = tokio::select! {
            app = running::assemble(central, dashboards, serve.standing, serve.capacity, serve.oidc, serve.redis) => app?,
            () = ending.is_asked_for() => return Ok(()),
        };
        let listener = running::listen(serve.listen).await?;
        say(format_args!("Watchroom listens on http://{}", listener.local_addr()?));
        running::serve(app, listener, ending, watched, hangup).await
    })?;
    Ok(ExitCode::SUCCESS)
}
