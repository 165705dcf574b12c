//! A ranking of people who are not on file: nothing of it is kept.

use crate::inputs::Inputs;
use crate::{Caller, Error, Permission, Result, Service, frameworks, runs};
use fit::Comparison;

pub use crate::inputs::ScoreInput;

/// Scores and ranks by the shipped framework, and keeps nothing.
///
/// # Errors
/// Where the input will not do, told by its places.
pub async fn score(service: &Service, caller: &Caller, input: ScoreInput) -> Result<Comparison> {
    caller.actor.require(Permission::ScoreRun)?;
    service.compute(move || scored(&input)).await?
}

fn scored(input: &ScoreInput) -> Result<Comparison> {
    let internal = |problems: Vec<fit::Problem>| Error::Internal(format!("{problems:?}"));
    let framework = frameworks::shipped()?;
    let inputs = Inputs::read(&framework, input)?;
    if inputs.size() > runs::MOST_AT_ONCE {
        let most = runs::MOST_AT_ONCE;
        return Err(Error::invalid("/draws", format!("candidates times draws are at most {most} here")));
    }
    inputs.compare(&framework, &|_, _| {}).map_err(internal)
}
