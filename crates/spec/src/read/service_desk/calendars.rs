//! Calendars of `service_desk.yaml`. What a calendar may be, the desk's own rules say; here each problem gets its line.

use std::collections::BTreeMap;

use watchroom_desk::settings::CalendarSettings;
use watchroom_desk::sla::{Calendar, CalendarForm, HolidayForm};

use super::super::tenant::Zone;
use super::Unique;
use crate::decode::{Decode, MapReader, Reading, Spanned, Title};
use crate::yaml::{Node, Span, Value};

/// Weekdays as calendars name them.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A calendar of the file.
pub(super) struct FileCalendar {
    pub(super) settings: CalendarSettings,
    /// `None` where it has errors.
    pub(super) calendar: Option<Calendar>,
}

impl FileCalendar {
    /// Minutes of a working day: the open time of a week, shared among its open weekdays.
    pub(super) fn day_minutes(&self) -> Option<i64> {
        let days = self.settings.form.shifts.values().filter(|shifts| !shifts.is_empty()).count();
        let week = self.calendar.as_ref()?.open_minutes_a_week();
        week.checked_div(i64::try_from(days).ok()?)
    }
}

pub(super) fn read(items: &[Node], reading: &Reading<'_>) -> Vec<FileCalendar> {
    let mut names = Unique::new(reading, "the calendar");
    items.iter().filter_map(|item| calendar(item, &mut names, reading)).collect()
}

fn calendar(node: &Node, names: &mut Unique<'_, '_>, reading: &Reading<'_>) -> Option<FileCalendar> {
    let at = reading.first_line(&node.span);
    let mut calendar = MapReader::of(node, "a calendar", at.clone(), reading)?;
    let name: Option<Spanned<Title>> = calendar.required("name");
    let timezone: Option<Zone> = calendar.required("timezone");
    let shifts = calendar.required_map("shifts").map(shifts);
    let holidays = holidays(calendar.optional_list("holidays"), reading);
    calendar.finish();
    let name = name?;
    names.add(&name.value.0, &name.span);
    let (shifts, holidays) = (shifts.flatten(), holidays);
    let parts = timezone.zip(shifts).zip(holidays);
    let Some(((zone, shifts), holidays)) = parts else {
        // Policies that name it are not told that there is none.
        let settings = CalendarSettings { name: name.value.0, form: CalendarForm::default() };
        return Some(FileCalendar { settings, calendar: None });
    };
    let form = CalendarForm { timezone: zone.name, shifts, holidays };
    let calendar = checked(&form, &at, reading);
    Some(FileCalendar { settings: CalendarSettings { name: name.value.0, form }, calendar })
}

/// The calendar of a form, or a finding at `at` for each problem.
fn checked(form: &CalendarForm, at: &Span, reading: &Reading<'_>) -> Option<Calendar> {
    match Calendar::from_form(form) {
        Ok(calendar) => Some(calendar),
        Err(bad) => {
            for problem in bad.0 {
                let text = problem.to_string();
                match text.split_once("; ") {
                    Some((message, hint)) => reading.advise(at, "bad-calendar", message, hint),
                    None => reading.say(at, "bad-calendar", text),
                }
            }
            None
        }
    }
}

/// Shifts by weekday; `None` where any of them is wrong.
fn shifts(mut days: MapReader<'_, '_>) -> Option<BTreeMap<String, Vec<[String; 2]>>> {
    let reading = days.reading;
    let mut all = Some(BTreeMap::new());
    for day in DAYS {
        let Some(node) = days.node(day) else { continue };
        let shifts = Vec::<ShiftForm>::decode(node, reading).map(plain);
        let shifts = shifts.filter(|shifts| {
            // Alone, so that what is wrong is told where it stands.
            let of_day = BTreeMap::from([(day.to_owned(), shifts.clone())]);
            let alone = CalendarForm { timezone: "UTC".to_owned(), shifts: of_day, holidays: Vec::new() };
            shifts.is_empty() || checked(&alone, &reading.first_line(&node.span), reading).is_some()
        });
        match (shifts, &mut all) {
            (Some(shifts), Some(all)) => drop(all.insert(day.to_owned(), shifts)),
            _ => all = None,
        }
    }
    days.finish();
    all
}

fn plain(shifts: Vec<ShiftForm>) -> Vec<[String; 2]> {
    shifts.into_iter().map(|shift| shift.0).collect()
}

/// Holidays; `None` where any of them is wrong.
fn holidays(items: &[Node], reading: &Reading<'_>) -> Option<Vec<HolidayForm>> {
    let mut dates = Unique::new(reading, "the holiday");
    let read: Vec<Option<HolidayForm>> = items.iter().map(|item| holiday(item, &mut dates, reading)).collect();
    read.into_iter().collect()
}

fn holiday(node: &Node, dates: &mut Unique<'_, '_>, reading: &Reading<'_>) -> Option<HolidayForm> {
    let mut holiday = MapReader::of(node, "a holiday", reading.first_line(&node.span), reading)?;
    let date: Option<Spanned<String>> = holiday.required("date");
    let name: Option<Title> = holiday.required("name");
    let shifts: Option<Vec<ShiftForm>> = holiday.optional("shifts");
    let shifts_are_good = shifts.is_some() || holiday.node("shifts").is_none();
    holiday.finish();
    let (date, name) = (date?, name?);
    dates.add(&date.value, &date.span);
    let form = HolidayForm { date: date.value, name: name.0, shifts: shifts.map(plain).unwrap_or_default() };
    let always = DAYS.map(|day| (day.to_owned(), vec![["00:00".to_owned(), "24:00".to_owned()]]));
    let alone =
        CalendarForm { timezone: "UTC".to_owned(), shifts: BTreeMap::from(always), holidays: vec![form.clone()] };
    let good = checked(&alone, &date.span, reading).is_some();
    (good && shifts_are_good).then_some(form)
}

/// A shift: when it begins and when it ends.
struct ShiftForm([String; 2]);

impl Decode for ShiftForm {
    fn wanted() -> String {
        "a shift like [\"07:30\", \"16:00\"]".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        match &node.value {
            Value::Sequence(items) if items.len() == 2 => {
                let times: Vec<Option<String>> = items.iter().map(|item| String::decode(item, reading)).collect();
                let times: Option<Vec<String>> = times.into_iter().collect();
                times.and_then(|times| <[String; 2]>::try_from(times).ok()).map(Self)
            }
            _ => reading.wrong_type(node, &Self::wanted()),
        }
    }
}
