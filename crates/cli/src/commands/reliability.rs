//! `reliability`: how far raters can be relied on.

use super::{print, print_json};
use crate::arguments::{Format, Reliability};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, plain, remark, table};
use serde::Serialize;
use stats::reliability::{Figures, RatingScale, RatingTable, ReliabilityError};

/// What is printed as JSON; a figure that the ratings do not allow is null.
#[derive(Serialize)]
struct Printed<'a> {
    targets: usize,
    raters: usize,
    icc1: Option<f64>,
    icc2: Option<f64>,
    icc2k: Option<f64>,
    alpha: Option<f64>,
    rwg_mean: Option<f64>,
    /// The scale of r_wg; null where it is not known.
    scale: Option<Scale>,
    notes: &'a [String],
    hints: &'a [String],
}

#[derive(Serialize)]
struct Scale {
    min: f64,
    max: f64,
    points: u32,
}

pub(super) fn run(arguments: &Reliability) -> Result<(), Failure> {
    let name = arguments.file.display().to_string();
    let columns = [arguments.target.as_str(), &arguments.rater, &arguments.value];
    let intake::Ratings { records, notes } =
        intake::read_ratings(&name, &input::read(&arguments.file)?, columns)?;
    notes.iter().for_each(|note| remark(&format!("note: {note}")));
    let bad = |error: ReliabilityError| {
        Failure::bad_input(&*name, error.to_string(), "see: counterpart reliability --help")
    };
    let ratings = RatingTable::from_records(records).map_err(bad)?;
    let figures = match (arguments.scale_min, arguments.scale_max, arguments.scale_points) {
        (None, None, None) => Figures::on_unknown_scale(&ratings),
        (min, max, points) => {
            let (least, most) = RatingScale::POINTS.ends();
            let points = points.unwrap_or(RatingScale::POINTS.points());
            let scale = RatingScale::new(min.unwrap_or(least), max.unwrap_or(most), points).map_err(bad)?;
            Figures::of(&ratings, scale)
        }
    };
    match arguments.format {
        Format::Json => print_json(&printed(&figures)),
        Format::Table => print(&shown(&figures)),
    }
}

fn printed(figures: &Figures) -> Printed<'_> {
    let Figures { targets, raters, icc1, icc2, icc2k, alpha, rwg_mean, scale, ref notes, ref hints } =
        *figures;
    let scale = scale.map(|scale| Scale { min: scale.ends().0, max: scale.ends().1, points: scale.points() });
    Printed { targets, raters, icc1, icc2, icc2k, alpha, rwg_mean, scale, notes, hints }
}

fn shown(figures: &Figures) -> String {
    let columns =
        [Column::Words("Figure"), Column::Numbers("Value".to_owned()), Column::Words("What it says")];
    let row = |name: &str, figure: Option<f64>, meaning: &str| {
        vec![
            name.to_owned(),
            figure.map_or("–".to_owned(), |figure| format!("{figure:.3}")),
            meaning.to_owned(),
        ]
    };
    let rows = [
        row("ICC(1)", figures.icc1, "one rating, any raters: how far it tells targets apart"),
        row("ICC(2,1)", figures.icc2, "one rating, these raters as a sample of all: absolute agreement"),
        row("ICC(2,k)", figures.icc2k, "the mean of all these raters"),
        row("Cronbach's α", figures.alpha, "raters taken as items of one scale"),
        row("r_wg, mean", figures.rwg_mean, "agreement within targets; 1 is complete, 0 as by chance"),
    ];
    let mut parts =
        vec![format!("{} targets, {} raters", figures.targets, figures.raters), table(&columns, rows)];
    parts.push(match figures.scale {
        Some(scale) => {
            let (min, max) = scale.ends();
            format!("r_wg on a scale from {min} to {max} with {} points.", scale.points())
        }
        None => "Give the scale with --scale-min, --scale-max and --scale-points.".to_owned(),
    });
    parts.extend(figures.notes.iter().map(|note| plain(&format!("Not given: {note}."))));
    parts.extend(figures.hints.iter().map(|hint| plain(&format!("Hint: {hint}."))));
    parts.join("\n\n")
}
