//! `watchroom validate --database`: what panels name, compared with real databases, at the place in the YAML.

use std::path::Path;

use serde_json::Value;
use watchroom_test_support::TestTenant;

use crate::instance::{Instance, SAMPLES, write_dashboards};
use crate::program::{Line, watchroom};

/// A database with something of everything.
const SCHEMA: &str = r#"
    CREATE TABLE metrics (recorded_at timestamptz, host text, "Load" float8, cpu numeric, note text, ward int, up bool);
    INSERT INTO metrics SELECT now() - n * interval '1 minute', 'a', n, n, '', 1, true FROM generate_series(1, 20000) n;
    CREATE TABLE indexed (recorded_at timestamptz, cpu float8, ward int);
    INSERT INTO indexed SELECT recorded_at, cpu, ward FROM metrics;
    CREATE INDEX ON indexed (recorded_at, ward);
    CREATE TABLE services (name text, state text, checked_at text);
    CREATE VIEW seen AS SELECT * FROM metrics;
    CREATE SCHEMA archive; CREATE TABLE archive.older (recorded_at timestamptz, cpu float8);
    CREATE TABLE secrets (recorded_at timestamptz, cpu float8);
    ANALYZE;
"#;

const TENANT: &str = "tenant: { name: \"One\" }\n";

/// Every panel of the folder on one dashboard, in the order of their names.
fn write_panels(root: &Path, tenant: &str, panels: &[(&str, &str)]) {
    let folder = root.join(tenant);
    for below in ["panels", "dashboards"] {
        std::fs::create_dir_all(folder.join(below)).expect("a folder");
    }
    let mut dashboard = "dashboard:\n  name: \"All\"\n  panels:\n".to_owned();
    for (number, (name, text)) in panels.iter().enumerate() {
        std::fs::write(folder.join(format!("panels/{name}.yaml")), text).expect("a file");
        let row = number * 4 + 1;
        dashboard += &format!(
            "    - id: \"{name}\"\n      config_file: \"panels/{name}.yaml\"\n      \
             position: {{ row: {row}, col: 1, width: 12, height: 4 }}\n"
        );
    }
    std::fs::write(folder.join("tenant.yaml"), TENANT).expect("a file");
    std::fs::write(folder.join("dashboards/default.yaml"), dashboard).expect("a file");
}

fn series(table: &str, columns: &str, more: &str) -> String {
    format!(
        "panel:\n  type: \"timeseries\"\n  title: \"Series\"\n  data_source:\n    table: \"{table}\"\n    \
         columns: {{ {columns} }}\n{more}"
    )
}

const AT_CPU: &str = "timestamp: recorded_at, value: cpu";

async fn known(instance: &Instance, id: &str, sql: &str) -> TestTenant {
    let tenant = TestTenant::make(id, sql).await;
    instance.line(["tenant", "add", id, "--name", id, "--database-url", &tenant.reader_url()]).run().said();
    tenant
}

fn validate(instance: &Instance, root: &Path) -> Line {
    instance.line(["validate".as_ref(), "--database".as_ref(), root.as_os_str()])
}

