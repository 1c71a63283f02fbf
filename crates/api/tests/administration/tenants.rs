//! Tenants.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestTenant};

use crate::{FILES, SQL, app, ends, listen, records, text, whole};

const TENANTS: &str = "/api/v1/admin/tenants";

#[tokio::test]
async fn a_tenant_is_added_renamed_moved_and_forgotten_on_every_server_at_once() {
    let app = app().await;
    let other = app.another_process().await;
    let url = other.url.clone();
    let admin = app.sign_in_admin("root").await;
    let gamma = TestTenant::make("gamma", SQL).await;
    for (path, text) in FILES {
        app.write_config(&format!("gamma/{path}"), text);
    }
    app.reload();
    other.reload();
    let added =
        admin.post(TENANTS, &json!({"id": "gamma", "name": " Gamma ", "database_url": gamma.reader_url()})).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let state = json!({"reachable": true, "detail": "It answers, and its role can only read."});
    assert_eq!(
        (&added.body["name"], &added.body["database"], &added.body["dashboards"]),
        (&json!("Gamma"), &state, &json!(1))
    );
    let eve = app.sign_in("eve", &[("gamma", Role::Viewer, None)]).await;
    let panel = "/api/v1/panels/one/data";
    assert_eq!(eve.get(panel).await.body["value"], 1.0);
    // On the other server, which heard of it; its own session is the same cookie's.
    let there = Session::open(&url, Some("gamma"));
    let login = json!({"email": "eve@test.example", "password": "correct horse battery"});
    assert_eq!(there.post("/api/v1/auth/login", &login).await.status, 200);
    assert_eq!(there.get_until(panel, 200).await.body["value"], 1.0);
    let stream = listen(&there).await;

    let path = format!("{TENANTS}/gamma");
    assert_eq!(admin.put(&path, &json!({"name": "Gamma & Co"})).await.body["name"], "Gamma & Co");
    assert_eq!(eve.get("/api/v1/tenants").await.body["tenants"][0]["name"], "Gamma & Co");
    assert_eq!(
        admin.put(&path, &json!({"name": "Gamma & Co", "database_url": gamma.reader_url()})).await.status,
        200,
        "as it was"
    );

    // Another database: nobody is shown a number of the old one, though it is kept for minutes.
    let moved = TestTenant::make("moved", &SQL.replace("(1, '3')", "(0.5, '3')")).await;
    assert_eq!(admin.put(&path, &json!({"database_url": moved.reader_url()})).await.status, 200);
    assert_eq!(eve.get(panel).await.body["value"], 0.5, "with the answer");
    let begun = std::time::Instant::now();
    while there.get(panel).await.body["value"] != 0.5 {
        assert!(begun.elapsed().as_secs() < 2, "the other server follows");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    assert_eq!((admin.delete(&path).await.status, admin.delete(&path).await.status), (204, 404));
    assert_eq!(eve.get(panel).await.status, 404);
    assert_eq!(there.get_until(panel, 404).await.status, 404);
    ends(stream).await;
    assert_eq!(
        moved.owner().await.query("SELECT FROM one", &[]).await.expect("rows").len(),
        2,
        "the database is as it was"
    );

    let of = |record: &Value| (record["tenant_id"].clone(), record["detail"].clone());
    let gamma_is = json!("gamma");
    assert_eq!(
        of(&records(&admin, "tenant_added").await[0]),
        (gamma_is.clone(), json!({"before": null, "after": {"name": "Gamma"}}))
    );
    let changed: Vec<Value> =
        records(&admin, "tenant_changed").await.iter().map(|record| record["detail"].clone()).collect();
    assert_eq!(
        changed,
        [
            json!({"before": {"database_url": "another one"}, "after": {"database_url": "changed"}}),
            json!({"before": {"name": "Gamma"}, "after": {"name": "Gamma & Co"}}),
        ]
    );
    let removed = json!({"before": {"name": "Gamma & Co", "members": 1, "tokens": 0, "shares": 0}, "after": null});
    assert_eq!(of(&records(&admin, "tenant_removed").await[0]), (gamma_is, removed));
    let log = admin.get("/api/v1/admin/audit?page_size=200").await.text;
    assert!(!log.contains("postgresql:") && !log.contains(moved.database.name()), "no address is in the log");
    whole(&app).await;
}

#[tokio::test]
async fn a_database_that_will_not_do_is_refused_with_the_reason_and_without_the_address() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let tenant = TestTenant::make("gamma", SQL).await;
    let owner = tenant.reader_url().replace("_reader:reader@", "_owner:owner@");
    let good = tenant.reader_url();
    let nowhere = good
        .replace(tenant.database.name(), "no_such_database")
        .replace("no_such_database_reader", &tenant.reader_role);
    for (id, name, address, status, code, said) in [
        ("Gamma", "G", good.as_str(), 400, "bad_id", "id:"),
        ("../x", "G", &good, 400, "bad_id", "id:"),
        ("gamma", "  ", &good, 400, "bad_name", "name:"),
        ("gamma", "a\u{0}b", &good, 400, "bad_name", "name:"),
        ("gamma", "G", "mysql://u:geheim@127.0.0.1/d", 400, "bad_database_url", "database_url:"),
        ("gamma", "G", "geheim", 400, "bad_database_url", "database_url:"),
        ("gamma", "G", "postgresql://u:geheim@127.0.0.1:1", 400, "bad_database_url", "database"),
        ("gamma", "G", "postgresql://u:geheim@127.0.0.1:99999/d", 400, "bad_database_url", "port"),
        ("gamma", "G", "postgresql://u:geheim@127.0.0.1/d?sslmode=so", 400, "bad_database_url", "sslmode"),
        ("gamma", "G", "postgresql://u:geheim@127.0.0.1/d?colour=geheim", 400, "bad_database_url", "database_url:"),
        ("gamma", "G", "postgresql://u:geheim@127.0.0.1:1/d", 400, "database_unreachable", "refused"),
        ("gamma", "G", &nowhere, 400, "database_unreachable", "does not exist"),
        ("gamma", "G", &tenant.database.url(), 400, "role_too_powerful", "it is a superuser"),
        ("gamma", "G", &owner, 400, "role_too_powerful", "it owns public.one"),
        ("alpha", "G", &good, 409, "already_exists", "alpha"),
    ] {
        let reply = admin.post(TENANTS, &json!({"id": id, "name": name, "database_url": address})).await;
        assert_eq!(
            (reply.status, reply.body["code"].as_str()),
            (status, Some(code)),
            "{id} {name} {address} {}",
            reply.text
        );
        assert!(text(&reply.body["detail"]).contains(said), "{}", reply.text);
        assert!(!reply.text.contains("geheim") && !reply.text.contains("127.0.0.1"), "{}", reply.text);
    }
    let path = format!("{TENANTS}/alpha");
    for (body, code) in [
        (json!({"name": ""}), "bad_name"),
        (json!({"database_url": "nonsense"}), "bad_database_url"),
        (json!({"database_url": owner}), "role_too_powerful"),
        (json!({"database_url": "postgresql://u:geheim@127.0.0.1:1/d"}), "database_unreachable"),
    ] {
        assert_eq!(admin.put(&path, &body).await.body["code"], code, "{body}");
    }
    assert_eq!(admin.put(&path, &json!({"id": "x"})).await.status, 422);
    assert_eq!(admin.get(TENANTS).await.body["tenants"].as_array().map(Vec::len), Some(2), "nothing was added");
    assert_eq!(records(&admin, "tenant_changed").await, [Value::Null; 0]);
}

