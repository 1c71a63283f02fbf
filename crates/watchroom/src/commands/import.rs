//! `watchroom import`: takes other systems' data in.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::bail;
use serde_json::json;
use watchroom_desk::import::{Oddities, RowReader};
use watchroom_domain::{Clock, ImportMapping};
use watchroom_spec::{LoadedMapping, load_mapping, render_text};
use watchroom_store::{AuditAction, AuditEntry, Importer, Tenants, TicketImport};

use crate::cli::{Import, ImportTickets};
use crate::import::{Data, ReadAll, Reading, Refused};
use crate::settings::CentralSettings;
use crate::terminal::{Step, say, tell};
use crate::{operator, running, settings};

/// How often the bar moves.
const LOOK: Duration = Duration::from_millis(100);

pub(super) fn run(command: Import, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Import::Tickets(asked) = command;
    let mut loaded = load_mapping(&asked.mapping);
    let Some(mapping) = loaded.mapping.clone() else { return Ok(mistaken(&loaded)) };
    let data = Data::open(&asked.data, &mapping.source)?;
    loaded.compare(&data.heading);
    if loaded.mapping.is_none() {
        return Ok(mistaken(&loaded));
    }
    let settings = settings::central(&asked.central, data_dir)?;
    running::runtime()?.block_on(import(&asked, &settings, &mapping, data))
}

/// Shows what is wrong with the mapping.
fn mistaken(loaded: &LoadedMapping) -> ExitCode {
    say(render_text(&loaded.findings, &loaded.sources, Path::new(""), std::io::stdout().is_terminal()).trim_end());
    ExitCode::FAILURE
}

/// What was written.
#[derive(Default)]
struct Written {
    imported: u64,
    updated: u64,
    unchanged: u64,
}

