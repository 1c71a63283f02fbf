//! A stretch of time to be written.

/// Microseconds of a second, PostgreSQL's resolution.
pub const SECOND_US: i64 = 1_000_000;

/// The stretch `(after_us, until_us]`, in microseconds since the epoch: after the newest row up to and with now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The newest instant that is already written.
    pub after_us: i64,
    /// The last instant to write.
    pub until_us: i64,
}

impl Span {
    /// Whether nothing can lie in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.until_us <= self.after_us
    }

    /// Whether an instant lies in it.
    #[must_use]
    pub const fn contains(self, at_us: i64) -> bool {
        self.after_us < at_us && at_us <= self.until_us
    }

    /// The whole seconds in it that are multiples of `step_s`, ascending.
    pub fn seconds(self, step_s: i64) -> impl Iterator<Item = i64> {
        let step_us = step_s * SECOND_US;
        let (first, last) = (self.after_us.div_euclid(step_us) + 1, self.until_us.div_euclid(step_us));
        (first..=last).map(move |number| number * step_s)
    }

    /// The span cut into pieces of at most `length_us`, oldest first.
    pub fn pieces(self, length_us: i64) -> impl Iterator<Item = Self> {
        let starts = (0..).map(move |number| self.after_us + number * length_us);
        starts
            .take_while(move |after_us| *after_us < self.until_us)
            .map(move |after_us| Self { after_us, until_us: self.until_us.min(after_us + length_us) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_outside_and_the_end_inside() {
        let span = Span { after_us: 5 * SECOND_US, until_us: 20 * SECOND_US };
        assert_eq!(span.seconds(5).collect::<Vec<_>>(), [10, 15, 20]);
        assert!(!span.contains(5 * SECOND_US) && span.contains(20 * SECOND_US));
        let just_before = Span { after_us: 5 * SECOND_US - 1, until_us: 20 * SECOND_US - 1 };
        assert_eq!(just_before.seconds(5).collect::<Vec<_>>(), [5, 10, 15]);
    }

    #[test]
    fn pieces_cover_it_without_overlap() {
        let span = Span { after_us: 3, until_us: 10 };
        let pieces: Vec<Span> = span.pieces(4).collect();
        assert_eq!(pieces, [Span { after_us: 3, until_us: 7 }, Span { after_us: 7, until_us: 10 }]);
        assert_eq!(Span { after_us: 10, until_us: 3 }.pieces(4).count(), 0);
    }
}
