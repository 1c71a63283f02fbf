//! What is said once, however often it is tried.

/// Something that may be away for a while: the log says when it goes and when it is back, and nothing in between.
#[derive(Debug, Default)]
pub struct Outage(bool);

impl Outage {
    /// It is away; whether it was there until now.
    #[must_use]
    pub fn begins(&mut self) -> bool {
        !std::mem::replace(&mut self.0, true)
    }

    /// It is there; whether it was away until now.
    #[must_use]
    pub fn ends(&mut self) -> bool {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_and_ends_once() {
        let mut outage = Outage::default();
        assert!(!outage.ends(), "it was there all the time");
        assert_eq!([outage.begins(), outage.begins(), outage.begins()], [true, false, false]);
        assert_eq!([outage.ends(), outage.ends()], [true, false]);
        assert!(outage.begins());
    }
}
