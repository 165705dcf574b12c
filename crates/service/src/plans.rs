//! The plan for a pair's first hundred days: as it follows from their result, or as people have changed it.

pub use crate::pair_documents::Edit;

use crate::checks::Checks;
use crate::pair_documents::{self, DocumentVersion, Draft, Seen};
use crate::results::{PairRun, wanted};
use crate::visibility::WITHHELD;
use crate::{Caller, Expected, Result, Service, paper, searches};
use report::PartnershipPlan;
use serde::{Deserialize, Serialize};
use store::pair_documents::Kind;
use store::{CandidateId, Connection, OrgId, SearchId};
use utoipa::ToSchema;

/// A plan has at most so many characters.
const MOST: usize = 100_000;

/// A plan as people have changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInput {
    /// The plan as Markdown: a title, sections, lists, boxes to tick. Anything else stays text.
    #[schema(min_length = 1, max_length = 100_000, pattern = r"\S")]
    pub text: String,
}

/// The plan of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PairPlan {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// What the candidate is called.
    pub name: String,
    /// Which version of it.
    #[serde(flatten)]
    pub version: DocumentVersion,
    /// Whether the search, its CEO or the candidate was changed since people changed the plan last.
    pub is_older: bool,
    /// The plan as Markdown.
    pub text: String,
}

/// The plan that follows from a pair's result.
struct PlanDraft {
    text: String,
    pair: PairRun,
}

impl Draft for PlanDraft {
    const KIND: Kind = Kind::Plan;
    const ACTIONS: [&'static str; 3] = ["plan.put", "plan.reset", "plan.undo"];
    const FIELDS: &'static [&'static str] = &["text"];
    type Input = PlanInput;
    type Shown = PairPlan;

    async fn of(service: &Service, pair: PairRun) -> Result<Self> {
        service.compute(move || Ok(Self { text: pair.plan()?.to_markdown(), pair })).await?
    }

    fn checked(&self, input: PlanInput) -> Result<String> {
        let text = input.text.replace("\r\n", "\n");
        let mut checks = Checks::default();
        checks.text("/text", &text, 1, MOST);
        checks.done()?;
        Ok(text)
    }

    fn with_withheld(written: String, before: Option<&str>) -> Result<String> {
        let is_withheld = written.trim() == WITHHELD;
        Ok(before.filter(|_| is_withheld).map_or(written, str::to_owned))
    }

    async fn shown(&self, _: &mut Connection, _: &OrgId, seen: &Seen) -> Result<PairPlan> {
        let changed = seen.version.updated_at.as_ref();
        let is_older = changed.is_some_and(|changed| *changed < self.pair.changed_at);
        Ok(PairPlan {
            candidate_id: seen.candidate.id.clone(),
            name: seen.visibility.name(&seen.candidate).to_owned(),
            is_older: is_older && !seen.version.is_proposed,
            version: seen.version.clone(),
            text: seen.content().map_or_else(|| self.text.clone(), |text| seen.written(text)),
        })
    }
}

/// The plan of a pair.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<PairPlan> {
    Ok(pair_documents::read::<PlanDraft>(service, caller, search, candidate).await?.2)
}

/// Writes the plan, lets it follow from the result again, or undoes the last change.
#[crate::boxed]
pub async fn edit(
    service: &Service,
    caller: &Caller,
    pair: (&SearchId, &CandidateId),
    expected: Expected,
    edit: Edit<PlanInput>,
) -> Result<PairPlan> {
    pair_documents::edit::<PlanDraft>(service, caller, pair, expected, edit).await
}

/// The plan of a pair as one HTML page that loads nothing, made for paper.
#[crate::boxed]
pub async fn document(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<String> {
    let plan = get(service, caller, search, candidate).await?;
    let wanted = wanted(&searches::get(service, caller, search).await?);
    let written = move || report::plan_document(&PartnershipPlan::from_markdown(&plan.text), &wanted);
    service.compute(written).await?.map_err(crate::Error::internal("laying out a plan"))
}

/// The plan of a pair as PDF.
#[crate::boxed]
pub async fn pdf(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Vec<u8>> {
    let (draft, _, plan) = pair_documents::read::<PlanDraft>(service, caller, search, candidate).await?;
    let search = searches::get(service, caller, search).await?;
    let wanted = wanted(&search);
    let edition = paper::edition(search.title, format!("version {}", plan.version.revision), &plan.text);
    let whose = format!("{} and {}", draft.pair.ceo(), plan.name);
    let made = PartnershipPlan::from_markdown(&plan.text);
    let written = report::plan_to_paper(&made, whose, &wanted, &edition);
    paper::set(service, written.map_err(crate::Error::internal("laying out a plan for paper"))?).await
}
