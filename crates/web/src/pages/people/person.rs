//! One person: what is known of them, from whom, and how sure it is.

use super::super::{Frame, Place, Signed, day, encoded, go, invitations, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words::sureness;
use report::{Markup, estimate_cell};
use service::doubles;
use service::evidence::{
    self, DimensionEvidence, DomainEvidence, Evidence, Known, Picture, RatedEvidence, StatedEvidence, Value,
};
use service::invitations::{self as invited, InvitationOutline, InvitationState};
use service::questionnaires::{self, CareOfGroup};
use store::PersonId;
use store::estimates::Origin;
use store::ratings::Source;
use store::searches::SearchOfPerson;

#[derive(Template)]
#[template(path = "people/person.html")]
struct Page {
    frame: Frame,
    id: PersonId,
    revision: i64,
    name: String,
    headline: String,
    about: String,
    erased: Option<String>,
    measured: String,
    /// How far the raters draw one picture.
    picture: Option<String>,
    undo: Option<&'static str>,
    /// People on file of the same name: where each can be merged, and how much is known of them.
    alike: Vec<(String, String)>,
    searches: Vec<ShownSearch>,
    domains: Vec<Domain>,
    invitations: Vec<invitations::Listed>,
    raters: invitations::Raters,
    /// Peers or direct reports whose answers wait: the kind, and how many.
    waiting: Vec<(Source, String)>,
    care: Vec<String>,
}

struct ShownSearch {
    path: String,
    title: String,
    part: &'static str,
    state: &'static str,
}

struct Domain {
    anchor: String,
    title: String,
    note: &'static str,
    /// Whether any of its dimensions is rated, so that it has agreement and differences to show.
    is_rated: bool,
    rows: Vec<Row>,
}

struct Row {
    path: String,
    title: String,
    value: String,
    drawing: Option<Markup>,
    from: String,
    agreement: Option<String>,
    difference: Option<String>,
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    if let Some(kept) = doubles::merged_into(&web.service, &signed.caller, &id).await? {
        return Ok(go(&format!("/people/{kept}")));
    }
    let evidence = evidence::get(&web.service, &signed.caller, &id).await?;
    let person = &evidence.person;
    let all = service::Asked { limit: Some(200), cursor: None };
    let invited = invited::list(&web.service, &signed.caller, &person.id, &all).await?.items;
    let care = questionnaires::care_of_groups(&web.service, &signed.caller, &person.id).await?;
    let alike = alike(&web, &signed, &evidence).await?;
    page(&Page {
        frame: Frame::of(&signed, Place::People),
        alike,
        id: person.id.clone(),
        revision: person.revision,
        name: person.name.clone(),
        headline: person.headline.clone(),
        about: format!("Known in files as {} · on file since {}", person.reference, day(&person.created_at)),
        erased: person.erased_at.as_ref().map(day),
        measured: measured(&evidence),
        picture: evidence.picture.as_ref().map(picture),
        undo: evidence.undoable.as_deref().map(undoable),
        searches: evidence.searches.iter().map(search).collect(),
        invitations: invited.iter().rev().map(invitations::listed).collect(),
        raters: invitations::Raters::of(&invited, invited::can_mail(&web.service)),
        waiting: waiting(&invited),
        care: care.iter().map(careless).collect(),
        domains: evidence
            .domains
            .iter()
            .enumerate()
            .map(|(d, domain)| shown(&person.id, d, domain))
            .collect(),
    })
}

/// Others on file of the same name; nobody for an erased person.
async fn alike(web: &Web, signed: &Signed, evidence: &Evidence) -> Result<Vec<(String, String)>, Problem> {
    let person = &evidence.person;
    if person.erased_at.is_some() {
        return Ok(Vec::new());
    }
    let mut found = doubles::look_alikes(&web.service, &signed.caller, &[person.name.as_str()]).await?;
    let others = found.remove(&person.name).unwrap_or_default();
    let others = others.into_iter().filter(|one| one.person.id != person.id);
    let shown = |one: doubles::LookAlike| {
        (format!("/people/{}/merge?with={}", person.id, one.person.id), super::covered(&one.coverage))
    };
    Ok(others.map(shown).collect())
}

/// The kinds of rater whose answers wait for others of their kind, where there are enough to count them now.
fn waiting(invited: &[InvitationOutline]) -> Vec<(Source, String)> {
    let kinds = [(Source::Peer, "peers"), (Source::Report, "direct reports")];
    let found = kinds.into_iter().filter_map(|(source, words)| {
        let is_waiting = |one: &&InvitationOutline| {
            one.source == source && one.state == InvitationState::Done && one.counted_at.is_none()
        };
        let n = invited.iter().filter(is_waiting).count();
        (n >= evidence::MIN_GROUP)
            .then(|| (source, format!("The answers of {n} {words} wait for those who have yet to answer.")))
    });
    found.collect()
}

/// Signs of carelessness in a group, in words.
fn careless(group: &CareOfGroup) -> String {
    let CareOfGroup { source, n_raters, n_noted } = group;
    let kind = if *source == Source::Peer { "peers" } else { "direct reports" };
    format!(
        "Of {n_raters} {kind}, {n_noted} answered in a hurry or gave many questions in a row the same answer. Which of them is \
         not told, and no number is changed by it."
    )
}

/// The last change by hand in words, from its name in the audit log.
pub(super) fn undoable(action: &str) -> &'static str {
    match action {
        "estimates.put" | "estimates.replace" => "a value was stated",
        "estimates.remove" => "a stated value was withdrawn",
        "rating.create" => "a rating was added",
        "interview.put" => "ratings from an interview were added",
        "person.merge" => "another record of this person was merged into this one",
        "test_scores.add" => "test scores were put on file",
        "rating.remove" => "a rating was withdrawn",
        _ => "name, headline or reference was changed",
    }
}

