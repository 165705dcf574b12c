//! One calibration: the verdict, then everything that speaks for and against it; and adopting what it proposes.

use crate::extract::PathId;
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, file, go, minute, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words::percent;
use report::{Markup, learnt_figure};
use service::calibration::{self, AdoptionInput, CalibrationRead, Features};
use service::frameworks::FrameworkOutline;
use service::{Error, Permission, frameworks};
use std::collections::BTreeMap;
use store::CalibrationId;

#[derive(Template)]
#[template(path = "learning/one.html")]
struct CalibrationPage {
    frame: Frame,
    wrong: FormErrors,
    path: String,
    title: String,
    verdict: String,
    is_proposal: bool,
    facts: Vec<(&'static str, String)>,
    notes: Vec<String>,
    weights: Option<Markup>,
    comparison: Vec<[String; 2]>,
    loss: &'static str,
    chance: String,
    excluded: Vec<Left>,
    surfaces: Vec<Surface>,
    no_surface: String,
    adopted: Option<Adopted>,
    may_adopt: bool,
    version: String,
    reason: String,
}

/// A case that was left out, with where its search is.
struct Left {
    path: String,
    why: String,
}

/// A facet's surface.
struct Surface {
    title: String,
    statement: String,
    figures: Vec<String>,
}

/// What a person made of it.
struct Adopted {
    framework: String,
    when: String,
    reason: String,
}

pub(super) async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CalibrationId>,
) -> Result<Response, Problem> {
    page(&of(&web, &signed, &id, &FormData::default(), FormErrors::default()).await?)
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &CalibrationId,
    typed: &FormData,
    wrong: FormErrors,
) -> Result<CalibrationPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let CalibrationRead { summary, found, surfaces, .. } = calibration::get(service, caller, id).await?;
    let framework = frameworks::get(service, caller, &summary.framework_id).await?;
    let titles: BTreeMap<&str, &str> = match summary.features {
        Features::Pillars => framework.pillars.iter().map(|p| (p.id.as_str(), p.title.as_str())).collect(),
        Features::Facets => surfaces.iter().map(|s| (s.facet.as_str(), s.title.as_str())).collect(),
    };
    let facts = vec![
        ("Outcome", summary.outcome.in_words().to_owned()),
        ("Weights of", format!("{} {}", framework.version.title, framework.version.version)),
        ("Placements", found.n_cases.to_string()),
        ("Could be used", found.n.to_string()),
        ("Computed", minute(&summary.created_at)),
        ("Seed and program", format!("{}, version {}", summary.seed, summary.program_version)),
    ];
    let (with, without): (Vec<_>, Vec<_>) = surfaces.iter().partition(|surface| surface.figures.is_some());
    let adopted = summary.adopted_as.as_ref().zip(summary.adopted_at.as_ref());
    let may_adopt = caller.actor.require(Permission::FrameworksWrite).is_ok();
    let given = |field: &str, usual: String| typed.given(field).map_or(usual, str::to_owned);
    Ok(CalibrationPage {
        frame: Frame::of(signed, Place::Learning),
        path: format!("/learning/{id}"),
        title: format!("The weights beside what happened: {}", summary.outcome.in_words()),
        verdict: crate::pages::sentence(&found.verdict),
        is_proposal: found.proposed.is_some(),
        facts,
        notes: found.notes(),
        weights: weights(&found, &titles),
        comparison: found
            .comparison()
            .into_iter()
            .map(|(way, loss)| [way.to_owned(), format!("{loss:.4}")])
            .collect(),
        loss: found.loss_in_words(),
        chance: chance(&found),
        excluded: found
            .excluded
            .iter()
            .map(|left| Left {
                path: format!("/searches/{}/outcomes", left.case),
                why: crate::pages::sentence(&left.why),
            })
            .collect(),
        no_surface: no_surface(without.len(), with.len()),
        surfaces: with.into_iter().map(Surface::of).collect(),
        adopted: adopted.map(|(id, at)| Adopted {
            framework: format!("/admin/frameworks/{id}"),
            when: minute(at),
            reason: summary.adopted_reason.clone().unwrap_or_default(),
        }),
        may_adopt: may_adopt && summary.adopted_as.is_none() && found.proposed.is_some(),
        version: given("version", next(&framework)),
        reason: typed.text("reason").to_owned(),
        wrong,
    })
}

fn next(framework: &FrameworkOutline) -> String {
    calibration::next_version(&framework.version.version)
}

fn weights(found: &calibration::Found, titles: &BTreeMap<&str, &str>) -> Option<Markup> {
    let evidence = found.evidence.as_ref()?;
    let row = |(name, in_force): &(String, f64)| {
        let title = titles.get(name.as_str()).map_or(name.as_str(), |title| *title);
        let learnt = evidence.weights.get(name).unwrap_or(*in_force);
        (title.to_owned(), *in_force, learnt, evidence.intervals.get(name).unwrap_or([0.0, 1.0]))
    };
    let rows: Vec<_> = found.in_force.0.iter().map(row).collect();
    let furthest = rows.iter().max_by(|a, b| (a.2 - a.1).abs().total_cmp(&(b.2 - b.1).abs()))?;
    let title = if (furthest.2 - furthest.1).abs() < 0.005 {
        "The weights learnt are those in force".to_owned()
    } else {
        format!(
            "The furthest departure: {}, from {} to {}",
            furthest.0,
            percent(furthest.1),
            percent(furthest.2)
        )
    };
    Some(learnt_figure("weights", &title, &rows))
}

fn chance(found: &calibration::Found) -> String {
    let Some(evidence) = &found.evidence else { return String::new() };
    if evidence.n_permutations == 0 {
        return "No other weights come closer to these outcomes than those in force, so there is no gain to test."
            .to_owned();
    }
    format!(
        "In {:.1} of 100 shuffled worlds, in which what the features say beyond the score belonged to other placements, other \
         weights came as much closer to the outcomes ({} worlds). Above 2.5, chance does as well too often.",
        evidence.p_value * 100.0,
        evidence.n_permutations
    )
}

fn no_surface(n_without: usize, n_with: usize) -> String {
    match (n_without, n_with) {
        (0, _) => String::new(),
        (n, 0) => format!(
            "None of the {n} facets has enough pairs: it takes 60 with both values measured and an outcome."
        ),
        (n, _) => format!(
            "{n} more facets have too few pairs, or pairs too much alike, for a surface: it takes 60."
        ),
    }
}

impl Surface {
    fn of(surface: &calibration::FacetSurface) -> Self {
        let figures = surface.figures.iter().flatten();
        Self {
            title: surface.title.clone(),
            statement: surface.statement.clone(),
            figures: figures.map(|figure| format!("{:.2} ± {:.2}", figure.value, figure.se)).collect(),
        }
    }
}

pub(super) async fn as_json(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CalibrationId>,
) -> Result<Response, Problem> {
    let read = calibration::get(&web.service, &signed.caller, &id).await?;
    let text =
        serde_json::to_string_pretty(&read).map_err(Error::internal("writing a calibration as JSON"))?;
    Ok(file("calibration.json", "application/json", text))
}

pub(super) async fn adopt(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CalibrationId>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = AdoptionInput {
        reason: form.text("reason").to_owned(),
        version: form.given("version").map(str::to_owned),
    };
    match calibration::adopt(&web.service, &signed.caller, &id, input).await {
        Ok(_) => Ok(go(&format!("/learning/{id}?done=adopted"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &id, &form, wrong).await?)
        }
    }
}
