//! The columns of an exported list of tickets.

use watchroom_export::{Cell, Column, ColumnKind, Writer};
use watchroom_store::desk::ticket::TicketRow;

use super::Names;
use crate::extract::Parameters;
use crate::problem::Problem;

macro_rules! columns {
    ($($variant:ident = $name:literal, $display:literal, $data_type:literal, $kind:ident;)+) => {
        /// A column of an exported list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum TicketColumn { $($variant),+ }

        impl TicketColumn {
            /// All of them, in their own order.
            const ALL: &'static [TicketColumn] = &[$(TicketColumn::$variant),+];

            const fn name(self) -> &'static str {
                match self { $(TicketColumn::$variant => $name),+ }
            }

            /// What the file says of it.
            pub(crate) fn heading(self) -> Column {
                let (name, display, data_type, kind) = match self {
                    $(TicketColumn::$variant => ($name, $display, $data_type, ColumnKind::$kind)),+
                };
                Column { name: name.to_owned(), display: display.to_owned(), data_type: data_type.to_owned(), kind }
            }
        }
    };
}

columns! {
    TrackingNumber = "tracking_number", "Tracking number", "text", Text;
    Category = "category", "Category", "text", Text;
    Severity = "severity", "Severity", "text", Text;
    Status = "status", "Status", "text", Text;
    WaitingReason = "waiting_reason", "Waits for", "text", Text;
    Description = "description", "Description", "text", Text;
    Address = "address", "Address", "text", Text;
    Latitude = "latitude", "Latitude", "float8", Number;
    Longitude = "longitude", "Longitude", "float8", Number;
    Ward = "ward_id", "Ward", "text", Text;
    Team = "assigned_team", "Team", "text", Text;
    User = "assigned_user", "Person", "text", Text;
    Parent = "parent", "Repeats", "text", Text;
    Source = "source", "Source", "text", Text;
    CreatedAt = "created_at", "Created", "timestamptz", Time;
    UpdatedAt = "updated_at", "Updated", "timestamptz", Time;
    FirstRespondedAt = "first_responded_at", "First response", "timestamptz", Time;
    ResolvedAt = "resolved_at", "Resolved", "timestamptz", Time;
    ClosedAt = "closed_at", "Closed", "timestamptz", Time;
    Reopened = "reopened_count", "Times reopened", "int4", Number;
    ResponseDeadline = "sla_response_deadline", "Response due", "timestamptz", Time;
    ResponseState = "sla_response_state", "Response target", "text", Text;
    ResolutionDeadline = "sla_resolution_deadline", "Resolution due", "timestamptz", Time;
    ResolutionState = "sla_state", "Resolution target", "text", Text;
    Id = "id", "Id", "uuid", Text;
}

impl TicketColumn {
    /// The columns that a request names, in its order: repeated, or with commas between. All of them where it names none.
    pub(crate) fn asked(parameters: &Parameters) -> Result<Vec<Self>, Problem> {
        let texts = parameters.texts("columns");
        let names = texts.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty());
        let mut columns = Vec::new();
        for name in names {
            let known = Self::ALL.iter().copied().find(|column| column.name() == name);
            let column = known.ok_or_else(|| {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let all: Vec<&str> = Self::ALL.iter().map(|column| column.name()).collect();
                Problem::bad_request(
                    "unknown_column",
                    "There is no such column",
                    format!("columns: `{name}` is none of {}.", all.join(", ")),
                    "Name columns of this list, or leave columns out for all of them.",
                )
            })?;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Ok(if columns.is_empty() { Self::ALL.to_vec() } else { columns })
    }

    /// Writes the cell of a ticket.
    pub(crate) fn write(self, writer: &mut Writer, row: &TicketRow, names: &Names, now: jiff::Timestamp) {
        let text = |text: &Option<String>, writer: &mut Writer| {
            writer.cell(text.as_deref().map_or(Cell::Null, Cell::Text));
        };
        let moment = |moment: Option<jiff::Timestamp>| moment.map_or(Cell::Null, Cell::Time);
        match self {
            Self::TrackingNumber => writer.cell(Cell::Text(&row.tracking_number)),
            Self::Category => writer.cell(Cell::Text(&row.category)),
            Self::Severity => writer.cell(Cell::Text(row.severity.as_str())),
            Self::Status => writer.cell(Cell::Text(row.status.as_str())),
            Self::WaitingReason => text(&row.waiting_reason, writer),
            Self::Description => writer.cell(Cell::Text(&row.description)),
            Self::Address => text(&row.address, writer),
            Self::Latitude => writer.cell(row.latitude.map_or(Cell::Null, Cell::Float)),
            Self::Longitude => writer.cell(row.longitude.map_or(Cell::Null, Cell::Float)),
            Self::Ward => writer.cell(row.ward_id.as_ref().map_or(Cell::Null, |ward| Cell::Text(ward.as_str()))),
            Self::Team => writer.cell(row.team.as_ref().map_or(Cell::Null, |(_, name)| Cell::Text(name))),
            Self::User => text(&row.user.map(|user| names.name(user)), writer),
            Self::Parent => writer.cell(row.parent.as_ref().map_or(Cell::Null, |(_, number)| Cell::Text(number))),
            Self::Source => writer.cell(Cell::Text(&row.source)),
            Self::CreatedAt => writer.cell(Cell::Time(row.created_at)),
            Self::UpdatedAt => writer.cell(Cell::Time(row.updated_at)),
            Self::FirstRespondedAt => writer.cell(moment(row.first_responded_at)),
            Self::ResolvedAt => writer.cell(moment(row.resolved_at)),
            Self::ClosedAt => writer.cell(moment(row.closed_at)),
            Self::Reopened => writer.cell(Cell::Int(row.reopened_count.into())),
            Self::ResponseDeadline => writer.cell(moment(row.sla.response_deadline)),
            Self::ResponseState => writer.cell(Cell::Text(row.sla_response_state(now).as_str())),
            Self::ResolutionDeadline => writer.cell(moment(row.sla.resolution_deadline)),
            Self::ResolutionState => writer.cell(Cell::Text(row.sla_state(now).as_str())),
            Self::Id => writer.cell(Cell::Text(row.id.0.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))),
        }
    }
}
