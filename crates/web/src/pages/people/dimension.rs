//! A person on one dimension: what it means, what is known, and recording more.

use super::super::{FormData, FormErrors, Frame, Place, Signed, again, day, go, page};
use super::person::{agreement, difference, dimension_path, settled_by, undoable, value_of, with_error};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::{Markup, ratings_figure};
use service::estimates::{self, EstimateInput, MeanAndError};
use service::evidence::{self, DimensionEvidence, Evidence, Known, RatedEvidence};
use service::interviews;
use service::ratings::{self, RatingInput};
use service::{Error, Permission};
use store::interview_notes::InterviewNote;
use store::ratings::Source;
use store::{PersonId, RatingId};

#[derive(Template)]
#[template(path = "people/dimension.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    id: PersonId,
    revision: i64,
    name: String,
    path: String,
    title: String,
    anchors: Option<[String; 3]>,
    standing: String,
    facts: Vec<(&'static str, String, &'static str)>,
    figure: Option<Markup>,
    ratings: Vec<ShownRating>,
    /// What was said in interviews, each with who noted it and when.
    notes: Vec<(String, String)>,
    is_settled: bool,
    is_rated: bool,
    undo: Option<&'static str>,
    source: String,
    sources: Vec<(String, String)>,
}

struct ShownRating {
    id: RatingId,
    source: &'static str,
    rater: String,
    value: String,
    when: String,
}

const SOURCES: [(&str, &str); 6] = [
    ("superior", "Board member or superior"),
    ("peer", "Peer"),
    ("report", "Direct report"),
    ("self", "The person themselves"),
    ("assessor", "Assessor (structured interview)"),
    ("test", "Test (validated instrument)"),
];

/// Where a form of this page belongs.
type At = (PersonId, String);

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, dimension)): PathId<At>,
) -> Result<Response, Problem> {
    let evidence = evidence::get(&web.service, &signed.caller, &id).await?;
    let found = found(&web, &signed, &evidence, &dimension).await?;
    let mut form = FormData::default();
    if let Known::Settled(settled) = &found.known {
        form.0.push(("mean".to_owned(), settled.value.mean.to_string()));
        form.0.push(("se".to_owned(), settled.value.se.to_string()));
    }
    let notes = notes(&web, &signed, &id, &dimension).await?;
    page(&page_of(&signed, &evidence, (&found, notes), (FormErrors::default(), form)))
}

pub(super) async fn settle(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, dimension)): PathId<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = match value_in(&form) {
        Ok(input) => {
            let expected = form.revision();
            let put = estimates::put(&web.service, &signed.caller, &id, &dimension, expected, input);
            put.await.map(drop)
        }
        Err(error) => Err(error),
    };
    after(&web, &signed, (&id, &dimension), (done, form), "saved").await
}

pub(super) async fn withdraw_value(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, dimension)): PathId<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let expected = Some(form.revision());
    let done = estimates::remove(&web.service, &signed.caller, &id, &dimension, expected).await;
    after(&web, &signed, (&id, &dimension), (done, form), "removed").await
}

pub(super) async fn rate(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, dimension)): PathId<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = match rating_in(&form, &dimension) {
        Ok(input) => ratings::create(&web.service, &signed.caller, &id, input).await.map(drop),
        Err(error) => Err(error),
    };
    after(&web, &signed, (&id, &dimension), (done, form), "saved").await
}

pub(super) async fn withdraw_rating(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, dimension, rating)): PathId<(PersonId, String, RatingId)>,
) -> Result<Response, Problem> {
    let done = ratings::remove(&web.service, &signed.caller, &id, &rating).await;
    after(&web, &signed, (&id, &dimension), (done, FormData::default()), "removed").await
}

/// The page once more: anew where a form was done, else with what was typed.
async fn after(
    web: &Web,
    signed: &Signed,
    (id, dimension): (&PersonId, &str),
    (done, form): (Result<(), Error>, FormData),
    word: &str,
) -> Result<Response, Problem> {
    let Err(error) = done else { return Ok(go(&format!("{}?done={word}", dimension_path(id, dimension)))) };
    let wrong = FormErrors::of(error)?;
    let evidence = evidence::get(&web.service, &signed.caller, id).await?;
    let found = found(web, signed, &evidence, dimension).await?;
    let notes = notes(web, signed, id, dimension).await?;
    again(wrong.status, &page_of(signed, &evidence, (&found, notes), (wrong, form)))
}

/// What was said in interviews, each with who noted it and when.
async fn notes(
    web: &Web,
    signed: &Signed,
    id: &PersonId,
    dimension: &str,
) -> Result<Vec<(String, String)>, Error> {
    let found = interviews::notes(&web.service, &signed.caller, id, dimension).await?;
    let shown = |note: InterviewNote| (format!("{}, {}", note.rater, day(&note.recorded_at)), note.note);
    Ok(found.into_iter().map(shown).collect())
}

/// The value that was typed.
fn value_in(form: &FormData) -> Result<EstimateInput, Error> {
    let mean = form.number("mean")?.ok_or_else(|| Error::invalid("/mean", "give a number from 0 to 100"))?;
    Ok(EstimateInput::Full(MeanAndError { mean, se: form.number("se")? }))
}

