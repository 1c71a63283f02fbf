use serde::Deserialize;
use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
struct Parameters {
    #[serde(default)]
    include_offline: bool,
    limit: Option<u16>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    shape: Shape,
    factor: Option<f64>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    #[default]
    Layered,
    Radial,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Nothing {}

#[derive(Debug, PartialEq, Deserialize)]
struct Needy {
    #[serde(rename = "service")]
    _service: String,
}

fn read(query: &str) -> Result<Parameters, ParameterError> {
    Asked::from_query(query)?.read()
}

fn refusal(query: &str) -> String {
    read(query).expect_err(query).to_string()
}

#[test]
fn texts_become_the_types_of_the_panel() {
    let query = "include_offline=1&limit=7&kinds=web&kinds=a%26b&shape=radial&factor=-1.5&tenant=tenant-alpha";
    let kinds = vec!["web".to_owned(), "a&b".to_owned()];
    let wanted = Parameters { include_offline: true, limit: Some(7), kinds, shape: Shape::Radial, factor: Some(-1.5) };
    assert_eq!(read(query), Ok(wanted));
}

#[test]
fn what_is_not_given_or_empty_has_its_default() {
    for query in ["", "tenant=a", "limit=&include_offline="] {
        let wanted =
            Parameters { include_offline: false, limit: None, kinds: Vec::new(), shape: Shape::Layered, factor: None };
        assert_eq!(read(query), Ok(wanted), "{query}");
    }
}

#[test]
fn each_mistake_is_named() {
    assert_eq!(refusal("include_offline=maybe"), "`include_offline` is `maybe`, not true or false");
    assert_eq!(refusal("limit=-1"), "`limit` is `-1`, not a whole number (u16)");
    assert_eq!(refusal("limit=65536"), "`limit` is `65536`, not a whole number (u16)");
    assert_eq!(refusal("limit=1&limit=2"), "`limit` is given more than once");
    assert_eq!(refusal("shape=round"), "`shape` is `round`, which is none of layered, radial");
    assert_eq!(refusal("factor=NaN"), "`factor` is not finite");
    assert_eq!(refusal("sql=select+1"), "`sql` is no parameter of this panel");
    assert_eq!(refusal("kinds=%00"), "`kinds` holds a NUL character");
    assert_eq!(Asked::default().read::<Needy>().expect_err("missing").to_string(), "`service` is missing");
    let nothing = Asked::from_query("x=1").expect("pairs").read::<Nothing>();
    assert_eq!(nothing.expect_err("unknown").hint.as_deref(), Some("This panel takes no parameters."));
}

#[test]
fn the_problem_names_the_parameter_and_echoes_little() {
    let problem = Problem::from(read(&format!("limit={}", "9".repeat(5_000))).expect_err("too long"));
    assert_eq!((problem.status, problem.code), (400, "bad_parameter"));
    assert!(problem.detail.starts_with("`limit` is `9999"), "{}", problem.detail);
    assert!(problem.detail.len() < 200);
    let problem = Problem::from(read("depth=2").expect_err("unknown"));
    assert_eq!(problem.hint, "This panel takes include_offline, limit, kinds, shape, factor.");
}

#[test]
fn yaml_and_the_query_string_made_of_it_say_the_same() {
    let yaml = json!({"include_offline": false, "limit": 3, "kinds": ["web", "ä&="], "factor": null});
    let asked = Asked::from_yaml(yaml.as_object().expect("a map")).expect("parameters");
    assert_eq!(asked.to_query(), "include_offline=false&limit=3&kinds=web&kinds=%C3%A4%26%3D");
    assert_eq!(Asked::from_query(&asked.to_query()), Ok(asked));
    for bad in [json!({"a": {"b": 1}}), json!({"a": [[1]]}), json!({"tenant": "b"})] {
        assert!(Asked::from_yaml(bad.as_object().expect("a map")).is_err(), "{bad}");
    }
}
