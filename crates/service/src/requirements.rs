//! What a search requires outside the score: met, partly met, not met or unknown for each candidate, with the evidence
//! and who asks. No score follows from any of it.

use crate::candidate_records::{Access, Seen, name_of};
use crate::checks::Checks;
use crate::line::{Line, Rater};
use crate::searches::{held, refuse_closed, visible};
use crate::stages::{MOST_ITEMS, Title, key_of, read_items, written};
use crate::transaction::started;
use crate::{Actor, Caller, Error, Expected, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use store::notes::Audience;
use store::requirements::{self, Finding, RequirementState};
use store::{CandidateId, Connection, OrgId, SearchId, Timestamp, candidates};
use utoipa::ToSchema;

/// What is to be asked.
pub type Question = Line<0, 500>;

/// Evidence has at most so many characters.
const MOST_EVIDENCE: usize = 2_000;

/// A requirement of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Requirement {
    /// What it is known by.
    #[schema(example = "notice")]
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What is to be asked; may be empty.
    pub question: String,
}

/// The requirements of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequirementList {
    /// In order.
    pub requirements: Vec<Requirement>,
    /// The number of this version; 0 for the built-in requirements.
    pub revision: i64,
}

/// A requirement as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementInput {
    /// The key of a requirement that is kept; none for a new one.
    #[serde(default)]
    pub key: Option<String>,
    /// What it is called.
    #[schema(value_type = Title)]
    pub title: String,
    /// What is to be asked.
    #[serde(default)]
    #[schema(value_type = Question)]
    pub question: String,
}

/// The requirements as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementListInput {
    /// In order.
    #[schema(max_items = 30)]
    pub requirements: Vec<RequirementInput>,
}

/// What every board asks, unless a search has its own list. Neither years nor employers' names are asked for: they stand
/// for age and origin more than for what somebody can do.
fn built_in() -> Vec<Requirement> {
    let requirement = |(key, title, question): (&str, &str, &str)| Requirement {
        key: key.to_owned(),
        title: title.to_owned(),
        question: question.to_owned(),
    };
    let requirements = [
        (
            "scope",
            "Scope at this stage",
            "What is the largest scope you have answered for, beside what this company will be in three years?",
        ),
        ("availability", "Availability", "From when could you do this full time?"),
        ("notice", "Notice", "What notice do you have to give, and can it be shortened?"),
        ("place", "Place", "Where would you work, and how often would you be on site?"),
        (
            "non_compete",
            "Non-compete",
            "What keeps you from working for us, our customers or our suppliers, and until when?",
        ),
        (
            "conflicts",
            "Conflicts of interest",
            "Which mandates, holdings or ties could conflict with this role?",
        ),
        (
            "fit_and_proper",
            "Fit and proper",
            "Is there anything that a regulator, a bank or a customer would have to be told?",
        ),
        (
            "reference",
            "Reference from the last superior",
            "May we speak with the person you last reported to?",
        ),
    ];
    requirements.map(requirement).into()
}

async fn known(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<RequirementList> {
    Ok(match requirements::list(connection, org, search).await? {
        None => RequirementList { requirements: built_in(), revision: 0 },
        Some(list) => RequirementList { requirements: read_items(&list)?, revision: list.revision },
    })
}

/// The requirements of a search.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<RequirementList> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    known(connection, &actor.org, &search.id).await
}

/// Changes the requirements of a search. What was found about one that is removed is kept, and shown no more.
#[crate::boxed]
pub async fn put_list(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    expected: Expected,
    input: RequirementListInput,
) -> Result<RequirementList> {
    let asked = (search, &input);
    let begun = service.write(caller, Permission::SearchesWrite, "requirements.put", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    refuse_closed(&search)?;
    let there = known(connection, &actor.org, &search.id).await?;
    expected.check(there.revision)?;
    let mut checks = Checks::default();
    let is_short = input.requirements.len() <= MOST_ITEMS;
    checks.require(is_short, "/requirements", &format!("give at most {MOST_ITEMS} requirements"));
    let mut made: Vec<Requirement> = Vec::new();
    for (index, requirement) in input.requirements.iter().enumerate() {
        let at = |field: &str| format!("/requirements/{index}/{field}");
        let title = Title::checked(&mut checks, &at("title"), &requirement.title);
        let is_new = made.iter().all(|other| other.title.to_lowercase() != title.to_lowercase());
        checks.require(is_new, &at("title"), "another requirement has this name");
        let question = Question::checked(&mut checks, &at("question"), &requirement.question);
        let is_known = |key: &str| {
            there.requirements.iter().any(|known| known.key == key)
                && made.iter().all(|other| other.key != key)
        };
        let key = key_of(service, requirement.key.as_deref(), is_known);
        made.push(Requirement { key, title, question });
    }
    checks.done()?;
    let list = RequirementList { requirements: made, revision: there.revision + 1 };
    let row = written(&list.requirements, list.revision)?;
    if !requirements::put_list(connection, &actor.org, &search.id, &row, &now).await? {
        return Err(Error::Stale);
    }
    write.finish(search.id.as_str(), &["requirements"], list).await
}

/// Whether a candidate meets a requirement, as far as the one who asks may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RequirementFinding)]
pub struct ShownFinding {
    /// The requirement.
    pub requirement: Requirement,
    /// Whether it is met.
    pub state: RequirementState,
    /// What that rests on; null if nothing is known, or it is not for the one who asks.
    pub evidence: Option<String>,
    /// Who is to ask, or asked.
    pub asked_by: Option<String>,
    /// Whether there is a text that is withheld because the search is blind.
    pub is_withheld: bool,
    /// The number of this version; 0 if nobody has said anything yet.
    pub revision: i64,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// By whom.
    pub updated_by: Option<String>,
}

/// What is found about a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingInput {
    /// Whether it is met.
    pub state: RequirementState,
    /// What that rests on.
    #[serde(default)]
    #[schema(max_length = 2_000, pattern = r"^[^\x00]*$")]
    pub evidence: String,
    /// Who is to ask, or asked.
    #[serde(default)]
    #[schema(value_type = Rater)]
    pub asked_by: String,
}