/// The rating that was typed.
fn rating_in(form: &FormData, dimension: &str) -> Result<RatingInput, Error> {
    let source: Option<Source> = form.read("source", "choose who gave it")?;
    let value = form.number("value")?;
    Ok(RatingInput {
        dimension: dimension.to_owned(),
        source: source.ok_or_else(|| Error::invalid("/source", "choose who gave it"))?,
        rater: form.text("rater").to_owned(),
        value: value.ok_or_else(|| Error::invalid("/value", "give a number from 0 to 100"))?,
        recorded_at: None,
    })
}

/// What is known on a dimension: of the framework, of another one of the organisation's, or one that was.
async fn found(
    web: &Web,
    signed: &Signed,
    evidence: &Evidence,
    dimension: &str,
) -> Result<DimensionEvidence, Error> {
    let mut all = evidence.domains.iter().flat_map(|domain| &domain.dimensions);
    if let Some(found) = all.find(|known| known.id == dimension) {
        return Ok(found.clone());
    }
    let known = service::profiles::known_dimensions(&web.service, &signed.caller).await?;
    let known = known.into_iter().find(|known| known.id == dimension).ok_or(Error::NotFound("dimension"))?;
    Ok(DimensionEvidence { id: known.id, title: known.title, anchors: None, known: Known::Nothing })
}

fn page_of(
    signed: &Signed,
    evidence: &Evidence,
    (found, notes): (&DimensionEvidence, Vec<(String, String)>),
    form: (FormErrors, FormData),
) -> Page {
    let person = &evidence.person;
    let rated = if let Known::Rated(rated) = &found.known { Some(rated) } else { None };
    let may = person.erased_at.is_none() && signed.caller.actor.require(Permission::PeopleWrite).is_ok();
    Page {
        frame: Frame::of(signed, Place::People),
        wrong: form.0,
        source: form.1.text("source").to_owned(),
        form: form.1,
        id: person.id.clone(),
        revision: person.revision,
        name: person.name.clone(),
        path: dimension_path(&person.id, &found.id),
        title: found.title.clone(),
        anchors: found.anchors.clone(),
        standing: standing(found),
        facts: rated.map(facts).unwrap_or_default(),
        figure: rated.filter(|rated| !rated.is_withheld).map(|rated| figure(&found.title, rated)),
        ratings: rated.map(shown_ratings).unwrap_or_default(),
        notes,
        is_settled: matches!(found.known, Known::Settled(_)),
        is_rated: rated.is_some(),
        undo: evidence.undoable.as_deref().filter(|_| may).map(undoable),
        sources: SOURCES.map(|(word, title)| (word.to_owned(), title.to_owned())).into(),
    }
}

/// What is known, in a sentence or two.
fn standing(found: &DimensionEvidence) -> String {
    match &found.known {
        Known::Nothing => {
            "Nobody has measured this yet. It is left open, and never counted as a low value.".to_owned()
        }
        Known::Settled(settled) => format!(
            "{}: {}. A settled value stands as it is.",
            with_error(settled.value),
            settled_by(settled)
        ),
        Known::Rated(rated) => match (value_of(&found.known), rated.is_withheld) {
            (Some(value), false) => format!("{}, estimated from {}.", with_error(value), n_ratings(rated)),
            (Some(value), true) => format!(
                "{}, estimated from {}. Fewer than three peers or three direct reports gave one, so single ratings and \
                 their means are kept back: they could be traced to a person.",
                with_error(value),
                n_ratings(rated)
            ),
            (None, true) => format!(
                "{}. They are kept back until three people have rated: with so few, the estimate would tell what one of \
                 them said.",
                super::super::sentence(&n_ratings(rated)).trim_end_matches('.')
            ),
            (None, false) => {
                format!("Rated: {}. The present framework makes no estimate of it.", n_ratings(rated))
            }
        },
    }
}

fn n_ratings(rated: &RatedEvidence) -> String {
    let n: usize = rated.counts.iter().map(|(_, n)| n).sum();
    let counts: Vec<String> = rated.counts.iter().map(|(label, n)| format!("{label} {n}")).collect();
    let word = if n == 1 { "rating" } else { "ratings" };
    format!("{n} {word} ({})", counts.join(", "))
}

/// The numbers of a rated dimension, each with what it means.
fn facts(rated: &RatedEvidence) -> Vec<(&'static str, String, &'static str)> {
    let mut facts = Vec::new();
    if let Some(r_wg) = rated.agreement {
        facts.push((
            "Agreement of the others",
            agreement(r_wg),
            "within the group: 1 where all say the same, 0 where they differ as blind guesses would",
        ));
    }
    if let Some(points) = rated.self_other {
        facts.push((
            "Own rating against the others’",
            difference(points),
            "points by which the person rates themselves higher (+) or lower (−)",
        ));
    }
    facts
}

fn figure(title: &str, rated: &RatedEvidence) -> Markup {
    let groups = rated.groups.iter().map(|group| (group.label.to_owned(), group.values.clone())).collect();
    let means = rated.groups.iter().map(|group| format!("{} {:.0}", group.label.to_lowercase(), group.mean));
    let title = format!("{title}, mean by source: {}", means.collect::<Vec<_>>().join(", "));
    ratings_figure("ratings", &title, groups)
}

fn shown_ratings(rated: &RatedEvidence) -> Vec<ShownRating> {
    let shown = rated.ratings.iter().map(|rating| ShownRating {
        id: rating.id.clone(),
        source: rating.source,
        rater: if rating.rater.is_empty() { "not named".to_owned() } else { rating.rater.clone() },
        value: rating.value.map_or_else(|| "not shown".to_owned(), |value| format!("{value:.0}")),
        when: day(&rating.recorded_at),
    });
    shown.collect()
}
