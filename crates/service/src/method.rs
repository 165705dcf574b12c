//! The method, followed through the worked example.

use crate::example::{CANDIDATES, CEO};
use crate::{Caller, Error, Permission, Result, Service, frameworks};
use fit::simulate::Draws;
use fit::{Criteria, Framework, assess_need, compare};
use intake::{Mode, read_person, read_pool};
use report::Markup;
use std::sync::OnceLock;

/// How the score is computed, for a board: one number from rating to rank, and what the rest rests on. It is the same for
/// everyone: the example, under the framework that comes with the program.
#[crate::boxed]
pub async fn guide(service: &Service, caller: &Caller) -> Result<Markup> {
    static GUIDE: OnceLock<Markup> = OnceLock::new();
    caller.actor.require(Permission::FrameworksRead)?;
    if let Some(guide) = GUIDE.get() {
        return Ok(guide.clone());
    }
    let guide = service.compute(|| written(&frameworks::shipped()?)).await??;
    Ok(GUIDE.get_or_init(|| guide).clone())
}

fn written(framework: &Framework) -> Result<Markup> {
    let unread = Error::internal("reading the worked example");
    let refused =
        |problems: Vec<fit::Problem>| Error::failed("computing the worked example", format!("{problems:?}"));
    let ceo = read_person(framework, "ceo.json", CEO.as_bytes()).map_err(unread)?;
    let pool = read_pool(framework, "candidates.json", CANDIDATES.as_bytes(), Mode::Strict);
    let candidates = pool.map_err(unread)?.profiles;
    let criteria = Criteria::default();
    let comparison = compare(framework, &ceo, &candidates, &criteria, Draws::default(), &|_, _| {});
    let comparison = comparison.map_err(refused)?;
    let need = assess_need(framework, &ceo, &criteria).map_err(refused)?;
    let inputs = report::Inputs {
        framework,
        ceo: &ceo,
        candidates: &candidates,
        criteria: &criteria,
        comparison: &comparison,
        need: &need,
        // Nobody was asked: they are invented.
        holders: &fit::Holders::default(),
        setting: &report::Setting::default(),
    };
    report::guide(&inputs).map_err(Error::internal("laying out the guide to the method"))
}
