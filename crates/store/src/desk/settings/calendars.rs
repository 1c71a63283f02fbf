//! Versions of calendars.

use std::collections::BTreeMap;

use uuid::Uuid;
use watchroom_desk::settings::CalendarSettings;

use super::{DeskTx, Moment, SettingChange};
use crate::RunError;

const CURRENT: &str =
    "SELECT id, name, timezone, shifts::text, holidays::text FROM service_desk.calendars WHERE replaced_at IS NULL";
const ADD: &str = "INSERT INTO service_desk.calendars (name, timezone, shifts, holidays) VALUES ($1, $2, $3::text::jsonb, $4::text::jsonb) RETURNING id";
const REPLACE: &str = "UPDATE service_desk.calendars SET replaced_at = $2 WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[CURRENT, ADD, REPLACE];

/// A calendar as the database has it.
struct Stored {
    id: Uuid,
    timezone: String,
    shifts: serde_json::Value,
    holidays: serde_json::Value,
}

impl DeskTx {
    /// The version of each calendar that policies take from now on.
    pub(super) async fn calendars(
        &self,
        settings: &[CalendarSettings],
        moment: Moment,
        changes: &mut Vec<SettingChange>,
    ) -> Result<BTreeMap<String, Uuid>, RunError> {
        let mut there = BTreeMap::new();
        for row in self.settings_of(CURRENT).await? {
            let json = |column| -> Result<serde_json::Value, RunError> {
                let text: String = self.read(&row, column)?;
                Ok(serde_json::from_str(&text).unwrap_or_default())
            };
            let (id, timezone) = (self.read(&row, 0)?, self.read(&row, 2)?);
            let stored = Stored { id, timezone, shifts: json(3)?, holidays: json(4)? };
            there.insert(self.read::<String>(&row, 1)?, stored);
        }
        let mut ids = BTreeMap::new();
        for calendar in settings {
            let (name, form) = (&calendar.name, &calendar.form);
            let (shifts, holidays) = (serde_json::json!(form.shifts), serde_json::json!(form.holidays));
            let known = there.remove(name);
            if let Some(known) = &known {
                if (&known.timezone, &known.shifts, &known.holidays) == (&form.timezone, &shifts, &holidays) {
                    ids.insert(name.clone(), known.id);
                    continue;
                }
                self.wrote(REPLACE, &[&known.id, &moment.from]).await?;
            }
            let (shifts, holidays) = (shifts.to_string(), holidays.to_string());
            let added = self.client().query_one(ADD, &[name, &form.timezone, &shifts, &holidays]).await;
            let row = added.map_err(|error| self.sort_out(&error))?;
            ids.insert(name.clone(), self.read(&row, 0)?);
            changes.push(match known {
                None => SettingChange::Added(format!("calendar `{name}`, {} holidays", form.holidays.len())),
                Some(_) => SettingChange::Changed(format!(
                    "calendar `{name}`, {} holidays; tickets that came in before keep to the old one",
                    form.holidays.len()
                )),
            });
        }
        let unlisted = |name| SettingChange::Unlisted(format!("calendar `{name}`, which the file does not name"));
        changes.extend(there.into_keys().map(unlisted));
        Ok(ids)
    }
}
