//! Which policy applies, and what is wrong with one.

use watchroom_desk::sla::Reclassified;
use watchroom_domain::Severity::{Critical, High, Low, Medium};

use super::*;

fn targets(id: u128, category: Option<&str>, severity: Option<Severity>) -> Policy {
    Policy { category: category.map(str::to_owned), severity, ..policy(id) }
}

fn number(policies: &Policies, category: &str, severity: Severity, moment: &str) -> Option<u128> {
    policies.in_force(category, severity, at(moment)).map(|policy| policy.id.0.as_u128())
}

#[test]
fn the_most_specific_policy_wins() {
    let all = vec![
        targets(1, None, None),
        targets(2, None, Some(Critical)),
        targets(3, Some("pothole"), None),
        targets(4, Some("pothole"), Some(Critical)),
    ];
    let policies = policies(None, all);
    let of = |category, severity| number(&policies, category, severity, "2026-03-02T08:00Z");
    assert_eq!(of("pothole", Critical), Some(4));
    assert_eq!(of("pothole", Low), Some(3));
    assert_eq!(of("refuse", Critical), Some(2));
    assert_eq!(of("refuse", Low), Some(1));
}

#[test]
fn a_category_says_more_than_a_severity() {
    let policies = policies(None, vec![targets(1, None, Some(High)), targets(2, Some("pothole"), None)]);
    assert_eq!(number(&policies, "pothole", High, "2026-03-02T08:00Z"), Some(2));
}

#[test]
fn among_equals_the_later_one_wins_and_then_the_smaller_id() {
    let later = |id| Policy { effective_from: at("2026-01-01T00:00Z"), ..targets(id, None, None) };
    let policies = policies(None, vec![targets(1, None, None), later(9), later(5)]);
    assert_eq!(number(&policies, "pothole", Low, "2025-12-31T23:59Z"), Some(1));
    assert_eq!(number(&policies, "pothole", Low, "2026-01-01T00:00Z"), Some(5));
}

#[test]
fn a_version_holds_for_tickets_of_its_time_and_later_ones_rewrite_nothing() {
    let change = at("2026-03-02T09:00Z");
    let old = Policy { effective_to: Some(change), ..policy(1) };
    let new = Policy { effective_from: change, resolution_minutes: Some(60), ..policy(2) };
    let policies = policies(None, vec![new, old]);
    assert_eq!(resolution(&policies, &pothole(), "2026-03-02T12:00Z").deadline, Some(at("2026-03-02T18:00Z")));
    let after = Facts::new(change, "pothole", Medium);
    assert_eq!(resolution(&policies, &after, "2026-03-02T12:00Z").deadline, Some(at("2026-03-02T10:00Z")));
}

#[test]
fn without_a_policy_or_a_target_there_is_no_clock() {
    let only_resolution = Policy { response_minutes: None, ..targets(1, Some("pothole"), None) };
    let policies = policies(None, vec![only_resolution]);
    let clocks = policies.clocks(&pothole(), at("2026-03-02T12:00Z"));
    assert!(clocks.response.is_none() && clocks.resolution.is_some());
    let refuse = Facts::new(at("2026-03-02T08:00Z"), "refuse", Medium);
    let clocks = policies.clocks(&refuse, at("2026-03-02T12:00Z"));
    assert!(clocks.response.is_none() && clocks.resolution.is_none());
    assert_eq!(policies.columns(&refuse), watchroom_desk::sla::SlaColumns::default());
}

