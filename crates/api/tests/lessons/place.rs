//! The place where it all happens: two organisations with the same panels, hidden ones among them.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use watchroom_test_support::TestApp;

/// A script as somebody would put it into a table that many may write to.
pub const SCRIPT: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

pub const SQL: &str = "
    CREATE TABLE tickets (id int, ward text, title text, sensitive boolean);
    INSERT INTO tickets SELECT i, (i % 4)::text, 'plain ' || i, false FROM generate_series(1, 40) i;
    CREATE TABLE cases (id int, ward text, title text); INSERT INTO cases VALUES (1, '3', 'CASE-4711');
    CREATE TABLE notes (id int, note text);
    INSERT INTO notes VALUES (1, '=HYPERLINK(\"http://evil.example\",\"x\")'), (2, '+1+1'), (3, '-1+1'), (4, '@SUM(A1)'),
        (5, E'\\t=1+1'), (6, E'\\r=1+1'), (7, ' =1+1'), (8, 'plain'), (9, '-12.5'), (10, 'a,=1+1');
    CREATE TABLE network_nodes (name text PRIMARY KEY, kind text, online boolean);
    CREATE TABLE network_links (source text, target text, latency_ms float8);
    INSERT INTO network_nodes VALUES ('<script>alert(1)</script><img src=x onerror=alert(2)>', 'gateway', true),
        ('\" onload=\"alert(3)', 'web', true)";

pub const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: Alpha }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:
  name: Default
  panels:
    - { id: open_tickets, config_file: panels/open_tickets.yaml, position: { row: 1, col: 1 } }
    - { id: everyone, config_file: panels/everyone.yaml, position: { row: 11, col: 1 } }
    - { id: notes, config_file: panels/notes.yaml, position: { row: 21, col: 1 } }
    - { id: page, config_file: panels/page.yaml, position: { row: 31, col: 1 } }
    - { id: map, config_file: panels/map.yaml, position: { row: 41, col: 1 } }
",
    ),
    (
        "dashboards/liaison.yaml",
        "dashboard:
  name: Serious cases
  roles: [saps_liaison]
  panels:
    - { id: serious, config_file: panels/serious.yaml, position: { row: 1, col: 1 } }
",
    ),
    (
        "panels/open_tickets.yaml",
        "panel:
  type: kpi
  title: Open
  aggregate: count
  drill_down: { enabled: true }
  data_source: { table: tickets, columns: { value: id }, scope: { ward: ward } }
",
    ),
    (
        "panels/everyone.yaml",
        "panel:
  type: kpi
  title: Everyone
  aggregate: count
  data_source: { table: tickets, columns: { value: id } }
",
    ),
    (
        "panels/notes.yaml",
        "panel:
  type: table
  title: Notes
  data_source:
    table: notes
    columns:
      - { name: id }
      - { name: note, display: '=Note' }
",
    ),
    (
        "panels/page.yaml",
        "panel:
  type: custom_template
  title: Page
  queries:
    nodes: { table: network_nodes, select: [name], order_by: name DESC }
  template: '<div onclick=\"x()\"><a href=\"javascript:alert(1)\">a</a><a href=\"{{ nodes.first.name }}\">b</a>
    <svg onload=\"x()\"><a xlink:href=\"javascript:x()\"></a></svg><iframe src=\"//evil.example\"></iframe>
    <form action=\"//evil.example\"><input name=\"p\"></form><style>*{x:y}</style><base href=\"//evil.example\">
    <p style=\"background:url(//evil.example)\">{{ nodes.first.name }}</p><img src=\"data:text/html,x\"></div><script>x()</script>'
",
    ),
    (
        "panels/map.yaml",
        "panel:
  type: custom_image
  title: Map
  endpoint: /api/v1/custom/network-topology
  parameters: { include_offline: true }
",
    ),
    (
        "panels/serious.yaml",
        "panel:
  type: table
  title: Serious
  drill_down: { enabled: true }
  data_source:
    table: cases
    columns:
      - { name: id }
      - { name: title }
    scope: { ward: ward }
",
    ),
];

pub async fn two_organisations() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await
}

/// A request as it stands, past every client that would tidy up its path: the answer's status and all of its text.
pub async fn raw(app: &TestApp, target: &str, headers: &str) -> (u16, String) {
    let at = app.url.strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(at).await.expect("a connection");
    let request = format!("GET {target} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("read");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, text)
}
