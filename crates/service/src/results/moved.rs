//! What moved from one run of a search to another, such as when evidence arrived.

use crate::runs::{Kept, Shortlisted};
use std::collections::HashMap;
use store::CandidateId;

/// What moved from one run to another.
pub(crate) struct Move {
    /// What was changed between the two, in words.
    pub(crate) changes: Vec<String>,
    /// Who moved by a place, or by a point of the score, in words; those that stand first come first.
    pub(crate) moves: Vec<String>,
}

/// What moved from one run to another, under the names that may be shown.
pub(crate) fn between(before: &Kept, now: &Kept, name: impl Fn(&Shortlisted) -> String) -> Move {
    let old = placed(&before.rows);
    let old: HashMap<&CandidateId, Placed<'_>> =
        old.iter().map(|&(row, place)| (&row.candidate_id, (row, place))).collect();
    let words = |new: Placed<'_>| in_words(&name(new.0), *old.get(&new.0.candidate_id)?, new);
    Move {
        changes: before.basis.changes(&now.basis),
        moves: placed(&now.rows).into_iter().filter_map(words).collect(),
    }
}

/// A candidate with the place among those who are ranked.
type Placed<'a> = (&'a Shortlisted, Option<usize>);

/// The candidates of a run: those who are ranked, best first, then those of whom not enough is known.
fn placed(rows: &[Shortlisted]) -> Vec<Placed<'_>> {
    let mut rows: Vec<&Shortlisted> = rows.iter().collect();
    rows.sort_by_key(|row| (row.provisional, row.rank));
    rows.into_iter().zip(1..).map(|(row, place)| (row, (!row.provisional).then_some(place))).collect()
}

/// How someone moved; none where it is by no place and by less than a point.
fn in_words(name: &str, (old, old_place): Placed<'_>, (new, new_place): Placed<'_>) -> Option<String> {
    let place = match (old_place, new_place) {
        (None, None) => "not enough known to rank yet".to_owned(),
        (None, Some(new)) => format!("now known well enough to rank, in place {new}"),
        (Some(old), None) => format!("in place {old} before, no longer known well enough to rank"),
        (Some(old), Some(new)) if old == new => format!("still in place {new}"),
        (Some(old), Some(new)) => format!("from place {old} to {new}"),
    };
    let score = format!("{:.0} to {:.0} points", old.score, new.score);
    let has_moved = old_place != new_place || (old.score - new.score).abs() >= 1.0;
    has_moved.then(|| format!("{name}: {place}, {score}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rank: usize, score: f64) -> Shortlisted {
        Shortlisted {
            candidate_id: CandidateId::default(),
            label: "Candidate A".to_owned(),
            rank,
            score,
            p05: None,
            p95: None,
            first: None,
            expected_rank: None,
            pillars: fit::compare::Named(Vec::new()),
            flags: Vec::new(),
            completeness: 1.0,
            provisional: false,
            sources: String::new(),
            missing: Vec::new(),
            norm: 50.0,
        }
    }

    #[test]
    fn a_move_is_told_by_place_and_points() {
        let told = |old: Shortlisted, new: Shortlisted| {
            let (old_place, new_place) = (Some(old.rank), Some(new.rank));
            in_words("Robin", (&old, old_place), (&new, new_place))
        };
        assert_eq!(
            told(row(2, 70.2), row(1, 74.6)).as_deref(),
            Some("Robin: from place 2 to 1, 70 to 75 points")
        );
        assert_eq!(
            told(row(1, 70.0), row(1, 68.9)).as_deref(),
            Some("Robin: still in place 1, 70 to 69 points")
        );
        assert_eq!(told(row(1, 70.0), row(1, 70.9)), None);
    }

    #[test]
    fn places_count_only_those_who_are_ranked() {
        let at = |rank: usize, provisional: bool| Shortlisted { provisional, ..row(rank, 70.0) };
        let rows = [at(1, true), at(2, false), at(3, false)];
        let places: Vec<_> = placed(&rows).iter().map(|(row, place)| (row.rank, *place)).collect();
        assert_eq!(places, [(2, Some(1)), (3, Some(2)), (1, None)]);
        let (before, now) = (at(1, true), at(2, false));
        assert_eq!(
            in_words("Robin", (&before, None), (&now, Some(2))).as_deref(),
            Some("Robin: now known well enough to rank, in place 2, 70 to 70 points")
        );
    }
}
