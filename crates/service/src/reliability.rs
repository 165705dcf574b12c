//! How far an organisation's own answers can be relied on: α of every scale that was answered, and how far raters of a kind
//! tell people apart. The figures are those of `counterpart reliability`, rounded.
//!
//! No figure may tell what one peer or direct report said. So of theirs nothing is read that is not counted, their answers
//! and ratings come in groups of three or more about a person, and only where several people invited them: whoever invited
//! everyone else could work out the rest.

use crate::invitations::is_shielded;
use crate::questionnaires::{engine_answers, read};
use crate::{Caller, Permission, Result, Service, frameworks, instruments};
use fit::Framework;
use fit::groups::MIN_GROUP;
use fit::instrument::{Answers, Instrument};
use intake::csv_cell;
use serde::Serialize;
use stats::reliability::{Figures, RatingScale, RatingTable, one_way};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::invitations::Invitation;
use store::ratings::{Rating, Source};
use store::{Connection, InstrumentId, InvitationId, OrgId, PersonId, UserId, answers, invitations, ratings};
use utoipa::ToSchema;

/// From so many people on figures are given: of fewer, chance says more than the answers, and one of them might be known
/// from the others.
pub const FEWEST: usize = 5;

/// How far an organisation's own answers can be relied on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reliability {
    /// Of every scale of every instrument that was answered.
    pub scales: Vec<ScaleReliability>,
    /// Of every kind of rater, on every dimension on which two or more of it rated the same person.
    pub sources: Vec<SourceReliability>,
}

/// How far the questions of a scale go together.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScaleReliability {
    /// The instrument's id.
    pub instrument: String,
    /// The instrument's version.
    pub version: String,
    /// The dimension.
    pub dimension: String,
    /// The dimension's title.
    pub title: String,
    /// How many questions the scale has.
    pub n_items: usize,
    /// How many people answered all of them.
    pub n_people: usize,
    /// Cronbach's α to two decimals; null where too few answered, where they answered alike, and for a scale of one question.
    pub alpha: Option<f64>,
    /// The standard error of one person's value through its questions, in whole points: the spread of the values times
    /// √(1 − α).
    pub se: Option<f64>,
}

/// How far raters of a kind tell people apart on a dimension.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SourceReliability {
    /// The kind of rater.
    pub source: Source,
    /// The dimension.
    pub dimension: String,
    /// The dimension's title.
    pub title: String,
    /// How many people were rated by two or more.
    pub n_people: usize,
    /// How many ratings they had.
    pub n_ratings: usize,
    /// ICC(1): what one rating by anyone of the kind says of the person; null where too few were rated, or alike.
    pub icc1: Option<f64>,
    /// The mean of r_wg: how far those who rate the same person agree.
    pub rwg_mean: Option<f64>,
    /// The standard error of one rating, in whole points: the spread of ratings of the same person.
    pub se: Option<f64>,
    /// The reliability that the framework takes ratings of this kind to have.
    pub assumed: f64,
}

/// The figures as they are now.
#[crate::boxed]
pub async fn read_all(service: &Service, caller: &Caller) -> Result<Reliability> {
    let mut read = service.read(caller, Permission::InstrumentsRead).await?;
    let (connection, org) = read.parts();
    let version = frameworks::default_of(connection, org).await?;
    let (_, framework) = frameworks::load(service, connection, org, &version.id).await?;
    let given = given(service, connection, org).await?;
    let ratings = ratings::of_everyone(connection, org).await?;
    drop(read);
    let work = move || {
        let scales = given.iter().flat_map(|(instrument, answers)| scales(&framework, instrument, answers));
        let scales = scales.collect();
        Ok(Reliability { scales, sources: sources(&framework, &ratings)? })
    };
    service.compute(work).await?
}

