//! Walls inside of the page.

use super::Finding;
use super::tree::{File, Tree, is_comment, word_starts};

const FEATURES: &str = "web/src/features/";
const PRIMITIVES: &str = "web/src/ui/";

/// What fetches.
const FETCHING: &[&str] = &[
    "fetch(",
    "XMLHttpRequest",
    "EventSource(",
    "useQuery(",
    "useSuspenseQuery(",
    "useMutation(",
    "useInfiniteQuery(",
];
/// What only those import who fetch.
const FOR_FETCHING: &[&str] = &["@tanstack/react-query", "openapi-fetch", "openapi-react-query"];

/// A feature imports from no sibling.
pub fn features_do_not_meet(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in page_code(tree) {
        let Some(own) = feature_of(&file.path) else { continue };
        for (number, target) in imports(file) {
            let resolved = resolve(&file.path, &target);
            let Some(other) = resolved.as_deref().and_then(feature_of).filter(|other| *other != own) else { continue };
            let message = format!(
                "the feature `{own}` imports from its sibling `{other}`; move what both need to ui/, charts/, table/, format/ or api/"
            );
            findings.push(Finding::new(&file.path, number, message));
        }
    }
    findings
}

/// Primitives are told what to show.
pub fn primitives_do_not_fetch(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let message = "a primitive fetches; let the feature fetch, and hand the data over as props";
    for file in page_code(tree).filter(|file| file.path.starts_with(PRIMITIVES) && !file.is_test()) {
        let lines = file.lines().filter(|(_, line)| !is_comment(line));
        let calls = lines.filter(|(_, line)| FETCHING.iter().any(|call| word_starts(line, call).next().is_some()));
        findings.extend(calls.map(|(number, _)| Finding::new(&file.path, number, message)));
        for (number, target) in imports(file) {
            let of_api = resolve(&file.path, &target).is_some_and(|path| path.starts_with("web/src/api/"));
            if of_api || FOR_FETCHING.contains(&target.as_str()) {
                findings.push(Finding::new(&file.path, number, message));
            }
        }
    }
    findings
}

/// The lock file says what to install, not from which mirror.
pub fn lock_names_no_host(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("package-lock.json")) {
        let names_host = |line: &str| line.contains("\"resolved\"") && line.contains("://");
        let mut lines = file.lines().filter(|(_, line)| names_host(line));
        if let Some((number, _)) = lines.next() {
            let more = lines.count();
            let message = format!(
                "`resolved` names a host (and {more} lines more); put omit-lockfile-registry-resolved=true into .npmrc and run npm install --package-lock-only"
            );
            findings.push(Finding::new(&file.path, number, message));
        }
    }
    findings
}

fn page_code(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.with_extension(&["ts", "tsx"]).filter(|file| file.path.starts_with("web/src/"))
}

/// `web/src/features/tickets/list.tsx` → `tickets`.
fn feature_of(path: &str) -> Option<&str> {
    let (feature, _) =
        path.strip_prefix(FEATURES)?.split_once('/').or_else(|| Some((path.strip_prefix(FEATURES)?, "")))?;
    (!feature.is_empty() && !feature.contains('.')).then_some(feature)
}

/// What a file imports: the quoted text after `from`, `import` or `import(`, with its line.
fn imports(file: &File) -> Vec<(usize, String)> {
    let mut imports = Vec::new();
    for (number, line) in file.lines().filter(|(_, line)| !is_comment(line)) {
        for word in ["from", "import"] {
            for start in word_starts(line, word) {
                let rest = line[start + word.len()..].trim_start_matches([' ', '(']);
                let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else { continue };
                if let Some((target, _)) = rest[1..].split_once(quote) {
                    imports.push((number, target.to_owned()));
                }
            }
        }
    }
    imports
}

/// The path in the repository that an import means; nothing for packages.
fn resolve(importer: &str, target: &str) -> Option<String> {
    for alias in ["@/", "~/"] {
        if let Some(rest) = target.strip_prefix(alias) {
            return Some(format!("web/src/{rest}"));
        }
    }
    if !target.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn features_that_meet_are_found() {
        let rule = features_do_not_meet;
        for line in [
            "import { x } from \"../panels/x\";",
            "import { x } from '@/features/panels/x';",
            "const x = lazy(() => import(\"../panels\"));",
            "export * from \"../../features/panels/deep/x\";",
        ] {
            let text = format!("import a from \"react\";\n{line}\n");
            let path = "web/src/features/dashboards/grid.tsx";
            assert_eq!(found(rule, &[(path, &text)]), [format!("{path}:2")], "{line}");
            assert_eq!(found(rule, &[("web/src/app/router.tsx", &text)]), [""; 0], "the app may: {line}");
        }
        let fine =
            "import a from \"./tile\";\nimport b from \"../../ui/button\";\nimport c from \"../dashboards/d\";\n";
        assert_eq!(found(rule, &[("web/src/features/dashboards/grid.tsx", fine)]), [""; 0]);
    }

    #[test]
    fn primitives_that_fetch_are_found() {
        let rule = primitives_do_not_fetch;
        for line in [
            "await fetch(\"/api\");",
            "const x = useQuery(options);",
            "new EventSource(\"/events\");",
            "import { client } from \"../api/client\";",
            "import { useQuery } from \"@tanstack/react-query\";",
        ] {
            assert_eq!(found(rule, &[("web/src/ui/button.tsx", line)]), ["web/src/ui/button.tsx:1"], "{line}");
            assert_eq!(found(rule, &[("web/src/features/a/b.tsx", line)]), [""; 0], "{line}");
        }
        let fine = "// never fetch( here\nrefetch();\nimport x from \"../format/units\";\n";
        assert_eq!(found(rule, &[("web/src/ui/button.tsx", fine)]), [""; 0]);
    }

    #[test]
    fn a_host_in_the_lock_file_is_found() {
        let line = "  \"resolved\": \"https://registry.example/x.tgz\",\n";
        let text = format!("{{\n{line}{line}");
        assert_eq!(found(lock_names_no_host, &[("web/package-lock.json", &text)]), ["web/package-lock.json:2"]);
        let fine = "{\n  \"integrity\": \"sha512-x\",\n  \"resolved\": \"packages/x\"\n}\n";
        assert_eq!(found(lock_names_no_host, &[("web/package-lock.json", fine)]), [""; 0]);
    }
}
