//! Which tickets a list shows: typed filters, and the conditions that they become.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use watchroom_domain::{Severity, TeamId, TicketId, TicketStatus, UserId, WardId};

use super::conditions::{Bind, Conditions};
use super::quality::Quality;

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Each of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in an address.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                $name::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(())
            }
        }
    };
}

choices! {
    /// How tickets stand against a target.
    Standing {
        /// On track, paused or met.
        Ok = "ok",
        /// Undone, and time is short.
        AtRisk = "at_risk",
        /// Done late, or undone and late.
        Breached = "breached",
    }
}

choices! {
    /// What a list is sorted by.
    SortBy {
        /// When it came in.
        CreatedAt = "created_at",
        /// How far it is, by the life cycle.
        Status = "status",
        /// How urgent it is.
        Severity = "severity",
        /// Its category, by name.
        Category = "category",
        /// By when it is to be done; without a deadline comes last.
        ResolutionDeadline = "sla_resolution_deadline",
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Whether the greatest come first.
    pub descending: bool,
}

impl Sort {
    /// What stands after ORDER BY. Every order is total, and an index has it: within the same severity or status the
    /// newest come first where the greatest do; within the same category where the names ascend. `id` breaks ties.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match (self.by, self.descending) {
            (SortBy::CreatedAt, true) => "t.created_at DESC, t.id",
            (SortBy::CreatedAt, false) => "t.created_at, t.id DESC",
            (SortBy::Status, true) => "t.status_rank DESC, t.created_at DESC, t.id",
            (SortBy::Status, false) => "t.status_rank, t.created_at, t.id DESC",
            (SortBy::Severity, true) => "t.severity_rank DESC, t.created_at DESC, t.id",
            (SortBy::Severity, false) => "t.severity_rank, t.created_at, t.id DESC",
            (SortBy::Category, true) => "t.category DESC, t.created_at, t.id DESC",
            (SortBy::Category, false) => "t.category, t.created_at DESC, t.id",
            (SortBy::ResolutionDeadline, true) => "t.sla_resolution_deadline DESC NULLS LAST, t.id",
            (SortBy::ResolutionDeadline, false) => "t.sla_resolution_deadline, t.id",
        }
    }
}

/// Which tickets a list shows. Values of one field are alternatives; fields all must hold; an empty one is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TicketFilter {
    /// Statuses.
    pub status: Vec<TicketStatus>,
    /// Categories.
    pub category: Vec<String>,
    /// Severities.
    pub severity: Vec<Severity>,
    /// Wards; `None` is "in no ward".
    pub ward: Vec<Option<WardId>>,
    /// Teams; `None` is "with no team".
    pub team: Vec<Option<TeamId>>,
    /// People.
    pub user: Vec<UserId>,
    /// Against the target of the resolution.
    pub sla: Vec<Standing>,
    /// Against the target of the first response.
    pub sla_response: Vec<Standing>,
    /// How they ended.
    pub quality: Vec<Quality>,
    /// Words that the tracking number, the description or the address hold, each of them somewhere, whatever their case.
    pub words: Vec<String>,
    /// From this moment on they came in.
    pub created_from: Option<Timestamp>,
    /// Before this moment.
    pub created_to: Option<Timestamp>,
    /// From this moment on they were done.
    pub resolved_from: Option<Timestamp>,
    /// Before this moment.
    pub resolved_to: Option<Timestamp>,
    /// From this moment on they are to be resolved.
    pub due_from: Option<Timestamp>,
    /// Before this moment.
    pub due_to: Option<Timestamp>,
    /// Somebody has responded.
    pub responded: bool,
    /// With no team and no person.
    pub unassigned: bool,
    /// Repetitions of this ticket.
    pub parent: Option<TicketId>,
}

/// How words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// By the index of three letters each: for words that few tickets hold, and to count.
    ByIndex,
    /// Ticket by ticket, in the order of the list: for words that many hold, where a page is soon full.
    ByRow,
}

impl TicketFilter {
    /// Whether what it shows changes as time goes by.
    #[must_use]
    pub fn goes_by_time(&self) -> bool {
        !self.sla.is_empty() || !self.sla_response.is_empty()
    }

