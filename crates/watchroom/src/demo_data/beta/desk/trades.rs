//! What the municipality's people report, and who deals with it.

use crate::demo_data::rhythm::{BUSINESS, EVENING, OFFICE, Rhythm};

/// A team: id, name, and how many reports it leaves lying for longer than it should.
#[derive(Debug)]
pub struct Team {
    /// What it is called in the database and in memberships.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// 1 is as fast as planned; more is slower.
    pub slowness: f64,
    /// Whether somebody is there at night.
    pub round_the_clock: bool,
}

const fn team(id: &'static str, name: &'static str, slowness: f64, round_the_clock: bool) -> Team {
    Team { id, name, slowness, round_the_clock }
}

/// All nine.
pub const TEAMS: [Team; 9] = [
    team("water", "Water and Sanitation", 1.0, true),
    team("sewer", "Sewer Maintenance", 1.15, true),
    team("electricity", "Electricity", 0.9, true),
    team("roads", "Roads and Stormwater", 1.45, false),
    team("lighting", "Street Lighting", 1.25, false),
    team("refuse", "Refuse and Cleansing", 0.85, false),
    team("parks", "Parks and Trees", 1.3, false),
    team("bylaws", "By-law Enforcement", 1.1, false),
    team("accounts", "Meters and Accounts", 1.0, false),
];

/// What a report is about.
#[derive(Debug)]
pub struct Category {
    /// Its name.
    pub name: &'static str,
    /// The place of its team in [`TEAMS`].
    pub team: usize,
    /// Reports on an ordinary day.
    pub per_day: f64,
    /// Out of ten: low, medium, high, critical.
    pub severities: [f64; 4],
    /// How much more of it there is in the middle of summer, and less in winter; below 0 the other way about.
    pub summer: f64,
    /// How many times as much in a storm.
    pub storm: f64,
    /// When people report it.
    pub rhythm: &'static Rhythm,
    /// Hours of the team's own time from the report to the first answer and to the end of the work, in the middle, for
    /// a medium one.
    pub hours: (f64, f64),
    /// Targets in hours of the team's own time for response and resolution, for a medium one.
    pub targets: (u32, u32),
    /// The share that is for the police liaison alone.
    pub sensitive: f64,
    /// What people write.
    pub words: &'static [&'static str],
}