/// How many requirements a candidate meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequirementCounts {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// Met.
    pub met: usize,
    /// In part.
    pub partly: usize,
    /// Not met.
    pub not_met: usize,
    /// Not known yet.
    pub unknown: usize,
}

pub(crate) async fn of(connection: &mut Connection, actor: &Actor, seen: &Seen) -> Result<Vec<ShownFinding>> {
    let list = known(connection, &actor.org, &seen.candidate.search_id).await?;
    let found = requirements::findings(connection, &actor.org, &seen.candidate.id).await?;
    let access = seen.access(actor, Audience::Panel, None);
    let mut shown = Vec::new();
    for requirement in list.requirements {
        let row = found.iter().find(|finding| finding.requirement == requirement.key);
        let read =
            |text: Option<&String>| text.filter(|text| !text.is_empty() && access == Access::Open).cloned();
        let is_text = row.is_some_and(|row| !row.evidence.is_empty() || !row.asked_by.is_empty());
        let updated_by = match row {
            Some(row) => name_of(connection, &actor.org, &row.updated_by).await?,
            None => None,
        };
        shown.push(ShownFinding {
            state: row.map_or(RequirementState::Unknown, |row| row.state),
            evidence: read(row.map(|row| &row.evidence)),
            asked_by: read(row.map(|row| &row.asked_by)),
            is_withheld: is_text && access == Access::Withheld,
            revision: row.map_or(0, |row| row.revision),
            updated_at: row.map(|row| row.updated_at.clone()),
            updated_by,
            requirement,
        });
    }
    Ok(shown)
}

/// The requirements of a search with what was found of a candidate.
#[crate::boxed]
pub async fn findings(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Listed<ShownFinding>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    Ok(Listed::whole(of(connection, actor, &seen).await?))
}

/// How many requirements each candidate of a search meets, in the order in which they were added.
#[crate::boxed]
pub async fn counts(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
) -> Result<Listed<RequirementCounts>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let list = known(connection, &actor.org, &search.id).await?;
    let found = requirements::of_search(connection, &actor.org, &search.id).await?;
    let counted = |candidate: candidates::Candidate| {
        let states: Vec<RequirementState> = found
            .iter()
            .filter(|finding| finding.candidate_id == candidate.id)
            .filter(|finding| list.requirements.iter().any(|known| known.key == finding.requirement))
            .map(|finding| finding.state)
            .collect();
        let n = |state| states.iter().filter(|known| **known == state).count();
        let (met, partly, not_met) =
            (n(RequirementState::Met), n(RequirementState::Partly), n(RequirementState::NotMet));
        let unknown = list.requirements.len() - met - partly - not_met;
        RequirementCounts { candidate_id: candidate.id, met, partly, not_met, unknown }
    };
    let candidates = candidates::list(connection, &actor.org, &search.id).await?;
    Ok(Listed::whole(candidates.into_iter().map(counted).collect()))
}

/// Says whether a candidate meets a requirement.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    key: &str,
    expected: Expected,
    input: FindingInput,
) -> Result<ShownFinding> {
    let asked = (search, candidate, key, &input);
    let begun = service.write(caller, Permission::SearchesWrite, "requirement.put", &asked).await?;
    let mut write = started!(begun);
    let seen = Seen::hold(&mut write, search, candidate).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let list = known(connection, &actor.org, &seen.candidate.search_id).await?;
    if list.requirements.iter().all(|known| known.key != key) {
        return Err(Error::NotFound("requirement"));
    }
    let there = requirements::findings(connection, &actor.org, candidate).await?;
    let revision = there.iter().find(|finding| finding.requirement == key).map_or(0, |there| there.revision);
    expected.check(revision)?;
    let mut checks = Checks::default();
    let evidence = input.evidence.trim().replace("\r\n", "\n");
    checks.text("/evidence", &evidence, 0, MOST_EVIDENCE);
    let asked_by = Rater::checked(&mut checks, "/asked_by", &input.asked_by);
    checks.done()?;
    let row = Finding {
        candidate_id: candidate.clone(),
        requirement: key.to_owned(),
        state: input.state,
        evidence,
        asked_by,
        revision: revision + 1,
        updated_by: actor.user.clone(),
        updated_at: now,
    };
    if !requirements::put(connection, &actor.org, &row).await? {
        return Err(Error::Stale);
    }
    let shown = of(connection, actor, &seen).await?;
    let shown = shown.into_iter().find(|finding| finding.requirement.key == key);
    let shown = shown.ok_or(Error::NotFound("requirement"))?;
    write.finish(candidate.as_str(), &["state", "evidence", "asked_by"], shown).await
}
