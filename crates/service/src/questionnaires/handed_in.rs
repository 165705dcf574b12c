//! What those who look after people see of what was handed in, beside the ratings that it became: notes under a name where
//! someone stands by what they say, and signs of carelessness, which are for a person to weigh and change no number.

use super::{engine_answers, read};
use crate::invitations::is_shielded;
use crate::{Caller, Error, Permission, Result, Service, instruments, people, profiles};
use fit::instrument::{CareNote, Instrument};
use fit::{Estimates, Framework, Profile};
use std::collections::HashMap;
use store::answers::{self, Answer, Submission};
use store::invitations::{self, Invitation};
use store::ratings::Source;
use store::{InvitationId, PersonId};

/// What was handed in to one invitation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandedIn {
    /// The notes, each with its question and the answer beside which it was written. None of peers and direct reports.
    pub notes: Vec<Note>,
    /// Signs of carelessness, in words. None of peers and direct reports.
    pub care: Vec<String>,
    /// What was counted of it, and what that moved; none before, or of peers and direct reports.
    pub counted: Option<Counted>,
}

/// What came of answers that were counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// How many ratings they became.
    pub n_ratings: usize,
    /// On how many dimensions nothing was known besides.
    pub n_new: usize,
    /// The values that they moved by a point or more, those that moved most first.
    pub moved: Vec<MovedValue>,
}

/// A value with and without the answers of one rater, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedValue {
    /// The dimension's title.
    pub title: String,
    /// Without them.
    pub before: f64,
    /// With them.
    pub after: f64,
}

/// A note beside an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The question.
    pub question: String,
    /// The answer, in words.
    pub answer: String,
    /// The note.
    pub note: String,
}

/// Signs of carelessness among raters of a kind who are not told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareOfGroup {
    /// The kind of rater.
    pub source: Source,
    /// How many were counted.
    pub n_raters: usize,
    /// Of how many of them there are signs.
    pub n_noted: usize,
}

/// What was handed in to an invitation.
#[crate::boxed]
pub async fn handed_in(service: &Service, caller: &Caller, id: &InvitationId) -> Result<HandedIn> {
    let mut read_from = service.read(caller, Permission::InvitationsRead).await?;
    let (connection, org) = read_from.parts();
    let invitation = invitations::find(connection, org, id).await?.ok_or(Error::NotFound("invitation"))?;
    if is_shielded(invitation.source) {
        return Ok(HandedIn::default());
    }
    let submissions = answers::of_person(connection, org, &invitation.person_id).await?;
    let Some(submission) = submissions.iter().find(|submission| submission.invitation_id == *id) else {
        return Ok(HandedIn::default());
    };
    let instrument = instruments::load(service, connection, org, &invitation.instrument_id).await?;
    let given = read(submission)?;
    let framework = super::count::framework(service, connection, &invitation).await?;
    let person = people::find(connection, org, &invitation.person_id).await?;
    let all = profiles::dossier(connection, org, person).await?.profile(|_| true)?;
    Ok(HandedIn {
        counted: invitation
            .counted_at
            .is_some()
            .then(|| counted(&framework, &all, &invitation))
            .transpose()?,
        notes: given.iter().filter_map(|answer| note(&instrument, answer)).collect(),
        care: care(&instrument, &given).iter().map(in_words).collect(),
    })
}

/// Signs of carelessness among the peers and among the direct reports of a person whose answers are counted. Where fewer
/// than all of a kind are, nothing more is said than of how many.
#[crate::boxed]
pub async fn care_of_groups(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
) -> Result<Vec<CareOfGroup>> {
    let mut read_from = service.read(caller, Permission::InvitationsRead).await?;
    let (connection, org) = read_from.parts();
    people::find(connection, org, person).await?;
    let submissions = answers::of_person(connection, org, person).await?;
    let submissions: HashMap<&InvitationId, &Submission> =
        submissions.iter().map(|submission| (&submission.invitation_id, submission)).collect();
    let all = invitations::of_person(connection, org, person).await?;
    let mut found: Vec<CareOfGroup> = Vec::new();
    for source in [Source::Peer, Source::Report] {
        let counted: Vec<&Invitation> =
            all.iter().filter(|one| one.source == source && one.counted_at.is_some()).collect();
        let mut n_noted = 0;
        for one in &counted {
            if let Some(submission) = submissions.get(&one.id) {
                let instrument = instruments::load(service, connection, org, &one.instrument_id).await?;
                n_noted += usize::from(!care(&instrument, &read(submission)?).is_empty());
            }
        }
        if n_noted > 0 {
            found.push(CareOfGroup { source, n_raters: counted.len(), n_noted });
        }
    }
    Ok(found)
}

/// What the answers of one rater became, and what they moved.
fn counted(framework: &Framework, all: &Profile, invitation: &Invitation) -> Result<Counted> {
    let source = profiles::engine_source(invitation.source)?;
    let is_own = |rating: &fit::Rating| rating.source == source && rating.rater == invitation.rater;
    let mut others = all.clone();
    others.ratings.retain(|rating| !is_own(rating));
    let (before, after) = (Estimates::of(framework, &others), Estimates::of(framework, all));
    let rated = (0..framework.dimensions.len()).filter(|&d| {
        let id = &framework.dimensions[d].id;
        all.ratings.iter().any(|rating| is_own(rating) && rating.dimension == *id)
    });
    let (known, new): (Vec<usize>, Vec<usize>) = rated.partition(|&d| before.is_measured[d]);
    let moved = known.into_iter().map(|d| MovedValue {
        title: framework.dimensions[d].title.clone(),
        before: before.raw[d].mean * 100.0,
        after: after.raw[d].mean * 100.0,
    });
    let by = |moved: &MovedValue| (moved.after - moved.before).abs();
    let mut moved: Vec<MovedValue> = moved.filter(|moved| by(moved) >= 1.0).collect();
    moved.sort_by(|a, b| by(b).total_cmp(&by(a)));
    Ok(Counted {
        n_ratings: all.ratings.iter().filter(|rating| is_own(rating)).count(),
        n_new: new.len(),
        moved,
    })
}

fn note(instrument: &Instrument, answer: &Answer) -> Option<Note> {
    let question = instrument.question(&answer.question).filter(|_| !answer.note.is_empty())?;
    let chosen = question.choices.iter().find(|choice| answer.choice == Some(i64::from(choice.value)));
    Some(Note {
        question: question.text.clone(),
        answer: chosen.map_or(&instrument.cannot_judge, |choice| &choice.label).clone(),
        note: answer.note.clone(),
    })
}

fn care(instrument: &Instrument, given: &[Answer]) -> Vec<CareNote> {
    let seconds: Vec<f64> = given.iter().filter_map(|answer| answer.seconds).collect();
    instrument.care(&engine_answers(given), &seconds)
}

fn in_words(note: &CareNote) -> String {
    match note {
        CareNote::StraightLining { n, choice } => {
            format!("the same answer, the {}, was given to {n} questions in a row", ordinal(*choice))
        }
        CareNote::Haste { median_seconds } => format!(
            "half of the answers took less than {median_seconds:.1} seconds, which is faster than the questions can be read"
        ),
    }
}

fn ordinal(place: u8) -> String {
    let words =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    usize::from(place)
        .checked_sub(1)
        .and_then(|index| words.get(index))
        .map_or_else(|| format!("{place}th"), |w| (*w).to_owned())
}
