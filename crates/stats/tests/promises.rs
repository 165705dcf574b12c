//! What `stats` promises for any input, and what it refuses.

#![allow(clippy::unwrap_used, reason = "the input of a property is valid by construction")]

use ndarray::{Array2, array};
use proptest::prelude::*;
use stats::agreement::{AgreementError, kendall_w, ranks};
use stats::elicitation::{
    ElicitationError, JudgementMatrix, ahp, normalise, panel_weights, rank_order_centroid,
};
use stats::normal::cdf;
use stats::reliability::{
    RatingScale, RatingTable, ReliabilityError, cronbach_alpha, icc1, icc2, icc2k, one_way, r_wg, r_wg_mean,
    self_other_difference, two_way,
};

/// Whole ratings, targets × raters.
fn ratings() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2_usize..8, 2_usize..6).prop_flat_map(|(targets, raters)| {
        let rating = (0_u32..=100).prop_map(f64::from);
        prop::collection::vec(prop::collection::vec(rating, raters), targets)
    })
}

fn positive_weights() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(1.0..9.0_f64, 2..=10)
}

proptest! {
    #[test]
    fn coefficients_are_finite_and_at_most_one_or_refused(rows in ratings()) {
        let table = table_of(&rows);
        for figure in [icc1(&table), icc2(&table), icc2k(&table), cronbach_alpha(&table)] {
            match figure {
                Ok(value) => prop_assert!(value.is_finite() && value <= 1.0 + 1e-12, "{value}"),
                Err(error) => prop_assert!(matches!(error, ReliabilityError::Undefined { .. }), "{error}"),
            }
        }
    }

    #[test]
    fn coefficients_ignore_the_unit(rows in ratings(), scale in 0.01..50.0_f64, shift in -500.0..500.0_f64) {
        let moved: Vec<Vec<f64>> =
            rows.iter().map(|row| row.iter().map(|value| scale * value + shift).collect()).collect();
        let (before, after) = (table_of(&rows), table_of(&moved));
        for figure in [icc1, icc2, icc2k, cronbach_alpha] {
            // Close to the edge of having no value, a coefficient magnifies rounding without bound.
            if let Ok(value) = figure(&before) && value.abs() < 100.0 {
                prop_assert!((figure(&after).unwrap() - value).abs() < 1e-7, "{value}");
            }
        }
    }

    #[test]
    fn the_order_of_records_does_not_matter(rows in ratings(), seed in any::<u64>()) {
        let mut records = records_of(&rows);
        let turn = usize::try_from(seed % 97).unwrap() % records.len();
        records.rotate_left(turn);
        let (before, after) = (table_of(&rows), RatingTable::from_records(records).unwrap());
        if let (Ok(first), Ok(second)) = (icc1(&before), icc1(&after)) {
            prop_assert!((first - second).abs() < 1e-12);
        }
    }

    #[test]
    fn squares_add_up(rows in ratings()) {
        let table = table_of(&rows);
        let (between, crossed) = (one_way(&table).unwrap(), two_way(&table).unwrap());
        prop_assert!((between.ss_between - crossed.ss_targets).abs() < 1e-8);
        prop_assert!((between.ss_within - crossed.ss_raters - crossed.ss_error).abs() < 1e-8);
        prop_assert!((between.ratings_per_target - crossed.n_raters as f64).abs() < 1e-12);
    }

    #[test]
    fn alpha_is_the_share_of_variance_that_items_have_in_common(rows in ratings()) {
        let items = rows[0].len();
        let column = |item: usize| rows.iter().map(|row| row[item]).collect::<Vec<_>>();
        let of_items: f64 = (0..items).map(|item| variance(&column(item))).sum();
        let total = variance(&rows.iter().map(|row| row.iter().sum()).collect::<Vec<_>>());
        if let Ok(alpha) = cronbach_alpha(&table_of(&rows)) && alpha > -100.0 {
            let classical = items as f64 / (items as f64 - 1.0) * (1.0 - of_items / total);
            prop_assert!((alpha - classical).abs() < 1e-9, "{alpha} {classical}");
        }
    }

    #[test]
    fn agreement_within_a_group_lies_between_0_and_1(row in prop::collection::vec(0.0..=100.0_f64, 2..9)) {
        let scale = RatingScale::new(0.0, 100.0, 5).unwrap();
        let value = r_wg(&row, scale).unwrap().unwrap();
        prop_assert!((0.0..=1.0).contains(&value));
        prop_assert_eq!(r_wg(&vec![row[0]; row.len()], scale).unwrap(), Some(1.0));
    }

    #[test]
    fn consistent_judgements_give_their_weights_back(weights in positive_weights()) {
        let expected = normalise(&weights).unwrap();
        let n_items = weights.len();
        let matrix = Array2::from_shape_fn((n_items, n_items), |(row, column)| weights[row] / weights[column]);
        let found = ahp(&JudgementMatrix::new(matrix).unwrap()).unwrap();
        for (weight, expected) in found.weights.iter().zip(expected) {
            prop_assert!((weight - expected).abs() < 1e-14);
        }
        prop_assert_eq!(found.lambda_max, n_items as f64);
        prop_assert_eq!((found.index, found.ratio), (0.0, 0.0));
        prop_assert_eq!(found.most_strained, None);
    }

    #[test]
    fn any_judgements_on_the_scale_settle(
        n_items in 2_usize..=10,
        steps in prop::collection::vec(-8_i32..=8, 45),
    ) {
        let matrix = matrix_of(n_items, &steps);
        let found = ahp(&JudgementMatrix::new(matrix.clone()).unwrap()).unwrap();
        prop_assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        prop_assert!(found.lambda_max >= n_items as f64);
        prop_assert_eq!(found.ratio == 0.0, found.most_strained.is_none() || n_items == 2);
        for (row, weight) in matrix.rows().into_iter().zip(&found.weights) {
            let product: f64 = row.iter().zip(&found.weights).map(|(judged, weight)| judged * weight).sum();
            prop_assert!((product / (found.lambda_max * weight) - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn weights_sum_to_one(weights in prop::collection::vec(0.0..1e6_f64, 1..20), count in 1_usize..200) {
        prop_assume!(weights.iter().any(|&weight| weight > 0.0));
        let close = |weights: Vec<f64>| (weights.iter().sum::<f64>() - 1.0).abs() < 1e-13;
        prop_assert!(close(normalise(&weights).unwrap()));
        prop_assert!(close(panel_weights(&[weights.clone(), weights.clone()]).unwrap()));
        let centroid = rank_order_centroid(count).unwrap();
        prop_assert!(centroid.windows(2).all(|pair| pair[0] > pair[1]));
        prop_assert!(close(centroid));
    }

    #[test]
    fn a_panel_of_one_mind_keeps_its_weights(weights in positive_weights(), members in 1_usize..6) {
        let scaled: Vec<Vec<f64>> = (1..=members)
            .map(|member| weights.iter().map(|weight| member as f64 * weight).collect())
            .collect();
        for (found, expected) in panel_weights(&scaled).unwrap().iter().zip(normalise(&weights).unwrap()) {
            prop_assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn concordance_lies_between_0_and_1_and_reads_order_alone(rows in ratings()) {
        let values = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap();
        let same = Array2::from_shape_fn(values.dim(), |(_, item)| values[[0, item]]);
        match kendall_w(values.view()) {
            Ok(w) => {
                prop_assert!((0.0..=1.0).contains(&w));
                prop_assert_eq!(kendall_w(values.mapv(|value| value * value + 3.0).view()), Ok(w));
                prop_assert!((kendall_w(values.mapv(|value| -value).view()).unwrap() - w).abs() < 1e-15);
            }
            Err(error) => prop_assert_eq!(error, AgreementError::AllTied),
        }
        if let Ok(w) = kendall_w(same.view()) {
            prop_assert_eq!(w, 1.0);
        }
    }

    #[test]
    fn ranks_share_out_their_sum(values in prop::collection::vec(0_u8..5, 1..20)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let n = values.len() as f64;
        prop_assert_eq!(ranks(&values).iter().sum::<f64>(), n * (n + 1.0) / 2.0);
    }

    #[test]
    fn normal_distribution_rises_and_mirrors(x in -8.0..8.0_f64, step in 0.001..4.0_f64) {
        prop_assert!(cdf(x + step) > cdf(x) || cdf(x) > 1.0 - 1e-14);
        prop_assert!((cdf(x) + cdf(-x) - 1.0).abs() < 1e-15);
    }
}

#[test]
fn a_table_refuses_what_it_cannot_use() {
    let twice = RatingTable::from_records([("a", "r", 1.0), ("b", "r", 2.0), ("a", "r", 3.0)]).unwrap_err();
    assert_eq!(twice.to_string(), "r has rated a twice: ratings 1 and 3");
    let unusable = RatingTable::from_records([("a", "r", 1.0), ("a", "s", f64::NAN)]).unwrap_err();
    assert_eq!(unusable.to_string(), "rating 2: a by s is NaN, which is not a usable number");
    for huge in [f64::INFINITY, -1e101] {
        let error = RatingTable::from_records([("a", "r", huge)]).unwrap_err();
        assert!(matches!(error, ReliabilityError::UnusableRating { record: 0, .. }));
    }
    let none: [(&str, &str, f64); 0] = [];
    let empty = RatingTable::from_records(none).unwrap_err();
    assert_eq!(empty, ReliabilityError::TooFew { targets: 0, raters: 0 });
    let lonely = RatingTable::from_records([("a", "r", 1.0), ("b", "r", 1.0)]).unwrap_err();
    assert_eq!(lonely, ReliabilityError::TooFew { targets: 2, raters: 1 });
}

#[test]
fn crossed_figures_name_what_is_missing() {
    let diagonal: Vec<_> = (0..4).map(|place| (format!("t{place}"), format!("r{place}"), 1.0)).collect();
    let table = RatingTable::from_records(diagonal).unwrap();
    assert_eq!((table.n_ratings(), table.n_missing()), (4, 12));
    for figure in [icc2, icc2k, cronbach_alpha] {
        let message = figure(&table).unwrap_err().to_string();
        assert_eq!(
            message,
            "12 of 16 ratings are missing: t0 by r1, t0 by r2, t0 by r3, t1 by r0, t1 by r2 and 7 more"
        );
    }
    assert_eq!(icc1(&table), Err(ReliabilityError::NoRepeats { targets: 4 }));
    assert_eq!(r_wg_mean(&table, RatingScale::new(0.0, 1.0, 2).unwrap()), Ok(None));
}

#[test]
fn tables_without_variance_have_no_coefficients() {
    // 0.1 has no exact mean of three, which a careless sum of squares would take for variance.
    let equal = table_of(&[vec![0.1; 3], vec![0.1; 3], vec![0.1; 3]]);
    let crossing = table_of(&[vec![0.0, 1.0], vec![1.0, 0.0]]);
    for figure in [icc1, icc2, icc2k, cronbach_alpha] {
        assert!(matches!(figure(&equal), Err(ReliabilityError::Undefined { .. })));
    }
    for figure in [icc2, icc2k, cronbach_alpha] {
        assert!(matches!(figure(&crossing), Err(ReliabilityError::Undefined { .. })));
    }
    assert_eq!(icc1(&crossing), Ok(-1.0));
}

#[test]
fn a_scale_refuses_ratings_outside_it() {
    for (min, max, points) in
        [(1.0, 1.0, 5), (5.0, 1.0, 5), (1.0, 5.0, 1), (f64::NAN, 5.0, 5), (0.0, 1e308, 5)]
    {
        assert!(matches!(RatingScale::new(min, max, points), Err(ReliabilityError::BadScale { .. })));
    }
    let scale = RatingScale::new(1.0, 5.0, 5).unwrap();
    assert_eq!(
        r_wg(&[3.0, 6.0], scale).unwrap_err().to_string(),
        "a rating of 6 lies outside the scale from 1 to 5"
    );
    let table = table_of(&[vec![3.0, 4.0], vec![0.0, 4.0]]);
    assert_eq!(
        r_wg_mean(&table, scale).unwrap_err().to_string(),
        "t1: a rating of 0 lies outside the scale from 1 to 5"
    );
    assert!(r_wg(&[f64::NAN, 3.0], scale).is_err());
    assert_eq!(self_other_difference(f64::NAN, &[3.0]), None);
}

#[test]
fn weights_refuse_what_cannot_be_weighed() {
    assert_eq!(normalise(&[]), Err(ElicitationError::Empty));
    assert_eq!(normalise(&[0.0, 0.0]), Err(ElicitationError::AllZero { count: 2 }));
    for value in [-1.0, f64::INFINITY, 1e101] {
        assert_eq!(normalise(&[1.0, value]), Err(ElicitationError::BadWeight { place: 1, value }));
    }
    assert!(matches!(normalise(&[f64::NAN]), Err(ElicitationError::BadWeight { place: 0, .. })));
    assert_eq!(rank_order_centroid(0), Err(ElicitationError::Empty));
}

#[test]
fn a_panel_names_the_member_it_cannot_use() {
    assert_eq!(panel_weights(&[]), Err(ElicitationError::Empty));
    assert_eq!(
        panel_weights(&[vec![1.0, 2.0], vec![1.0]]),
        Err(ElicitationError::UnequalMembers { member: 1, expected: 2, found: 1 })
    );
    let error = panel_weights(&[vec![1.0, 2.0], vec![1.0, -2.0]]).unwrap_err();
    assert_eq!(error.to_string(), "member 2: weight 2 is -2, but a weight is a number from 0 upwards");
    assert_eq!(panel_weights(&[vec![1.0, 0.0], vec![0.0, 1.0]]), Err(ElicitationError::NothingShared));
    assert_eq!(panel_weights(&[vec![1.0, 1.0], vec![0.0, 1.0]]), Ok(vec![0.0, 1.0]));
}

#[test]
fn judgements_refuse_what_contradicts_itself() {
    let refuse = |matrix: Array2<f64>| JudgementMatrix::new(matrix).unwrap_err();
    assert_eq!(refuse(Array2::ones((2, 3))), ElicitationError::NotSquare { rows: 2, columns: 3 });
    assert_eq!(refuse(Array2::ones((1, 1))), ElicitationError::BadSize { count: 1 });
    assert_eq!(refuse(Array2::ones((11, 11))), ElicitationError::BadSize { count: 11 });
    assert_eq!(
        refuse(array![[1.0, 2.0], [-0.5, 1.0]]).to_string(),
        "row 2, column 1: -0.5 is not a judgement between 1/1000 and 1000"
    );
    assert_eq!(
        refuse(array![[1.0, 2.0], [0.5, 3.0]]).to_string(),
        "row 2, column 2: an item compared with itself is 1, not 3"
    );
    assert_eq!(
        refuse(array![[1.0, 2.0], [2.0, 1.0]]).to_string(),
        "row 1, column 2 is 2 and its mirror image is 2: they must be each other's reciprocals"
    );
    assert!(matches!(refuse(array![[1.0, f64::NAN], [2.0, 1.0]]), ElicitationError::BadJudgement { .. }));
}

#[test]
fn the_most_strained_judgement_is_named() {
    // Items weigh 8 : 4 : 2 : 1, but the first is judged 20 times as important as the last.
    let mut matrix =
        Array2::from_shape_fn((4, 4), |(row, column)| libm::pow(2.0, column as f64 - row as f64));
    (matrix[[0, 3]], matrix[[3, 0]]) = (20.0, 0.05);
    let found = ahp(&JudgementMatrix::new(matrix).unwrap()).unwrap();
    let strain = found.most_strained.unwrap();
    assert_eq!((strain.row, strain.column, strain.judged), (0, 3, 20.0));
    assert!(strain.log_ratio() > 0.0 && strain.implied < 20.0);
}

#[test]
fn the_sharpest_contradiction_still_settles() {
    let top = stats::elicitation::LARGEST_JUDGEMENT;
    let matrix = array![[1.0, top, 1.0 / 900.0], [1.0 / top, 1.0, 999.0], [900.0, 1.0 / 999.0, 1.0]];
    let found = ahp(&JudgementMatrix::new(matrix).unwrap()).unwrap();
    // Of three items, the principal eigenvector is the geometric mean of each row.
    let rows = normalise(&[top / 900.0, 999.0 / top, 900.0 / 999.0].map(libm::cbrt)).unwrap();
    for (weight, expected) in found.weights.iter().zip(rows) {
        assert!((weight - expected).abs() < 1e-12, "{weight} {expected}");
    }
    assert!(!found.is_acceptable());
}

#[test]
fn concordance_refuses_what_has_no_order() {
    assert_eq!(kendall_w(Array2::ones((1, 3)).view()), Err(AgreementError::TooFew { members: 1, items: 3 }));
    assert_eq!(kendall_w(Array2::ones((3, 3)).view()), Err(AgreementError::AllTied));
    let error = kendall_w(array![[1.0, 2.0], [f64::NAN, 1.0]].view()).unwrap_err();
    assert_eq!(error.to_string(), "member 2, item 1: NaN is not a finite number");
}

/// Judgements on Saaty's scale: a step of 2 is "3 times", a step of −2 is "a third".
fn matrix_of(n_items: usize, steps: &[i32]) -> Array2<f64> {
    let mut matrix = Array2::ones((n_items, n_items));
    let pairs = (0..n_items).flat_map(|row| (row + 1..n_items).map(move |column| (row, column)));
    for ((row, column), &step) in pairs.zip(steps) {
        let ratio = f64::from(step.abs() + 1);
        let judged = if step < 0 { 1.0 / ratio } else { ratio };
        (matrix[[row, column]], matrix[[column, row]]) = (judged, 1.0 / judged);
    }
    matrix
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

fn records_of(rows: &[Vec<f64>]) -> Vec<(String, String, f64)> {
    rows.iter()
        .enumerate()
        .flat_map(|(target, row)| {
            row.iter()
                .enumerate()
                .map(move |(rater, &value)| (format!("t{target}"), format!("r{rater}"), value))
        })
        .collect()
}

fn table_of(rows: &[Vec<f64>]) -> RatingTable {
    RatingTable::from_records(records_of(rows)).unwrap()
}
