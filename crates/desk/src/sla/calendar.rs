//! When work is done: always, or in the shifts of a week in a time zone, but for holidays.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;

use super::calendar_form::{BadCalendar, CalendarForm};
use super::moment::DAY;
use super::week::{Kind, Stretch, Week};

/// 1900-01-01T00:00Z, where the years begin that a calendar knows.
const FIRST: i64 = -25_567 * DAY;
/// What is laid out at once: a whole number of weeks, nearly a year.
const CHUNK: i64 = 364 * DAY;
/// Some 400 years.
const CHUNKS: usize = 401;
const LAST: i64 = FIRST + CHUNK * CHUNKS as i64;
/// The reason of closed hours beyond that.
const OUTSIDE: &str = "outside of the years 1900 to 2299";

/// When work is done. Cheap to clone; what was laid out once is shared by all clones.
#[derive(Clone)]
pub struct Calendar(Hours);

#[derive(Clone)]
enum Hours {
    AroundTheClock,
    Weekly(Arc<Weekly>),
}

struct Weekly {
    zone: TimeZone,
    week: Week,
    /// Laid out when first needed.
    chunks: Vec<OnceLock<Chunk>>,
}

struct Chunk {
    stretches: Vec<Stretch>,
    open: i64,
}

/// A stretch of the time line: up to where, and why it is closed (`None`: open).
pub(super) struct Piece<'a> {
    pub end: i64,
    pub closed: Option<&'a str>,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Hours::AroundTheClock => f.write_str("Calendar(24x7)"),
            Hours::Weekly(weekly) => write!(f, "Calendar({}, {:?})", zone_name(&weekly.zone), weekly.week),
        }
    }
}

impl Calendar {
    /// Every minute of every day.
    #[must_use]
    pub const fn around_the_clock() -> Self {
        Self(Hours::AroundTheClock)
    }

    /// The calendar that a stored form describes.
    ///
    /// # Errors
    /// All that is wrong with the form; see [`super::CalendarProblem`].
    pub fn from_form(form: &CalendarForm) -> Result<Self, BadCalendar> {
        let (zone, week) = form.read()?;
        let chunks = std::iter::repeat_with(OnceLock::new).take(CHUNKS).collect();
        Ok(Self(Hours::Weekly(Arc::new(Weekly { zone, week, chunks }))))
    }

    /// Open minutes of a week without holidays and changes of the clock: 10,080 where it is always open.
    #[must_use]
    pub fn open_minutes_a_week(&self) -> i64 {
        let open = match &self.0 {
            Hours::AroundTheClock => 7 * DAY,
            Hours::Weekly(weekly) => weekly.week.open_us(),
        };
        open / super::moment::MINUTE
    }

    /// Open microseconds between two moments; 0 where `to` is no later than `from`.
    pub(super) fn open_between(&self, from: i64, to: i64) -> i64 {
        if to <= from {
            return 0;
        }
        match &self.0 {
            Hours::AroundTheClock => to - from,
            Hours::Weekly(weekly) => weekly.open_between(from.clamp(FIRST, LAST), to.clamp(FIRST, LAST)),
        }
    }

    /// The earliest moment at which `open` microseconds have been open since `from`; `None` past the years it knows.
    pub(super) fn after(&self, from: i64, open: i64) -> Option<i64> {
        if open <= 0 {
            return Some(from);
        }
        match &self.0 {
            Hours::AroundTheClock => from.checked_add(open),
            Hours::Weekly(weekly) => weekly.after(from.max(FIRST), open),
        }
    }

    /// What the moment is, and until when, `limit` at the latest.
    pub(super) fn piece_at(&self, moment: i64, limit: i64) -> Piece<'_> {
        match &self.0 {
            Hours::AroundTheClock => Piece { end: limit, closed: None },
            Hours::Weekly(weekly) => weekly.piece_at(moment, limit),
        }
    }
}

impl Weekly {
    fn chunk(&self, index: usize) -> Option<&Chunk> {
        let cell = self.chunks.get(index)?;
        Some(cell.get_or_init(|| {
            let begin = chunk_begin(index);
            let (stretches, open) = self.week.lay_out(&self.zone, begin, begin + CHUNK);
            Chunk { stretches, open }
        }))
    }

    fn open_between(&self, from: i64, to: i64) -> i64 {
        let (first, last) = (chunk_of(from), chunk_of(to));
        let whole: i64 = (first..last).filter_map(|index| self.chunk(index)).map(|chunk| chunk.open).sum();
        whole + self.open_in_chunk(last, to) - self.open_in_chunk(first, from)
    }

    /// Open microseconds between the beginning of a chunk and a moment within it.
    fn open_in_chunk(&self, index: usize, moment: i64) -> i64 {
        let Some(chunk) = self.chunk(index) else { return 0 };
        let Some(stretch) = chunk.stretches.get(chunk.position(moment)) else { return 0 };
        stretch.open_before + if stretch.kind == Kind::Open { moment - stretch.begin } else { 0 }
    }

    fn after(&self, from: i64, open: i64) -> Option<i64> {
        let first = chunk_of(from);
        let mut wanted = open + self.open_in_chunk(first, from);
        for index in first..CHUNKS {
            let chunk = self.chunk(index)?;
            if wanted <= chunk.open {
                // The last stretch before which there was too little is the one in which there is enough.
                let position =
                    chunk.stretches.partition_point(|stretch| stretch.open_before < wanted).checked_sub(1)?;
                let stretch = chunk.stretches.get(position)?;
                return Some(stretch.begin + (wanted - stretch.open_before));
            }
            wanted -= chunk.open;
        }
        None
    }

    fn piece_at(&self, moment: i64, limit: i64) -> Piece<'_> {
        if moment < FIRST {
            return Piece { end: limit.min(FIRST), closed: Some(OUTSIDE) };
        }
        let index = chunk_of(moment);
        let Some(chunk) = self.chunk(index).filter(|_| moment < LAST) else {
            return Piece { end: limit, closed: Some(OUTSIDE) };
        };
        let position = chunk.position(moment);
        let end = chunk.stretches.get(position + 1).map_or(chunk_begin(index) + CHUNK, |next| next.begin);
        let closed = match chunk.stretches.get(position).map(|stretch| stretch.kind) {
            Some(Kind::Open) => None,
            Some(Kind::Holiday(number)) => Some(self.week.holiday_name(number)),
            Some(Kind::Between) => Some("between shifts"),
            Some(Kind::AfterHours) | None => Some("after hours"),
        };
        Piece { end: end.min(limit), closed }
    }
}

impl Chunk {
    /// The stretch in which a moment of the chunk lies.
    fn position(&self, moment: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.begin <= moment).saturating_sub(1)
    }
}

fn chunk_begin(index: usize) -> i64 {
    FIRST + CHUNK * i64::try_from(index).unwrap_or_default()
}

/// The chunk of a moment; the last one for its very end.
fn chunk_of(moment: i64) -> usize {
    usize::try_from((moment - FIRST).div_euclid(CHUNK)).unwrap_or_default().min(CHUNKS - 1)
}

fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("a zone without a name")
}
