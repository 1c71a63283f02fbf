//! Every shape of a list's statements is one that the database knows and has an index for.

use std::fmt::Write;

use jiff::Timestamp;
use watchroom_access::{Membership, SeeTickets, TenantCtx, TicketScope};
use watchroom_domain::{Role, Severity, TeamId, TicketId, TicketStatus, UserId, WardId};
use watchroom_test_support::TestTenant;

use super::super::conditions::Bind;
use super::super::filter::{Search, Sort, SortBy, Standing, TicketFilter};
use super::super::plans::{MANY, plan};
use super::super::quality::Quality;
use super::super::{detail, facts, kept_views, list, policies};
use super::{FEW, Part, conditions, count_sql, of_found, page_sql};

fn scope(role: Role, ward: Option<&str>, team: Option<&str>) -> TicketScope {
    let membership = Membership {
        tenant: "beta".parse().expect("a slug"),
        user: UserId(uuid::Uuid::nil()),
        role,
        ward: ward.map(WardId::new),
        team: team.map(TeamId::new),
    };
    let ctx = TenantCtx::from_membership_read_by_the_store(membership);
    ctx.desk(SeeTickets).expect("a permit").scope().clone()
}

fn now() -> Timestamp {
    "2026-03-09T00:00:00Z".parse().expect("a moment")
}

/// A filter of each kind, by what it is called.
fn filters() -> Vec<(&'static str, TicketFilter)> {
    let none = TicketFilter::default;
    let moment = |text: &str| Some(text.parse().expect("a moment"));
    vec![
        ("all", none()),
        ("status", TicketFilter { status: vec![TicketStatus::Open], ..none() }),
        ("statuses", TicketFilter { status: vec![TicketStatus::Open, TicketStatus::Waiting], ..none() }),
        ("category", TicketFilter { category: vec!["Category 3".into()], ..none() }),
        ("severity", TicketFilter { severity: vec![Severity::Critical], ..none() }),
        ("severities", TicketFilter { severity: vec![Severity::Critical, Severity::Low], ..none() }),
        ("ward", TicketFilter { ward: vec![Some(WardId::new("7"))], ..none() }),
        ("wards or none", TicketFilter { ward: vec![Some(WardId::new("7")), Some(WardId::new("8")), None], ..none() }),
        ("team", TicketFilter { team: vec![Some(TeamId::new("team-4"))], ..none() }),
        ("no team", TicketFilter { team: vec![None], ..none() }),
        ("person", TicketFilter { user: vec![UserId(uuid::Uuid::from_u128(0x4000_8000_0000_0000_0011))], ..none() }),
        ("unassigned", TicketFilter { unassigned: true, ..none() }),
        ("breached", TicketFilter { sla: vec![Standing::Breached], ..none() }),
        ("at risk", TicketFilter { sla: vec![Standing::AtRisk], ..none() }),
        ("ok", TicketFilter { sla: vec![Standing::Ok], ..none() }),
        ("response at risk", TicketFilter { sla_response: vec![Standing::AtRisk, Standing::Breached], ..none() }),
        ("quality", TicketFilter { quality: Quality::ALL.to_vec(), ..none() }),
        ("reopened", TicketFilter { quality: vec![Quality::Reopened], ..none() }),
        (
            "created",
            TicketFilter {
                created_from: moment("2025-12-01T00:00:00Z"),
                created_to: moment("2025-12-08T00:00:00Z"),
                ..none()
            },
        ),
        (
            "resolved",
            TicketFilter {
                resolved_from: moment("2025-12-01T00:00:00Z"),
                resolved_to: moment("2025-12-08T00:00:00Z"),
                ..none()
            },
        ),
        ("parent", TicketFilter { parent: Some(TicketId(uuid::Uuid::nil())), ..none() }),
        ("words", TicketFilter { words: vec!["report".into()], ..none() }),
    ]
}

