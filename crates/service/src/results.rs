//! What a run says, for those who may see it: names are put in as far as they may be shown.

use crate::runs::{Basis, Inputs, Kept, Shortlisted, documents, seen};
use crate::searches::visible;
use crate::sight::Sight;
use crate::{Actor, Caller, Error, Permission, Result, Service, frameworks};
use fit::{Comparison, Framework, Need};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::candidates::Candidate;
use store::{CandidateId, Connection, RunId, SearchId, Timestamp, candidates, people, runs};
use utoipa::ToSchema;

mod finalists;

pub use finalists::{Finalists, FinalistPair, PillarDifference, finalists};

/// The ranking of a search in brief.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shortlist {
    /// The run that it is of; null where nothing was computed yet.
    pub run_id: Option<RunId>,
    /// When it was computed.
    pub created_at: Option<Timestamp>,
    /// Whether anything that it rests on has changed since.
    pub is_outdated: bool,
    /// What has, in words.
    pub changes: Vec<String>,
    /// The candidates, best first.
    pub rows: Vec<ShortlistRow>,
}

/// A candidate in the shortlist.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShortlistRow {
    /// The name, or what stands in for it.
    pub name: String,
    /// Whether the panel looks at this one closely.
    pub is_finalist: bool,
    /// What was computed.
    #[serde(flatten)]
    pub result: Shortlisted,
}

/// The newest ranking of a search. A search of which nothing was computed yet has one without rows.
///
/// # Errors
/// Where there is no such search, or the caller has yet to judge.
pub async fn shortlist(service: &Service, caller: &Caller, search: &SearchId) -> Result<Shortlist> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let sight = Sight::of(connection, actor, &search).await?;
    sight.require_scores()?;
    let Some(run) = runs::find_newest(connection, &actor.org, &search.id).await? else {
        return Ok(Shortlist {
            run_id: None,
            created_at: None,
            is_outdated: false,
            changes: Vec::new(),
            rows: Vec::new(),
        });
    };
    let kept = runs::shortlist(connection, &actor.org, &run.id).await?.ok_or(Error::NotFound("run"))?;
    let kept: Kept = serde_json::from_str(&kept).map_err(unreadable)?;
    let there = candidates::list(connection, &actor.org, &search.id).await?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let ceo_revision = ceo.map_or(0, |ceo| ceo.revision);
    let now = Basis::of(connection, actor, &search, ceo_revision, &there).await?;
    let changes = kept.basis.changes(&now);
    let there: HashMap<&CandidateId, &Candidate> =
        there.iter().map(|candidate| (&candidate.id, candidate)).collect();
    let row = |result: Shortlisted| {
        let candidate = there.get(&result.candidate_id);
        ShortlistRow {
            name: candidate.map_or(result.label.as_str(), |candidate| sight.name(candidate)).to_owned(),
            is_finalist: candidate.is_some_and(|candidate| candidate.is_finalist),
            result,
        }
    };
    Ok(Shortlist {
        run_id: Some(run.id),
        created_at: Some(run.created_at),
        is_outdated: !changes.is_empty(),
        changes,
        rows: kept.rows.into_iter().map(row).collect(),
    })
}

/// The result of a run, in the format of the command line.
///
/// # Errors
/// Where there is no such run, or the caller has yet to judge.
pub async fn result(service: &Service, caller: &Caller, id: &RunId) -> Result<Comparison> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let (run, _, sight) = seen(connection, actor, id).await?;
    let documents = documents(connection, actor, id).await?;
    let names = Names::of(connection, actor, &run.search_id, sight).await?;
    let mut comparison: Comparison = serde_json::from_str(&documents.result).map_err(unreadable)?;
    names.put_into(&mut comparison);
    Ok(comparison)
}

