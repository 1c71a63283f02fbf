//! A desk's policies, kept in memory: each change of a ticket asks whether they are still those of the database.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::Row;
use watchroom_desk::sla::{Calendar, CalendarForm, CalendarId, Policies, Policy, PolicyId};
use watchroom_domain::TenantId;

use super::DeskTx;
use crate::{RunError, Tenants};

/// A text that is another one whenever a policy or a calendar is: a desk has some dozens of them.
const VERSION: &str = "SELECT md5(coalesce((SELECT string_agg(p::text, E'\\n' ORDER BY p.id) FROM service_desk.sla_policies p), '') \
     || E'\\n\\n' || coalesce((SELECT string_agg(c::text, E'\\n' ORDER BY c.id) FROM service_desk.calendars c), ''))";
const CALENDARS: &str = "SELECT id, timezone, shifts, holidays FROM service_desk.calendars";
const POLICIES: &str = "SELECT id, category, severity, response_minutes, resolution_minutes, calendar_id, at_risk_share, waiting_pauses, \
     reopen, effective_from, effective_to FROM service_desk.sla_policies";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[VERSION, CALENDARS, POLICIES];

/// The policies last read, with the version that they are of.
#[derive(Default)]
pub(crate) struct KeptPolicies(Mutex<Option<(String, Arc<Policies>)>>);

impl KeptPolicies {
    fn of_version(&self, version: &str) -> Option<Arc<Policies>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(of, _)| of == version).map(|(_, policies)| Arc::clone(policies))
    }

    fn keep(&self, version: String, policies: &Arc<Policies>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, Arc::clone(policies)));
    }
}

impl Tenants {
    /// The policies of a tenant's desk as they are now. They are read when they have changed, and kept else. To be asked
    /// for before a transaction is opened, since it takes a connection of its own for a moment.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; [`RunError::Refused`] where the database holds policies that
    /// cannot be computed with; else see [`RunError`].
    pub async fn desk_policies(&self, tenant: &TenantId) -> Result<Arc<Policies>, RunError> {
        let entry = self.desk_entry(tenant).ok_or_else(|| super::no_desk(tenant))?;
        let tx = self.desk_as_server(tenant).await?;
        let version: String = match tx.query_one(VERSION, &[]).await.and_then(|row| row.try_get(0)) {
            Ok(version) => version,
            Err(error) => return Err(tx.sort_out(&error)),
        };
        let policies = match entry.policies.of_version(&version) {
            Some(policies) => policies,
            None => {
                let policies = Arc::new(read(&tx).await?);
                entry.policies.keep(version, &policies);
                policies
            }
        };
        tx.commit().await?;
        Ok(policies)
    }
}

async fn read(tx: &DeskTx) -> Result<Policies, RunError> {
    let unreadable = |what: &dyn std::fmt::Display| RunError::Refused(format!("the desk's policies: {what}"));
    let mut calendars = BTreeMap::new();
    for row in tx.query(CALENDARS, &[]).await.map_err(|error| tx.sort_out(&error))? {
        let (id, calendar) = calendar_of(&row).map_err(|error| unreadable(&error))?;
        calendars.insert(id, calendar);
    }
    let rows = tx.query(POLICIES, &[]).await.map_err(|error| tx.sort_out(&error))?;
    let policies: Result<Vec<Policy>, String> = rows.iter().map(policy_of).collect();
    Policies::new(policies.map_err(|error| unreadable(&error))?, &calendars).map_err(|error| unreadable(&error))
}

fn calendar_of(row: &Row) -> Result<(CalendarId, Calendar), String> {
    let column = |error: tokio_postgres::Error| error.to_string();
    let json = |error: serde_json::Error| error.to_string();
    let form = CalendarForm {
        timezone: row.try_get(1).map_err(column)?,
        shifts: serde_json::from_value(row.try_get(2).map_err(column)?).map_err(json)?,
        holidays: serde_json::from_value(row.try_get(3).map_err(column)?).map_err(json)?,
    };
    let calendar = Calendar::from_form(&form).map_err(|error| error.to_string())?;
    Ok((CalendarId(row.try_get(0).map_err(column)?), calendar))
}

fn policy_of(row: &Row) -> Result<Policy, String> {
    let column = |error: tokio_postgres::Error| error.to_string();
    let minutes = |place: usize| -> Result<Option<u32>, String> {
        let minutes: Option<i32> = row.try_get(place).map_err(column)?;
        minutes.map(|minutes| u32::try_from(minutes).map_err(|error| error.to_string())).transpose()
    };
    let severity: Option<&str> = row.try_get(2).map_err(column)?;
    let reopen: &str = row.try_get(8).map_err(column)?;
    Ok(Policy {
        id: PolicyId(row.try_get(0).map_err(column)?),
        category: row.try_get(1).map_err(column)?,
        severity: severity.map(str::parse).transpose().map_err(|error| format!("{error}"))?,
        response_minutes: minutes(3)?,
        resolution_minutes: minutes(4)?,
        calendar: row.try_get::<_, Option<uuid::Uuid>>(5).map_err(column)?.map(CalendarId),
        at_risk_share: row.try_get(6).map_err(column)?,
        waiting_pauses: row.try_get(7).map_err(column)?,
        reopen: reopen.parse().map_err(|error| format!("{error}"))?,
        effective_from: row.try_get(9).map_err(column)?,
        effective_to: row.try_get(10).map_err(column)?,
    })
}
