//! `watchroom import tickets`: real and hostile files into a service desk.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio_postgres::Client;
use watchroom_domain::Clock;
use watchroom_store::{Actor, Address, Central, SecretKey, Tenants};
use watchroom_test_support::TestTenant;

use crate::instance::{Instance, KEY};
use crate::program::Line;

const MAPPING: &str = r#"source: { format: csv, timezone: "Africa/Johannesburg", datetime_format: "%Y-%m-%d %H:%M" }
columns:
  tracking_number: No
  created_at: Opened
  resolved_at: Done
  category: What
  description: { column: Text }
  address: Where
  ward_id: { column: Ward, normalise: number }
  team: Team
  status: { column: State, map: { open: open, waits: waiting, done: resolved } }
  severity: { value: medium }
"#;
const HEADING: &str = "No,Opened,Done,What,Text,Where,Ward,Team,State,Clerk\n";

/// An instance with a tenant that has a desk, and a folder for files.
struct Desk {
    instance: Instance,
    tenant: TestTenant,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Self {
        let instance = Instance::migrated().await;
        let mut tenant = TestTenant::make("beta", "").await;
        tenant.install_desk().await;
        instance.line(["tenant", "add", "beta", "--name", "Beta", "--database-url", &tenant.reader_url()]).run().said();
        let central = Central::new(&Address::parse(&instance.central.url()).expect("an address")).expect("a pool");
        let key = SecretKey::from_text(&KEY).expect("a key");
        let by = Actor::command_line("test", Clock::machine().now());
        let desk = tenant.desk.clone().expect("a desk");
        central.tenant_desk_put(&tenant.id, &desk, &key, &by).await.expect("a desk");
        Self { instance, tenant, folder: tempfile::tempdir().expect("a folder") }
    }

    /// Writes a file; gives its path.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    fn import(&self, mapping: &Path, data: &Path) -> Line {
        let line = self.instance.line(["import", "tickets", "--tenant", "beta", "--json", "--mapping"]);
        line.and([mapping]).and([data])
    }

    /// Imports rows by the usual mapping; gives the exit code, the summary and what was told.
    fn rows(&self, rows: &str) -> (Option<i32>, Value, String) {
        let mapping = self.file("mapping.yaml", MAPPING);
        let data = self.file("data.csv", format!("{HEADING}{rows}"));
        let outcome = self.import(&mapping, &data).run();
        (outcome.code, last_line(&outcome.stdout), outcome.stderr)
    }

    fn rejected(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("data.csv.rejected.csv")).unwrap_or_default()
    }

    async fn owner(&self) -> Client {
        self.tenant.owner().await
    }
}

fn last_line(stdout: &str) -> Value {
    serde_json::from_str(stdout.lines().last().unwrap_or_default()).unwrap_or(Value::Null)
}

fn counts(read: u64, imported: u64, updated: u64, unchanged: u64, rejected: u64) -> Value {
    json!({"read": read, "imported": imported, "updated": updated, "unchanged": unchanged, "rejected": rejected})
}

async fn text(client: &Client, sql: &str) -> String {
    let row = client.query_one(&format!("SELECT coalesce(({sql})::text, '')"), &[]).await;
    row.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0)
}

/// The numbers of the tickets that changed since a snapshot.
fn changed_since(seen: &str) -> String {
    format!(
        "SELECT string_agg(DISTINCT tracking_number, ' ' ORDER BY tracking_number)
         FROM service_desk.changed_since('{seen}') c (id) JOIN service_desk.tickets USING (id)"
    )
}