    /// Adds its conditions on `t`, as they hold at a moment; not that of `parent`, which goes by the permit too:
    /// [`Conditions::push_repeats`].
    pub fn add_to(&self, conditions: &mut Conditions, now: Timestamp, search: Search) {
        self.add_fields(conditions);
        self.add_times(conditions);
        add_standings(conditions, &self.sla, now, RESOLUTION);
        add_standings(conditions, &self.sla_response, now, RESPONSE);
        self.add_qualities(conditions);
        match search {
            Search::ByIndex if !self.words.is_empty() => conditions.push(
                "t.id IN (SELECT service_desk.search(ARRAY(SELECT lower(p) FROM unnest(?::text[]) WITH ORDINALITY w(p, n) ORDER BY n)))",
                [Bind::Texts(self.patterns())],
            ),
            Search::ByIndex => {}
            Search::ByRow => {
                for pattern in self.patterns() {
                    // Without CASE the planner takes it that hardly any ticket holds the word, and sorts all of them. Here it
                    // is known that many do.
                    conditions.push(
                        "CASE WHEN t.search_text LIKE lower(?) THEN true ELSE false END",
                        [Bind::Text(pattern)],
                    );
                }
            }
        }
    }

    /// The words as patterns of LIKE, the longest first.
    #[must_use]
    pub fn patterns(&self) -> Vec<String> {
        let mut words = self.words.clone();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.dedup();
        let escaped = |word: &String| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        words.iter().map(|word| format!("%{}%", escaped(word))).collect()
    }

    fn add_fields(&self, conditions: &mut Conditions) {
        // One value is an equation, which an index follows in the list's order; several are not.
        match self.status.as_slice() {
            [] => {}
            [one] => conditions.push("t.status_rank = ?", [Bind::Rank(status_rank(*one))]),
            many => {
                let ranks = many.iter().map(|status| status_rank(*status)).collect();
                conditions.push("t.status_rank = ANY (?)", [Bind::Ranks(ranks)]);
            }
        }
        match self.severity.as_slice() {
            [] => {}
            [one] => conditions.push("t.severity_rank = ?", [Bind::Rank(severity_rank(*one))]),
            many => {
                let ranks = many.iter().map(|severity| severity_rank(*severity)).collect();
                conditions.push("t.severity_rank = ANY (?)", [Bind::Ranks(ranks)]);
            }
        }
        match self.category.as_slice() {
            [] => {}
            [one] => conditions.push("t.category = ?", [Bind::Text(one.clone())]),
            many => conditions.push("t.category = ANY (?)", [Bind::Texts(many.to_vec())]),
        }
        let wards = self.ward.iter().flatten().map(|ward| ward.as_str().to_owned()).collect();
        add_named(conditions, wards, self.ward.contains(&None), &WARD);
        let teams = self.team.iter().flatten().map(|team| team.as_str().to_owned()).collect();
        add_named(conditions, teams, self.team.contains(&None), &TEAM);
        match self.user.as_slice() {
            [] => {}
            [one] => conditions.push("t.assigned_user_id = ?", [Bind::Id(one.0)]),
            many => {
                let ids = many.iter().map(|user| user.0).collect();
                conditions.push("t.assigned_user_id = ANY (?)", [Bind::Ids(ids)]);
            }
        }
        if self.unassigned {
            conditions.push("t.assigned_team_id IS NULL AND t.assigned_user_id IS NULL", []);
        }
        if self.responded {
            conditions.push("t.first_responded_at IS NOT NULL", []);
        }
    }

    fn add_times(&self, conditions: &mut Conditions) {
        let bounds = [
            (self.created_from, "t.created_at >= ?"),
            (self.created_to, "t.created_at < ?"),
            (self.resolved_from, "t.done_at >= ?"),
            (self.resolved_to, "t.done_at < ?"),
            (self.due_from, "t.sla_resolution_deadline >= ?"),
            (self.due_to, "t.sla_resolution_deadline < ?"),
        ];
        for (bound, condition) in bounds {
            if let Some(bound) = bound {
                conditions.push(condition, [Bind::Time(bound)]);
            }
        }
    }

    fn add_qualities(&self, conditions: &mut Conditions) {
        let asked = Quality::ALL.into_iter().filter(|quality| self.quality.contains(quality));
        let alternatives: Vec<&'static str> = asked.map(Quality::condition).collect();
        // None of them asks for a value.
        conditions.push_any(&alternatives, &Bind::Bool(true));
    }
}

/// A status' place in the life cycle, as the column `status_rank` has it.
#[must_use]
pub fn status_rank(status: TicketStatus) -> i16 {
    match status {
        TicketStatus::Open => 1,
        TicketStatus::InProgress => 2,
        TicketStatus::Waiting => 3,
        TicketStatus::Escalated => 4,
        TicketStatus::Resolved => 5,
        TicketStatus::Closed => 6,
    }
}

