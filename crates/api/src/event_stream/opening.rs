//! How a stream begins: with what its listener missed, where it comes back.

use std::time::Duration;

use watchroom_access::TenantCtx;
use watchroom_domain::TenantId;
use watchroom_live::{Cursor, DeskCursor, Listener};

use super::written::{ALIVE, COME_BACK_AFTER_MS, Teller};
use crate::App;
use crate::desk::news;
use crate::panel_watch;

/// How long a server that has just begun may take until it follows a desk's outbox.
const DESK_PATIENCE: Duration = Duration::from_secs(3);

/// The beginning of a stream.
pub(crate) struct Opening {
    pub(super) listener: Listener,
    pub(super) told: Cursor,
    /// Its first piece.
    pub(super) text: String,
}

/// What of the desk a listener who comes back has to be told.
enum Missed {
    Nothing,
    Lines(Vec<watchroom_store::desk::OutboxLine>),
    /// Nobody can say.
    Unknown,
}

impl Opening {
    /// Begins to listen, and writes what somebody missed who was told everything up to `last_seen`; a `last_seen` that is no
    /// id of ours is `Some(None)`.
    pub(crate) async fn of(app: &App, ctx: &TenantCtx, tenant: &TenantId, last_seen: Option<Option<Cursor>>) -> Self {
        if app.has_desk(tenant) {
            // Else nobody could say what is missed until it is.
            let _ = tokio::time::timeout(DESK_PATIENCE, app.live.desk_is_followed(tenant)).await;
        }
        // First of all: what happens while the rest is asked for waits to be heard.
        let listener = app.live.subscribe(tenant);
        let entry = app.catalog.entry(tenant);
        let secrets = news::hears_secrets(ctx);
        let now = Cursor {
            config: entry.as_ref().map_or(0, |entry| entry.fingerprint),
            panels: app.panel_news.fingerprint(tenant).unwrap_or(0),
            desk: listener.desk().map(|end| DeskCursor::at(&end, secrets)),
        };
        let mut told = now;
        let mut missed = Missed::Nothing;
        let (mut config, mut panels) = (false, false);
        match last_seen {
            None => {}
            Some(None) => missed = Missed::Unknown,
            Some(Some(seen)) => {
                config = seen.config != now.config;
                // Where the tables are not watched yet, the first look at them tells whatever may have changed.
                panels = now.panels != 0 && seen.panels != now.panels;
                // What is written moves it on: who is cut off in between comes back for the rest.
                told.config = seen.config;
                if panels {
                    told.panels = seen.panels;
                }
                missed = missed_at_desk(app, tenant, &seen, &mut told).await;
            }
        }
        let mut text = format!("retry: {COME_BACK_AFTER_MS}\n\n");
        let desk = listener.desk();
        let mut teller = Teller { told: &mut told, app, tenant, ctx };
        match missed {
            Missed::Unknown => text.push_str(&teller.resync(desk)),
            Missed::Nothing | Missed::Lines(_) => {
                if let (true, Some(entry)) = (config, &entry) {
                    text.push_str(&teller.config(entry.revision, entry.fingerprint));
                }
                if let (true, Some(entry)) = (panels, &entry) {
                    text.push_str(&teller.panels(&panel_watch::watched(&entry.spec), None, Some(now.panels)));
                }
                if let Missed::Lines(lines) = missed {
                    text.push_str(&teller.panels(&app.panel_news.desk_panels(tenant), None, None));
                    lines.iter().for_each(|line| text.push_str(&teller.line(line)));
                }
            }
        }
        // Last of all, so that nobody has this id who was not sent what comes before it. With an event, since browsers do not show
        // an id alone to the page.
        text.push_str(&format!("id: {told}\n{ALIVE}"));
        Self { listener, told, text }
    }
}

/// What of the desk was missed since `seen`. `told` is set back to there, so that what is written moves it on.
async fn missed_at_desk(app: &App, tenant: &TenantId, seen: &Cursor, told: &mut Cursor) -> Missed {
    let (Some(before), Some(now)) = (seen.desk, told.desk) else {
        return if seen.desk == told.desk { Missed::Nothing } else { Missed::Unknown };
    };
    if !before.is_of(&now) {
        return Missed::Unknown;
    }
    if before.number == now.number {
        return Missed::Nothing;
    }
    told.desk = Some(before);
    if before.number > now.number {
        // Another process was faster to read the outbox than this one: what it told already is passed over.
        return match app.tenants.outbox_end(tenant).await {
            Ok(end) if DeskCursor::at(&end, before.secrets).number >= before.number => Missed::Nothing,
            _ => {
                told.desk = Some(now);
                Missed::Unknown
            }
        };
    }
    match app.tenants.outbox_missed(tenant, before.secrets, before.number, now.number).await {
        Ok(Some(lines)) => Missed::Lines(lines),
        Ok(None) => {
            told.desk = Some(now);
            Missed::Unknown
        }
        Err(error) => {
            tracing::warn!(%tenant, cause = %error, "what a listener missed cannot be read; it is told to look at everything anew");
            told.desk = Some(now);
            Missed::Unknown
        }
    }
}
