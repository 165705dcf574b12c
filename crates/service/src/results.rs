//! What a run says, for those who may see it: names are put in as far as they may be shown.

mod beside;
mod current;
mod finalists;
mod known;
mod moved;
mod pairs;
mod ranking;
mod report;

pub use beside::{Choice, Choices, Compared, Pair, choices, compared, pair};
pub(crate) use current::{Current, current};
pub use finalists::{FinalistPair, Finalists, PillarDifference, finalists};
pub(crate) use known::Knowledge;
pub use known::{MissingValue, Way};
pub(crate) use moved::{Move, between};
pub(crate) use pairs::PairRun;
pub use ranking::{CriteriaInUse, Kind, Ranked, Ranking, Trial, ranking, sheet};
pub(crate) use report::unwritable;
pub use report::{ReportData, current_report_html, report_data, report_html, report_policy};

use crate::inputs::{Inputs, ScoreInput};
use crate::runs::{self, Kept, Results, Shortlisted, seen};
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Caller, Error, Permission, Result, Service, frameworks, hash_secret, norms, profiles};
use ::report::{NeedSections, PanelOpinion, ReportError};
use fit::{Comparison, Criteria, Framework, Holders, Need, Profile};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::candidates::{self, Candidate};
use store::people::{self, Person};
use store::runs::RunDocuments;
use store::searches::Search;
use store::{CandidateId, NormId, RunId, SearchId};
use utoipa::ToSchema;

/// The ranking of a search in brief.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shortlist {
    /// The run that keeps this ranking; null if nothing rests on it yet.
    pub run_id: Option<RunId>,
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