#[tokio::test]
async fn boston_is_imported_whole_and_once_more_changes_nothing() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/boston311-2015-h1.csv.gz");
    let given = std::env::var_os("WATCHROOM_BOSTON_CSV").map(PathBuf::from);
    let Some(data) = given.or_else(|| beside.exists().then_some(beside)) else {
        eprintln!(
            "BOSTON'S FILE WAS NOT IMPORTED: boston311-2015-h1.csv.gz is not at hand (WATCHROOM_BOSTON_CSV names it)"
        );
        return;
    };
    let desk = Desk::new().await;
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/imports/boston311.yaml");
    // Beside the data nothing may be written: it is read in place.
    let linked = desk.folder.path().join("boston.csv.gz");
    std::os::unix::fs::symlink(data.canonicalize().expect("a path"), &linked).expect("a link");
    let owner = desk.owner().await;

    let tried = desk.import(&mapping, &linked).and(["--dry-run"]).run();
    assert_eq!(last_line(&tried.stdout), counts(58_119, 58_119, 0, 0, 0), "{}", tried.stderr);
    let left = "SELECT (SELECT count(*) FROM service_desk.tickets) + (SELECT count(*) FROM service_desk.teams) \
                + (SELECT count(*) FROM service_desk.events)";
    assert_eq!(text(&owner, left).await, "0", "a dry run keeps nothing");

    let done = desk.import(&mapping, &linked).run().told(0, &["dropped: TARGET", "84 tickets were over before"][1..]);
    assert_eq!(last_line(&done.stdout), counts(58_119, 58_119, 0, 0, 0));
    assert!(done.stderr.contains("CLOSURE_REASON"), "dropped columns are named: {}", done.stderr);
    assert!(!desk.folder.path().join("boston.csv.gz.rejected.csv").exists());
    for (sql, expected) in [
        ("SELECT count(*) FROM service_desk.tickets WHERE source = 'import'", "58119"),
        ("SELECT count(DISTINCT ward_id) FROM service_desk.tickets", "22"),
        ("SELECT count(*) FROM service_desk.wards", "22"),
        ("SELECT count(*) FROM service_desk.tickets WHERE ward_id IS NULL", "6312"),
        ("SELECT count(*) FROM service_desk.teams", "17"),
        ("SELECT name FROM service_desk.teams WHERE id = 'pwdx'", "PWDx"),
        ("SELECT count(*) FROM service_desk.tickets WHERE resolved_at <= sla_resolution_deadline", "27295"),
        ("SELECT count(*) FROM service_desk.tickets WHERE resolved_at > sla_resolution_deadline", "10025"),
        ("SELECT count(*) FROM service_desk.tickets WHERE NOT sla_imported OR sla_policy_id IS NOT NULL", "0"),
        ("SELECT count(*) FROM service_desk.tickets WHERE sla_resolution_deadline IS NULL", "14527"),
        ("SELECT count(*) FROM service_desk.ticket_history", "0"),
        ("SELECT string_agg(DISTINCT kind, ' ') FROM service_desk.events", "metrics_updated"),
        // Every open ticket with a target is overdue since 2015: nobody is told of it again.
        ("SELECT count(*) FROM service_desk.sla_notices WHERE kind = 'breach'", "6272"),
    ] {
        assert_eq!(text(&owner, sql).await, expected, "{sql}");
    }

    let state = "SELECT md5(string_agg(t::text, '|' ORDER BY tracking_number)) FROM service_desk.tickets t";
    let written =
        "SELECT max(xmin::text::bigint) || ' ' || count(*) FILTER (WHERE xmax <> 0) FROM service_desk.tickets";
    let (before, rows_before) = (text(&owner, state).await, text(&owner, written).await);
    let events = text(&owner, "SELECT count(*) FROM service_desk.events").await;
    let again = desk.import(&mapping, &linked).run();
    assert_eq!(last_line(&again.stdout), counts(58_119, 0, 0, 58_119, 0), "{}", again.stderr);
    assert_eq!(text(&owner, state).await, before);
    assert_eq!(text(&owner, written).await, rows_before, "no row was so much as touched");
    assert_eq!(text(&owner, "SELECT count(*) FROM service_desk.events").await, events);

    let records =
        desk.instance.line(["audit", "list", "--json", "--tenant", "beta", "--action", "import"]).run().said();
    let records = last_line(&records);
    assert_eq!(records[0]["detail"]["unchanged"], 58_119, "{records}");
    assert_eq!(records[1]["detail"]["imported"], 58_119);
    assert_eq!((&records[0]["subject"], &records[0]["tenant_id"]), (&json!("boston.csv.gz"), &json!("beta")));
    assert_eq!(records[0]["detail"]["mapping"], "boston311.yaml");
    assert_eq!(records.as_array().map(Vec::len), Some(2), "a dry run leaves no record");
}

