//! Open311 as other civic software meets it: what is public, in both forms, and that nothing else is.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;
use watchroom_domain::Role;
use watchroom_identity::ApiToken;
use watchroom_test_support::{Reply, TestApp};

const NOW: &str = "2026-03-15T10:00:00Z";

const TICKETS: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads & Bridges');
    INSERT INTO service_desk.wards VALUES ('3', 'Ward 3');
    INSERT INTO service_desk.categories VALUES ('Pothole', false, 'Holes in the <road>', 'pothole'),
        ('Water leak', false, '', 'water-leak'), ('Violence', true, 'secret category', 'violence');
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, waiting_reason, description, address, latitude,
        longitude, ward_id, assigned_team_id, assigned_user_id, is_sensitive, source, created_at, updated_at, resolved_at,
        closed_with_note, sla_resolution_deadline) VALUES
        ('A1', 'Pothole', 'low', 'open', null, 'Ask Mrs Dlamini', '1 <Main> & Co', -26.1, 28.5, '3', 'roads',
            '00000000-0000-0000-0000-000000000001', false, 'page', '2026-03-14T10:00:00Z', '2026-03-14T11:00:00Z', null, null,
            '2026-03-20T10:00:00Z'),
        ('A2', 'Water leak', 'low', 'resolved', null, 'gone', null, null, null, null, null, null, false, 'page',
            '2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z', '2026-03-02T10:00:00Z', true, null),
        ('A3', 'Pothole', 'low', 'waiting', 'parts', 'old', null, null, null, null, null, null, false, 'page',
            '2025-12-01T10:00:00Z', '2025-12-01T10:00:00Z', null, null, null),
        ('S1', 'Pothole', 'high', 'open', null, 'hidden words', '9 Hidden St', -26.2, 28.6, '3', 'roads', null, true, 'page',
            '2026-03-14T12:00:00Z', '2026-03-14T12:00:00Z', null, null, null),
        ('S2', 'Violence', 'high', 'open', null, 'hidden words', '9 Hidden St', -26.2, 28.6, '3', 'roads', null, true, 'page',
            '2026-03-14T12:00:00Z', '2026-03-14T12:00:00Z', null, null, null),
        ('S3', 'Violence', 'high', 'open', null, 'hidden words', '9 Hidden St', -26.2, 28.6, '3', 'roads', null, false, 'page',
            '2026-03-14T12:00:00Z', '2026-03-14T12:00:00Z', null, null, null);
    INSERT INTO service_desk.ticket_notes (ticket_id, at, author_name, visibility, body)
        SELECT id, '2026-03-14T13:00:00Z', 'Inspector Khumalo', v, v || ' words' FROM service_desk.tickets,
            unnest(array['internal', 'public']) v;
    INSERT INTO service_desk.ticket_notes (ticket_id, at, author_name, visibility, body)
        SELECT id, '2026-03-14T14:00:00Z', 'Inspector Khumalo', 'internal', 'newest internal' FROM service_desk.tickets";

/// What the public may find nowhere: sensitive tickets, internal notes, people, and (unless wanted) what people wrote.
const SECRETS: &[&str] =
    &["S1", "S2", "S3", "hidden", "Hidden", "Violence", "violence", "secret", "internal", "Khumalo", "00000000-0000"];

fn board(id: &'static str) -> (&'static str, &'static str) {
    (id, "dashboard: { name: Default, panels: [] }\n")
}

async fn world() -> TestApp {
    let files = |settings: &'static str| [("tenant.yaml", settings), board("dashboards/default.yaml")];
    let open =
        files("tenant: { name: A, timezone: Africa/Johannesburg, service_desk: { enabled: true, open311: true } }\n");
    let told =
        files("tenant: { name: B, service_desk: { enabled: true, open311: true, open311_descriptions: true } }\n");
    let off = files("tenant: { name: C, service_desk: { enabled: true } }\n");
    let deskless = files("tenant: { name: D, service_desk: { enabled: true, open311: true } }\n");
    let builder = TestApp::builder().tenant("open", "", &open).await.with_desk(TICKETS).await;
    let builder = builder.tenant("told", "", &told).await.with_desk(TICKETS).await;
    let builder = builder.tenant("off", "", &off).await.with_desk(TICKETS).await;
    let builder = builder.tenant("deskless", "", &deskless).await;
    builder.at(NOW.parse().expect("a moment")).behind_a_proxy().start().await
}

