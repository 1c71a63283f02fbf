//! `watchroom serve` does not start over a role that may do more than read.

use watchroom_test_support::TestTenant;

use crate::instance::{Instance, SAMPLES};
use crate::served::Served;

#[tokio::test]
async fn a_role_that_may_do_more_than_read_stops_the_start() {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("samples", SAMPLES).await;
    instance.dashboards("samples");
    let add = ["tenant", "add", "samples", "--name", "Samples", "--database-url", &tenant.reader_url()];
    instance.line(add).run().said();
    let serve = || instance.line(["serve", "--listen", "127.0.0.1:0"]);
    let check = || instance.line(["tenant", "check"]);
    Served::start(serve());

    let root = tenant.database.connect().await;
    let (reader, owner) = (&tenant.reader_role, format!("{}_owner", tenant.database.name()));
    for (give, take, reason) in [
        (format!("ALTER ROLE {reader} SUPERUSER"), format!("ALTER ROLE {reader} NOSUPERUSER"), "superuser"),
        (format!("ALTER ROLE {reader} BYPASSRLS"), format!("ALTER ROLE {reader} NOBYPASSRLS"), "BYPASSRLS"),
        (format!("ALTER ROLE {reader} CREATEROLE"), format!("ALTER ROLE {reader} NOCREATEROLE"), "CREATEROLE"),
        (
            format!("ALTER TABLE samples OWNER TO {reader}"),
            format!("ALTER TABLE samples OWNER TO {owner}; GRANT SELECT ON samples TO {reader}"),
            "it owns public.samples",
        ),
        (format!("GRANT {owner} TO {reader}"), format!("REVOKE {owner} FROM {reader}"), "it owns public.samples"),
        (
            format!("GRANT INSERT ON samples TO {reader}"),
            format!("REVOKE INSERT ON samples FROM {reader}"),
            "it may write to public.samples",
        ),
    ] {
        root.batch_execute(&give).await.expect("it is given");
        serve().run().told(2, &["may do more than read", "samples: ", reason, "watchroom tenant check"]);
        check().run().told(1, &["refused samples", reader, reason, "CREATE ROLE"]);
        root.batch_execute(&take).await.expect("it is taken");
    }
    check().run().told(0, &["ok      samples", "can only read"]);
    Served::start(serve());
}
