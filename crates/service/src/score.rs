//! A ranking of people who are not on file: nothing of it is kept.

use crate::computing::Waited;
use crate::inputs::Inputs;
use crate::{Caller, Error, Permission, Result, Service, frameworks, norms, runs};
use fit::norm::OwnNorm;
use fit::{Comparison, Framework};
use std::sync::Arc;

pub use crate::inputs::ScoreInput;

/// Scores and ranks by the shipped framework, and keeps nothing.
#[crate::boxed]
pub async fn score(service: &Service, caller: &Caller, input: ScoreInput) -> Result<Comparison> {
    let framework = frameworks::shipped()?;
    let mut read = service.read(caller, Permission::ScoreRun).await?;
    let (connection, org) = read.parts();
    let norm = match &input.norm_id {
        Some(id) => Some(norms::load(service, connection, org, id, &framework).await?),
        None => None,
    };
    drop(read);
    let work = move |waited: &Waited| scored(&framework, &input, norm, &|_, _| waited.or_stop());
    service.compute_for(caller, work).await?
}

fn scored(
    framework: &Framework,
    input: &ScoreInput,
    norm: Option<Arc<OwnNorm>>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Comparison> {
    let internal = |problems: Vec<fit::Problem>| Error::failed("scoring", format!("{problems:?}"));
    let mut inputs = Inputs::read(framework, input)?;
    inputs.criteria.norm = norm;
    if inputs.size() > runs::MOST_AT_ONCE {
        let most = runs::MOST_AT_ONCE;
        return Err(Error::invalid("/draws", format!("candidates times draws are at most {most} here")));
    }
    inputs.compare(framework, tell).map_err(internal)
}
