//! What a run says, for those who may see it: names are put in as far as they may be shown.

mod beside;
mod finalists;
mod known;
mod moved;
mod pairs;
mod ranking;
mod report;

pub use beside::{Choice, Choices, Compared, Pair, choices, compared, pair};
pub use finalists::{FinalistPair, Finalists, PillarDifference, finalists};
pub(crate) use known::Knowledge;
pub use known::{MissingValue, Way};
pub(crate) use moved::{Move, between};
pub use moved::{Moved, moved};
pub(crate) use pairs::PairRun;
pub use ranking::{CriteriaInUse, Kind, Ranked, Ranking, Trial, ranking, sheet};
pub(crate) use report::unwritable;
pub use report::{ReportData, report_data, report_html, report_policy};

use crate::inputs::{Inputs, ScoreInput};
use crate::runs::{self, Basis, Kept, Shortlisted, seen};
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Caller, Error, Permission, Result, Service, frameworks, hash_secret, norms, profiles};
use ::report::{NeedSections, ReportError};
use fit::{Comparison, Criteria, Framework, Holders, Need, Profile};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::slice;
use std::sync::Arc;
use store::candidates::{self, Candidate};
use store::people::{self, Person};
use store::runs::RunDocuments;
use store::{CandidateId, NormId, PersonId, RunId, SearchId, Timestamp};
use utoipa::ToSchema;

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
#[crate::boxed]
pub async fn shortlist(service: &Service, caller: &Caller, search: &SearchId) -> Result<Shortlist> {
    let Some(Newest { run_id, created_at, rows, changes, there, visibility }) =
        newest(service, caller, search).await?
    else {
        return Ok(Shortlist {
            run_id: None,
            created_at: None,
            is_outdated: false,
            changes: Vec::new(),
            rows: Vec::new(),
        });
    };
    let there: HashMap<&CandidateId, &Candidate> =
        there.iter().map(|candidate| (&candidate.id, candidate)).collect();
    let row = |result: Shortlisted| {
        let candidate = there.get(&result.candidate_id);
        ShortlistRow {
            name: candidate.map_or(result.label.as_str(), |candidate| visibility.name(candidate)).to_owned(),
            is_finalist: candidate.is_some_and(|candidate| candidate.is_finalist),
            result,
        }
    };
    Ok(Shortlist {
        run_id: Some(run_id),
        created_at: Some(created_at),
        is_outdated: !changes.is_empty(),
        changes,
        rows: rows.into_iter().map(row).collect(),
    })
}

/// A brief of more finalists would be no brief.
const MOST_FINALISTS: usize = 5;

/// The newest run of a search, and what has changed since.
struct Newest {
    run_id: RunId,
    created_at: Timestamp,
    rows: Vec<Shortlisted>,
    changes: Vec<String>,
    there: Vec<Candidate>,
    visibility: Visibility,
}

/// The newest run of a search; none where nothing was computed yet.
async fn newest(service: &Service, caller: &Caller, search: &SearchId) -> Result<Option<Newest>> {
    newest_for(service, (caller, Permission::SearchesRead), search).await
}

/// The same for a caller who is to have another permission: whoever changes something reads what it follows from.
async fn newest_for(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    search: &SearchId,
) -> Result<Option<Newest>> {
    let mut read = service.read(caller, permission).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    let newest = store::runs::newest(connection, &actor.org, slice::from_ref(&search.id)).await?;
    let Some(run) = newest.into_iter().next() else { return Ok(None) };
    let Kept { basis, rows }: Kept = serde_json::from_str(&run.shortlist).map_err(unreadable)?;
    let there = candidates::list(connection, &actor.org, &search.id).await?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let ceo_revision = ceo.map_or(0, |ceo| ceo.revision);
    let now = Basis::of(connection, actor, &search, ceo_revision, &there).await?;
    let changes = basis.changes(&now);
    Ok(Some(Newest { run_id: run.id, created_at: run.created_at, rows, changes, there, visibility }))
}

/// The result of a run, as JSON in the format of the command line.
#[crate::boxed]
pub async fn result(service: &Service, caller: &Caller, id: &RunId) -> Result<String> {
    let stored = stored(service, caller, id).await?;
    let written = move || serde_json::to_string(&stored.comparison()).map_err(unreadable);
    service.compute(written).await?
}

/// What a CEO needs: gaps, the ideal counterpart and the kinds of COO, as the search stands now, in the format of the
/// command line.
#[crate::boxed]
pub async fn need(service: &Service, caller: &Caller, search: &SearchId) -> Result<Need> {
    let asking = Asking::of(service, caller, search).await?;
    service.compute(move || asking.need()).await?
}

