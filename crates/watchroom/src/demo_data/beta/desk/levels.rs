//! The municipality's promises: around the clock for water, sewers and electricity, at office hours for the rest.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use tokio_postgres::Client;
use uuid::Uuid;
use watchroom_desk::sla::{Calendar, CalendarForm, CalendarId, HolidayForm, Policies, Policy, PolicyId, ReopenPolicy};
use watchroom_domain::Severity;

use super::trades::{CATEGORIES, URGENCY};
use crate::demo_data::noise::Stream;

const OFFICE_NAME: &str = "Office hours";
const WEEKDAYS: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];
/// Before this, streets had more time.
const STRICTER_FROM: &str = "2026-07-01T00:00:00+02:00";
const FROM: &str = "2020-01-01T00:00:00+02:00";
/// Teams whose targets became stricter, and by how much they were longer before.
const ONCE_LONGER: [(usize, f64); 2] = [(3, 1.25), (4, 1.2)];

/// Minutes for the first answer and for the end, whatever the severity, where the police liaison alone looks after it: the
/// clock neither stops while something is waited for, nor goes on where it stood when it comes back.
const SENSITIVE_MINUTES: (u32, u32) = (30, 24 * 60);
/// When such a one is at risk: earlier than others.
const SENSITIVE_AT_RISK: f64 = 0.5;

/// Public holidays, as the government gazettes them.
const HOLIDAYS: [(&str, &str); 38] = [
    ("2025-01-01", "New Year's Day"),
    ("2025-03-21", "Human Rights Day"),
    ("2025-04-18", "Good Friday"),
    ("2025-04-21", "Family Day"),
    ("2025-04-28", "Freedom Day (observed)"),
    ("2025-05-01", "Workers' Day"),
    ("2025-06-16", "Youth Day"),
    ("2025-09-24", "Heritage Day"),
    ("2025-12-16", "Day of Reconciliation"),
    ("2025-12-25", "Christmas Day"),
    ("2025-12-26", "Day of Goodwill"),
    ("2026-01-01", "New Year's Day"),
    ("2026-03-21", "Human Rights Day"),
    ("2026-04-03", "Good Friday"),
    ("2026-04-06", "Family Day"),
    ("2026-04-27", "Freedom Day"),
    ("2026-05-01", "Workers' Day"),
    ("2026-06-16", "Youth Day"),
    ("2026-08-10", "National Women's Day (observed)"),
    ("2026-09-24", "Heritage Day"),
    ("2026-12-16", "Day of Reconciliation"),
    ("2026-12-25", "Christmas Day"),
    ("2026-12-26", "Day of Goodwill"),
    ("2027-01-01", "New Year's Day"),
    ("2027-03-22", "Human Rights Day (observed)"),
    ("2027-03-26", "Good Friday"),
    ("2027-03-29", "Family Day"),
    ("2027-04-27", "Freedom Day"),
    ("2027-05-01", "Workers' Day"),
    ("2027-06-16", "Youth Day"),
    ("2027-08-09", "National Women's Day"),
    ("2027-09-24", "Heritage Day"),
    ("2027-12-16", "Day of Reconciliation"),
    ("2027-12-25", "Christmas Day"),
    ("2027-12-27", "Day of Goodwill (observed)"),
    ("2028-01-01", "New Year's Day"),
    ("2028-03-21", "Human Rights Day"),
    ("2028-04-14", "Good Friday"),
];

/// The promises as they stand in the database.
pub struct Levels {
    calendar: (CalendarId, CalendarForm),
    versions: Vec<Policy>,
}

impl Levels {
    /// Makes them, each time the same.
    pub fn make() -> anyhow::Result<Self> {
        let ids = Stream::named("service levels");
        let shift = || vec![["07:30".to_owned(), "16:00".to_owned()]];
        let form = CalendarForm {
            timezone: "Africa/Johannesburg".to_owned(),
            shifts: WEEKDAYS.iter().map(|day| ((*day).to_owned(), shift())).collect(),
            holidays: HOLIDAYS
                .iter()
                .map(|(date, name)| HolidayForm { date: (*date).to_owned(), name: (*name).to_owned(), shifts: vec![] })
                .collect(),
        };
        let calendar = CalendarId(uuid(ids, 0));
        let (from, stricter): (Timestamp, Timestamp) = (FROM.parse()?, STRICTER_FROM.parse()?);
        let mut versions = Vec::new();
        for category in &CATEGORIES {
            if category.is_sensitive() {
                versions.push(Policy {
                    id: PolicyId(uuid(ids, versions.len() as i64 + 1)),
                    category: Some(category.name.to_owned()),
                    severity: None,
                    response_minutes: Some(SENSITIVE_MINUTES.0),
                    resolution_minutes: Some(SENSITIVE_MINUTES.1),
                    calendar: None,
                    at_risk_share: SENSITIVE_AT_RISK,
                    waiting_pauses: false,
                    reopen: ReopenPolicy::Restart,
                    effective_from: from,
                    effective_to: None,
                });
                continue;
            }
            for (urgency, severity) in URGENCY.iter().zip(Severity::ALL) {
                let minutes = |hours: u32, longer: f64| (f64::from(hours) * 60.0 * urgency * longer).round() as u32;
                let longer = ONCE_LONGER.iter().find(|(team, _)| *team == category.team).map(|(_, longer)| *longer);
                let mut version = |effective_from, effective_to, longer: f64| {
                    versions.push(Policy {
                        id: PolicyId(uuid(ids, versions.len() as i64 + 1)),
                        category: Some(category.name.to_owned()),
                        severity: Some(*severity),
                        response_minutes: Some(minutes(category.targets.0, longer)),
                        resolution_minutes: Some(minutes(category.targets.1, longer)),
                        calendar: (!category.is_round_the_clock()).then_some(calendar),
                        at_risk_share: 0.8,
                        waiting_pauses: true,
                        reopen: ReopenPolicy::Continue,
                        effective_from,
                        effective_to,
                    });
                };
                match longer {
                    Some(longer) => {
                        version(from, Some(stricter), longer);
                        version(stricter, None, 1.0);
                    }
                    None => version(from, None, 1.0),
                }
            }
        }
        Ok(Self { calendar: (calendar, form), versions })
    }

