//! Versions of policies.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_desk::settings::{PolicySettings, policy_label};
use watchroom_domain::Severity;

use super::{DeskTx, Moment, SettingChange, SettingsError};
use crate::RunError;

/// The last version of each.
const LAST: &str = "SELECT DISTINCT ON (category, severity) id, category, severity, response_minutes, resolution_minutes, calendar_id, \
     at_risk_share, waiting_pauses, reopen, effective_from, effective_to \
     FROM service_desk.sla_policies ORDER BY category, severity, effective_from DESC";
const ADD: &str = "INSERT INTO service_desk.sla_policies (category, severity, response_minutes, resolution_minutes, calendar_id, \
     at_risk_share, waiting_pauses, reopen, effective_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const END: &str = "UPDATE service_desk.sla_policies SET effective_to = $2 WHERE id = $1 AND effective_to IS NULL";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LAST, ADD, END];

/// What a version says, but for when.
#[derive(Debug, Clone, PartialEq)]
struct Terms {
    response_minutes: Option<i32>,
    resolution_minutes: Option<i32>,
    calendar: Option<Uuid>,
    at_risk_share: f64,
    waiting_pauses: bool,
    reopen: String,
}

/// Which tickets a policy is for.
type Of = (Option<String>, Option<Severity>);

/// The last version of a policy.
struct Last {
    id: Uuid,
    terms: Terms,
    from: Timestamp,
    to: Option<Timestamp>,
}

impl Terms {
    fn of(policy: &PolicySettings, calendars: &BTreeMap<String, Uuid>) -> Self {
        // Targets are 20 years at most, which is far below the end of an i32.
        let minutes = |minutes: Option<u32>| minutes.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX));
        Self {
            response_minutes: minutes(policy.response_minutes),
            resolution_minutes: minutes(policy.resolution_minutes),
            calendar: policy.calendar.as_ref().and_then(|name| calendars.get(name)).copied(),
            at_risk_share: policy.at_risk_share,
            waiting_pauses: policy.waiting_pauses,
            reopen: policy.reopen.as_str().to_owned(),
        }
    }
}

impl DeskTx {
    pub(super) async fn policies(
        &self,
        settings: &[PolicySettings],
        calendars: &BTreeMap<String, Uuid>,
        moment: Moment,
        changes: &mut Vec<SettingChange>,
    ) -> Result<(), SettingsError> {
        let mut there: BTreeMap<Of, Last> = BTreeMap::new();
        for row in self.settings_of(LAST).await? {
            let (of, last) = self.last(&row)?;
            there.insert(of, last);
        }
        let first_ever = there.is_empty();
        let begins = |last: Option<(&Of, Timestamp)>| match last {
            _ if !first_ever && moment.from < moment.now => Err(SettingsError::Past { from: moment.from }),
            Some((of, planned)) if planned >= moment.from => {
                Err(SettingsError::Planned { policy: policy_label(of.0.as_deref(), of.1), planned, from: moment.from })
            }
            _ => Ok(()),
        };
        for policy in settings {
            let of: Of = (policy.category.clone(), policy.severity);
            let terms = Terms::of(policy, calendars);
            let last = there.remove(&of);
            let told = format!("policy for {}: {}", policy.label(), said(policy));
            match &last {
                Some(last) if last.to.is_none() && last.terms == terms => continue,
                Some(last) if last.to.is_none() => {
                    begins(Some((&of, last.from)))?;
                    self.wrote(END, &[&last.id, &moment.from]).await?;
                    changes.push(SettingChange::Changed(told));
                }
                Some(Last { to: Some(to), .. }) => {
                    // One that ended just then goes on without a gap.
                    begins((*to > moment.from).then_some((&of, *to)))?;
                    changes.push(SettingChange::Added(told));
                }
                _ => {
                    begins(None)?;
                    changes.push(SettingChange::Added(told));
                }
            }
            self.add(policy, &terms, moment.from).await?;
        }
        for (of, last) in there.into_iter().filter(|(_, last)| last.to.is_none()) {
            begins(Some((&of, last.from)))?;
            self.wrote(END, &[&last.id, &moment.from]).await?;
            let label = policy_label(of.0.as_deref(), of.1);
            changes.push(SettingChange::Ended(format!("policy for {label}, which the file does not have")));
        }
        Ok(())
    }

    async fn add(&self, policy: &PolicySettings, terms: &Terms, from: Timestamp) -> Result<(), RunError> {
        let severity = policy.severity.map(Severity::as_str);
        let Terms { response_minutes, resolution_minutes, calendar, at_risk_share, waiting_pauses, reopen } = terms;
        self.wrote(
            ADD,
            &[
                &policy.category,
                &severity,
                response_minutes,
                resolution_minutes,
                calendar,
                at_risk_share,
                waiting_pauses,
                reopen,
                &from,
            ],
        )
        .await
    }

    fn last(&self, row: &Row) -> Result<(Of, Last), RunError> {
        let severity: Option<String> = self.read(row, 2)?;
        let severity = severity.map(|word| word.parse::<Severity>()).transpose();
        let severity = severity.map_err(|error| RunError::Refused(error.to_string()))?;
        let terms = Terms {
            response_minutes: self.read(row, 3)?,
            resolution_minutes: self.read(row, 4)?,
            calendar: self.read(row, 5)?,
            at_risk_share: self.read(row, 6)?,
            waiting_pauses: self.read(row, 7)?,
            reopen: self.read(row, 8)?,
        };
        let last = Last { id: self.read(row, 0)?, terms, from: self.read(row, 9)?, to: self.read(row, 10)? };
        Ok(((self.read(row, 1)?, severity), last))
    }
}

/// A policy in words.
fn said(policy: &PolicySettings) -> String {
    let target = |minutes: Option<u32>| minutes.map_or("none".to_owned(), |minutes| format!("{minutes} min"));
    let response = target(policy.response_minutes);
    let resolution = target(policy.resolution_minutes);
    let calendar = policy.calendar.as_deref().unwrap_or("around the clock");
    format!("response {response}, resolution {resolution}, {calendar}")
}
