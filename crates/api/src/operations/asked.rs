//! Which tickets figures are asked of: `from`, `to` and `ward_id`, as the list of tickets has them.

use watchroom_domain::WardId;
use watchroom_store::desk::operations::FiguresAsked;

use crate::extract::Parameters;
use crate::problem::Problem;

/// Wards that a request may name: more than any municipality has.
const MOST_WARDS: usize = 500;

/// Reads what is asked; wards in one order, so that the same question has one form.
pub(crate) fn asked(parameters: &Parameters) -> Result<FiguresAsked, Problem> {
    let (from, to) = (parameters.moment("from")?, parameters.moment("to")?);
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(Problem::bad_request(
            "bad_date",
            "This is no range of time",
            format!("from, to: {to} does not come after {from}."),
            "Write both like 2026-03-08T09:00:00Z; the end comes after the start.",
        ));
    }
    let named = parameters.texts("ward_id");
    if named.len() > MOST_WARDS || named.iter().any(|ward| ward.contains('\0') || ward.len() > 64) {
        return Err(Problem::bad_request(
            "bad_ward",
            "These are no wards",
            format!("ward_id: up to {MOST_WARDS} ids of up to 64 characters, and no NUL."),
            "Take ids from GET /api/v1/service-desk; ward_id= without a value is for tickets without a ward.",
        ));
    }
    let mut wards: Vec<Option<WardId>> =
        named.into_iter().map(|ward| Some(ward).filter(|ward| !ward.is_empty()).map(WardId::new)).collect();
    wards.sort_by(|a, b| a.as_ref().map(WardId::as_str).cmp(&b.as_ref().map(WardId::as_str)));
    wards.dedup();
    Ok(FiguresAsked { from, to, wards })
}