/// A severity's rank, as the column `severity_rank` has it.
#[must_use]
pub fn severity_rank(severity: Severity) -> i16 {
    match severity {
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}

/// A column that may be empty: one value, several, none, or several or none.
struct Named {
    one: &'static str,
    many: &'static str,
    none: &'static str,
    many_or_none: &'static str,
}

const WARD: Named = Named {
    one: "t.ward_id = ?",
    many: "t.ward_id = ANY (?)",
    none: "t.ward_id IS NULL",
    many_or_none: "t.ward_id = ANY (?) OR t.ward_id IS NULL",
};
const TEAM: Named = Named {
    one: "t.assigned_team_id = ?",
    many: "t.assigned_team_id = ANY (?)",
    none: "t.assigned_team_id IS NULL",
    many_or_none: "t.assigned_team_id = ANY (?) OR t.assigned_team_id IS NULL",
};

fn add_named(conditions: &mut Conditions, mut values: Vec<String>, or_none: bool, sql: &Named) {
    match (values.len(), or_none) {
        (0, false) => {}
        (0, true) => conditions.push(sql.none, []),
        (1, false) => conditions.push(sql.one, [Bind::Text(values.swap_remove(0))]),
        (_, false) => conditions.push(sql.many, [Bind::Texts(values)]),
        (_, true) => conditions.push(sql.many_or_none, [Bind::Texts(values)]),
    }
}

/// The conditions of one clock, each as `watchroom_desk::sla::state_of` has it. A clock that stands is held against the
/// moment since which it does, and never against now.
struct ClockSql {
    ok: &'static str,
    at_risk: &'static str,
    breached: &'static str,
}

/// Of the resolution.
const RESOLUTION: ClockSql = ClockSql {
    ok: "t.sla_resolution_deadline IS NOT NULL AND CASE \
         WHEN coalesce(t.resolved_at, t.closed_at) IS NOT NULL THEN coalesce(t.resolved_at, t.closed_at) <= t.sla_resolution_deadline \
         WHEN t.sla_paused_since IS NOT NULL AND t.sla_resolution_at_risk_at IS NULL THEN t.sla_paused_since <= t.sla_resolution_deadline \
         WHEN ? > t.sla_resolution_deadline THEN false \
         ELSE t.sla_resolution_at_risk_at IS NULL OR ? < t.sla_resolution_at_risk_at END",
    at_risk: "t.resolved_at IS NULL AND t.closed_at IS NULL AND t.sla_resolution_deadline >= ? AND t.sla_resolution_at_risk_at <= ?",
    breached: "CASE \
         WHEN coalesce(t.resolved_at, t.closed_at) IS NOT NULL THEN coalesce(t.resolved_at, t.closed_at) > t.sla_resolution_deadline \
         WHEN t.sla_paused_since IS NOT NULL AND t.sla_resolution_at_risk_at IS NULL THEN t.sla_paused_since > t.sla_resolution_deadline \
         ELSE ? > t.sla_resolution_deadline END",
};

/// Of the first response.
const RESPONSE: ClockSql = ClockSql {
    ok: "t.sla_response_deadline IS NOT NULL AND CASE \
         WHEN t.first_responded_at IS NOT NULL THEN t.first_responded_at <= t.sla_response_deadline \
         WHEN t.sla_paused_since IS NOT NULL AND t.sla_response_at_risk_at IS NULL THEN t.sla_paused_since <= t.sla_response_deadline \
         WHEN ? > t.sla_response_deadline THEN false \
         ELSE t.sla_response_at_risk_at IS NULL OR ? < t.sla_response_at_risk_at END",
    at_risk: "t.first_responded_at IS NULL AND t.sla_response_deadline >= ? AND t.sla_response_at_risk_at <= ?",
    breached: "CASE \
         WHEN t.first_responded_at IS NOT NULL THEN t.first_responded_at > t.sla_response_deadline \
         WHEN t.sla_paused_since IS NOT NULL AND t.sla_response_at_risk_at IS NULL THEN t.sla_paused_since > t.sla_response_deadline \
         ELSE ? > t.sla_response_deadline END",
};

fn add_standings(conditions: &mut Conditions, standings: &[Standing], now: Timestamp, sql: ClockSql) {
    let mut alternatives = Vec::new();
    for standing in Standing::ALL.iter().filter(|standing| standings.contains(standing)) {
        alternatives.push(match standing {
            Standing::Ok => sql.ok,
            Standing::AtRisk => sql.at_risk,
            Standing::Breached => sql.breached,
        });
    }
    conditions.push_any(&alternatives, &Bind::Time(now));
}
