//! Judgements: what each member of the panel thinks, recorded before they see a score.

use crate::candidates::find as find_candidate;
use crate::checks::Checks;
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Caller, Code, Error, Expected, Listed, Permission, Result, Service, runs};
use report::PanelOpinion;
use serde::{Deserialize, Serialize};
use store::judgements::{self, Judgement, JudgementVersion, Opinion};
use store::{CandidateId, Connection, OrgId, SearchId, UserId, users};
use utoipa::ToSchema;

/// What someone thinks of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementInput {
    /// Whether they would appoint this candidate.
    pub opinion: Opinion,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    pub note: String,
}

/// Records the caller's own judgement of a candidate, for the first time or anew.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Option<Expected>,
    input: JudgementInput,
) -> Result<Judgement> {
    let asked = (search, candidate, &input);
    let begun = service.write(caller, Permission::JudgementsWrite, "judgement.put", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let (org, user) = (&actor.org, &actor.user);
    let search = held(connection, actor, search).await?;
    find_candidate(connection, org, &search.id, candidate).await?;
    let there = judgements::find(connection, org, &search.id, candidate, user).await?;
    Expected::check_given(expected, there.as_ref().map(|there| there.revision))?;
    require_open(&search)?;
    let mut checks = Checks::default();
    checks.text("/note", &input.note, 0, 10_000);
    let saw_results = Visibility::of(connection, actor, &search).await?.shows_scores;
    let is_changed = there.as_ref().is_some_and(|there| there.opinion != input.opinion);
    checks.require(
        !(is_changed && saw_results && input.note.trim().is_empty()),
        "/note",
        "you can see the results by now: say in a sentence why you changed your mind",
    );
    checks.done()?;
    match there {
        Some(there) => {
            let changed = Judgement { opinion: input.opinion, note: input.note, ..there };
            if !judgements::update(connection, org, &search.id, &changed, (saw_results, &now)).await? {
                return Err(Error::Stale);
            }
        }
        None => {
            let judge = users::find(connection, org, user).await?.ok_or(Error::NotFound("user"))?;
            let judgement = Judgement {
                id: service.surroundings().id(),
                candidate_id: candidate.clone(),
                user_id: user.clone(),
                user_name: judge.name,
                opinion: input.opinion,
                first_opinion: None,
                note: input.note,
                revision: 1,
                created_at: now.clone(),
                updated_at: now,
            };
            judgements::insert(connection, org, &search.id, &judgement, saw_results).await?;
        }
    }
    let kept = judgements::find(connection, org, &search.id, candidate, user).await?;
    let kept = kept.ok_or(Error::Stale)?;
    let subject = kept.id.to_string();
    let kept = write.finish(&subject, &["opinion", "note"], kept).await?;
    runs::keep_at_reveal(service, caller, &search.id).await;
    Ok(kept)
}

/// The judgements in a search: one's own always, the others' where one may see them.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<Judgement>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let own = (!visibility.shows_scores).then_some(&actor.user);
    let found = judgements::list(connection, &actor.org, &search.id, own).await?;
    Ok(Listed::whole(shown(found, visibility, &actor.user)))
}

/// Judgements as a user may read them.
pub(crate) fn shown(found: Vec<Judgement>, visibility: Visibility, user: &UserId) -> Vec<Judgement> {
    let shown = |given: Judgement| {
        let note = visibility.written(given.note, given.user_id == *user);
        Judgement { note, ..given }
    };
    found.into_iter().map(shown).collect()
}

/// All that was said in a search, first, later and taken back: by oneself always, by the others where one may see it.
#[crate::boxed]
pub async fn history(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
) -> Result<Listed<JudgementVersion>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let own = (!visibility.shows_scores).then_some(&actor.user);
    let found = judgements::versions(connection, &actor.org, &search.id, own).await?;
    Ok(Listed::whole(shown_versions(found, visibility, &actor.user)))
}

