//! The SQL of every panel in `config/`, as a snapshot that a reviewer reads.

use std::fmt::Write;
use std::path::Path;

use jiff::Timestamp;
use watchroom_access::{Membership, TenantCtx, View};
use watchroom_domain::{Role, TimeRange, UserId, WardId};
use watchroom_query::{Ask, PlanError, SortOrder, TableAsk, load, plan};
use watchroom_spec::TenantSpec;

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn configured() -> Vec<TenantSpec> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/tenants");
    let loaded = load(&root).expect("the examples can be read");
    assert!(loaded.findings().next().is_none(), "{}", loaded.to_text(false));
    loaded.into_specs()
}

fn member(spec: &TenantSpec, role: Role, ward: Option<&str>) -> TenantCtx {
    TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: spec.tenant.clone(),
        user: UserId(uuid::Uuid::nil()),
        role,
        ward: ward.map(WardId::new),
        team: None,
    })
}

#[test]
fn every_configured_panel_renders_the_reviewed_sql() {
    let ask = Ask {
        range: Some(TimeRange::new(moment("2026-03-01T00:00:00Z"), moment("2026-03-03T00:00:00Z")).expect("a range")),
        ..Ask::default()
    };
    let mut text = String::new();
    for spec in configured() {
        let viewer = member(&spec, Role::Viewer, None);
        for panel in spec.panels.values() {
            let permit = viewer.permit(View, panel).expect("viewers see every example");
            let plan = match plan(&permit, &spec, &ask, moment("2026-03-03T00:00:00Z")) {
                Err(PlanError::NotAQuery) => continue,
                other => other.expect("a plan"),
            };
            writeln!(text, "-- {} / {}", spec.tenant, panel.id).expect("writing to a string");
            for statement in plan.statements() {
                let sql = statement.sql().replace(" FROM ", "\n  FROM ").replace(" WHERE ", "\n  WHERE ");
                let sql = sql.replace(" GROUP BY ", "\n  GROUP BY ").replace(" ORDER BY ", "\n  ORDER BY ");
                writeln!(text, "{sql};\n-- {:?}\n", statement.binds()).expect("writing to a string");
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_a_viewer_asks_is_bound_and_never_part_of_the_text() {
    let hostile = "x' OR 1=1; DROP TABLE metrics; --\"";
    for spec in configured() {
        let viewer = member(&spec, Role::Viewer, None);
        for panel in spec.panels.values() {
            let permit = viewer.permit(View, panel).expect("viewers see every example");
            let ask = Ask {
                series_filter: vec![hostile.to_owned()],
                table: TableAsk {
                    search: Some(hostile.to_owned()),
                    sort_order: Some(SortOrder::Descending),
                    ..TableAsk::default()
                },
                ..Ask::default()
            };
            let Ok(plan) = plan(&permit, &spec, &ask, moment("2026-03-03T00:00:00Z")) else { continue };
            for statement in plan.statements() {
                assert!(!statement.sql().contains("DROP"), "{}", statement.sql());
            }
        }
    }
}
