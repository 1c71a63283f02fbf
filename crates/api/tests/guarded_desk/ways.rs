//! Every way to read tickets.

use std::collections::BTreeSet;

use serde_json::Value;
use watchroom_test_support::{Reply, Session};

use super::{Desk, Person, id_of, named};

/// What is asked, and the number in the answer; `and` is what it counts of the caller's own tickets.
struct Figure {
    path: &'static str,
    and: &'static str,
    counted: fn(&Value) -> i64,
}

fn sum(rows: &Value, member: &str) -> i64 {
    rows.as_array().into_iter().flatten().filter_map(|row| row[member].as_i64()).sum()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or(-1)
}

const TOTAL: fn(&Value) -> i64 = |body| number(&body["total"]);

const FIGURES: &[Figure] = &[
    Figure { path: "/tickets?page_size=1", and: "true", counted: TOTAL },
    Figure { path: "/tickets?page_size=1&search=report", and: "true", counted: TOTAL },
    // Words too short for the index are counted another way.
    Figure { path: "/tickets?page_size=1&search=re", and: "true", counted: TOTAL },
    Figure { path: "/tickets?page_size=1&search=T-005", and: "tracking_number LIKE 'T-005%'", counted: TOTAL },
    Figure { path: "/tickets?page_size=1&status=open&sla=breached", and: "status = 'open'", counted: TOTAL },
    Figure {
        path: "/tickets?page_size=1&ward_id=2&ward_id=3&ward_id=",
        and: "ward_id IN ('2', '3') OR ward_id IS NULL",
        counted: TOTAL,
    },
    Figure {
        path: "/tickets?page_size=1&team_id=roads&team_id=water",
        and: "assigned_team_id IS NOT NULL",
        counted: TOTAL,
    },
    Figure { path: "/tickets?page_size=1&category=Violence", and: "category = 'Violence'", counted: TOTAL },
    Figure { path: "/dashboard/metrics", and: "status = 'open'", counted: |body| number(&body["total_open"]) },
    Figure { path: "/dashboard/metrics", and: "status <> 'open'", counted: |body| number(&body["total_resolved"]) },
    Figure { path: "/dashboard/metrics", and: "true", counted: |body| number(&body["sla_breaches"]) },
    Figure { path: "/dashboard/volume", and: "true", counted: |body| sum(body, "open") + sum(body, "resolved") },
    Figure { path: "/dashboard/sla", and: "true", counted: |body| number(&body["total_with_sla"]) },
    Figure { path: "/dashboard/workload", and: "true", counted: |body| sum(body, "total_count") },
    Figure { path: "/dashboard/trend", and: "true", counted: |body| sum(&body["points"], "created") },
    Figure { path: "/dashboard/trend", and: "status <> 'open'", counted: |body| sum(&body["points"], "resolved") },
    Figure { path: "/dashboard/wards", and: "true", counted: |body| sum(body, "open") + sum(body, "resolved") },
    Figure { path: "/dashboard/ageing", and: "status = 'open'", counted: |body| sum(body, "open_count") },
    Figure {
        path: "/dashboard/closure-quality",
        and: "status <> 'open'",
        counted: |body| number(&body["closed_total"]),
    },
    Figure {
        path: "/dashboard/metrics?ward_id=2&ward_id=3",
        and: "ward_id IN ('2', '3') AND status = 'open'",
        counted: |body| number(&body["total_open"]),
    },
];

/// Lists that have to name the caller's own tickets, each of them and no other.
const LISTS: &[&str] = &[
    "/tickets?page_size=500",
    "/tickets?page_size=500&search=report",
    "/tickets?page_size=500&search=re",
    "/tickets?page_size=500&sort_by=severity",
    "/tickets/export?format=csv",
    "/tickets/export?format=json",
];

/// What a person was answered: how often with an answer, and how often with a refusal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answered {
    pub good: usize,
    pub refused: usize,
}

impl Answered {
    /// Whether it is an answer. A refusal names no ticket.
    fn note(&mut self, who: &str, reply: &Reply) -> bool {
        if reply.status == 200 {
            self.good += 1;
            return true;
        }
        assert!(matches!(reply.status, 403 | 404), "{who}: {} {}", reply.status, reply.text);
        assert!(named(&reply.text).is_empty(), "{who}: {}", reply.text);
        self.refused += 1;
        false
    }
}

async fn get(session: &Session, path: &str) -> Reply {
    session.get(&format!("/api/v1{path}")).await
}

