//! Teams, wards and categories that tickets name: found, or made.

use std::collections::{BTreeSet, HashMap, HashSet};

use tokio_postgres::Client;
use watchroom_desk::import::ImportedTicket;

use super::used;

const TEAMS: &str = "SELECT id, name FROM service_desk.teams";
const ADD_TEAMS: &str =
    "INSERT INTO service_desk.teams (id, name) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING";
const CATEGORIES: &str = "SELECT service_code, name, is_sensitive FROM service_desk.categories";
const ADD_CATEGORIES: &str = "INSERT INTO service_desk.categories (service_code, name) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING";
const ADD_WARDS: &str = "INSERT INTO service_desk.wards (id, name) \
     SELECT id, CASE WHEN id ~ '^[0-9]+$' THEN 'Ward ' || id ELSE id END FROM unnest($1::text[]) id ON CONFLICT DO NOTHING";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[TEAMS, ADD_TEAMS, CATEGORIES, ADD_CATEGORIES, ADD_WARDS];

/// The names of a batch, all of them in the database.
#[derive(Debug)]
pub(super) struct Names {
    /// Ids by name.
    teams: HashMap<String, String>,
    sensitive_categories: HashSet<String>,
}

impl Names {
    /// Makes what is missing.
    pub(super) async fn make(tx: &Client, tickets: &[ImportedTicket]) -> Result<Self, tokio_postgres::Error> {
        let wards = used(tickets, |ticket| ticket.ward.as_ref().map(|ward| ward.as_str()));
        tx.execute(ADD_WARDS, &[&wards]).await?;
        let mut categories = known(tx, CATEGORIES).await?;
        if add(tx, ADD_CATEGORIES, &categories, &used(tickets, |ticket| Some(&ticket.category))).await? {
            categories = known(tx, CATEGORIES).await?;
        }
        let mut teams = known(tx, TEAMS).await?;
        if add(tx, ADD_TEAMS, &teams, &used(tickets, |ticket| ticket.team.as_deref())).await? {
            teams = known(tx, TEAMS).await?;
        }
        let sensitive = categories.into_iter().filter(|known| known.is_sensitive).map(|known| known.name);
        Ok(Self {
            sensitive_categories: sensitive.collect(),
            teams: teams.into_iter().map(|known| (known.name, known.code)).collect(),
        })
    }

    /// The id of a team.
    pub(super) fn team(&self, name: &str) -> Option<&str> {
        self.teams.get(name).map(String::as_str)
    }

    /// Whether a category's tickets are for the police liaison alone.
    pub(super) fn is_sensitive(&self, category: &str) -> bool {
        self.sensitive_categories.contains(category)
    }
}

/// A name that is there, and what it is called in paths and memberships.
struct Known {
    code: String,
    name: String,
    is_sensitive: bool,
}

async fn known(tx: &Client, statement: &str) -> Result<Vec<Known>, tokio_postgres::Error> {
    let rows = tx.query(statement, &[]).await?;
    rows.iter()
        .map(|row| {
            let is_sensitive = if row.len() > 2 { row.try_get(2)? } else { false };
            Ok(Known { code: row.try_get(0)?, name: row.try_get(1)?, is_sensitive })
        })
        .collect()
}

/// Adds the names that are missing; whether any was.
async fn add(tx: &Client, statement: &str, known: &[Known], names: &[&str]) -> Result<bool, tokio_postgres::Error> {
    let mut codes: BTreeSet<String> = known.iter().map(|known| known.code.clone()).collect();
    let there: HashSet<&str> = known.iter().map(|known| known.name.as_str()).collect();
    let missing: Vec<&str> = names.iter().copied().filter(|name| !there.contains(name)).collect();
    let new: Vec<String> = missing.iter().map(|name| code(name, &mut codes)).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    tx.execute(statement, &[&new, &missing]).await?;
    Ok(true)
}

/// A short name of a-z, 0-9 and `-` that is not taken yet: `Refuse & Cleansing` is `refuse-cleansing`.
fn code(name: &str, taken: &mut BTreeSet<String>) -> String {
    const MOST: usize = 56;
    let mut code = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            code.push(c);
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    code.truncate(MOST);
    let code = code.trim_end_matches('-');
    let code = if code.is_empty() { "unnamed" } else { code };
    let free = std::iter::once(code.to_owned()).chain((2..).map(|number| format!("{code}-{number}")));
    let free = free.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_differ() {
        let mut taken = BTreeSet::from(["pwdx".to_owned()]);
        let mut of = |name: &str| code(name, &mut taken);
        assert_eq!(of("Refuse & Cleansing"), "refuse-cleansing");
        assert_eq!((of("PWDx"), of("PWDx!")), ("pwdx-2".to_owned(), "pwdx-3".to_owned()));
        assert_eq!((of("GEN_"), of("水"), of("火")), ("gen".to_owned(), "unnamed".to_owned(), "unnamed-2".to_owned()));
        assert!(of(&"long ".repeat(40)).len() <= 63);
    }
}
