//! Tables as people have them: a few targets and raters, gaps, ties, scales that nobody named.

#![allow(clippy::panic)] // a helper of tests fails as tests do

use stats::reliability::{Figures, RatingScale, RatingTable};

fn table(rows: &[&[Option<f64>]]) -> RatingTable {
    let records = rows.iter().enumerate().flat_map(|(target, row)| {
        row.iter()
            .enumerate()
            .filter_map(move |(rater, value)| Some((format!("t-{target}"), format!("r-{rater}"), (*value)?)))
    });
    RatingTable::from_records(records).unwrap_or_else(|error| panic!("{error}"))
}

fn full(rows: &[&[f64]]) -> RatingTable {
    let rows: Vec<Vec<Option<f64>>> =
        rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
    table(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Eight targets by four judges; the coefficients are pingouin 0.7.0's.
#[test]
fn a_scale_that_the_ratings_leave_open_gives_no_agreement() {
    let judges = [
        [1.0, 2.0, 0.0, 1.0],
        [1.0, 3.0, 3.0, 2.0],
        [3.0, 8.0, 1.0, 4.0],
        [6.0, 4.0, 3.0, 3.0],
        [6.0, 5.0, 5.0, 6.0],
        [7.0, 5.0, 6.0, 2.0],
        [8.0, 7.0, 7.0, 9.0],
        [9.0, 9.0, 9.0, 8.0],
    ];
    let ratings = full(&judges.iter().map(|row| &row[..]).collect::<Vec<_>>());
    let found = Figures::on_unknown_scale(&ratings);
    for (figure, expected) in [(found.icc1, 0.727_521), (found.icc2, 0.727_689), (found.icc2k, 0.914_450)] {
        assert!((figure.unwrap_or_default() - expected).abs() < 5e-7, "{figure:?}");
    }
    assert!((found.alpha.unwrap_or_default() - 0.915_159).abs() < 5e-7);
    assert_eq!((found.rwg_mean, found.scale), (None, None));
    assert_eq!(
        found.notes,
        [
            "r_wg needs the rating scale, and none was given: ratings from 0 to 9 fit scales of 0 to 10 as well as 0 to 100"
        ]
    );
    // On the scale they are on, and on one on which nobody would have differed.
    let ten = RatingScale::new(0.0, 10.0, 11).unwrap_or_else(|error| panic!("{error}"));
    let found = Figures::of(&ratings, ten);
    assert!(
        found.rwg_mean.is_some_and(|rwg| rwg < 0.8) && found.scale == Some(ten) && found.notes.is_empty()
    );
    assert!(Figures::of(&ratings, RatingScale::POINTS).rwg_mean.is_some_and(|rwg| rwg > 0.99));
    let points = full(&[&[10.5, 70.0], &[20.0, 30.0]]);
    assert_eq!(Figures::on_unknown_scale(&points).scale, Some(RatingScale::POINTS));
}

/// MST = 1, MSR = 0 and MSE = 3, so that the denominator of ICC(2,k), MST + (MSR − MSE) / 3, is 0.
#[test]
fn a_denominator_of_zero_is_no_number() {
    let found = Figures::on_unknown_scale(&full(&[&[5.0, 3.0], &[4.0, 4.0], &[2.0, 4.0]]));
    assert_eq!(found.icc2k, None);
    assert!(
        found.notes.iter().any(|note| note.starts_with("ICC(2,k) has no value here")),
        "{:?}",
        found.notes
    );
    assert!(found.icc2.is_some_and(|icc2| (icc2 + 1.0).abs() < 1e-12), "{found:?}");
    // The same in units in which nothing is a whole number.
    for unit in [0.1, 1.0 / 3.0, 1e-7, 123.456] {
        let rows =
            [[5.0, 3.0], [4.0, 4.0], [2.0, 4.0]].map(|row: [f64; 2]| row.map(|value| value * unit + 0.7));
        let found = Figures::on_unknown_scale(&full(&rows.each_ref().map(|row| &row[..])));
        assert_eq!(found.icc2k, None, "{unit}: {found:?}");
    }
}

#[test]
fn raters_who_go_against_the_others_are_named() {
    let found = Figures::on_unknown_scale(&full(&[
        &[1.0, 2.0, 5.0],
        &[2.0, 2.0, 4.0],
        &[4.0, 3.0, 2.0],
        &[5.0, 5.0, 1.0],
    ]));
    assert!(found.alpha.is_some_and(|alpha| alpha < 0.0));
    assert_eq!(found.hints.len(), 1);
    assert!(found.hints[0].contains("; r-2 rates low where the others rate high"), "{:?}", found.hints);
    let agreed = Figures::on_unknown_scale(&full(&[&[1.0, 2.0], &[3.0, 3.0], &[5.0, 4.0]]));
    assert_eq!(agreed.hints, [""; 0]);
}

#[test]
fn gaps_ties_and_no_variance_give_reasons_instead_of_numbers() {
    let gaps = table(&[&[Some(1.0), Some(0.0)], &[Some(1.0), None], &[Some(0.0), Some(1.0)]]);
    let found = Figures::on_unknown_scale(&gaps);
    assert!(found.icc1.is_some() && found.alpha.is_none());
    assert!(
        found.notes.iter().any(|note| note.contains("1 of 6 ratings are missing: t-1 by r-1")),
        "{:?}",
        found.notes
    );
    let flat = Figures::of(&full(&[&[3.0, 3.0], &[3.0, 3.0]]), RatingScale::POINTS);
    assert_eq!((flat.icc1, flat.icc2, flat.icc2k, flat.alpha), (None, None, None, None));
    assert_eq!((flat.rwg_mean, flat.notes.len(), flat.hints.len()), (Some(1.0), 4, 0));
    // Raters who differ by a constant: no error, so all of the sum is the targets' own.
    let shifted = Figures::of(&full(&[&[1.0, 3.0], &[5.0, 7.0]]), RatingScale::POINTS);
    assert_eq!(shifted.alpha, Some(1.0));
    assert!(
        RatingTable::from_records([("a", "r", 1.0), ("b", "r", 2.0)]).is_err(),
        "one rater agrees with nobody"
    );
}
