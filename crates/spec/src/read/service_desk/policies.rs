//! Policies of `service_desk.yaml`.

use std::collections::BTreeMap;

use watchroom_desk::settings::{CategorySettings, PolicySettings};
use watchroom_desk::sla::{Calendar, ReopenPolicy, longest_target};
use watchroom_domain::Severity;

use super::calendars::FileCalendar;
use super::excerpt;
use crate::decode::{Decode, MapReader, Reading, Spanned, did_you_mean};
use crate::yaml::{Node, Span};

/// The share of a target that may be used before time is short, where the file names none.
const AT_RISK: f64 = 0.8;
/// A day around the clock.
const DAY_MINUTES: i64 = 24 * 60;

/// What policies may name.
pub(super) struct Known<'a> {
    pub(super) categories: &'a [CategorySettings],
    pub(super) calendars: &'a [FileCalendar],
}

pub(super) fn read(items: &[Node], known: &Known<'_>, reading: &Reading<'_>) -> Vec<PolicySettings> {
    let mut first: BTreeMap<(Option<String>, Option<Severity>), Span> = BTreeMap::new();
    let mut policies = Vec::new();
    for item in items {
        let at = reading.first_line(&item.span);
        let Some(policy) = policy(item, &at, known, reading) else { continue };
        let of = (policy.category.clone(), policy.severity);
        if let Some(earlier) = first.get(&of) {
            let line = reading.file.location(earlier.start).line;
            let message = format!("there is a policy for {} in line {line} already", policy.label());
            reading.advise(
                &at,
                "duplicate-policy",
                message,
                "make one of them, or give one another category or severity",
            );
            continue;
        }
        first.insert(of, at);
        policies.push(policy);
    }
    policies
}

fn policy(node: &Node, at: &Span, known: &Known<'_>, reading: &Reading<'_>) -> Option<PolicySettings> {
    let mut policy = MapReader::of(node, "a policy", at.clone(), reading)?;
    let category: Option<Spanned<String>> = policy.optional("category");
    let severity: Option<Severity> = policy.optional("severity");
    let calendar: Option<Spanned<String>> = policy.optional("calendar");
    let response: Option<Spanned<Target>> = policy.optional("response");
    let resolution: Option<Spanned<Target>> = policy.optional("resolution");
    let at_risk: Option<Share> = policy.optional("at_risk");
    let waiting_pauses: Option<bool> = policy.optional("waiting_pauses");
    let reopen: Option<ReopenPolicy> = policy.optional("reopen");
    let says_nothing = policy.node("response").is_none() && policy.node("resolution").is_none();
    // A severity that is none must not pass for any.
    let severity_is_wrong = severity.is_none() && policy.node("severity").is_some();
    policy.finish();
    if says_nothing {
        let hint = "write `resolution: 2d`, or `resolution: none` where these tickets shall have no target";
        reading.advise(at, "missing-field", "the policy has neither `response` nor `resolution`", hint);
    }
    if let Some(category) = &category {
        let names = || known.categories.iter().map(|category| category.name.as_str());
        named(category, "category", names, reading);
    }
    let mut of = None;
    if let Some(calendar) = &calendar {
        let names = || known.calendars.iter().map(|calendar| calendar.settings.name.as_str());
        named(calendar, "calendar", names, reading);
        of = known.calendars.iter().find(|known| known.settings.name == calendar.value);
        // Its own errors are told where it stands; targets cannot be counted out.
        of.filter(|of| of.calendar.is_some())?;
    }
    if severity_is_wrong {
        return None;
    }
    let target = |target: Option<Spanned<Target>>| target.and_then(|target| minutes(&target, of, reading));
    Some(PolicySettings {
        category: category.map(|category| category.value),
        severity,
        response_minutes: target(response),
        resolution_minutes: target(resolution),
        calendar: calendar.map(|calendar| calendar.value),
        at_risk_share: at_risk.map_or(AT_RISK, |share| share.0),
        waiting_pauses: waiting_pauses.unwrap_or(true),
        reopen: reopen.unwrap_or_default(),
    })
}

/// Says where a name is none of the file's.
fn named<'k, I: Iterator<Item = &'k str>>(
    written: &Spanned<String>,
    what: &str,
    names: impl Fn() -> I,
    reading: &Reading<'_>,
) {
    if names().any(|name| name == written.value) {
        return;
    }
    let hint = match did_you_mean(&written.value, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "write it under `{}` of this file first",
            if what == "category" { "categories" } else { "calendars" }
        ),
    };
    reading.advise(&written.span, "unknown-value", format!("there is no {what} `{}`", excerpt(&written.value)), hint);
}

/// A target as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    None,
    Minutes(u32),
    /// Working days of the calendar.
    Days(u32),
}

impl Decode for Target {
    fn wanted() -> String {
        "a length of time like 90m, 4h or 2d, or none".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        if text == "none" {
            return Some(Self::None);
        }
        let number = |unit: char| {
            let digits = text.strip_suffix(unit)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 9;
            digits.parse::<u32>().ok().filter(|number| plain && *number > 0)
        };
        let target = number('m').map(Self::Minutes);
        let target = target.or_else(|| number('h').and_then(|hours| hours.checked_mul(60)).map(Self::Minutes));
        let target = target.or_else(|| number('d').map(Self::Days));
        if target.is_none() {
            let message = format!("`{}` is no length of time", excerpt(&text));
            let hint = "write minutes, hours or working days of the calendar: 90m, 4h, 2d; or none";
            reading.advise(&reading.first_line(&node.span), "bad-duration", message, hint);
        }
        target
    }
}

/// Minutes of open time; `None` where there shall be no target, or where it is longer than one may be.
fn minutes(target: &Spanned<Target>, calendar: Option<&FileCalendar>, reading: &Reading<'_>) -> Option<u32> {
    let longest = calendar
        .and_then(|calendar| calendar.calendar.as_ref())
        .map_or_else(|| longest_target(&Calendar::around_the_clock()), longest_target);
    let minutes = match target.value {
        Target::None => return None,
        Target::Minutes(minutes) => i64::from(minutes),
        Target::Days(days) => i64::from(days) * calendar.and_then(FileCalendar::day_minutes).unwrap_or(DAY_MINUTES),
    };
    if minutes > longest {
        let message = format!("the target of {minutes} min is longer than 20 years of its calendar ({longest} min)");
        reading.say(&target.span, "out-of-range", message);
        return None;
    }
    u32::try_from(minutes).ok()
}

/// A share, above 0 and up to 1.
struct Share(f64);

impl Decode for Share {
    fn wanted() -> String {
        "a share above 0 and up to 1, like 0.8".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let share = f64::decode(node, reading)?;
        if share > 0.0 && share <= 1.0 {
            return Some(Self(share));
        }
        reading.say(&node.span, "out-of-range", format!("expected {}, found `{share}`", Self::wanted()));
        None
    }
}
