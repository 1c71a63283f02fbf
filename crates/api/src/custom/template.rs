//! A template of a panel's YAML, filled with data and made safe to show in the page.

use std::collections::HashSet;
use std::io;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::Failure;

/// Steps that a template may take: a loop over some thousand rows, and no endless one.
const FUEL: u64 = 200_000;
/// Bytes that may come of it.
const MOST_BYTES: usize = 256 * 1_024;
/// Templates call themselves by this name; its ending is what makes minijinja escape HTML.
const NAME: &str = "template.html";

/// Fills a template (Jinja's syntax) with `data`, an object, and sanitises what comes of it.
///
/// # Errors
/// [`Failure::Template`] where the template is wrong, uses a name that is not in the data, or does too much.
pub(crate) fn fill(template: &str, data: &serde_json::Value) -> Result<String, Failure> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(100);
    let mut page = Page::default();
    environment
        .template_from_named_str(NAME, template)
        .and_then(|template| template.render_captured_to(Serde(data), &mut page).map(drop))
        .map_err(|error| Failure::Template(explain(&error, data)))?;
    let html = String::from_utf8(page.0).map_err(|error| Failure::Data(error.to_string()))?;
    Ok(SANITISER.clean(&html).to_string())
}

/// In the engineer's words: the line, and what the data does have.
fn explain(error: &Error, data: &serde_json::Value) -> String {
    let place = error.line().map_or_else(String::new, |line| format!("Line {line} of the template: "));
    let what = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    match error.kind() {
        ErrorKind::UndefinedError => {
            let names: Vec<&str> = data.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            format!("{place}{what}; the data has {names}.")
        }
        ErrorKind::OutOfFuel => format!("{place}it does too much; shorten its loops."),
        ErrorKind::WriteFailure => format!("{place}it writes more than {} kB.", MOST_BYTES / 1_024),
        _ => format!("{place}{what}."),
    }
}

/// A page that ends.
#[derive(Default)]
struct Page(Vec<u8>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Text, lists, tables, links and pictures with classes: no script, no style, no frame, no form, nothing that runs.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = ammonia::Builder::default();
    sanitiser
        .add_tags(["section", "tfoot", "meter", "progress"])
        .add_generic_attributes(["class", "role"])
        .add_generic_attribute_prefixes(["aria-"])
        .add_tag_attributes("meter", ["value", "min", "max", "low", "high", "optimum"])
        .add_tag_attributes("progress", ["value", "max"])
        .add_tag_attributes("time", ["datetime"])
        .add_tag_attributes("details", ["open"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]));
    sanitiser
});

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(template: &str) -> String {
        let data = json!({"name": "<b>A&B</b>", "rows": [{"n": 1}, {"n": 2}], "none": null, "rate": 1.26,
            "link": "javascript:alert(1)"});
        fill(template, &data).expect(template)
    }

    fn refused(template: &str) -> String {
        fill(template, &json!({"total": 1, "date": "today"})).expect_err(template).to_string()
    }

    #[test]
    fn the_template_of_the_design_is_filled() {
        let template = "<div class=\"p-4\">\n  <h3 class=\"text-lg font-bold\">Summary for {{ date }}</h3>\n  \
             <ul class=\"mt-2\">\n    <li>Error Rate: {{ error_rate }}%</li>\n  </ul>\n</div>\n";
        let html = fill(template, &json!({"date": "2026-03-09", "error_rate": 0.0})).expect("HTML");
        let wanted = template.replace("{{ date }}", "2026-03-09").replace("{{ error_rate }}", "0.0");
        assert_eq!(html.trim(), wanted.trim());
    }

    #[test]
    fn loops_conditions_and_filters_work() {
        assert_eq!(filled("{% for row in rows %}{{ row.n }}{% if not loop.last %}, {% endif %}{% endfor %}"), "1, 2");
        assert_eq!(filled("{{ rate | round(1) }} {{ rows | length }} {{ 'a' | upper }}"), "1.3 2 A");
        assert_eq!(filled("{{ missing | default('–') }}{% if none %}x{% endif %}"), "–");
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(filled("<p>{{ name }}</p>"), "<p>&lt;b&gt;A&amp;B&lt;/b&gt;</p>");
        assert_eq!(
            filled("<p title=\"{{ name }}\">x</p>"),
            "<p title=\"<b>A&amp;B</b>\">x</p>".replace("<b>A&amp;B</b>", "&lt;b&gt;A&amp;B&lt;/b&gt;")
        );
    }

    #[test]
    fn nothing_that_runs_comes_through() {
        for (hostile, harmless) in [
            ("<script>alert(1)</script>a", "a"),
            ("<style>p{}</style>a", "a"),
            ("<p onclick=\"alert(1)\" style=\"position:fixed\" class=\"x\">a</p>", "<p class=\"x\">a</p>"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
            ("<svg onload=alert(1)><script>alert(1)</script></svg>a", "a"),
            ("<iframe src=\"https://a\"></iframe><object></object><embed>a", "a"),
            ("<form action=\"/x\"><input><button>a</button></form>", "a"),
            ("<a href=\"javascript:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<a href=\" java\nscript:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<a href=\"{{ link }}\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<a href=\"data:text/html,x\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            (
                "<a href=\"/dashboards/default\">a</a>",
                "<a href=\"/dashboards/default\" rel=\"noopener noreferrer\">a</a>",
            ),
            ("<base href=\"https://a\"><meta http-equiv=refresh><link rel=stylesheet>a", "a"),
            ("<!-- a -->a", "a"),
            ("{{ '<script>alert(1)</script>a' | safe }}", "a"),
            ("<p class=\"a\" id=\"root\">a</p>", "<p class=\"a\">a</p>"),
        ] {
            assert_eq!(filled(hostile), harmless, "{hostile}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_name() {
        let unknown = refused("<p>\n{{ totl }}</p>");
        assert!(unknown.starts_with("Line 2 of the template: ") && unknown.contains("totl"), "{unknown}");
        assert!(unknown.ends_with("the data has total, date."), "{unknown}");
        assert!(refused("{% for x in rows %}{% endfor %}").contains("rows"));
        assert!(refused("{% if rows %}{% endif %}").contains("rows"));
        assert!(refused("{% for %}").starts_with("Line 1 of the template: "));
        assert!(refused("{{ total | nosuch }}").contains("nosuch"));
        assert!(refused("{% include 'other.html' %}").contains("other.html"));
    }

    #[test]
    fn a_template_that_does_too_much_is_stopped() {
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert!(refused(endless).contains("too much") || refused(endless).contains("kB"), "{}", refused(endless));
        assert!(refused("{{ 'x' * 1000000 }}").contains("256 kB"));
        assert!(refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").starts_with("Line 1"));
    }
}
