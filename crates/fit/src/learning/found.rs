//! What a calibration found, with names: what is kept, shown and printed, the same everywhere.

use crate::compare::Named;
use serde::{Deserialize, Serialize};
use stats::learning::{Calibration, Case, Effort, Exclusion, LearningError, OutcomeKind, Verdict, calibrate};

/// What outcomes say about weights, with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Whether outcomes are a yes or no; else they are on a scale.
    pub is_yes_no: bool,
    /// The seed from which every split and shuffle follows.
    pub seed: u64,
    /// How many cases there were.
    pub n_cases: usize,
    /// How many of them could be used.
    pub n: usize,
    /// Those that could not, each with the reason.
    pub excluded: Vec<Left>,
    /// The weights in force; they add up to 1.
    pub in_force: Named<f64>,
    /// What is the same in all cases: of its weight nothing can be learnt.
    pub constant: Vec<String>,
    /// What was found; null where there was too little to look at.
    pub evidence: Option<FoundEvidence>,
    /// What follows, in a sentence.
    pub verdict: String,
    /// The weights that are proposed; null where those in force had better stay.
    pub proposed: Option<Named<f64>>,
}

/// A case that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which.
    pub case: String,
    /// Why.
    pub why: String,
}

/// The evidence, whether or not it is enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundEvidence {
    /// The weights learnt; they add up to 1.
    pub weights: Named<f64>,
    /// Between these two, nine in ten of the weights lie that are learnt when the cases are drawn anew.
    pub intervals: Named<[f64; 2]>,
    /// How far predictions of cases that nothing was learnt from were off.
    pub losses: FoundLosses,
    /// The share of shuffled worlds in which other weights did as well.
    pub p_value: f64,
    /// How many worlds that took.
    pub n_permutations: usize,
    /// Whether some weighting tells every yes from every no.
    pub is_separated: bool,
}

/// Mean squared errors, or mean −ln of the probability given to what happened; the lower, the better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FoundLosses {
    /// With the weights learnt from the other cases.
    pub learnt: f64,
    /// With the weights in force.
    pub in_force: f64,
    /// With equal weights.
    pub equal: f64,
    /// With the mean outcome for everybody.
    pub no_model: f64,
}

/// Holds weights against outcomes, as [`calibrate`] does, and gives what was found its names.
///
/// # Shapes and units
/// `names` and `in_force` are as long as the features of a case; `labels` name the cases.
///
/// # Missing values
/// A case that lacks its outcome or a feature is left out and listed.
///
/// # Errors
/// Those of [`calibrate`].
///
/// # Source
/// [`calibrate`] has it.
///
/// # Example
/// ```
/// use fit::learning::learn;
/// use stats::learning::{Case, Effort, OutcomeKind};
///
/// let cases = vec![Case { features: vec![Some(0.4), None], outcome: Some(3.5) }; 2];
/// let names = ["roles".to_owned(), "trust".to_owned()];
/// let labels = ["a".to_owned(), "b".to_owned()];
/// let found = learn((&names, &[0.5, 0.5]), (&labels, &cases), OutcomeKind::Scale, Effort::default(), 1)?;
/// assert_eq!((found.n, found.excluded[1].why.as_str()), (0, "trust is missing"));
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn learn(
    (names, in_force): (&[String], &[f64]),
    (labels, cases): (&[String], &[Case]),
    kind: OutcomeKind,
    effort: Effort,
    seed: u64,
) -> Result<Found, LearningError> {
    let calibration = calibrate(cases, kind, in_force, effort, seed)?;
    Ok(named(names, labels, kind, seed, calibration))
}

fn named(
    names: &[String],
    labels: &[String],
    kind: OutcomeKind,
    seed: u64,
    calibration: Calibration,
) -> Found {
    let Calibration { n, excluded, in_force, constant, evidence, verdict } = calibration;
    let name = |feature: usize| names.get(feature).map_or("a feature", String::as_str);
    let left = |left: &stats::learning::Excluded| Left {
        case: labels.get(left.case).cloned().unwrap_or_default(),
        why: match left.why {
            Exclusion::NoFeature(feature) => format!("{} is missing", name(feature)),
            Exclusion::UnusableFeature(feature) => format!("{} is not a number", name(feature)),
            other => other.to_string(),
        },
    };
    Found {
        is_yes_no: kind == OutcomeKind::YesNo,
        seed,
        n_cases: n + excluded.len(),
        n,
        excluded: excluded.iter().map(left).collect(),
        in_force: Named::of(names, &in_force),
        constant: constant.iter().map(|&feature| name(feature).to_owned()).collect(),
        evidence: evidence.map(|evidence| FoundEvidence {
            weights: Named::of(names, &evidence.weights),
            intervals: Named::of(names, &evidence.intervals),
            losses: FoundLosses {
                learnt: evidence.losses.learnt,
                in_force: evidence.losses.in_force,
                equal: evidence.losses.equal,
                no_model: evidence.losses.no_model,
            },
            p_value: evidence.p_value,
            n_permutations: evidence.n_permutations,
            is_separated: evidence.is_separated,
        }),
        verdict: verdict.to_string(),
        proposed: match &verdict {
            Verdict::Move(weights) => Some(Named::of(names, weights)),
            Verdict::Stay(_) => None,
        },
    }
}

