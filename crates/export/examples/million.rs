//! Writes a million rows of eight columns to standard output, to be timed and read back by other programs:
//! `cargo run --release -p watchroom-export --example million -- xlsx > million.xlsx`. On standard error: seconds, bytes
//! and how far the resident memory grew.

use std::io::Write;
use std::time::Instant;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use watchroom_export::{About, Cell, Column, ColumnKind, Format, Writer};

const ROWS: i64 = 1_000_000;
const COLUMNS: [(&str, ColumnKind); 8] = [
    ("id", ColumnKind::Number),
    ("at", ColumnKind::Time),
    ("server", ColumnKind::Text),
    ("cpu", ColumnKind::Number),
    ("amount", ColumnKind::Number),
    ("ok", ColumnKind::Bool),
    ("day", ColumnKind::Date),
    ("note", ColumnKind::Text),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let format = match std::env::args().nth(1).as_deref() {
        Some("csv") => Format::Csv { bom: false },
        Some("json") => Format::Json,
        Some("xlsx") => Format::Xlsx,
        _ => return Err("name csv, json or xlsx".into()),
    };
    let columns = COLUMNS
        .map(|(name, kind)| Column { name: name.into(), display: name.into(), data_type: String::new(), kind })
        .to_vec();
    let about = About {
        panel: "million".to_owned(),
        title: "Million".to_owned(),
        facts: Vec::new(),
        zone: TimeZone::get("Africa/Johannesburg")?,
        zone_name: "Africa/Johannesburg".to_owned(),
    };
    let (before_kib, since, mut bytes) = (resident_kib()?, Instant::now(), 0);
    let mut out = std::io::stdout().lock();
    let mut writer = Writer::begin(format, columns, about)?;
    let start: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    let days: Vec<_> = (0..365).map(|day| date(2026, 1, 1).saturating_add(Span::new().days(day))).collect();
    let servers: Vec<String> = (0..16).map(|n| format!("web-{n}")).collect();
    let mut text = String::new();
    for row in 0..ROWS {
        let place = usize::try_from(row)?;
        writer.cell(Cell::Int(row));
        writer.cell(Cell::Time(Timestamp::from_millisecond(start.as_millisecond() + row * 31_001)?));
        writer.cell(Cell::Text(&servers[place % servers.len()]));
        #[expect(clippy::cast_precision_loss, reason = "a million is far below 2^52")]
        writer.cell(Cell::Float(row as f64 / 7.0));
        text.clear();
        std::fmt::Write::write_fmt(&mut text, format_args!("{}.{:02}", row * 3, row % 100))?;
        writer.cell(Cell::Numeric(&text));
        writer.cell(Cell::Bool(row % 3 == 0));
        writer.cell(Cell::Date(days[place % days.len()]));
        text.clear();
        std::fmt::Write::write_fmt(&mut text, format_args!("note <{row}> & \"more\""))?;
        writer.cell(if row % 10 == 0 { Cell::Null } else { Cell::Text(&text) });
        writer.end_row()?;
        if writer.ready_bytes() >= 64 << 10 {
            let piece = writer.take();
            bytes += piece.len();
            out.write_all(&piece)?;
        }
    }
    let (last, _) = writer.finish()?;
    out.write_all(&last)?;
    let grown_kib = resident_kib()?.saturating_sub(before_kib);
    let summary =
        format!("{:.2} s, {} bytes, peak grew by {grown_kib} KiB\n", since.elapsed().as_secs_f64(), bytes + last.len());
    std::io::stderr().write_all(summary.as_bytes())?;
    Ok(())
}

/// The most that was ever resident.
fn resident_kib() -> Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("the kernel names no VmHWM")?;
    Ok(line.split_whitespace().nth(1).ok_or("VmHWM has no figure")?.parse()?)
}