fn search(search: &SearchOfPerson) -> ShownSearch {
    ShownSearch {
        path: format!("/searches/{}", search.id),
        title: search.title.clone(),
        part: if search.is_ceo { "as the CEO" } else { "as a candidate" },
        state: search.state.name(),
    }
}

/// How much is known, in a sentence.
fn measured(evidence: &Evidence) -> String {
    let all = || evidence.domains.iter().flat_map(|domain| &domain.dimensions);
    let n_stated = all().filter(|dimension| dimension.known.stated.is_some()).count();
    let n_rated = all().filter(|dimension| dimension.known.rated.is_some()).count();
    let n = all().count();
    match all().filter(|dimension| !dimension.known.is_nothing()).count() {
        0 => format!("None of the {n} dimensions of {} is measured yet.", evidence.framework),
        known => format!(
            "{known} of {n} dimensions are measured ({}): {n_stated} with a stated value, {n_rated} rated. What nobody \
             measured is left open here; in a search the model assumes a middling value and says so.",
            evidence.framework
        ),
    }
}

fn shown(person: &PersonId, index: usize, domain: &DomainEvidence) -> Domain {
    Domain {
        anchor: format!("domain-{index}"),
        title: domain.title.clone().unwrap_or_else(|| "Not in the present framework".to_owned()),
        note: match (&domain.title, domain.is_ipsative) {
            (None, _) => "Kept on file, and used by searches with a framework that has them.",
            (_, true) => {
                "Only differences within a person count: in a search each value is seen against their own mean."
            }
            (_, false) => "",
        },
        is_rated: domain.dimensions.iter().any(|dimension| dimension.known.rated.is_some()),
        rows: domain.dimensions.iter().enumerate().map(|(d, known)| row(person, (index, d), known)).collect(),
    }
}

fn row(person: &PersonId, (domain, index): (usize, usize), dimension: &DimensionEvidence) -> Row {
    let Known { rated, value, .. } = &dimension.known;
    let draw = |value: Value| {
        let title = format!("{}: {}", dimension.title, with_error(value));
        estimate_cell(&format!("estimate-{domain}-{index}"), &title, value.mean, value.se)
    };
    Row {
        path: dimension_path(person, &dimension.id),
        title: dimension.title.clone(),
        value: match value {
            Some(value) => with_error(*value),
            None if dimension.known.is_nothing() => "not measured".to_owned(),
            None => "kept back".to_owned(),
        },
        drawing: (*value).map(draw),
        from: from(&dimension.known),
        agreement: rated.as_ref().and_then(|rated| rated.agreement).map(agreement),
        difference: rated.as_ref().and_then(|rated| rated.self_other).map(difference),
    }
}

pub(super) fn dimension_path(person: &PersonId, dimension: &str) -> String {
    format!("/people/{person}/dimensions/{}", encoded(dimension))
}

/// A value with its standard error, as exactly as people know it.
pub(super) fn with_error(value: Value) -> String {
    format!("{:.0} ± {:.0}", value.mean, value.se)
}

/// r_wg and other shares, as they are printed.
pub(crate) fn agreement(share: f64) -> String {
    format!("{share:.2}").replace('-', "−")
}

fn picture(picture: &Picture) -> String {
    let Picture { icc1, n_dimensions, n_ratings } = picture;
    format!(
        "How far those who rated them draw one picture: ICC(1) {} over {n_dimensions} dimensions and {n_ratings} \
         ratings, their own left out. Near 1 all see the same strengths and weaknesses; near 0 each sees others.",
        agreement(*icc1)
    )
}

/// A difference with its sign.
pub(super) fn difference(points: f64) -> String {
    match points.round() {
        0.0 => "0".to_owned(),
        above if above > 0.0 => format!("+{above:.0}"),
        below => format!("−{:.0}", -below),
    }
}

fn from(known: &Known) -> String {
    let parts = [known.stated.as_ref().map(stated_by), known.rated.as_ref().map(rated_by)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What a stated value is: how sure, who stated it, and when.
pub(super) fn stated_by(stated: &StatedEvidence) -> String {
    let how = match stated.origin {
        Origin::Direct => "typed",
        Origin::Import => "imported",
    };
    let by = stated.by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    format!("{} {how}{by}, {}", sureness(stated.value.se), day(&stated.recorded_at))
}

/// How many ratings there are, from whom, and their means where they may be shown.
fn rated_by(rated: &RatedEvidence) -> String {
    let groups = rated.groups.iter();
    let groups =
        groups.map(|group| format!("{} {:.0} (n = {})", group.label, group.mean, group.values.len()));
    let mut said: Vec<String> = groups.collect();
    if rated.is_withheld {
        let n_shown: usize = rated.groups.iter().map(|group| group.values.len()).sum();
        let n_withheld = rated.counts.iter().map(|(_, n)| n).sum::<usize>() - n_shown;
        said.push(format!("{n_withheld} of too few peers or direct reports kept back"));
    }
    said.join("; ")
}