#[tokio::test]
async fn what_changed_is_updated_with_its_history_and_what_people_did_elsewhere_stays() {
    let desk = Desk::new().await;
    let owner = desk.owner().await;
    let rows = "A-1,2026-03-01 08:00,,Pothole,A hole,1 Main Rd,Ward 3,Roads,open,ann\n\
                A-2,2026-03-01 09:00,2026-03-02 10:00,Leak,Water,,07,Water Works,done,bob\n\
                A-3,2026-03-01 10:00,,Leak,More water,,,,waits,bob\n";
    let seen = text(&owner, "SELECT pg_current_snapshot()").await;
    assert_eq!(desk.rows(rows).1, counts(3, 3, 0, 0, 0));
    assert_eq!(
        text(&owner, &changed_since(&seen)).await,
        "A-1 A-2 A-3",
        "whoever keeps tickets in memory hears of them"
    );
    assert_eq!(
        text(&owner, "SELECT string_agg(id || '=' || name, ', ' ORDER BY id) FROM service_desk.teams").await,
        "roads=Roads, water-works=Water Works"
    );
    assert_eq!(
        text(&owner, "SELECT string_agg(id || '=' || name, ', ' ORDER BY id) FROM service_desk.wards").await,
        "3=Ward 3, 7=Ward 7"
    );
    assert_eq!(
        text(&owner, "SELECT created_at AT TIME ZONE 'UTC' FROM service_desk.tickets WHERE tracking_number = 'A-1'")
            .await,
        "2026-03-01 06:00:00"
    );
    assert_eq!(
        text(&owner, "SELECT waiting_reason FROM service_desk.tickets WHERE tracking_number = 'A-3'").await,
        "It was waiting when it was imported"
    );

    // Somebody has placed it and given it a person; the mapping knows of neither.
    let person = "00000000-0000-0000-0000-000000000009";
    let here = format!(
        "UPDATE service_desk.tickets SET latitude = -26.1, longitude = 27.9, assigned_user_id = '{person}' WHERE tracking_number IN ('A-1', 'A-2')"
    );
    owner.batch_execute(&here).await.expect("a change");
    let seen = text(&owner, "SELECT pg_current_snapshot()").await;
    assert_eq!(desk.rows(rows).1, counts(3, 0, 0, 3, 0), "what is not mapped makes no difference");
    assert_eq!(text(&owner, &changed_since(&seen)).await, "");

    let changed = rows
        .replace("Ward 3,Roads,open", "Ward 4,Roads,open")
        .replace("2026-03-02 10:00,Leak,Water,,07,Water Works,done", ",Leak,Water,,07,Roads,open");
    assert_eq!(desk.rows(&changed).1, counts(3, 0, 2, 1, 0));
    assert_eq!(text(&owner, &changed_since(&seen)).await, "A-1 A-2");
    let line = "SELECT string_agg(concat_ws(' ', t.tracking_number, h.field, coalesce(h.old, '-'), coalesce(h.new, '-'), h.reason), E'\\n' ORDER BY t.tracking_number, h.place) \
                FROM service_desk.ticket_history h JOIN service_desk.tickets t ON t.id = h.ticket_id";
    assert_eq!(
        text(&owner, line).await,
        "A-1 ward_id 3 4 imported\nA-2 status resolved open imported\nA-2 team Water Works Roads imported\n\
         A-2 resolved_at 2026-03-02T08:00:00+00:00 - imported"
    );
    assert_eq!(
        text(
            &owner,
            "SELECT count(DISTINCT change) FROM service_desk.ticket_history WHERE actor_name LIKE 'command line (%)'"
        )
        .await,
        "2"
    );
    let state = "SELECT string_agg(concat_ws(' ', tracking_number, version, reopened_count, latitude, assigned_user_id IS NULL), ', ' ORDER BY tracking_number) FROM service_desk.tickets";
    assert_eq!(text(&owner, state).await, "A-1 2 0 -26.1 f, A-2 2 1 -26.1 t, A-3 1 0 t");
    assert_eq!(desk.rows(&changed).1, counts(3, 0, 0, 3, 0));
}

