//! Boston's real file by Boston's mapping, row by row, without a database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use watchroom_desk::import::{ImportedTicket, RowReader};

use super::{Data, Reading, Refused};

/// The file where it is at hand: `WATCHROOM_BOSTON_CSV`, else beside the project.
fn boston() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/boston311-2015-h1.csv.gz");
    let given = std::env::var_os("WATCHROOM_BOSTON_CSV").map(PathBuf::from);
    let found = given.or_else(|| beside.exists().then_some(beside));
    if found.is_none() {
        eprintln!(
            "BOSTON'S FILE WAS NOT READ: boston311-2015-h1.csv.gz is not at hand (WATCHROOM_BOSTON_CSV names it)"
        );
    }
    found
}

#[tokio::test]
async fn none_of_boston_s_rows_is_lost_and_the_city_s_own_verdicts_hold() {
    let Some(file) = boston() else { return };
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/imports/boston311.yaml");
    let mut loaded = watchroom_spec::load_mapping(&mapping);
    let source = loaded.mapping.clone().expect("a mapping").source;
    let data = Data::open(&file, &source).expect("the file opens");
    loaded.compare(&data.heading);
    let mapping = loaded.mapping.expect("it fits the data");
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a moment");
    let reader = RowReader::new(&mapping, &data.heading, now);
    assert_eq!(reader.dropped().len(), data.heading.len() - 12);
    let folder = tempfile::tempdir().expect("a folder");
    let refused = Refused::beside(&folder.path().join("data.csv"), &data.heading_row, b',');
    let mut reading = Reading::begin(data, reader, refused).expect("a thread");
    let mut tickets: Vec<ImportedTicket> = Vec::new();
    while let Some(batch) = reading.batches.recv().await {
        tickets.extend(batch);
    }
    let all = reading.end().expect("it ends");
    assert!(all.broke_off.is_none(), "{:?}", all.broke_off);
    assert_eq!((all.read, all.rejected, tickets.len()), (58_119, 0, 58_119));
    assert_eq!(all.refused.end().expect("nothing to write"), None);
    assert_eq!(all.oddities.over_before_created, 84);

    let mut wards: BTreeMap<&str, u32> = BTreeMap::new();
    for ticket in &tickets {
        *wards.entry(ticket.ward.as_ref().map_or("", |ward| ward.as_str())).or_default() += 1;
    }
    assert_eq!(wards.len(), 23, "22 and empty: {wards:?}");
    assert_eq!((wards[""], wards["3"]), (6_312, 704 + 106 + 3_663));

    let closed = tickets.iter().filter_map(|ticket| Some((ticket.resolved_at?, ticket.sla_resolution_deadline?)));
    let (in_time, late): (Vec<_>, Vec<_>) = closed.partition(|(at, deadline)| at <= deadline);
    assert_eq!((in_time.len(), late.len()), (27_295, 10_025));
}
