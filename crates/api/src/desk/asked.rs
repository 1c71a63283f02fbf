//! Which tickets a request asks for: filters, order and page, each mistake named.

use std::str::FromStr;

use watchroom_domain::{TeamId, WardId};
use watchroom_store::desk::filter::{Sort, SortBy, Standing, TicketFilter};
use watchroom_store::desk::quality::Quality;

use crate::extract::Parameters;
use crate::problem::Problem;

const USUAL_PAGE_SIZE: i64 = 50;
const LARGEST_PAGE_SIZE: i64 = 500;
/// Values of one field.
const MOST_VALUES: usize = 200;
/// Characters of a text to search for, and words in it.
const LONGEST_SEARCH: usize = 200;
const MOST_WORDS: usize = 20;

/// Every filter's name, as it stands in an address.
const FILTERS: &[&str] = &[
    "status",
    "category",
    "severity",
    "ward_id",
    "team_id",
    "user_id",
    "sla",
    "sla_response",
    "quality",
    "search",
    "created_from",
    "created_to",
    "resolved_from",
    "resolved_to",
    "due_from",
    "due_to",
    "responded",
    "unassigned",
    "parent_id",
];

/// The tickets that are asked for, and their order.
#[derive(Debug, Clone)]
pub(crate) struct ListAsked {
    /// Which.
    pub(crate) filter: TicketFilter,
    /// In which order.
    pub(crate) sort: Sort,
}

/// The page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed {
    /// From 0.
    pub(crate) page: i64,
    /// 1 to 500.
    pub(crate) page_size: i64,
}

impl ListAsked {
    /// Reads filters and order.
    pub(crate) fn read(parameters: &Parameters) -> Result<Self, Problem> {
        Ok(Self { filter: filter(parameters)?, sort: sort(parameters)? })
    }
}

impl Listed {
    /// Reads `page` and `page_size`.
    pub(crate) fn read(parameters: &Parameters) -> Result<Self, Problem> {
        let page_size = parameters.number::<u32>("page_size")?.map_or(USUAL_PAGE_SIZE, i64::from);
        if !(1..=LARGEST_PAGE_SIZE).contains(&page_size) {
            return Err(Problem::bad_request(
                "bad_page_size",
                "The page's size is out of bounds",
                format!("page_size: {page_size} is not within 1 to {LARGEST_PAGE_SIZE}."),
                format!("Ask for 1 to {LARGEST_PAGE_SIZE} tickets a page, or leave it out for {USUAL_PAGE_SIZE}."),
            ));
        }
        Ok(Self { page: i64::from(parameters.number::<u32>("page")?.unwrap_or(0)), page_size })
    }

    /// Tickets before the page.
    pub(crate) fn offset(self) -> i64 {
        self.page * self.page_size
    }

    /// Pages that so many tickets fill.
    pub(crate) fn count(self, total: i64) -> i64 {
        (total + self.page_size - 1) / self.page_size
    }
}

/// Reads the filters of a list, as `GET /tickets` documents them.
pub(crate) fn filter(parameters: &Parameters) -> Result<TicketFilter, Problem> {
    let named = |name: &str| -> Result<Vec<Option<String>>, Problem> {
        let values = texts(parameters, name)?;
        Ok(values.into_iter().map(|value| Some(value).filter(|value| !value.is_empty())).collect())
    };
    Ok(TicketFilter {
        status: words(parameters, "status", "open, in_progress, waiting, escalated, resolved, closed")?,
        severity: words(parameters, "severity", "low, medium, high, critical")?,
        sla: words::<Standing>(parameters, "sla", "ok, at_risk, breached")?,
        sla_response: words::<Standing>(parameters, "sla_response", "ok, at_risk, breached")?,
        quality: words::<Quality>(
            parameters,
            "quality",
            "closed_quickly, closed_without_note, reopened, repeat_place",
        )?,
        category: texts(parameters, "category")?.into_iter().filter(|category| !category.is_empty()).collect(),
        ward: named("ward_id")?.into_iter().map(|ward| ward.map(WardId::new)).collect(),
        team: named("team_id")?.into_iter().map(|team| team.map(TeamId::new)).collect(),
        user: ids(parameters, "user_id")?,
        words: search(parameters)?,
        created_from: parameters.moment("created_from")?,
        created_to: parameters.moment("created_to")?,
        resolved_from: parameters.moment("resolved_from")?,
        resolved_to: parameters.moment("resolved_to")?,
        due_from: parameters.moment("due_from")?,
        due_to: parameters.moment("due_to")?,
        responded: parameters.flag("responded")?,
        unassigned: parameters.flag("unassigned")?,
        parent: parameters.id("parent_id")?,
    })
}

