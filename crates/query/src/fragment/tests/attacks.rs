use std::fmt::Write as _;

use crate::fragment::{parse_condition, parse_kpi, parse_order_by};

/// No conditions, but orders.
const ORDERS: [&str; 3] = ["a + 1", "now()", "a, b"];
/// One a line; each is refused as a condition, as an order and as a KPI's fragment.
const ATTACKS: &str = include_str!("../../../corpus/attacks.txt");

#[test]
fn every_attack_is_refused_with_its_place() {
    let (mut shown, mut accepted) = (String::new(), Vec::new());
    let attacks: Vec<&str> = ATTACKS.lines().filter(|line| !line.is_empty()).collect();
    assert!(attacks.len() >= 150, "{}", attacks.len());
    for attack in attacks {
        let attack = attack.replace("⏎", "\n").replace("␀", "\0");
        if !ORDERS.contains(&attack.as_str()) {
            accepted.extend(parse_order_by(&attack).ok().map(|terms| format!("{attack} is an order: {terms:?}")));
        }
        accepted.extend(parse_kpi(&attack).ok().map(|kpi| format!("{attack} is a KPI's: {}", kpi.to_sql())));
        match parse_condition(&attack) {
            Ok(condition) => accepted.push(format!("{attack} became {}", condition.to_sql())),
            Err(error) => {
                assert!(error.offset + error.length <= attack.len(), "{attack}");
                let part = attack.get(error.offset..error.offset + error.length).expect("whole characters");
                let _ =
                    writeln!(shown, "{attack:?}\n    {} at {}: {part:?}: {}", error.code, error.offset, error.message);
            }
        }
    }
    assert_eq!(accepted, Vec::<String>::new());
    insta::assert_snapshot!(shown);
}
