use crate::fragment::parse_condition;

/// What is written, and what is sent.
const GOOD: [(&str, &str); 62] = [
    ("metric_type = 'cpu'", r#"("metric_type" = 'cpu')"#),
    ("severity IN ('ERROR', 'CRITICAL')", r#"("severity" IN ('ERROR', 'CRITICAL'))"#),
    ("severity NOT IN ('DEBUG')", r#"("severity" NOT IN ('DEBUG'))"#),
    ("active", r#"("active")"#),
    ("NOT active", r#"(NOT "active")"#),
    ("not not active", r#"(NOT (NOT "active"))"#),
    ("TRUE", "(TRUE)"),
    ("a = 1 AND b = 2 AND c = 3", r#"(("a" = 1) AND ("b" = 2) AND ("c" = 3))"#),
    ("a = 1 OR b = 2 AND c = 3", r#"(("a" = 1) OR (("b" = 2) AND ("c" = 3)))"#),
    ("(a = 1 OR b = 2) AND c = 3", r#"((("a" = 1) OR ("b" = 2)) AND ("c" = 3))"#),
    ("NOT a = b", r#"(NOT ("a" = "b"))"#),
    ("NOT a = 1 AND b", r#"((NOT ("a" = 1)) AND "b")"#),
    ("Host = 'A'", r#"("host" = 'A')"#),
    (r#""Host" = 'A'"#, r#"("Host" = 'A')"#),
    (r#""a""b" = 1"#, r#"("a""b" = 1)"#),
    (r#""drop table t" = 1"#, r#"("drop table t" = 1)"#),
    ("name = 'it''s'", r#"("name" = 'it''s')"#),
    (r"path = 'C:\temp'", r#"("path" = E'C:\\temp')"#),
    (r"path = E'a\tb'", "(\"path\" = 'a\tb')"),
    (r"path = E'a\'b'", r#"("path" = 'a''b')"#),
    (r"path = E'a\\b'", r#"("path" = E'a\\b')"#),
    ("name = 'é漢字🙂'", r#"("name" = 'é漢字🙂')"#),
    ("größe > 1", r#"("größe" > 1)"#),
    ("a <> 1", r#"("a" <> 1)"#),
    ("a != 1", r#"("a" <> 1)"#),
    ("a >= -1.5e3", r#"("a" >= (- 1.5e3))"#),
    ("a > - - 1", r#"("a" > (- (- 1)))"#),
    ("a > .5", r#"("a" > .5)"#),
    ("a + b * 2 > 10", r#"(("a" + ("b" * 2)) > 10)"#),
    ("a - b - c < 0", r#"(("a" - "b" - "c") < 0)"#),
    ("a - (b - c) < 0", r#"(("a" - ("b" - "c")) < 0)"#),
    ("a / b % 2 = 0", r#"((("a" / "b") % 2) = 0)"#),
    ("a || '-' || b = 'x-y'", r#"(("a" || '-' || "b") = 'x-y')"#),
    ("a BETWEEN 1 AND 2", r#"("a" BETWEEN 1 AND 2)"#),
    ("a NOT BETWEEN 1 AND 2 + 3 AND b", r#"(("a" NOT BETWEEN 1 AND (2 + 3)) AND "b")"#),
    ("a LIKE 'x%'", r#"("a" LIKE 'x%')"#),
    ("a NOT ILIKE '%x!%' ESCAPE '!'", r#"("a" NOT ILIKE '%x!%' ESCAPE '!')"#),
    ("a IS NULL", r#"("a" IS NULL)"#),
    ("a IS NOT NULL AND b IS NOT TRUE", r#"(("a" IS NOT NULL) AND ("b" IS NOT TRUE))"#),
    ("a = b IS UNKNOWN", r#"(("a" = "b") IS UNKNOWN)"#),
    ("a IS DISTINCT FROM 1", r#"("a" IS DISTINCT FROM 1)"#),
    ("a IS NOT DISTINCT FROM NULL", r#"("a" IS NOT DISTINCT FROM NULL)"#),
    ("a = ANY (ARRAY[1, 2])", r#"("a" = ANY (ARRAY[1, 2]))"#),
    ("a <> ALL (ARRAY['x'])", r#"("a" <> ALL (ARRAY['x']))"#),
    ("recorded_at > now() - interval '1 hour'", r#"("recorded_at" > (now() - INTERVAL '1 hour'))"#),
    ("t >= current_date", r#"("t" >= CURRENT_DATE)"#),
    ("t >= CURRENT_TIMESTAMP - INTERVAL '15 minutes'", r#"("t" >= (CURRENT_TIMESTAMP - INTERVAL '15 minutes'))"#),
    ("t >= date '2026-01-01'", r#"("t" >= DATE '2026-01-01')"#),
    ("t < timestamptz '2026-01-01 00:00+02'", r#"("t" < TIMESTAMPTZ '2026-01-01 00:00+02')"#),
    ("date_trunc('day', t) = current_date", r#"(date_trunc('day', "t") = CURRENT_DATE)"#),
    ("extract(dow from t) IN (0, 6)", r#"(EXTRACT(dow FROM "t") IN (0, 6))"#),
    (
        "extract(hour from t at time zone 'Africa/Johannesburg') >= 8",
        r#"(EXTRACT(hour FROM ("t" AT TIME ZONE 'Africa/Johannesburg')) >= 8)"#,
    ),
    ("status::text LIKE '5%'", r#"(CAST("status" AS text) LIKE '5%')"#),
    ("cast(a as numeric(10, 2)) = 1.50", r#"(CAST("a" AS numeric(10, 2)) = 1.50)"#),
    ("-a::int = 5", r#"((- CAST("a" AS integer)) = 5)"#),
    ("t::timestamp with time zone > now()", r#"(CAST("t" AS timestamptz) > now())"#),
    ("lower(trim(name)) = 'x'", r#"(lower(btrim("name")) = 'x')"#),
    ("trim(leading '0' from code) = '7'", r#"(ltrim("code", '0') = '7')"#),
    ("substring(name from 1 for 3) = 'abc'", r#"(substring("name", 1, 3) = 'abc')"#),
    ("position('x' in name) > 0", r#"(POSITION('x' IN "name") > 0)"#),
    ("coalesce(round(a), 0) > ceil(b) + floor(c)", r#"(coalesce(round("a"), 0) > (ceil("b") + floor("c")))"#),
    ("CASE WHEN a > 1 THEN b ELSE c END = 'x'", r#"((CASE WHEN ("a" > 1) THEN "b" ELSE "c" END) = 'x')"#),
];

#[test]
fn good_fragments_are_rendered_and_read_again_the_same() {
    for (text, expected) in GOOD {
        let condition = parse_condition(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(condition.to_sql(), expected, "{text}");
        let again = parse_condition(expected).unwrap_or_else(|error| panic!("{expected}: {error}"));
        assert_eq!(again, condition, "{text}");
        assert_eq!(again.to_sql(), expected, "{text}");
    }
}
