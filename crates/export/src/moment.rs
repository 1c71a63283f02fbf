//! Moments and days as text, in one zone. Asking a time zone costs more than all else about a row, so each day's
//! offset is asked for once.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const DAY_S: i64 = 86_400;
const KEPT: usize = 64;

/// Writes moments in one zone.
pub(crate) struct Moments {
    zone: TimeZone,
    /// By the UTC day: the offset in seconds that holds all day long, where one does.
    kept: [Option<(i64, Option<i32>)>; KEPT],
}

impl Moments {
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self { zone, kept: [None; KEPT] }
    }

    /// Appends `2026-03-01T10:00:00.5+02:00`: ISO 8601 with the zone's offset at that moment.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, moment: Timestamp) {
        // Offsets of the time before zones have seconds, which ISO 8601 cannot write: UTC is the same instant.
        let offset_s = Some(self.offset_s(moment)).filter(|offset| offset % 60 == 0).unwrap_or(0);
        let local_s = floor_second(moment) + i64::from(offset_s);
        day(out, civil(local_s.div_euclid(DAY_S)));
        out.push(b'T');
        clock(out, local_s.rem_euclid(DAY_S));
        fraction(out, moment);
        out.push(if offset_s < 0 { b'-' } else { b'+' });
        let minutes = offset_s.unsigned_abs() / 60;
        two(out, minutes / 60);
        out.push(b':');
        two(out, minutes % 60);
    }

    /// Microseconds of local time since 1970-01-01 there.
    pub(crate) fn local_us(&mut self, moment: Timestamp) -> i64 {
        moment.as_microsecond() + i64::from(self.offset_s(moment)) * 1_000_000
    }

    /// Seconds east of Greenwich at a moment.
    fn offset_s(&mut self, moment: Timestamp) -> i32 {
        let utc_day = floor_second(moment).div_euclid(DAY_S);
        let place = usize::try_from(utc_day.rem_euclid(KEPT as i64)).unwrap_or(0);
        let all_day = match self.kept[place] {
            Some((day, all_day)) if day == utc_day => all_day,
            _ => {
                let all_day = self.all_day(utc_day);
                self.kept[place] = Some((utc_day, all_day));
                all_day
            }
        };
        all_day.unwrap_or_else(|| self.zone.to_offset(moment).seconds())
    }

    /// The offset of a UTC day, where it does not change within it.
    fn all_day(&self, utc_day: i64) -> Option<i32> {
        let begin = Timestamp::from_second(utc_day * DAY_S).ok()?;
        let end = Timestamp::from_second((utc_day + 1) * DAY_S).ok()?;
        let changes = self.zone.following(begin).next().is_some_and(|change| change.timestamp() < end);
        (!changes).then(|| self.zone.to_offset(begin).seconds())
    }
}

/// Appends `2026-03-01`.
pub(crate) fn date(out: &mut Vec<u8>, date: Date) {
    day(out, (i64::from(date.year()), date.month().unsigned_abs().into(), date.day().unsigned_abs().into()));
}

/// Days since 1970-01-01.
pub(crate) fn days(date: Date) -> i64 {
    // Howard Hinnant's `days_from_civil`.
    let (month, day) = (i64::from(date.month()), i64::from(date.day()));
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Howard Hinnant's `civil_from_days`: year, month, day.
fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

fn floor_second(moment: Timestamp) -> i64 {
    moment.as_microsecond().div_euclid(1_000_000)
}

fn day(out: &mut Vec<u8>, (year, month, day): (i64, u32, u32)) {
    if year < 0 {
        out.push(b'-');
    }
    let year = u32::try_from(year.unsigned_abs()).unwrap_or(0);
    two(out, year / 100);
    two(out, year % 100);
    out.push(b'-');
    two(out, month);
    out.push(b'-');
    two(out, day);
}

fn clock(out: &mut Vec<u8>, second_of_day: i64) {
    let second = u32::try_from(second_of_day).unwrap_or(0);
    two(out, second / 3_600);
    out.push(b':');
    two(out, second / 60 % 60);
    out.push(b':');
    two(out, second % 60);
}

/// Microseconds where there are any, without zeros at the end.
fn fraction(out: &mut Vec<u8>, moment: Timestamp) {
    let mut part = moment.as_microsecond().rem_euclid(1_000_000);
    if part == 0 {
        return;
    }
    out.push(b'.');
    let mut unit = 100_000;
    while part > 0 {
        out.push(b'0' + u8::try_from(part / unit).unwrap_or(0));
        part %= unit;
        unit /= 10;
    }
}

fn two(out: &mut Vec<u8>, number: u32) {
    out.push(b'0' + u8::try_from(number / 10 % 10).unwrap_or(0));
    out.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_reads_back_as_itself_in_every_zone(us in -2_000_000_000_000_000_i64..250_000_000_000_000_000,
            zone in prop::sample::select(vec!["UTC", "Africa/Johannesburg", "Europe/Berlin", "America/St_Johns", "Africa/Monrovia", "Asia/Kathmandu"])) {
            let moment = Timestamp::from_microsecond(us).expect("in bounds");
            let mut moments = Moments::new(TimeZone::get(zone).expect("a zone"));
            let mut out = Vec::new();
            moments.write(&mut out, moment);
            let text = String::from_utf8(out).expect("ASCII");
            prop_assert_eq!(text.parse::<Timestamp>().expect(&text), moment);
        }

        #[test]
        fn days_count_as_the_calendar_does(days_since in -900_000_i64..2_900_000) {
            let (year, month, day) = civil(days_since);
            let date = Date::new(i16::try_from(year).expect("small"), i8::try_from(month).expect("small"), i8::try_from(day).expect("small")).expect("a date");
            prop_assert_eq!(days(date), days_since);
        }
    }

    #[test]
    fn clocks_that_change_are_followed_to_the_second() {
        let mut moments = Moments::new(TimeZone::get("Europe/Berlin").expect("a zone"));
        for (moment, text) in [
            ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"),
            ("2026-03-29T01:00:00.25Z", "2026-03-29T03:00:00.25+02:00"),
            ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"),
            ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"),
        ] {
            let mut out = Vec::new();
            moments.write(&mut out, moment.parse().expect("a moment"));
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