#[tokio::test]
async fn refused_rows_are_kept_with_line_and_reason_and_can_be_mended() {
    let desk = Desk::new().await;
    let rows = "B-1,2026-03-01 08:00,,Pothole,\"two\nlines\",,1,Roads,open,ann\n\
                B-2,2026-03-01 08:00,,Pothole,text,,1,Roads,gone,ann\n\
                B-3,yesterday,,Pothole,\"a \"\"quoted\"\" word\",,1,Roads,open,ann\n\
                B-1,2026-03-01 08:00,,Pothole,again,,1,Roads,open,ann\n\
                B-4,2026-03-01 08:00,,Pothole,too,many,,1,Roads,open,ann,more\n";
    let (code, summary, told) = desk.rows(rows);
    assert_eq!((code, &summary), (Some(1), &counts(5, 1, 0, 0, 4)));
    assert!(told.contains("4 refused rows") && told.contains("data.csv.rejected.csv"), "{told}");
    let rejected = desk.rejected();
    let lines: Vec<&str> = rejected.lines().collect();
    assert_eq!(lines[0], format!("line,reason,{}", HEADING.trim_end()));
    assert!(lines[1].starts_with("4,column `State`: the mapping's `status` has no word for `gone`,B-2,"), "{rejected}");
    assert!(
        lines[2].starts_with("5,\"column `Opened`: `yesterday` is no moment")
            || lines[2].starts_with("5,column `Opened`: `yesterday` is no moment"),
        "{rejected}"
    );
    assert!(lines[3].starts_with("6,the tracking number `B-1` stands on line 2 already,B-1,"), "{rejected}");
    assert!(lines[4].starts_with("7,") && lines[4].contains("12 fields and the heading 10"), "{rejected}");

    // Mended in place, the first three rows of it go in by the same mapping.
    let mended: String = lines[..3].iter().map(|line| format!("{line}\n")).collect();
    let mended = mended.replace(",gone,", ",open,").replace(",yesterday,", ",2026-03-01 09:00,");
    let (mapping, data) = (desk.file("mapping.yaml", MAPPING), desk.file("mended.csv", mended));
    let outcome = desk.import(&mapping, &data).run().told(0, &["Columns that were dropped: line, reason, Clerk"]);
    assert_eq!(last_line(&outcome.stdout), counts(2, 2, 0, 0, 0));
    let owner = desk.owner().await;
    assert_eq!(
        text(&owner, "SELECT description FROM service_desk.tickets WHERE tracking_number = 'B-3'").await,
        "a \"quoted\" word"
    );

    // A run that refuses nothing takes the old list away.
    assert_eq!(desk.rows("B-9,2026-03-01 08:00,,Pothole,text,,1,Roads,open,ann\n").0, Some(0));
    assert_eq!(desk.rejected(), "");
}

