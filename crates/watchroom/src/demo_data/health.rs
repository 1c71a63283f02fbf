//! The state of services as a checker writes it: one row per service, kept up to date.

use jiff::Timestamp;
use tokio_postgres::{Client, Error};

/// Every service is checked once in that many seconds.
const CHECK_EVERY_S: i64 = 10;

/// What a checker found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Status 0.
    Healthy,
    /// Status 1.
    Degraded,
    /// Status 2.
    Down,
}

/// The latest check of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The service.
    pub name: &'static str,
    /// What was found.
    pub condition: Condition,
    /// When, in seconds since the epoch.
    pub at_s: i64,
    /// Why it is not healthy.
    pub message: Option<String>,
}

/// The instant of the latest check of the service with that number: they take turns.
#[must_use]
pub const fn latest_check_s(number: usize, now_s: i64) -> i64 {
    now_s - (now_s - number as i64).rem_euclid(CHECK_EVERY_S)
}

/// Creates the table.
///
/// # Errors
/// When the database refuses.
pub async fn create_table(client: &Client) -> Result<(), Error> {
    // Half-empty pages: rows that are rewritten every ten seconds find room beside their old version.
    client
        .batch_execute(
            "create table if not exists service_health (
                 name text primary key,
                 last_check_status integer not null,
                 last_checked_at timestamptz not null,
                 error_message text
             ) with (fillfactor = 50)",
        )
        .await
}

/// Writes the checks that are newer than what stands there; returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn write(client: &Client, checks: &[Check]) -> Result<u64, Error> {
    let names: Vec<&str> = checks.iter().map(|check| check.name).collect();
    let statuses: Vec<i32> = checks.iter().map(|check| check.condition as i32).collect();
    let instants: Vec<Timestamp> =
        checks.iter().map(|check| Timestamp::from_second(check.at_s).unwrap_or(Timestamp::MIN)).collect();
    let messages: Vec<Option<&str>> = checks.iter().map(|check| check.message.as_deref()).collect();
    client
        .execute(
            "insert into service_health as old (name, last_check_status, last_checked_at, error_message)
             select * from unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[])
             on conflict (name) do update
             set last_check_status = excluded.last_check_status,
                 last_checked_at = excluded.last_checked_at,
                 error_message = excluded.error_message
             where old.last_checked_at < excluded.last_checked_at",
            &[&names, &statuses, &instants, &messages],
        )
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_is_checked_every_ten_seconds_in_turn() {
        assert_eq!([100, 105, 112, 113].map(|now_s| latest_check_s(3, now_s)), [93, 103, 103, 113]);
    }
}
