//! Every figure is the total of the list that the page links it to.

use jiff::Timestamp;
use serde_json::Value;
use watchroom_domain::Role;
use watchroom_test_support::Session;

use crate::world::{DONE, NOW, OPEN, figures, number, total, world};

/// What is asked of the figures, and the same of the list: period and wards.
struct Asked {
    from: Option<&'static str>,
    to: Option<&'static str>,
    wards: &'static [&'static str],
}

const ASKED: &[Asked] = &[
    Asked { from: None, to: None, wards: &[] },
    Asked { from: Some("2026-01-10T00:00:00Z"), to: Some("2026-03-01T05:00:00Z"), wards: &[] },
    Asked { from: Some("2026-03-14T00:00:00Z"), to: None, wards: &["3"] },
    Asked { from: None, to: Some("2026-02-01T00:00:00Z"), wards: &["", "2"] },
];

impl Asked {
    fn wards(&self) -> String {
        self.wards.iter().map(|ward| format!("&ward_id={ward}")).collect()
    }

    fn of_figures(&self) -> String {
        let bound = |name: &str, bound: Option<&str>| bound.map(|at| format!("&{name}={at}")).unwrap_or_default();
        format!("{}{}{}", bound("from", self.from), bound("to", self.to), self.wards())
    }

    /// The list within the period, or within what of the span lies in it.
    fn of_list(&self, from: Option<&str>, to: Option<&str>) -> String {
        let parse = |at: Option<&str>| at.map(|at| at.parse::<Timestamp>().expect("a moment"));
        let from = parse(self.from).into_iter().chain(parse(from)).max();
        let to = parse(self.to).into_iter().chain(parse(to)).min();
        let bound = |name: &str, at: Option<Timestamp>| at.map(|at| format!("&{name}={at}")).unwrap_or_default();
        format!("{}{}{}", bound("created_from", from), bound("created_to", to), self.wards())
    }

    async fn total(&self, session: &Session, query: &str) -> i64 {
        total(session, &format!("{query}{}", self.of_list(None, None))).await
    }
}

/// As an answer's text is read: the reader of JSON may miss the last bit of a number, and of the same text misses the same.
fn compliance(with_target: i64, late: i64) -> Value {
    if with_target == 0 {
        return Value::Null;
    }
    #[expect(clippy::cast_precision_loss, reason = "a test's counts")]
    let percent = (with_target - late) as f64 / with_target as f64 * 100.0;
    serde_json::from_str(&Value::from(percent).to_string()).expect("a number")
}

#[tokio::test]
async fn cards_and_targets() {
    let (_app, manager) = world().await;
    for asked in ASKED {
        let metrics = figures(&manager, "metrics", &asked.of_figures()).await;
        let sla = figures(&manager, "sla", &asked.of_figures()).await;
        let quality = figures(&manager, "closure-quality", &asked.of_figures()).await;
        for (figure, query) in [
            (&metrics["total_open"], OPEN.to_owned()),
            (&metrics["total_resolved"], DONE.to_owned()),
            (&metrics["sla_breaches"], "sla=breached".to_owned()),
            (&metrics["unassigned"], format!("unassigned=true&{OPEN}")),
            (&metrics["at_risk"], format!("sla=at_risk&{OPEN}")),
            (&sla["total_with_sla"], "sla=ok&sla=at_risk&sla=breached".to_owned()),
            (&sla["resolution_breaches"], "sla=breached".to_owned()),
            (&sla["response_breaches"], "sla_response=breached".to_owned()),
            (&quality["closed_quickly"], "quality=closed_quickly".to_owned()),
            (&quality["closed_without_note"], "quality=closed_without_note".to_owned()),
            (&quality["reopened"], "quality=reopened".to_owned()),
            (&quality["repeat_place"], "quality=repeat_place".to_owned()),
            (&quality["closed_total"], DONE.to_owned()),
        ] {
            assert_eq!(number(figure), asked.total(&manager, &query).await, "{query}{}", asked.of_figures());
        }
        let with_target = asked.total(&manager, "sla=ok&sla=at_risk&sla=breached").await;
        let late = asked.total(&manager, "sla=breached").await;
        assert_eq!(sla["resolution_compliance_percent"], compliance(with_target, late));
        assert_eq!(metrics["sla_compliance_percent"], sla["resolution_compliance_percent"]);
        let with_target = asked.total(&manager, "sla_response=ok&sla_response=at_risk&sla_response=breached").await;
        let late = asked.total(&manager, "sla_response=breached").await;
        assert_eq!(sla["response_compliance_percent"], compliance(with_target, late));
    }
    let metrics = figures(&manager, "metrics", "").await;
    for name in ["at_risk", "unassigned", "sla_breaches"] {
        assert!(number(&metrics[name]) > 5, "the test's tickets have {name}: {metrics}");
    }
    let all = figures(&manager, "closure-quality", "").await;
    for name in ["closed_quickly", "closed_without_note", "reopened", "repeat_place"] {
        assert!(number(&all[name]) > 5, "the test's tickets have {name}: {all}");
    }
}

