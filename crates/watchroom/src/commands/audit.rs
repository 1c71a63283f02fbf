//! `watchroom audit`: the log of who did what.

use std::path::Path;
use std::process::ExitCode;

use watchroom_domain::UserId;
use watchroom_store::{AuditAction, AuditFilter, AuditRecord, AuditVerdict, Central};

use crate::cli::{Audit, Wanted};
use crate::terminal::{say, tell};
use crate::{running, settings};

/// Records read at once.
const AT_ONCE: i64 = 1_000;

pub(super) fn run(command: Audit, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Audit::Verify { central } => verify(&settings::central(&central, data_dir)?.central).await,
            Audit::List { wanted, shown, central } => {
                list(&settings::central(&central, data_dir)?.central, wanted, shown.json).await
            }
        }
    })
}

async fn verify(central: &Central) -> anyhow::Result<ExitCode> {
    Ok(match central.audit_verify().await? {
        AuditVerdict::Whole { records } => {
            say(format_args!("The audit log is whole: {records} records, each as it was written."));
            ExitCode::SUCCESS
        }
        AuditVerdict::BrokenAt { seq } => {
            say(format_args!("The audit log is broken at record {seq}: it was changed, or one before it is missing."));
            ExitCode::FAILURE
        }
    })
}

async fn list(central: &Central, wanted: Wanted, json: bool) -> anyhow::Result<ExitCode> {
    if let Some(asked) = &wanted.action {
        let words: Vec<&str> = AuditAction::ALL.iter().map(|action| action.as_str()).collect();
        anyhow::ensure!(
            words.contains(&asked.as_str()),
            "`{asked}` is no action; the actions are {}",
            words.join(", ")
        );
    }
    let id = wanted.actor.as_ref().and_then(|actor| actor.parse::<UserId>().ok());
    let filter = AuditFilter {
        search: wanted.search,
        action: wanted.action,
        actor_name: wanted.actor.filter(|_| id.is_none()),
        actor: id,
        tenant: wanted.tenant.map(|tenant| tenant.to_string()),
        from: wanted.from,
        to: wanted.to,
    };
    let limit = i64::from(wanted.limit);
    let (mut rows, mut said, mut total) = (Vec::new(), 0, limit);
    while said < limit.min(total) {
        let (records, all) = central.audit_list(&filter, AT_ONCE.min(limit - said), said).await?;
        total = all;
        if records.is_empty() {
            break;
        }
        said += i64::try_from(records.len())?;
        for record in records {
            if json { rows.push(as_json(&record)) } else { say(as_line(&record)) }
        }
    }
    if json {
        say(serde_json::Value::Array(rows));
    } else if said == 0 {
        say("There is no such record.");
    }
    if total > said {
        tell(&format!("{total} records match; the newest {said} are listed. Ask for more with --limit."));
    }
    Ok(ExitCode::SUCCESS)
}

fn as_line(record: &AuditRecord) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{:>6}  {}  {:<18} {} from {}, tenant {}, subject {}  {}",
        record.seq,
        record.at,
        record.action,
        text(&record.actor_email),
        text(&record.from_address),
        text(&record.tenant),
        text(&record.subject),
        record.detail
    )
}

fn as_json(record: &AuditRecord) -> serde_json::Value {
    serde_json::json!({
        "seq": record.seq, "at": record.at.to_string(), "actor_id": record.actor, "actor_email": record.actor_email,
        "from_address": record.from_address, "tenant_id": record.tenant, "action": record.action,
        "subject": record.subject, "detail": record.detail,
    })
}
