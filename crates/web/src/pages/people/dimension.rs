//! A person on one dimension: what it means, what is known, and recording more.

use super::super::{FormData, FormErrors, Frame, Place, Signed, again, day, go, page};
use super::person::{agreement, difference, dimension_path, stated_by, undoable, with_error};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words::{counted_in_words, sureness};
use report::{Markup, ratings_figure};
use service::estimates::{self, EstimateInput, MeanAndError, Sureness};
use service::evidence::{self, DimensionEvidence, Evidence, Known, RatedEvidence, StatedEvidence, Value};
use service::interviews;
use service::ratings::{self, RatingInput};
use service::{Error, Permission};
use store::estimates::Origin;
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
    is_stated: bool,
    is_rated: bool,
    /// How sure a value may be, as standard errors with their words.
    sure: Vec<(String, String)>,
    se: String,
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
    if let Some(stated) = &found.known.stated {
        form.0.push(("mean".to_owned(), stated.value.mean.to_string()));
        form.0.push(("se".to_owned(), stated.value.se.to_string()));
    }
    let notes = notes(&web, &signed, &id, &dimension).await?;
    page(&page_of(&signed, &evidence, (&found, notes), (FormErrors::default(), form)))
}

pub(super) async fn state(
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
    let se = form.number("se")?.unwrap_or_else(|| Sureness::Impression.se().get());
    Ok(EstimateInput::Full(MeanAndError { mean, se: Some(se) }))
}

/// How sure a value may be, as standard errors with their words; one that was recorded otherwise is kept.
pub(in crate::pages) fn sure(se: &str) -> Vec<(String, String)> {
    let choice = |sureness: Sureness| {
        let words = match sureness {
            Sureness::Impression => "An impression from CV and interview",
            Sureness::Assessment => "A test or structured assessment",
            Sureness::Agreed => "Agreed by the panel",
        };
        let se = sureness.se().get();
        (se.to_string(), format!("{words} (± {se})"))
    };
    let mut choices: Vec<(String, String)> = Sureness::ALL.into_iter().map(choice).collect();
    if !se.is_empty() && choices.iter().all(|(known, _)| known != se) {
        choices.push((se.to_owned(), format!("As recorded (± {se})")));
    }
    choices
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
    Ok(DimensionEvidence { id: known.id, title: known.title, anchors: None, known: Known::default() })
}

fn page_of(
    signed: &Signed,
    evidence: &Evidence,
    (found, notes): (&DimensionEvidence, Vec<(String, String)>),
    form: (FormErrors, FormData),
) -> Page {
    let person = &evidence.person;
    let rated = found.known.rated.as_ref();
    let may = person.erased_at.is_none() && signed.caller.actor.require(Permission::PeopleWrite).is_ok();
    Page {
        frame: Frame::of(signed, Place::People),
        wrong: form.0,
        source: form.1.text("source").to_owned(),
        sure: sure(form.1.text("se")),
        se: form.1.text("se").to_owned(),
        form: form.1,
        id: person.id.clone(),
        revision: person.revision,
        name: person.name.clone(),
        path: dimension_path(&person.id, &found.id),
        title: found.title.clone(),
        anchors: found.anchors.clone(),
        standing: standing(&found.known),

        facts: rated.map(facts).unwrap_or_default(),
        figure: rated.filter(|rated| !rated.groups.is_empty()).map(|rated| figure(&found.title, rated)),
        ratings: rated.map(shown_ratings).unwrap_or_default(),
        notes,
        is_stated: found.known.stated.is_some(),
        is_rated: rated.is_some(),
        undo: evidence.undoable.as_deref().filter(|_| may).map(undoable),
        sources: SOURCES.map(|(word, title)| (word.to_owned(), title.to_owned())).into(),
    }
}

/// What is known, and how its parts make the whole, in a sentence or two.
fn standing(known: &Known) -> String {
    let (stated, rated) = match (&known.stated, &known.rated) {
        (None, None) => {
            return "Nobody has measured this yet. It is left open, and never counted as a low value."
                .to_owned();
        }
        (Some(stated), None) => {
            let Value { mean, .. } = stated.value;
            return format!("{mean:.0}, {} (± {:.0}).", stated_by(stated), stated.value.se);
        }
        (stated, Some(rated)) => (stated.as_ref(), rated),
    };
    let whole = known.value.map(with_error);
    let mut said = match (stated, whole, single(rated)) {
        (Some(stated), Some(whole), _) => {
            format!("{}; {}; together {whole}.", part(stated), n_ratings(rated))
        }
        (Some(stated), None, _) => format!("{}; {}.", part(stated), n_ratings(rated)),
        (None, Some(whole), Some((value, from))) => {
            format!("{value:.0} from {from}; with so little evidence it counts as {whole}.")
        }
        (None, Some(whole), None) => format!("{whole}, from {}.", n_ratings(rated)),
        (None, None, _) => format!("{}.", super::super::sentence(&n_ratings(rated)).trim_end_matches('.')),
    };
    if rated.is_withheld {
        said += " Ratings by fewer than three peers, or fewer than three direct reports, are kept back and enter no score: they \
                 could be traced to a person.";
    } else if known.value.is_none() {
        said += " The present framework makes no estimate of it.";
    }
    said
}

/// A stated value as a part of the whole.
fn part(stated: &StatedEvidence) -> String {
    let Value { mean, se } = stated.value;
    let how = if stated.origin == Origin::Import { "imported" } else { "typed" };
    format!("{mean:.0} {how}, {} (± {se:.0})", sureness(se))
}

/// The rating that is all there is, with where it comes from; none where there are others, or it is not shown.
fn single(rated: &RatedEvidence) -> Option<(f64, String)> {
    let [only] = &rated.ratings[..] else { return None };
    let from = match only.source {
        "Assessors" => "one interview",
        "Tests" => "one test",
        "Own rating" => "the person’s own answers",
        _ => "one rating",
    };
    Some((only.value?, from.to_owned()))
}

fn n_ratings(rated: &RatedEvidence) -> String {
    let n: usize = rated.counts.iter().map(|(_, n)| n).sum();
    let counts: Vec<String> = rated.counts.iter().map(|(label, n)| format!("{label} {n}")).collect();
    format!("{} ({})", counted_in_words(n, "rating", "ratings"), counts.join(", "))
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