/// The same, in parts for a page.
#[crate::boxed]
pub async fn need_sections(service: &Service, caller: &Caller, search: &SearchId) -> Result<NeedSections> {
    let asking = Asking::of(service, caller, search).await?;
    let written = move || {
        let need = asking.need()?;
        let Asking { framework, ceo, criteria } = &asking;
        ::report::need(&::report::NeedInputs { framework, ceo, criteria, need: &need }).map_err(unwritable)
    };
    service.compute(written).await?
}

/// A CEO and what a search asks for, as both stand now.
struct Asking {
    framework: Arc<Framework>,
    ceo: Profile,
    criteria: Criteria,
}

impl Asking {
    async fn of(service: &Service, caller: &Caller, search: &SearchId) -> Result<Self> {
        let mut read = service.read(caller, Permission::SearchesRead).await?;
        let (connection, actor) = read.with_actor();
        let search = visible(connection, actor, search).await?;
        let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
        let ceo = [search.ceo_id.clone()];
        let profiles = profiles::load(connection, &actor.org, &ceo, &framework).await?;
        let criteria = runs::criteria(service, connection, actor, &search, &framework).await?;
        let ceo = profiles.into_iter().next().ok_or(Error::NotFound("person"))?;
        Ok(Self { framework, ceo, criteria })
    }

    fn need(&self) -> Result<Need> {
        let need = fit::assess_need(&self.framework, &self.ceo, &self.criteria);
        need.map_err(|problems| runs::refused(&problems))
    }
}

/// A run as it is kept, read: candidates go by what stood in for their names. It never changes.
#[derive(Debug)]
pub(crate) struct ReadRun {
    inputs: Inputs,
    comparison: Comparison,
    need: Need,
    /// The CEO that it is for. The search may have another by now.
    ceo: PersonId,
}

/// A run as it is kept, with the names that may be shown.
pub(crate) struct Stored {
    id: RunId,
    search: SearchId,
    framework: Arc<Framework>,
    run: Arc<ReadRun>,
    /// What candidates are called, with what they do in a line, by id.
    names: HashMap<String, (String, String)>,
    /// The CEO, if still on file.
    ceo: Option<Person>,
    /// Who should hold which decision, where that was asked for.
    holders: Holders,
    /// What is written down about the search, and who its finalists are.
    setting: ::report::Setting,
}

pub(crate) async fn stored(service: &Service, caller: &Caller, id: &RunId) -> Result<Stored> {
    stored_for(service, (caller, Permission::SearchesRead), id).await
}

async fn stored_for(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    id: &RunId,
) -> Result<Stored> {
    let mut read = service.read(caller, permission).await?;
    let (connection, actor) = read.with_actor();
    let (run, _, visibility) = seen(connection, actor, id).await?;
    let there = candidates::list(connection, &actor.org, &run.search_id).await?;
    let names = names(&there, visibility);
    let search = visible(connection, actor, &run.search_id).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &run.framework_id).await?;
    let run = match service.runs().get(id.as_str()) {
        Some(run) => run,
        None => {
            let documents = runs::documents(connection, actor, id).await?;
            // Reading takes a while, in which nothing of the store is held.
            drop(read);
            let (mut run, norm) = ReadRun::of(service, documents, &framework).await?;
            read = service.read(caller, permission).await?;
            if let Some(norm) = norm {
                let (connection, org) = read.parts();
                run.inputs.criteria.norm =
                    Some(norms::load(service, connection, org, &norm, &framework).await?);
            }
            let run = Arc::new(run);
            service.runs().put(id.to_string(), run.comparison.results.len(), &run);
            run
        }
    };
    let (connection, actor) = read.with_actor();
    let ceo = people::find(connection, &actor.org, &run.ceo).await?;
    let is_finalist = |id: &str| there.iter().any(|one| one.is_finalist && one.id.as_str() == id);
    let results = run.comparison.results.iter().map(|result| &result.id);
    let setting = ::report::Setting {
        mandate: search.mandate,
        situation: search.context,
        finalists: results.filter(|id| is_finalist(id)).take(MOST_FINALISTS).cloned().collect(),
        panel: Vec::new(),
    };
    let (id, search, holders) = (id.clone(), search.id, Holders::default());
    Ok(Stored { id, search, framework, run, names, ceo, holders, setting })
}

/// The same, with what the people in it stated and signed about decisions, as it is now.
pub(crate) async fn with_holders(service: &Service, caller: &Caller, id: &RunId) -> Result<Stored> {
    with_holders_for(service, (caller, Permission::SearchesRead), id).await
}