async fn import(
    asked: &ImportTickets,
    settings: &CentralSettings,
    mapping: &ImportMapping,
    data: Data,
) -> anyhow::Result<ExitCode> {
    let now = Clock::machine().now();
    let tenant = &asked.tenant;
    settings.ask(settings.central.tenant_name(tenant)).await?.ok_or_else(|| super::tenant::unknown(tenant))?;
    let tenants = Tenants::new(settings.key.clone());
    settings.ask(tenants.refresh(&settings.central)).await?;
    if !tenants.has_desk(tenant) {
        bail!("tenant `{tenant}` has no service desk; docs/service-desk.md says how to give it one");
    }
    let policies = tenants.desk_policies(tenant).await?;
    let actor = operator::by();
    let importer = Importer { user: None, name: actor.name.clone() };
    let writing = TicketImport::new(mapping, &policies, importer, now);

    let reader = RowReader::new(mapping, &data.heading, now);
    let dropped = reader.dropped().join(", ");
    let refused = Refused::beside(&asked.data, &data.heading_row, mapping.source.delimiter.byte());
    let trail = match asked.dry_run {
        true => None,
        false => Some(Trail::begin(settings, asked, actor.did(AuditAction::ImportBegun)).await?),
    };
    let verb = if asked.dry_run { "Trying" } else { "Importing" };
    let mut step = Step::begin(&format!("{verb} {}", asked.data.display()), data.bytes);
    let bytes = data.bytes;
    let mut reading = Reading::begin(data, reader, refused)?;
    let mut written = Written::default();
    let outcome = write_all(&tenants, asked, &writing, &mut reading, &mut written, |done| step.at(done, bytes)).await;
    let all = reading.end()?;
    let counts = json!({
        "read": all.read, "imported": written.imported, "updated": written.updated, "unchanged": written.unchanged,
        "rejected": all.rejected,
    });
    let ReadAll { read, rejected, oddities, refused, broke_off } = all;
    if let Some(error) = outcome.err().or(broke_off) {
        let _ = refused.end();
        if let Some(trail) = &trail {
            // Why the import broke off is of more use than why that could not be written down.
            if let Err(untold) = trail.end(AuditAction::ImportFailed, &counts, Some(&error)).await {
                tell(&format!("warning: {untold}"));
            }
        }
        let done = written.imported + written.updated + written.unchanged;
        let kept = if asked.dry_run { "nothing was kept" } else { "they are kept: run it again to go on" };
        return Err(error.context(format!("the import broke off after {done} rows were written; {kept}")));
    }
    let refused = refused.end()?;
    if let Some(trail) = &trail {
        trail.end(AuditAction::Import, &counts, None).await?;
    }
    let summary = format!(
        "{read} read, {} imported, {} updated, {} unchanged, {rejected} rejected",
        written.imported, written.updated, written.unchanged
    );
    step.end(&format!("{summary}{}", if asked.dry_run { "; nothing was kept" } else { "" }));
    if !dropped.is_empty() {
        tell(&format!("  Columns that were dropped: {dropped}."));
    }
    tell_oddities(&oddities);
    if let Some((path, rows)) = &refused {
        tell(&format!("  {rows} refused rows, each with its reason: {}", path.display()));
    }
    if asked.shown.json {
        say(&counts);
    } else {
        say(&summary);
    }
    Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes all batches, and beside them works into the search's index what they put aside; it waits for both.
async fn write_all(
    tenants: &Tenants,
    asked: &ImportTickets,
    writing: &TicketImport<'_>,
    reading: &mut Reading,
    written: &mut Written,
    report: impl FnMut(u64),
) -> anyhow::Result<()> {
    // One place: a batch that is written while another is worked in is worked in with the next.
    let (kept, mut to_settle) = tokio::sync::mpsc::channel(1);
    let settling = async {
        while to_settle.recv().await.is_some() {
            // The database does it by itself in time; the tickets are there.
            if let Err(error) = tenants.settle_search(&asked.tenant).await {
                tracing::warn!(cause = %error, "the search's index was not brought up to date");
            }
        }
    };
    tokio::join!(write_batches(tenants, asked, writing, reading, written, report, kept), settling).0
}

/// Writes batch after batch, each in its own transaction.
async fn write_batches(
    tenants: &Tenants,
    asked: &ImportTickets,
    writing: &TicketImport<'_>,
    reading: &mut Reading,
    written: &mut Written,
    mut report: impl FnMut(u64),
    kept: tokio::sync::mpsc::Sender<()>,
) -> anyhow::Result<()> {
    loop {
        let batch = tokio::select! {
            batch = reading.batches.recv() => batch,
            () = tokio::time::sleep(LOOK) => {
                report(reading.progress.load(Ordering::Relaxed));
                continue;
            }
        };
        let Some(batch) = batch else { return Ok(()) };
        let tx = tenants.desk_as_server(&asked.tenant).await?;
        let done = writing.batch(&tx, &batch).await?;
        // What is not committed is taken back.
        if !asked.dry_run {
            tx.commit().await?;
            if done.imported + done.updated > 0 {
                let _ = kept.try_send(());
            }
        }
        written.imported += done.imported;
        written.updated += done.updated;
        written.unchanged += done.unchanged;
        report(reading.progress.load(Ordering::Relaxed));
    }
}

/// Says what was taken though somebody might wonder.
fn tell_oddities(oddities: &Oddities) {
    let lines = [
        (oddities.over_before_created, "tickets were over before they were created; they are kept as they are"),
        (oddities.in_a_gap, "times do not exist, because the clock went forward; they count as that much later"),
        (oddities.in_a_fold, "times came twice, because the clock went back; the first is taken"),
        (oddities.control_characters, "control characters became blanks"),
    ];
    for (count, what) in lines {
        if count > 0 {
            tell(&format!("  {count} {what}."));
        }
    }
}

/// An import in the audit log. A begin without an end is one that did not live to see it.
struct Trail<'s> {
    settings: &'s CentralSettings,
    entry: AuditEntry,
    begun: i64,
}

impl<'s> Trail<'s> {
    /// Writes the first record; without it, nothing is imported.
    async fn begin(settings: &'s CentralSettings, asked: &ImportTickets, entry: AuditEntry) -> anyhow::Result<Self> {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let entry = AuditEntry {
            tenant: Some(asked.tenant.clone()),
            subject: name(&asked.data),
            detail: json!({"mapping": name(&asked.mapping)}),
            ..entry
        };
        let begun = settings.ask(settings.central.audit_append(&entry)).await?;
        Ok(Self { settings, entry, begun })
    }

    async fn end(
        &self,
        action: AuditAction,
        counts: &serde_json::Value,
        error: Option<&anyhow::Error>,
    ) -> anyhow::Result<()> {
        let mut detail = counts.clone();
        detail["mapping"] = self.entry.detail["mapping"].clone();
        detail["begun"] = self.begun.into();
        if let Some(error) = error {
            detail["reason"] = error.to_string().into();
        }
        let entry = AuditEntry { at: Clock::machine().now(), action, detail, ..self.entry.clone() };
        self.settings.ask(self.settings.central.audit_append(&entry)).await?;
        Ok(())
    }
}
