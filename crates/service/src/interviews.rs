//! Interviews: what to ask a candidate, and what came of it, put on file as ratings by an assessor.

use crate::checks::Checks;
use crate::line::Reference;
use crate::results::PairRun;
use crate::searches::visible;
use crate::transaction::started;
use crate::{Caller, Permission, Result, Service, candidates, paper, people, searches, undo};
use serde::{Deserialize, Serialize};
use store::candidates::Candidate;
use store::interview_notes::{self, InterviewNote};
use store::ratings::{self, Rating, Source};
use store::{CandidateId, Connection, OrgId, PersonId, SearchId};
use utoipa::ToSchema;

/// A note has at most so many characters.
const MOST_NOTE: usize = 10_000;
/// More is not asked in one interview.
const MOST_ANSWERS: usize = 100;

/// What to ask a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InterviewGuide {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// What the candidate is called.
    pub name: String,
    /// The questions, in the order in which to ask them.
    pub questions: Vec<GuideQuestion>,
}

/// A question with what a rating of its answer means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GuideQuestion {
    /// The dimension's id.
    #[schema(example = "skill.change")]
    pub dimension: String,
    /// Its title.
    pub title: String,
    /// What to ask.
    pub ask: String,
    /// Why this candidate is asked.
    pub because: String,
    /// Why the framework looks at it; may be empty.
    pub why: String,
    /// What a strong answer sounds like; may be empty.
    pub strong: String,
    /// And a weak one; may be empty.
    pub weak: String,
    /// What 0, 50 and 100 points look like.
    pub anchors: [String; 3],
}

/// What came of an interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewInput {
    /// Who asked and rated. A rating under the same name takes the place of the earlier one.
    #[schema(value_type = Reference)]
    pub rater: String,
    /// The answers.
    #[schema(min_items = 1, max_items = 100)]
    pub answers: Vec<AnswerInput>,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The dimension.
    #[schema(schema_with = crate::estimates::dimension_schema)]
    pub dimension: String,
    /// The rating in points; null where it could not be judged.
    #[schema(minimum = 0, maximum = 100)]
    pub value: Option<f64>,
    /// What was said.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    pub note: String,
}

/// What was put on file of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InterviewKept {
    /// How many ratings.
    pub ratings: usize,
    /// How many notes.
    pub notes: usize,
}

/// What to ask a candidate and their referees.
#[crate::boxed]
pub async fn guide(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<InterviewGuide> {
    let pair = PairRun::of(service, (caller, Permission::SearchesRead), search, candidate).await?;
    let questions = service.compute(move || pair.interview()).await??;
    let known = candidates::get(service, caller, search, candidate).await?;
    let question = |asked: report::InterviewQuestion| GuideQuestion {
        dimension: asked.id,
        title: asked.dimension,
        ask: asked.ask,
        because: asked.because,
        why: asked.why,
        strong: asked.strong,
        weak: asked.weak,
        anchors: asked.anchors,
    };
    Ok(InterviewGuide {
        candidate_id: known.id,
        name: known.name.unwrap_or(known.label),
        questions: questions.into_iter().map(question).collect(),
    })
}

/// The guide as one HTML page that loads nothing, made for paper.
#[crate::boxed]
pub async fn document(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<String> {
    let pair = PairRun::of(service, (caller, Permission::SearchesRead), search, candidate).await?;
    service.compute(move || pair.guide_document()).await?
}

/// The guide as PDF.
#[crate::boxed]
pub async fn pdf(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Vec<u8>> {
    let pair = PairRun::of(service, (caller, Permission::SearchesRead), search, candidate).await?;
    let title = searches::get(service, caller, search).await?.title;
    let version = pair.changed_at.as_str()[..10].to_owned();
    let written = move || pair.guide_paper(&paper::edition(title, version, pair.guide_document()?.as_str()));
    paper::set(service, service.compute(written).await??).await
}

/// Puts on file what came of an interview: ratings by an assessor, and notes beside them.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    input: InterviewInput,
) -> Result<InterviewKept> {
    let asked = (search, candidate, &input);
    let begun = service.write(caller, Permission::PeopleWrite, "interview.put", &asked).await?;
    let mut write = started!(begun);
    let rater = input.checked()?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = visible(connection, actor, search).await?;
    let org = &actor.org;
    let Candidate { person_id: person, .. } =
        candidates::find(connection, org, &search.id, candidate).await?;
    let taken = people::begin_change(connection, org, &person, None, &now).await?;
    undo::keep(connection, org, &taken, "interview.put").await?;
    let mut kept = InterviewKept { ratings: 0, notes: 0 };
    for answer in &input.answers {
        let dimension = answer.dimension.clone();
        if let Some(value) = answer.value {
            remove_earlier(connection, org, &person, (&dimension, &rater)).await?;
            let rating = Rating {
                id: service.surroundings().id(),
                person_id: person.clone(),
                dimension: dimension.clone(),
                source: Source::Assessor,
                rater: rater.clone(),
                value,
                recorded_at: now.clone(),
            };
            ratings::insert(connection, org, &rating).await?;
            kept.ratings += 1;
        }
        if !answer.note.trim().is_empty() {
            let note = InterviewNote {
                id: service.surroundings().id(),
                dimension,
                rater: rater.clone(),
                note: answer.note.trim().to_owned(),
                recorded_by: actor.user.clone(),
                recorded_at: now.clone(),
            };
            interview_notes::insert(connection, org, &person, &note).await?;
            kept.notes += 1;
        }
    }
    let dimensions: Vec<&str> = input.answers.iter().map(|answer| answer.dimension.as_str()).collect();
    write.finish(person.as_str(), &dimensions, kept).await
}

impl InterviewInput {
    /// Who rated, where all of it will do.
    fn checked(&self) -> Result<String> {
        let mut checks = Checks::default();
        let rater = Reference::checked(&mut checks, "/rater", &self.rater);
        let is_empty = |answer: &AnswerInput| answer.value.is_none() && answer.note.trim().is_empty();
        let has_any = self.answers.iter().any(|answer| !is_empty(answer));
        checks.require(has_any, "/answers", "rate at least one answer, or note what was said");
        let n = self.answers.len();
        checks.require(n <= MOST_ANSWERS, "/answers", &format!("give at most {MOST_ANSWERS} answers"));
        for (index, answer) in self.answers.iter().enumerate() {
            let at = |field: &str| format!("/answers/{index}/{field}");
            checks.dimension(&at("dimension"), &answer.dimension);
            let is_again = self.answers[..index].iter().any(|other| other.dimension == answer.dimension);
            checks.require(!is_again, &at("dimension"), "this dimension has an answer already");
            if let Some(value) = answer.value {
                checks.points(&at("value"), value);
            }
            checks.text(&at("note"), &answer.note, 0, MOST_NOTE);
        }
        checks.done()?;
        Ok(rater)
    }
}

/// Removes what the same assessor gave on a dimension before: their last word stands.
async fn remove_earlier(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    (dimension, rater): (&str, &str),
) -> Result<()> {
    for rating in ratings::of_people(connection, org, std::slice::from_ref(person)).await? {
        let is_own = rating.source == Source::Assessor && rating.rater == rater;
        if is_own && rating.dimension == dimension {
            ratings::remove(connection, org, person, &rating.id).await?;
        }
    }
    Ok(())
}

/// What was said about a person on a dimension, the newest first.
#[crate::boxed]
pub async fn notes(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    dimension: &str,
) -> Result<Vec<InterviewNote>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    people::find(connection, org, person).await?;
    Ok(interview_notes::list(connection, org, person, dimension).await?)
}
