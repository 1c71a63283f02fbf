//! `watchroom tenant watch`: the triggers are shown, made, and taken away.

use watchroom_test_support::TestTenant;

use crate::instance::{Instance, SAMPLES};

#[tokio::test]
async fn triggers_are_shown_made_and_taken_away() {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    let add = ["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()];
    instance.line(add).run().told(0, &["added one"]);
    instance.dashboards("one");
    let file = instance.path().join("owner.url").display().to_string();
    std::fs::write(&file, tenant.owner_url()).expect("a file");
    let owner = tenant.owner().await;
    let triggers = async || {
        let count = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'watchroom%'";
        owner.query_one(count, &[]).await.expect("a count").get::<_, i64>(0)
    };

    let watch = ["tenant", "watch", "one", "--table", "samples"];
    let and = |more: &[&'static str]| [&watch[..], more].concat();
    // The panel of the dashboards names the column of the time.
    let shown = instance.line(and(&["--print"])).run().told(0, &["watchroom_tell_samples", "\"at\"::timestamptz"]);
    assert_eq!(triggers().await, 0, "nothing was run");
    instance.line(watch).run().told(2, &["no owner is named", "--owner-url-file", "--print"]);
    for (more, because) in
        [(&["--time-column", "nope"][..], "has no column `nope`"), (&["--table", "nope"], "has no table `nope`")]
    {
        let line: Vec<&str> = if more[0] == "--table" { [&watch[..3], more].concat() } else { and(more) };
        instance.line([&line[..], &["--owner-url-file", &file]].concat()).run().told(2, &[because]);
    }
    instance.line(["tenant", "watch", "two", "--table", "samples"]).run().told(2, &["there is no tenant `two`"]);

    let (file_of_one, away) =
        (instance.path().join("config/tenants/one/tenant.yaml"), instance.path().join("away.yaml"));
    std::fs::rename(&file_of_one, &away).expect("taken away");
    instance.line(and(&["--print"])).run().told(2, &["do not load", "watchroom validate"]);
    std::fs::rename(&away, &file_of_one).expect("back");

    let with = |more: &[&'static str]| [&and(more)[..], &["--owner-url-file", file.as_str()]].concat();
    let made = instance.line(with(&[])).run().told(0, &["tells of its changes at once", "`at`"]);
    assert!(!made.stdout.contains(":owner@") && !made.stderr.contains(":owner@"));
    assert_eq!(triggers().await, 4);
    // What was shown is what was made: it may run again.
    owner.batch_execute(&shown.stdout).await.expect("the SQL that was shown");
    assert_eq!(triggers().await, 4);
    instance.line(with(&["--remove"])).run().told(0, &["no triggers of Watchroom any more"]);
    assert_eq!(triggers().await, 0);
}