#[tokio::test]
async fn every_misfit_is_told_at_its_place() {
    let instance = Instance::migrated().await;
    let tenant = known(&instance, "one", SCHEMA).await;
    let reader = tenant.reader_role.clone();
    let revoke = format!(
        "REVOKE SELECT ON secrets FROM {reader}; GRANT USAGE ON SCHEMA archive TO {reader}; GRANT SELECT ON archive.older TO {reader};"
    );
    tenant.owner().await.batch_execute(&revoke).await.expect("rights");
    let root = instance.path().join("config/tenants");
    let kpi = |query: &str| {
        format!(
            "panel:\n  type: \"kpi\"\n  title: \"Kpi\"\n  aggregate: \"avg\"\n  data_source:\n    table: \"indexed\"\n    \
             columns: {{ value: cpu }}\n  query:\n{query}"
        )
    };
    let panels = [
        ("a-table", series("metrcs", AT_CPU, "")),
        ("b-schema", series("older", AT_CPU, "")),
        ("c-column", series("metrics", "timestamp: recorded_ad, value: cpu", "  query:\n    where: \"Load > 1 AND hots = 'a'\"\n")),
        ("d-time", series("indexed", "timestamp: ward, value: cpu", "")),
        ("e-number", series("metrics", "timestamp: recorded_at, value: note", "")),
        ("f-right", series("secrets", AT_CPU, "")),
        (
            "g-operator",
            series("indexed", AT_CPU, "  query:\n    where: |\n      cpu > 1\n        AND ward LIKE '3%'\n"),
        ),
        ("h-function", kpi("    where: \"cpu > 0\"\n    order_by: \"cpu, upper(ward)\"\n    limit: 3\n")),
        ("i-literal", kpi("    where: >\n      cpu > 0 AND\n      ward = 'three'\n")),
        (
            "j-health",
            "panel:\n  type: health_status\n  title: \"Health\"\n  data_source:\n    table: services\n    columns:\n      \
             service_name: name\n      status_value: sate\n      timestamp: checked_at\n  display:\n    status_mapping:\n      \
             up: { color: \"#0f0\", label: \"Up\" }\n"
                .to_owned(),
        ),
        (
            "k-rows",
            "panel:\n  type: table\n  title: \"Rows\"\n  data_source:\n    table: public.metrics\n    columns:\n      \
             - { name: recorded_at, format: datetime }\n      - { name: nowhere }\n    scope: { ward: wrad }\n"
                .to_owned(),
        ),
        ("l-view", series("seen", AT_CPU, "")),
        ("m-good", series("indexed", AT_CPU, "  query:\n    where: \"cpu > 1\"\n")),
        ("n-mean", "panel:\n  type: kpi\n  title: \"Mean\"\n  aggregate: avg\n  data_source:\n    table: metrics\n    columns: { value: note }\n".to_owned()),
    ];
    let panels: Vec<(&str, &str)> = panels.iter().map(|(name, text)| (*name, text.as_str())).collect();
    write_panels(&root, "one", &panels);
    let told = validate(&instance, &root).run().told(1, &["Found "]).stdout;
    let told = told.replace(&root.display().to_string(), "ROOT").replace(&reader, "READER");
    insta::assert_snapshot!(told);

    let json = validate(&instance, &root).and(["--format", "json"]).run().told(1, &[]).stdout;
    let findings: Vec<Value> = serde_json::from_str(&json).expect("JSON");
    let code = |file: &str| {
        let of_file =
            findings.iter().filter(|finding| finding["file"].as_str().is_some_and(|name| name.contains(file)));
        of_file.map(|finding| finding["code"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(code("l-view"), Vec::<String>::new(), "what is behind a view is not judged");
    assert_eq!(code("m-good"), Vec::<String>::new());
    let github = validate(&instance, &root).and(["--format", "github"]).run().told(1, &["::warning file="]).stdout;
    assert_eq!(github.lines().count(), findings.len());
}

#[tokio::test]
async fn without_a_misfit_it_says_so_and_leaves_no_trace() {
    let instance = Instance::migrated().await;
    let _tenant = known(&instance, "one", SAMPLES).await;
    let root = instance.path().join("config/tenants");
    write_dashboards(&root, "one");
    let said = validate(&instance, &root).run().said();
    assert_eq!(said, "Checked 1 tenant, 1 dashboard, 1 panel, against their databases: no findings.\n");
}

#[tokio::test]
async fn findings_of_files_and_of_databases_come_together() {
    let instance = Instance::migrated().await;
    let _tenant = known(&instance, "one", SAMPLES).await;
    let root = instance.path().join("config/tenants");
    let wrong = series("sampels", "timestamp: at, value: value", "  colour: 1\n");
    write_panels(&root, "one", &[("wrong", &wrong)]);
    let text = validate(&instance, &root).run().told(1, &["`colour` is not known", "did you mean `samples`?"]).stdout;
    let places: Vec<usize> = ["wrong.yaml:5:", "wrong.yaml:7:"].iter().filter_map(|place| text.find(place)).collect();
    assert!(places.len() == 2 && places[0] < places[1], "by line: {text}");
}

#[tokio::test]
async fn a_tenant_that_cannot_be_compared_is_a_finding() {
    let instance = Instance::migrated().await;
    let tenant = known(&instance, "gone", SAMPLES).await;
    let powerful = known(&instance, "powerful", SAMPLES).await;
    let root = instance.path().join("config/tenants");
    ["unknown", "gone", "powerful"].iter().for_each(|tenant| write_dashboards(&root, tenant));
    powerful
        .owner()
        .await
        .batch_execute(&format!("GRANT INSERT ON samples TO {}", powerful.reader_role))
        .await
        .expect("a grant");
    drop(tenant);
    let told = validate(&instance, &root).run();
    let told =
        told.told(1, &["unknown/tenant.yaml:1:1", "not known to the central database", "watchroom tenant add unknown"]);
    let told = told.told(1, &["gone/tenant.yaml:1:1", "cannot be reached"]);
    told.told(1, &["powerful/tenant.yaml:1:1", "it may write to public.samples"]);
}

#[tokio::test]
async fn without_a_central_database_it_cannot_run() {
    let instance = Instance::new().await;
    let root = instance.path().join("config/tenants");
    write_dashboards(&root, "one");
    // There is a database, and no schema in it: comparing is no reason to make one.
    validate(&instance, &root).run().told(2, &["the central database at", "cannot be used"]);
    watchroom(["validate".as_ref(), "--database".as_ref(), root.as_os_str()])
        .run()
        .told(2, &["no central database is named"]);
    let url = "postgresql://nobody:secret@127.0.0.1:1/nowhere";
    let line = watchroom(["validate".as_ref(), "--database".as_ref(), root.as_os_str()]);
    let line =
        line.env("WATCHROOM_CENTRAL_DATABASE_URL", url).env("WATCHROOM_SECRET_KEY", crate::instance::KEY.as_str());
    let told = line.run().told(2, &["127.0.0.1:1"]);
    assert!(!told.stderr.contains("secret"), "{}", told.stderr);
}
