//! From what was handed in to ratings, and from ratings to runs.
//!
//! Of peers and of direct reports nobody is to know who said what, not even by what changes from one day to the next. So
//! their ratings are put on file together: on each dimension three of a kind or more at once, or none. Until then they
//! wait, where nobody sees them.

use super::{engine_answers, read};
use crate::inputs::ScoreInput;
use crate::invitations::{is_shielded, is_waited_for, word_of_chance};
use crate::runs::RunInput;
use crate::{Error, Result, Service, frameworks, instruments, people};
use fit::groups::MIN_GROUP;
use fit::{Framework, Rating as Told};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::answers::{self, Submission};
use store::invitations::{self, Event, Invitation};
use store::jobs::{self, JobKind, JobState};
use store::ratings::{self, Rating, Source};
use store::searches::{self, SearchState};
use store::{Connection, InvitationId, OrgId, Page, PersonId, SearchId, Timestamp, UserId, runs};

/// Counts what was just handed in to an invitation.
pub(super) async fn count(
    service: &Service,
    connection: &mut Connection,
    invitation: &Invitation,
    now: &Timestamp,
) -> Result<()> {
    let (org, person, source) = (&invitation.org_id, &invitation.person_id, invitation.source);
    if is_shielded(source) {
        count_waiting(service, connection, org, person, (source, false), now).await?;
        return Ok(());
    }
    let submissions = answers::of_person(connection, org, person).await?;
    let own = submissions.iter().find(|submission| submission.invitation_id == invitation.id);
    let own = own.ok_or_else(|| Error::defect("what was handed in is gone"))?;
    let told = told(service, connection, invitation, own).await?;
    // Their last word stands: what they said before goes, on every dimension.
    people::begin_change(connection, org, person, None, now).await?;
    ratings::remove_by(connection, org, person, (source, &invitation.rater)).await?;
    for rating in told {
        put(service, connection, (org, person), (source, rating), now).await?;
    }
    invitations::happened(connection, org, &invitation.id, Event::Counted, now).await?;
    compute_anew(service, connection, org, person, (&invitation.invited_by, now)).await
}

/// Puts on file what peers, or direct reports, have handed in and what waits: as soon as nobody is waited for any more, or
/// at once where that is `forced`. Says of how many raters anything was put on file.
pub(crate) async fn count_waiting(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    (source, forced): (Source, bool),
    now: &Timestamp,
) -> Result<usize> {
    let all = invitations::of_person(connection, org, person).await?;
    let of_source: Vec<&Invitation> = all.iter().filter(|one| one.source == source).collect();
    let is_awaited = of_source.iter().any(|one| is_waited_for(one, now));
    if !is_shielded(source) || (is_awaited && !forced) {
        return Ok(0);
    }
    let waiting = waiting(service, connection, &of_source, person).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let raters: BTreeSet<String> = waiting.iter().map(|rating| rating.rater.clone()).collect();
    people::begin_change(connection, org, person, None, now).await?;
    for rating in named_by_chance(service, source, waiting) {
        put(service, connection, (org, person), (source, rating), now).await?;
    }
    for counted in of_source.iter().filter(|one| raters.contains(&one.rater)) {
        invitations::happened(connection, org, &counted.id, Event::Counted, now).await?;
    }
    if let Some(last) = of_source.last() {
        compute_anew(service, connection, org, person, (&last.invited_by, now)).await?;
    }
    Ok(raters.len())
}

/// Ratings whose raters are words of chance, each its own, in the order of these words: nothing says who came first, or
/// which ratings on other dimensions are by the same.
fn named_by_chance(service: &Service, source: Source, ratings: Vec<Told>) -> Vec<Told> {
    let named = |rating| Told { rater: word_of_chance(service, source), ..rating };
    let mut named: Vec<Told> = ratings.into_iter().map(named).collect();
    named.sort_by(|a, b| a.rater.cmp(&b.rater));
    named
}