/// The ranking of a search as it is now. A search without candidates has one without rows.
#[crate::boxed]
pub async fn shortlist(service: &Service, caller: &Caller, search: &SearchId) -> Result<Shortlist> {
    let found = current(service, (caller, Permission::SearchesRead), search).await?;
    let Some(Current { stored, there, visibility }) = found else {
        return Ok(Shortlist { run_id: None, rows: Vec::new() });
    };
    let there: HashMap<&CandidateId, &Candidate> =
        there.iter().map(|candidate| (&candidate.id, candidate)).collect();
    let row = |result: &Shortlisted| {
        let candidate = there.get(&result.candidate_id);
        ShortlistRow {
            name: candidate.map_or(result.label.as_str(), |candidate| visibility.name(candidate)).to_owned(),
            is_finalist: candidate.is_some_and(|candidate| candidate.is_finalist),
            result: result.clone(),
        }
    };
    Ok(Shortlist { rows: stored.run.rows.iter().map(row).collect(), run_id: stored.run_id })
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

/// Results with the names that may be shown.
pub(crate) struct Stored {
    /// The run that keeps them; none if nothing rests on them yet.
    run_id: Option<RunId>,
    /// What names the results: the run's id, or a hash of what they follow from.
    key: String,
    search: SearchId,
    framework: Arc<Framework>,
    run: Arc<Results>,
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
            let (mut run, norm) = read_run(service, documents, &framework).await?;
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
    let ceo = people::find(connection, &actor.org, run.basis.ceo()).await?;
    let (run_id, key, holders) = (Some(id.clone()), id.to_string(), Holders::default());
    let panel = crate::judgements::opinions(connection, &actor.org, &search.id).await?;
    let setting = setting(&search, &there, &run, panel);
    Ok(Stored { run_id, key, search: search.id, framework, run, names, ceo, holders, setting })
}

/// The same, with what the people in it stated and signed about decisions, as it is now.
pub(crate) async fn with_holders(service: &Service, caller: &Caller, id: &RunId) -> Result<Stored> {
    with_holders_for(service, (caller, Permission::SearchesRead), id).await
}

async fn with_holders_for(service: &Service, who: (&Caller, Permission), id: &RunId) -> Result<Stored> {
    stored_for(service, who, id).await?.asking_holders(service, who).await
}

/// Reads a run, all but its norm, which is stored by itself.
async fn read_run(
    service: &Service,
    documents: RunDocuments,
    framework: &Arc<Framework>,
) -> Result<(Results, Option<NormId>)> {
    let framework = Arc::clone(framework);
    let read = move || {
        let Kept { basis, rows }: Kept = serde_json::from_str(&documents.shortlist).map_err(unreadable)?;
        let input: ScoreInput = serde_json::from_str(&documents.inputs).map_err(unreadable)?;
        let inputs =
            Inputs::read(&framework, &input).map_err(Error::internal("reading the inputs of a run"))?;
        let comparison = serde_json::from_str(&documents.result).map_err(unreadable)?;
        let need = serde_json::from_str(&documents.need).map_err(unreadable)?;
        Ok((Results { inputs, comparison, need, rows, basis }, input.norm_id))
    };
    service.compute(read).await?
}

/// A brief of more finalists would be no brief.
const MOST_FINALISTS: usize = 5;

/// What is written down about a search, with its finalists, best first, and what the panel thinks of them.
fn setting(
    search: &Search,
    there: &[Candidate],
    run: &Results,
    panel: Vec<PanelOpinion>,
) -> ::report::Setting {
    let is_finalist = |id: &str| there.iter().any(|one| one.is_finalist && one.id.as_str() == id);
    let results = run.comparison.results.iter().map(|result| &result.id);
    ::report::Setting {
        finalists: results.filter(|id| is_finalist(id)).take(MOST_FINALISTS).cloned().collect(),
        panel,
        ..wanted(search)
    }
}

/// What is written down about a search, without its finalists.
pub(crate) fn wanted(search: &Search) -> ::report::Setting {
    ::report::Setting {
        mandate: search.mandate.clone(),
        situation: search.context.clone(),
        ..::report::Setting::default()
    }
}

/// What candidates are called, with what they do in a line, by id.
fn names(there: &[Candidate], visibility: Visibility) -> HashMap<String, (String, String)> {
    let named = there.iter().map(|candidate| {
        let headline = if visibility.shows_names { candidate.headline.clone() } else { String::new() };
        (candidate.id.to_string(), (visibility.name(candidate).to_owned(), headline))
    });
    named.collect()
}

impl Stored {
    /// The run that keeps these results.
    pub(crate) fn run_id(&self) -> Option<&RunId> {
        self.run_id.as_ref()
    }

    /// The framework that they rest on.
    pub(crate) fn framework(&self) -> &Framework {
        &self.framework
    }

    /// What was computed, without names.
    pub(crate) fn results(&self) -> &Results {
        &self.run
    }

    /// The same, with what the people in it stated and signed about decisions, as it is now.
    async fn asking_holders(
        mut self,
        service: &Service,
        (caller, permission): (&Caller, Permission),
    ) -> Result<Self> {
        let mut read = service.read(caller, permission).await?;
        let (connection, actor) = read.with_actor();
        let ceo = (self.run.basis.ceo(), self.run.inputs.ceo.id.as_str());
        self.holders =
            crate::decision_rights::holders(service, connection, &actor.org, &self.search, ceo).await?;
        Ok(self)
    }

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
        self.name_by_id(row.candidate_id.as_str(), &row.label)
    }

    /// What the candidate with an id is called, or else what stands in for the name.
    pub(crate) fn name_by_id(&self, id: &str, label: &str) -> String {
        self.names.get(id).map_or_else(|| label.to_owned(), |(name, _)| name.clone())
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

    /// What tells this from the same results under other names.
    fn name(&self) -> String {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort();
        let ceo = self.ceo.as_ref().map(|ceo| (&ceo.name, &ceo.headline));
        hash_secret(format!("{} {ceo:?} {names:?}", self.key))
    }
}

pub(crate) fn unreadable(error: serde_json::Error) -> Error {
    Error::failed("reading a run", error)
}