/// All fifteen.
pub const CATEGORIES: [Category; 15] = [
    Category {
        name: "Water leak",
        team: 0,
        per_day: 14.0,
        severities: [1.0, 5.0, 3.0, 1.0],
        summer: 0.15,
        storm: 1.1,
        rhythm: &BUSINESS,
        hours: (1.6, 17.0),
        targets: (4, 48),
        sensitive: 0.0,
        words: &[
            "Water runs down the street from under the pavement",
            "The meter box is full of water and it keeps flowing",
            "Pipe burst in front of the gate, pressure is low since this morning",
            "A hydrant on the corner has been dripping for two days",
            "Clean water in the stormwater channel, no rain for a week",
        ],
    },
    Category {
        name: "No water",
        team: 0,
        per_day: 7.0,
        severities: [0.0, 3.0, 5.0, 2.0],
        summer: 0.3,
        storm: 1.2,
        rhythm: &BUSINESS,
        hours: (0.8, 7.0),
        targets: (2, 24),
        sensitive: 0.0,
        words: &[
            "No water in the whole street since 05:00",
            "Taps are dry again, neighbours have water",
            "Only a trickle on the upper floors",
            "The clinic has had no water since last night",
        ],
    },
    Category {
        name: "Sewer blockage",
        team: 1,
        per_day: 9.0,
        severities: [0.0, 5.0, 4.0, 1.0],
        summer: 0.1,
        storm: 2.4,
        rhythm: &BUSINESS,
        hours: (1.9, 16.0),
        targets: (4, 36),
        sensitive: 0.0,
        words: &[
            "Manhole overflows into the road, bad smell",
            "Sewage is coming up in the yard",
            "Drain behind the flats is blocked again",
            "Manhole cover lifted, sewage runs towards the school",
        ],
    },
    Category {
        name: "Electricity fault",
        team: 2,
        per_day: 15.0,
        severities: [0.0, 4.0, 4.0, 2.0],
        summer: -0.3,
        storm: 3.6,
        rhythm: &EVENING,
        hours: (0.7, 5.5),
        targets: (2, 12),
        sensitive: 0.0,
        words: &[
            "No electricity in half of the street, the other half has lights",
            "Sparks from the mini-substation",
            "One phase is gone, the stove does not work",
            "Power tripped after load-shedding and did not come back",
            "Overhead cable hangs low over the pavement",
        ],
    },
    Category {
        name: "Cable theft",
        team: 2,
        per_day: 2.2,
        severities: [0.0, 1.0, 5.0, 4.0],
        summer: -0.1,
        storm: 0.8,
        rhythm: &EVENING,
        hours: (0.9, 18.0),
        targets: (2, 24),
        sensitive: 0.35,
        words: &[
            "Cables were cut at the substation fence during the night",
            "Men with tools at the kiosk, the street is dark now",
            "The feeder cable is gone for about forty metres",
        ],
    },
    Category {
        name: "Prepaid meter",
        team: 8,
        per_day: 7.0,
        severities: [3.0, 5.0, 2.0, 0.0],
        summer: -0.1,
        storm: 1.1,
        rhythm: &OFFICE,
        hours: (1.6, 9.0),
        targets: (4, 17),
        sensitive: 0.0,
        words: &[
            "The meter does not take the token, it says rejected",
            "Display is blank since the outage",
            "Units are used up much faster than before",
        ],
    },
    Category {
        name: "Pothole",
        team: 3,
        per_day: 14.0,
        severities: [3.0, 5.0, 2.0, 0.0],
        summer: 0.45,
        storm: 1.6,
        rhythm: &OFFICE,
        hours: (3.0, 26.0),
        targets: (8, 51),
        sensitive: 0.0,
        words: &[
            "Deep pothole in the left lane, cars swerve",
            "Pothole is back where it was filled last month",
            "Three potholes in a row before the stop street",
            "Tyre burst in the hole in front of the shop",
        ],
    },
    Category {
        name: "Stormwater drain",
        team: 3,
        per_day: 4.0,
        severities: [2.0, 5.0, 3.0, 0.0],
        summer: 0.6,
        storm: 7.0,
        rhythm: &BUSINESS,
        hours: (2.2, 20.0),
        targets: (8, 43),
        sensitive: 0.0,
        words: &[
            "The kerb inlet is full of sand, water stands in the road",
            "Street floods at the dip after every rain",
            "The grating of the drain was stolen",
        ],
    },
    Category {
        name: "Traffic signal",
        team: 4,
        per_day: 4.5,
        severities: [0.0, 3.0, 5.0, 2.0],
        summer: 0.0,
        storm: 3.0,
        rhythm: &BUSINESS,
        hours: (0.5, 4.0),
        targets: (2, 9),
        sensitive: 0.0,
        words: &[
            "Robot is off in all directions",
            "Signal flashes red since the morning peak",
            "Pole was knocked over by a truck",
        ],
    },
    Category {
        name: "Street light",
        team: 4,
        per_day: 11.0,
        severities: [4.0, 5.0, 1.0, 0.0],
        summer: -0.35,
        storm: 1.5,
        rhythm: &EVENING,
        hours: (4.0, 27.0),
        targets: (9, 51),
        sensitive: 0.0,
        words: &[
            "Four street lights out, the road is dark",
            "Light burns day and night",
            "The pole leans over after an accident",
            "No light at the taxi rank",
        ],
    },
    Category {
        name: "Refuse not collected",
        team: 5,
        per_day: 12.0,
        severities: [4.0, 5.0, 1.0, 0.0],
        summer: 0.2,
        storm: 0.9,
        rhythm: &OFFICE,
        hours: (1.5, 9.0),
        targets: (4, 17),
        sensitive: 0.0,
        words: &[
            "The truck did not come on our day",
            "Bins were left standing on one side of the street",
            "Black bags lie at the corner since Friday",
        ],
    },
    Category {
        name: "Illegal dumping",
        team: 5,
        per_day: 5.0,
        severities: [4.0, 4.0, 2.0, 0.0],
        summer: 0.05,
        storm: 0.7,
        rhythm: &BUSINESS,
        hours: (3.0, 26.0),
        targets: (9, 43),
        sensitive: 0.04,
        words: &[
            "Building rubble was tipped on the open stand",
            "Tyres are being burnt behind the sports ground",
            "A bakkie dumps here every Sunday evening",
        ],
    },
    Category {
        name: "Fallen tree",
        team: 6,
        per_day: 3.0,
        severities: [2.0, 4.0, 3.0, 1.0],
        summer: 0.35,
        storm: 9.0,
        rhythm: &BUSINESS,
        hours: (1.5, 12.0),
        targets: (4, 26),
        sensitive: 0.0,
        words: &[
            "A big branch blocks the pavement and half of the lane",
            "Tree fell on the fence of the crèche",
            "Roots lift the paving, somebody fell",
        ],
    },
    Category {
        name: "By-law complaint",
        team: 7,
        per_day: 5.5,
        severities: [4.0, 4.0, 2.0, 0.0],
        summer: 0.25,
        storm: 0.6,
        rhythm: &EVENING,
        hours: (2.4, 22.0),
        targets: (9, 43),
        sensitive: 0.12,
        words: &[
            "Loud music every night until three",
            "Panel beaters work on the pavement",
            "A tavern sells next to the school during the day",
            "Stray dogs chase children on the way to school",
        ],
    },
    Category {
        name: "Gender-based violence",
        team: 7,
        per_day: 1.4,
        severities: [0.0, 2.0, 5.0, 3.0],
        summer: 0.2,
        storm: 1.0,
        rhythm: &EVENING,
        hours: (0.4, 15.0),
        targets: (1, 24),
        sensitive: 1.0,
        words: &[
            "A resident was threatened at home and asks for somebody to call back",
            "Neighbours hear a fight and somebody who calls for help",
            "A protection order is not kept; the person came back last night",
            "The clinic asks for a safe place for a patient",
            "A learner told a teacher of violence at home",
        ],
    },
];

