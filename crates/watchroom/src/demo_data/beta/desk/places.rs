//! Twenty wards around a town, their streets, and the corners that are reported again and again.

use crate::demo_data::noise::{Draw, Stream};

/// A ward: its number and what people call the place.
#[derive(Debug)]
pub struct Ward {
    /// `1` to `20`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Degrees north and east of its middle.
    middle: (f64, f64),
    /// How many live there, in some unit.
    people: f64,
}

const fn ward(id: &'static str, name: &'static str, north: f64, east: f64, people: f64) -> Ward {
    Ward { id, name, middle: (-26.150 + north, 27.860 + east), people }
}

/// All twenty.
pub const WARDS: [Ward; 20] = [
    ward("1", "Town Centre", 0.000, 0.000, 9.0),
    ward("2", "Station", 0.012, 0.014, 7.0),
    ward("3", "Mokgatle North", 0.041, 0.006, 8.0),
    ward("4", "Mokgatle South", 0.030, 0.022, 7.5),
    ward("5", "Rietfontein", 0.055, 0.031, 5.0),
    ward("6", "Phola Park", 0.047, -0.018, 8.5),
    ward("7", "Thabong", 0.064, -0.006, 9.5),
    ward("8", "Extension 4", 0.072, 0.018, 6.0),
    ward("9", "Extension 8", 0.081, 0.027, 6.5),
    ward("10", "Industria", -0.014, 0.033, 3.0),
    ward("11", "Hillside", -0.022, -0.020, 4.0),
    ward("12", "Dam View", -0.041, -0.012, 3.5),
    ward("13", "Kagiso West", 0.018, -0.037, 8.0),
    ward("14", "Kagiso East", 0.021, -0.024, 8.0),
    ward("15", "Lusaka", 0.033, -0.049, 7.0),
    ward("16", "Swaneville", 0.052, -0.061, 5.5),
    ward("17", "Oaks", -0.031, 0.012, 3.5),
    ward("18", "Quarry Road", -0.009, -0.041, 4.5),
    ward("19", "Bergbron", -0.052, 0.024, 2.5),
    ward("20", "Farms", -0.071, -0.035, 1.5),
];

const STREETS: [&str; 24] = [
    "Main Road",
    "Church Street",
    "Station Road",
    "Nelson Mandela Drive",
    "Albertina Sisulu Street",
    "Voortrekker Road",
    "School Street",
    "Market Street",
    "Jacaranda Avenue",
    "Acacia Road",
    "Protea Street",
    "Moshoeshoe Street",
    "Luthuli Street",
    "Biko Street",
    "Hani Road",
    "Dam Road",
    "Kerk Street",
    "Impala Street",
    "Kudu Street",
    "Marula Crescent",
    "Freedom Street",
    "Sobukwe Road",
    "Pelican Street",
    "Quarry Road",
];

/// Spots of a ward that are reported again and again.
const SPOTS: u64 = 3;
/// The share of reports that are of one of them.
const OF_SPOTS: f64 = 0.12;
/// Half of a ward's width, in degrees.
const HALF: f64 = 0.011;

/// Where a report is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The place of its ward in [`WARDS`].
    pub ward: usize,
    /// For people.
    pub address: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Somewhere in the municipality, more likely where more people live.
pub fn somewhere(draw: &mut Draw) -> Place {
    let total: f64 = WARDS.iter().map(|ward| ward.people).sum();
    let mut left = draw.unit() * total;
    let ward = WARDS.iter().position(|ward| {
        left -= ward.people;
        left < 0.0
    });
    let ward = ward.unwrap_or(WARDS.len() - 1);
    if draw.chance(OF_SPOTS) {
        let spot = draw.between(0, SPOTS - 1);
        let seed = i64::try_from(spot).unwrap_or(0);
        return within(ward, &mut Stream::named("spots").of(ward as u64).draw(seed));
    }
    within(ward, draw)
}

fn within(ward: usize, draw: &mut Draw) -> Place {
    let street = draw.pick(&STREETS);
    let number = draw.between(1, 180);
    let (north, east) = WARDS[ward].middle;
    let mut around = |middle: f64| ((middle + (draw.unit() * 2.0 - 1.0) * HALF) * 100_000.0).round() / 100_000.0;
    Place {
        ward,
        latitude: around(north),
        longitude: around(east),
        address: format!("{number} {street}, {}", WARDS[ward].name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ward_is_reported_from_and_some_corners_often() {
        let mut draw = Stream::named("test places").draw(0);
        let places: Vec<Place> = (0..20_000).map(|_| somewhere(&mut draw)).collect();
        let mut of_address = std::collections::HashMap::new();
        for place in &places {
            *of_address.entry(place.address.as_str()).or_insert(0) += 1;
            let (north, east) = WARDS[place.ward].middle;
            assert!((place.latitude - north).abs() <= HALF + 1e-5 && (place.longitude - east).abs() <= HALF + 1e-5);
        }
        for (number, ward) in WARDS.iter().enumerate() {
            assert!(places.iter().filter(|place| place.ward == number).count() > 150, "{}", ward.name);
        }
        assert!(of_address.values().filter(|times| **times >= 15).count() >= 50);
    }

    #[test]
    fn wards_are_numbered_from_one() {
        let ids: Vec<&str> = WARDS.iter().map(|ward| ward.id).collect();
        assert_eq!(ids, (1..=20).map(|number| number.to_string()).collect::<Vec<_>>());
    }
}