#[tokio::test]
async fn odd_files_are_read_or_refused_with_what_to_do() {
    let desk = Desk::new().await;
    let owner = desk.owner().await;
    let semicolons = MAPPING.replace("format: csv,", "format: csv, delimiter: \";\", encoding: windows-1252,");
    let mapping = desk.file("semicolons.yaml", &semicolons);
    let mut bytes = HEADING.replace(',', ";").replace('\n', "\r\n").into_bytes();
    bytes.extend_from_slice(b"C-1;2026-03-01 08:00;;Caf\xe9;\x93open\x94 caf\xe9;;1;;open;\r\n");
    let data = desk.file("old.csv", &bytes);
    assert_eq!(last_line(&desk.import(&mapping, &data).run().stdout), counts(1, 1, 0, 0, 0));
    assert_eq!(
        text(&owner, "SELECT category || ': ' || description FROM service_desk.tickets").await,
        "Café: “open” café"
    );

    let plain = desk.file("mapping.yaml", MAPPING);
    let row = "C-2,2026-03-01 08:00,,Café,text,,1,,open,\n";
    let marked = desk.file("marked.csv", [b"\xef\xbb\xbf", HEADING.as_bytes(), row.as_bytes()].concat());
    assert_eq!(last_line(&desk.import(&plain, &marked).run().stdout), counts(1, 1, 0, 0, 0));
    let latin = desk.file(
        "latin.csv",
        [
            HEADING.as_bytes(),
            &row.replace("C-2", "C-3").into_bytes().iter().copied().filter(|byte| *byte != 0xc3).collect::<Vec<u8>>(),
        ]
        .concat(),
    );
    desk.import(&plain, &latin).run().told(1, &["1 refused rows"]);
    let refused = std::fs::read(desk.folder.path().join("latin.csv.rejected.csv")).expect("a file");
    assert!(String::from_utf8_lossy(&refused).contains("encoding: windows-1252"));

    let wide: Vec<u8> = format!("{HEADING}{row}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = desk.file("wide.csv", [b"\xff\xfe".as_slice(), &wide].concat());
    desk.import(&plain, &wide).run().told(2, &["UTF-16", "iconv"]);
    desk.import(&plain, &desk.file("empty.csv", "")).run().told(2, &["empty.csv is empty"]);
    desk.import(&plain, desk.folder.path()).run().told(2, &["is a folder"]);
    desk.import(&plain, &desk.folder.path().join("none.csv")).run().told(2, &["none.csv cannot be read"]);
    let heading_alone = desk.file("heading.csv", HEADING);
    assert_eq!(last_line(&desk.import(&plain, &heading_alone).run().stdout), counts(0, 0, 0, 0, 0));
}

#[tokio::test]
async fn mistakes_in_the_mapping_are_told_before_anything_is_read() {
    let desk = Desk::new().await;
    let data = desk.file("data.csv", HEADING.replace("Opened", "Opend"));
    let wrong = desk.file("wrong.yaml", MAPPING.replace("medium", "medum").replace("team: Team", "teem: Team"));
    desk.import(&wrong, &data)
        .run()
        .told(1, &["wrong.yaml:12:22", "did you mean `medium`", "wrong.yaml:10:3", "did you mean `team`"]);
    let right = desk.file("right.yaml", MAPPING);
    desk.import(&right, &data).run().told(1, &["right.yaml:4:15", "no column `Opened`", "did you mean `Opend`"]);
    desk.import(&desk.folder.path().join("none.yaml"), &data).run().told(1, &["none.yaml", "cannot be read"]);
    let line = desk.instance.line(["import", "tickets", "--tenant", "gamma", "--mapping"]);
    let good = desk.file("good.csv", HEADING);
    line.and([&right, &good]).run().told(2, &["no tenant `gamma`"]);
    let bare = TestTenant::make("bare", "").await;
    desk.instance.line(["tenant", "add", "bare", "--name", "Bare", "--database-url", &bare.reader_url()]).run().said();
    let line = desk.instance.line(["import", "tickets", "--tenant", "bare", "--mapping"]);
    line.and([&right, &good]).run().told(2, &["`bare` has no service desk", "docs/service-desk.md"]);
}

#[tokio::test]
async fn an_import_that_breaks_off_goes_on_when_it_is_run_again() {
    let desk = Desk::new().await;
    let mapping = desk.file("mapping.yaml", MAPPING);
    let mut rows = HEADING.to_owned();
    for number in 0..25_000 {
        rows.push_str(&format!("D-{number},2026-03-01 08:00,,Pothole,hole {number},,{},Roads,open,\n", number % 20));
    }
    let plain = desk.file("whole.csv", &rows);
    let packed = std::process::Command::new("gzip").arg("-c").arg(&plain).output().expect("gzip runs").stdout;
    let cut = desk.file("cut.csv.gz", &packed[..packed.len() * 9 / 10]);
    let broken =
        desk.import(&mapping, &cut).run().told(2, &["broke off after 20000 rows were written", "run it again"]);
    assert!(broken.stderr.contains("breaks off after line"), "{}", broken.stderr);
    let whole = desk.file("whole.csv.gz", &packed);
    assert_eq!(last_line(&desk.import(&mapping, &whole).run().stdout), counts(25_000, 5_000, 0, 20_000, 0));
    let failed = desk.instance.line(["audit", "list", "--json", "--action", "import_failed"]).run().said();
    let failed = last_line(&failed);
    assert_eq!(failed[0]["detail"]["imported"], 20_000, "{failed}");
    desk.instance.line(["audit", "verify"]).run().said();
}

#[tokio::test]
async fn policies_make_the_deadlines_that_no_column_gives_and_sensitive_categories_stay_sensitive() {
    let desk = Desk::new().await;
    let owner = desk.owner().await;
    owner
        .batch_execute(
            "INSERT INTO service_desk.calendars (id, name, timezone, shifts) VALUES ('00000000-0000-0000-0000-00000000000c', 'Office', \
                 'Africa/Johannesburg', '{\"mon\": [[\"08:00\", \"16:00\"]], \"tue\": [[\"08:00\", \"16:00\"]]}');
             INSERT INTO service_desk.sla_policies (category, response_minutes, resolution_minutes, calendar_id, effective_from) VALUES \
                 ('Pothole', 60, 600, '00000000-0000-0000-0000-00000000000c', '2020-01-01Z'), ('Leak', 60, 240, NULL, '2020-01-01Z');
             INSERT INTO service_desk.categories VALUES ('Violence', true, '', 'violence')",
        )
        .await
        .expect("levels");
    // A Monday, seven in the morning.
    let rows = "E-1,2026-03-02 07:00,,Pothole,hole,,3,Roads,open,\n\
                E-2,2026-03-02 07:00,2026-03-02 08:00,Leak,leak,,3,Water,done,\n\
                E-3,2026-03-02 07:00,,Violence,help,,3,,open,\n\
                E-4,2026-03-02 07:00,,Other,else,,3,,open,\n";
    assert_eq!(desk.rows(rows).1, counts(4, 4, 0, 0, 0));
    let clocks = "SELECT string_agg(concat_ws(' ', tracking_number, is_sensitive, sla_imported, to_char(sla_resolution_deadline AT TIME ZONE 'Africa/Johannesburg', 'Dy HH24:MI')), ', ' ORDER BY tracking_number) FROM service_desk.tickets";
    assert_eq!(text(&owner, clocks).await, "E-1 f f Tue 10:00, E-2 f f Mon 11:00, E-3 t f, E-4 f f");
    assert_eq!(desk.rows(rows).1, counts(4, 0, 0, 4, 0));
}

#[tokio::test]
async fn a_deadline_is_news_only_if_it_passes_after_the_import() {
    let desk = Desk::new().await;
    let owner = desk.owner().await;
    let mapping = MAPPING.replace("resolved_at: Done", "resolved_at: Done\n  sla_resolution_deadline: Until");
    let mapping = desk.file("deadlines.yaml", mapping);
    // Late; late and done; with years to go.
    let data = "F-1,2026-03-01 08:00,,Leak,a,,3,Roads,open,,2026-03-02 08:00\n\
                F-2,2026-03-01 08:00,2026-03-05 08:00,Leak,b,,3,Roads,done,,2026-03-02 08:00\n\
                F-3,2026-03-01 08:00,,Leak,c,,3,Roads,open,,2190-03-02 08:00\n";
    let data = desk.file("deadlines.csv", format!("{},Until\n{data}", HEADING.trim_end()));
    let outcome = desk.import(&mapping, &data).run();
    assert_eq!(last_line(&outcome.stdout), counts(3, 3, 0, 0, 0), "{}", outcome.stderr);

    let central = Central::new(&Address::parse(&desk.instance.central.url()).expect("an address")).expect("a pool");
    let tenants = Tenants::new(std::sync::Arc::new(SecretKey::from_text(&KEY).expect("a key")));
    tenants.refresh(&central).await.expect("tenants");
    let told = "SELECT string_agg(e.kind || ' of ' || t.tracking_number, ', ' ORDER BY e.id) FROM service_desk.events e \
                JOIN service_desk.tickets t ON t.id = e.ticket_id";
    tenants.sla_notify(&desk.tenant.id, Clock::machine().now()).await.expect("a look at the clocks");
    assert_eq!(text(&owner, told).await, "", "what was late before is nobody's news");
    let later = "2190-03-03T00:00:00Z".parse().expect("a moment");
    tenants.sla_notify(&desk.tenant.id, later).await.expect("a look at the clocks");
    assert_eq!(text(&owner, told).await, "sla_breach of F-3");
}
