//! What figures go by, of one ticket.

use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::desk::quality::Quality;

/// A moment that is not there.
const NONE: i64 = i64::MIN;

/// What figures and filters go by, of one ticket: moments in µs since 1970, and names as numbers. 88 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) created: i64,
    done: i64,
    responded: i64,
    response_deadline: i64,
    response_at_risk_at: i64,
    deadline: i64,
    at_risk_at: i64,
    paused_since: i64,
    pub(super) category: u32,
    pub(super) ward: u32,
    pub(super) team: u32,
    pub(super) user: u32,
    /// Bits as [`columns`] sets them.
    marks: i16,
}

/// What a ticket is or is not, each a bit of `marks`.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Open = 0,
    /// Neither a team nor a person has it.
    Unassigned = 1,
    /// The clock of the first response stands.
    ResponseStands = 2,
    /// The clock of the resolution stands.
    Stands = 3,
}

/// The first bit of [`Quality::ALL`]; the others follow.
const DOUBTS: i16 = 4;
/// The first bit of the status' rank, and of the severity's, of three bits each.
const STATUS: i16 = 8;
const SEVERITY: i16 = 11;

fn there(moment: i64) -> Option<i64> {
    (moment != NONE).then_some(moment)
}

/// One of the two clocks of a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryClock {
    deadline: i64,
    done: i64,
    /// Since when it stands.
    stands_since: i64,
    at_risk_at: i64,
}

impl EntryClock {
    /// Whether it ran out. A clock that stands is held against the moment since which it does.
    pub(super) fn is_late(&self, now: i64) -> bool {
        let until = [self.done, self.stands_since].into_iter().find_map(there).unwrap_or(now);
        self.deadline != NONE && until > self.deadline
    }

    /// Whether it runs, and time is short.
    pub(super) fn is_at_risk(&self, now: i64) -> bool {
        self.done == NONE && self.deadline >= now && there(self.at_risk_at).is_some_and(|at| at <= now)
    }

    /// Whether there is one and it is on track, stands, or was kept.
    pub(super) fn is_ok(&self, now: i64) -> bool {
        let runs = self.done == NONE && self.stands_since == NONE;
        self.deadline != NONE && !self.is_late(now) && !(runs && there(self.at_risk_at).is_some_and(|at| now >= at))
    }
}

impl Entry {
    fn is(&self, mark: Mark) -> bool {
        self.marks >> (mark as i16) & 1 == 1
    }

    /// Open, in progress, waiting or escalated.
    pub(super) fn is_open(&self) -> bool {
        self.is(Mark::Open)
    }

    /// Neither a team nor a person has it.
    pub(super) fn is_unassigned(&self) -> bool {
        self.is(Mark::Unassigned)
    }

    /// 1 for each of [`Quality::ALL`] that holds.
    pub(super) fn doubts(&self) -> [i64; 4] {
        [0, 1, 2, 3].map(|place| i64::from(self.marks >> (DOUBTS + place) & 1))
    }

    /// The rank of its status, 1 to 6.
    pub(super) fn status_rank(&self) -> i16 {
        self.marks >> STATUS & 7
    }

    /// The rank of its severity, 1 to 4.
    pub(super) fn severity_rank(&self) -> i16 {
        self.marks >> SEVERITY & 7
    }

    /// When it was over.
    pub(super) fn done(&self) -> Option<i64> {
        there(self.done)
    }

    /// The deadline of the resolution.
    pub(super) fn deadline(&self) -> Option<i64> {
        there(self.deadline)
    }

    /// Whether there is a deadline of the first response.
    pub(super) fn has_response_deadline(&self) -> bool {
        self.response_deadline != NONE
    }

    /// From its creation to the first response, in µs.
    pub(super) fn response(&self) -> Option<i64> {
        there(self.responded).map(|responded| responded - self.created)
    }

    /// The clock of the resolution, as the list's filter `sla` has it.
    pub(super) fn resolution_clock(&self) -> EntryClock {
        EntryClock {
            deadline: self.deadline,
            done: self.done,
            stands_since: if self.is(Mark::Stands) { self.paused_since } else { NONE },
            at_risk_at: self.at_risk_at,
        }
    }

    /// The clock of the first response, as `sla_response` has it.
    pub(super) fn response_clock(&self) -> EntryClock {
        EntryClock {
            deadline: self.response_deadline,
            done: self.responded,
            stands_since: if self.is(Mark::ResponseStands) { self.paused_since } else { NONE },
            at_risk_at: self.response_at_risk_at,
        }
    }
}

/// What is read of a ticket, from the table that stands in the statement as `t`: conditions are those of lists.
pub(super) fn columns() -> String {
    let [quick, silent, reopened, repeated] = Quality::ALL.map(Quality::condition);
    let marks: String = [
        "t.status IN ('open', 'in_progress', 'waiting', 'escalated')",
        "t.assigned_team_id IS NULL AND t.assigned_user_id IS NULL",
        "t.sla_paused_since IS NOT NULL AND t.sla_response_at_risk_at IS NULL",
        "t.sla_paused_since IS NOT NULL AND t.sla_resolution_at_risk_at IS NULL",
        quick,
        silent,
        reopened,
        repeated,
    ]
    .iter()
    .enumerate()
    .map(|(bit, condition)| {
        format!("{} CASE WHEN {condition} THEN {} ELSE 0 END", if bit > 0 { " +" } else { "" }, 1 << bit)
    })
    .collect();
    format!(
        "t.id, t.category, t.ward_id, t.assigned_team_id, t.assigned_user_id, t.created_at, t.done_at, t.first_responded_at, \
         t.sla_response_deadline, t.sla_response_at_risk_at, t.sla_resolution_deadline, t.sla_resolution_at_risk_at, \
         t.sla_paused_since, ({marks} + (t.status_rank << {STATUS}) + (t.severity_rank << {SEVERITY}))::smallint, t.search_text"
    )
}

/// The names of a ticket, the person who has it, and what searches look through.
pub(super) struct Named<'r> {
    pub(super) category: &'r str,
    pub(super) ward: Option<&'r str>,
    pub(super) team: Option<&'r str>,
    pub(super) user: Option<Uuid>,
    /// In the database's small letters.
    pub(super) text: &'r str,
}

/// Reads [`columns`] from the one at `first` on; the numbers of the names are left to whoever keeps them. `None` where the
/// row has no ticket.
pub(super) fn read(row: &Row, first: usize) -> Result<Option<(Uuid, Entry, Named<'_>)>, tokio_postgres::Error> {
    let Some(id) = row.try_get::<_, Option<Uuid>>(first)? else { return Ok(None) };
    let moment = |place: usize| -> Result<i64, tokio_postgres::Error> {
        let moment: Option<Timestamp> = row.try_get(first + place)?;
        Ok(moment.map_or(NONE, Timestamp::as_microsecond))
    };
    let entry = Entry {
        created: moment(5)?,
        done: moment(6)?,
        responded: moment(7)?,
        response_deadline: moment(8)?,
        response_at_risk_at: moment(9)?,
        deadline: moment(10)?,
        at_risk_at: moment(11)?,
        paused_since: moment(12)?,
        category: 0,
        ward: 0,
        team: 0,
        user: 0,
        marks: row.try_get(first + 13)?,
    };
    let named = Named {
        category: row.try_get(first + 1)?,
        ward: row.try_get(first + 2)?,
        team: row.try_get(first + 3)?,
        user: row.try_get(first + 4)?,
        text: row.try_get(first + 14)?,
    };
    Ok(Some((id, entry, named)))
}
