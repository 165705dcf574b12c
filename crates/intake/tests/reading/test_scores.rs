//! Test scores with their norms.

use crate::FRAMEWORK;
use fit::{Estimates, Profile, Source};
use intake::{MAX_PROBLEMS, ReadError, TestScores, read_test_scores};
use proptest::prelude::*;

const HEAD: &str = "id,scale,dimension,score,norm_mean,norm_sd,reversed\n";

fn scores(text: &str) -> Result<Vec<TestScores>, ReadError> {
    read_test_scores(&FRAMEWORK, "tests.csv", text.as_bytes())
}

fn problems(text: &str) -> Vec<String> {
    let error = scores(text).expect_err("there is a problem");
    error.problems.iter().map(|problem| problem.to_string().replace(['\u{201c}', '\u{201d}'], "\"")).collect()
}

/// The estimate on a dimension of somebody known by a test alone.
fn estimate(people: &[TestScores]) -> f64 {
    let TestScores { id, ratings } = &people[0];
    let d = FRAMEWORK.dimension(&ratings[0].dimension).unwrap();
    let profile = Profile { ratings: ratings.clone(), ..Profile::new(id, id) };
    100.0 * Estimates::of(&FRAMEWORK, &profile).raw[d].mean
}

#[test]
fn scores_become_ratings_of_their_people() {
    let text = format!(
        "{HEAD}c-1,Order,style.detail,60,50,10,\nc-2,Order,style.detail,50,50,10,no\n,,,,,,\n\
         c-1,Anxiety,style.composure,21.5,17,4.5,Yes\n"
    );
    let people = scores(&text).unwrap();
    let ids: Vec<(&str, usize)> = people.iter().map(|p| (p.id.as_str(), p.ratings.len())).collect();
    assert_eq!(ids, [("c-1", 2), ("c-2", 1)]);
    // One standard deviation is 20 / √0.8 points, and turned round it counts down.
    let step = 20.0 / 0.8_f64.sqrt();
    let values: Vec<f64> = people.iter().flat_map(|p| &p.ratings).map(|rating| rating.value.get()).collect();
    for (value, expected) in values.iter().zip([50.0 + step, 50.0 - step, 50.0]) {
        assert!((value - expected).abs() < 1e-9, "{value} for {expected}");
    }
    let second = &people[0].ratings[1];
    assert_eq!((second.source, second.rater.as_str()), (Source::Test, "Anxiety"));
    assert_eq!(second.dimension, "style.composure");
}

#[test]
fn the_estimate_is_the_regressed_score() {
    // Kelley's: μ₀ + τ √rel z, here 50 + 20 · √0.8 · 1.5.
    let people = scores(&format!("{HEAD}c,Order,style.detail,65,50,10,\n")).unwrap();
    assert!((estimate(&people) - (50.0 + 30.0 * 0.8_f64.sqrt())).abs() < 1e-9);
}

#[test]
fn the_columns_that_may_be_left_out_may_and_any_order_will_do() {
    let people = scores("score;norm_sd;norm_mean;dimension;id\n12,5;2,5;10;skill.risk;c\n").unwrap();
    assert_eq!(people[0].ratings[0].rater, "");
    assert!((people[0].ratings[0].value.get() - (50.0 + 20.0 / 0.8_f64.sqrt())).abs() < 1e-9);
}

#[test]
fn every_bad_cell_is_told_with_its_row_and_column() {
    let text = format!(
        "{HEAD}c,Order,style.detial,60,50,10,\n,Order,style.detail,sixty,,0,perhaps\n\
         d,Order,style.detail,600,50,10,\nd,Order,skill.risk,5,5,-1,\ne,A,skill.risk,5,5,1,\ne,A,skill.risk,6,5,1,\n"
    );
    assert_eq!(
        problems(&text),
        [
            "row 2, column dimension (C): unknown dimension \"style.detial\"; did you mean \"style.detail\"?",
            "row 3, column id (A): the cell is empty; give the id of the person",
            "row 3, column reversed (G): found \"perhaps\"; expected yes, no or nothing",
            "row 3, column score (D): found \"sixty\"; expected a number",
            "row 3, column norm_mean (E): the cell is empty; expected a number",
            "row 4, column score (D): 600 lies more than 6 standard deviations from the mean of its norm; \
             expected score and norm in the same unit",
            "row 5, column norm_sd (F): -1 is no standard deviation; expected a number above 0",
            "row 7, column scale (B): row 6 has this scale on skill.risk for \"e\" already; \
             keep one of the two, or name the scales apart",
        ]
    );
}

#[test]
fn a_header_that_is_not_understood_is_refused_before_any_row() {
    assert_eq!(
        problems("id,dimension,score,norm_mean,norm_sd,reversd\nc,skill.risk,5,5,0,yes\n"),
        ["row 1, column F: unknown column \"reversd\"; did you mean \"reversed\"?"]
    );
    let told = problems("id,dimension,score,mean\nc,x,y,z\n");
    assert_eq!(
        told,
        [
            "row 1: there is no column \"norm_mean\"; known names are id, dimension, score, mean",
            "row 1: there is no column \"norm_sd\"; known names are id, dimension, score, mean",
            "row 1, column D: unknown column \"mean\"; known names are id, dimension, score, norm_mean, norm_sd, scale, reversed",
        ]
    );
    assert_eq!(problems(HEAD), ["tests.csv: there are no scores; expected a row for each below the header"]);
}

#[test]
fn a_file_full_of_mistakes_is_counted_and_not_listed() {
    let error = scores(&(HEAD.to_owned() + &"c,a,x,y,z,0,q\n".repeat(2 * MAX_PROBLEMS))).unwrap_err();
    assert_eq!(error.problems.len(), MAX_PROBLEMS);
    assert!(error.n_more > 0);
}

proptest! {
    #[test]
    fn a_better_score_is_never_a_lower_rating(
        mean in -1e6..1e6f64, sd in 1e-3..1e5f64, z in -6.0..5.9f64, more in 0.0..0.1f64, is_reversed: bool,
    ) {
        let value = |z: f64| {
            let reversed = if is_reversed { "yes" } else { "no" };
            let text = format!("{HEAD}c,s,skill.risk,{:?},{mean:?},{sd:?},{reversed}\n", mean + z * 0.99 * sd);
            Ok::<f64, TestCaseError>(scores(&text).map_err(|error| TestCaseError::fail(error.to_string()))?[0].ratings[0].value.get())
        };
        let (one, other) = (value(z)?, value(z + more)?);
        let gain = if is_reversed { one - other } else { other - one };
        prop_assert!(gain >= -1e-6);
        prop_assert!((0.0..=100.0).contains(&one));
    }
}
