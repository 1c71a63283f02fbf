//! Rolls that are kept, and the figures that were counted from them last.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use tokio::sync::Mutex;
use watchroom_access::{Act, DeskPermit, SeeOperations};
use watchroom_domain::Clock;

use super::asked::FiguresAsked;
use super::asker::{Asker, Eyes};
use super::figures::{Figures, NamesById};
use super::listing::{Listed, Page};
use super::matching::Wanted;
use super::read::Changes;
use super::roll::Roll;
use super::trend::Trend;
use crate::desk::filter::{SortBy, TicketFilter};
use crate::desk::no_desk;
use crate::{RunError, Tenants};

/// Rolls of a desk that are kept: one for all who see everything, and one a ward.
const MOST_ROLLS: u64 = 256;
/// How long one is kept that nobody asks for.
const UNUSED: Duration = Duration::from_secs(30 * 60);
/// Questions whose figures are kept, of each roll.
const MOST_ANSWERS: u64 = 200;
/// Parts of lists and totals that are kept, of each roll.
const MOST_LISTS: u64 = 1_000;
/// Searched words that are kept in small letters, of each roll.
const MOST_WORDS: u64 = 1_000;
/// Figures go by time, too: clocks run out, tickets grow older. Where nothing else changes they are counted anew after so long.
const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(1);

/// The rolls of a desk.
pub(crate) struct Rolls(Cache<Eyes, Arc<KeptRoll>>);

impl Default for Rolls {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_ROLLS).time_to_idle(UNUSED).build())
    }
}

impl Rolls {
    /// The roll of the tickets that a permit opens; it may not have been read yet.
    pub(in crate::desk) fn of<A: Act>(&self, permit: &DeskPermit<'_, A>) -> Arc<KeptRoll> {
        self.0.get_with(Eyes::of(permit), Arc::default)
    }
}

/// A roll that is kept.
pub(in crate::desk) struct KeptRoll {
    roll: Arc<RwLock<Roll>>,
    /// Grows with each change that is taken over; 0 before it was read.
    version: AtomicU64,
    /// How many tickets it had when it was read.
    size: AtomicUsize,
    /// Held by whoever brings it up to date.
    state: Mutex<Option<State>>,
    answers: Cache<FiguresAsked, Arc<Mutex<Option<Arc<FiguresOfMoment>>>>>,
    lists: Cache<ListAsked, Arc<Mutex<Option<KeptList>>>>,
    /// Searched words, in small letters.
    lower: Cache<String, String>,
}

/// What is asked of a list: its filter, and which part of it; none for the total alone.
type ListAsked = (TicketFilter, Option<Page>);

/// A part of a list.
struct KeptList {
    listed: Arc<Listed>,
    version: u64,
    as_of: Timestamp,
}

impl Default for KeptRoll {
    fn default() -> Self {
        let idle = Duration::from_secs(300);
        Self {
            roll: Arc::default(),
            version: AtomicU64::default(),
            size: AtomicUsize::default(),
            state: Mutex::default(),
            answers: Cache::builder().max_capacity(MOST_ANSWERS).time_to_idle(idle).build(),
            lists: Cache::builder().max_capacity(MOST_LISTS).time_to_idle(idle).build(),
            lower: Cache::builder().max_capacity(MOST_WORDS).time_to_idle(idle).build(),
        }
    }
}

/// As of when a roll is.
struct State {
    /// What the database showed when it was brought up to date last.
    seen: String,
    /// When that began.
    begun: Instant,
    wards: Arc<NamesById>,
    teams: Arc<NamesById>,
}

/// Figures, and of when they are.
#[derive(Debug)]
pub struct FiguresOfMoment {
    /// All but the trend.
    pub figures: Figures,
    /// What happened when.
    pub trend: Trend,
    /// Of when they are.
    pub as_of: Timestamp,
    version: u64,
    zone: TimeZone,
    begun: Instant,
}

/// A roll that is up to date: its version, and the names of wards and teams.
struct UpToDate {
    version: u64,
    wards: Arc<NamesById>,
    teams: Arc<NamesById>,
}

