//! What is known of one person, drawn.

use super::markup::Markup;
use crate::charts::{BarCell, Interval, Learnt, LearntRow, Raters, Source, bar_cell, learnt, raters};

/// A value on 0–100 with its standard error, as a bar with its 90% range in a table's cell that prints the number
/// itself. `id` has to be the only one of its name on the page.
pub fn estimate_cell(id: &str, title: &str, mean: f64, se: f64) -> Markup {
    let interval = Interval::around(mean, se);
    Markup::drawing(&bar_cell(id, title, &BarCell { value: Some(mean), interval, is_provisional: false }))
}

/// Every rating of a person on one dimension as a dot, by those who gave them: each a label and its ratings on 0–100.
pub fn ratings_figure(id: &str, title: &str, groups: Vec<(String, Vec<f64>)>) -> Markup {
    let sources = groups.into_iter().map(|(label, ratings)| Source { label, ratings }).collect();
    Markup::figure(&raters(id, title, &Raters { sources, has_key: true }))
}

/// Weights in force beside those learnt, as shares, each with its name and the range that nine in ten lie in.
pub fn learnt_figure(id: &str, title: &str, rows: &[(String, f64, f64, [f64; 2])]) -> Markup {
    let row = |(name, in_force, learnt, [low, high]): &(String, f64, f64, [f64; 2])| LearntRow {
        name: name.clone(),
        in_force: Some(in_force * 100.0),
        learnt: Some(learnt * 100.0),
        interval: Some(Interval { low: low * 100.0, high: high * 100.0 }),
    };
    Markup::figure(&learnt(id, title, &Learnt { rows: rows.iter().map(row).collect() }))
}