/// What a CEO needs: gaps, the ideal counterpart and the kinds of COO, as the search stands now, in the format of the
/// command line.
///
/// # Errors
/// Where there is no such search.
pub async fn need(service: &Service, caller: &Caller, search: &SearchId) -> Result<Need> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let ceo = [search.ceo_id.clone()];
    let profiles = crate::profiles::load(connection, &actor.org, &ceo, &framework).await?;
    let criteria = crate::runs::criteria(connection, actor, &search, &framework).await?;
    drop(read);
    let ceo = profiles.into_iter().next().ok_or(Error::NotFound("person"))?;
    let need = service.compute(move || fit::assess_need(&framework, &ceo, &criteria)).await?;
    need.map_err(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::conflict("cannot_be_computed", told.join("; "))
    })
}

/// The report of a run as one HTML page that loads nothing. It is written from what the run kept, and nothing is
/// computed again.
///
/// # Errors
/// Where there is no such run, or the caller has yet to judge.
pub async fn report_html(service: &Service, caller: &Caller, id: &RunId) -> Result<String> {
    let parts = report_parts(service, caller, id).await?;
    let html = service
        .compute(move || {
            report::to_html(&report::Inputs {
                framework: &parts.framework,
                ceo: &parts.inputs.ceo,
                candidates: &parts.inputs.candidates,
                criteria: &parts.inputs.criteria,
                comparison: &parts.comparison,
                need: &parts.need,
            })
        })
        .await?;
    html.map_err(|error| Error::Internal(error.to_string()))
}

/// The report of a run as data.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportData {
    /// The verdict in a sentence.
    pub verdict: String,
    /// The CEO's name.
    pub ceo: String,
    /// The result, in the format of the command line.
    #[schema(value_type = Object)]
    pub result: Comparison,
    /// What the CEO needs.
    #[schema(value_type = Object)]
    pub need: Need,
}

/// The report of a run as data.
///
/// # Errors
/// Where there is no such run, or the caller has yet to judge.
pub async fn report_data(service: &Service, caller: &Caller, id: &RunId) -> Result<ReportData> {
    let parts = report_parts(service, caller, id).await?;
    Ok(ReportData {
        verdict: fit::verdict::Verdict::of(&parts.framework, &parts.comparison).sentence(),
        ceo: parts.inputs.ceo.name,
        result: parts.comparison,
        need: parts.need,
    })
}

/// All that a report is written from.
struct ReportParts {
    framework: Arc<Framework>,
    inputs: Inputs,
    comparison: Comparison,
    need: Need,
}

async fn report_parts(service: &Service, caller: &Caller, id: &RunId) -> Result<ReportParts> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let (run, search, sight) = seen(connection, actor, id).await?;
    let documents = documents(connection, actor, id).await?;
    let names = Names::of(connection, actor, &run.search_id, sight).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &run.framework_id).await?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    drop(read);
    let mut inputs = Inputs::of_json(&framework, &documents.inputs)?;
    let mut comparison: Comparison = serde_json::from_str(&documents.result).map_err(unreadable)?;
    let need: Need = serde_json::from_str(&documents.need).map_err(unreadable)?;
    names.put_into(&mut comparison);
    for candidate in &mut inputs.candidates {
        if let Some((name, headline)) = names.0.get(&candidate.id) {
            candidate.name.clone_from(name);
            candidate.headline.clone_from(headline);
        }
    }
    if let Some(ceo) = ceo {
        inputs.ceo.name = ceo.name;
        inputs.ceo.headline = ceo.headline;
    }
    Ok(ReportParts { framework, inputs, comparison, need })
}

/// What candidates are called, with what they do in a line, by id.
struct Names(BTreeMap<String, (String, String)>);

impl Names {
    async fn of(
        connection: &mut Connection,
        actor: &Actor,
        search: &SearchId,
        sight: Sight,
    ) -> Result<Self> {
        let there = candidates::list(connection, &actor.org, search).await?;
        let named = there.into_iter().map(|candidate| {
            let name = sight.name(&candidate).to_owned();
            let headline = if sight.shows_names { candidate.headline } else { String::new() };
            (candidate.id.to_string(), (name, headline))
        });
        Ok(Self(named.collect()))
    }

    fn put_into(&self, comparison: &mut Comparison) {
        for result in &mut comparison.results {
            if let Some((name, _)) = self.0.get(&result.id) {
                result.name.clone_from(name);
            }
        }
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::Internal(format!("a run cannot be read: {error}"))
}
