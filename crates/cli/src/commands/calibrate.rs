//! `calibrate`: weights held against what happened. Nothing adopts itself.

use super::{print, print_json};
use crate::arguments::{Calibrate, Format, OutcomeKindAsked, SurfaceColumns};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, plain, remark, table};
use fit::Framework;
use fit::learning::{FacetSurface, Found, PastPair, case_of, facet_surface, learn};
use fit::score::Scale;
use serde::Serialize;
use stats::learning::{Case, Effort, OutcomeKind};

/// What is printed as JSON.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    found: Found,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    surfaces: Vec<FacetSurface>,
}

pub(super) fn run(arguments: &Calibrate) -> Result<(), Failure> {
    let framework = input::framework(arguments.framework.as_deref())?;
    let names: Vec<String> = framework.pillars.iter().map(|pillar| pillar.id.clone()).collect();
    let in_force = weights(arguments, &framework)?;
    let name = arguments.file.display().to_string();
    let mut columns: Vec<&str> = names.iter().map(String::as_str).collect();
    columns.push(&arguments.outcome);
    columns.extend(arguments.surface.iter().flat_map(|surface| [&*surface.ceo, &surface.coo]));
    let bytes = input::read(&arguments.file)?;
    let cases = intake::read_cases(&name, &bytes, arguments.case.as_deref(), &columns)?;
    cases.notes.iter().for_each(|note| remark(&format!("note: {note}")));
    let (scores, rest) = cases.columns.split_at(names.len());
    let (outcomes, pairs) = rest.split_at(1);
    check_points(&name, &cases.labels, &columns, scores, pairs)?;
    let outcomes = &outcomes[0];
    let scale = Scale::new(framework.balance);
    let case = |(index, outcome): (usize, &Option<f64>)| {
        let shares: Vec<Option<f64>> =
            scores.iter().map(|score| score[index].map(|points| points / 100.0)).collect();
        case_of(scale, &shares, *outcome)
    };
    let features: Vec<Case> = outcomes.iter().enumerate().map(case).collect();
    let kind = kind(arguments.kind, outcomes);
    let found =
        learn((&names, &in_force), (&cases.labels, &features), kind, Effort::default(), arguments.seed)
            .map_err(|error| {
                Failure::bad_input(&*name, error.to_string(), "see: counterpart calibrate --help")
            })?;
    let surfaces = surfaces(arguments, &framework, outcomes, pairs)?;
    match arguments.format {
        Format::Json => print_json(&Printed { found, surfaces }),
        Format::Table => print(&shown(&found, &surfaces)),
    }
}

fn weights(arguments: &Calibrate, framework: &Framework) -> Result<Vec<f64>, Failure> {
    let Some(given) = &arguments.weights else {
        return Ok(framework.pillars.iter().map(|pillar| pillar.weight).collect());
    };
    let mut weights = vec![0.0; framework.pillars.len()];
    for (name, weight) in &given.0 {
        let index = framework.pillar(name).ok_or_else(|| {
            let known: Vec<&str> = framework.pillars.iter().map(|pillar| pillar.id.as_str()).collect();
            let hint = format!("the pillars are {}", known.join(", "));
            Failure::bad_input("--weights", format!("there is no pillar {name}"), hint)
        })?;
        weights[index] = *weight;
    }
    Ok(weights)
}

/// Everything but the outcome is in points.
fn check_points(
    name: &str,
    labels: &[String],
    columns: &[&str],
    scores: &[Vec<Option<f64>>],
    pairs: &[Vec<Option<f64>>],
) -> Result<(), Failure> {
    let (of_scores, of_pairs) = (&columns[..scores.len()], &columns[scores.len() + 1..]);
    let all = of_scores.iter().zip(scores).chain(of_pairs.iter().zip(pairs));
    for (column, values) in all {
        let is_off = |value: &Option<f64>| value.is_some_and(|value| !(0.0..=100.0).contains(&value));
        if let Some(index) = values.iter().position(is_off) {
            let found = format!(
                "{}, column {column}: {} is off the scale",
                labels[index],
                values[index].unwrap_or_default()
            );
            return Err(Failure::bad_input(name, found, "write points from 0 to 100"));
        }
    }
    Ok(())
}

