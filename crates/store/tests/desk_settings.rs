//! Applying a desk's settings to its real tables: what is written, what is left, and that history is never rewritten.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use watchroom_desk::settings::{CalendarSettings, CategorySettings, DeskSettings, NamedThing, PolicySettings};
use watchroom_desk::sla::{CalendarForm, HolidayForm, ReopenPolicy};
use watchroom_domain::{Clock, Severity};
use watchroom_store::{Actor, Address, Central, DeskHealth, SecretKey, SettingChange, SettingsError, Tenants};
use watchroom_test_support::{Postgres, TestDatabase, TestTenant};

const START: &str = "2026-03-01T08:00:00Z";

struct World {
    tenant: TestTenant,
    tenants: Tenants,
    _central: TestDatabase,
}

fn hours(hours: i64) -> Timestamp {
    START.parse::<Timestamp>().expect("a moment") + SignedDuration::from_hours(hours)
}

async fn world() -> World {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let database = Postgres::shared().database().await;
    let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
    central.migrate().await.expect("migrations");
    let key = Arc::new(SecretKey::from_text(&watchroom_test_support::secret_key()).expect("a key"));
    let by = Actor::command_line("test", Clock::machine().now());
    central.tenant_put(&tenant.id, "Beta", &tenant.address(), &key, &by).await.expect("a tenant");
    let desk = tenant.desk.clone().expect("a desk");
    central.tenant_desk_put(&tenant.id, &desk, &key, &by).await.expect("a desk");
    let tenants = Tenants::new(key);
    tenants.refresh(&central).await.expect("tenants");
    World { tenant, tenants, _central: database }
}

