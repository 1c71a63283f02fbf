//! `requests`: a sample of the calls that the platform answered.

use super::service_health::SERVICES;
use super::trouble;
use crate::demo_data::arrivals::Arrivals;
use crate::demo_data::feed::{Feed, days_before};
use crate::demo_data::health::Condition;
use crate::demo_data::noise::{Draw, Stream, round2};
use crate::demo_data::rhythm::BUSINESS;
use crate::demo_data::span::{SECOND_US, Span};
use watchroom_store::CopyRows;

/// The table.
pub const CREATE: &str = "create table if not exists requests (
    id bigint generated always as identity primary key,
    requested_at timestamptz not null,
    service text not null,
    method text not null,
    path text not null,
    status_code integer not null,
    duration_ms double precision not null,
    response_bytes bigint not null
) with (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)";

/// How it grows.
pub const FEED: Feed = Feed {
    table: "requests",
    columns: "requested_at, service, method, path, status_code, duration_ms, response_bytes",
    newest: "select max(requested_at) from requests",
    indexes: &[(
        "requests_requested_at",
        "create index if not exists requests_requested_at on requests (requested_at)",
    )],
    rows_per_day: 3_333,
    start: days_before,
    rows,
};

const CALLS: Arrivals = Arrivals { stream: Stream::named("requests"), rate: calls_per_second };

/// What can be called.
#[derive(Debug)]
struct Route {
    /// Number of its service.
    service: usize,
    method: &'static str,
    /// Ends in the number of a thing where it ends in a slash.
    path: &'static str,
    median_ms: f64,
    median_bytes: f64,
}

const ROUTES: [(f64, Route); 16] = [
    (22.0, route(0, "GET", "/", 34.0, 14_200.0)),
    (14.0, route(0, "GET", "/products/", 48.0, 21_500.0)),
    (13.0, route(9, "GET", "/api/search", 62.0, 6_800.0)),
    (9.0, route(5, "GET", "/media/", 21.0, 84_000.0)),
    (8.0, route(4, "GET", "/api/inventory/", 41.0, 1_150.0)),
    (7.0, route(1, "POST", "/api/session", 118.0, 640.0)),
    (6.0, route(3, "POST", "/api/cart", 55.0, 890.0)),
    (5.0, route(3, "GET", "/api/orders/", 66.0, 2_400.0)),
    (4.0, route(3, "POST", "/api/orders", 184.0, 1_320.0)),
    (3.0, route(2, "GET", "/api/invoices/", 140.0, 48_000.0)),
    (3.0, route(4, "PUT", "/api/inventory/", 72.0, 310.0)),
    (2.0, route(2, "POST", "/api/payments", 420.0, 720.0)),
    (1.5, route(6, "POST", "/api/notifications", 88.0, 210.0)),
    (1.0, route(3, "DELETE", "/api/cart/", 39.0, 0.0)),
    (1.0, route(7, "GET", "/api/reports/", 1_450.0, 132_000.0)),
    (0.5, route(8, "POST", "/api/jobs", 95.0, 260.0)),
];

const fn route(service: usize, method: &'static str, path: &'static str, median_ms: f64, median_bytes: f64) -> Route {
    Route { service, method, path, median_ms, median_bytes }
}

fn calls_per_second(at_s: i64) -> f64 {
    0.087 * BUSINESS.level(at_s) * (1.0 + 0.15 * CALLS.stream.wave(at_s, 2 * 3600))
}

fn rows(span: Span, rows: &mut CopyRows) {
    CALLS.each(span, |at_us, mut draw| {
        let call = call(at_us.div_euclid(SECOND_US), &mut draw);
        rows.start(7);
        rows.timestamp(at_us);
        rows.text(SERVICES[call.route.service].name);
        rows.text(call.route.method);
        rows.text(&call.path);
        rows.integer(call.status);
        rows.double(Some(call.duration_ms));
        rows.bigint(call.response_bytes);
    });
}

#[derive(Debug)]
struct Call {
    route: &'static Route,
    path: String,
    status: i32,
    duration_ms: f64,
    response_bytes: i64,
}

fn call(at_s: i64, draw: &mut Draw) -> Call {
    let route = draw.weighted(&ROUTES);
    let mut path = route.path.to_owned();
    if path.len() > 1 && path.ends_with('/') {
        path += &draw.between(1_000, 98_999).to_string();
    }
    let strain = strain(route.service, at_s);
    let status = status(route, strain, draw);
    let busy = 0.75 + 0.5 * BUSINESS.level(at_s) + 5.0 * strain;
    let duration_ms = match status {
        304 | 400..=499 => draw.lognormal(route.median_ms * 0.35, 0.4),
        502 => draw.lognormal(15.0, 0.5),
        503 | 504 => draw.lognormal(3_100.0, 0.25),
        _ => draw.lognormal(route.median_ms * busy, 0.55),
    };
    let response_bytes = match status {
        204 | 304 => 0,
        400.. => draw.between(96, 420) as i64,
        _ => draw.lognormal(route.median_bytes, 0.45) as i64,
    };
    Call { route, path, status, duration_ms: round2(duration_ms.clamp(0.3, 30_000.0)), response_bytes }
}

/// How badly a service suffers at an instant, 0 to 1.
fn strain(service: usize, at_s: i64) -> f64 {
    let group = SERVICES[service].group;
    let saturated = trouble::saturation(at_s).filter(|found| found.group == group).map_or(0.0, |found| found.intensity);
    let condition = match super::service_health::condition(service, at_s) {
        Condition::Healthy => 0.0,
        Condition::Degraded => 0.2,
        Condition::Down => 1.0,
    };
    saturated.max(condition)
}

fn status(route: &Route, strain: f64, draw: &mut Draw) -> i32 {
    if draw.chance(0.004 + 0.35 * strain * strain) {
        return *draw.weighted(&[(3.0, 500), (2.0, 502), (4.0, 503), (2.0, 504)]);
    }
    let of_a_thing = route.path.len() > 1 && route.path.ends_with('/');
    match route.method {
        "GET" if draw.chance(0.11) => 304,
        "GET" | "PUT" if of_a_thing && draw.chance(0.021) => 404,
        "POST" if route.service == 1 && draw.chance(0.08) => 401,
        "POST" | "PUT" if draw.chance(0.015) => *draw.pick(&[400, 409, 422]),
        _ if draw.chance(0.002) => 429,
        "POST" if route.service != 1 => 201,
        "DELETE" => 204,
        _ => 200,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL_US: i64 = 1_794_000_000 * SECOND_US;

    #[test]
    fn some_three_hundred_thousand_calls_of_which_few_fail() {
        let span = Span { after_us: days_before(UNTIL_US, 90), until_us: UNTIL_US };
        let (mut all, mut failed, mut durations) = (0u32, 0u32, Vec::new());
        CALLS.each(span, |at_us, mut draw| {
            let call = call(at_us / SECOND_US, &mut draw);
            all += 1;
            failed += u32::from(call.status >= 500);
            durations.push(call.duration_ms);
            assert!(call.response_bytes >= 0);
        });
        durations.sort_by(f64::total_cmp);
        assert!((285_000..315_000).contains(&all), "{all}");
        let failed = f64::from(failed) / f64::from(all);
        assert!((0.003..0.02).contains(&failed), "{failed}");
        let (p50, p99) = (durations[durations.len() / 2], durations[durations.len() * 99 / 100]);
        assert!((30.0..90.0).contains(&p50) && (400.0..4_000.0).contains(&p99), "{p50} {p99}");
    }
}
