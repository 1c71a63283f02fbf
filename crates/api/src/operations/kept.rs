//! Figures that are kept.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use moka::sync::Cache;
use watchroom_access::{DeskPermit, SeeOperations, TicketScope};
use watchroom_domain::TenantId;
use watchroom_spec::TenantSpec;
use watchroom_store::desk::operations::{DeskMarker, Figures, FiguresAsked, Trend};

use crate::App;
use crate::problem::Problem;

/// Questions whose figures are kept, over all tenants.
const MOST_KEPT: u64 = 2_000;
/// A second net under the mark: whoever writes past the outbox is seen after so long.
const LONGEST: Duration = Duration::from_secs(60);
/// Reading that takes no longer than this is never put off.
const CHEAP: Duration = Duration::from_millis(50);
/// How long reading may be put off at most.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What figures are kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: TenantId,
    scope: TicketScope,
    /// What the database shows of it.
    own: Option<TicketScope>,
    asked: FiguresAsked,
}

/// The figures of all who asked lately. Clones share them.
#[derive(Debug, Clone)]
pub struct KeptFigures(Cache<Key, Arc<Slot>>);

impl Default for KeptFigures {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_KEPT).time_to_idle(Duration::from_secs(300)).build())
    }
}

#[derive(Debug, Default)]
struct Slot {
    read: RwLock<Option<Arc<Read>>>,
    /// Held by whoever reads.
    reading: tokio::sync::Mutex<()>,
}

/// Figures as they were read.
#[derive(Debug)]
struct Read {
    figures: Figures,
    trend: Trend,
    marker: DeskMarker,
    as_of: Timestamp,
    /// The dashboards of that time: with others, the time zone or the database may be another.
    spec: Arc<TenantSpec>,
    begun: Instant,
    took: Duration,
}

/// Figures, and of when they are.
#[derive(Debug, Clone)]
pub(crate) struct FiguresOf {
    read: Arc<Read>,
    /// When they were true last, as far as is known.
    pub(crate) as_of: Timestamp,
}

impl FiguresOf {
    /// The figures.
    pub(crate) fn figures(&self) -> &Figures {
        &self.read.figures
    }

    /// What happened when.
    pub(crate) fn trend(&self) -> &Trend {
        &self.read.trend
    }
}

/// The figures that a permit opens, as fresh as the module says; `anew` reads them in any case.
///
/// # Errors
/// Where the tenant's database cannot be asked.
pub(crate) async fn of_now(
    app: &App,
    spec: &Arc<TenantSpec>,
    permit: &DeskPermit<'_, SeeOperations>,
    asked: FiguresAsked,
    anew: bool,
) -> Result<FiguresOf, Problem> {
    let (scope, own) = (permit.scope().clone(), permit.place().own_tickets());
    let key = Key { tenant: permit.tenant().clone(), scope, own, asked };
    let slot = app.figures.0.get_with(key.clone(), Arc::default);
    let came = Instant::now();
    let marker = marker_of(app, &key).await?;
    let now = app.clock.now();
    if !anew && let Some(kept) = slot.good(spec, marker, now, came) {
        return Ok(kept);
    }
    let _reading = slot.reading.lock().await;
    // Somebody may have read them while this request waited, and begun after it came.
    if let Some(kept) = slot.good(spec, marker, now, came)
        && (!anew || kept.read.begun > came)
    {
        return Ok(kept);
    }
    let begun = Instant::now();
    // The mark is older than what is read after it: what comes in between is read again.
    let marker = marker_of(app, &key).await?;
    let now = app.clock.now();
    let tx = app.tenants.desk(permit).await?;
    let figures = tx.figures(permit.scope(), &key.asked, now, &spec.timezone).await?;
    let trend = tx.trend(permit.scope(), &key.asked, now, &spec.timezone).await?;
    tx.commit().await?;
    let read =
        Arc::new(Read { figures, trend, marker, as_of: now, spec: Arc::clone(spec), begun, took: begun.elapsed() });
    *slot.read.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
    Ok(FiguresOf { read, as_of: now })
}

async fn marker_of(app: &App, key: &Key) -> Result<DeskMarker, Problem> {
    let tx = app.tenants.desk_as_server(&key.tenant).await?;
    let marker = tx.desk_marker(&key.scope).await?;
    tx.commit().await?;
    Ok(marker)
}

impl Slot {
    /// What is kept, where it may be shown to somebody who came at `came` and saw this mark.
    fn good(&self, spec: &Arc<TenantSpec>, marker: DeskMarker, now: Timestamp, came: Instant) -> Option<FiguresOf> {
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        if !Arc::ptr_eq(&read.spec, spec) || read.begun.elapsed() > LONGEST {
            return None;
        }
        if read.begun > came {
            return Some(FiguresOf { as_of: read.as_of, read });
        }
        // A clock that was set back is another time.
        let no_clock_ran_out = read.figures.edges.next.is_none_or(|next| now < next) && now >= read.as_of;
        if read.marker == marker && no_clock_ran_out {
            return Some(FiguresOf { as_of: now, read });
        }
        let rest = if read.took <= CHEAP { Duration::ZERO } else { (read.took * 4).min(LONGEST_WAIT) };
        (read.begun.elapsed() < rest).then(|| FiguresOf { as_of: read.as_of, read })
    }
}
