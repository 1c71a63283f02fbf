//! Reads of sensitive tickets: each is in the audit log, which betrays none of them.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_store::AuditVerdict;
use watchroom_test_support::{Reply, Session};

use crate::desk::Desk;

/// Sensitive tickets of the desk are those whose number ends in 0.
fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// As the documentation makes it.
fn reference(number: u32) -> String {
    digest(&SHA256, id(number).as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

async fn liaison(desk: &Desk) -> Session {
    desk.app.sign_in("liaison", &[("beta", Role::SapsLiaison, None)]).await
}

/// The details of all records of reads, the oldest first.
async fn reads(desk: &Desk) -> Vec<Value> {
    let sql = "SELECT detail FROM audit WHERE action = 'sensitive_read' ORDER BY seq";
    let central = desk.app.central_database().connect().await;
    central.query(sql, &[]).await.expect("records").iter().map(|row| row.get(0)).collect()
}

async fn version(desk: &Desk, number: u32) -> i64 {
    let sql = "SELECT version FROM service_desk.tickets WHERE id = $1::text::uuid";
    desk.owner.query_one(sql, &[&id(number)]).await.expect("a ticket").get(0)
}

/// Every call that a liaison is shown sensitive tickets by; each of another ticket, so that none is a repetition.
async fn calls(desk: &Desk) -> Vec<(&'static str, String, Value, u16)> {
    let path = |number, rest: &str| format!("/api/v1/tickets/{}{rest}", id(number));
    let now = version(desk, 60).await;
    assert_eq!((now, version(desk, 110).await), (1, 1));
    vec![
        ("get", path(10, ""), Value::Null, 200),
        ("get", path(10, "/history"), Value::Null, 200),
        ("get", "/api/v1/tickets".to_owned(), Value::Null, 200),
        ("get", "/api/v1/tickets?search=xsecretx%20Street&status=open&category=Violence".to_owned(), Value::Null, 200),
        ("get", "/api/v1/tickets?search=xnothingx".to_owned(), Value::Null, 200),
        ("patch", path(60, "/status"), json!({"status": "in_progress", "version": now}), 200),
        ("patch", path(70, ""), json!({"address": "13 Long Street", "version": 1}), 200),
        ("put", path(80, "/parent"), json!({"parent_id": id(90), "version": 1}), 200),
        ("post", path(100, "/notes"), json!({"body": "seen", "visibility": "internal"}), 201),
        // Refused, with the ticket as it is, or with how it stands.
        ("patch", path(110, "/status"), json!({"status": "in_progress", "version": 7}), 409),
        ("patch", path(250, "/status"), json!({"status": "waiting", "waiting_reason": "x", "version": 1}), 409),
        // Sensitive no more: the liaison sees its number alone.
        ("patch", path(120, ""), json!({"category": "Pothole", "is_sensitive": false, "version": 1}), 200),
    ]
}

#[tokio::test]
async fn each_call_that_shows_sensitive_tickets_is_one_record_that_betrays_none() {
    let desk = Desk::start().await;
    let liaison = liaison(&desk).await;
    let one = |call: &str, number| json!({"call": call, "reference": reference(number)});
    let mut wanted = vec![
        one("ticket", 10),
        one("history", 10),
        json!({"call": "list", "filters": []}),
        json!({"call": "list", "filters": ["status", "category", "search"]}),
        json!({"call": "list", "filters": ["search"]}),
        one("change", 60),
        one("change", 70),
        one("change", 80),
        one("change", 100),
        one("change", 110),
        one("change", 250),
        one("change", 120),
    ];
    for (n, (method, path, body, status)) in calls(&desk).await.iter().enumerate() {
        let reply = call(&liaison, method, path, body).await;
        assert_eq!(reply.status, *status, "{method} {path}: {}", reply.text);
        assert_eq!(reads(&desk).await, wanted[..=n], "{method} {path}");
    }
    let new = json!({"category": "Violence", "description": "xsecretx at the door", "ward_id": "2"});
    let made = liaison.post("/api/v1/tickets", &new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.body["id"].as_str().expect("an id").to_owned();
    let hash = digest(&SHA256, made.as_bytes());
    let hash: String = hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    wanted.push(json!({"call": "change", "reference": hash}));
    assert_eq!(reads(&desk).await, wanted);

    let central = desk.app.central_database().connect().await;
    let whole =
        "SELECT actor_email, from_address, tenant_id, subject, detail::text FROM audit WHERE action = 'sensitive_read'";
    for row in central.query(whole, &[]).await.expect("records") {
        let texts: Vec<Option<&str>> = (0..5).map(|column| row.get(column)).collect();
        assert_eq!(
            texts[..4],
            [Some("liaison@test.example"), Some("127.0.0.1"), Some("beta"), Some("tickets")],
            "{texts:?}"
        );
    }
    let log: String =
        central.query_one("SELECT string_agg(audit::text, ' ') FROM audit", &[]).await.expect("a log").get(0);
    for secret in ["xsecretx", "xnothingx", "Violence", "Street", "T-0", "WR-", "0000-4000-8000", made.as_str()] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    let verdict = desk.app.app.central.audit_verify().await.expect("verified");
    assert!(matches!(verdict, AuditVerdict::Whole { records } if records > 13), "{verdict:?}");
}

async fn call(session: &Session, method: &str, path: &str, body: &Value) -> Reply {
    if method == "get" { session.get(path).await } else { session.call(method, path, body).await }
}

#[tokio::test]
async fn what_shows_no_sensitive_ticket_is_no_record() {
    let desk = Desk::start().await;
    let liaison = liaison(&desk).await;
    let path = |number, rest: &str| format!("/api/v1/tickets/{}{rest}", id(number));
    let step = json!({"status": "in_progress", "version": 1});
    let sensitive = json!({"category": "Pothole", "description": "x", "is_sensitive": true});
    let assign = json!({"team_id": "roads", "version": 1});
    let bulk = json!({"ids": [id(1), id(10)], "action": "assign", "team_id": "roads"});
    for (who, method, path, body, status) in [
        (&desk.manager, "get", path(1, ""), Value::Null, 200),
        (&desk.manager, "get", path(1, "/history"), Value::Null, 200),
        (&desk.manager, "get", "/api/v1/tickets".to_owned(), Value::Null, 200),
        (&desk.manager, "get", path(10, ""), Value::Null, 404),
        (&desk.manager, "get", path(10, "/history"), Value::Null, 404),
        (&desk.manager, "patch", path(10, "/status"), step.clone(), 404),
        (&desk.manager, "patch", path(6, "/status"), step.clone(), 200),
        (&desk.manager, "post", "/api/v1/tickets".to_owned(), sensitive, 201),
        (&desk.manager, "post", "/api/v1/tickets/bulk".to_owned(), bulk.clone(), 200),
        (&liaison, "get", path(1, ""), Value::Null, 404),
        (&liaison, "get", path(1, "/history"), Value::Null, 404),
        (&liaison, "get", path(9999, ""), Value::Null, 404),
        (&liaison, "get", "/api/v1/tickets/nonsense".to_owned(), Value::Null, 404),
        (&liaison, "get", "/api/v1/tickets?status=opened".to_owned(), Value::Null, 400),
        (&liaison, "get", "/api/v1/service-desk".to_owned(), Value::Null, 200),
        (&liaison, "get", "/api/v1/tickets/views".to_owned(), Value::Null, 200),
        (&liaison, "get", "/api/v1/dashboard/metrics".to_owned(), Value::Null, 403),
        (&liaison, "patch", path(1, "/status"), step.clone(), 404),
        (&liaison, "patch", path(10, ""), json!({"ward_id": "99", "version": 1}), 400),
        (&liaison, "post", path(10, "/assign"), assign, 403),
        (&liaison, "post", "/api/v1/tickets/bulk".to_owned(), bulk, 403),
    ] {
        let reply = call(who, method, &path, &body).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        assert_eq!(reads(&desk).await, Vec::<Value>::new(), "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_read_again_is_one_record_for_five_minutes() {
    let desk = Desk::start().await;
    let liaison = liaison(&desk).await;
    let ticket = format!("/api/v1/tickets/{}", id(10));
    let read = async |session: &Session, path: &str| {
        let reply = session.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reads(&desk).await.len()
    };
    // Also where several pages ask at the same moment.
    let replies = futures_util::future::join_all((0..8).map(|_| liaison.get(&ticket))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(read(&liaison, &ticket).await, 1);
    assert_eq!(read(&liaison, "/api/v1/tickets?page_size=5&status=open").await, 2);
    for path in ["page=1&page_size=5&status=open", "status=open&sort_by=severity", "status=open&page=2"] {
        assert_eq!(
            read(&liaison, &format!("/api/v1/tickets?{path}")).await,
            2,
            "how many pages were turned tells how many there are"
        );
    }
    assert_eq!(read(&liaison, "/api/v1/tickets?status=closed").await, 3, "another list");
    assert_eq!(read(&liaison, &format!("/api/v1/tickets/{}", id(20))).await, 4, "another ticket");

    desk.app.app.clock.advance_ms(299_999);
    assert_eq!(read(&liaison, &ticket).await, 4);
    desk.app.app.clock.advance_ms(1);
    assert_eq!(read(&liaison, &ticket).await, 5, "five minutes later");
    assert_eq!(read(&liaison, &ticket).await, 5);

    let other = desk.app.sign_in("liaison-2", &[("beta", Role::SapsLiaison, None)]).await;
    assert_eq!(read(&other, &ticket).await, 6, "somebody else");
    let process = desk.app.another_process().await;
    let there = process.sign_in_again("liaison", Some("beta")).await;
    assert_eq!(read(&there, &ticket).await, 7, "each process remembers its own");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_neither_shown_nor_done() {
    let desk = Desk::start().await;
    let liaison = liaison(&desk).await;
    let central = desk.app.central_database().connect().await;
    let state = "SELECT md5(string_agg(t, ' ' ORDER BY t)) FROM (SELECT t::text FROM service_desk.tickets t \
        UNION ALL SELECT n::text FROM service_desk.ticket_notes n UNION ALL SELECT h::text FROM service_desk.ticket_history h) AS rows (t)";
    let before: String = desk.owner.query_one(state, &[]).await.expect("a state").get(0);
    let calls = calls(&desk).await;
    central.batch_execute("ALTER TABLE audit RENAME TO gone").await.expect("renamed");
    let made = json!({"category": "Violence", "description": "x"});
    for (method, path, body, _) in calls.iter().chain([&("post", "/api/v1/tickets".to_owned(), made, 201)]) {
        let reply = call(&liaison, method, path, body).await;
        assert_eq!(
            (reply.status, reply.body["code"].as_str(), &reply.body["current"]),
            (503, Some("central_database_unavailable"), &Value::Null),
            "{method} {path} {}",
            reply.text
        );
        for secret in ["xsecretx", "T-0", "WR-"] {
            assert!(!reply.text.contains(secret), "{method} {path} {}", reply.text);
        }
        let now: String = desk.owner.query_one(state, &[]).await.expect("a state").get(0);
        assert_eq!(now, before, "{method} {path}");
    }
    // Who reads nothing sensitive is not held up.
    assert_eq!(desk.manager.get(&format!("/api/v1/tickets/{}", id(1))).await.status, 200);
    central.batch_execute("ALTER TABLE gone RENAME TO audit").await.expect("renamed");
    let (method, path, body, status) = &calls[0];
    let reply = call(&liaison, method, path, body).await;
    assert_eq!(reply.status, *status);
    assert_eq!(reads(&desk).await.len(), 1, "what was refused is not taken for written");
}

#[tokio::test]
async fn an_export_of_sensitive_tickets_tells_the_log_its_hash_alone() {
    let desk = Desk::start().await;
    let liaison = liaison(&desk).await;
    let path = "/api/v1/tickets/export?format=csv&search=xsecretx&category=Violence&columns=description";
    let reply = liaison.get(path).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.text.contains("xsecretx"));
    let central = desk.app.central_database().connect().await;
    let sql = "SELECT action, detail FROM audit WHERE action LIKE 'export%' ORDER BY seq";
    let records = central.query(sql, &[]).await.expect("records");
    let told: Vec<(&str, Value)> = records.iter().map(|row| (row.get(0), row.get(1))).collect();
    let hash = digest(&SHA256, &reply.bytes);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let begun = &told[1].1["begun"];
    let filters = "of sensitive tickets";
    assert_eq!(
        told,
        [
            ("export_begun", json!({"format": "csv", "filters": filters})),
            ("export", json!({"format": "csv", "filters": filters, "sha256": hash, "begun": begun})),
        ]
    );
}
