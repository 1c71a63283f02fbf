//! All policies of a service desk with their calendars, and which of them applies.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use jiff::Timestamp;
use thiserror::Error;
use watchroom_domain::Severity;

use super::calendar::Calendar;
use super::policy::{CalendarId, Policy};

/// The longest target: as many weeks of its calendar as 20 years have.
const LONGEST_WEEKS: i64 = 20 * 52;

/// The policies of a service desk, checked, with their calendars.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    by_category: HashMap<String, Vec<Ready>>,
    of_any_category: Vec<Ready>,
}

/// A policy and its calendar.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub policy: Policy,
    pub calendar: Calendar,
}

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyProblem {
    /// Its calendar is not there.
    #[error("{policy}: there is no calendar {calendar}; choose one that exists")]
    NoCalendar {
        /// Which policy.
        policy: String,
        /// What it asks for.
        calendar: CalendarId,
    },
    /// A target of no minute, or of more than 20 years.
    #[error("{policy}: a {clock} target of {minutes} min; it must be 1 to {longest} (20 years of its calendar)")]
    Target {
        /// Which policy.
        policy: String,
        /// `response` or `resolution`.
        clock: &'static str,
        /// The target.
        minutes: u32,
        /// The longest that may be.
        longest: i64,
    },
    /// A share that is none.
    #[error("{policy}: the at-risk share {share} is not between 0 and 1; 0.8 means after 80 % of the target")]
    Share {
        /// Which policy.
        policy: String,
        /// The share.
        share: String,
    },
    /// It ends when or before it begins.
    #[error("{policy}: it ends no later than it begins; `effective_to` must be after `effective_from`")]
    NeverInForce {
        /// Which policy.
        policy: String,
    },
    /// The same id twice.
    #[error("{policy}: another policy has the same id; give each version one of its own")]
    Twice {
        /// Which policy.
        policy: String,
    },
}

/// All that is wrong with the policies.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct BadPolicies(
    /// In the order of the policies.
    pub Vec<PolicyProblem>,
);

impl fmt::Display for BadPolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl Policies {
    /// Policies that can be computed with.
    ///
    /// # Errors
    /// All that is wrong with them; see [`PolicyProblem`].
    pub fn new(
        policies: impl IntoIterator<Item = Policy>,
        calendars: &BTreeMap<CalendarId, Calendar>,
    ) -> Result<Self, BadPolicies> {
        let (mut all, mut problems, mut seen) = (Self::default(), Vec::new(), BTreeSet::new());
        for policy in policies {
            if !seen.insert(policy.id) {
                problems.push(PolicyProblem::Twice { policy: policy.label() });
            }
            check(&policy, &mut problems);
            let calendar = match policy.calendar {
                None => Some(Calendar::around_the_clock()),
                Some(id) => calendars.get(&id).cloned(),
            };
            let Some(calendar) = calendar else {
                let calendar = policy.calendar.unwrap_or(CalendarId(uuid::Uuid::nil()));
                problems.push(PolicyProblem::NoCalendar { policy: policy.label(), calendar });
                continue;
            };
            check_targets(&policy, &calendar, &mut problems);
            let list = match &policy.category {
                Some(category) => all.by_category.entry(category.clone()).or_default(),
                None => &mut all.of_any_category,
            };
            list.push(Ready { policy, calendar });
        }
        if !problems.is_empty() {
            return Err(BadPolicies(problems));
        }
        all.by_category.values_mut().for_each(|list| sort(list));
        sort(&mut all.of_any_category);
        Ok(all)
    }

    /// The policy that applies to a ticket whose clock starts at `at`, among those in force then. The most specific wins:
    /// category and severity, then category alone, then severity alone, then neither. Among equals the one that came into
    /// force last wins, and then the one with the smaller id.
    #[must_use]
    pub fn in_force(&self, category: &str, severity: Severity, at: Timestamp) -> Option<&Policy> {
        self.ready(category, severity, at).map(|ready| &ready.policy)
    }

    pub(super) fn ready(&self, category: &str, severity: Severity, at: Timestamp) -> Option<&Ready> {
        let own = self.by_category.get(category).into_iter().flatten();
        own.chain(&self.of_any_category).find(|ready| ready.policy.covers(severity, at))
    }
}

/// The first that covers a ticket is the one that applies.
fn sort(list: &mut [Ready]) {
    list.sort_by_key(|Ready { policy, .. }| (policy.severity.is_none(), Reverse(policy.effective_from), policy.id));
}

fn check(policy: &Policy, problems: &mut Vec<PolicyProblem>) {
    if !(0.0..=1.0).contains(&policy.at_risk_share) {
        let share = policy.at_risk_share.to_string();
        problems.push(PolicyProblem::Share { policy: policy.label(), share });
    }
    if policy.effective_to.is_some_and(|end| end <= policy.effective_from) {
        problems.push(PolicyProblem::NeverInForce { policy: policy.label() });
    }
}

fn check_targets(policy: &Policy, calendar: &Calendar, problems: &mut Vec<PolicyProblem>) {
    let longest = calendar.open_minutes_a_week() * LONGEST_WEEKS;
    let targets = [("response", policy.response_minutes), ("resolution", policy.resolution_minutes)];
    for (clock, minutes) in targets {
        let Some(minutes) = minutes.filter(|minutes| !(1..=longest).contains(&i64::from(*minutes))) else { continue };
        problems.push(PolicyProblem::Target { policy: policy.label(), clock, minutes, longest });
    }
}
