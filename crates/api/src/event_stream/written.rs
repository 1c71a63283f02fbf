//! Events as a listener is sent them.

use serde_json::json;
use watchroom_access::TenantCtx;
use watchroom_domain::{PanelId, TenantId, TimeRange};
use watchroom_live::{Cursor, DeskCursor, Heard, Kind};
use watchroom_store::desk::{OutboxEnd, OutboxLine};

use crate::App;
use crate::desk::news;
use crate::panel_watch;

/// Milliseconds after which a browser comes back when a stream has broken off.
pub(super) const COME_BACK_AFTER_MS: u32 = 3_000;
/// When a server ends, its listeners come back within so many milliseconds, each at another moment: to another process, or to
/// the one that is started instead.
const COME_BACK_SPREAD_MS: std::ops::Range<u32> = 250..4_000;

/// What shows that a stream lives: an event, because browsers do not show comments to the page.
pub(super) const ALIVE: &str = "event: alive\ndata: {}\n\n";

/// The last that a stream says when the server is about to end.
pub(super) fn goodbye() -> String {
    format!("retry: {}\n\n", rand::random_range(COME_BACK_SPREAD_MS))
}

/// Writes events for one listener, and keeps account of what it was told.
pub(super) struct Teller<'a> {
    pub(super) told: &'a mut Cursor,
    pub(super) app: &'a App,
    pub(super) tenant: &'a TenantId,
    pub(super) ctx: &'a TenantCtx,
}

impl Teller<'_> {
    /// What was heard; nothing where it is not for this listener. `desk` is where the listener stands at a resync.
    pub(super) fn written(&mut self, heard: &Heard, desk: Option<OutboxEnd>) -> String {
        let event = match heard {
            Heard::Event(event) => event,
            Heard::Resync => return self.resync(desk),
        };
        match &event.kind {
            Kind::Resync(end) => self.resync(Some(*end)),
            Kind::ConfigChanged { revision, fingerprint } => self.config(*revision, *fingerprint),
            Kind::Desk(line) => self.line(line),
            Kind::PanelsChanged { panels, span, fingerprint } => self.panels(panels, *span, *fingerprint),
        }
    }

    /// Everything is to be looked at anew; afterwards the listener knows all up to now.
    pub(super) fn resync(&mut self, desk: Option<OutboxEnd>) -> String {
        self.told.config = self.app.catalog.entry(self.tenant).map_or(0, |entry| entry.fingerprint);
        self.told.panels = self.app.panel_news.fingerprint(self.tenant).unwrap_or(0);
        self.told.desk = desk.map(|end| DeskCursor::at(&end, news::hears_secrets(self.ctx)));
        self.event("resync", &json!({"type": "resync"}))
    }

    /// The dashboards are others.
    pub(super) fn config(&mut self, revision: u64, fingerprint: u32) -> String {
        self.told.config = fingerprint;
        self.event("config_changed", &json!({"type": "config_changed", "revision": revision}))
    }

    /// Panels show something else; nothing where the listener sees none of them. With a `fingerprint` the listener was then told
    /// of all changes up to there.
    pub(super) fn panels(&mut self, panels: &[PanelId], span: Option<TimeRange>, fingerprint: Option<u64>) -> String {
        self.told.panels = fingerprint.unwrap_or(self.told.panels);
        let spec = self.app.catalog.get(self.tenant);
        let lines = panel_watch::lines(panels, span, self.ctx, spec.as_deref());
        lines.iter().map(|(name, data)| self.event(name, data)).collect()
    }

    /// Something happened at the desk; nothing where the listener was told already, or may not hear of it.
    pub(super) fn line(&mut self, line: &OutboxLine) -> String {
        // Who began to see sensitive tickets, or ceased to, counts other lines from then on.
        let secrets = news::hears_secrets(self.ctx);
        let Some(desk) = self.told.desk.as_mut().filter(|desk| desk.secrets == secrets) else { return String::new() };
        if !desk.pass(line) {
            return String::new();
        }
        // Where the tenant's files switch the desk off, everything answers as if there were none.
        let Some(event) = line.event.as_ref().filter(|_| self.app.has_desk(self.tenant)) else { return String::new() };
        let lines = news::lines(event, self.ctx);
        // The last one has the id: whoever is cut off before it comes back for all of them.
        let Some(((name, data), first)) = lines.split_last() else { return String::new() };
        let first: String = first.iter().map(|(name, data)| format!("event: {name}\ndata: {data}\n\n")).collect();
        first + &self.event(name, data)
    }

    fn event(&self, name: &str, data: &serde_json::Value) -> String {
        format!("id: {}\nevent: {name}\ndata: {data}\n\n", self.told)
    }
}
