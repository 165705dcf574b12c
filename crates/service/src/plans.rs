//! The plan for a pair's first hundred days: as it follows from their result, or as people have changed it.

use crate::checks::Checks;
use crate::pair_documents::{self, DocumentVersion, Edit, Of, Seen};
use crate::results::PairRun;
use crate::transaction::started;
use crate::{Begun, Caller, Expected, Permission, Result, Service, Writing, paper, searches};
use report::PartnershipPlan;
use serde::{Deserialize, Serialize};
use store::pair_documents::Kind;
use store::{CandidateId, SearchId};
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
    /// Whether the search was computed anew since people changed the plan last.
    pub is_older: bool,
    /// The plan as Markdown.
    pub text: String,
}

fn of<'a>(search: &'a SearchId, candidate: &'a CandidateId) -> Of<'a> {
    Of { search, candidate, kind: Kind::Plan }
}

/// What a plan is written from where nobody has changed it.
struct Made {
    text: String,
    pair: PairRun,
}

async fn made(
    service: &Service,
    caller: (&Caller, Permission),
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Made> {
    let pair = PairRun::of(service, caller, search, candidate).await?;
    let written = move || Ok(Made { text: pair.plan()?.to_markdown(), pair });
    service.compute(written).await?
}

impl Made {
    fn plan(&self, seen: &Seen) -> PairPlan {
        let changed = seen.version.updated_at.as_ref();
        let is_older = changed.is_some_and(|changed| *changed < self.pair.computed_at);
        PairPlan {
            candidate_id: seen.candidate.id.clone(),
            name: seen.visibility.name(&seen.candidate).to_owned(),
            is_older: is_older && !seen.version.is_proposed,
            version: seen.version.clone(),
            text: seen.content().unwrap_or_else(|| self.text.clone()),
        }
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
    let made = made(service, (caller, Permission::SearchesRead), search, candidate).await?;
    Ok(made.plan(&Seen::read(service, caller, of(search, candidate)).await?))
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
    let written = move || report::plan_document(&PartnershipPlan::from_markdown(&plan.text));
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
    let pair = PairRun::of(service, (caller, Permission::SearchesRead), search, candidate).await?;
    let plan = get(service, caller, search, candidate).await?;
    let title = searches::get(service, caller, search).await?.title;
    let edition = paper::edition(title, format!("version {}", plan.version.revision), &plan.text);
    let whose = format!("{} and {}", pair.ceo(), plan.name);
    let made = PartnershipPlan::from_markdown(&plan.text);
    let written = report::plan_to_paper(&made, whose, &edition);
    paper::set(service, written.map_err(crate::Error::internal("laying out a plan for paper"))?).await
}

/// Keeps a plan as people have changed it.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
    input: PlanInput,
) -> Result<PairPlan> {
    let made = made(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let asked = (of(search, candidate), &input);
    let begun = service.write(caller, Permission::SearchesWrite, "plan.put", &asked).await?;
    let write = started!(begun);
    let text = input.text.replace("\r\n", "\n");
    let mut checks = Checks::default();
    checks.text("/text", &text, 1, MOST);
    checks.done()?;
    changed(write, of(search, candidate), (expected, Edit::Write(text)), &made).await
}

/// Lets the plan be as it follows from the result again.
#[crate::boxed]
pub async fn reset(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
) -> Result<PairPlan> {
    edited(service, caller, of(search, candidate), "plan.reset", (expected, Edit::Reset)).await
}

/// Undoes the last change of the plan.
#[crate::boxed]
pub async fn undo(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
) -> Result<PairPlan> {
    edited(service, caller, of(search, candidate), "plan.undo", (expected, Edit::Undo)).await
}

/// Does what needs nothing but the plan.
async fn edited(
    service: &Service,
    caller: &Caller,
    of: Of<'_>,
    action: &'static str,
    edit: (Expected, Edit),
) -> Result<PairPlan> {
    let made = made(service, (caller, Permission::SearchesWrite), of.search, of.candidate).await?;
    match service.write(caller, Permission::SearchesWrite, action, &of).await? {
        Begun::Replayed(answer) => Ok(answer),
        Begun::Started(write) => changed(write, of, edit, &made).await,
    }
}

async fn changed(
    mut write: Writing,
    of: Of<'_>,
    (expected, edit): (Expected, Edit),
    made: &Made,
) -> Result<PairPlan> {
    let seen = pair_documents::change(&mut write, of, expected, edit).await?;
    write.finish(of.candidate.as_str(), &["text"], made.plan(&seen)).await
}
