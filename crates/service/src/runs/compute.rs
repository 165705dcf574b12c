//! From what was gathered to results. Nothing here waits for anything.

use super::basis::{Basis, Kept, Shortlisted};
use super::gather::Gathered;
use crate::inputs::Inputs;
use crate::results::Knowledge;
use crate::{Code, Error, Result};
use fit::{Comparison, Need, assess_need};
use serde::Serialize;
use store::runs::RunDocuments;

/// The results of a search with all that they rest on. They never change, and candidates go by what stands in for their
/// names.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) inputs: Inputs,
    pub(crate) comparison: Comparison,
    pub(crate) need: Need,
    pub(crate) rows: Vec<Shortlisted>,
    pub(crate) basis: Basis,
}

impl Results {
    /// As a run keeps them.
    pub(super) fn documents(&self) -> Result<RunDocuments> {
        Ok(RunDocuments {
            inputs: json(&self.inputs.write()?)?,
            result: json(&self.comparison)?,
            need: json(&self.need)?,
            shortlist: json(&Kept { basis: self.basis.clone(), rows: self.rows.clone() })?,
        })
    }
}

pub(crate) fn compute(gathered: Gathered, tell: &(dyn Fn(u64, u64) + Sync)) -> Result<Results> {
    let Gathered { framework, inputs, basis } = gathered;
    let comparison = inputs.compare(&framework, tell).map_err(|problems| refused(&problems))?;
    let need = assess_need(&framework, &inputs.ceo, &inputs.criteria);
    let need = need.map_err(|problems| refused(&problems))?;
    let known = Knowledge::of(&framework, &inputs)?;
    let rows = comparison.results.iter().map(|result| Shortlisted::of(result, &known));
    let rows = rows.collect::<Result<_>>()?;
    Ok(Results { inputs, comparison, need, rows, basis })
}

/// What a search asks for does not go together, such as weights with another framework.
pub(crate) fn refused(problems: &[fit::Problem]) -> Error {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Error::conflict(Code::CannotBeComputed, told.join("; "))
}

pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal("writing a run"))
}
