//! `service_desk.yaml`.

use serde_json::{Value as Json, json};
use watchroom_desk::sla::ReopenPolicy;
use watchroom_domain::Severity;

use super::files::file;
use super::section::Section;
use super::values::{flag, list, name, text, title, word};
use crate::read::DAYS;

pub(super) fn service_desk() -> Json {
    let named = || {
        Section::new()
            .required("id", short_id(), "What memberships and tickets name it by")
            .required("name", title(), "What people read")
            .done()
    };
    let category = Section::new()
        .required("name", title(), "Its name, which tickets bear")
        .required("service_code", name(), "What it is called in the addresses of Open311")
        .optional("description", json!({ "type": "string", "maxLength": 2_000 }), "A sentence for those who report")
        .optional("sensitive", flag(), "Whether its tickets are for the police liaison alone")
        .done();
    let section = Section::new()
        .optional("teams", list(&named(), 0), "Who does the work")
        .optional("wards", list(&named(), 0), "Where it is done")
        .optional("categories", list(&category, 0), "What reports are about")
        .optional("calendars", list(&calendar(), 0), "When time counts")
        .optional("policies", list(&policy(), 0), "By when things must be done")
        .done();
    file("service_desk", "The settings of a service desk", section)
}

fn calendar() -> Json {
    let mut shifts = Section::new();
    for day in DAYS {
        shifts = shifts.optional(day, list(&shift(), 0), "The shifts of this weekday; closed where it is left out");
    }
    let holiday = Section::new()
        .required("date", json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }), "The day")
        .required("name", title(), "What ledgers call it")
        .optional("shifts", list(&shift(), 0), "The shifts of that day; closed all day where it is left out")
        .done();
    Section::new()
        .required("name", title(), "What policies name it by")
        .required("timezone", text(), "IANA name of its time zone")
        .required("shifts", shifts.done(), "When it is open")
        .optional("holidays", list(&holiday, 0), "Days on which the weekday's shifts do not hold")
        .done()
}

fn policy() -> Json {
    let share = json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 });
    Section::new()
        .optional("category", text(), "The category it is for; any where it is left out")
        .optional("severity", word::<Severity>(), "The severity it is for; any where it is left out")
        .optional("response", target(), "Open time until somebody must have responded")
        .optional("resolution", target(), "Open time until it must be resolved")
        .optional("calendar", text(), "Which time counts; around the clock where it is left out")
        .optional("at_risk", share, "The share of a target after whose use time is short; 0.8 where it is left out")
        .optional("waiting_pauses", flag(), "Whether the clocks stand while a ticket waits; true where it is left out")
        .optional("reopen", word::<ReopenPolicy>(), "What reopening does; continue where it is left out")
        .done()
}

fn short_id() -> Json {
    json!({ "type": "string", "minLength": 1, "maxLength": 64 })
}

fn shift() -> Json {
    let time = json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" });
    json!({ "type": "array", "items": time, "minItems": 2, "maxItems": 2 })
}

fn target() -> Json {
    json!({ "type": "string", "pattern": "^([1-9][0-9]{0,8}[mhd]|none)$" })
}