/// Asks every way, as one person, and compares each answer with plain SQL.
pub async fn reads(desk: &Desk, person: &Person) -> Answered {
    let (who, session, owns) = (person.name, &person.session, person.owns);
    let own = desk.numbers(owns).await;
    let mut answered = Answered::default();
    for path in LISTS {
        let reply = get(session, path).await;
        if answered.note(who, &reply) {
            assert_eq!(named(&reply.text), own, "{who}: {path}");
        }
    }
    for Figure { path, and, counted } in FIGURES {
        let reply = get(session, path).await;
        if answered.note(who, &reply) {
            let wanted = desk.count(&format!("({owns}) AND ({and})")).await;
            assert_eq!(counted(&reply.body), wanted, "{who}: {path}: {}", reply.text);
            assert!(named(&reply.text).is_subset(&own), "{who}: {path}: {}", reply.text);
        }
    }
    let sensitive = !desk.numbers(&format!("({owns}) AND is_sensitive")).await.is_empty();
    for path in ["/service-desk", "/dashboard/volume", "/tickets/views"] {
        let reply = get(session, path).await;
        if answered.note(who, &reply) {
            for secret in ["Violence", "a view for liaisons"] {
                assert!(sensitive || !reply.text.contains(secret), "{who}: {path} tells of {secret}: {}", reply.text);
            }
            let (all, liaisons) = (reply.text.contains("a view for all"), reply.text.contains("a view for liaisons"));
            assert!(!reply.text.contains("a private view"), "{who}: {}", reply.text);
            assert!(!all || !own.is_empty() && !sensitive || owns == "false" && !liaisons, "{who}: {}", reply.text);
        }
    }
    repetitions(desk, person, &mut answered).await;
    answered.good += one_by_one(desk, person, &own).await;
    answered
}

/// What repeats each ticket that is repeated: the caller's own tickets, and of a ticket that is not the caller's none, even
/// of those.
async fn repetitions(desk: &Desk, person: &Person, answered: &mut Answered) {
    let (who, owns) = (person.name, person.owns);
    let mut seen = 0;
    for parent in desk.numbers("id IN (SELECT parent_id FROM service_desk.tickets)").await {
        let id = id_of(&parent);
        let reply = get(&person.session, &format!("/tickets?parent_id={id}")).await;
        if !answered.note(who, &reply) {
            continue;
        }
        let of_own = format!(
            "({owns}) AND parent_id = '{id}' AND parent_id IN (SELECT id FROM service_desk.tickets WHERE {owns})"
        );
        let wanted = desk.numbers(&of_own).await;
        let mut shown = named(&reply.text);
        // Each names what it repeats.
        assert!(wanted.is_empty() || shown.remove(&parent), "{who}: {parent}: {}", reply.text);
        assert_eq!((shown, number(&reply.body["total"])), (wanted.clone(), wanted.len() as i64), "{who}: {parent}");
        seen += wanted.len();
    }
    assert!(seen > 0 || !owns.starts_with("NOT is_sensitive"), "{who}: nothing was shown to be right");
}

/// Every seventh ticket by its id, which are of all wards and teams, sensitive or not, with notes, repetitions, parent and
/// history; returns how many were shown.
async fn one_by_one(desk: &Desk, person: &Person, own: &BTreeSet<String>) -> usize {
    let (who, session) = (person.name, &person.session);
    let councillor = person.role == watchroom_domain::Role::WardCouncillor;
    let asked: Vec<String> = desk.numbers("true").await.into_iter().skip(2).step_by(7).collect();
    let wanted = 2 * asked.iter().filter(|number| own.contains(*number)).count();
    let mut shown = 0;
    for number in asked {
        for path in ["", "/history"] {
            let reply = get(session, &format!("/tickets/{}{path}", id_of(&number))).await;
            if reply.status != 200 {
                assert!(matches!(reply.status, 403 | 404), "{who}: {number}{path}: {}", reply.text);
                assert!(named(&reply.text).is_empty(), "{who}: {number}{path}: {}", reply.text);
                continue;
            }
            shown += 1;
            assert!(own.contains(&number), "{who} is shown {number}{path}: {}", reply.text);
            assert!(named(&reply.text).is_subset(own), "{who}: {number}{path} names another: {}", reply.text);
            assert!(!councillor || !reply.text.contains("internal note"), "{who}: {number}{path}: {}", reply.text);
            let secret = reply.text.contains("Violence") && person.role != watchroom_domain::Role::SapsLiaison;
            assert!(!secret, "{who}: {number}{path} names a sensitive category: {}", reply.text);
        }
    }
    assert_eq!(shown, wanted, "{who}");
    shown
}

/// What the public reads by Open311.
pub async fn public_reads(desk: &Desk) {
    let nobody = desk.app.nobody();
    let public = desk.numbers("NOT is_sensitive").await;
    for form in ["json", "xml"] {
        let requests = nobody.get(&format!("/open311/v2/beta/requests.{form}")).await;
        assert_eq!(named(&requests.text), public, "{form}: {}", requests.text);
        assert!(!requests.text.contains("internal note") && requests.text.contains("public note"), "{}", requests.text);
        let services = nobody.get(&format!("/open311/v2/beta/services.{form}")).await;
        assert!(services.text.contains("Pothole") && !services.text.contains("iolence"), "{}", services.text);
    }
    for (number, status) in [("T-0001", 200), ("T-0005", 404), ("T-0010", 404)] {
        let one = nobody.get(&format!("/open311/v2/beta/requests/{number}.json")).await;
        assert_eq!(one.status, status, "{number}: {}", one.text);
    }
}
