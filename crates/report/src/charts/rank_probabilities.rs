//! Who comes first, how probably: the probabilities of the ranks as stacked bars.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::{Key, draw_name};
use super::number::{apportion, on_scale, percent};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const ROW: f64 = 34.0;
const BAR: f64 = 22.0;
const NAME: f64 = 168.0;
const LEFT: f64 = 182.0;
/// Ranks from here on share one class.
const CLASSES: usize = 6;
/// From the first rank to the last, dark to light: evenly spaced greys on paper, in print too.
const SHADES: [f64; CLASSES] = [0.88, 0.66, 0.38, 0.24, 0.12, 0.0];

/// The probabilities of the ranks, per candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct RankProbabilities {
    /// The candidates, from the top down.
    pub rows: Vec<RankRow>,
}

/// One candidate's probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRow {
    /// The candidate's name.
    pub name: String,
    /// The probability of each rank in per cent, first rank first; they add up to 100. Empty where
    /// nothing was simulated.
    pub percentages: Vec<f64>,
    /// Whether the result is provisional.
    pub is_provisional: bool,
}

/// Draws one stacked bar per candidate. Ranks from the sixth on are one class; the percentages are
/// printed where there is room, and add up to 100.
pub fn rank_probabilities(id: &str, title: &str, data: &RankProbabilities) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let ranks = data.rows.iter().map(|r| r.percentages.len()).max().unwrap_or(0);
    let classes = class_names(ranks);
    let axis = Axis::whole(LEFT, WIDTH - 1.0);
    let top = draw_key(&mut svg, &classes);
    let mut headers = vec!["Candidate".to_owned()];
    headers.extend(classes.iter().map(|class| format!("#{class}")));
    headers.push("Standing".to_owned());
    let mut table = Table::with_headers(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    for (i, row) in data.rows.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        draw_name(&mut svg, y, &row.name, NAME, row.is_provisional);
        let shares = class_shares(&row.percentages, classes.len());
        let rounded = apportion(&shares, 100);
        let is_known = shares.iter().sum::<f64>() > 0.0;
        if is_known {
            draw_bar(&mut svg, &axis, y, &classes, &shares, &rounded);
        } else {
            svg.text(LEFT, y, "not simulated", Type::SMALL);
        }
        let cell = |(&n, &share): (&i64, &f64)| if is_known { percent(n, share) } else { "–".to_owned() };
        let mut cells = vec![row.name.clone()];
        cells.extend(rounded.iter().zip(&shares).map(cell));
        cells.push(if row.is_provisional { "not enough known" } else { "" }.to_owned());
        table.rows.push(cells);
    }
    let height = top + ROW * data.rows.len().max(1) as f64 + 2.0;
    let description = "One bar per candidate, divided by the probability of each rank; the first rank is the \
                       darkest and leftmost part.";
    Figure::new(id, title, svg.finish(height, title, description), table)
}

/// The classes of rank: each by itself up to the fifth, then the rest together.
fn class_names(ranks: usize) -> Vec<String> {
    let mut names: Vec<String> =
        ["1st", "2nd", "3rd", "4th", "5th"].iter().take(ranks).map(|s| (*s).to_owned()).collect();
    match ranks {
        0..CLASSES => {}
        CLASSES => names.push("6th".to_owned()),
        _ => names.push("6+".to_owned()),
    }
    names
}

/// The probability of each class, of a total of 100.
fn class_shares(percentages: &[f64], classes: usize) -> Vec<f64> {
    let mut shares = vec![0.0; classes];
    for (rank, &share) in percentages.iter().enumerate() {
        shares[rank.min(classes - 1)] += on_scale(share).unwrap_or(0.0);
    }
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 {
        for share in &mut shares {
            *share *= 100.0 / sum;
        }
    }
    shares
}

fn draw_key(svg: &mut Svg, classes: &[String]) -> f64 {
    let mut key = Key::new();
    for (class, name) in classes.iter().enumerate() {
        key.entry(svg, name, |svg, x, y| svg.rect(x - 7.0, y - 6.0, 14.0, 12.0, shade(class)));
    }
    key.bottom()
}

fn shade(class: usize) -> Paint {
    Paint::fill(Tone::Ink).with_fill_opacity(SHADES[class.min(CLASSES - 1)]).with_line(Tone::Ink, 0.8)
}

fn draw_bar(svg: &mut Svg, axis: &Axis, y: f64, classes: &[String], shares: &[f64], rounded: &[i64]) {
    let mut from = 0.0;
    for (class, &share) in shares.iter().enumerate() {
        let (left, right) = (axis.at(from), axis.at(from + share));
        from += share;
        if share <= 0.0 {
            continue;
        }
        svg.rect(left, y - BAR / 2.0, right - left, BAR, shade(class));
        let tone = if SHADES[class] > 0.5 { Tone::Paper } else { Tone::Ink };
        let style = Type::TINY.middle().tone(tone);
        let percent = percent(rounded[class], share);
        // The rank is named with the percentage where both fit, for those who cannot tell greys apart.
        let texts = [format!("{}: {percent}", classes[class]), percent];
        if let Some(text) = texts.iter().find(|text| style.width(text) + 8.0 <= right - left) {
            svg.text((left + right) / 2.0, y, text, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(percentages: &[f64]) -> Figure {
        let row =
            RankRow { name: "Ada".to_owned(), percentages: percentages.to_vec(), is_provisional: false };
        rank_probabilities("r", "Ada is probably first", &RankProbabilities { rows: vec![row] })
    }

    #[test]
    fn printed_percentages_add_up() {
        let figure = chart(&[33.4, 33.4, 33.2]);
        assert_eq!(figure.table.rows[0], ["Ada", "34%", "33%", "33%", ""]);
        assert!(figure.svg.contains(">1st: 34%</text>"));
    }

    #[test]
    fn ranks_from_the_sixth_on_are_one_class() {
        let figure = chart(&[10.0, 10.0, 10.0, 10.0, 10.0, 20.0, 20.0, 10.0]);
        let labels: Vec<&str> = figure.table.headers.iter().map(|h| h.label.as_str()).collect();
        assert_eq!(labels, ["Candidate", "1st", "2nd", "3rd", "4th", "5th", "6+", "Standing"]);
        assert_eq!(figure.table.rows[0][6], "50%");
        assert_eq!(chart(&[20.0; 6]).table.headers[6].label, "6th");
    }

    #[test]
    fn nothing_simulated_is_said() {
        assert!(chart(&[]).svg.contains("not simulated"));
        assert!(chart(&[f64::NAN, 0.0]).svg.contains("not simulated"));
    }
}
