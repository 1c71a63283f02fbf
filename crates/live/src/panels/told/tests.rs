//! Whose turn it is, and what was told up to when.

use super::*;

fn tenant() -> TenantId {
    "alpha".parse().expect("a slug")
}

fn panel(name: &str) -> PanelId {
    name.parse().expect("a slug")
}

fn span(from: i64, to: i64) -> Option<TimeRange> {
    let moment = |second| jiff::Timestamp::from_second(second).expect("a moment");
    Some(TimeRange::new(moment(from), moment(to)).expect("a range"))
}

fn marks(counters: &str, newest: &str) -> BTreeMap<TableName, Mark> {
    let table = TableName { schema: None, name: "one".to_owned() };
    BTreeMap::from([(table, Mark { newest: newest.to_owned(), counters: counters.to_owned() })])
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_told_at_once_and_then_once_a_second_and_its_last_change_is_never_lost() {
    let (news, alpha, one) = (PanelNews::default(), tenant(), panel("one"));
    let mut told = Vec::new();
    let begun = Instant::now();
    for step in 0..35_i64 {
        news.changed(&alpha, [&one], span(step, step + 1));
        for (span, panels) in news.due(&alpha, Instant::now(), false).groups {
            told.push((begun.elapsed().as_millis(), span, panels));
        }
        tokio::time::advance(Duration::from_millis(100)).await;
    }
    tokio::time::advance(Duration::from_secs(1)).await;
    for (span, panels) in news.due(&alpha, Instant::now(), false).groups {
        told.push((begun.elapsed().as_millis(), span, panels));
    }
    let all = vec![one.clone()];
    assert_eq!(
        told,
        [
            (0, span(0, 1), all.clone()),
            (1_000, span(1, 11), all.clone()),
            (2_000, span(11, 21), all.clone()),
            (3_000, span(21, 31), all.clone()),
            (4_500, span(31, 35), all)
        ]
    );
    assert_eq!((news.generation(&alpha, &one), news.generation(&alpha, &panel("two"))), (5, 0));
    assert_eq!(news.due(&alpha, Instant::now(), false).groups, []);
}

#[tokio::test(start_paused = true)]
async fn a_dear_panel_is_read_a_tenth_of_the_time_and_holds_no_other_back() {
    let (news, alpha, dear, cheap) = (PanelNews::default(), tenant(), panel("dear"), panel("cheap"));
    let (mut told, mut loading, mut loads) = (0_u32, None, Duration::ZERO);
    let mut cheaply = 0;
    for _ in 0..1_200 {
        news.changed(&alpha, [&dear, &cheap], None);
        for panel in news.due(&alpha, Instant::now(), false).groups.into_iter().flat_map(|(_, panels)| panels) {
            if panel == dear {
                assert!(loading.is_none(), "told while it is being read");
                told += 1;
                loading = Some((Instant::now(), news.loading(&alpha, &dear)));
            } else {
                cheaply += 1;
            }
        }
        tokio::time::advance(Duration::from_millis(100)).await;
        if loading.as_ref().is_some_and(|(begun, _): &(Instant, _)| begun.elapsed() >= Duration::from_secs(2)) {
            loading = None;
            loads += Duration::from_secs(2);
        }
    }
    // Two minutes: every 20 s.
    assert_eq!((told, loads, cheaply), (6, Duration::from_secs(12), 120));
}

#[tokio::test(start_paused = true)]
async fn a_panel_that_is_read_all_the_time_is_told_of_within_a_minute() {
    let (news, alpha, one) = (PanelNews::default(), tenant(), panel("one"));
    let _read_by_two = [news.loading(&alpha, &one), news.loading(&alpha, &one)];
    news.changed(&alpha, [&one], None);
    assert_eq!(news.due(&alpha, Instant::now(), false).groups.len(), 1, "the first is told at once");
    tokio::time::advance(Duration::from_secs(1)).await;
    news.changed(&alpha, [&one], None);
    let (begun, mut told) = (Instant::now(), Vec::new());
    while begun.elapsed() <= Duration::from_secs(60) && told.is_empty() {
        let next = news.next_turn(&alpha, Instant::now()).expect("a change waits");
        tokio::time::sleep_until(next.min(Instant::now() + Duration::from_secs(1))).await;
        told = news.due(&alpha, Instant::now(), false).groups;
    }
    assert_eq!(told, [(None, vec![one.clone()])]);
    assert_eq!(news.generation(&alpha, &one), 2, "what was read before is old");
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_times_nobody_knows_hides_the_others_times() {
    let (news, alpha, one) = (PanelNews::default(), tenant(), panel("one"));
    news.changed(&alpha, [&one], span(0, 1));
    news.changed(&alpha, [&one], None);
    news.changed(&alpha, [&one], span(5, 6));
    assert_eq!(news.due(&alpha, Instant::now(), false).groups, [(None, vec![one])]);
}

#[tokio::test(start_paused = true)]
async fn the_sum_is_of_what_was_told_and_the_same_everywhere() {
    let (here, there, alpha, one) = (PanelNews::default(), PanelNews::default(), tenant(), panel("one"));
    assert_eq!(here.fingerprint(&alpha), None);
    for news in [&here, &there] {
        assert_eq!(news.seen(&alpha, marks("1 0 0", "12:00;")).len(), 1, "the first look is a change");
        news.changed(&alpha, [&one], None);
        let due = news.due(&alpha, Instant::now(), false);
        assert_eq!(due.fingerprint, news.fingerprint(&alpha));
    }
    let first = here.fingerprint(&alpha);
    assert!(first.is_some() && first == there.fingerprint(&alpha));
    assert!(here.seen(&alpha, marks("1 0 0", "")).is_empty(), "a time that was not asked for is no change");
    assert!(here.seen(&alpha, marks("1 0 0", "12:00;")).is_empty());
    assert_eq!(here.seen(&alpha, marks("2 0 0", "12:00;")).len(), 1);
    here.changed(&alpha, [&one], None);
    assert_eq!(here.due(&alpha, Instant::now(), false), Due::default());
    assert_eq!(here.fingerprint(&alpha), first, "the change waits for its turn");
    here.due(&alpha, Instant::now(), true);
    assert_ne!(here.fingerprint(&alpha), first);
}
