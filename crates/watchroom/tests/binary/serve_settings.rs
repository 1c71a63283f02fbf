//! What `watchroom serve` says where its settings will not do: exit code 2, and what to do about it.

use std::net::TcpListener;

use crate::instance::{Instance, KEY, write_dashboards};
use crate::program::{Line, watchroom};

/// Leads nowhere; what is tested here is told before anybody is asked.
const URL: &str = "postgresql://u:p@127.0.0.1:1/central";

fn serve(more: &[&str]) -> Line {
    watchroom(["serve"]).and(more).env("WATCHROOM_CENTRAL_DATABASE_URL", URL).env("WATCHROOM_SECRET_KEY", KEY.as_str())
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
    // What other programs came with, what guides write, and what stood in this repository.
    for known in [
        "c292a0a3aa32397cdb050e233733900f",
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
        "7d1f0c9a4be85326f0b7c1d2e3a49586",
        &"a".repeat(64),
    ] {
        let named = serve(&[]).env("WATCHROOM_SECRET_KEY", known).run();
        let told = named.told(2, &["WATCHROOM_SECRET_KEY", "well-known or repeating", "openssl rand"]);
        assert!(!told.stderr.contains(known), "{}", told.stderr);
        let filed = serve(&["--secret-key-file", "the.key"]).file("the.key", &format!("{known}\n"));
        filed.run().told(2, &["the secret key in the.key", "well-known or repeating"]);
    }
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
    // Behind TLS there is a proxy: without its name everybody has its address.
    let tls = ["--public-url", "https://watchroom.example"];
    serve(&tls).run().told(2, &["no trusted_proxies are named"]);
    let named = serve(&tls).env("WATCHROOM_TRUSTED_PROXIES", "127.0.0.1").run();
    assert!(!named.told(2, &["config/tenants"]).stderr.contains("no trusted_proxies"));
}

#[test]
fn a_provider_is_set_up_whole_or_not_at_all() {
    let with = |more: &[&str]| {
        let base = ["--public-url", "https://watchroom.example", "--oidc-issuer", "https://id.example"];
        serve(&[&base[..], more].concat())
    };
    with(&[]).run().told(2, &["https://id.example", "WATCHROOM_OIDC_CLIENT_ID"]);
    with(&["--oidc-client-id", "w"]).run().told(2, &["secret at the provider", "WATCHROOM_OIDC_CLIENT_SECRET_FILE"]);
    let nowhere = with(&["--oidc-client-id", "w", "--oidc-client-secret-file", "no.secret"]).run();
    nowhere.told(2, &["no.secret cannot be read"]);
    serve(&["--oidc-client-id", "w"]).run().told(2, &["without its name", "WATCHROOM_OIDC_ISSUER"]);
    serve(&[]).env("WATCHROOM_OIDC_ISSUER", "").env("WATCHROOM_OIDC_CLIENT_ID", "").run().told(2, &["config/tenants"]);
    let secret = |line: Line| line.env("WATCHROOM_OIDC_CLIENT_SECRET", "for your eyes only");
    let no_page = secret(serve(&["--oidc-issuer", "https://id.example", "--oidc-client-id", "w"]));
    no_page.run().told(2, &["sends people back", "--public-url https://"]);
    // Good ones are passed over in silence: what is missing then is the folder of dashboards.
    secret(with(&["--oidc-client-id", "w"])).run().told(2, &["config/tenants"]);
    let ca = ["--oidc-client-id", "w", "--oidc-ca-file", "no.pem"];
    secret(with(&ca)).run().told(2, &["certificates in no.pem cannot be read"]);
}

#[test]
fn what_a_provider_makes_of_people_is_read_strictly() {
    let file = |rules: &str| {
        let text = format!(
            "public_url: https://watchroom.example\noidc:\n  issuer: https://id.example\n  client_id: w\n  memberships:\n    - {rules}\n"
        );
        serve(&[]).env("WATCHROOM_OIDC_CLIENT_SECRET", "x").file("watchroom.yaml", &text).run()
    };
    file("{ claim: groups, value: /a, tenant: alpha, role: viewer }").told(2, &["config/tenants"]);
    for (rule, told) in [
        ("{ claim: groups, value: /a, tenant: alpha, role: emperor }", "rule 1"),
        ("{ claim: groups, value: /a, tenant: \"../alpha\", role: viewer }", "rule 1"),
        ("{ claim: groups, value: /a, tenant: alpha, role: viewer, ward: \"\" }", "the ward must have 1 to 64"),
        ("{ claim: groups, value: /a, tenant: alpha, role: viewer, wards: 3 }", "wards"),
        ("{ claim: groups, tenant: alpha, role: viewer }", "value"),
    ] {
        file(rule).told(2, &["watchroom.yaml", told]);
    }
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