#[tokio::test]
async fn categories_teams_and_wards() {
    let (_app, manager) = world().await;
    for asked in ASKED {
        let volume = figures(&manager, "volume", &asked.of_figures()).await;
        for row in volume.as_array().expect("rows") {
            let category = format!("category={}", row["category"].as_str().expect("a name"));
            assert_eq!(number(&row["open"]), asked.total(&manager, &format!("{category}&{OPEN}")).await);
            assert_eq!(number(&row["resolved"]), asked.total(&manager, &format!("{category}&{DONE}")).await);
        }
        let workload = figures(&manager, "workload", &asked.of_figures()).await;
        for row in workload.as_array().expect("rows") {
            let team = format!("team_id={}", row["team_id"].as_str().unwrap_or_default());
            assert_eq!(number(&row["open_count"]), asked.total(&manager, &format!("{team}&{OPEN}")).await);
            assert_eq!(number(&row["total_count"]), asked.total(&manager, &team).await);
            assert_eq!(row["team_id"].is_null(), row["team_name"].is_null());
        }
        let wards = figures(&manager, "wards", &asked.of_figures()).await;
        let period = Asked { wards: &[], ..*asked };
        for row in wards.as_array().expect("rows") {
            let ward = format!("ward_id={}", row["ward_id"].as_str().unwrap_or_default());
            let total = async |query: &str| period.total(&manager, &format!("{ward}&{query}")).await;
            assert_eq!(number(&row["open"]), total(OPEN).await);
            assert_eq!(number(&row["resolved"]), total(DONE).await);
            assert_eq!(number(&row["breached"]), total("sla=breached").await);
            let with_target = total("sla=ok&sla=at_risk&sla=breached").await;
            assert_eq!(row["compliance_percent"], compliance(with_target, number(&row["breached"])));
        }
        let named: Vec<&Value> = wards.as_array().expect("rows").iter().map(|row| &row["ward_id"]).collect();
        assert!(named.is_sorted_by_key(|ward| (ward.is_null(), ward.as_str().map(|ward| ward.parse::<u32>().ok()))));
    }
}

#[tokio::test]
async fn ages_and_the_trend() {
    let (_app, manager) = world().await;
    for asked in ASKED {
        let ageing = figures(&manager, "ageing", &asked.of_figures()).await;
        let mut open = 0;
        for row in ageing.as_array().expect("rows") {
            let list = asked.of_list(row["from"].as_str(), row["to"].as_str());
            assert_eq!(number(&row["open_count"]), total(&manager, &format!("{OPEN}{list}")).await, "{row}");
            assert_eq!(number(&row["breached"]), total(&manager, &format!("sla=breached&{OPEN}{list}")).await, "{row}");
            open += number(&row["open_count"]);
        }
        assert_eq!(open, asked.total(&manager, OPEN).await, "every open ticket has one age");
        let trend = figures(&manager, "trend", &asked.of_figures()).await;
        let points = trend["points"].as_array().expect("points");
        let end = asked.to.unwrap_or(NOW).parse::<Timestamp>().expect("a moment");
        for (place, point) in points.iter().enumerate().step_by(if points.len() > 20 { 7 } else { 1 }) {
            let start = point["start"].as_str().expect("a moment");
            // The last bucket is as long as the others; nothing of later happened yet.
            let next = points.get(place + 1).map(|next| next["start"].as_str().expect("a moment"));
            let Some(next) = next else {
                assert!(start.parse::<Timestamp>().expect("a moment") < end);
                continue;
            };
            let list = asked.of_list(Some(start), Some(next));
            assert_eq!(number(&point["created"]), total(&manager, &list).await, "{point}");
            let resolved = asked.total(&manager, &format!("resolved_from={start}&resolved_to={next}")).await;
            assert_eq!(number(&point["resolved"]), resolved, "{point}");
            let due = format!("due_from={start}&due_to={next}");
            let late = asked.total(&manager, &format!("sla=breached&{due}")).await;
            let met = asked.total(&manager, &format!("sla=ok&{DONE}&{due}")).await;
            assert_eq!(point["compliance_percent"], compliance(met + late, late), "{point}");
        }
    }
}

#[tokio::test]
async fn each_role_has_figures_of_what_it_sees_and_others_none() {
    let (app, _manager) = world().await;
    let councillor = app.sign_in("councillor", &[("beta", Role::WardCouncillor, Some("3"))]).await;
    let metrics = figures(&councillor, "metrics", "").await;
    assert_eq!(number(&metrics["total_open"]), total(&councillor, OPEN).await);
    // Another ward is asked for in vain.
    let other = figures(&councillor, "metrics", "ward_id=2").await;
    assert_eq!((number(&other["total_open"]), number(&other["total_resolved"])), (0, 0));
    assert_eq!(other["sla_compliance_percent"], Value::Null);
    let wards = figures(&councillor, "wards", "").await;
    assert_eq!(wards.as_array().map(Vec::len), Some(1));
    let names = ["metrics", "volume", "sla", "workload", "trend", "wards", "ageing", "closure-quality"];
    for (who, role) in [("viewer", Role::Viewer), ("liaison", Role::SapsLiaison), ("worker", Role::FieldWorker)] {
        let session = app.sign_in(who, &[("beta", role, None)]).await;
        for name in names {
            let reply = session.get(&format!("/api/v1/dashboard/{name}")).await;
            assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("not_allowed")), "{who} {name}");
        }
    }
    for name in names {
        assert_eq!(app.nobody().get(&format!("/api/v1/dashboard/{name}?tenant=beta")).await.status, 401, "{name}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let (_app, manager) = world().await;
    for (query, code) in [
        ("from=yesterday", "bad_date"),
        ("from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:00Z", "bad_date"),
        ("ward_id=%00", "bad_ward"),
    ] {
        let reply = manager.get(&format!("/api/v1/dashboard/metrics?{query}")).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{query}: {}", reply.text);
    }
}
