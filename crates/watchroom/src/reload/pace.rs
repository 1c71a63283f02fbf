//! How often a folder is looked at.

use std::collections::VecDeque;
use std::time::Duration;

/// How long after a look the next one begins, at least.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// On a slow file system looks take at most one part in this many of a thread's time.
const SHARE_OF_TIME: u32 = 50;
/// The looks that say how slow a file system is.
const REMEMBERED: usize = 8;

/// The pauses between looks. They grow with a file system on which every look takes long. A long look among quick ones is
/// a busy machine, where a thread waits for its turn: looking less often would help nobody, and make edits late.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<Duration>);

impl Pace {
    /// Notes how long a look took.
    pub(super) fn note(&mut self, look: Duration) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(look);
    }

    /// How long to wait before the next look.
    pub(super) fn pause(&self) -> Duration {
        let quickest = self.0.iter().min().filter(|_| self.0.len() == REMEMBERED);
        quickest.map_or(LOOK_AGAIN, |look| LOOK_AGAIN.max(*look * SHARE_OF_TIME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn after(looks: impl IntoIterator<Item = u32>) -> Duration {
        let mut pace = Pace::default();
        for ms in looks {
            pace.note(ms * MS);
        }
        pace.pause()
    }

    #[test]
    fn a_slow_file_system_is_spared_and_a_busy_machine_makes_no_edit_late() {
        assert_eq!(after([]), LOOK_AGAIN);
        assert_eq!(after([100; REMEMBERED - 1]), LOOK_AGAIN, "not enough is known yet");
        assert_eq!(after([120, 100, 140, 130, 120, 110, 120, 130]), 5_000 * MS);
        assert_eq!(
            after([100, 100, 100, 1, 100, 100, 100, 100]),
            LOOK_AGAIN,
            "a quick look shows that the files are quick"
        );
        assert_eq!(after([1, 100, 100, 100, 100, 100, 100, 100, 100]), 5_000 * MS, "what was once is forgotten");
    }
}