/// The filters and the order within an address' query, in their own order and nothing else: what a saved view keeps.
pub(crate) fn query_of(query: &str) -> Result<String, Problem> {
    let parameters = Parameters::of(query);
    ListAsked::read(&parameters)?;
    Ok(only(&parameters, FILTERS.iter().copied().chain(["sort_by", "sort_order"])))
}

/// The filters within an address' query, in their own order: the same for every page and order of a list.
pub(super) fn filters_of(parameters: &Parameters) -> String {
    only(parameters, FILTERS.iter().copied())
}

/// The names of the filters that are given.
pub(super) fn filter_names(parameters: &Parameters) -> Vec<&'static str> {
    FILTERS.iter().copied().filter(|name| !parameters.texts(name).is_empty()).collect()
}

fn only(parameters: &Parameters, names: impl Iterator<Item = &'static str>) -> String {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for name in names {
        for value in parameters.texts(name) {
            kept.append_pair(name, &value);
        }
    }
    kept.finish()
}

fn sort(parameters: &Parameters) -> Result<Sort, Problem> {
    // What is none of the known columns sorts as without it, as the API's table says.
    let by = parameters.text("sort_by").and_then(|word| word.parse().ok()).unwrap_or(SortBy::CreatedAt);
    let descending = match parameters.text("sort_order") {
        // The newest, the most urgent first; names and deadlines from the first.
        None => !matches!(by, SortBy::Category | SortBy::ResolutionDeadline),
        Some("desc") => true,
        Some("asc") => false,
        Some(other) => return Err(unknown("sort_order", other, "asc, desc")),
    };
    Ok(Sort { by, descending })
}

fn words<T: FromStr + PartialEq>(parameters: &Parameters, name: &str, known: &str) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    for text in texts(parameters, name)?.iter().filter(|text| !text.is_empty()) {
        let word = text.parse().map_err(|_| unknown(name, text, known))?;
        if !all.contains(&word) {
            all.push(word);
        }
    }
    Ok(all)
}

fn unknown(name: &str, text: &str, known: &str) -> Problem {
    Problem::bad_request(
        "unknown_word",
        "A filter has a word that is not known",
        format!("{name}: `{}` is none of {known}.", short(text)),
        format!("Write {name} with one of these words, or leave it out."),
    )
}

fn ids<T: FromStr>(parameters: &Parameters, name: &str) -> Result<Vec<T>, Problem> {
    let all = texts(parameters, name)?;
    let given = all.iter().filter(|text| !text.is_empty());
    given
        .map(|text| {
            text.parse().map_err(|_| {
                Problem::bad_request(
                    "bad_id",
                    "This is no id",
                    format!("{name}: `{}` is no id.", short(text)),
                    "Take one from a list, like 0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11.",
                )
            })
        })
        .collect()
}

fn texts(parameters: &Parameters, name: &str) -> Result<Vec<String>, Problem> {
    let mut values = parameters.texts(name);
    values.sort();
    values.dedup();
    if values.len() > MOST_VALUES {
        return Err(Problem::bad_request(
            "too_many_values",
            "A filter has too many values",
            format!("{name}: {} values are more than {MOST_VALUES}.", values.len()),
            format!("Name at most {MOST_VALUES}, or leave {name} out."),
        ));
    }
    if values.iter().any(|value| value.contains('\0')) {
        return Err(Problem::bad_request(
            "nul_character",
            "A parameter holds a NUL character",
            format!("{name}: a text cannot hold the character NUL."),
            "Leave the character out.",
        ));
    }
    Ok(values)
}

fn search(parameters: &Parameters) -> Result<Vec<String>, Problem> {
    let Some(text) = parameters.text("search") else { return Ok(Vec::new()) };
    let words: Vec<String> = text.split_whitespace().map(ToOwned::to_owned).collect();
    if text.chars().count() > LONGEST_SEARCH || words.len() > MOST_WORDS || text.contains('\0') {
        return Err(Problem::bad_request(
            "bad_text",
            "This cannot be searched for",
            format!("search: a text has at most {LONGEST_SEARCH} characters and {MOST_WORDS} words, and no NUL."),
            "Search for fewer words.",
        ));
    }
    Ok(words)
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
