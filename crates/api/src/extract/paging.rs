//! Pages of a list.

use super::Parameters;
use crate::problem::Problem;

const USUAL_PAGE_SIZE: i64 = 50;
const LARGEST_PAGE_SIZE: i64 = 200;
/// How far into a list a page may lie: whoever wants more narrows the list down.
const FARTHEST: i64 = 100_000;
/// Characters that a text to search for may have.
const LONGEST_TEXT: usize = 200;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paging {
    /// From 0.
    pub(crate) page: i64,
    /// 1 to 200.
    pub(crate) page_size: i64,
}

impl Paging {
    /// Entries before the page.
    pub(crate) fn offset(self) -> i64 {
        self.page * self.page_size
    }

    /// Pages that so many entries fill.
    pub(crate) fn count(self, total: i64) -> i64 {
        (total + self.page_size - 1) / self.page_size
    }
}

impl Parameters {
    /// `page` and `page_size`.
    pub(crate) fn paging(&self) -> Result<Paging, Problem> {
        let page_size = self.number::<u32>("page_size")?.map_or(USUAL_PAGE_SIZE, i64::from);
        if !(1..=LARGEST_PAGE_SIZE).contains(&page_size) {
            return Err(Problem::bad_request(
                "bad_page_size",
                "The page's size is out of bounds",
                format!("page_size: {page_size} is not within 1 to {LARGEST_PAGE_SIZE}."),
                format!("Ask for 1 to {LARGEST_PAGE_SIZE} entries a page, or leave it out for {USUAL_PAGE_SIZE}."),
            ));
        }
        let page = i64::from(self.number::<u32>("page")?.unwrap_or(0));
        if page * page_size > FARTHEST {
            return Err(Problem::bad_request(
                "bad_page",
                "The page lies too far into the list",
                format!("page: {page} of {page_size} entries each begins past entry {FARTHEST}."),
                "Search for something, or narrow the list down by its other parameters.",
            ));
        }
        Ok(Paging { page, page_size })
    }

    /// A short text to look for.
    pub(crate) fn phrase(&self, name: &str) -> Result<Option<String>, Problem> {
        let Some(text) = self.text(name).map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
            return Err(Problem::bad_request(
                "bad_text",
                "This cannot be searched for",
                format!("{name}: a text has at most {LONGEST_TEXT} characters, none of them a control character."),
                "Search for fewer words.",
            ));
        }
        Ok(Some(text.to_owned()))
    }
}
