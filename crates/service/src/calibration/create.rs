//! Asking for a calibration, and computing it: long work, which a worker does.

use super::cases::{CaseKept, PastCase, facet_weights, gather};
use super::{CalibrationInput, Features, Learnt, unreadable};
use crate::inputs::MOST_SEED;
use crate::jobs::{Halt, Task, enqueue};
use crate::transaction::started;
use crate::{Caller, Code, Error, Permission, Result, Service, frameworks};
use fit::Framework;
use fit::compare::Named;
use fit::learning::{FacetSurface, PastPair, case_of, facet_surface, learn};
use fit::score::Scale;
use stats::learning::{Case, Effort, OutcomeKind};
use std::sync::Arc;
use store::calibrations::{self, Calibration};
use store::jobs::{Job, JobKind};
use store::outcomes::Placement as Placed;
use store::versioned_documents::{self, FrameworkVersion};
use store::{Day, FrameworkId};

const ACTION: &str = "calibration.create";

/// Leaves a calibration to a worker.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: CalibrationInput) -> Result<Job> {
    let mut write = started!(service.write(caller, Permission::OutcomesWrite, ACTION, &input).await?);
    if input.seed.is_some_and(|seed| seed > MOST_SEED) {
        return Err(Error::invalid("/seed", format!("give a number from 0 to {MOST_SEED}")));
    }
    // What chance chose holds for every attempt of the job.
    let seed = input.seed.unwrap_or_else(|| u64::from_be_bytes(service.surroundings().bytes()) & MOST_SEED);
    let (connection, org) = write.parts();
    let framework = match input.framework_id.clone() {
        Some(id) => versioned_documents::find::<FrameworkVersion>(connection, org, &id)
            .await?
            .ok_or_else(|| Error::invalid("/framework_id", "there is no such framework"))?,
        None => frameworks::default_of(connection, org).await?,
    };
    let fixed = CalibrationInput { framework_id: Some(framework.id.clone()), seed: Some(seed), ..input };
    let payload = serde_json::to_string(&fixed).map_err(unreadable)?;
    let job = enqueue(service, &mut write, JobKind::Calibration, framework.id.as_str(), payload, 0).await?;
    let answer = write.finish(framework.id.as_str(), &["job"], job).await?;
    service.new_jobs().notify_waiters();
    Ok(answer)
}