const WHOLE: Part = Part { offset: 0, limit: 50 };

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    for sql in
        [detail::STATEMENTS, facts::STATEMENTS, kept_views::STATEMENTS, list::STATEMENTS, policies::STATEMENTS].concat()
    {
        client.prepare(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
    for scope in [scope(Role::Manager, None, None), scope(Role::FieldWorker, Some("3"), Some("roads"))] {
        let (sql, binds) = detail::history(&scope, TicketId(uuid::Uuid::nil()));
        let types: Vec<_> = binds.iter().map(|bind| bind.typed().1).collect();
        client.prepare_typed(&sql, &types).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        for (name, filter) in filters() {
            for search in [Search::ByIndex, Search::ByRow] {
                for by in SortBy::ALL {
                    for descending in [false, true] {
                        let mut wanted = conditions(&scope, &filter, now(), search);
                        let counting = count_sql(&wanted);
                        let paging = page_sql(&mut wanted, &scope, Sort { by: *by, descending }, WHOLE);
                        for sql in [counting, paging] {
                            client.prepare(&sql).await.unwrap_or_else(|error| panic!("{name}: {sql}: {error:?}"));
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn no_list_reads_the_whole_table() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let owner = tenant.owner().await;
    owner.batch_execute(MANY).await.expect("tickets");
    owner.batch_execute("VACUUM ANALYZE service_desk.tickets").await.expect("statistics");
    let client = tenant.desk_client().await;
    client
        .batch_execute("SET plan_cache_mode = force_custom_plan; SET max_parallel_workers_per_gather = 0")
        .await
        .expect("as the pool");
    let mut plans = String::new();
    for (role, ward, team) in [
        (Role::Manager, None, None),
        (Role::SapsLiaison, None, None),
        (Role::WardCouncillor, Some("7"), None),
        (Role::FieldWorker, None, Some("team-4")),
    ] {
        let place = format!(
            "SET watchroom.role = '{role}'; SET watchroom.ward = '{}'; SET watchroom.team = '{}'; SET watchroom.person = ''",
            ward.unwrap_or_default(),
            team.unwrap_or_default()
        );
        client.batch_execute(&place).await.expect("a place");
        let scope = scope(role, ward, team);
        for (name, filter) in filters() {
            // Few of 500,000 are a tenth of that of 50,000.
            let few: Vec<uuid::Uuid> = (0..(FEW / 10) as u128).map(uuid::Uuid::from_u128).collect();
            for by in SortBy::ALL {
                for descending in [true, false] {
                    let sort = Sort { by: *by, descending };
                    // As it is; with a word that many hold; and with words that few hold.
                    let many = TicketFilter { words: vec!["report".into()], ..filter.clone() };
                    let shapes = [
                        conditions(&scope, &filter, now(), Search::ByRow),
                        conditions(&scope, &many, now(), Search::ByRow),
                        of_found(&scope, &filter, now(), Search::ByRow, Some(&few)),
                    ];
                    for (shape, mut wanted) in shapes.into_iter().enumerate() {
                        let sql = page_sql(&mut wanted, &scope, sort, WHOLE);
                        let plan = plan(&client, &sql, wanted.binds()).await;
                        assert!(
                            !plan.contains("Seq Scan on tickets"),
                            "{role}, {name}, {sort:?}, {shape}:\n{sql}\n{plan}"
                        );
                        let is_shown = name == "all" || (*by == SortBy::CreatedAt && descending);
                        if role == Role::Manager && is_shown && (shape == 0 || name == "all") {
                            let shape = ["", ", many hold the word", ", few hold the words"][shape];
                            let order = if descending { "desc" } else { "asc" };
                            writeln!(plans, "## {name}, {by} {order}{shape}\n{plan}").expect("a string");
                        }
                    }
                }
            }
        }
    }
    insta::assert_snapshot!(plans);
}

/// Totals, where a desk has too few tickets for them to be counted in memory, or where words are looked for; and what looks words up.
#[tokio::test]
async fn how_totals_are_counted() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let owner = tenant.owner().await;
    owner.batch_execute(MANY).await.expect("tickets");
    owner.batch_execute("VACUUM ANALYZE service_desk.tickets").await.expect("statistics");
    let client = tenant.desk_client().await;
    let place = "SET watchroom.role = 'manager'; SET plan_cache_mode = force_custom_plan; SET max_parallel_workers_per_gather = 0";
    client.batch_execute(place).await.expect("as the pool");
    owner.batch_execute(place).await.expect("as the pool");
    let scope = scope(Role::Manager, None, None);
    let mut plans = String::new();
    for (name, filter) in filters() {
        let wanted = conditions(&scope, &filter, now(), Search::ByIndex);
        let plan = plan(&client, &count_sql(&wanted), wanted.binds()).await;
        writeln!(plans, "## {name}\n{plan}").expect("a string");
    }
    // What stands in the function: as the owner, under whose policy it runs.
    let body: String = owner
        .query_one("SELECT prosrc FROM pg_proc WHERE oid = 'service_desk.search'::regproc", &[])
        .await
        .expect("the function")
        .get(0);
    let words = vec!["%report of something a1b2%".to_owned()];
    let plan = plan(&owner, &body.replace("patterns", "$1"), &[Bind::Texts(words)]).await;
    assert!(!plan.contains("Seq Scan on tickets"), "{plan}");
    writeln!(plans, "## service_desk.search\n{plan}").expect("a string");
    insta::assert_snapshot!(plans);
}
