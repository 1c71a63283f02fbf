//! What `watchroom serve` says where its settings will not do: exit code 2, and what to do about it.

use std::net::TcpListener;

use crate::instance::{Instance, KEY, write_dashboards};
use crate::program::{Line, watchroom};

/// Leads nowhere; what is tested here is told before anybody is asked.
const URL: &str = "postgresql://u:p@127.0.0.1:1/central";

fn serve(more: &[&str]) -> Line {
    watchroom(["serve"]).and(more).env("WATCHROOM_CENTRAL_DATABASE_URL", URL).env("WATCHROOM_SECRET_KEY", KEY)
}

#[test]
fn what_is_missing_is_named_with_the_way_to_give_it() {
    watchroom(["serve"])
        .run()
        .told(2, &["no central database is named", "WATCHROOM_CENTRAL_DATABASE_URL=postgresql://"]);
    let empty = watchroom(["serve"]).env("WATCHROOM_CENTRAL_DATABASE_URL", "");
    empty.run().told(2, &["no central database is named"]);
    let keyless = watchroom(["serve"]).env("WATCHROOM_CENTRAL_DATABASE_URL", URL);
    keyless.run().told(2, &["no secret key is named", "openssl rand -hex 32", "WATCHROOM_SECRET_KEY_FILE"]);
    let no_demo = watchroom(["--data-dir", "nowhere", "serve"]);
    no_demo.run().told(2, &["nowhere/demo.json is not there", "watchroom demo --data-dir nowhere"]);
}

#[test]
fn keys_and_addresses_that_will_not_do_are_told() {
    serve(&[]).env("WATCHROOM_SECRET_KEY", "short").run().told(2, &["WATCHROOM_SECRET_KEY", "shorter than 32"]);
    let repeated = serve(&[]).env("WATCHROOM_SECRET_KEY", "a".repeat(64));
    repeated.run().told(2, &["well-known or repeating", "openssl rand"]);
    let in_a_file = serve(&["--secret-key-file", "the.key"]).file("the.key", "short\n");
    in_a_file.run().told(2, &["the secret key in the.key", "shorter than 32"]);
    serve(&["--secret-key-file", "nowhere.key"]).run().told(2, &["nowhere.key cannot be read"]);
    let other = serve(&["--central-database-url", "mysql://u:secret@h/d"]).run();
    let told = other.told(2, &["central database's URL", "`mysql:` is not postgresql:"]);
    assert!(!told.stderr.contains("secret"), "{}", told.stderr);
}

#[test]
fn addresses_for_people_are_https_or_loopback() {
    serve(&["--listen", "0.0.0.0:8080"]).run().told(2, &["0.0.0.0:8080", "in the clear", "--public-url https://"]);
    for bad in ["http://watchroom.example", "watchroom.example", "https://watchroom.example/path"] {
        serve(&["--public-url", bad]).run().told(2, &["public_url", bad]);
    }
    serve(&["--listen", "here"]).run().told(2, &["--listen", "here"]);
}

#[test]
fn trusted_proxies_are_addresses_or_networks_and_never_everybody() {
    for bad in ["proxy.example", "10.0.0.0/33", "0.0.0.0/0", "10.0.0.1,::/0"] {
        let told = serve(&["--trusted-proxies", bad]).run();
        told.told(2, &["trusted_proxies", bad.rsplit(',').next().expect("one"), "10.0.0.0/8"]);
        let filed = format!("trusted_proxies: [\"{}\"]\n", bad.rsplit(',').next().expect("one"));
        serve(&[]).file("watchroom.yaml", &filed).run().told(2, &["trusted_proxies"]);
    }
    // Good ones are passed over in silence: what is missing then is the folder of dashboards.
    let good = serve(&["--trusted-proxies", "10.0.0.7,fd00::/8"]).run();
    assert!(!good.told(2, &["config/tenants"]).stderr.contains("trusted_proxies"));
    serve(&[]).env("WATCHROOM_TRUSTED_PROXIES", "").run().told(2, &["config/tenants"]);
}

#[test]
fn dashboards_that_are_not_there_or_have_errors_are_told() {
    serve(&["--config", "nowhere"]).run().told(2, &["nowhere", "--config"]);
    serve(&[]).run().told(2, &["config/tenants"]);
    let folder = tempfile::TempDir::new().expect("a folder");
    write_dashboards(folder.path(), "samples");
    let panel = folder.path().join("samples/panels/samples.yaml");
    let text = std::fs::read_to_string(&panel).expect("a file");
    std::fs::write(&panel, text.replace("timestamp:", "tiemstamp:")).expect("a file");
    let root = folder.path().to_str().expect("a path of letters");
    let place = format!("{}:6:16", panel.display());
    serve(&["--config", root]).run().told(2, &[&place, "did you mean `timestamp`?", "watchroom validate"]);
}

#[test]
fn a_settings_file_is_read_strictly_and_named() {
    let file = |text: &str| serve(&[]).file("watchroom.yaml", text).run();
    file("listne: \"127.0.0.1:0\"\n").told(2, &["watchroom.yaml", "listne", "listen"]);
    file("listen: somewhere\n").told(2, &["watchroom.yaml", "line 1"]);
    file("listen: [\n").told(2, &["watchroom.yaml"]);
    // Nothing but comments is no error: what is missing then is the folder of dashboards.
    file("# nothing yet\n").told(2, &["config/tenants"]);
    file("").told(2, &["config/tenants"]);
}

#[tokio::test]
async fn databases_and_ports_that_cannot_be_had_are_told() {
    let folder = tempfile::TempDir::new().expect("a folder");
    write_dashboards(folder.path(), "samples");
    let root = folder.path().to_str().expect("a path of letters");
    serve(&["--config", root])
        .run()
        .told(2, &["the central database at postgresql://u@127.0.0.1:1/central", "onnection refused"]);

    let instance = Instance::new().await;
    instance.dashboards("samples");
    let occupied = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = occupied.local_addr().expect("an address").to_string();
    let line = instance.line(["serve", "--listen", address.as_str()]);
    line.run().told(2, &[&address, "is another server running?", "--listen"]);
}