#[test]
fn a_change_of_severity_aims_anew_from_the_original_start_by_the_version_of_that_time() {
    let until_ten = Policy {
        resolution_minutes: Some(120),
        effective_to: Some(at("2026-03-02T10:00Z")),
        ..targets(2, None, Some(High))
    };
    let from_ten = Policy {
        resolution_minutes: Some(30),
        effective_from: at("2026-03-02T10:00Z"),
        ..targets(3, None, Some(High))
    };
    let policies = policies(None, vec![targets(1, None, None), until_ten, from_ten]);
    let change = Reclassified { at: at("2026-03-02T11:00Z"), category: "pothole".into(), severity: High };
    let facts = Facts { reclassified: vec![change], ..pothole() };
    let clock = resolution(&policies, &facts, "2026-03-02T11:00Z");
    assert_eq!((clock.target_minutes, clock.deadline), (Some(120), Some(at("2026-03-02T10:00Z"))));
    assert_eq!(clock.state.as_str(), "breached");
}

#[test]
fn a_change_after_a_clock_has_stopped_does_not_touch_it() {
    let policies = policies(
        None,
        vec![targets(1, None, None), Policy { response_minutes: Some(5), ..targets(2, None, Some(High)) }],
    );
    let change = Reclassified { at: at("2026-03-02T09:00Z"), category: "pothole".into(), severity: High };
    let facts = Facts { reclassified: vec![change], first_responded_at: Some(at("2026-03-02T08:30Z")), ..pothole() };
    let clocks = policies.clocks(&facts, at("2026-03-02T10:00Z"));
    assert_eq!(clocks.response.map(|clock| clock.target_minutes), Some(Some(60)));
    assert_eq!(policies.columns(&facts).policy_id, Some(policy(2).id));
}

#[test]
fn a_change_at_the_very_moment_of_the_stop_still_counts() {
    let strict = Policy { response_minutes: Some(5), ..targets(2, None, Some(High)) };
    let policies = policies(None, vec![targets(1, None, None), strict]);
    let moment = at("2026-03-02T08:30Z");
    let change = Reclassified { at: moment, category: "pothole".into(), severity: High };
    let facts = Facts { reclassified: vec![change], first_responded_at: Some(moment), ..pothole() };
    let response = policies.clocks(&facts, at("2026-03-02T10:00Z")).response.expect("a target");
    assert_eq!((response.target_minutes, response.state.as_str()), (Some(5), "breached"));
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let broken = Policy {
        response_minutes: Some(0),
        resolution_minutes: Some(10_483_201),
        at_risk_share: f64::NAN,
        effective_to: Some(at("2000-01-01T00:00Z")),
        ..targets(1, Some("pothole"), Some(High))
    };
    let lost = Policy { calendar: Some(CalendarId(Uuid::from_u128(9))), at_risk_share: 80.0, ..policy(1) };
    let error = Policies::new([broken, lost], &BTreeMap::new()).expect_err("they are wrong");
    let one = "policy 00000000-0000-0000-0000-000000000001 (pothole, high)";
    let two = "policy 00000000-0000-0000-0000-000000000001 (any category, any severity)";
    let share = "is not between 0 and 1; 0.8 means after 80 % of the target";
    let longest = "it must be 1 to 10483200 (20 years of its calendar)";
    assert_eq!(
        error.to_string().lines().collect::<Vec<_>>(),
        [
            format!("{one}: the at-risk share NaN {share}"),
            format!("{one}: it ends no later than it begins; `effective_to` must be after `effective_from`"),
            format!("{one}: a response target of 0 min; {longest}"),
            format!("{one}: a resolution target of 10483201 min; {longest}"),
            format!("{two}: another policy has the same id; give each version one of its own"),
            format!("{two}: the at-risk share 80 {share}"),
            format!("{two}: there is no calendar 00000000-0000-0000-0000-000000000009; choose one that exists"),
        ]
    );
}

#[test]
fn the_words_of_reopening_are_known() {
    for word in ["continue", "restart"] {
        assert_eq!(word.parse::<ReopenPolicy>().map(ReopenPolicy::as_str), Ok(word));
        assert_eq!(serde_json::to_value(word.parse::<ReopenPolicy>().ok()).ok(), Some(word.into()));
    }
    let error = "again".parse::<ReopenPolicy>().expect_err("no such word");
    assert_eq!(error.to_string(), "`again` is no reopen policy; known are continue, restart");
}
