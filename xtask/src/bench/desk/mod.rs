//! A desk of 500,000 tickets: every kind of filter, order and search of the list, and every figure, beside the same questions in
//! psql; for one user, for 16 at once without a pause, and for 16 who pause. Tickets change all the time.

mod shapes;

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use watchroom_embedded_postgres::Binaries;

use super::http::Connection;
use super::panel::ask_psql;
use super::running::Demo;
use super::spread;
use crate::steps::print;
use shapes::{FIGURES, LISTS, TWO_LETTERS};

const TENANT: &str = "tenant-beta";
const TICKETS: u32 = 500_000;
const USERS: usize = 16;
/// Questions of each kind by each user, without a pause and with one.
const QUESTIONS: usize = 20;
const QUESTIONS_WITH_PAUSE: usize = 8;
const PAUSE: Duration = Duration::from_millis(200);
const ROUNDS: usize = 3;
/// How long nothing changes between two changes.
const BETWEEN_CHANGES: Duration = Duration::from_millis(100);

/// The demo's own tickets again and again, each time as of an earlier time, until there are enough. Triggers that judge
/// places row by row would take longer than the bench; what they keep is copied.
const FILL: &str = "BEGIN;
    ALTER TABLE service_desk.tickets DISABLE TRIGGER USER;
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, waiting_reason, description, address, latitude,
        longitude, ward_id, is_sensitive, assigned_team_id, assigned_user_id, source, created_at, updated_at, first_responded_at,
        resolved_at, closed_at, reopened_count, last_reopened_at, closed_with_note, reopened_early, repeat_place, sla_policy_id,
        sla_imported, sla_response_deadline, sla_response_at_risk_at, sla_resolution_deadline, sla_resolution_at_risk_at, sla_paused_since)
    SELECT t.tracking_number || '-' || n, category, severity, status, waiting_reason, description, address, latitude, longitude,
        ward_id, is_sensitive, assigned_team_id, assigned_user_id, source, created_at - n * shift, updated_at - n * shift,
        first_responded_at - n * shift, resolved_at - n * shift, closed_at - n * shift, reopened_count, last_reopened_at - n * shift,
        closed_with_note, reopened_early, repeat_place, sla_policy_id, sla_imported, sla_response_deadline - n * shift,
        sla_response_at_risk_at - n * shift, sla_resolution_deadline - n * shift, sla_resolution_at_risk_at - n * shift,
        sla_paused_since - n * shift
    FROM service_desk.tickets t, (SELECT interval '41 hours' AS shift) back, generate_series(1, 1 + 500000 / (SELECT count(*) FROM service_desk.tickets)) n
    LIMIT 500000 - (SELECT count(*) FROM service_desk.tickets);
    ALTER TABLE service_desk.tickets ENABLE TRIGGER USER;
    COMMIT";

/// A ticket of the last ones is changed, as the server would: with its event.
const CHANGE: &str = "WITH changed AS (UPDATE service_desk.tickets SET version = version + 1, updated_at = now(),
        severity = CASE severity WHEN 'low' THEN 'medium' ELSE 'low' END
    WHERE id = (SELECT id FROM service_desk.tickets WHERE NOT is_sensitive ORDER BY created_at DESC OFFSET (random() * 900)::int LIMIT 1)
    RETURNING id, ward_id, assigned_team_id)
    INSERT INTO service_desk.events (at, kind, ticket_id, ward_id, team_id)
    SELECT now(), 'ticket_updated', id, ward_id, assigned_team_id FROM changed;\n";

/// Measures and prints.
pub(super) fn measure(demo: &Demo) -> Result<()> {
    let psql = Binaries::find(&[])?.program("psql");
    let url = demo.database_url_of(TENANT)?;
    let has_desk = demo.ask_sql_at(url, "SELECT to_regclass('service_desk.tickets') IS NOT NULL")?;
    ensure!(has_desk == "t", "the demo's {TENANT} has no service desk");
    if demo.ask_sql_at(url, "SELECT count(*) FROM service_desk.tickets")?.parse::<u32>()? < TICKETS {
        demo.ask_sql_at(url, FILL)?;
        demo.ask_sql_at(url, "VACUUM ANALYZE service_desk.tickets")?;
    }
    print(&format!(
        "{TICKETS} tickets, of which {} change a second; in ms; psql and one user: the middle of {ROUNDS}; {USERS} users of {QUESTIONS} \
         questions each without a pause, and of {QUESTIONS_WITH_PAUSE} with {} ms after each answer",
        1_000 / BETWEEN_CHANGES.as_millis(),
        PAUSE.as_millis()
    ));
    let mut users = Users {
        one: demo.account_of(TENANT, "manager")?,
        managers: (0..USERS).map(|_| demo.account_of(TENANT, "manager")).collect::<Result<_>>()?,
        councillors: (0..USERS).map(|_| demo.account_of(TENANT, "ward_councillor")).collect::<Result<_>>()?,
    };
    // Whatever is read once, is.
    for path in ["/api/v1/tickets", "/api/v1/dashboard/metrics"] {
        let since = Instant::now();
        ask(&mut users.one, path)?;
        ask(&mut users.councillors[0], path)?;
        print(&format!("{path} for the first time: {:.0} ms", since.elapsed().as_secs_f64() * 1_000.0));
    }
    std::thread::sleep(Duration::from_secs(5));
    print(&format!(
        "{:<28} {:>8} {:>8} {:>6} {:>8} {:>8} {:>8} {:>8}",
        "", "psql", "one user", "ratio", "16: p50", "p95", "pausing", "p95"
    ));
    let _changes = Changes::begin(&psql, url)?;
    let mut worst: (f64, f64) = (0.0, 0.0);
    for (name, query, condition, order) in LISTS {
        let sql = format!(
            "SELECT id, tracking_number, description FROM service_desk.tickets WHERE NOT is_sensitive AND {condition} ORDER BY {order} LIMIT 50;\n\
             SELECT count(*) FROM service_desk.tickets WHERE NOT is_sensitive AND {condition};\n"
        );
        let slow = users.measure(name, &format!("/api/v1/tickets?{query}"), || ask_psql(&psql, url, &sql, 2))?;
        worst = (worst.0.max(slow.0), worst.1.max(slow.1));
    }
    for (name, sql) in FIGURES {
        let sql = format!("{sql};\n");
        let slow = users.measure(name, &format!("/api/v1/dashboard/{name}"), || ask_psql(&psql, url, &sql, 2))?;
        worst = (worst.0.max(slow.0), worst.1.max(slow.1));
    }
    std::mem::swap(&mut users.managers, &mut users.councillors);
    users.one = users.managers.pop().context("a councillor")?;
    for (name, path) in [("councillor: all", "tickets"), ("councillor: metrics", "dashboard/metrics")] {
        let sql = "SELECT count(*) FROM service_desk.tickets WHERE NOT is_sensitive AND ward_id = '3';\n";
        let slow = users.measure(name, &format!("/api/v1/{path}"), || ask_psql(&psql, url, sql, 2))?;
        worst = (worst.0.max(slow.0), worst.1.max(slow.1));
    }
    print(&format!("the slowest p95: {:.1} ms without a pause, {:.1} ms with one", worst.0, worst.1));
    print(&format!("the server's resident memory: {:.0} MB", demo.server.resident_mb()?));
    Ok(())
}

