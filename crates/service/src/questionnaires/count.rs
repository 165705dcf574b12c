//! From what was handed in to ratings.
//!
//! Of peers and of direct reports nobody is to know who said what, not even by what changes from one day to the next. So
//! their ratings are put on file together: on each dimension three of a kind or more at once, or none. Until then they
//! wait, where nobody sees them.

use super::{engine_answers, read};
use crate::invitations::{is_shielded, is_waited_for, word_of_chance};
use crate::{Error, Result, Service, frameworks, instruments, people};
use fit::groups::MIN_GROUP;
use fit::{Framework, Rating as Told};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::answers::{self, Submission};
use store::invitations::{self, Event, Invitation};
use store::ratings::{self, Rating, Source};
use store::searches;
use store::{Connection, InvitationId, OrgId, PersonId, Timestamp};

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
    Ok(invitations::happened(connection, org, &invitation.id, Event::Counted, now).await?)
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
    let mut by_dimension: BTreeMap<String, Vec<(&Invitation, Told)>> = BTreeMap::new();
    // What was counted once is never looked at again: it would show by itself.
    for one in of_source.iter().filter(|one| one.counted_at.is_none() && one.revoked_at.is_none()) {
        if let Some(submission) = submissions.get(&one.id) {
            for rating in told(service, connection, one, submission).await? {
                by_dimension.entry(rating.dimension.clone()).or_default().push((one, rating));
            }
        }
    }
    let enough = by_dimension.into_values().filter(|ratings| n_mailboxes(ratings) >= MIN_GROUP);
    Ok(enough.flatten().map(|(_, rating)| rating).collect())
}

/// How many mailboxes the links of ratings went to. One that was handed on counts for itself: its notice says what cannot be
/// promised then.
fn n_mailboxes(ratings: &[(&Invitation, Told)]) -> usize {
    let of =
        |one: &Invitation| if one.email.is_empty() { one.id.to_string() } else { one.email.to_lowercase() };
    ratings.iter().map(|(one, _)| of(one)).collect::<BTreeSet<_>>().len()
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