#[tokio::test]
async fn each_tenant_shows_how_it_fares() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    app.account("eve", false, &[("alpha", Role::Viewer, None)]).await;
    let broken = FILES[1].1.replace("name:", "nmae:");
    app.write_config("alpha/dashboards/default.yaml", &broken);
    app.reload();
    let beta = app.tenant("beta").database.name().to_owned();
    let root = watchroom_test_support::Postgres::shared().connect("postgres").await;
    root.batch_execute(&format!("ALTER DATABASE {beta} ALLOW_CONNECTIONS false")).await.expect("shut");
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    root.execute(end, &[&beta]).await.expect("ended");
    let owner = app.tenant("alpha").owner().await;

    let reply = admin.get(TENANTS).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let (alpha, beta) = (&reply.body["tenants"][0], &reply.body["tenants"][1]);
    assert_eq!((&alpha["id"], &alpha["members"], &alpha["dashboards"]), (&json!("alpha"), &json!(1), &json!(1)));
    assert_eq!(alpha["database"]["reachable"], true);
    assert!(alpha["findings"]["errors"].as_u64().expect("a number") >= 1, "{alpha}");
    assert_eq!((&beta["members"], &beta["findings"]), (&json!(0), &json!({"errors": 0, "warnings": 0})));
    assert_eq!(beta["database"]["reachable"], false);
    assert!(text(&beta["database"]["detail"]).contains("not currently accepting connections"), "{beta}");
    assert!(!reply.text.contains("postgresql:"), "{}", reply.text);

    // A role that is given powers while the server runs.
    owner.batch_execute(&format!("GRANT INSERT ON one TO {}", app.tenant("alpha").reader_role)).await.expect("granted");
    let alpha = app.tenant("alpha").database.name().to_owned();
    root.execute(end, &[&alpha]).await.expect("ended");
    let begun = std::time::Instant::now();
    loop {
        let state = admin.get(TENANTS).await.body["tenants"][0]["database"].clone();
        if text(&state["detail"]).contains("it may write to public.one") {
            assert_eq!(state["reachable"], false);
            break;
        }
        assert!(begun.elapsed().as_secs() < 5, "{state}");
    }
}