impl Found {
    /// What has to be known besides the figures, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.constant.is_empty() {
            let which = self.constant.join(", ");
            notes.push(format!(
                "The same in all cases, so that nothing can be learnt of its weight: {which}."
            ));
        }
        if self.evidence.as_ref().is_some_and(|evidence| evidence.is_separated) {
            notes.push(
                "Some weighting tells every yes from every no. That looks like certainty, and is what small numbers do."
                    .to_owned(),
            );
        }
        notes
    }

    /// The comparison of four ways to foretell, each with its loss, in the order of every screen.
    pub fn comparison(&self) -> Vec<(&'static str, f64)> {
        let losses = self.evidence.as_ref().map(|evidence| evidence.losses);
        let rows = |losses: FoundLosses| {
            vec![
                ("Weights learnt", losses.learnt),
                ("Weights in force", losses.in_force),
                ("Equal weights", losses.equal),
                ("No model: the mean for everybody", losses.no_model),
            ]
        };
        losses.map(rows).unwrap_or_default()
    }

    /// What a loss is, in words.
    pub fn loss_in_words(&self) -> &'static str {
        if self.is_yes_no { "mean −ln of the probability of what happened" } else { "mean squared error" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        vec!["roles".to_owned(), "trust".to_owned()]
    }

    fn found(kind: OutcomeKind, cases: &[Case]) -> Found {
        let labels: Vec<String> = (0..cases.len()).map(|n| format!("case {n}")).collect();
        let effort = Effort { n_splits: 2, n_permutations: 99, n_draws: 10 };
        learn((&names(), &[0.5, 0.5]), (&labels, cases), kind, effort, 7).unwrap()
    }

    fn case(n: usize, outcome: f64) -> Case {
        let (roles, trust) = ((n * 37 % 101) as f64 / 100.0, (n * 53 % 97) as f64 / 100.0);
        Case { features: vec![Some(roles), Some(trust)], outcome: Some(outcome) }
    }

    #[test]
    fn odd_cases_are_answered_in_words() {
        let twelve: Vec<Case> = (0..12).map(|n| case(n, n as f64)).collect();
        let says = |found: &Found, words: &str| {
            assert!(found.verdict.contains(words) && found.proposed.is_none(), "{}", found.verdict);
        };
        says(&found(OutcomeKind::Scale, &twelve), "12 outcomes can be used, and it takes 30");
        let same: Vec<Case> = (0..40).map(|n| case(n, 3.0)).collect();
        says(&found(OutcomeKind::Scale, &same), "all outcomes are the same");
        let one_class: Vec<Case> = (0..40).map(|n| case(n, 1.0)).collect();
        says(&found(OutcomeKind::YesNo, &one_class), "all outcomes are the same");
        let rare: Vec<Case> = (0..40).map(|n| case(n, f64::from(u8::from(n > 2)))).collect();
        says(&found(OutcomeKind::YesNo, &rare), "only 3 outcomes are of the rarer kind");
        let odd: Vec<Case> = (0..40).map(|n| case(n, n as f64)).collect();
        let odd = found(OutcomeKind::YesNo, &odd);
        assert_eq!((odd.n, odd.excluded.len()), (2, 38), "38 of them are neither yes nor no");
        says(&found(OutcomeKind::Scale, &[]), "0 outcomes can be used");
    }

    #[test]
    fn constant_columns_and_separated_answers_are_named() {
        let flat = |n: usize| {
            let features = vec![case(n, 0.0).features[0], Some(0.5)];
            Case { outcome: Some(f64::from(u8::from(features[0] > Some(0.5)))), features }
        };
        let cases: Vec<Case> = (0..60).map(flat).collect();
        let found = found(OutcomeKind::YesNo, &cases);
        let notes = found.notes().join(" ");
        assert!(
            notes.contains("learnt of its weight: trust.") && notes.contains("every yes from every no"),
            "{notes}"
        );
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Found>(&text).unwrap(), found);
    }
}
