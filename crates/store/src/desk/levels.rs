//! A desk's service levels, as its database has them.

use std::collections::BTreeMap;

use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_desk::sla::{BadCalendar, Calendar, CalendarForm, CalendarId, HolidayForm, Policies, Policy, PolicyId};
use watchroom_domain::Severity;

use super::DeskTx;
use crate::RunError;

const CALENDARS: &str = "SELECT id, name, timezone, shifts::text, holidays::text FROM service_desk.calendars";
const POLICIES: &str = "SELECT id, category, severity, response_minutes, resolution_minutes, calendar_id, at_risk_share, \
     waiting_pauses, reopen, effective_from, effective_to FROM service_desk.sla_policies";

impl DeskTx {
    /// Reads calendars and policies, all versions of them. The transaction is the server's own.
    ///
    /// # Errors
    /// When the database refuses, or holds what cannot be a calendar or a policy.
    pub async fn sla_policies(&self) -> Result<Policies, RunError> {
        let asked = |error: tokio_postgres::Error| self.sort_out(&error);
        let mut calendars = BTreeMap::new();
        for row in self.client().query(CALENDARS, &[]).await.map_err(asked)? {
            let (id, calendar) = calendar(&row).map_err(|cause| self.unreadable(&cause))?;
            calendars.insert(id, calendar);
        }
        let rows = self.client().query(POLICIES, &[]).await.map_err(asked)?;
        let policies =
            rows.iter().map(policy).collect::<Result<Vec<_>, _>>().map_err(|cause| self.unreadable(&cause))?;
        Policies::new(policies, &calendars).map_err(|error| self.unreadable(&error.to_string()))
    }

    fn unreadable(&self, cause: &str) -> RunError {
        RunError::Refused(format!("the service levels of tenant {} cannot be used: {cause}", self.tenant()))
    }
}

fn calendar(row: &Row) -> Result<(CalendarId, Calendar), String> {
    let told = |error: tokio_postgres::Error| error.to_string();
    let name: String = row.try_get(1).map_err(told)?;
    let of_name = |error: String| format!("the calendar \"{name}\": {error}");
    let shifts: String = row.try_get(3).map_err(told)?;
    let holidays: String = row.try_get(4).map_err(told)?;
    let form = CalendarForm {
        timezone: row.try_get(2).map_err(told)?,
        shifts: serde_json::from_str(&shifts).map_err(|error| of_name(error.to_string()))?,
        holidays: serde_json::from_str::<Vec<HolidayForm>>(&holidays).map_err(|error| of_name(error.to_string()))?,
    };
    let calendar = Calendar::from_form(&form).map_err(|error: BadCalendar| of_name(error.to_string()))?;
    Ok((CalendarId(row.try_get::<_, Uuid>(0).map_err(told)?), calendar))
}

fn policy(row: &Row) -> Result<Policy, String> {
    let read = || -> Result<_, tokio_postgres::Error> {
        Ok((
            Policy {
                id: PolicyId(row.try_get(0)?),
                category: row.try_get(1)?,
                severity: None,
                response_minutes: minutes(row.try_get(3)?),
                resolution_minutes: minutes(row.try_get(4)?),
                calendar: row.try_get::<_, Option<Uuid>>(5)?.map(CalendarId),
                at_risk_share: row.try_get(6)?,
                waiting_pauses: row.try_get(7)?,
                reopen: watchroom_desk::sla::ReopenPolicy::default(),
                effective_from: row.try_get(9)?,
                effective_to: row.try_get(10)?,
            },
            row.try_get::<_, Option<String>>(2)?,
            row.try_get::<_, String>(8)?,
        ))
    };
    let (policy, severity, reopen) = read().map_err(|error| error.to_string())?;
    let severity = severity.map(|word| word.parse::<Severity>()).transpose().map_err(|error| error.to_string())?;
    let reopen = reopen.parse().map_err(|error: watchroom_desk::sla::UnknownReopenPolicy| error.to_string())?;
    Ok(Policy { severity, reopen, ..policy })
}

fn minutes(value: Option<i32>) -> Option<u32> {
    value.and_then(|value| u32::try_from(value).ok())
}

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[CALENDARS, POLICIES];
