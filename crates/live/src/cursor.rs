//! How far somebody was told: the id of an event.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;
use watchroom_store::desk::{OutboxEnd, OutboxLine};

/// How far a listener was told. It is the id of the last event, so that whoever comes back with it is told what was missed, by
/// whichever process, even after all of them began anew: what stands in it is known to the databases and the files, and
/// nothing of it to one process alone.
///
/// Written as `<config>.<panels>` or `<config>.<panels>.<desk>`, for example `5f00c2a1.90a3c9d8e6f01b22.p1c9e77aa-120`. To
/// whoever holds it it should be a text without meaning; who takes it apart learns nothing of sensitive tickets, but how many
/// changes of ordinary ones there were at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// What the dashboards were.
    pub config: u32,
    /// What the watched tables were.
    pub panels: u64,
    /// How far the desk's outbox was told; `None` where there was no desk.
    pub desk: Option<DeskCursor>,
}

/// How far a desk's outbox was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskCursor {
    outbox: u32,
    /// Whether of the lines that concern sensitive tickets, or of those for everybody else: each are numbered by themselves,
    /// so that neither tells of the other by its gaps.
    pub secrets: bool,
    /// The last line told; 0 is before the first.
    pub number: i64,
}

impl DeskCursor {
    /// The end of an outbox, as a listener sees it who hears of secrets, or does not.
    #[must_use]
    pub fn at(end: &OutboxEnd, secrets: bool) -> Self {
        let number = if secrets { end.secret_number } else { end.number };
        Self { outbox: short(end.outbox), secrets, number }
    }

    /// Whether both count the same lines.
    #[must_use]
    pub fn is_of(&self, other: &Self) -> bool {
        self.outbox == other.outbox && self.secrets == other.secrets
    }

    /// Takes a line as told; `false` where it was already, or is not for such a listener.
    pub fn pass(&mut self, line: &OutboxLine) -> bool {
        let number = if self.secrets { line.secret_number } else { line.number };
        match number {
            Some(number) if number > self.number => {
                self.number = number;
                true
            }
            _ => false,
        }
    }
}

/// Enough to tell two outboxes of one tenant apart.
fn short(outbox: Uuid) -> u32 {
    let [a, b, c, d, ..] = *outbox.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}.{:016x}", self.config, self.panels)?;
        match self.desk {
            None => Ok(()),
            Some(DeskCursor { outbox, secrets, number }) => {
                write!(f, ".{}{outbox:08x}-{number}", if secrets { 's' } else { 'p' })
            }
        }
    }
}

/// The text is no id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(BadCursor);
        let config = u32::from_str_radix(part()?, 16).map_err(|_| BadCursor)?;
        let panels = u64::from_str_radix(part()?, 16).map_err(|_| BadCursor)?;
        let desk = parts.next().map(desk).transpose()?;
        if parts.next().is_some() {
            return Err(BadCursor);
        }
        Ok(Self { config, panels, desk })
    }
}

fn desk(text: &str) -> Result<DeskCursor, BadCursor> {
    let (secrets, rest) = match (text.strip_prefix('p'), text.strip_prefix('s')) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return Err(BadCursor),
    };
    let (outbox, number) = rest.split_once('-').ok_or(BadCursor)?;
    let outbox = u32::from_str_radix(outbox, 16).map_err(|_| BadCursor)?;
    let number = number.parse().ok().filter(|number| *number >= 0).ok_or(BadCursor)?;
    Ok(DeskCursor { outbox, secrets, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: Option<i64>, secret_number: Option<i64>) -> OutboxLine {
        OutboxLine { place: 1, number, secret_number, event: None }
    }

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let end = OutboxEnd { outbox: Uuid::from_u128(u128::MAX >> 3), place: 9, number: 120, secret_number: 7 };
        for desk in [None, Some(DeskCursor::at(&end, false)), Some(DeskCursor::at(&end, true))] {
            let cursor = Cursor { config: 0x5f, panels: u64::MAX, desk };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        let cursor = Cursor { config: 0x5f00_c2a1, panels: 0x22, desk: Some(DeskCursor::at(&end, false)) };
        assert_eq!(cursor.to_string(), "5f00c2a1.0000000000000022.p1fffffff-120");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for bad in [
            "",
            "7",
            "1.",
            "x.1",
            "1.x",
            "1.2.3",
            "1.2.p3",
            "1.2.p3-",
            "1.2.q3-4",
            "1.2.p3--4",
            "1.2.p3-4.5",
            "1.2.p-4",
            "é",
        ] {
            assert_eq!(bad.parse::<Cursor>(), Err(BadCursor), "{bad}");
        }
    }

    #[test]
    fn a_line_is_told_once_and_only_to_whom_it_has_a_number_for() {
        let end = OutboxEnd { outbox: Uuid::nil(), place: 12, number: 10, secret_number: 4 };
        let (mut open, mut secret) = (DeskCursor::at(&end, false), DeskCursor::at(&end, true));
        assert!(!open.is_of(&secret));
        let for_all = line(Some(11), None);
        assert!(open.pass(&for_all) && !open.pass(&for_all) && !secret.pass(&for_all));
        let concealed = line(None, Some(5));
        assert!(!open.pass(&concealed) && secret.pass(&concealed) && !secret.pass(&concealed));
        assert_eq!((open.number, secret.number), (11, 5));
        let both = line(Some(12), Some(6));
        assert!(open.pass(&both) && secret.pass(&both));
    }
}
