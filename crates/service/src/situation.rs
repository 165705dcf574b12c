//! The situation of a search: a few questions whose answers speak for COO types. A person chooses the type.

use crate::checks::Checks;
use crate::questionnaires::read_answers;
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::{Caller, Error, Expected, Permission, Result, Service, frameworks};
pub use fit::situation::{SituationAnswer, SituationQuestion};
use std::collections::BTreeMap;
use store::situations::{self, SavedSituation};
use store::{Connection, OrgId, SearchId, answers, searches::Search};

/// The place of the chosen answer, from 1, by question.
pub type Chosen = BTreeMap<String, u8>;

/// The situation of a search, and what it speaks for.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchSituation {
    /// The questions.
    pub questions: Vec<SituationQuestion>,
    /// The answers: those that were saved, or else what the CEO passed on.
    pub answers: Chosen,
    /// Whether the answers are the CEO's.
    pub is_of_ceo: bool,
    /// Which version of the answers is saved; 0 for none.
    pub revision: i64,
    /// The COO types that the answers speak for, those with the most points first.
    pub types: Vec<SpokenType>,
}

/// A COO type that the situation speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenType {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The points of the answers that speak for it.
    pub points: u32,
    /// Why: a clause for each of these answers.
    pub why: Vec<String>,
}

/// The situation of a search.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, search: &SearchId) -> Result<SearchSituation> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let asked = shipped()?;
    let saved = situations::find(connection, &actor.org, &search.id).await?;
    let answers = match &saved {
        Some(saved) => parsed(&saved.answers)?,
        None => of_ceo(connection, &actor.org, &search, &asked).await?,
    };
    let given = answers.iter().map(|(id, choice)| (id.clone(), Some(*choice))).collect();
    let spoken = asked.speaks_for(&framework, &given).into_iter().map(|spoken| {
        let role_type = &framework.role_types[spoken.role_type];
        SpokenType {
            id: role_type.id.clone(),
            title: role_type.title.clone(),
            points: spoken.points,
            why: spoken.why,
        }
    });
    Ok(SearchSituation {
        types: spoken.collect(),
        is_of_ceo: saved.is_none() && !answers.is_empty(),
        revision: saved.map_or(0, |saved| saved.revision),
        questions: asked.questions,
        answers,
    })
}

/// Saves the answers. A question that is left out has none.
///
/// # Errors
/// If an answer is none of the question's, the search is not open, or somebody else saved meanwhile.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    expected: Expected,
    chosen: &Chosen,
) -> Result<i64> {
    let asked = shipped()?;
    let mut checks = Checks::default();
    for (id, choice) in chosen {
        let question = asked.question(id);
        let is_answer = question.is_some_and(|one| (1..=one.answers.len()).contains(&usize::from(*choice)));
        checks.require(is_answer, &format!("/{id}"), "choose one of the answers");
    }
    checks.done()?;
    let answers = serde_json::to_string(chosen).map_err(Error::internal("writing a situation"))?;
    let begun =
        service.write(caller, Permission::SearchesWrite, "situation.put", &(search, &answers)).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    require_open(&search)?;
    let before = situations::find(connection, &actor.org, &search.id).await?;
    let revision = before.map_or(0, |before| before.revision);
    expected.check(revision)?;
    let saved =
        SavedSituation { answers, revision: revision + 1, updated_by: actor.user.clone(), updated_at: now };
    if !situations::put(connection, &actor.org, &search.id, &saved).await? {
        return Err(Error::Stale);
    }
    let id = search.id.to_string();
    write.finish(&id, &["answers"], saved.revision).await
}

/// The questions that come with the program.
pub(crate) fn shipped() -> Result<fit::Situation> {
    let read = fit::Situation::parse(fit::situation::DEFAULT);
    read.map_err(|problems| Error::failed("reading the questions on the situation", format!("{problems:?}")))
}

/// What the CEO passed on of the situation.
async fn of_ceo(
    connection: &mut Connection,
    org: &OrgId,
    search: &Search,
    asked: &fit::Situation,
) -> Result<Chosen> {
    let mut chosen = Chosen::new();
    for submission in answers::own_of_search(connection, org, &search.id).await? {
        if submission.person_id != search.ceo_id {
            continue;
        }
        for answer in read_answers(&submission.answers)? {
            let choice = answer.choice.and_then(|choice| u8::try_from(choice).ok());
            if let Some(choice) = choice.filter(|_| asked.question(&answer.question).is_some()) {
                chosen.insert(answer.question, choice);
            }
        }
    }
    Ok(chosen)
}

fn parsed(text: &str) -> Result<Chosen> {
    serde_json::from_str(text).map_err(Error::internal("reading a situation"))
}