/// Does a job that [`create`] left to be done.
pub(crate) async fn work(task: &Task<'_>) -> std::result::Result<(), Halt> {
    let service = task.service;
    let input: CalibrationInput = serde_json::from_str(&task.job.payload).map_err(unreadable)?;
    let caller = task.caller().await?;
    let id: FrameworkId = task.job.subject_id.parse().map_err(|_| Error::NotFound("framework"))?;
    let framework = {
        let mut read = service.read(&caller, Permission::OutcomesRead).await?;
        let (connection, org) = read.parts();
        frameworks::load(service, connection, org, &id).await?.1
    };
    let past = gather(service, &caller).await?;
    let (features, seed) = (input.features.unwrap_or(Features::Pillars), input.seed.unwrap_or_default());
    let looked = Looked { framework, input, features, seed };
    let (looked, computed) = service
        .compute_for_job(move |_| {
            let computed = looked.compute(&past);
            (looked, computed)
        })
        .await?;
    let (learnt, cases) = computed?;
    let mut write = task.begin(&caller, Permission::OutcomesWrite, ACTION).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let calibration = Calibration {
        id: service.surroundings().id(),
        framework_id: id,
        outcome: looked.input.outcome.name().to_owned(),
        features: features.name().to_owned(),
        seed: seed.to_string(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        n_used: i64::try_from(learnt.found.n).unwrap_or(i64::MAX),
        is_proposal: i64::from(learnt.found.proposed.is_some()),
        created_by: actor.user.clone(),
        created_at: now,
        adopted_as: None,
        adopted_by: None,
        adopted_at: None,
        adopted_reason: None,
    };
    let documents = [serde_json::to_string(&learnt), serde_json::to_string(&cases)];
    let [result, cases] = documents.map(|text| text.map_err(unreadable));
    calibrations::insert(connection, &actor.org, &calibration, (&result?, &cases?)).await?;
    let subject = calibration.id.to_string();
    task.complete(write, (&subject, &["calibration"]), &subject, ()).await
}

/// What is looked at.
struct Looked {
    framework: Arc<Framework>,
    input: CalibrationInput,
    features: Features,
    seed: u64,
}

impl Looked {
    fn compute(&self, past: &[PastCase]) -> Result<(Learnt, Vec<CaseKept>)> {
        let (names, in_force) = self.weights();
        let (ours, others): (Vec<&PastCase>, Vec<&PastCase>) =
            past.iter().partition(|case| case.placement.framework == self.framework.id);
        let kept: Vec<CaseKept> = ours.iter().map(|case| self.kept(&names, case)).collect();
        let cases: Vec<Case> = kept.iter().map(|case| self.case(case)).collect();
        let labels: Vec<String> = ours.iter().map(|case| label(case)).collect();
        let kind = if self.input.outcome.is_yes_no() { OutcomeKind::YesNo } else { OutcomeKind::Scale };
        let found = learn((&names, &in_force), (&labels, &cases), kind, Effort::default(), self.seed);
        let mut found = found.map_err(|error| {
            Error::conflict(Code::NotLearnt, format!("nothing could be learnt from these cases: {error}"))
        })?;
        found.n_cases += others.len();
        found.excluded.extend(others.iter().map(|case| fit::learning::Left {
            case: label(case),
            why: format!("it was computed by another framework, {}", case.placement.framework),
        }));
        Ok((Learnt { found, surfaces: self.surfaces(&ours) }, kept))
    }

    /// What has weights, and the weights in force.
    fn weights(&self) -> (Vec<String>, Vec<f64>) {
        let framework = &self.framework;
        match self.features {
            Features::Pillars => {
                framework.pillars.iter().map(|pillar| (pillar.id.clone(), pillar.weight)).unzip()
            }
            Features::Facets => {
                let ids = framework.facets.iter().map(|facet| facet.id.clone());
                (ids.collect(), facet_weights(framework))
            }
        }
    }

    fn kept(&self, names: &[String], case: &PastCase) -> CaseKept {
        let feature = |name: &String| {
            let scored = case.scored.as_ref()?;
            match self.features {
                Features::Pillars => scored.pillar(name),
                Features::Facets => scored.facet(name).map(|facet| facet.fit),
            }
        };
        let Placed { decision_id, search_id, run_id, decided_at, .. } = case.placement.clone();
        CaseKept {
            decision_id,
            search_id,
            run_id,
            decided_on: Day::of(&decided_at),
            outcome: self.input.outcome.of(&case.standing),
            features: Named(names.iter().map(|name| (name.clone(), feature(name))).collect()),
        }
    }

    /// The case as the arithmetic reads it: pillars at their places on the scale of the score.
    fn case(&self, kept: &CaseKept) -> Case {
        let values: Vec<Option<f64>> = kept.features.0.iter().map(|(_, value)| *value).collect();
        match self.features {
            Features::Pillars => case_of(Scale::new(self.framework.balance), &values, kept.outcome),
            Features::Facets => Case { features: values, outcome: kept.outcome },
        }
    }

    fn surfaces(&self, cases: &[&PastCase]) -> Vec<FacetSurface> {
        let surface = |facet: &fit::framework::Facet| {
            let pair = |case: &&PastCase| -> Option<PastPair> {
                let scored = case.scored.as_ref()?.facet(&facet.id)?;
                let outcome = self.input.outcome.of(&case.standing)?;
                Some([scored.ceo / 100.0, scored.coo / 100.0, outcome])
            };
            let pairs: Vec<PastPair> = cases.iter().filter_map(pair).collect();
            facet_surface(&self.framework, facet, &pairs)
        };
        self.framework.facets.iter().map(surface).collect()
    }
}

/// What a case is called: the search's title would say more, and may say whose it is.
fn label(case: &PastCase) -> String {
    case.placement.search_id.to_string()
}