impl Tenants {
    /// The figures of the tickets that a permit opens and that are asked about: as of a snapshot of the database that was taken
    /// after the call, and of a moment that is no more than a second ago; `anew` counts them at this very moment. Days go by
    /// the clock in `zone`.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn figures(
        &self,
        permit: &DeskPermit<'_, SeeOperations>,
        asked: FiguresAsked,
        clock: &Clock,
        zone: &TimeZone,
        anew: bool,
    ) -> Result<Arc<FiguresOfMoment>, RunError> {
        let came = Instant::now();
        let entry = self.desk_entry(permit.tenant()).ok_or_else(|| no_desk(permit.tenant()))?;
        let kept = entry.rolls.of(permit);
        let up_to_date = kept.bring_up_to_date(&Asker::of(&entry, permit), came).await?;
        let answer = kept.answers.get_with(asked.clone(), Arc::default);
        // Held by whoever counts; the others find what they need.
        let mut answer = answer.lock().await;
        if let Some(answer) = &*answer
            && answer.is_good(up_to_date.version, clock.now(), zone)
            && (!anew || answer.begun > came)
        {
            return Ok(Arc::clone(answer));
        }
        let counted = Arc::new(kept.count(asked, up_to_date, clock.now(), zone.clone()).await?);
        *answer = Some(Arc::clone(&counted));
        Ok(counted)
    }
}

impl FiguresOfMoment {
    fn is_good(&self, version: u64, now: Timestamp, zone: &TimeZone) -> bool {
        self.version >= version && self.zone == *zone && is_same_moment(self.as_of, now)
    }
}

fn is_same_moment(as_of: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(as_of);
    // A clock that was set back is another time.
    !age.is_negative() && age < SAME_MOMENT
}

impl KeptRoll {
    /// How many tickets it has; none before it was read.
    pub(in crate::desk) fn size(&self) -> usize {
        self.size.load(Ordering::SeqCst)
    }

    /// Reads it for the first time, in the background, where nobody does so already.
    pub(in crate::desk) fn read_meanwhile(self: Arc<Self>, asker: Asker) {
        if self.version.load(Ordering::SeqCst) > 0 || self.state.try_lock().is_err() {
            return;
        }
        let came = Instant::now();
        tokio::spawn(async move {
            if let Err(error) = self.bring_up_to_date(&asker, came).await {
                tracing::warn!(tenant = %asker.tenant, %error, "the tickets of a desk could not be read ahead");
            }
        });
    }

    /// A part of the list of what a filter wants that the roll knows what it goes by, or the total alone: as of a snapshot
    /// that was taken after the call.
    ///
    /// # Errors
    /// See [`RunError`].
    pub(in crate::desk) async fn list(
        &self,
        asker: &Asker,
        filter: &TicketFilter,
        page: Option<Page>,
        now: Timestamp,
    ) -> Result<Arc<Listed>, RunError> {
        let version = self.bring_up_to_date(asker, Instant::now()).await?.version;
        let kept = self.lists.get_with((filter.clone(), page.clone()), Arc::default);
        // Held by whoever looks it up.
        let mut kept = kept.lock().await;
        if let Some(kept) = &*kept
            && kept.version >= version
            && (!filter.goes_by_time() || is_same_moment(kept.as_of, now))
        {
            return Ok(Arc::clone(&kept.listed));
        }
        let goes_by_names = page.as_ref().is_some_and(|page| page.sort.by == SortBy::Category);
        let ranks = if goes_by_names { self.category_ranks(asker).await? } else { Vec::new() };
        let words = self.lower(asker, &filter.words).await?;
        let (roll, filter) = (Arc::clone(&self.roll), filter.clone());
        let listed = apart(move || {
            let roll = roll.read().unwrap_or_else(PoisonError::into_inner);
            let wanted = Wanted::by(&filter, &words, &roll);
            Arc::new(Listed::of(&roll, &wanted, page.as_ref(), &ranks, now.as_microsecond()))
        });
        let listed = listed.await?;
        *kept = Some(KeptList { listed: Arc::clone(&listed), version, as_of: now });
        Ok(listed)
    }

    /// Words in small letters, as the database has them.
    async fn lower(&self, asker: &Asker, words: &[String]) -> Result<Vec<String>, RunError> {
        let known = |word: &String| if is_lower(word) { Some(word.clone()) } else { self.lower.get(word) };
        if let Some(all) = words.iter().map(known).collect::<Option<Vec<String>>>() {
            return Ok(all);
        }
        let tx = asker.transaction().await?;
        let lower = tx.lower(words.to_vec()).await?;
        tx.commit().await?;
        for (word, lower) in words.iter().zip(&lower) {
            self.lower.insert(word.clone(), lower.clone());
        }
        Ok(lower)
    }

