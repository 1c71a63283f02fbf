//! `watchroom access`: what somebody may do and see, and why.

use std::path::Path;
use std::process::ExitCode;

use watchroom_api::{Catalog, Explanation, explain};
use watchroom_domain::Clock;
use watchroom_identity::Identity;

use super::whom::find;
use crate::cli::{Access, Explain};
use crate::terminal::{say, tell};
use crate::{running, settings};

pub(super) fn run(command: Access, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Access::Explain(asked) = command;
    let explanation = running::runtime()?.block_on(explained(&asked, data_dir))?;
    if asked.shown.json {
        say(serde_json::to_value(&explanation)?);
    } else {
        print(&explanation);
    }
    Ok(ExitCode::SUCCESS)
}

async fn explained(asked: &Explain, data_dir: Option<&Path>) -> anyhow::Result<Explanation> {
    let central = settings::central(&asked.central, data_dir)?.central;
    let user = find(&central, &asked.user).await?;
    let tenant = &asked.tenant;
    let name = central.tenant_name(tenant).await?.ok_or_else(|| super::tenant::unknown(tenant))?;
    let ctx = Identity::new(central, Clock::machine()).member(user.id, tenant).await?;
    // As a server that starts now would load them: a tenant with errors has no dashboards then.
    let config = asked.config.clone().unwrap_or_else(|| settings::usual_config(data_dir));
    let catalog = Catalog::default();
    match watchroom_query::load(&config) {
        Ok(loaded) => {
            let errors = loaded.findings().filter(|finding| finding.is_error()).count();
            if errors > 0 {
                tell(&format!("The files below {} have {errors} errors: see watchroom validate.", config.display()));
            }
            catalog.take_up(loaded, Clock::machine().now());
        }
        Err(error) => tell(&format!("No dashboards are explained: {error}. Name their folder with --config.")),
    }
    Ok(explain(&user, (tenant, &name), ctx.as_ref(), catalog.get(tenant).as_deref()))
}

fn print(explained: &Explanation) {
    let user = &explained.user;
    say(format_args!("{} <{}> in {} ({})", user.full_name, user.email, explained.tenant.name, explained.tenant.id));
    say(&explained.summary);
    if !explained.actions.is_empty() {
        say("");
        say("What the role may do");
    }
    for action in &explained.actions {
        say(format_args!("  {} {:<14} {}", mark(action.allowed), action.action, action.why));
    }
    for dashboard in &explained.dashboards {
        say("");
        say(format_args!("{} {} \"{}\": {}", mark(dashboard.seen), dashboard.name, dashboard.title, dashboard.why));
        for panel in &dashboard.panels {
            let more = match (panel.opens_rows, panel.exports) {
                (true, true) => "; opens its rows, exports it",
                (true, false) => "; opens its rows",
                (false, true) => "; exports it",
                (false, false) => "",
            };
            say(format_args!("    {} {:<24} {}{more}", mark(panel.seen), panel.id, panel.why));
        }
    }
}

/// Words, so that it reads well without colour and by ear.
const fn mark(yes: bool) -> &'static str {
    if yes { "yes" } else { "no " }
}