/// The figures as a table for a spreadsheet: a row each.
#[must_use]
pub fn as_csv(figures: &Reliability) -> String {
    let number = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
    let mut text =
        "what,instrument,version,source,dimension,items,people,ratings,alpha,icc1,rwg_mean,se\n".to_owned();
    for row in &figures.scales {
        let (alpha, se) = (number(row.alpha), number(row.se));
        let ScaleReliability { instrument, version, dimension, n_items, n_people, .. } = row;
        let cells = [
            "scale".to_owned(),
            csv_cell(instrument),
            csv_cell(version),
            String::new(),
            csv_cell(dimension),
            n_items.to_string(),
            n_people.to_string(),
            String::new(),
            alpha,
            String::new(),
            String::new(),
            se,
        ];
        text += &(cells.join(",") + "\n");
    }
    for row in &figures.sources {
        let (icc1, rwg, se) = (number(row.icc1), number(row.rwg_mean), number(row.se));
        let cells = [
            "source".to_owned(),
            String::new(),
            String::new(),
            row.source.to_string(),
            csv_cell(&row.dimension),
            String::new(),
            row.n_people.to_string(),
            row.n_ratings.to_string(),
            String::new(),
            icc1,
            rwg,
            se,
        ];
        text += &(cells.join(",") + "\n");
    }
    text
}

/// Every instrument that was answered, with what was handed in.
type Given = Vec<(Arc<Instrument>, Vec<HandedIn>)>;

/// Peers of a person, or their direct reports.
type Group = (PersonId, Source);

/// What someone handed in.
struct HandedIn {
    /// About whom, and the kind of rater, where no single answer may be known.
    shielded: Option<Group>,
    answers: Answers,
}

async fn given(service: &Service, connection: &mut Connection, org: &OrgId) -> Result<Given> {
    let readable = readable(invitations::all_done(connection, org).await?);
    let mut by_instrument: BTreeMap<InstrumentId, Vec<HandedIn>> = BTreeMap::new();
    for submission in answers::of_everyone(connection, org).await? {
        if let Some(invitation) = readable.get(&submission.invitation_id) {
            let shielded = is_shielded(invitation.source);
            let handed_in = HandedIn {
                shielded: shielded.then(|| (invitation.person_id.clone(), invitation.source)),
                answers: engine_answers(&read(&submission)?),
            };
            by_instrument.entry(invitation.instrument_id.clone()).or_default().push(handed_in);
        }
    }
    let mut given = Vec::new();
    for (id, answers) in by_instrument {
        given.push((instruments::load(service, connection, org, &id).await?, answers));
    }
    Ok(given)
}

/// The invitations whose answers may enter a figure.
fn readable(done: Vec<Invitation>) -> HashMap<InvitationId, Invitation> {
    let inviters: HashSet<&UserId> =
        done.iter().filter(|one| is_shielded(one.source)).map(|one| &one.invited_by).collect();
    let has_several = inviters.len() > 1;
    let is_readable =
        |one: &Invitation| !is_shielded(one.source) || (has_several && one.counted_at.is_some());
    done.into_iter().filter(is_readable).map(|one| (one.id.clone(), one)).collect()
}

fn scales<'a>(
    framework: &'a Framework,
    instrument: &'a Instrument,
    handed_in: &'a [HandedIn],
) -> impl Iterator<Item = ScaleReliability> + 'a {
    instrument.scales.iter().map(move |scale| {
        // α needs every question of the scale from everyone whom it rests on.
        let whole = handed_in.iter().filter_map(|one| {
            let shares: Option<Vec<f64>> = instrument.item_shares(scale, &one.answers).into_iter().collect();
            shares.map(|shares| (&one.shielded, shares.iter().map(|share| share * 100.0).collect()))
        });
        let whole: Vec<(&Option<Group>, Vec<f64>)> = whole.collect();
        let mut n_of: HashMap<&Option<Group>, usize> = HashMap::new();
        for (group, _) in &whole {
            *n_of.entry(group).or_default() += 1;
        }
        let enough = whole.iter().filter(|(group, _)| group.is_none() || n_of[group] >= MIN_GROUP);
        let whole: Vec<Vec<f64>> = enough.map(|(_, points)| points.clone()).collect();
        let alpha = alpha(&whole);
        let means: Vec<f64> =
            whole.iter().map(|points| points.iter().sum::<f64>() / points.len() as f64).collect();
        let se = alpha.filter(|alpha| *alpha <= 1.0).map(|alpha| spread(&means) * (1.0 - alpha).sqrt());
        ScaleReliability {
            instrument: instrument.id.clone(),
            version: instrument.version.clone(),
            title: title(framework, &scale.dimension),
            dimension: scale.dimension.clone(),
            n_items: scale.items.len(),
            n_people: whole.len(),
            alpha: alpha.map(hundredths),
            se: se.map(f64::round),
        }
    })
}

