//! An hour of the desk's traffic, as it is heard on open streams of events: recorded, and held against the tickets themselves.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio_postgres::Client;
use uuid::Uuid;
use watchroom_domain::{Role, TenantId};
use watchroom_live::Kind;
use watchroom_test_support::{Session, TestApp};

use super::levels::Levels;
use super::{People, Traffic, fill};

const WARD: &str = "3";
const TEAM: &str = "roads";
/// Of history; an hour of traffic follows.
const DAYS: u32 = 3;
/// A number that no dashboards have: the end of what is recorded.
const END: u64 = 990_099;

fn now() -> Timestamp {
    "2026-11-17T10:23:42.5Z".parse().expect("an instant")
}

fn beta() -> TenantId {
    "beta".parse().expect("a slug")
}

/// Events of tickets: of each its kind, by ticket, in order.
type Heard = Vec<(Uuid, String)>;

/// Records a stream up to its end; gives the events of tickets, and all that was said.
async fn recorded(session: &Session) -> JoinHandle<(Heard, String)> {
    let mut response = session.open_stream("/api/v1/events", &[]).await;
    assert_eq!(response.status().as_u16(), 200);
    let mut text = String::new();
    // From its first piece on it hears everything.
    text.push_str(
        std::str::from_utf8(&response.chunk().await.expect("a stream").expect("a beginning")).expect("UTF-8"),
    );
    tokio::spawn(async move {
        let end = format!("\"revision\":{END}");
        while !text.contains(&end) {
            let chunk = response.chunk().await.expect("it goes on").expect("it has no end");
            text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        let events = data.map(|data| serde_json::from_str::<Value>(data).expect("JSON"));
        let of_ticket =
            |event: Value| Some((event["ticket_id"].as_str()?.parse().ok()?, event["type"].as_str()?.to_owned()));
        let heard = events.filter_map(of_ticket).collect();
        (heard, text)
    })
}

/// The tickets that traffic has touched and that fulfil a condition, each with what happened to it, in order.
async fn touched(client: &Client, condition: &str) -> BTreeMap<Uuid, Vec<String>> {
    let sql = format!(
        "SELECT t.id, e.kind FROM service_desk.events e JOIN service_desk.tickets t ON t.id = e.ticket_id \
         WHERE {condition} ORDER BY e.place"
    );
    let mut all: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in client.query(&sql, &[]).await.expect("tickets") {
        all.entry(row.get(0)).or_default().push(row.get(1));
    }
    all
}

fn by_ticket(heard: &Heard) -> BTreeMap<Uuid, Vec<String>> {
    let mut all: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (ticket, kind) in heard {
        all.entry(*ticket).or_default().push(kind.clone());
    }
    all
}

#[tokio::test]
async fn an_hour_of_traffic_is_heard_by_each_as_far_as_they_see_it_and_no_further() {
    let files = &[
        ("tenant.yaml", "tenant: { name: Beta }\n"),
        ("dashboards/default.yaml", "dashboard: { name: D, panels: [] }\n"),
    ];
    let app = TestApp::builder().at(now()).tenant("beta", "", files).await.with_desk("").await.start().await;
    let mut owner = app.tenant("beta").owner().await;
    fill(&mut owner, now(), DAYS, People::default(), &mut |_, _, _| ()).await.expect("a fill");
    owner.batch_execute("DELETE FROM service_desk.events").await.expect("what was before is nobody's news");

    let place = |role, ward| vec![("beta", role, ward)];
    let people = [
        app.sign_in("councillor", &place(Role::WardCouncillor, Some(WARD))).await,
        app.sign_in("manager", &place(Role::Manager, None)).await,
        app.sign_in("liaison", &place(Role::SapsLiaison, None)).await,
        app.sign_in("viewer", &place(Role::Viewer, None)).await,
        app.sign_in_to_team("worker", "beta", Role::FieldWorker, TEAM).await,
    ];
    app.app.live.desk_is_followed(&beta()).await;
    let mut streams = Vec::new();
    for session in &people {
        streams.push(recorded(session).await);
    }

    let policies = Levels::make().expect("levels").policies().expect("policies");
    let mut traffic = Traffic::begin(now());
    let mut happened = 0;
    for second in 1..=3_600 {
        let moment = now() + SignedDuration::from_secs(second);
        happened += traffic.tick(&mut owner, &policies, moment).await.expect("traffic");
    }
    assert!(happened > 250, "{happened} happenings in an hour");
    // An hour of so small a desk may hold no sensitive ticket by chance: here are some more, in every ward.
    let secret = "INSERT INTO service_desk.events (at, kind, ticket_id, is_sensitive, ward_id, team_id, was_sensitive, was_ward_id, was_team_id) \
         SELECT now(), 'ticket_updated', id, true, ward_id, assigned_team_id, true, ward_id, assigned_team_id \
         FROM service_desk.tickets WHERE is_sensitive";
    assert!(owner.execute(secret, &[]).await.expect("news of sensitive tickets") >= 5);

    let end = app.app.tenants.outbox_end(&beta()).await.expect("numbered");
    let reading = async {
        while app.app.live.subscribe(&beta()).desk().is_none_or(|read| read.place < end.place) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reading).await.expect("all is read");
    app.app.live.publish(&beta(), Kind::ConfigChanged { revision: END, fingerprint: 1 });

    let conditions = [
        format!("NOT t.is_sensitive AND t.ward_id = '{WARD}'"),
        "NOT t.is_sensitive".to_owned(),
        "t.is_sensitive".to_owned(),
        "false".to_owned(),
        // A ticket is the team's from the event on that gave it to the team.
        format!("NOT t.is_sensitive AND e.team_id = '{TEAM}'"),
    ];
    let sensitive = touched(&owner, "t.is_sensitive").await;
    for ((name, stream), condition) in
        ["councillor", "manager", "liaison", "viewer", "worker"].into_iter().zip(streams).zip(conditions)
    {
        let ended = tokio::time::timeout(Duration::from_secs(30), stream).await;
        let (heard, text) = ended.expect("the stream's end").expect("a recording");
        assert!(!text.contains("event: resync"), "{name} kept up");
        assert_eq!(by_ticket(&heard), touched(&owner, &condition).await, "what the {name} heard of {condition}");
        if name != "liaison" {
            let traces: Vec<_> = sensitive.keys().filter(|id| text.contains(&id.to_string())).collect();
            assert!(traces.is_empty(), "the {name} heard of {traces:?}");
        }
    }
    let of_ward = touched(&owner, &format!("NOT t.is_sensitive AND t.ward_id = '{WARD}'")).await;
    let of_all = touched(&owner, "NOT t.is_sensitive").await;
    assert!(of_ward.len() >= 5 && of_ward.len() * 4 < of_all.len(), "{} of {}", of_ward.len(), of_all.len());
}
