//! `watchroom tenant service-desk` and `watchroom desk apply`: a desk is made, set up, checked and brought up to date.

use watchroom_store::Address;
use watchroom_test_support::TestTenant;

use crate::instance::{Instance, SAMPLES};
use crate::running_demo::with_database;

const SETTINGS: &str = "service_desk:\n  teams: [{ id: roads, name: Roads }]\n  categories: [{ name: Pothole, service_code: pothole }]\n  \
     policies: [{ category: Pothole, resolution: 2d }]\n";

/// A tenant that was added, its owner's address in a file.
async fn tenant(instance: &Instance) -> (TestTenant, String) {
    let tenant = TestTenant::make("one", SAMPLES).await;
    let add = ["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()];
    instance.line(add).run().told(0, &["added one"]);
    let file = instance.path().join("owner.url");
    std::fs::write(&file, tenant.owner_url()).expect("a file");
    (tenant, file.display().to_string())
}

fn settings(instance: &Instance, text: &str) {
    instance.dashboards("one");
    let folder = instance.path().join("config/tenants/one");
    std::fs::write(folder.join("tenant.yaml"), "tenant: { name: One, service_desk: { enabled: true } }\n")
        .expect("a file");
    std::fs::write(folder.join("service_desk.yaml"), text).expect("a file");
}

#[tokio::test]
async fn a_desk_is_made_set_up_checked_and_brought_up_to_date() {
    let instance = Instance::migrated().await;
    let (tenant, owner) = tenant(&instance).await;
    let give = ["tenant", "service-desk", "one", "--owner-url-file", &owner];
    let database = tenant.database.name();
    let desk = format!("{database}_desk");
    // The owner of a test's database may make no roles; an operator lets a superuser make this one.
    let refused = instance.line(give).run().told(2, &["may not make the role", &desk, "--desk-url-file"]);
    assert!(!refused.stderr.contains(":owner@"), "{}", refused.stderr);
    let root = tenant.database.connect().await;
    let role = format!(
        "CREATE ROLE {desk} LOGIN PASSWORD 'geheim'; GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {desk}"
    );
    root.batch_execute(&role).await.expect("a role");
    let url = tenant.reader_url().replace("_reader:reader@", "_desk:geheim@");
    let file = instance.path().join("desk.url").display().to_string();
    std::fs::write(&file, &url).expect("a file");
    let with = [&give[..], &["--desk-url-file", &file]].concat();
    instance.line(with).run().told(0, &["one has a service desk", &desk, "watchroom desk apply --tenant one"]);
    // It is known now: the same line without the desk's address brings it up to date.
    instance.line(give).run().told(0, &["the service desk is up to date", &desk]);

    let listed = instance.line(["tenant", "list"]).run().told(0, &["with service desk"]);
    assert!(!listed.stdout.contains("geheim"), "{}", listed.stdout);
    instance.line(["tenant", "list", "--json"]).run().told(0, &["service_desk", &desk]);
    instance.line(["tenant", "check"]).run().told(0, &["ok      one: its service desk", "up to date"]);
    let older = "UPDATE service_desk.schema_history SET version = version - 1000";
    tenant.owner().await.batch_execute(older).await.expect("older");
    instance.line(["tenant", "check"]).run().told(1, &["old     one", "watchroom tenant service-desk one"]);
    tenant
        .owner()
        .await
        .batch_execute("UPDATE service_desk.schema_history SET version = version + 1000")
        .await
        .expect("as it was");
    root.batch_execute(&format!("GRANT INSERT ON samples TO {desk}")).await.expect("a grant");
    instance.line(["tenant", "check"]).run().told(1, &["refused one: its service desk", "public.samples"]);
    instance.line(give).run().told(2, &["cannot be used", "public.samples"]);
    root.batch_execute(&format!("REVOKE INSERT ON samples FROM {desk}")).await.expect("taken back");

    let apply = ["desk", "apply", "--tenant", "one"];
    instance.line(apply).run().told(2, &["service_desk.yaml is not there", "docs/service-desk.md"]);
    settings(&instance, SETTINGS);
    let rehearsal = [&apply[..], &["--dry-run"]].concat();
    instance
        .line(&rehearsal)
        .run()
        .told(0, &["add     team `roads`: Roads", "3 changes would be written; nothing was"]);
    instance.line(&rehearsal).run().told(0, &["3 changes would be written"]);
    instance.line(apply).run().told(0, &["policy for Pothole, any severity", "3 changes written"]);
    instance.line(apply).run().told(0, &["the service desk is as its file says"]);
    instance.line(["audit", "list", "--action", "desk_settings"]).run().told(0, &["desk_settings", "one"]);
    let past = [&apply[..], &["--from", "2020-01-01T00:00:00Z"]].concat();
    settings(&instance, &SETTINGS.replace("2d", "3d"));
    instance.line(&past).run().told(2, &["which is past"]);
    settings(&instance, &SETTINGS.replace("resolution", "resolutoin"));
    instance.line(apply).run().told(1, &["did you mean `resolution`?", "service_desk.yaml:4"]);
    instance.line(["desk", "apply", "--tenant", "two"]).run().told(2, &["two/service_desk.yaml is not there"]);
}

#[tokio::test]
async fn what_a_desk_cannot_be_made_with_is_told() {
    let instance = Instance::migrated().await;
    let (tenant, owner) = tenant(&instance).await;
    let give = |id: &str, file: &str| instance.line(["tenant", "service-desk", id, "--owner-url-file", file]).run();
    instance.line(["tenant", "service-desk", "one"]).run().told(2, &["no owner is named", "--owner-url-file FILE"]);
    let new = ["tenant", "add", "two", "--name", "Two", "--database-url", &tenant.reader_url(), "--service-desk"];
    instance.line(new).run().told(2, &["no owner is named"]);
    let listed = instance.line(["tenant", "list", "--json"]).run().said();
    assert!(!listed.contains("\"two\""), "nothing is added half-way: {listed}");
    give("two", &owner).told(2, &["no tenant `two`"]);
    give("one", "nowhere.url").told(2, &["nowhere.url cannot be read"]);

    let other = instance.path().join("other.url");
    std::fs::write(&other, with_database(&tenant.owner_url(), "elsewhere")).expect("a file");
    give("one", &other.display().to_string()).told(2, &["names the database `elsewhere`", "the tenant's own database"]);
    std::fs::write(&other, tenant.reader_url()).expect("a file");
    let desk = instance.path().join("desk.url");
    std::fs::write(&desk, tenant.reader_url()).expect("a file");
    let line = [
        "tenant",
        "service-desk",
        "one",
        "--owner-url-file",
        &other.display().to_string(),
        "--desk-url-file",
        &desk.display().to_string(),
    ]
    .map(str::to_owned);
    instance.line(line).run().told(2, &["may not make the schema", "GRANT CREATE ON DATABASE"]);
    settings(&instance, SETTINGS);
    instance
        .line(["desk", "apply", "--tenant", "one"])
        .run()
        .told(2, &["one has no service desk", "watchroom tenant service-desk one"]);

    // Who is not its owner would leave functions that see nothing.
    let made = instance.path().join("made.url");
    let owners = Address::parse(&tenant.owner_url()).expect("an address");
    tenant.owner().await.batch_execute("CREATE SCHEMA service_desk").await.expect("a schema");
    std::fs::write(&made, tenant.database.url()).expect("a file");
    give("one", &made.display().to_string()).told(2, &["belongs to the role", owners.user()]);
}
