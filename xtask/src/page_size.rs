//! How much JavaScript the page is, as it travels: gzipped. Told by Vite's manifest, which says which file needs which.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;

/// Where every page begins.
const START: &str = "index.html";
/// The route that shows a dashboard.
const DASHBOARD: &str = "src/app/dashboard-route.tsx";
/// What may travel before a dashboard is on screen, bytes.
const MOST_FOR_A_DASHBOARD: u64 = 180_000;
/// What all of the page's files may weigh together, bytes. The API's reference is a page of its own, and not one of them.
const MOST_OF_ALL: u64 = 500_000;

/// Gzipped JavaScript, bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The start and the dashboard's route, with all that these import before they run.
    dashboard: u64,
    /// Every file.
    all: u64,
}

impl Sizes {
    /// Whether the page stays within its bounds.
    pub fn fit(&self) -> bool {
        self.dashboard <= MOST_FOR_A_DASHBOARD && self.all <= MOST_OF_ALL
    }
}

impl std::fmt::Display for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |bytes: u64, most: u64| {
            let over = if bytes > most { "TOO MUCH: " } else { "" };
            format!("{over}{} of at most {}", kilobytes(bytes), kilobytes(most))
        };
        let (dashboard, all) = (of(self.dashboard, MOST_FOR_A_DASHBOARD), of(self.all, MOST_OF_ALL));
        write!(f, "JavaScript, gzipped: a dashboard loads {dashboard}; all files are {all}")
    }
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Weighs the page that was built last.
pub fn measure(project: &Project) -> Result<Sizes> {
    let web = project.web();
    let path = web.join("node_modules/.cache/watchroom-page-manifest.json");
    let text = fs::read_to_string(&path)
        .with_context(|| format!("{} is missing; build the page with `npm run build`", path.display()))?;
    let manifest = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    weigh(&manifest, &web.join("dist"))
}

fn weigh(manifest: &Value, dist: &Path) -> Result<Sizes> {
    let mut needed = BTreeSet::new();
    for entry in [START, DASHBOARD] {
        gather(manifest, entry, &mut needed)?;
    }
    let all: BTreeSet<&str> = manifest.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    Ok(Sizes { dashboard: weight(manifest, &needed, dist)?, all: weight(manifest, &all, dist)? })
}

/// A file and everything that it imports before it runs. What it loads later, when it is asked for, is not among them.
fn gather<'m>(manifest: &'m Value, name: &str, needed: &mut BTreeSet<&'m str>) -> Result<()> {
    let (name, chunk) = manifest
        .as_object()
        .and_then(|chunks| chunks.get_key_value(name))
        .with_context(|| format!("the page's manifest knows no `{name}`; was it moved?"))?;
    if needed.insert(name.as_str()) {
        for import in chunk["imports"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            gather(manifest, import, needed)?;
        }
    }
    Ok(())
}

/// The weight of the scripts among these, each file once.
fn weight(manifest: &Value, names: &BTreeSet<&str>, dist: &Path) -> Result<u64> {
    let files: BTreeSet<&str> =
        names.iter().filter_map(|name| manifest[*name]["file"].as_str()).filter(|file| file.ends_with(".js")).collect();
    ensure!(!files.is_empty(), "the page's manifest names no script; was the page built by another Vite?");
    files.into_iter().map(|file| travels_as(&dist.join(file))).sum()
}

/// Bytes on the way to a browser: the build has put a `.gz` beside every file that is worth it.
fn travels_as(file: &Path) -> Result<u64> {
    let mut zipped = file.as_os_str().to_owned();
    zipped.push(".gz");
    let found = fs::metadata(Path::new(&zipped)).or_else(|_| fs::metadata(file));
    Ok(found.with_context(|| format!("{} is missing; build the page anew", file.display()))?.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Files of so many bytes.
    fn dist(files: &[(&str, usize)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("assets")).expect("a folder");
        for (name, bytes) in files {
            fs::write(folder.path().join(name), vec![b' '; *bytes]).expect("a file");
        }
        folder
    }

    fn manifest() -> Value {
        json!({
            "index.html": {"file": "assets/index.js", "css": ["assets/index.css"], "dynamicImports": [DASHBOARD]},
            "src/app/dashboard-route.tsx": {
                "file": "assets/dashboard.js",
                "imports": ["index.html", "_shared.js"],
                "dynamicImports": ["src/rows.tsx"],
            },
            "_shared.js": {"file": "assets/shared.js", "imports": ["_deep.js", "index.html"]},
            "_deep.js": {"file": "assets/deep.js", "imports": ["_shared.js"]},
            "src/rows.tsx": {"file": "assets/rows.js", "imports": ["_shared.js"]},
            "inter.woff2": {"file": "assets/inter.woff2"},
        })
    }

    const FILES: &[(&str, usize)] = &[
        ("assets/index.js", 9_000),
        ("assets/index.js.gz", 1_000),
        ("assets/dashboard.js", 900),
        ("assets/dashboard.js.gz", 200),
        ("assets/shared.js", 30),
        ("assets/deep.js", 4),
        ("assets/rows.js", 50_000),
        ("assets/rows.js.gz", 40_000),
        ("assets/inter.woff2", 700_000),
    ];

    #[test]
    fn what_is_imported_counts_once_and_what_is_loaded_later_does_not() {
        let folder = dist(FILES);
        let sizes = weigh(&manifest(), folder.path()).expect("sizes");
        assert_eq!(sizes, Sizes { dashboard: 1_234, all: 41_234 });
        assert!(sizes.fit());
    }

    #[test]
    fn each_bound_alone_is_enough_to_fail() {
        let within = Sizes { dashboard: MOST_FOR_A_DASHBOARD, all: MOST_OF_ALL };
        assert!(within.fit());
        assert!(!within.to_string().contains("TOO MUCH"));
        let heavy_route = Sizes { dashboard: 180_001, all: 300_000 };
        assert!(!heavy_route.fit());
        assert_eq!(
            heavy_route.to_string(),
            "JavaScript, gzipped: a dashboard loads TOO MUCH: 180.0 kB of at most 180.0 kB; \
             all files are 300.0 kB of at most 500.0 kB"
        );
        assert!(!Sizes { dashboard: 1, all: 500_001 }.fit());
    }

    #[test]
    fn a_page_that_was_built_differently_is_no_light_page() {
        let folder = dist(FILES);
        let mut moved = manifest();
        moved.as_object_mut().expect("an object").remove(DASHBOARD);
        let error = weigh(&moved, folder.path()).expect_err("no route").to_string();
        assert!(error.contains(DASHBOARD), "{error}");

        fs::remove_file(folder.path().join("assets/shared.js")).expect("removed");
        let error = weigh(&manifest(), folder.path()).expect_err("no file").to_string();
        assert!(error.contains("shared.js"), "{error}");

        let empty = json!({"index.html": {}, DASHBOARD: {}});
        assert!(weigh(&empty, folder.path()).is_err());
    }
}