impl World {
    async fn apply(
        &self,
        settings: &DeskSettings,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<String>, SettingsError> {
        let transaction = self.tenants.desk_as_server(&self.tenant.id).await?;
        let changes = transaction.settings_apply(settings, from, now).await?;
        transaction.commit().await?;
        Ok(changes.iter().map(ToString::to_string).collect())
    }

    async fn words(&self, sql: &str) -> String {
        let rows = self.tenant.owner().await.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join("\n")
    }

    async fn policies(&self) -> String {
        self.words(
            "SELECT concat_ws(' ', coalesce(p.category, 'any'), coalesce(severity, 'any'), resolution_minutes, c.timezone, \
             to_char(effective_from AT TIME ZONE 'UTC', 'HH24:MI'), to_char(effective_to AT TIME ZONE 'UTC', 'HH24:MI')) \
             FROM service_desk.sla_policies p LEFT JOIN service_desk.calendars c ON c.id = calendar_id ORDER BY 1",
        )
        .await
    }
}

fn named(id: &str, name: &str) -> NamedThing {
    NamedThing { id: id.to_owned(), name: name.to_owned() }
}

fn policy(category: Option<&str>, resolution: u32) -> PolicySettings {
    PolicySettings {
        category: category.map(str::to_owned),
        severity: None,
        response_minutes: None,
        resolution_minutes: Some(resolution),
        calendar: None,
        at_risk_share: 0.8,
        waiting_pauses: true,
        reopen: ReopenPolicy::Continue,
    }
}

fn settings() -> DeskSettings {
    let category = |name: &str, sensitive| CategorySettings {
        name: name.to_owned(),
        service_code: name.to_lowercase(),
        description: String::new(),
        sensitive,
    };
    let shifts = [("mon".to_owned(), vec![["08:00".to_owned(), "16:00".to_owned()]])];
    DeskSettings {
        teams: vec![named("roads", "Roads")],
        wards: vec![named("3", "Ward 3")],
        categories: vec![category("Pothole", false), category("Violence", true)],
        calendars: vec![CalendarSettings {
            name: "Office".to_owned(),
            form: CalendarForm { timezone: "UTC".to_owned(), shifts: shifts.into(), holidays: Vec::new() },
        }],
        policies: vec![
            policy(None, 600),
            PolicySettings { calendar: Some("Office".to_owned()), ..policy(Some("Pothole"), 960) },
        ],
    }
}

#[tokio::test]
async fn what_is_there_already_is_not_written_again() {
    let world = world().await;
    let first = world.apply(&settings(), hours(0), hours(0)).await.expect("applied");
    assert_eq!(first.len(), 7, "{first:?}");
    assert!(first.iter().all(|change| change.starts_with("add ")), "{first:?}");
    assert_eq!(world.apply(&settings(), hours(5), hours(5)).await.expect("applied"), Vec::<String>::new());
    assert_eq!(world.policies().await, "Pothole any 960 UTC 08:00\nany any 600 08:00");
    assert_eq!(world.words("SELECT name FROM service_desk.categories WHERE is_sensitive").await, "Violence");
    // Also not from the past: who applies the same line at each start is not refused.
    assert!(world.apply(&settings(), hours(-9), hours(6)).await.expect("applied").is_empty());
    assert_eq!(world.tenants.desk_health(&world.tenant.id).await, DeskHealth::Good);
}

#[tokio::test]
async fn a_change_is_a_new_version_and_what_is_not_named_stays() {
    let world = world().await;
    world.apply(&settings(), hours(0), hours(0)).await.expect("applied");
    let mut next = settings();
    next.teams = vec![named("roads", "Roads and Stormwater"), named("water", "Water")];
    next.wards.clear();
    next.policies = vec![policy(None, 700), policy(Some("Violence"), 60)];
    let told = world.apply(&next, hours(2), hours(2)).await.expect("applied");
    for wanted in ["change  team `roads`: Roads → Roads and Stormwater", "add     team `water`", "keep    ward `3`"] {
        assert!(told.iter().any(|line| line.starts_with(wanted)), "{wanted}: {told:?}");
    }
    assert!(told.iter().any(|line| line.starts_with("end     policy for Pothole, any severity")), "{told:?}");
    assert_eq!(
        world.policies().await,
        "Pothole any 960 UTC 08:00 10:00\nViolence any 60 10:00\nany any 600 08:00 10:00\nany any 700 10:00"
    );
    assert_eq!(world.words("SELECT id FROM service_desk.wards").await, "3");
    // One that ended comes back as a version of its own.
    next.policies.push(policy(Some("Pothole"), 480));
    world.apply(&next, hours(3), hours(3)).await.expect("applied");
    assert!(world.policies().await.contains("Pothole any 480 11:00"), "{}", world.policies().await);
}

#[tokio::test]
async fn another_calendar_is_another_version_of_the_policies_that_go_by_it() {
    let world = world().await;
    world.apply(&settings(), hours(0), hours(0)).await.expect("applied");
    let mut next = settings();
    let holiday = HolidayForm { date: "2026-12-25".to_owned(), name: "Christmas".to_owned(), shifts: Vec::new() };
    next.calendars[0].form.holidays.push(holiday);
    let told = world.apply(&next, hours(1), hours(1)).await.expect("applied");
    assert_eq!(told.len(), 2, "the calendar and the one policy: {told:?}");
    assert_eq!(world.policies().await, "Pothole any 960 UTC 08:00 09:00\nPothole any 960 UTC 09:00\nany any 600 08:00");
    let versions = "SELECT concat_ws(' ', jsonb_array_length(holidays), replaced_at IS NOT NULL) FROM service_desk.calendars ORDER BY 1";
    assert_eq!(world.words(versions).await, "0 t\n1 f", "earlier tickets keep the calendar that they were promised by");
}

#[tokio::test]
async fn a_rehearsal_writes_nothing_and_the_past_stands() {
    let world = world().await;
    let rehearsal = world.tenants.desk_as_server(&world.tenant.id).await.expect("a transaction");
    let changes = rehearsal.settings_apply(&settings(), hours(0), hours(0)).await.expect("rehearsed");
    assert!(changes.iter().all(SettingChange::is_written) && changes.len() == 7, "{changes:?}");
    drop(rehearsal);
    assert_eq!(world.words("SELECT id FROM service_desk.teams").await, "");

    world.apply(&settings(), hours(-48), hours(0)).await.expect("the first ones may be of the past");
    let next = DeskSettings { policies: vec![policy(None, 5)], ..settings() };
    let refused = world.apply(&next, hours(-1), hours(0)).await.expect_err("the past stands");
    assert!(matches!(refused, SettingsError::Past { .. }), "{refused}");
    assert!(!world.policies().await.contains(" 5 "), "nothing of it is written");
    let high = PolicySettings { severity: Some(Severity::High), ..policy(None, 5) };
    let added = DeskSettings { policies: vec![high], ..settings() };
    let refused = world.apply(&added, hours(-1), hours(0)).await.expect_err("nor is a new one put into it");
    assert!(matches!(refused, SettingsError::Past { .. }), "{refused}");

    world.apply(&next, hours(9), hours(0)).await.expect("a change that is planned");
    let sooner = DeskSettings { policies: vec![policy(None, 7)], ..settings() };
    let refused = world.apply(&sooner, hours(1), hours(1)).await.expect_err("a later one is planned");
    assert!(
        refused.to_string().contains("any category, any severity has a version from 2026-03-01T17:00:00Z"),
        "{refused}"
    );
    assert!(refused.to_string().contains("--from"), "{refused}");
}

#[tokio::test]
async fn two_at_once_write_each_thing_once() {
    let world = world().await;
    let settings = settings();
    let (one, two) =
        tokio::join!(world.apply(&settings, hours(0), hours(0)), world.apply(&settings, hours(0), hours(0)),);
    let written = one.expect("applied").len() + two.expect("applied").len();
    assert_eq!(written, 7);
}

#[tokio::test]
async fn tables_of_another_version_are_told() {
    let world = world().await;
    let owner = world.tenant.owner().await;
    owner.batch_execute("DELETE FROM service_desk.schema_history").await.expect("older");
    let health = world.tenants.desk_health(&world.tenant.id).await;
    assert!(matches!(health, DeskHealth::OtherVersion { applied: 0, .. }), "{health:?}");
    let words = health.in_words(&world.tenant.id);
    assert!(words.contains("watchroom tenant service-desk beta --owner-url-file"), "{words}");
    owner
        .batch_execute("INSERT INTO service_desk.schema_history (version, name) VALUES (99, 'newer')")
        .await
        .expect("newer");
    let words = world.tenants.desk_health(&world.tenant.id).await.in_words(&world.tenant.id);
    assert!(words.contains("Update the program"), "{words}");
    owner.batch_execute("DROP TABLE service_desk.schema_history").await.expect("gone");
    assert!(matches!(world.tenants.desk_health(&world.tenant.id).await, DeskHealth::Unreachable(_)));
}