async fn with_holders_for(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    id: &RunId,
) -> Result<Stored> {
    let mut stored = stored_for(service, (caller, permission), id).await?;
    let mut read = service.read(caller, permission).await?;
    let (connection, actor) = read.with_actor();
    let ceo = (&stored.run.ceo, stored.run.inputs.ceo.id.as_str());
    stored.holders =
        crate::decision_rights::holders(service, connection, &actor.org, &stored.search, ceo).await?;
    Ok(stored)
}

impl ReadRun {
    /// Reads it, all but its norm, which is on file.
    async fn of(
        service: &Service,
        documents: RunDocuments,
        framework: &Arc<Framework>,
    ) -> Result<(Self, Option<NormId>)> {
        let framework = Arc::clone(framework);
        let read = move || {
            let kept: Kept = serde_json::from_str(&documents.shortlist).map_err(unreadable)?;
            let input: ScoreInput = serde_json::from_str(&documents.inputs).map_err(unreadable)?;
            let inputs =
                Inputs::read(&framework, &input).map_err(Error::internal("reading the inputs of a run"))?;
            let read = Self {
                inputs,
                comparison: serde_json::from_str(&documents.result).map_err(unreadable)?,
                need: serde_json::from_str(&documents.need).map_err(unreadable)?,
                ceo: kept.basis.ceo().clone(),
            };
            Ok((read, input.norm_id))
        };
        service.compute(read).await?
    }
}

fn names(there: &[Candidate], visibility: Visibility) -> HashMap<String, (String, String)> {
    let named = there.iter().map(|candidate| {
        let headline = if visibility.shows_names { candidate.headline.clone() } else { String::new() };
        (candidate.id.to_string(), (visibility.name(candidate).to_owned(), headline))
    });
    named.collect()
}

impl Stored {
    /// The result, with names. Whoever is no candidate any more keeps what stood in for the name.
    fn comparison(&self) -> Comparison {
        let mut comparison = self.run.comparison.clone();
        for result in &mut comparison.results {
            if let Some((name, _)) = self.names.get(&result.id) {
                result.name.clone_from(name);
            }
        }
        comparison
    }

    /// What was computed, with names.
    fn inputs(&self) -> Inputs {
        let mut inputs = self.run.inputs.clone();
        for candidate in &mut inputs.candidates {
            if let Some((name, headline)) = self.names.get(&candidate.id) {
                candidate.name.clone_from(name);
                candidate.headline.clone_from(headline);
            }
        }
        if let Some(ceo) = &self.ceo {
            inputs.ceo.name.clone_from(&ceo.name);
            inputs.ceo.headline.clone_from(&ceo.headline);
        }
        inputs
    }

    /// Leaves candidates with what stands in for their names.
    pub(crate) fn forget_names(&mut self) {
        self.names.clear();
    }

    /// Whom the ids stand for.
    pub(crate) fn who(&self) -> BTreeMap<String, String> {
        let candidates = self.names.iter().map(|(id, (name, _))| (id.clone(), name.clone()));
        let ceo = self.ceo.iter().map(|ceo| ("ceo".to_owned(), ceo.name.clone()));
        candidates.chain(ceo).collect()
    }

    /// What a candidate of the run is called.
    pub(crate) fn name_of(&self, row: &Shortlisted) -> String {
        self.names.get(row.candidate_id.as_str()).map_or_else(|| row.label.clone(), |(name, _)| name.clone())
    }

    /// Something written from what was computed, with names.
    pub(crate) fn written<T>(
        &self,
        write: impl FnOnce(&::report::Inputs<'_>) -> std::result::Result<T, ReportError>,
    ) -> Result<T> {
        let (inputs, comparison) = (self.inputs(), self.comparison());
        self.written_of(&inputs, &comparison, write)
    }

    /// The same of inputs and a comparison that are not those of the run.
    fn written_of<T>(
        &self,
        inputs: &Inputs,
        comparison: &Comparison,
        write: impl FnOnce(&::report::Inputs<'_>) -> std::result::Result<T, ReportError>,
    ) -> Result<T> {
        let written = write(&::report::Inputs {
            framework: &self.framework,
            ceo: &inputs.ceo,
            candidates: &inputs.candidates,
            criteria: &inputs.criteria,
            comparison,
            need: &self.run.need,
            holders: &self.holders,
            setting: &self.setting,
        });
        written.map_err(unwritable)
    }

    /// What tells this from the same run under other names.
    fn name(&self) -> String {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort();
        let ceo = self.ceo.as_ref().map(|ceo| (&ceo.name, &ceo.headline));
        hash_secret(format!("{} {ceo:?} {names:?}", self.id))
    }
}

pub(crate) fn unreadable(error: serde_json::Error) -> Error {
    Error::failed("reading a run", error)
}