/// The ratings that wait and are enough to be put on file.
async fn waiting(
    service: &Service,
    connection: &mut Connection,
    of_source: &[&Invitation],
    person: &PersonId,
) -> Result<Vec<Told>> {
    let Some(org) = of_source.first().map(|one| &one.org_id) else { return Ok(Vec::new()) };
    let submissions = answers::of_person(connection, org, person).await?;
    let submissions: HashMap<&InvitationId, &Submission> =
        submissions.iter().map(|submission| (&submission.invitation_id, submission)).collect();
    let mut by_dimension: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    // What was counted once is never looked at again: it would show by itself.
    for one in of_source.iter().filter(|one| one.counted_at.is_none() && one.revoked_at.is_none()) {
        if let Some(submission) = submissions.get(&one.id) {
            for rating in told(service, connection, one, submission).await? {
                by_dimension.entry(rating.dimension.clone()).or_default().push(rating);
            }
        }
    }
    Ok(by_dimension.into_values().filter(|ratings| ratings.len() >= MIN_GROUP).flatten().collect())
}

/// The ratings that answers amount to.
async fn told(
    service: &Service,
    connection: &mut Connection,
    invitation: &Invitation,
    submission: &Submission,
) -> Result<Vec<Told>> {
    let org = &invitation.org_id;
    let instrument = instruments::load(service, connection, org, &invitation.instrument_id).await?;
    let framework = framework(service, connection, invitation).await?;
    let source = crate::profiles::engine_source(invitation.source)?;
    let answers = engine_answers(&read(submission)?);
    Ok(instrument.ratings(&framework, &answers, source, &invitation.rater))
}

/// The framework by which answers are read: the search's, or the one that every search has unless it names another.
pub(super) async fn framework(
    service: &Service,
    connection: &mut Connection,
    invitation: &Invitation,
) -> Result<Arc<Framework>> {
    let org = &invitation.org_id;
    let search = match &invitation.search_id {
        Some(id) => searches::find(connection, org, id).await?,
        None => None,
    };
    let id = match search {
        Some(search) => search.framework_id,
        None => frameworks::default_of(connection, org).await?.id,
    };
    Ok(frameworks::load(service, connection, org, &id).await?.1)
}

/// Puts a rating on file, beside whatever is known of the dimension.
async fn put(
    service: &Service,
    connection: &mut Connection,
    (org, person): (&OrgId, &PersonId),
    (source, told): (Source, Told),
    now: &Timestamp,
) -> Result<()> {
    let rating = Rating {
        id: service.surroundings().id(),
        person_id: person.clone(),
        dimension: told.dimension,
        source,
        rater: told.rater,
        value: told.value.get(),
        recorded_at: now.clone(),
    };
    Ok(ratings::insert(connection, org, &rating).await?)
}

/// Leaves a run of every open search that the person stands in to a worker, as its last run was, so that what moves does so
/// through the new evidence alone. A search that was never computed is left alone, and so is one that waits to be.
async fn compute_anew(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    (user, now): (&UserId, &Timestamp),
) -> Result<()> {
    let waiting = jobs::not_done(connection, org, JobKind::Run).await?;
    for search in searches::of_person(connection, org, person).await? {
        let is_waiting =
            waiting.iter().any(|job| job.state == JobState::Queued && job.subject_id == search.id.as_str());
        if search.state != SearchState::Open || is_waiting {
            continue;
        }
        let Some(input) = as_before(connection, org, &search.id).await? else { continue };
        let payload =
            serde_json::to_string(&input).map_err(Error::internal("writing the payload of a job"))?;
        let total = i64::try_from(input.draws.unwrap_or_default()).unwrap_or(i64::MAX);
        let job = (JobKind::Run, search.id.as_str(), payload, total);
        crate::jobs::insert(service, connection, (org, user), job, now.clone()).await?;
    }
    Ok(())
}

/// How the last run of a search was computed; none where nothing was.
async fn as_before(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Option<RunInput>> {
    let last = runs::list(connection, org, search, &Page::first(1)).await?;
    let Some(last) = last.first() else { return Ok(None) };
    let documents = runs::documents(connection, org, &last.id).await?.ok_or(Error::NotFound("run"))?;
    let inputs: ScoreInput =
        serde_json::from_str(&documents.inputs).map_err(Error::internal("reading the inputs of a run"))?;
    Ok(Some(RunInput {
        draws: u64::try_from(last.draws).ok(),
        seed: last.seed.parse().ok(),
        weight_uncertainty: inputs.weight_uncertainty,
    }))
}
