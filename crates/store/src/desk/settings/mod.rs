//! Writing a desk's settings: what differs from the file is brought in line, and what stands is left alone.
//!
//! History is never rewritten. A policy or a calendar that changed gets a new version and the old one an end; what is in the
//! database and not in the file stays, because tickets may bear it, and is told of. Policies that the file has no more end.

mod calendars;
mod policies;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use thiserror::Error;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use watchroom_desk::settings::{DeskSettings, NamedThing};

use super::DeskTx;
use crate::RunError;

/// One at a time: two commands may apply at once. It goes with the transaction.
const LOCK: &str = "SELECT pg_advisory_xact_lock(8602542270022086513)";
const TEAMS: &str = "SELECT id, name FROM service_desk.teams";
const ADD_TEAM: &str = "INSERT INTO service_desk.teams (id, name) VALUES ($1, $2)";
const NAME_TEAM: &str = "UPDATE service_desk.teams SET name = $2 WHERE id = $1";
const WARDS: &str = "SELECT id, name FROM service_desk.wards";
const ADD_WARD: &str = "INSERT INTO service_desk.wards (id, name) VALUES ($1, $2)";
const NAME_WARD: &str = "UPDATE service_desk.wards SET name = $2 WHERE id = $1";
const CATEGORIES: &str = "SELECT name, service_code, description, is_sensitive FROM service_desk.categories";
const ADD_CATEGORY: &str =
    "INSERT INTO service_desk.categories (name, service_code, description, is_sensitive) VALUES ($1, $2, $3, $4)";
const CHANGE_CATEGORY: &str =
    "UPDATE service_desk.categories SET service_code = $2, description = $3, is_sensitive = $4 WHERE name = $1";

#[cfg(test)]
const STATEMENTS: &[&[&str]] = &[
    &[LOCK, TEAMS, ADD_TEAM, NAME_TEAM, WARDS, ADD_WARD, NAME_WARD, CATEGORIES, ADD_CATEGORY, CHANGE_CATEGORY],
    calendars::STATEMENTS,
    policies::STATEMENTS,
];

/// What applying settings does with one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// It is new.
    Added(String),
    /// It is other than it was; a policy or a calendar has a new version.
    Changed(String),
    /// A policy that the file has no more ends.
    Ended(String),
    /// It is in the database and not in the file, and stays.
    Unlisted(String),
}

impl SettingChange {
    /// Whether anything is written for it.
    #[must_use]
    pub fn is_written(&self) -> bool {
        !matches!(self, Self::Unlisted(_))
    }
}

impl fmt::Display for SettingChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, what) = match self {
            Self::Added(what) => ("add", what),
            Self::Changed(what) => ("change", what),
            Self::Ended(what) => ("end", what),
            Self::Unlisted(what) => ("keep", what),
        };
        write!(f, "{verb:<7} {what}")
    }
}

/// Why settings cannot be applied. Nothing is written then.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The desk's database cannot be asked, or refuses.
    #[error(transparent)]
    Run(#[from] RunError),
    /// They would begin in the past, where tickets were measured already.
    #[error(
        "the policies would change from {from} on, which is past: deadlines and figures of that time stand; only a desk \
         without any policy takes its first ones from the past"
    )]
    Past {
        /// When they would begin.
        from: Timestamp,
    },
    /// A change of a policy is planned already, for later.
    #[error(
        "the policy for {policy} has a version from {planned} on, which is not before {from}; name a later moment with --from"
    )]
    Planned {
        /// Which policy.
        policy: String,
        /// When its last version begins, or its last one ended.
        planned: Timestamp,
        /// When the new one would begin.
        from: Timestamp,
    },
}

/// What is new takes effect.
#[derive(Debug, Clone, Copy)]
struct Moment {
    from: Timestamp,
    now: Timestamp,
}

impl DeskTx {
    /// Brings a desk in line with its settings, policies from the moment `from` on, and says what that changed. Nothing is
    /// kept until the transaction, which is the server's own, is committed: without that it is a rehearsal.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub async fn settings_apply(
        &self,
        settings: &DeskSettings,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<SettingChange>, SettingsError> {
        self.wrote(LOCK, &[]).await?;
        let mut changes = Vec::new();
        self.named(&settings.teams, "team", [TEAMS, ADD_TEAM, NAME_TEAM], &mut changes).await?;
        self.named(&settings.wards, "ward", [WARDS, ADD_WARD, NAME_WARD], &mut changes).await?;
        self.categories(settings, &mut changes).await?;
        let moment = Moment { from, now };
        let calendars = self.calendars(&settings.calendars, moment, &mut changes).await?;
        self.policies(&settings.policies, &calendars, moment, &mut changes).await?;
        Ok(changes)
    }