    /// For each number of a category its place in the order of names, which is the database's.
    async fn category_ranks(&self, asker: &Asker) -> Result<Vec<usize>, RunError> {
        let names = self.roll.read().unwrap_or_else(PoisonError::into_inner).categories.all().to_vec();
        let tx = asker.transaction().await?;
        let numbers = tx.numbers_by_name(names).await?;
        tx.commit().await?;
        let mut ranks = vec![0; numbers.len() + 1];
        for (rank, number) in numbers.into_iter().enumerate() {
            if let Some(place) = ranks.get_mut(number) {
                *place = rank;
            }
        }
        Ok(ranks)
    }

    /// Takes over what changed, where nobody did so after `came`.
    async fn bring_up_to_date(&self, asker: &Asker, came: Instant) -> Result<UpToDate, RunError> {
        let mut state = self.state.lock().await;
        if state.as_ref().is_none_or(|state| state.begun <= came) {
            let begun = Instant::now();
            let tx = asker.transaction().await?;
            let changes = async {
                match &*state {
                    Some(state) => tx.changes(&asker.scope, &state.seen).await,
                    None => Ok(Changes::Unknown),
                }
            };
            let (seen, changes, names) = tokio::try_join!(tx.snapshot(), changes, tx.names())?;
            let (wards, teams) = (Arc::new(names.0), Arc::new(names.1));
            match changes {
                Changes::Some(changes) if changes.is_empty() => {}
                Changes::Some(changes) => {
                    let roll = Arc::clone(&self.roll);
                    // Whoever counts may hold the lock for some milliseconds.
                    let taken = apart(move || roll.write().unwrap_or_else(PoisonError::into_inner).take_over(&changes));
                    if taken.await?.map_err(|error| tx.sort_out(&error))? {
                        self.version.fetch_add(1, Ordering::SeqCst);
                    }
                }
                Changes::Unknown => {
                    let read = tx.roll(&asker.scope).await?;
                    self.size.store(read.entries.len(), Ordering::SeqCst);
                    let roll = Arc::clone(&self.roll);
                    let old = apart(move || {
                        std::mem::replace(&mut *roll.write().unwrap_or_else(PoisonError::into_inner), read)
                    });
                    drop(old.await?);
                    self.version.fetch_add(1, Ordering::SeqCst);
                }
            }
            tx.commit().await?;
            if state.as_ref().is_some_and(|state| (&state.wards, &state.teams) != (&wards, &teams)) {
                self.version.fetch_add(1, Ordering::SeqCst);
            }
            *state = Some(State { seen, begun, wards, teams });
        }
        let names = state.as_ref().map(|state| (Arc::clone(&state.wards), Arc::clone(&state.teams)));
        let (wards, teams) = names.unwrap_or_default();
        Ok(UpToDate { version: self.version.load(Ordering::SeqCst), wards, teams })
    }

    /// Counts on a thread of its own: half a million tickets take some hundredths of a second.
    async fn count(
        &self,
        asked: FiguresAsked,
        up_to_date: UpToDate,
        now: Timestamp,
        zone: TimeZone,
    ) -> Result<FiguresOfMoment, RunError> {
        let roll = Arc::clone(&self.roll);
        let begun = Instant::now();
        apart(move || {
            let roll = roll.read().unwrap_or_else(PoisonError::into_inner);
            let wanted = Wanted::of(&asked, &roll);
            let UpToDate { version, wards, teams } = up_to_date;
            let figures =
                Figures { ward_names: wards, team_names: teams, ..Figures::count(&roll, &wanted, now, &zone) };
            let trend = Trend::count(&roll, &wanted, &asked, now, &zone);
            FiguresOfMoment { figures, trend, as_of: now, version, zone, begun }
        })
        .await
    }
}

/// Whether a word is the same in small letters wherever one is.
fn is_lower(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
}

/// Runs what takes long where it holds up nobody.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, RunError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RunError::Refused(error.to_string()))
}
