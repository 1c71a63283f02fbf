//! Rolls that are kept, and the figures that were counted from them last.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;
use tokio::sync::Mutex;
use watchroom_access::{DeskPermit, DeskPlace, SeeOperations, TicketScope};
use watchroom_domain::{Clock, Role, TeamId, WardId};

use super::asked::FiguresAsked;
use super::figures::{Figures, NamesById, Wanted};
use super::read::Changes;
use super::roll::Roll;
use super::trend::Trend;
use crate::desk::no_desk;
use crate::{RunError, Tenants};

/// Rolls of a desk that are kept: one for all who see everything, and one a ward.
const MOST_ROLLS: u64 = 256;
/// How long one is kept that nobody asks for.
const UNUSED: Duration = Duration::from_secs(30 * 60);
/// Questions whose figures are kept, of each roll.
const MOST_ANSWERS: u64 = 200;
/// Figures go by time, too: clocks run out, tickets grow older. Where nothing else changes they are counted anew after so long.
const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(1);

/// Whose rolls are the same: the permit's scope, and what row security goes by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Eyes {
    scope: TicketScope,
    role: Role,
    ward: Option<WardId>,
    team: Option<TeamId>,
}

impl Eyes {
    fn of(scope: &TicketScope, place: DeskPlace<'_>) -> Self {
        // Row security makes no difference between these two.
        let role = if place.role == Role::Admin { Role::Manager } else { place.role };
        Self { scope: scope.clone(), role, ward: place.ward.cloned(), team: place.team.cloned() }
    }
}

/// The rolls of a desk.
pub(crate) struct Rolls(Cache<Eyes, Arc<KeptRoll>>);

impl Default for Rolls {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_ROLLS).time_to_idle(UNUSED).build())
    }
}

struct KeptRoll {
    roll: Arc<RwLock<Roll>>,
    /// Grows with each change that is taken over.
    version: Arc<AtomicU64>,
    /// Held by whoever brings it up to date.
    state: Mutex<Option<State>>,
    answers: Cache<FiguresAsked, Arc<Mutex<Option<Arc<FiguresOfMoment>>>>>,
}

impl Default for KeptRoll {
    fn default() -> Self {
        let answers = Cache::builder().max_capacity(MOST_ANSWERS).time_to_idle(Duration::from_secs(300)).build();
        Self { roll: Arc::default(), version: Arc::default(), state: Mutex::default(), answers }
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
        let kept = entry.rolls.0.get_with(Eyes::of(permit.scope(), permit.place()), Arc::default);
        let up_to_date = kept.bring_up_to_date(self, permit, came).await?;
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
        let age = now.duration_since(self.as_of);
        // A clock that was set back is another time.
        self.version >= version && self.zone == *zone && !age.is_negative() && age < SAME_MOMENT
    }
}

impl KeptRoll {
    /// Takes over what changed, where nobody did so after `came`.
    async fn bring_up_to_date(
        &self,
        tenants: &Tenants,
        permit: &DeskPermit<'_, SeeOperations>,
        came: Instant,
    ) -> Result<UpToDate, RunError> {
        let mut state = self.state.lock().await;
        if state.as_ref().is_none_or(|state| state.begun <= came) {
            let begun = Instant::now();
            let tx = tenants.desk(permit).await?;
            let changes = async {
                match &*state {
                    Some(state) => tx.changes(permit.scope(), &state.seen).await,
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
                    let read = tx.roll(permit.scope()).await?;
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
            let figures = Figures { ward_names: wards, team_names: teams, ..Figures::count(&roll, &wanted, now, &zone) };
            let trend = Trend::count(&roll, &wanted, &asked, now, &zone);
            FiguresOfMoment { figures, trend, as_of: now, version, zone, begun }
        })
        .await
    }
}

/// Runs what takes long where it holds up nobody.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, RunError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RunError::Refused(error.to_string()))
}
