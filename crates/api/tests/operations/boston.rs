//! Half a year of a real city's tickets (Boston, 311), where the file is at hand: the figures against a computation over the
//! file itself, and against the city's own verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use bytes::Bytes;
use futures_util::SinkExt;
use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use serde_json::Value;
use watchroom_domain::Role;
use watchroom_test_support::TestApp;

use crate::world::{DONE, figures, number, total};

/// The day after the extract was taken.
const NOW: &str = "2016-01-13T12:00:00Z";

struct Case {
    number: String,
    opened: Timestamp,
    target: Option<Timestamp>,
    closed: Option<Timestamp>,
    verdict: String,
    category: String,
    team: String,
    ward: Option<String>,
    address: String,
}

fn cases() -> Option<Vec<Case>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/boston311-2015-h1.csv.gz");
    let path = std::env::var_os("WATCHROOM_BOSTON_CSV").map_or(beside, PathBuf::from);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("{} is not there: real tickets were not tried (name it in WATCHROOM_BOSTON_CSV)", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("a gzipped CSV");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let zone = TimeZone::get("America/New_York").expect("a zone");
    let moment = |text: &str| {
        let civil = strtime::parse("%m/%d/%Y %I:%M:%S %p", text).and_then(|parsed| parsed.to_datetime());
        let zoned = civil.and_then(|civil| civil.to_zoned(zone.clone()));
        (!text.is_empty()).then(|| zoned.unwrap_or_else(|error| panic!("{text}: {error}")).timestamp())
    };
    let case = |row: csv::StringRecord| {
        let cell = |name: &str| row[names.iter().position(|known| known == name).expect("a column")].to_owned();
        let ward: String = cell("ward").chars().filter(char::is_ascii_digit).collect();
        Case {
            number: cell("CASE_ENQUIRY_ID"),
            opened: moment(&cell("OPEN_DT")).expect("opened"),
            target: moment(&cell("TARGET_DT")),
            closed: moment(&cell("CLOSED_DT")),
            verdict: cell("OnTime_Status"),
            category: cell("TYPE"),
            team: cell("Department"),
            ward: ward.parse::<u32>().ok().map(|ward| ward.to_string()),
            address: cell("Location"),
        }
    };
    Some(reader.records().map(|row| case(row.expect("a row"))).collect())
}

/// A line of COPY's text.
fn line(case: &Case) -> String {
    let plain = |text: &str| text.replace('\\', "\\\\").replace(['\t', '\n', '\r'], " ");
    let or_null = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "\\N".to_owned());
    let moment = |moment: Option<Timestamp>| or_null(moment.map(|moment| moment.to_string()));
    [
        plain(&case.number),
        plain(&case.category),
        "medium".to_owned(),
        if case.closed.is_some() { "resolved" } else { "open" }.to_owned(),
        or_null(Some(plain(&case.address))),
        or_null(case.ward.clone()),
        plain(&case.team),
        "import".to_owned(),
        case.opened.to_string(),
        case.opened.to_string(),
        moment(case.closed),
        moment(case.target),
        "t".to_owned(),
    ]
    .join("\t")
        + "\n"
}

async fn loaded(cases: &[Case]) -> TestApp {
    let names = |name: fn(&Case) -> Option<String>| cases.iter().filter_map(name).collect::<BTreeSet<String>>();
    let quoted = |text: &str| text.replace('\'', "''");
    let mut sql = String::new();
    for (place, category) in names(|case| Some(case.category.clone())).iter().enumerate() {
        sql += &format!("INSERT INTO service_desk.categories VALUES ('{}', false, '', 'c{place}');", quoted(category));
    }
    for team in names(|case| Some(case.team.clone())) {
        sql += &format!("INSERT INTO service_desk.teams VALUES ('{0}', '{0}');", quoted(&team));
    }
    for ward in names(|case| case.ward.clone()) {
        sql += &format!("INSERT INTO service_desk.wards VALUES ('{ward}', 'Ward {ward}');");
    }
    let files: &[(&str, &str)] = &[
        ("tenant.yaml", "tenant: { name: Boston, timezone: America/New_York, service_desk: { enabled: true } }\n"),
        ("dashboards/default.yaml", "dashboard: { name: Default, panels: [] }\n"),
    ];
    let builder = TestApp::builder().tenant("boston", "", files).await.with_desk(&sql).await;
    let app = builder.at(NOW.parse().expect("a moment")).start().await;
    let owner = app.tenant("boston").owner().await;
    // PostgreSQL takes no COPY into a table with row security: into a plain one first.
    const COLUMNS: &str = "tracking_number, category, severity, status, address, ward_id, assigned_team_id, source, created_at, \
         updated_at, resolved_at, sla_resolution_deadline, sla_imported";
    owner
        .batch_execute(&format!(
            "CREATE TEMPORARY TABLE loaded AS SELECT {COLUMNS} FROM service_desk.tickets WITH NO DATA"
        ))
        .await
        .expect("a table");
    let mut sink =
        std::pin::pin!(owner.copy_in(&format!("COPY loaded ({COLUMNS}) FROM STDIN")).await.expect("it takes rows"));
    for some in cases.chunks(2_000) {
        sink.send(Bytes::from(some.iter().map(line).collect::<String>())).await.expect("rows");
    }
    assert_eq!(sink.finish().await.expect("all rows"), cases.len() as u64);
    owner
        .batch_execute(&format!(
            "INSERT INTO service_desk.tickets ({COLUMNS}) SELECT {COLUMNS} FROM loaded; ANALYZE service_desk.tickets"
        ))
        .await
        .expect("tickets");
    app
}

