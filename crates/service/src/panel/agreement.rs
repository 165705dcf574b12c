//! How far the members of a panel agree, as a figure and in a plain sentence.

use ndarray::Array2;
use serde::Serialize;
use stats::agreement::{AgreementError, kendall_w};
use utoipa::ToSchema;

/// How far several people put the same things in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Agreement {
    /// How many people's orders were compared.
    pub n_members: usize,
    /// Kendall's W, 0 for no agreement and 1 for the same order; null where it has no value.
    pub kendall_w: Option<f64>,
    /// What that means, in words.
    pub sentence: String,
}

/// Fewer members, or fewer things, say little: chance alone brings about any figure.
const FEW: usize = 3;

/// From each figure on, what it is called (after Schmidt 1997, doi:10.1111/j.1540-5915.1997.tb01330.x).
const WORDS: [(f64, &str); 5] = [
    (1.0, "in exactly the same order"),
    (0.9, "in nearly the same order"),
    (0.7, "in much the same order"),
    (0.5, "in an order that is alike in part"),
    (0.3, "in orders that differ more than they agree"),
];

impl Agreement {
    /// Agreement between the orders that follow from values, one list for each member, the best with the largest. `what`
    /// is the plural of what is put in order.
    pub(super) fn of(values: &[Vec<f64>], what: &str) -> Self {
        let n_members = values.len();
        let n_items = values.first().map_or(0, Vec::len);
        let table = Array2::from_shape_fn((n_members, n_items), |(member, item)| {
            values[member].get(item).copied().unwrap_or(f64::NAN)
        });
        let found = kendall_w(table.view());
        let sentence = match &found {
            Ok(w) => in_words(*w, n_members, n_items, what),
            Err(AgreementError::AllTied) => {
                format!("Nobody puts any of the {what} before another, so there is no order to agree on.")
            }
            Err(AgreementError::TooFew { .. }) if n_members >= 2 => {
                format!("It takes two {what} or more for there to be an order.")
            }
            Err(_) => "It takes two members or more to speak of agreement.".to_owned(),
        };
        Self { n_members, kendall_w: found.ok(), sentence }
    }
}

fn in_words(w: f64, n_members: usize, n_items: usize, what: &str) -> String {
    // What is the same order but for rounding is the same order.
    let is_from = |least: &f64| w >= least - 1e-9;
    let words = WORDS.iter().find(|(least, _)| is_from(least));
    let words = words.map_or("in orders that hardly agree", |(_, words)| words);
    let who = if n_members == 2 { "Both members".to_owned() } else { format!("The {n_members} members") };
    let figure = format!(
        "{who} put the {what} {words}: Kendall’s W is {w:.2}, where 0 is no agreement and 1 the same order."
    );
    let few = match (n_members < FEW, n_items < FEW) {
        (false, false) => return figure,
        (true, false) => "With two members".to_owned(),
        (false, true) => format!("With two {what}"),
        (true, true) => format!("With two members and two {what}"),
    };
    format!("{figure} {few}, chance alone can bring about any figure: look at the orders themselves.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&[f64]]) -> Agreement {
        let values: Vec<Vec<f64>> = values.iter().map(|row| row.to_vec()).collect();
        Agreement::of(&values, "candidates")
    }

    #[test]
    fn the_figure_is_that_of_the_reference() {
        // The reference answers of `stats`, each with its source.
        let text = include_str!("../../../../data/reference/agreement.json");
        let reference: serde_json::Value = serde_json::from_str(text).expect("the reference is JSON");
        let cases = reference["kendall_w"].as_array().expect("cases");
        assert!(!cases.is_empty());
        for case in cases {
            let values: Vec<Vec<f64>> =
                serde_json::from_value(case["ratings"].clone()).expect("members by items");
            let w = Agreement::of(&values, "items").kendall_w.expect("a figure");
            let (full, tolerance) = (case["full"].as_f64(), case["tolerance"]["full"].as_f64());
            assert!((w - full.expect("a figure")).abs() <= tolerance.expect("a bound"), "{case}");
        }
    }

    #[test]
    fn a_figure_has_its_words() {
        let same = of(&[&[3.0, 2.0, 1.0], &[9.0, 5.0, 2.0], &[1.0, 0.5, 0.2]]);
        assert_eq!(same.kendall_w, Some(1.0));
        assert!(same.sentence.starts_with("The 3 members put the candidates in exactly the same order"));
        let none = of(&[&[3.0, 2.0, 1.0], &[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], &[1.0, 2.0, 3.0]]);
        assert_eq!(none.kendall_w, Some(0.0));
        assert!(none.sentence.contains("hardly agree") && !none.sentence.contains("chance"));
    }

    #[test]
    fn few_members_few_candidates_and_ties_are_said() {
        assert_eq!(of(&[]).sentence, "It takes two members or more to speak of agreement.");
        assert_eq!(of(&[&[1.0, 2.0]]).sentence, of(&[]).sentence);
        assert!(of(&[&[1.0], &[2.0]]).sentence.starts_with("It takes two candidates"));
        assert!(of(&[&[1.0, 1.0], &[2.0, 2.0]]).sentence.starts_with("Nobody puts"));
        let two = of(&[&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]]);
        assert!(two.sentence.contains("With two members, chance alone"), "{}", two.sentence);
        let both = of(&[&[1.0, 2.0], &[1.0, 2.0]]);
        assert!(both.sentence.contains("With two members and two candidates"), "{}", both.sentence);
    }
}
