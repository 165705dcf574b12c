//! `reliability`: how far raters can be relied on.

use super::{print, print_json};
use crate::arguments::{Format, Reliability};
use crate::failure::Failure;
use crate::input;
use crate::terminal::{Column, plain, table};
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
    notes: &'a [String],
}

pub(super) fn run(arguments: &Reliability) -> Result<(), Failure> {
    let name = arguments.file.display().to_string();
    let columns = [arguments.target.as_str(), &arguments.rater, &arguments.value];
    let records = intake::read_ratings(&name, &input::read(&arguments.file)?, columns)?;
    let bad = |error: ReliabilityError| {
        Failure::bad_input(&*name, error.to_string(), "see: counterpart reliability --help")
    };
    let ratings = RatingTable::from_records(records).map_err(bad)?;
    let scale =
        RatingScale::new(arguments.scale_min, arguments.scale_max, arguments.scale_points).map_err(bad)?;
    let figures = Figures::of(&ratings, scale);
    match arguments.format {
        Format::Json => print_json(&printed(&figures)),
        Format::Table => print(&shown(&figures)),
    }
}

fn printed(figures: &Figures) -> Printed<'_> {
    let Figures { targets, raters, icc1, icc2, icc2k, alpha, rwg_mean, ref notes } = *figures;
    Printed { targets, raters, icc1, icc2, icc2k, alpha, rwg_mean, notes }
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
    parts.extend(figures.notes.iter().map(|note| plain(&format!("Not given: {note}."))));
    parts.join("\n\n")
}