impl Category {
    /// Whether every one of its reports is for the police liaison alone; the category's name then is, too.
    pub fn is_sensitive(&self) -> bool {
        self.sensitive >= 1.0
    }

    /// Whether somebody is there at night: in some teams, and for what cannot wait until the morning.
    pub fn is_round_the_clock(&self) -> bool {
        self.is_sensitive() || TEAMS[self.team].round_the_clock
    }
}

/// How much shorter targets and work are than for a medium one, by severity.
pub const URGENCY: [f64; 4] = [1.6, 1.0, 0.5, 0.25];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_team_and_every_team_a_category() {
        for (number, team) in TEAMS.iter().enumerate() {
            assert!(CATEGORIES.iter().any(|category| category.team == number), "{}", team.id);
        }
        let names: std::collections::BTreeSet<&str> = CATEGORIES.iter().map(|category| category.name).collect();
        assert_eq!(names.len(), CATEGORIES.len());
        for category in &CATEGORIES {
            assert!(category.team < TEAMS.len() && category.words.len() >= 3, "{}", category.name);
            assert!(category.hours.1 < f64::from(category.targets.1), "{}: the middle is in time", category.name);
        }
    }

    #[test]
    fn a_day_has_about_a_hundred_reports() {
        let per_day: f64 = CATEGORIES.iter().map(|category| category.per_day).sum();
        assert!((100.0..125.0).contains(&per_day), "{per_day}");
    }
}