/// Who asks.
struct Users {
    one: Connection,
    managers: Vec<Connection>,
    councillors: Vec<Connection>,
}

impl Users {
    /// Prints a line about a question; gives the p95 without a pause, and with one.
    fn measure(&mut self, name: &str, path: &str, psql: impl Fn() -> Result<f64>) -> Result<(f64, f64)> {
        let (mut by_psql, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            by_psql.push(psql()?);
            self.one.reopen()?;
            alone.push(ask(&mut self.one, path)?);
        }
        let ((psql_ms, ..), (alone_ms, ..)) = (spread(by_psql), spread(alone));
        let took = at_once(&mut self.managers, path, QUESTIONS, Duration::ZERO)?;
        let pausing = at_once(&mut self.managers, path, QUESTIONS_WITH_PAUSE, PAUSE)?;
        let (p50, p95) = (|took: &[f64]| took[took.len() / 2], |took: &[f64]| took[took.len() * 95 / 100]);
        print(&format!(
            "{:<28} {psql_ms:>8.1} {alone_ms:>8.1} {:>6.2} {:>8.1} {:>8.1} {:>8.1} {:>8.1}",
            name.split(['&', '?']).collect::<Vec<_>>().join(" ").chars().take(28).collect::<String>(),
            alone_ms / psql_ms,
            p50(&took),
            p95(&took),
            p50(&pausing),
            p95(&pausing)
        ));
        Ok((p95(&took), p95(&pausing)))
    }
}

/// A psql that changes tickets until the value goes.
struct Changes {
    psql: Child,
    done: std::sync::Arc<AtomicBool>,
}

impl Changes {
    fn begin(psql: &std::path::Path, url: &str) -> Result<Self> {
        let mut psql = Command::new(psql)
            .args(["--no-psqlrc", "-qAtX", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .context("psql does not start")?;
        let mut statements = psql.stdin.take().context("psql takes no statements")?;
        let done = std::sync::Arc::new(AtomicBool::new(false));
        let is_done = std::sync::Arc::clone(&done);
        std::thread::spawn(move || {
            while !is_done.load(Ordering::Relaxed) && statements.write_all(CHANGE.as_bytes()).is_ok() {
                std::thread::sleep(BETWEEN_CHANGES);
            }
        });
        Ok(Self { psql, done })
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        let _ = self.psql.wait();
    }
}

/// Milliseconds of each question, in order, of all users at once.
fn at_once(users: &mut [Connection], path: &str, questions: usize, pause: Duration) -> Result<Vec<f64>> {
    let mut took = std::thread::scope(|scope| {
        let asking: Vec<_> = users
            .iter_mut()
            .enumerate()
            .map(|(place, user)| {
                scope.spawn(move || {
                    user.reopen()?;
                    // People do not pause in step.
                    std::thread::sleep(pause * u32::try_from(place).unwrap_or(0) / u32::try_from(USERS).unwrap_or(1));
                    let question = |_| {
                        let took = ask(user, path);
                        std::thread::sleep(pause);
                        took
                    };
                    (0..questions).map(question).collect::<Result<Vec<f64>>>()
                })
            })
            .collect();
        let mut took = Vec::new();
        for thread in asking {
            took.extend(thread.join().ok().context("a user's thread failed")??);
        }
        anyhow::Ok(took)
    })?;
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// Two letters that were not asked for lately.
fn other_two_letters() -> String {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let asked = ASKED.fetch_add(1, Ordering::Relaxed);
    let letter = |number: usize| char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]);
    [letter(asked / 26), letter(asked)].iter().collect()
}

fn ask(user: &mut Connection, path: &str) -> Result<f64> {
    let path = &path.replace(TWO_LETTERS, &other_two_letters());
    let since = Instant::now();
    let answer = user.get(path)?;
    // Refused because all connections are busy, after 5 s: it counts as an answer that took so long.
    ensure!(
        [200, 503].contains(&answer.status),
        "{path}: {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(since.elapsed().as_secs_f64() * 1_000.0)
}
