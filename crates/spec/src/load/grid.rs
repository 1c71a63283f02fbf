//! Panels on the grid: inside it, and none on another.

use crate::decode::Reading;
use crate::model::{PanelType, Position};
use crate::read::Place;
use crate::yaml::Span;

/// Panels placed so far on one dashboard.
pub(super) struct Grid<'r, 'f> {
    reading: &'r Reading<'f>,
    columns: u16,
    placed: Vec<(String, Position, Span)>,
}

impl<'r, 'f> Grid<'r, 'f> {
    pub(super) fn new(reading: &'r Reading<'f>, columns: u16) -> Self {
        Self { reading, columns, placed: Vec::new() }
    }

    /// Places a panel, with its type's size where the dashboard names none. A type that is not known has its own
    /// finding; nothing is said of its place.
    pub(super) fn place(&mut self, id: &str, place: &Place, panel_type: Option<PanelType>) -> Option<Position> {
        let default = panel_type.map(PanelType::default_size);
        let width = place.width.or(default.map(|(width, _)| width.min(self.columns)))?;
        let height = place.height.or(default.map(|(_, height)| height))?;
        let position = Position { row: place.row, col: place.col, width, height };
        let right = u32::from(position.col) + u32::from(width) - 1;
        if right > u32::from(self.columns) {
            let message =
                format!("`{id}` leaves the grid: {} ends at column {right} of {}", said(&position), self.columns);
            let hint = match self.columns.checked_sub(width) {
                Some(free) => format!("put it at column {} or before, or make it narrower", free + 1),
                None => format!("make it at most {} wide", self.columns),
            };
            self.reading.advise(&place.span, "outside-grid", message, hint);
        }
        for (other, at, span) in &self.placed {
            if at.overlaps(&position) {
                let line = self.reading.file.location(span.start).line;
                let message = format!("`{id}` ({}) overlaps `{other}` ({}, line {line})", said(&position), said(at));
                let below = u32::from(at.row) + u32::from(at.height);
                let hint = format!("the first free row below `{other}` is {below}");
                self.reading.advise(&place.span, "overlap", message, hint);
            }
        }
        self.placed.push((id.to_owned(), position, place.span.clone()));
        Some(position)
    }
}

fn said(position: &Position) -> String {
    let Position { row, col, width, height } = position;
    format!("row {row}, col {col}, {width}×{height}")
}