#[tokio::test]
async fn the_figures_of_a_real_city_are_those_of_its_file() {
    let Some(cases) = cases() else { return };
    assert_eq!(cases.len(), 58_119);
    let app = loaded(&cases).await;
    let manager = app.sign_in("manager", &[("boston", Role::Manager, None)]).await;
    let now: Timestamp = NOW.parse().expect("a moment");

    let (mut in_time, mut late, mut open_late, mut pending) = (0_i64, 0_i64, 0_i64, 0_i64);
    let mut by_ward: BTreeMap<Option<String>, (i64, i64)> = BTreeMap::new();
    for case in &cases {
        let ward = by_ward.entry(case.ward.clone()).or_default();
        if case.closed.is_some() {
            ward.1 += 1
        } else {
            ward.0 += 1
        }
        match (case.target, case.closed) {
            (None, _) => {}
            (Some(target), Some(closed)) if closed <= target => {
                in_time += 1;
                assert_eq!(case.verdict, "ONTIME", "{}", case.number);
            }
            (Some(_), Some(_)) => {
                late += 1;
                assert_ne!(case.verdict, "ONTIME", "{}", case.number);
            }
            (Some(target), None) if now > target => open_late += 1,
            (Some(_), None) => pending += 1,
        }
    }
    assert_eq!((in_time, late), (27_295, 10_025));
    let with_target = in_time + late + open_late + pending;
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
    let percent = (with_target - late - open_late) as f64 / with_target as f64 * 100.0;
    // Read as the answer is, whose last bit a reader of JSON may miss.
    let percent: Value = serde_json::from_str(&Value::from(percent).to_string()).expect("a number");

    let sla = figures(&manager, "sla", "").await;
    assert_eq!(
        sla,
        serde_json::json!({"response_compliance_percent": null, "resolution_compliance_percent": percent,
            "total_with_sla": with_target, "response_breaches": 0, "resolution_breaches": late + open_late})
    );
    assert_eq!(total(&manager, &format!("sla=ok&{DONE}")).await, in_time);
    assert_eq!(total(&manager, &format!("sla=breached&{DONE}")).await, late);
    let metrics = figures(&manager, "metrics", "").await;
    let open = cases.iter().filter(|case| case.closed.is_none()).count();
    assert_eq!(
        metrics,
        serde_json::json!({"total_open": open, "total_resolved": cases.len() - open, "sla_compliance_percent": percent,
            "avg_response_hours": null, "p50_response_hours": null, "p90_response_hours": null,
            "sla_breaches": late + open_late, "unassigned": 0, "at_risk": 0, "as_of": NOW})
    );
    let wards = figures(&manager, "wards", "").await;
    let seen: BTreeMap<Option<String>, (i64, i64)> = wards
        .as_array()
        .expect("wards")
        .iter()
        .map(|ward| {
            (ward["ward_id"].as_str().map(ToOwned::to_owned), (number(&ward["open"]), number(&ward["resolved"])))
        })
        .collect();
    assert_eq!(seen, by_ward);
    assert_eq!(seen.keys().flatten().count(), 22);
    let trend = figures(&manager, "trend", "").await;
    let sum = |name: &str| -> i64 {
        trend["points"].as_array().expect("points").iter().map(|point: &Value| number(&point[name])).sum()
    };
    assert_eq!((trend["bucket"].as_str(), sum("created")), (Some("week"), 58_119));
    let closed_by_now = cases.iter().filter(|case| case.closed.is_some_and(|closed| closed <= now)).count();
    assert_eq!(sum("resolved"), i64::try_from(closed_by_now).expect("a count"));
}
