use watchroom_spec::FragmentKind;

use crate::fragment::{OrderTerm, parse_condition, parse_kpi, parse_order_by};

/// What is written and what is sent, by kind. `crates/store/tests` runs both on PostgreSQL.
const GOOD: &str = include_str!("../../../corpus/good.txt");

fn corpus() -> Vec<(FragmentKind, String, String)> {
    let mut kind = None;
    let mut pairs = Vec::new();
    for block in GOOD.split("\n\n").map(str::trim_end) {
        let lines: Vec<String> = block.lines().map(|line| line.replace('⏎', "\n").replace('␉', "\t")).collect();
        match (lines.as_slice(), kind) {
            ([title], _) if title.starts_with("# ") => {
                kind = Some(match title.as_str() {
                    "# condition" => FragmentKind::Condition,
                    "# order" => FragmentKind::OrderBy,
                    "# kpi" => FragmentKind::Kpi,
                    title => panic!("{title} is no kind of fragment"),
                });
            }
            ([written, rendered], Some(kind)) => pairs.push((kind, written.clone(), rendered.clone())),
            (_, None) => {}
            (lines, _) => panic!("a pair has two lines: {lines:?}"),
        }
    }
    pairs
}

fn rendered(kind: FragmentKind, text: &str) -> String {
    let fail = |error| panic!("{text}: {error}");
    match kind {
        FragmentKind::Condition => parse_condition(text).unwrap_or_else(fail).to_sql(),
        FragmentKind::OrderBy => {
            let terms = parse_order_by(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            terms.iter().map(OrderTerm::to_sql).collect::<Vec<_>>().join(", ")
        }
        FragmentKind::Kpi => parse_kpi(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_sql(),
    }
}

#[test]
fn good_fragments_are_rendered_and_read_again_the_same() {
    let corpus = corpus();
    assert!(corpus.len() >= 120, "{}", corpus.len());
    for (kind, written, expected) in corpus {
        assert_eq!(rendered(kind, &written), expected, "{written}");
        assert_eq!(rendered(kind, &expected), expected, "{written}");
    }
}

#[test]
fn the_tree_survives_rendering() {
    for (kind, written, expected) in corpus() {
        match kind {
            FragmentKind::Condition => assert_eq!(parse_condition(&written), parse_condition(&expected), "{written}"),
            FragmentKind::OrderBy => assert_eq!(parse_order_by(&written), parse_order_by(&expected), "{written}"),
            FragmentKind::Kpi => assert_eq!(parse_kpi(&written), parse_kpi(&expected), "{written}"),
        }
    }
}