/// As asked; else a yes or no where no outcome is anything but 1 or 0.
fn kind(asked: Option<OutcomeKindAsked>, outcomes: &[Option<f64>]) -> OutcomeKind {
    let is_yes_or_no = match asked {
        Some(asked) => asked == OutcomeKindAsked::YesNo,
        None => outcomes.iter().flatten().all(|&value| value == 0.0 || value == 1.0),
    };
    if is_yes_or_no { OutcomeKind::YesNo } else { OutcomeKind::Scale }
}

fn surfaces(
    arguments: &Calibrate,
    framework: &Framework,
    outcomes: &[Option<f64>],
    pairs: &[Vec<Option<f64>>],
) -> Result<Vec<FacetSurface>, Failure> {
    let surface = |(asked, columns): (&SurfaceColumns, &[Vec<Option<f64>>])| {
        let facet = framework.facets.iter().find(|facet| facet.id == asked.facet).ok_or_else(|| {
            let found = format!("there is no facet {}", asked.facet);
            Failure::bad_input("--surface", found, "see: counterpart framework show")
        })?;
        let pair = |index: usize| -> Option<PastPair> {
            Some([columns[0][index]? / 100.0, columns[1][index]? / 100.0, outcomes[index]?])
        };
        let pairs: Vec<PastPair> = (0..outcomes.len()).filter_map(pair).collect();
        Ok(facet_surface(framework, facet, &pairs))
    };
    arguments.surface.iter().zip(pairs.chunks(2)).map(surface).collect()
}

fn shown(found: &Found, surfaces: &[FacetSurface]) -> String {
    let mut parts = vec![plain(&format!(
        "{} of {} cases can be used. {}.",
        found.n,
        found.n_cases,
        capital(&found.verdict)
    ))];
    if let Some(evidence) = &found.evidence {
        let columns = [
            Column::Words("Pillar"),
            Column::Numbers("In force".to_owned()),
            Column::Numbers("Learnt".to_owned()),
            Column::Numbers("Nine in ten".to_owned()),
        ];
        let row = |(name, in_force): &(String, f64)| {
            let [low, high] = evidence.intervals.get(name).unwrap_or([0.0, 1.0]);
            let learnt = evidence.weights.get(name).unwrap_or(*in_force);
            let percent = |share: f64| format!("{:.1} %", share * 100.0);
            vec![
                name.clone(),
                percent(*in_force),
                percent(learnt),
                format!("{:.0}–{:.0} %", low * 100.0, high * 100.0),
            ]
        };
        parts.push(table(&columns, found.in_force.0.iter().map(row)));
        let columns = [Column::Words("Way to foretell"), Column::Numbers("Off by".to_owned())];
        let rows = found.comparison();
        parts.push(table(
            &columns,
            rows.into_iter().map(|(way, loss)| vec![way.to_owned(), format!("{loss:.4}")]),
        ));
        parts.push(plain(&format!(
            "Off by: the {} of cases that nothing was learnt from. p = {:.3} over {} shuffled worlds; up to 0.025 is noticed. \
             Seed {}.",
            found.loss_in_words(),
            evidence.p_value,
            evidence.n_permutations,
            found.seed
        )));
    }
    parts.extend(found.notes().iter().map(|note| plain(note)));
    parts.extend(surfaces.iter().map(surface));
    if !found.excluded.is_empty() {
        let left = |left: &fit::learning::Left| plain(&format!("Left out: {}: {}.", left.case, left.why));
        parts.push(found.excluded.iter().map(left).collect::<Vec<_>>().join("\n"));
    }
    parts.join("\n\n")
}

fn surface(surface: &FacetSurface) -> String {
    let figure = |(index, figure): (usize, &fit::learning::Figure)| {
        format!("a{} {:.2} ± {:.2}", index + 1, figure.value, figure.se)
    };
    let figures: Vec<String> = surface.figures.iter().flatten().enumerate().map(figure).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(" ({})", figures.join(", ")) };
    plain(&format!("{}: {}{figures}", surface.title, surface.statement))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
