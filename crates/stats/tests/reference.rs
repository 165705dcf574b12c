//! The figures of `stats` against published ones and those of other packages.
//!
//! Each file of `data/reference` says for every figure where it comes from, how it was obtained, and how close it must
//! be met.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot read its figures has failed")]

use ndarray::Array2;
use serde_json::Value;
use stats::agreement::kendall_w;
use stats::elicitation::{Consistency, JudgementMatrix, ahp, panel_weights, rank_order_centroid};
use stats::learning::{fit_mixture, principal_components, response_surface};
use stats::normal::cdf;
use stats::quantile::quantile;
use stats::reliability::{
    RatingScale, RatingTable, cronbach_alpha, icc1, icc2, icc2k, one_way, r_wg_by_target, r_wg_mean, two_way,
};

#[test]
fn reliability_of_shrout_and_fleiss() {
    let reference = &read("reliability.json")["shrout_fleiss"];
    let table = table_of(&rows(&reference["ratings"]));
    let (between, crossed) = (one_way(&table).unwrap(), two_way(&table).unwrap());
    let published = &reference["published"];
    let rounded = number(&reference["tolerance"]["published"]);
    for (name, found) in [
        ("ms_between", between.ms_between),
        ("ms_within", between.ms_within),
        ("ms_raters", crossed.ms_raters),
        ("ms_error", crossed.ms_error),
    ] {
        assert_close(name, found, number(&published[name]), rounded);
    }
    assert_close("targets", crossed.ms_targets, between.ms_between, 1e-12);
    for (part, tolerance) in [("published", rounded), ("full", number(&reference["tolerance"]["full"]))] {
        assert_coefficients(&table, &reference[part], tolerance);
    }
}

#[test]
fn reliability_of_three_raters() {
    let reference = &read("reliability.json")["three_raters"];
    let table = table_of(&rows(&reference["ratings"]));
    assert_coefficients(&table, reference, number(&reference["tolerance"]));
}

#[test]
fn icc1_of_unequal_groups() {
    let reference = &read("reliability.json")["unequal_groups"];
    let table = table_of(&rows(&reference["groups"]));
    let tolerance = number(&reference["tolerance"]);
    let anova = one_way(&table).unwrap();
    assert_close("F", anova.ms_between / anova.ms_within, number(&reference["f"]), 20.0 * tolerance);
    assert_close("n0", anova.ratings_per_target, number(&reference["n0"]), tolerance);
    assert_close("ICC(1)", icc1(&table).unwrap(), number(&reference["icc1"]), tolerance);
}

#[test]
fn within_group_agreement() {
    for reference in read("reliability.json")["r_wg"].as_array().unwrap() {
        let table = table_of(&rows(&reference["ratings"]));
        let scale = &reference["scale"];
        let points = u32::try_from(scale["points"].as_u64().unwrap()).unwrap();
        let scale = RatingScale::new(number(&scale["min"]), number(&scale["max"]), points).unwrap();
        let tolerance = number(&reference["tolerance"]);
        let found: Vec<f64> = r_wg_by_target(&table, scale).unwrap().into_iter().flatten().collect();
        assert_all_close("r_wg", &found, &numbers(&reference["r_wg"]), tolerance);
        let mean = r_wg_mean(&table, scale).unwrap().unwrap();
        assert_close("mean r_wg", mean, number(&reference["mean"]), tolerance);
    }
}

#[test]
fn ahp_of_published_matrices() {
    for reference in read("elicitation.json")["ahp"].as_array().unwrap() {
        let found = judge(&reference["matrix"]);
        let source = reference["source"].as_str().unwrap();
        let (published, full) = (&reference["published"], &reference["full"]);
        let rounded = number(&reference["tolerance"]["published"]);
        let tolerance = number(&reference["tolerance"]["full"]);
        assert_all_close(source, &found.weights, &numbers(&published["weights"]), rounded);
        assert_all_close(source, &found.weights, &numbers(&full["weights"]), tolerance);
        assert_close(source, found.lambda_max, number(&full["lambda_max"]), tolerance);
        if let Some(ratio) = published.get("consistency_ratio") {
            assert_close(source, found.ratio, number(ratio), rounded);
        }
    }
}

#[test]
fn ahp_of_the_leader_example() {
    let reference = &read("elicitation.json")["leader_overall"];
    let rounded = number(&reference["tolerance"]["published"]);
    let criteria = judge(&reference["criteria_matrix"]).weights;
    let mut overall = vec![0.0; reference["alternatives"].as_array().unwrap().len()];
    for (name, weight) in reference["criteria"].as_array().unwrap().iter().zip(criteria) {
        let name = name.as_str().unwrap();
        let local = judge(&reference["matrices"][name]);
        for (total, share) in overall.iter_mut().zip(local.weights) {
            *total += weight * share;
        }
        if let Some(ratio) = reference["ratios"].get(name) {
            let found = local.index / number(&reference["random_index"]);
            assert_close(name, found, number(ratio), rounded);
        }
    }
    assert_all_close("overall", &overall, &numbers(&reference["overall"]), rounded);
    let full = number(&reference["tolerance"]["full"]);
    assert_all_close("overall", &overall, &numbers(&reference["full_overall"]), full);
}

#[test]
fn rank_order_centroids() {
    let reference = &read("elicitation.json")["rank_order_centroid"];
    for expected in rows(&reference["weights"]) {
        let found = rank_order_centroid(expected.len()).unwrap();
        assert_all_close("centroid", &found, &expected, number(&reference["tolerance"]));
    }
}

#[test]
fn weights_of_a_panel() {
    let reference = &read("elicitation.json")["panel"];
    let found = panel_weights(&rows(&reference["members"])).unwrap();
    assert_all_close("panel", &found, &numbers(&reference["weights"]), number(&reference["tolerance"]));
}