/// What was said, as a user may read it.
pub(crate) fn shown_versions(
    found: Vec<JudgementVersion>,
    visibility: Visibility,
    user: &UserId,
) -> Vec<JudgementVersion> {
    let shown = |said: JudgementVersion| {
        let note = visibility.written(said.note, said.user_id == *user);
        JudgementVersion { note, ..said }
    };
    found.into_iter().map(shown).collect()
}

/// The words for an opinion.
#[must_use]
pub fn in_words(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::StrongYes => "Certainly yes",
        Opinion::Yes => "Yes",
        Opinion::Unsure => "Cannot say",
        Opinion::No => "No",
        Opinion::StrongNo => "Certainly not",
    }
}

/// What each member thought before they saw the results, and what they say since where that is something else: for a brief,
/// which only those read who may see judgements.
pub(crate) async fn opinions(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
) -> Result<Vec<PanelOpinion>> {
    let said = judgements::versions(connection, org, search, None).await?;
    let mut members: Vec<(&UserId, PanelOpinion)> = Vec::new();
    for of_one in said.chunk_by(|a, b| (&a.candidate_id, &a.user_id) == (&b.candidate_id, &b.user_id)) {
        let Some(Before { first, later }) = Before::of(of_one) else { continue };
        let cell = (of_one[0].candidate_id.to_string(), first, later);
        match members.iter_mut().find(|(user, _)| **user == of_one[0].user_id) {
            Some((_, member)) => member.of.push(cell),
            None => {
                let member = of_one[0].user_name.clone();
                members.push((&of_one[0].user_id, PanelOpinion { member, of: vec![cell] }));
            }
        }
    }
    let mut members: Vec<PanelOpinion> = members.into_iter().map(|(_, member)| member).collect();
    members.sort_by(|a, b| a.member.cmp(&b.member));
    Ok(members)
}

/// What a member thought of a candidate before they saw the results, in words, and since where that is something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Before; a dash for nothing.
    pub first: String,
    /// Since; none where nothing was said since, or the same.
    pub later: Option<String>,
}

impl Before {
    /// Of all that a member said of a candidate, in order; none where nothing of it stands.
    #[must_use]
    pub fn of(said: &[JudgementVersion]) -> Option<Self> {
        let words = |version: &JudgementVersion| match version.opinion {
            Some(opinion) => in_words(opinion).to_owned(),
            None => "taken back".to_owned(),
        };
        let is_after = |version: &&JudgementVersion| version.saw_results == Some(true);
        let first = said.iter().rev().find(|version| !is_after(version));
        let first = first.filter(|version| version.opinion.is_some()).map(words);
        let later = said.last().filter(is_after).map(words);
        if first.is_none() && later.is_none() {
            return None;
        }
        let later = later.filter(|later| first.as_ref() != Some(later));
        Some(Self { first: first.unwrap_or_else(|| "–".to_owned()), later })
    }
}

/// Takes back the caller's own judgement of a candidate.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Option<Expected>,
) -> Result<()> {
    let asked = (search, candidate);
    let begun = service.write(caller, Permission::JudgementsWrite, "judgement.remove", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let there = judgements::find(connection, &actor.org, &search.id, candidate, &actor.user).await?;
    let there = there.ok_or(Error::NotFound("judgement"))?;
    expected.unwrap_or(Expected::Any).check(there.revision)?;
    require_open(&search)?;
    if Visibility::of(connection, actor, &search).await?.shows_scores {
        return Err(stands("judgement"));
    }
    judgements::delete(connection, &actor.org, &search.id, &there, (false, &now)).await?;
    write.finish(there.id.as_str(), &[], ()).await
}

/// Why what was given before its author could see scores is not taken back: given again, it would look like a first one.
pub(crate) fn stands(what: &str) -> Error {
    let detail = format!(
        "you can see the results, so your {what} stands; change it instead, and the first stays on record"
    );
    Error::conflict(Code::Stands, detail)
}