/// A figure as far as it is given: more digits would tell what single answers are.
fn hundredths(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}

/// α of a scale from its items' points, a row for each person.
fn alpha(whole: &[Vec<f64>]) -> Option<f64> {
    if whole.len() < FEWEST {
        return None;
    }
    let cell = |(person, points): (usize, &Vec<f64>)| {
        let cells = points.iter().enumerate();
        cells.map(|(item, points)| (person.to_string(), item.to_string(), *points)).collect::<Vec<_>>()
    };
    let table = RatingTable::from_records(whole.iter().enumerate().flat_map(cell)).ok()?;
    Figures::of(&table, scale()?).alpha
}

fn sources(framework: &Framework, ratings: &[Rating]) -> Result<Vec<SourceReliability>> {
    let mut groups: BTreeMap<(Source, &str), Vec<&Rating>> = BTreeMap::new();
    for rating in in_threes(ratings) {
        groups.entry((rating.source, &rating.dimension)).or_default().push(rating);
    }
    let figures = |((source, dimension), ratings): ((Source, &str), Vec<&Rating>)| {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for rating in &ratings {
            *counts.entry(rating.person_id.as_str()).or_default() += 1;
        }
        let twice: Vec<&Rating> =
            ratings.into_iter().filter(|rating| counts[rating.person_id.as_str()] > 1).collect();
        let n_people = counts.values().filter(|n| **n > 1).count();
        // Raters are different people for different targets, as far as is known: each is a column of their own.
        let records = twice.iter().enumerate();
        let records =
            records.map(|(rater, rating)| (rating.person_id.to_string(), rater.to_string(), rating.value));
        let table = RatingTable::from_records(records).ok().filter(|_| n_people >= FEWEST);
        let figures =
            table.as_ref().zip(scale()).map(|(table, scale)| Figures::of(table, scale)).unwrap_or_default();
        let engine = crate::profiles::engine_source(source)?;
        Ok(SourceReliability {
            source,
            title: title(framework, dimension),
            dimension: dimension.to_owned(),
            n_people,
            n_ratings: twice.len(),
            icc1: figures.icc1.map(hundredths),
            rwg_mean: figures.rwg_mean.map(hundredths),
            se: table.and_then(|table| Some(one_way(&table).ok()?.ms_within.sqrt().round())),
            assumed: framework.ratings.reliability(engine),
        })
    };
    let all = groups.into_iter().map(figures).collect::<Result<Vec<_>>>()?;
    // Where nobody was rated twice there is nothing to compare.
    Ok(all.into_iter().filter(|source| source.n_people > 0).collect())
}

/// The ratings that figures rest on: by others than the person, and of peers and direct reports the first three, six, nine
/// of a kind on each dimension of a person, so that no figure changes through one of them alone.
fn in_threes(ratings: &[Rating]) -> Vec<&Rating> {
    let by_others = || ratings.iter().filter(|one| !matches!(one.source, Source::Oneself | Source::Test));
    let mut left: HashMap<(&PersonId, &str, Source), usize> = HashMap::new();
    for rating in by_others() {
        *left.entry((&rating.person_id, &rating.dimension, rating.source)).or_default() += 1;
    }
    for n in left.values_mut() {
        *n -= *n % MIN_GROUP;
    }
    let mut read = Vec::new();
    for rating in by_others() {
        let left = left.entry((&rating.person_id, &rating.dimension, rating.source)).or_default();
        if !is_shielded(rating.source) || *left > 0 {
            *left = left.saturating_sub(1);
            read.push(rating);
        }
    }
    read
}

/// The scale of points that agreement is measured against, as on the pages of people.
fn scale() -> Option<RatingScale> {
    RatingScale::new(0.0, 100.0, crate::evidence::N_POINTS).ok()
}

fn title(framework: &Framework, dimension: &str) -> String {
    let found = framework.dimension(dimension).and_then(|index| framework.dimensions.get(index));
    found.map_or_else(|| dimension.to_owned(), |dimension| dimension.title.clone())
}

/// The standard deviation of a sample.
fn spread(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    (squares.sum::<f64>() / (n - 1.0)).sqrt()
}