    async fn wrote(&self, sql: &'static str, with: &[&(dyn ToSql + Sync)]) -> Result<(), RunError> {
        self.client().query(sql, with).await.map(drop).map_err(|error| self.sort_out(&error))
    }

    async fn settings_of(&self, sql: &'static str) -> Result<Vec<Row>, RunError> {
        self.client().query(sql, &[]).await.map_err(|error| self.sort_out(&error))
    }

    async fn named(
        &self,
        things: &[NamedThing],
        what: &str,
        [all, add, rename]: [&'static str; 3],
        changes: &mut Vec<SettingChange>,
    ) -> Result<(), RunError> {
        let mut there: BTreeMap<String, String> = BTreeMap::new();
        for row in self.settings_of(all).await? {
            there.insert(self.read(&row, 0)?, self.read(&row, 1)?);
        }
        for thing in things {
            match there.remove(&thing.id) {
                None => {
                    self.wrote(add, &[&thing.id, &thing.name]).await?;
                    changes.push(SettingChange::Added(format!("{what} `{}`: {}", thing.id, thing.name)));
                }
                Some(name) if name != thing.name => {
                    self.wrote(rename, &[&thing.id, &thing.name]).await?;
                    changes.push(SettingChange::Changed(format!("{what} `{}`: {name} → {}", thing.id, thing.name)));
                }
                Some(_) => {}
            }
        }
        let unlisted =
            |(id, name)| SettingChange::Unlisted(format!("{what} `{id}`: {name}, which the file does not name"));
        changes.extend(there.into_iter().map(unlisted));
        Ok(())
    }

    async fn categories(&self, settings: &DeskSettings, changes: &mut Vec<SettingChange>) -> Result<(), RunError> {
        let mut there: BTreeMap<String, (String, String, bool)> = BTreeMap::new();
        for row in self.settings_of(CATEGORIES).await? {
            there.insert(self.read(&row, 0)?, (self.read(&row, 1)?, self.read(&row, 2)?, self.read(&row, 3)?));
        }
        for category in &settings.categories {
            let name = &category.name;
            let wanted = (category.service_code.clone(), category.description.clone(), category.sensitive);
            let known = there.remove(name);
            if known.as_ref() == Some(&wanted) {
                continue;
            }
            let (code, description, sensitive) = &wanted;
            let sql = if known.is_some() { CHANGE_CATEGORY } else { ADD_CATEGORY };
            self.wrote(sql, &[name, code, description, sensitive]).await?;
            let mark = if *sensitive { ", sensitive" } else { "" };
            changes.push(match known {
                None => SettingChange::Added(format!("category `{name}` ({code}{mark})")),
                Some((_, _, was)) if was != *sensitive => SettingChange::Changed(format!(
                    "category `{name}`: its new tickets are {}; those there are stay as they are",
                    if *sensitive { "sensitive" } else { "sensitive no more" }
                )),
                Some(_) => SettingChange::Changed(format!("category `{name}` ({code}{mark})")),
            });
        }
        let unlisted = |name| SettingChange::Unlisted(format!("category `{name}`, which the file does not name"));
        changes.extend(there.into_keys().map(unlisted));
        Ok(())
    }

    fn read<'r, T: tokio_postgres::types::FromSql<'r>>(&self, row: &'r Row, column: usize) -> Result<T, RunError> {
        row.try_get(column).map_err(|error| self.sort_out(&error))
    }
}

#[cfg(test)]
mod tests {
    use watchroom_test_support::TestTenant;

    use super::STATEMENTS;

    #[tokio::test]
    async fn every_statement_fits_the_desks_tables() {
        let mut tenant = TestTenant::make("beta", "").await;
        tenant.install_desk().await;
        let client = tenant.desk_client().await;
        for statement in STATEMENTS.iter().copied().flatten() {
            client.prepare(statement).await.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        }
    }
}