    /// What reckons by them.
    pub fn policies(&self) -> anyhow::Result<Policies> {
        let (id, form) = &self.calendar;
        let calendars = BTreeMap::from([(*id, Calendar::from_form(form).context("the demo's calendar")?)]);
        Policies::new(self.versions.clone(), &calendars).context("the demo's service levels")
    }

    /// Writes what is missing of them.
    pub async fn write(&self, client: &Client) -> anyhow::Result<()> {
        let (id, form) = &self.calendar;
        let (shifts, holidays) = (serde_json::to_value(&form.shifts)?, serde_json::to_value(&form.holidays)?);
        let calendar = "INSERT INTO service_desk.calendars (id, name, timezone, shifts, holidays) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        client.execute(calendar, &[&id.0, &OFFICE_NAME, &form.timezone, &shifts, &holidays]).await?;
        let policy = "INSERT INTO service_desk.sla_policies (id, category, severity, response_minutes, resolution_minutes, \
             calendar_id, at_risk_share, waiting_pauses, reopen, effective_from, effective_to) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
        let policy = client.prepare(policy).await?;
        for version in &self.versions {
            let minutes = |minutes: Option<u32>| minutes.and_then(|minutes| i32::try_from(minutes).ok());
            client
                .execute(
                    &policy,
                    &[
                        &version.id.0,
                        &version.category,
                        &version.severity.map(Severity::as_str),
                        &minutes(version.response_minutes),
                        &minutes(version.resolution_minutes),
                        &version.calendar.map(|calendar| calendar.0),
                        &version.at_risk_share,
                        &version.waiting_pauses,
                        &version.reopen.as_str(),
                        &version.effective_from,
                        &version.effective_to,
                    ],
                )
                .await?;
        }
        Ok(())
    }
}

/// An id that is the same each time.
pub fn uuid(stream: Stream, index: i64) -> Uuid {
    let bits = (u128::from(stream.of(1).hash(index)) << 64) | u128::from(stream.of(2).hash(index));
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::super::trades::TEAMS;
    use super::*;

    #[test]
    fn every_ticket_has_a_promise_at_any_time() {
        let levels = Levels::make().expect("levels");
        let policies = levels.policies().expect("policies");
        for category in &CATEGORIES {
            for severity in Severity::ALL {
                for at in ["2025-06-01T00:00:00Z", "2026-11-01T00:00:00Z"] {
                    let policy = policies.in_force(category.name, *severity, at.parse().expect("a moment"));
                    let policy = policy.unwrap_or_else(|| panic!("{} {severity} {at}", category.name));
                    assert_eq!(policy.calendar.is_none(), category.is_round_the_clock());
                }
            }
        }
    }

    /// The demo writes its history by these promises, and brings the desk in line with the file afterwards: where the two
    /// differed, every promise would change at the first start.
    #[test]
    fn the_file_says_the_same() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/tenants/tenant-beta");
        let desk = watchroom_spec::load_tenant(std::path::Path::new(folder)).desk.expect("settings");
        let levels = Levels::make().expect("levels");
        assert_eq!(desk.calendars[0].name, OFFICE_NAME);
        assert_eq!(desk.calendars[0].form, levels.calendar.1);
        for version in levels.versions.iter().filter(|version| version.effective_to.is_none()) {
            let of = |policy: &&watchroom_desk::settings::PolicySettings| {
                (&policy.category, policy.severity) == (&version.category, version.severity)
            };
            let policy = desk.policies.iter().find(of).unwrap_or_else(|| panic!("{version:?}"));
            assert_eq!(
                (policy.response_minutes, policy.resolution_minutes, policy.calendar.is_some()),
                (version.response_minutes, version.resolution_minutes, version.calendar.is_some()),
                "{}",
                policy.label()
            );
            assert_eq!(
                (policy.at_risk_share, policy.waiting_pauses, policy.reopen),
                (version.at_risk_share, version.waiting_pauses, version.reopen)
            );
        }
        let teams: Vec<_> = desk.teams.iter().map(|team| (team.id.as_str(), team.name.as_str())).collect();
        assert_eq!(teams, TEAMS.iter().map(|team| (team.id, team.name)).collect::<Vec<_>>());
        let in_file: Vec<_> = desk.categories.iter().map(|known| (known.name.as_str(), known.sensitive)).collect();
        let made: Vec<_> = CATEGORIES.iter().map(|category| (category.name, category.is_sensitive())).collect();
        assert_eq!(in_file, made);
    }
}
