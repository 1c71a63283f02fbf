//! A page of tickets, and how many there are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use moka::sync::Cache;
use tokio::sync::OnceCell;
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_access::{Act, DeskPermit, TicketScope};

use super::conditions::{Bind, Conditions};
use super::filter::{Search, Sort, TicketFilter};
use super::operations::{Asker, Page, knows};
use super::ticket::{COLUMNS, TicketRow, named_sql};
use super::{DeskTx, no_desk};
use crate::{RunError, Tenants};

/// Tickets that hold the words of a search up to which they are few: then they are looked up, and else the list is walked.
const FEW: usize = 2_000;
/// A word of fewer letters has no place in the index.
const SHORTEST_WORD: usize = 3;
/// How long a count is kept at most, should the outbox not tell of a change: somebody may write past the server.
const KEPT: Duration = Duration::from_secs(2);
const MOST_COUNTS: u64 = 2_000;
/// Of more tickets than this totals are counted in memory, by what figures are counted from, and pages are looked up there that
/// no index leads to.
const MANY: usize = 20_000;
/// Tickets before a page that are soon passed over.
const NEAR: i64 = 500;
/// Where a page and its total take longer than this, the tickets are read for that.
const SOON: Duration = Duration::from_millis(20);
/// Counts of what goes by time are taken for so many seconds.
const SAME_MOMENT_S: i64 = 2;

const STATE: &str = "SELECT service_desk.state_of_events()";
const PROBE: &str = "SELECT service_desk.search(ARRAY(SELECT lower(p) FROM unnest($1::text[]) WITH ORDINALITY w(p, n) ORDER BY n)) \
     LIMIT $2";
/// The function holds to the scope as well as to who asks, so nothing has to be joined where there is no other condition.
const COUNT_FOUND: &str = "SELECT count(*) FROM service_desk.search_within(ARRAY(SELECT lower(p) FROM unnest($1::text[]) \
     WITH ORDINALITY w(p, n) ORDER BY n), $2, nullif($3, ''), nullif($4, ''))";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[STATE, PROBE, COUNT_FOUND];

/// Counts under way or kept, by what was counted. One count serves all who ask for the same meanwhile.
pub(crate) struct Counts(Cache<Counted, Arc<OnceCell<i64>>>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Counted {
    scope: TicketScope,
    /// What the database shows of it.
    own: Option<TicketScope>,
    filter: TicketFilter,
    /// What the outbox held.
    state: String,
    /// The moment, where the filter goes by it.
    moment: Option<i64>,
}

impl Default for Counts {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_COUNTS).time_to_live(KEPT).build())
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct TicketPage {
    /// Its tickets, in order.
    pub tickets: Vec<TicketRow>,
    /// How many the whole list has.
    pub total: i64,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    /// Tickets before it.
    pub offset: i64,
    /// Tickets at most.
    pub limit: i64,
}

/// The statement of a page: first the tickets, then what they name, so that the names are looked up for a page alone.
#[must_use]
pub fn page_sql(conditions: &mut Conditions, scope: &TicketScope, sort: Sort, part: Part) -> String {
    let (limit, offset) = (conditions.bind(Bind::Int(part.limit)), conditions.bind(Bind::Int(part.offset)));
    let order = sort.sql();
    let named = named_sql(conditions, scope);
    let wanted = conditions.text();
    format!(
        "SELECT {COLUMNS} FROM (SELECT t.* FROM service_desk.tickets t WHERE {wanted} ORDER BY {order} \
         LIMIT {limit} OFFSET {offset}) t {named} ORDER BY {order}"
    )
}

/// The statement that counts.
#[must_use]
pub fn count_sql(conditions: &Conditions) -> String {
    format!("SELECT count(*) FROM service_desk.tickets t WHERE {}", conditions.text())
}

/// The conditions of a list: what a permit opens, and what a filter wants of it.
#[must_use]
pub fn conditions(scope: &TicketScope, filter: &TicketFilter, now: Timestamp, search: Search) -> Conditions {
    let mut conditions = Conditions::of(scope);
    filter.add_to(&mut conditions, now, search);
    if let Some(parent) = filter.parent {
        conditions.push_repeats(scope, parent);
    }
    conditions
}

