//! What raters said, shown so that nobody can tell which peer or direct report said it.

use super::super::facts::{Candidate, Facts};
use super::super::markup::Markup;
use super::interview::Stakes;
use crate::charts::{Raters, Source as Row, raters};
use crate::words::{counted_in_words, points, sentence_case};
use fit::groups::{Group, Grouping, groups};

/// Dimensions drawn for one candidate.
const DRAWN: usize = 4;
/// Fewer ratings than this on a dimension are not worth a drawing.
const MIN_RATINGS: usize = 3;

/// The ratings on the dimensions that matter most.
pub(in super::super) struct Ratings {
    pub(in super::super) charts: Vec<Markup>,
    pub(in super::super) notes: Vec<String>,
}

/// Nothing where the candidate has no ratings.
pub(super) fn ratings(facts: &Facts<'_>, candidate: &Candidate<'_>, stakes: &Stakes) -> Option<Ratings> {
    if candidate.person.profile.ratings.is_empty() {
        return None;
    }
    let weight = |d: usize| stakes.losses[d] + stakes.swings[d];
    let mut order: Vec<usize> = (0..facts.framework.dimensions.len()).filter(|&d| weight(d) > 0.0).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    let (mut charts, mut n_withheld, mut n_merged) = (Vec::new(), 0, 0);
    for d in order {
        if charts.len() == DRAWN {
            break;
        }
        let dimension = &facts.framework.dimensions[d].id;
        match groups(&candidate.person.profile.ratings, dimension) {
            Grouping::Withheld => n_withheld += 1,
            Grouping::Shown(groups)
                if groups.iter().map(|g| g.ratings.len()).sum::<usize>() >= MIN_RATINGS =>
            {
                n_merged += usize::from(groups.iter().any(|group| group.is_merged));
                let has_key = charts.is_empty();
                charts.push(chart(facts, candidate, d, &groups, has_key));
            }
            Grouping::Shown(_) => {}
        }
    }
    Some(Ratings { notes: notes(n_withheld, n_merged, charts.is_empty()), charts })
}

fn chart(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    dimension: usize,
    groups: &[Group<'_>],
    has_key: bool,
) -> Markup {
    let values: Vec<f64> = groups.iter().flat_map(|g| &g.ratings).map(|r| r.value.get()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spread = match high - low {
        d if d <= 15.0 => "raters agree closely",
        d if d <= 30.0 => "raters agree roughly",
        _ => "raters see it differently",
    };
    let name = facts.dimension(dimension);
    let title = if points(low) == points(high) {
        format!("{name}: every rating is {}", points(low))
    } else {
        format!("{name}: {spread}, from {} to {}", points(low), points(high))
    };
    let row = |group: &Group<'_>| Row {
        label: group.label.to_owned(),
        ratings: group.ratings.iter().map(|rating| rating.value.get()).collect(),
    };
    let id = format!("raters-{}-{}", candidate.result.rank, dimension + 1);
    Markup::figure(&raters(&id, &title, &Raters { sources: groups.iter().map(row).collect(), has_key }))
}

fn notes(n_withheld: usize, n_merged: usize, is_empty: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if is_empty {
        notes.push("There are too few ratings on any one dimension to draw.".to_owned());
    }
    if n_merged > 0 {
        notes.push(
            "Where fewer than three peers or three direct reports gave a rating, the two groups are shown as one, so that \
             nobody can be picked out."
                .to_owned(),
        );
    }
    if n_withheld > 0 {
        let what =
            sentence_case(&counted_in_words(n_withheld, "dimension that matters", "dimensions that matter"));
        let is = if n_withheld == 1 { "is" } else { "are" };
        notes.push(format!(
            "{what} as much {is} left out, because fewer than three peers and direct reports together gave a rating: what \
             was said could be traced to a person."
        ));
    }
    notes
}
