//! Judgements: what each member of the panel thinks, recorded before they see a score.

use crate::candidates::find as find_candidate;
use crate::checks::Checks;
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Caller, Code, Error, Expected, Listed, Permission, Result, Service, runs};
use serde::{Deserialize, Serialize};
use store::judgements::{self, Judgement, Opinion};
use store::{CandidateId, SearchId, UserId, users};
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
    checks.done()?;
    match there {
        Some(there) => {
            let changed = Judgement { opinion: input.opinion, note: input.note, ..there };
            if !judgements::update(connection, org, &changed, &now).await? {
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
            judgements::insert(connection, org, &search.id, &judgement).await?;
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
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let there = judgements::find(connection, &actor.org, &search.id, candidate, &actor.user).await?;
    let there = there.ok_or(Error::NotFound("judgement"))?;
    expected.unwrap_or(Expected::Any).check(there.revision)?;
    require_open(&search)?;
    if Visibility::of(connection, actor, &search).await?.shows_scores {
        return Err(stands("judgement"));
    }
    judgements::delete(connection, &actor.org, &there.id).await?;
    write.finish(there.id.as_str(), &[], ()).await
}

/// Why what was given before its author could see scores is not taken back: given again, it would look like a first one.
pub(crate) fn stands(what: &str) -> Error {
    let detail = format!(
        "you can see the results, so your {what} stands; change it instead, and the first stays on record"
    );
    Error::conflict(Code::Stands, detail)
}