impl Tenants {
    /// A page of the tickets that a permit opens and a filter wants, and how many there are in all.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn ticket_page<A: Act>(
        &self,
        permit: &DeskPermit<'_, A>,
        filter: &TicketFilter,
        sort: Sort,
        part: Part,
        now: Timestamp,
    ) -> Result<TicketPage, RunError> {
        let entry = self.desk_entry(permit.tenant()).ok_or_else(|| no_desk(permit.tenant()))?;
        let scope = permit.scope();
        let roll = knows(filter).then(|| entry.rolls.of(permit));
        // The index goes through the words of all tickets, however few of them are in sight.
        let many = if filter.words.is_empty() { MANY } else { 0 };
        let in_memory = roll.as_ref().filter(|roll| roll.size() > many);
        if let Some(roll) = in_memory.filter(|_| walks_far(filter, part)) {
            let listed = roll.list(&Asker::of(&entry, permit), filter, Some(Page { sort, part }), now).await?;
            let tx = self.desk(permit).await?;
            // What changed in between and is none of them any more is left out.
            let mut wanted = conditions(scope, filter, now, Search::ByRow);
            wanted.push("t.id = ANY (?)", [Bind::Ids(listed.ids.clone())]);
            let tickets = page(&tx, scope, wanted, sort, Part { offset: 0, limit: part.limit }).await?;
            tx.commit().await?;
            return Ok(TicketPage { tickets, total: listed.total });
        }
        let tx = self.desk(permit).await?;
        let begun = Instant::now();
        let read_if_slow = || {
            if let Some(roll) = roll.as_ref().filter(|_| begun.elapsed() > SOON) {
                Arc::clone(roll).read_meanwhile(Asker::of(&entry, permit));
            }
        };
        let (found, state) = tokio::join!(probe(&tx, filter), state(&tx));
        let (found, state) = (found?, state?);
        let wanted = of_found(scope, filter, now, Search::ByRow, found.as_deref());
        let tickets = page(&tx, scope, wanted, sort, part).await?;
        let seen = i64::try_from(tickets.len()).unwrap_or(i64::MAX);
        // A page that is not full is the last one.
        if seen < part.limit && (seen > 0 || part.offset == 0) {
            tx.commit().await?;
            read_if_slow();
            return Ok(TicketPage { tickets, total: part.offset + seen });
        }
        if let Some(roll) = in_memory {
            // Its connection goes back first: whoever brings the roll up to date needs one.
            tx.commit().await?;
            let total = roll.list(&Asker::of(&entry, permit), filter, None, now).await?.total;
            // The roll may be of a moment later than the page.
            let at_least = if seen > 0 { part.offset + seen } else { 0 };
            return Ok(TicketPage { tickets, total: total.max(at_least) });
        }
        let moment = filter.goes_by_time().then(|| now.as_second() / SAME_MOMENT_S);
        let key =
            Counted { scope: scope.clone(), own: permit.place().own_tickets(), filter: filter.clone(), state, moment };
        let kept = entry.counts.0.get_with(key, Arc::default);
        let total = *kept.get_or_try_init(|| count(&tx, scope, filter, now, found.as_deref())).await?;
        tx.commit().await?;
        read_if_slow();
        Ok(TicketPage { tickets, total })
    }
}

/// Whether no index leads soon to a page: it begins far down, or is of what only the tickets themselves tell, or of few among
/// many; or words are looked for.
fn walks_far(filter: &TicketFilter, part: Part) -> bool {
    let by_fields = [
        !filter.status.is_empty(),
        !filter.category.is_empty(),
        !filter.severity.is_empty(),
        !filter.ward.is_empty(),
        !filter.team.is_empty(),
        !filter.user.is_empty(),
        !filter.quality.is_empty(),
        filter.unassigned,
        filter.created_from.is_some() || filter.created_to.is_some(),
    ];
    part.offset > NEAR
        || !filter.words.is_empty()
        || filter.goes_by_time()
        || filter.responded
        || filter.resolved_from.is_some()
        || filter.resolved_to.is_some()
        || filter.due_from.is_some()
        || filter.due_to.is_some()
        || by_fields.into_iter().filter(|is_set| *is_set).count() > 1
}

async fn state(tx: &DeskTx) -> Result<String, RunError> {
    let rows = tx.rows(STATE, &[]).await?;
    rows.first().map_or(Ok(String::new()), |row| row.try_get(0)).map_err(|error| tx.sort_out(&error))
}

/// The tickets that hold the words, where they are few.
async fn probe(tx: &DeskTx, filter: &TicketFilter) -> Result<Option<Vec<Uuid>>, RunError> {
    let longest = filter.words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
    if longest < SHORTEST_WORD {
        return Ok(None);
    }
    let most = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
    let rows = tx.rows(PROBE, &[Bind::Texts(filter.patterns()), Bind::Int(most)]).await?;
    if rows.len() > FEW {
        return Ok(None);
    }
    let ids: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get(0)).collect();
    ids.map(Some).map_err(|error| tx.sort_out(&error))
}

fn of_found(
    scope: &TicketScope,
    filter: &TicketFilter,
    now: Timestamp,
    search: Search,
    found: Option<&[Uuid]>,
) -> Conditions {
    let Some(found) = found else { return conditions(scope, filter, now, search) };
    let rest = TicketFilter { words: Vec::new(), ..filter.clone() };
    let mut conditions = conditions(scope, &rest, now, search);
    conditions.push("t.id = ANY (?)", [Bind::Ids(found.to_vec())]);
    conditions
}

async fn page(
    tx: &DeskTx,
    scope: &TicketScope,
    mut wanted: Conditions,
    sort: Sort,
    part: Part,
) -> Result<Vec<TicketRow>, RunError> {
    let sql = page_sql(&mut wanted, scope, sort, part);
    let rows = tx.rows(&sql, wanted.binds()).await?;
    rows.iter().map(TicketRow::read).collect()
}

async fn count(
    tx: &DeskTx,
    scope: &TicketScope,
    filter: &TicketFilter,
    now: Timestamp,
    found: Option<&[Uuid]>,
) -> Result<i64, RunError> {
    let only_words = *filter == TicketFilter { words: filter.words.clone(), ..TicketFilter::default() };
    let words_alone = found.is_none() && only_words && !filter.words.is_empty();
    let rows = match scope.is_sensitive().filter(|_| words_alone) {
        Some(sensitive) => {
            // No ward and no team has an empty name.
            let ward = scope.ward().map(ToString::to_string).unwrap_or_default();
            let team = scope.team().map(ToString::to_string).unwrap_or_default();
            let within = [Bind::Texts(filter.patterns()), Bind::Bool(sensitive), Bind::Text(ward), Bind::Text(team)];
            tx.rows(COUNT_FOUND, &within).await?
        }
        None => {
            let wanted = of_found(scope, filter, now, Search::ByIndex, found);
            tx.rows(&count_sql(&wanted), wanted.binds()).await?
        }
    };
    number(rows.first()).map_err(|error| tx.sort_out(&error))
}

fn number(row: Option<&Row>) -> Result<i64, tokio_postgres::Error> {
    row.map_or(Ok(0), |row| row.try_get(0))
}

#[cfg(test)]
mod tests;
