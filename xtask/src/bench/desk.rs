//! Lists of 500,000 tickets: each kind of filter, order and search, for one user and for 16 at once, beside the same
//! questions in psql; and the figures over them, where nothing changes and where something does all the time.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use watchroom_embedded_postgres::Binaries;

use super::http::Connection;
use super::panel::ask_psql;
use super::running::Demo;
use super::spread;
use crate::steps::print;

const TENANT: &str = "tenant-beta";
const TICKETS: u32 = 500_000;
const USERS: usize = 16;
/// Questions of each kind by each user.
const QUESTIONS: usize = 20;
const ROUNDS: usize = 5;

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
    FROM service_desk.tickets t, interval '41 hours' shift, generate_series(1, 1 + 500000 / (SELECT count(*) FROM service_desk.tickets)) n
    LIMIT 500000 - (SELECT count(*) FROM service_desk.tickets);
    ALTER TABLE service_desk.tickets ENABLE TRIGGER USER;
    COMMIT";

/// What is asked: its name, the query of `GET /tickets`, and the condition and order of the same in SQL.
const SHAPES: &[(&str, &str, &str, &str)] = &[
    ("all", "", "true", "created_at DESC, id"),
    ("page 40", "page=40", "true", "created_at DESC, id OFFSET 2000"),
    ("status", "status=open", "status = 'open'", "created_at DESC, id"),
    ("two statuses", "status=open&status=waiting", "status IN ('open', 'waiting')", "created_at DESC, id"),
    ("severity", "severity=critical", "severity = 'critical'", "created_at DESC, id"),
    ("ward", "ward_id=3", "ward_id = '3'", "created_at DESC, id"),
    ("no team", "team_id=", "assigned_team_id IS NULL", "created_at DESC, id"),
    (
        "late",
        "sla=breached",
        "sla_resolution_deadline < coalesce(resolved_at, closed_at, now())",
        "created_at DESC, id",
    ),
    ("doubtful", "quality=reopened", "reopened_early", "created_at DESC, id"),
    ("by severity", "sort_by=severity", "true", "severity_rank DESC, created_at DESC, id"),
    ("by status", "sort_by=status", "true", "status_rank DESC, created_at DESC, id"),
    ("by category", "sort_by=category", "true", "category, created_at DESC, id"),
    ("by deadline", "sort_by=sla_resolution_deadline", "true", "sla_resolution_deadline, id"),
    (
        "latest deadline",
        "sort_by=sla_resolution_deadline&sort_order=desc",
        "true",
        "sla_resolution_deadline DESC NULLS LAST, id",
    ),
    ("a rare word", "search=WR-7", "search_text LIKE '%wr-7%'", "created_at DESC, id"),
    ("a common word", "search=street", "search_text LIKE '%street%'", "created_at DESC, id"),
    ("two letters", "search=st", "search_text LIKE '%st%'", "created_at DESC, id"),
];

/// The figures, by their names in `GET /dashboard/…`.
const FIGURES: &[&str] =
    &["metrics", "volume", "sla", "workload", "trend", "wards", "ageing", "closure-quality", "metrics?ward_id=3"];

/// What tells the server that tickets changed.
const CHANGED: &str = "INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated')";

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
        "{TICKETS} tickets, a page of 50 and the total, in ms; {USERS} users of {QUESTIONS} questions each; psql and one user: the middle of {ROUNDS}"
    ));
    print(&format!("{:<18} {:>9} {:>9} {:>7} {:>9} {:>9}", "", "psql", "one user", "ratio", "p50", "p95"));
    let (mut one, mut worst) = (demo.manager_of(TENANT)?, 0.0_f64);
    for (name, query, condition, order) in SHAPES {
        let sql = format!(
            "SELECT id, tracking_number, description FROM service_desk.tickets WHERE NOT is_sensitive AND {condition} ORDER BY {order} LIMIT 50;\n\
             SELECT count(*) FROM service_desk.tickets WHERE NOT is_sensitive AND {condition};\n"
        );
        let path = format!("/api/v1/tickets?{query}");
        let (mut by_psql, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            by_psql.push(ask_psql(&psql, url, &sql)?);
            alone.push(ask(&mut one, &path)?);
        }
        let ((psql_ms, ..), (alone_ms, ..)) = (spread(by_psql), spread(alone));
        let took = at_once(demo, &path)?;
        let (p50, p95) = (took[took.len() / 2], took[took.len() * 95 / 100]);
        worst = worst.max(p95);
        print(&format!("{name:<18} {psql_ms:>9.1} {alone_ms:>9.1} {:>7.2} {p50:>9.1} {p95:>9.1}", alone_ms / psql_ms));
    }
    print(&format!("the slowest p95 is {worst:.1} ms"));
    figures(demo, url)
}

/// Figures: the first time, and of all users at once, while a change is told before each question of one of them.
fn figures(demo: &Demo, url: &str) -> Result<()> {
    print(&format!(
        "figures over {TICKETS} tickets, in ms; read anew; {USERS} users of {QUESTIONS} questions each, in quiet and in busy times"
    ));
    print(&format!("{:<18} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "anew", "p50", "p95", "busy p50", "busy p95"));
    let (mut one, mut worst) = (demo.manager_of(TENANT)?, 0.0_f64);
    for name in FIGURES {
        let path = format!("/api/v1/dashboard/{name}");
        demo.ask_sql_at(url, CHANGED)?;
        let anew = ask(&mut one, &path)?;
        let quiet = at_once(demo, &path)?;
        let done = std::sync::atomic::AtomicBool::new(false);
        let busy = std::thread::scope(|scope| {
            let changing = scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    demo.ask_sql_at(url, CHANGED)?;
                    std::thread::sleep(std::time::Duration::from_millis(100));
                }
                anyhow::Ok(())
            });
            let took = at_once(demo, &path);
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            changing.join().ok().context("whoever changes failed")??;
            took
        })?;
        let middle = |took: &[f64]| took[took.len() / 2];
        let slow = |took: &[f64]| took[took.len() * 95 / 100];
        worst = worst.max(slow(&quiet)).max(slow(&busy));
        print(&format!(
            "{name:<18} {anew:>9.1} {:>9.1} {:>9.1} {:>9.1} {:>9.1}",
            middle(&quiet),
            slow(&quiet),
            middle(&busy),
            slow(&busy)
        ));
    }
    print(&format!("the slowest p95 is {worst:.1} ms"));
    Ok(())
}

/// Milliseconds of each question, in order, of all users at once.
fn at_once(demo: &Demo, path: &str) -> Result<Vec<f64>> {
    let users: Vec<Connection> = (0..USERS).map(|_| demo.manager_of(TENANT)).collect::<Result<_>>()?;
    let asking: Vec<_> = users
        .into_iter()
        .map(|mut user| {
            let path = path.to_owned();
            std::thread::spawn(move || (0..QUESTIONS).map(|_| ask(&mut user, &path)).collect::<Result<Vec<f64>>>())
        })
        .collect();
    let mut took = Vec::new();
    for thread in asking {
        took.extend(thread.join().ok().context("a user's thread failed")??);
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

fn ask(user: &mut Connection, path: &str) -> Result<f64> {
    let since = Instant::now();
    let answer = user.get(path)?;
    ensure!(answer.status == 200, "{path}: {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    Ok(since.elapsed().as_secs_f64() * 1_000.0)
}