#[test]
fn concordance_of_rankings() {
    for reference in read("agreement.json")["kendall_w"].as_array().unwrap() {
        let found = kendall_w(matrix(&reference["ratings"]).view()).unwrap();
        for (part, tolerance) in reference["tolerance"].as_object().unwrap() {
            let source = reference["source"].as_str().unwrap();
            assert_close(source, found, number(&reference[part]), number(tolerance));
        }
    }
}

#[test]
fn normal_distribution() {
    let reference = &read("normal.json")["cdf"];
    let tolerance = &reference["tolerance"];
    for point in rows(&reference["points"]) {
        let (x, expected) = (point[0], point[1]);
        // The last bit of x / √2 alone moves the lower tail by a share that grows with x².
        let relative = number(&tolerance["relative"]) + x * x * number(&tolerance["relative_per_x_squared"]);
        assert_close(&format!("cdf({x})"), cdf(x), expected, relative * expected);
    }
}

#[test]
fn principal_components_of_tall_and_wide_tables() {
    let reference = &read("learning.json")["components"];
    let tolerance = number(&reference["tolerance"]);
    for expected in reference["tables"].as_array().unwrap() {
        let found = principal_components(matrix(&expected["x"]).view()).unwrap();
        // scikit-learn makes the largest part of a direction positive; here all its parts have a say.
        let directions = rows(&expected["directions"]);
        let lean =
            |direction: &Vec<f64>| direction.iter().map(|part| part * part.abs()).sum::<f64>().signum();
        let signs: Vec<f64> = directions.iter().map(lean).collect();
        let first_row: Vec<f64> =
            numbers(&expected["first_row"]).iter().zip(&signs).map(|(score, sign)| score * sign).collect();
        assert_all_close("variances", &found.variances.to_vec(), &numbers(&expected["variances"]), tolerance);
        assert_all_close("shares", &found.shares.to_vec(), &numbers(&expected["shares"]), tolerance);
        assert_all_close("scores", &found.scores.row(0).to_vec(), &first_row, tolerance);
        for ((direction, expected), sign) in found.directions.columns().into_iter().zip(directions).zip(signs)
        {
            let expected: Vec<f64> = expected.iter().map(|part| part * sign).collect();
            assert_all_close("direction", &direction.to_vec(), &expected, tolerance);
        }
    }
}

#[test]
fn likelihood_of_a_mixture() {
    let reference = &read("learning.json")["mixture"];
    let (x, tolerance) = (matrix(&reference["x"]), number(&reference["tolerance"]));
    for expected in reference["fits"].as_array().unwrap() {
        let n_groups = usize::try_from(expected["n_groups"].as_u64().unwrap()).unwrap();
        let found = fit_mixture(x.view(), n_groups, 1).unwrap();
        assert_close("ln L", found.log_likelihood, number(&expected["log_likelihood"]), tolerance);
        assert_close("BIC", found.bic, number(&expected["bic"]), 2.0 * tolerance);
        let mut shares = found.shares.to_vec();
        shares.sort_by(f64::total_cmp);
        assert_all_close("shares", &shares, &numbers(&expected["shares"]), tolerance);
    }
}

#[test]
fn a_response_surface() {
    let reference = &read("learning.json")["surface"];
    let tolerance = number(&reference["tolerance"]);
    let list = |name: &str| numbers(&reference[name]);
    let found =
        response_surface(&list("x"), &list("y"), &list("outcome"), number(&reference["middle"])).unwrap();
    assert_all_close("b", &found.coefficients.map(|b| b.value), &list("coefficients"), tolerance);
    assert_all_close("se", &found.coefficients.map(|b| b.se), &list("se"), tolerance);
    for (name, term) in
        [("a1", found.a1), ("a2", found.a2), ("a3", found.a3), ("a4", found.a4), ("a5", found.a5)]
    {
        assert_all_close(name, &[term.value, term.se], &list(name), tolerance);
    }
    assert_close("R²", found.r_squared, number(&reference["r_squared"]), tolerance);
}

#[test]
fn quantiles() {
    let reference = &read("learning.json")["percentiles"];
    let mut sorted = numbers(&reference["values"]);
    sorted.sort_by(f64::total_cmp);
    let found: Vec<f64> = (0..=100).map(|percent| quantile(&sorted, f64::from(percent) / 100.0)).collect();
    assert_all_close("quantiles", &found, &numbers(&reference["table"]), number(&reference["tolerance"]));
}

fn assert_coefficients(table: &RatingTable, expected: &Value, tolerance: f64) {
    for (name, found) in [
        ("icc1", icc1(table)),
        ("icc2", icc2(table)),
        ("icc2k", icc2k(table)),
        ("alpha", cronbach_alpha(table)),
    ] {
        assert_close(name, found.unwrap(), number(&expected[name]), tolerance);
    }
}

fn assert_close(name: &str, found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{name}: found {found}, expected {expected} ± {tolerance}"
    );
}

fn assert_all_close(name: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (&found, &expected) in found.iter().zip(expected) {
        assert_close(name, found, expected, tolerance);
    }
}

fn judge(judgements: &Value) -> Consistency {
    ahp(&JudgementMatrix::new(matrix(judgements)).unwrap()).unwrap()
}

/// A table with a row per target, whose raters are the places in the row.
fn table_of(rows: &[Vec<f64>]) -> RatingTable {
    let records = rows.iter().enumerate().flat_map(|(target, row)| {
        row.iter().enumerate().map(move |(rater, &value)| (format!("t{target}"), format!("r{rater}"), value))
    });
    RatingTable::from_records(records).unwrap()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows = rows(value);
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn read(name: &str) -> Value {
    let path = format!("{}/../../data/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
