//! `service_desk.yaml`: what it gives, and what is said of it where it is wrong.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use watchroom_desk::sla::{Calendar, ReopenPolicy};
use watchroom_domain::Severity;
use watchroom_spec::{Loaded, load_tenant, render_text};

const DASHBOARD: &str = "dashboard: { name: A, panels: [] }\n";

/// A tenant whose folder holds these settings.
fn load(enabled: bool, settings: &str) -> Loaded {
    let root = tempfile::tempdir().expect("a temporary folder");
    let tenant = root.path().join("alpha");
    fs::create_dir_all(tenant.join("dashboards")).expect("a folder");
    let file = format!("tenant: {{ name: A, service_desk: {{ enabled: {enabled} }} }}\n");
    for (name, text) in
        [("tenant.yaml", file.as_str()), ("dashboards/default.yaml", DASHBOARD), ("service_desk.yaml", settings)]
    {
        fs::write(tenant.join(name), text).expect("a file");
    }
    load_tenant(&tenant)
}

#[test]
fn the_guides_example_gives_what_it_says() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/service-desk.md");
    let guide = fs::read_to_string(guide).expect("the guide");
    let (_, example) = guide.split_once("\n```yaml\nservice_desk:").expect("the example");
    let (example, _) = example.split_once("\n```").expect("its end");
    let loaded = load(true, &format!("service_desk:{example}\n"));
    assert_eq!(loaded.findings, []);
    let desk = loaded.desk.expect("settings");
    assert_eq!((desk.teams.len(), desk.wards.len(), desk.categories.len(), desk.calendars.len()), (2, 2, 3, 1));
    assert_eq!((desk.wards[0].id.as_str(), desk.wards[0].name.as_str()), ("3", "Ward 3: Mokgatle North"));
    let sensitive: Vec<_> = desk.categories.iter().filter(|category| category.sensitive).map(|c| &c.name).collect();
    assert_eq!(sensitive, ["Gender-based violence"]);
    let calendar = Calendar::from_form(&desk.calendars[0].form).expect("a calendar");
    assert_eq!(calendar.open_minutes_a_week(), 4 * 495 + 330);
    let told: Vec<_> = desk
        .policies
        .iter()
        .map(|policy| (policy.label(), policy.response_minutes, policy.resolution_minutes))
        .collect();
    assert_eq!(
        told,
        [
            // Five working days of 7 h 42 min.
            ("any category, any severity".to_owned(), Some(480), Some(5 * 462)),
            ("Water leak, any severity".to_owned(), Some(240), Some(2 * 1440)),
            ("Water leak, critical".to_owned(), Some(30), Some(720)),
            ("Pothole, low".to_owned(), None, Some(10 * 462)),
        ]
    );
    let pothole = &desk.policies[3];
    assert_eq!((pothole.severity, pothole.at_risk_share), (Some(Severity::Low), 0.8));
    assert_eq!((pothole.waiting_pauses, pothole.reopen), (false, ReopenPolicy::Restart));
    assert_eq!(desk.policies[2].at_risk_share, 0.5);
}

#[test]
fn the_demos_municipality_has_its_desk() {
    let loaded = load_tenant(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/tenants/tenant-beta")));
    assert_eq!(loaded.findings, []);
    let desk = loaded.desk.expect("settings");
    assert_eq!((desk.teams.len(), desk.wards.len(), desk.calendars.len()), (9, 20, 1));
    assert!(desk.categories.len() >= 14 && desk.categories.iter().any(|category| category.sensitive));
    for category in &desk.categories {
        let of = |policy: &&watchroom_desk::settings::PolicySettings| policy.category.as_ref() == Some(&category.name);
        assert!(desk.policies.iter().any(|policy| of(&policy)), "{} has no policy", category.name);
    }
    let holidays = &desk.calendars[0].form.holidays;
    for year in ["2025", "2026", "2027"] {
        assert!(holidays.iter().filter(|holiday| holiday.date.starts_with(year)).count() >= 11, "{year}");
    }
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    let office = "service_desk:\n  calendars:\n    - name: Office\n      timezone: Africa/Johannesburg\n      shifts: { mon: [[\"08:00\", \"16:00\"]] }\n";
    let with = |rest: &str| format!("{office}{rest}");
    let cases: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("a misspelt list", "service_desk: { team: [] }\n".to_owned()),
        ("a number for an id", "service_desk:\n  wards:\n    - { id: 3, name: Ward 3 }\n".to_owned()),
        (
            "two of one id and of one name",
            "service_desk:\n  teams:\n    - { id: a, name: A }\n    - { id: a, name: B }\n    - { id: c, name: A }\n"
                .to_owned(),
        ),
        (
            "categories",
            "service_desk:\n  categories:\n    - { name: X, service_code: Bad Code }\n    - { name: Y, service_code: y, sensitve: true }\n    \
             - { name: Y, service_code: y }\n"
                .to_owned(),
        ),
        (
            "a calendar with all that may be wrong",
            "service_desk:\n  calendars:\n    - name: C\n      timezone: Africa/Johanesburg\n      shifts:\n        monday: []\n        tue: [[\"16:00\", \"08:00\"]]\n        \
             wed: [[\"08:00\", \"12:00\"], [\"11:00\", \"13:00\"]]\n        thu: [[\"8\", \"12:00\"]]\n        fri: [[\"08:00\"]]\n      holidays:\n        \
             - { date: \"2026-02-30\", name: Never }\n        - { date: \"2026-12-25\", name: Christmas }\n        - { date: \"2026-12-25\", name: Again }\n"
                .to_owned(),
        ),
        (
            "a calendar that never opens",
            "service_desk:\n  calendars:\n    - { name: C, timezone: UTC, shifts: { mon: [] } }\n".to_owned(),
        ),
        (
            "policies",
            with(
                "  policies:\n    - { resolution: 2 days }\n    - { severity: low }\n    - { category: Pothol, resolution: 2d }\n    \
                 - { calendar: Offce, resolution: 2d }\n    - { severity: urgent, resolution: 1d }\n    - { severity: high, resolution: 1d, at_risk: 80 }\n    \
                 - { severity: high, response: 1h, reopen: again }\n    - { calendar: Office, severity: critical, resolution: 9999999h }\n    \
                 - { severity: medium, resolution: 1h }\n    - { severity: medium, resolution: 2h }\n",
            ),
        ),
    ];
    let mut all = String::new();
    for (case, text) in cases {
        let loaded = load(true, &text);
        assert_eq!(loaded.desk, None, "{case}");
        assert_eq!(loaded.spec, None, "{case}: a tenant with errors goes on with what it had");
        let _ = writeln!(all, "──── {case}\n{}", render_text(&loaded.findings, &loaded.sources, Path::new(""), false));
    }
    let hidden = load(false, "service_desk: { teams: [{ id: a, name: A }] }\n");
    assert!(hidden.desk.is_some() && hidden.spec.is_some(), "a warning hinders nothing");
    let _ =
        writeln!(all, "──── switched off\n{}", render_text(&hidden.findings, &hidden.sources, Path::new(""), false));
    insta::assert_snapshot!(all);
}
