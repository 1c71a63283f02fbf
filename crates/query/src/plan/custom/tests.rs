use std::collections::BTreeMap;

use watchroom_access::{Membership, TenantCtx};
use watchroom_domain::{Role, UserId, WardId};
use watchroom_spec::{CustomImage, DrillDown, Filter, Kpi, TableName};

use super::*;

const JOINED: CustomSql = CustomSql::limited(
    "SELECT n.name FROM nodes n JOIN links l ON l.source = n.name WHERE {in_scope:n} AND {in_scope:l} AND n.kind = $1",
);
const ALONE: CustomSql = CustomSql::limited("SELECT count(*) AS n FROM requests WHERE {in_scope}");
const WHOLE: CustomSql = CustomSql::whole_tenant("SELECT '{}'::text[] AS none");

fn tenant() -> TenantSpec {
    TenantSpec {
        tenant: "a".parse().expect("a slug"),
        name: "A".to_owned(),
        timezone: jiff::tz::TimeZone::UTC,
        timezone_name: "UTC".to_owned(),
        timestamps_without_zone: "UTC".to_owned(),
        service_desk: false,
        open311: None,
        limits: watchroom_spec::QueryLimits::default(),
        dashboards: BTreeMap::new(),
        panels: BTreeMap::new(),
    }
}

fn panel(kind: PanelKind) -> Panel {
    Panel {
        tenant: "a".parse().expect("a slug"),
        id: "p".parse().expect("a slug"),
        title: "P".to_owned(),
        description: None,
        stands_on: Vec::new(),
        refresh_interval_s: 60,
        roles: None,
        kind,
        display: serde_json::Value::Null,
        drill_down: DrillDown { enabled: false, show_table: false, disable_aggregation: false },
    }
}

fn image(ward_column: Option<&str>) -> Panel {
    let ward_column = ward_column.map(ToOwned::to_owned);
    panel(PanelKind::CustomImage(CustomImage {
        endpoint: "x".to_owned(),
        parameters: serde_json::Map::new(),
        ward_column,
    }))
}

fn member(ward: Option<&str>) -> TenantCtx {
    TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: "a".parse().expect("a slug"),
        user: UserId(uuid::Uuid::nil()),
        role: Role::Viewer,
        ward: ward.map(WardId::new),
        team: None,
    })
}

fn planned(panel: &Panel, ward: Option<&str>, sql: CustomSql, binds: Vec<Bind>) -> Result<ScopedPlan, CustomPlanError> {
    let caller = member(ward);
    let permit = caller.permit(View, panel).expect("a permit");
    custom_plan(&permit, &tenant(), sql, binds)
}

fn statement(panel: &Panel, ward: Option<&str>, sql: CustomSql, binds: Vec<Bind>) -> Statement {
    planned(panel, ward, sql, binds).expect("a plan").statements().remove(0)
}

#[test]
fn who_sees_the_whole_tenant_is_not_limited() {
    let statement = statement(&image(None), None, JOINED, vec![Bind::Text("web".to_owned())]);
    assert_eq!(
        statement.sql(),
        "SELECT custom.* FROM (\nSELECT n.name FROM nodes n JOIN links l ON l.source = n.name WHERE true AND true \
         AND n.kind = $1\n) AS custom LIMIT 100001"
    );
    assert_eq!(statement.binds(), [Bind::Text("web".to_owned())]);
}

#[test]
fn a_ward_limits_each_marked_table_by_the_column_of_the_panel() {
    let statement = statement(&image(Some("ward\"id")), Some("3"), JOINED, vec![Bind::Text("web".to_owned())]);
    assert_eq!(
        statement.sql(),
        "SELECT custom.* FROM (\nSELECT n.name FROM nodes n JOIN links l ON l.source = n.name WHERE \
         n.\"ward\"\"id\"::text = $2 AND l.\"ward\"\"id\"::text = $2 AND n.kind = $1\n) AS custom LIMIT 100001"
    );
    assert_eq!(statement.binds(), [Bind::Text("web".to_owned()), Bind::Text("3".to_owned())]);
}

#[test]
fn a_ward_never_reads_what_cannot_be_limited() {
    let declared = image(Some("ward_id"));
    assert_eq!(planned(&declared, Some("3"), WHOLE, Vec::new()), Err(CustomPlanError::CannotBeLimited));
    assert!(planned(&declared, None, WHOLE, Vec::new()).is_ok());
    let statement = statement(&declared, Some("3"), ALONE, Vec::new());
    assert!(statement.sql().contains("WHERE \"ward_id\"::text = $1\n"), "{}", statement.sql());
}

#[test]
fn values_keep_the_places_that_the_author_gave_them() {
    let twice = vec![Bind::Int(1), Bind::Int(1), Bind::Bool(true)];
    let statement = statement(&image(None), None, ALONE, twice.clone());
    assert_eq!(statement.binds(), twice);
}

#[test]
fn columns_that_only_the_database_can_write_down_come_first_as_text() {
    let plan = planned(&image(None), None, WHOLE, Vec::new()).expect("a plan");
    let statements = plan.statements_as_text(&["none".to_owned()]);
    assert!(statements[0].sql().starts_with("SELECT custom.\"none\"::text AS \"none\", custom.* FROM (\n"));
}

#[test]
fn a_permit_for_another_panel_does_not_open_this_door() {
    let kpi = panel(PanelKind::Kpi(Kpi {
        table: TableName { schema: None, name: "t".to_owned() },
        value: "v".to_owned(),
        timestamp: None,
        filter: None::<Filter>,
        aggregate: None,
        unit: None,
        decimals: None,
        thresholds: Vec::new(),
        ward_column: None,
    }));
    assert_eq!(planned(&kpi, None, ALONE, Vec::new()), Err(CustomPlanError::NotCustom));
}

#[test]
fn only_whole_markers_count() {
    for none in ["", "{in_scope", "{in_scope:", "{in_scope:}", "{in_scopes}", "{in_scope:A}", "{in_scope:a b}", "{}"] {
        assert!(next_marker(none, 0).is_none(), "{none}");
    }
    let marker = next_marker("é {in_scope {in_scope:n_1} x", 0).expect("a marker");
    assert_eq!(&"é {in_scope {in_scope:n_1} x"[marker.start..marker.end], "{in_scope:n_1}");
}
