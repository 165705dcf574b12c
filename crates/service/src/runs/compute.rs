//! From what was gathered to a run's documents. Nothing here waits for anything.

use super::basis::{Kept, Shortlisted};
use super::gather::Gathered;
use crate::results::Knowledge;
use crate::{Code, Error, Result};
use fit::{Comparison, assess_need};
use serde::Serialize;
use store::runs::RunDocuments;
use store::{CandidateId, FrameworkId, SearchId};

/// A run, about to be saved.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) search_id: SearchId,
    pub(super) framework_id: FrameworkId,
    pub(super) candidates: Vec<CandidateId>,
    pub(super) weights: String,
    pub(super) comparison: Comparison,
    pub(super) documents: RunDocuments,
}

pub(super) fn compute(gathered: Gathered, tell: &(dyn Fn(u64, u64) + Sync)) -> Result<Computed> {
    let Gathered { search_id, framework_id, framework, inputs, ids, basis } = gathered;
    let comparison = inputs.compare(&framework, tell).map_err(|problems| refused(&problems))?;
    let need = assess_need(&framework, &inputs.ceo, &inputs.criteria);
    let need = need.map_err(|problems| refused(&problems))?;
    let known = Knowledge::of(&framework, &inputs)?;
    let rows = comparison.results.iter().map(|result| Shortlisted::of(result, &known));
    let rows = rows.collect::<Result<_>>()?;
    let documents = RunDocuments {
        inputs: json(&inputs.write()?)?,
        result: json(&comparison)?,
        need: json(&need)?,
        shortlist: json(&Kept { basis, rows })?,
    };
    Ok(Computed {
        search_id,
        framework_id,
        candidates: ids,
        weights: json(&comparison.weights)?,
        comparison,
        documents,
    })
}

/// What a search asks for does not go together, such as weights with another framework.
pub(crate) fn refused(problems: &[fit::Problem]) -> Error {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Error::conflict(Code::CannotBeComputed, told.join("; "))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal("writing a run"))
}
