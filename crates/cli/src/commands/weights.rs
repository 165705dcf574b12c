//! `weights`: judgements of importance into numbers.

use super::{print, print_json};
use crate::arguments::{Format, Numbers, WeightMethod, Weights};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, WARNING, plain, styled, table};
use fit::compare::Named;
use serde::Serialize;
use stats::elicitation::{Consistency, ElicitationError, ahp, normalise, rank_order_centroid_tied, swing};

/// What is printed as JSON.
#[derive(Serialize)]
struct Elicited {
    weights: Named<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lambda_max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consistency_index: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consistency_ratio: Option<f64>,
}

pub(super) fn run(arguments: &Weights) -> Result<(), Failure> {
    let (names, weights, consistency) = match &arguments.method {
        WeightMethod::Ahp { file } => {
            let name = file.display().to_string();
            let (names, matrix) = intake::read_judgements(&name, &input::read(file)?)?;
            let consistency = ahp(&matrix).map_err(|error| bad(&name, &error))?;
            (names, consistency.weights.clone(), Some(consistency))
        }
        WeightMethod::Rank { order } => {
            let names = order.0.concat();
            check_names(&names)?;
            if let [only] = names.as_slice() {
                return Err(Failure::bad_input(
                    "the order",
                    format!("“{only}” is its only name"),
                    "write two names or more, the most important first, between commas or >: trust>roles",
                ));
            }
            let sizes: Vec<usize> = order.0.iter().map(Vec::len).collect();
            let weights = rank_order_centroid_tied(&sizes).map_err(|error| bad("the order", &error))?;
            (names, weights, None)
        }
        WeightMethod::Swing { points } => of_points(points, swing)?,
        WeightMethod::Direct { points } => of_points(points, normalise)?,
    };
    match arguments.format {
        Format::Json => print_json(&Elicited {
            weights: Named::of(&names, &weights),
            lambda_max: consistency.as_ref().map(|c| c.lambda_max),
            consistency_index: consistency.as_ref().map(|c| c.index),
            consistency_ratio: consistency.as_ref().map(|c| c.ratio),
        }),
        Format::Table => print(&shown(&names, &weights, consistency.as_ref())),
    }
}

type Method = fn(&[f64]) -> Result<Vec<f64>, ElicitationError>;

/// Names, their weights, and for AHP how consistent the judgements were.
type Judged = (Vec<String>, Vec<f64>, Option<Consistency>);

fn of_points(points: &Numbers, method: Method) -> Result<Judged, Failure> {
    let (names, points): (Vec<String>, Vec<f64>) = points.0.iter().cloned().unzip();
    check_names(&names)?;
    let weights = method(&points).map_err(|error| bad("the points", &error))?;
    Ok((names, weights, None))
}

fn check_names(names: &[String]) -> Result<(), Failure> {
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(Failure::bad_input(
                "the names",
                format!("name {} is empty", index + 1),
                "write a name between the commas",
            ));
        }
        if names[..index].contains(name) {
            return Err(Failure::bad_input("the names", format!("{name} is named twice"), "name each once"));
        }
    }
    Ok(())
}

fn bad(what: &str, error: &ElicitationError) -> Failure {
    Failure::bad_input(what, error.to_string(), "see: counterpart weights --help")
}

fn shown(names: &[String], weights: &[f64], consistency: Option<&Consistency>) -> String {
    let columns = [Column::Words("Name"), Column::Numbers("Weight".to_owned())];
    let rows =
        names.iter().zip(weights).map(|(name, weight)| vec![name.clone(), format!("{:.1}%", weight * 100.0)]);
    let mut parts = vec![table(&columns, rows)];
    if let Some(consistency) = consistency {
        parts.push(judged(names, consistency));
    }
    // An option only where its names could be read back.
    if !names.iter().any(|name| name.contains([',', '=', ' ', '"', '\''])) {
        let option: Vec<String> =
            names.iter().zip(weights).map(|(name, weight)| format!("{name}={}", points(*weight))).collect();
        parts.push(plain(&format!("--weights {}", option.join(","))));
    }
    parts.join("\n\n")
}

/// A share as points of 100, with two decimals, or as it is where these would say nothing.
fn points(share: f64) -> String {
    let points = share * 100.0;
    if points >= 0.01 || share == 0.0 { format!("{points:.2}") } else { points.to_string() }
}

fn judged(names: &[String], consistency: &Consistency) -> String {
    let figures = format!(
        "Consistency ratio {:.3} (λmax {:.3}, consistency index {:.3}).",
        consistency.ratio, consistency.lambda_max, consistency.index
    );
    if consistency.is_acceptable() {
        return format!("{figures} Up to 0.10 is taken as consistent.");
    }
    let strain = consistency.most_strained.map_or(String::new(), |strain| {
        format!(
            " The judgement that strains it most: {} against {} was judged {:.2}, the others imply {:.2}.",
            names[strain.row], names[strain.column], strain.judged, strain.implied
        )
    });
    styled(WARNING, &plain(&format!("{figures} Above 0.10 the judgements contradict each other.{strain}")))
}
