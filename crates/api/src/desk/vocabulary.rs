//! The words that a desk's fields may hold, as the API's document lists them. The types stand in no value: fields name them
//! as their schema, so that who reads the document is told each word, and not "a text".

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use watchroom_desk::sla::SegmentKind;
use watchroom_domain::{Severity, SlaState, TicketStatus};
use watchroom_store::desk::change::Visibility;
use watchroom_store::desk::quality::Quality;

macro_rules! vocabulary {
    ($($(#[doc = $about:literal])+ $name:ident, $written:literal: $words:expr;)+) => {$(
        $(#[doc = $about])+
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($about),+).trim()))
                    .enum_values(Some($words))
                    .build()
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                $written.into()
            }
        }
    )+};
}

vocabulary! {
    /// How urgent a ticket is, from the least.
    SeverityWord, "TicketSeverity": Severity::ALL.iter().map(|one| one.as_str());
    /// How far a ticket is.
    StatusWord, "TicketStatus": TicketStatus::ALL.iter().map(|one| one.as_str());
    /// How a ticket stands against a target.
    SlaWord, "SlaState": SlaState::ALL.iter().map(|one| one.as_str());
    /// How tickets that are asked for stand against a target: ok is on track, paused or met; breached is late or done late.
    SlaFilterWord, "SlaFilter": ["ok", "at_risk", "breached"];
    /// A doubt about how a ticket was closed.
    QualityWord, "TicketQuality": Quality::ALL.iter().map(|one| one.as_str());
    /// Whence a ticket came.
    SourceWord, "TicketSource": ["page", "import", "open311", "demo"];
    /// Who reads a note. internal: whoever works on tickets; public: ward councillors as well.
    VisibilityWord, "NoteVisibility": [Visibility::Internal, Visibility::Public].map(Visibility::as_str);
    /// Whether time counted, and if not, why.
    SegmentWord, "SegmentKind": SegmentKind::ALL.map(SegmentKind::as_str);
    /// What is done to many tickets.
    BulkActionWord, "BulkAction": ["assign", "status"];
    /// The age of open tickets, by days on the clock of the tenant's wall.
    AgeWord, "AgeBucket": ["0-1d", "1-3d", "3-7d", "7-30d", "30-90d", "90d+"];
    /// How long a point of a trend is, by the clock on the tenant's wall.
    TrendWord, "TrendBucket": ["day", "week", "month"];
}
