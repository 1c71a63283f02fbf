//! Names that say nothing and so attract everything.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::Tree;

/// Forbidden as a word anywhere in a name.
const WORDS: &[&str] = &["util", "utils", "helper", "helpers", "misc"];
/// Forbidden as a whole name or as its last word: `manager` is also a role, a service also something
/// that is watched (`service_health`).
const ENDINGS: &[&str] = &["common", "commons", "service", "services", "manager", "managers"];

/// No file and no folder of code has such a name.
pub fn no_rag_bags(tree: &Tree) -> Vec<Finding> {
    let mut found = BTreeMap::new();
    for file in &tree.files {
        let in_code = ["crates/", "xtask/", "web/"].iter().any(|root| file.path.starts_with(root));
        if !in_code || file.path.starts_with("web/public/") {
            continue;
        }
        let mut end = 0;
        for part in file.path.split('/') {
            end += part.len();
            let so_far = &file.path[..end];
            end += 1;
            // A test that is named after a role is no rag-bag.
            if says_nothing(part) && !(so_far == file.path && file.is_test() && !part.contains("util")) {
                let message = format!("`{part}` says nothing about what is inside; name it after what it does");
                found.entry(so_far.to_owned()).or_insert_with(|| Finding::new(so_far, 1, message));
                break;
            }
        }
    }
    found.into_values().collect()
}

fn says_nothing(name: &str) -> bool {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let words = words(stem);
    let last = words.last().map(String::as_str).unwrap_or_default();
    words.iter().any(|word| WORDS.contains(&word.as_str())) || ENDINGS.contains(&last)
}

/// `ticketHelpers`, `ticket-helpers`, `ticket_helpers` → `ticket`, `helpers`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in name.chars() {
        if matches!(character, '-' | '_') {
            words.push(String::new());
        } else {
            if character.is_uppercase() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn rag_bags_are_found_once_each() {
        let rule = no_rag_bags;
        for (path, at) in [
            ("crates/api/src/utils.rs", "crates/api/src/utils.rs:1"),
            ("crates/api/src/date_util.rs", "crates/api/src/date_util.rs:1"),
            ("crates/api/src/helpers/mod.rs", "crates/api/src/helpers:1"),
            ("crates/common/src/lib.rs", "crates/common:1"),
            ("crates/api/src/ticket_service.rs", "crates/api/src/ticket_service.rs:1"),
            ("web/src/services/a.ts", "web/src/services:1"),
            ("web/src/app/TicketManager.tsx", "web/src/app/TicketManager.tsx:1"),
            ("xtask/src/misc.rs", "xtask/src/misc.rs:1"),
        ] {
            assert_eq!(found(rule, &[(path, "")]), [at], "{path}");
        }
        let twice = [("web/src/utils/a.ts", ""), ("web/src/utils/b.ts", "")];
        assert_eq!(found(rule, &twice), ["web/src/utils:1"]);
    }

    #[test]
    fn words_of_the_trade_are_not() {
        let fine = [
            ("crates/api/src/service_health.rs", ""),
            ("crates/store/src/utility_bills.rs", ""),
            ("config/tenants/tenant-alpha/panels/services.yaml", ""),
            ("web/e2e/manager.spec.ts", ""),
            ("crates/domain/src/commonality.rs", ""),
        ];
        assert_eq!(found(no_rag_bags, &fine), [""; 0]);
    }
}