async fn get(app: &TestApp, path: &str) -> Reply {
    app.nobody().get(&format!("/open311/v2/{path}")).await
}

fn ids(reply: &Reply) -> Vec<&str> {
    let all = reply.body.as_array().unwrap_or_else(|| panic!("no list: {}", reply.text));
    all.iter().map(|request| request["service_request_id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn services_are_the_categories_that_are_not_sensitive() {
    let app = world().await;
    let services = get(&app, "open/services.json").await;
    assert_eq!(services.status, 200);
    assert_eq!(
        services.body,
        json!([
            {"service_code": "pothole", "service_name": "Pothole", "description": "Holes in the <road>", "metadata": false,
             "type": "realtime", "keywords": "", "group": ""},
            {"service_code": "water-leak", "service_name": "Water leak", "description": "", "metadata": false,
             "type": "realtime", "keywords": "", "group": ""},
        ])
    );
    let xml = get(&app, "open/services.xml").await;
    assert_eq!(xml.headers["content-type"], "text/xml; charset=utf-8");
    assert!(
        xml.text.contains("<description>Holes in the &lt;road&gt;</description><metadata>false</metadata>"),
        "{}",
        xml.text
    );
    let definition = get(&app, "open/services/pothole.json").await;
    assert_eq!(definition.body, json!([{"service_code": "pothole", "attributes": null}]));
    for code in ["violence", "nothing"] {
        let missing = get(&app, &format!("open/services/{code}.json")).await;
        assert_eq!(missing.body, json!([{"code": 404, "description": "service_code was not found."}]));
    }
}

#[tokio::test]
async fn requests_are_read_by_their_filters() {
    let app = world().await;
    for (query, wanted) in [
        ("", vec!["A1", "A2"]),
        ("status=open", vec!["A1"]),
        ("status=closed", vec!["A2"]),
        ("status=open,closed", vec!["A1", "A2"]),
        ("service_code=water-leak", vec!["A2"]),
        ("service_code=water-leak,pothole", vec!["A1", "A2"]),
        ("start_date=2026-03-10T00:00:00Z", vec!["A1"]),
        ("end_date=2026-03-10T00:00:00Z", vec!["A2"]),
        ("start_date=2025-11-01T00:00:00Z&end_date=2025-12-31T00:00:00%2B02:00", vec!["A3"]),
        ("service_request_id=A3,A1,none", vec!["A1", "A3"]),
        ("service_code=nothing", vec![]),
    ] {
        let reply = get(&app, &format!("open/requests.json?{query}")).await;
        assert_eq!((reply.status, ids(&reply)), (200, wanted), "{query}");
    }
    for query in ["status=late", "start_date=soon", "start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z"] {
        let reply = get(&app, &format!("open/requests.json?{query}")).await;
        assert_eq!((reply.status, reply.body[0]["code"].as_u64()), (400, Some(400)), "{query}: {}", reply.text);
        let reply = get(&app, &format!("open/requests.xml?{query}")).await;
        assert!(reply.text.contains("<errors><error><code>400</code><description>"), "{}", reply.text);
    }
}

#[tokio::test]
async fn a_request_is_told_as_the_standard_says() {
    let app = world().await;
    let one = get(&app, "open/requests/A1.json").await;
    assert_eq!(
        one.body,
        json!([{
            "service_request_id": "A1", "status": "open", "status_notes": "public words", "service_name": "Pothole",
            "service_code": "pothole", "description": null, "agency_responsible": "Roads & Bridges", "service_notice": null,
            "requested_datetime": "2026-03-14T12:00:00+02:00", "updated_datetime": "2026-03-14T13:00:00+02:00",
            "expected_datetime": "2026-03-20T12:00:00+02:00", "address": "1 <Main> & Co", "address_id": null, "zipcode": null,
            "lat": -26.1, "long": 28.5, "media_url": null,
        }])
    );
    let xml = get(&app, "open/requests/A1.xml").await.text;
    assert!(
        xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests><request><service_request_id>A1</"
        ),
        "{xml}"
    );
    assert!(xml.contains("<description/>") && xml.contains("<address>1 &lt;Main&gt; &amp; Co</address>"), "{xml}");
    assert!(xml.contains("<lat>-26.1</lat><long>28.5</long>"), "{xml}");
    assert_eq!(get(&app, "told/requests/A1.json").await.body[0]["description"], "Ask Mrs Dlamini");
    assert_eq!(get(&app, "open/requests/A2.json").await.body[0]["status"], "closed");
}

#[tokio::test]
async fn the_public_finds_no_trace_of_what_is_not_public() {
    let app = world().await;
    for tenant in ["open", "told"] {
        for path in [
            "services.json",
            "services.xml",
            "services/violence.json",
            "requests.json",
            "requests.xml",
            "requests.json?service_request_id=S1,S2,S3",
            "requests.json?service_code=violence",
            "requests.json?status=open&service_code=pothole",
            "requests/A1.json",
            "requests/S1.xml",
        ] {
            let text = get(&app, &format!("{tenant}/{path}")).await.text;
            for secret in SECRETS {
                assert!(!text.contains(secret), "{tenant}/{path} tells `{secret}`: {text}");
            }
            assert!(tenant == "told" || !text.contains("Dlamini"), "{path}: {text}");
        }
        // A sensitive one, by its number, is like one that is not there.
        let missing = get(&app, &format!("{tenant}/requests/none.json")).await;
        for number in ["S1", "S2", "S3"] {
            let hidden = get(&app, &format!("{tenant}/requests/{number}.json")).await;
            assert_eq!((hidden.status, &hidden.text), (404, &missing.text), "{number}");
        }
    }
    // One that becomes sensitive goes at once.
    let owner = app.tenant("open").owner().await;
    owner
        .batch_execute("UPDATE service_desk.tickets SET is_sensitive = true WHERE tracking_number = 'A1'")
        .await
        .expect("hidden");
    assert_eq!(ids(&get(&app, "open/requests.json").await), ["A2"]);
    assert_eq!(get(&app, "open/requests/A1.json").await.status, 404);
}

#[tokio::test]
async fn a_tenant_that_is_not_open_is_like_none() {
    let app = world().await;
    let unknown = get(&app, "nobody/requests.json").await;
    assert_eq!(unknown.status, 404);
    for tenant in ["off", "deskless", "No.Name", "%00"] {
        for path in ["services.json", "requests.json", "requests/A1.json", "services/pothole.json"] {
            let reply = get(&app, &format!("{tenant}/{path}")).await;
            assert_eq!((reply.status, &reply.text), (404, &unknown.text), "{tenant}/{path}");
        }
        let posted = post(&app, tenant, "requests.json", &[("service_code", "pothole")]).await;
        assert_eq!((posted.status, &posted.text), (404, &unknown.text), "{tenant}");
    }
    for path in ["open/requests", "open/other.json", "open/requests.csv"] {
        assert_eq!(get(&app, path).await.status, 404, "{path}");
    }
}

async fn post(app: &TestApp, tenant: &str, file: &str, fields: &[(&str, &str)]) -> Reply {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    send(app, tenant, file, "application/x-www-form-urlencoded", form.finish()).await
}

async fn send(app: &TestApp, tenant: &str, file: &str, kind: &str, body: String) -> Reply {
    let request = reqwest::Client::new().post(format!("{}/open311/v2/{tenant}/{file}", app.url));
    let response = request.header("content-type", kind).body(body).send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("a body");
    Reply {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        bytes: text.clone().into(),
        text,
    }
}

async fn key(central: &Client, tenant: &str, role: &str) -> String {
    let token = ApiToken::make();
    let hash = token.hash();
    let now: Timestamp = NOW.parse().expect("a moment");
    central
        .execute(
            "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, created_by, created_at, expires_at)
             VALUES ($1, 'the city''s app', $2, $3, $4, 'a test', $5, $6)",
            &[&Uuid::now_v7(), &hash.as_slice(), &tenant, &role, &now, &(now + SignedDuration::from_hours(1))],
        )
        .await
        .expect("a token");
    token.to_text()
}

#[tokio::test]
async fn a_report_becomes_a_ticket() {
    let app = world().await;
    let central = app.central_database().connect().await;
    let manager = key(&central, "open", "manager").await;
    let report = [
        ("api_key", manager.as_str()),
        ("service_code", "pothole"),
        ("lat", "-26.15"),
        ("long", "28.25"),
        ("address_string", "5 Short St"),
        ("description", "A hole"),
        ("first_name", "Thandi"),
        ("email", "thandi@test.example"),
        ("phone", "555"),
    ];
    let made = post(&app, "open", "requests.json", &report).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let number = made.body[0]["service_request_id"].as_str().expect("a number").to_owned();
    let read = get(&app, &format!("open/requests/{number}.json")).await;
    assert_eq!((&read.body[0]["status"], &read.body[0]["lat"]), (&json!("open"), &json!(-26.15)), "{}", read.text);
    let owner = app.tenant("open").owner().await;
    let row = owner
        .query_one(
            "SELECT source, description, to_jsonb(t)::text FROM service_desk.tickets t WHERE tracking_number = $1",
            &[&number],
        )
        .await
        .expect("the ticket");
    assert_eq!((row.get::<_, &str>(0), row.get::<_, &str>(1)), ("open311", "A hole"));
    let (row, kept) = (row.get::<_, String>(2), ["Thandi", "thandi@", "555"]);
    assert!(kept.iter().all(|person| !row.contains(person)), "nothing of who reported is kept: {row}");
    let xml = post(&app, "open", "requests.xml", &report).await;
    assert!(xml.text.contains("<service_requests><request><service_request_id>WR-"), "{}", xml.text);
    // Whoever works at the desk sees it.
    let manager = app.sign_in("manager", &[("open", Role::Manager, None)]).await;
    let list = manager.get(&format!("/api/v1/tickets?search={number}")).await;
    assert_eq!(list.body["total"], 1, "{}", list.text);
}

#[tokio::test]
async fn a_report_that_cannot_be_taken_says_why() {
    let app = world().await;
    let central = app.central_database().connect().await;
    let manager = key(&central, "open", "manager").await;
    let place = ("address_string", "5 Short St");
    let pothole = ("service_code", "pothole");
    for (role, status) in [("viewer", 401), ("field_worker", 401), ("ward_councillor", 401)] {
        let key = key(&central, "open", role).await;
        let reply = post(&app, "open", "requests.json", &[("api_key", &key), pothole, place]).await;
        assert_eq!((reply.status, &reply.body[0]["code"]), (status, &json!(status)), "{role}: {}", reply.text);
    }
    let other = key(&central, "told", "manager").await;
    for (fields, status) in [
        (vec![pothole, place], 403),
        (vec![("api_key", "nonsense"), pothole, place], 403),
        (vec![("api_key", other.as_str()), pothole, place], 403),
        (vec![("api_key", manager.as_str()), place], 400),
        (vec![("api_key", manager.as_str()), ("service_code", "violence"), place], 404),
        (vec![("api_key", manager.as_str()), pothole], 400),
        (vec![("api_key", manager.as_str()), pothole, ("lat", "-26.1")], 400),
        (vec![("api_key", manager.as_str()), pothole, ("lat", "north"), ("long", "28")], 400),
        (vec![("api_key", manager.as_str()), pothole, ("lat", "126"), ("long", "28")], 400),
        (vec![("api_key", manager.as_str()), pothole, ("address_string", "a\0b")], 400),
    ] {
        let reply = post(&app, "open", "requests.json", &fields).await;
        assert_eq!((reply.status, reply.body[0]["code"].as_u64()), (status, Some(u64::from(status))), "{}", reply.text);
        assert!(
            reply.body[0]["description"].as_str().is_some_and(|text| !text.is_empty() && !text.contains("iolence"))
        );
    }
    let json = send(&app, "open", "requests.json", "application/json", "{}".to_owned()).await;
    assert_eq!(json.status, 400);
    let large =
        send(&app, "open", "requests.json", "application/x-www-form-urlencoded", "a=".to_owned() + &"b".repeat(70_000))
            .await;
    assert_eq!((large.status, large.body[0]["code"].as_u64()), (400, Some(400)));
    let owner = app.tenant("open").owner().await;
    let count: i64 = owner.query_one("SELECT count(*) FROM service_desk.tickets", &[]).await.expect("a count").get(0);
    assert_eq!(count, 6, "nothing was made");
}

#[tokio::test]
async fn an_address_that_asks_too_often_waits() {
    let app = world().await;
    let ask =
        async |from: &str| app.nobody().get_with("/open311/v2/open/services.json", &[("x-forwarded-for", from)]).await;
    let mut last = ask("192.0.2.1").await;
    for _ in 0..120 {
        last = ask("192.0.2.1").await;
    }
    assert_eq!((last.status, last.body[0]["code"].as_u64()), (429, Some(429)), "{}", last.text);
    assert!(last.headers.contains_key("retry-after"));
    assert_eq!(ask("192.0.2.2").await.status, 200);
}
