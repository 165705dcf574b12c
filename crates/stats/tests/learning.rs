//! Learning in simulated worlds whose truth is known, and what it says where nothing can be learnt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the input of a test is valid by construction")]

use ndarray::{Array2, array};
use stats::draw::Stream;
use stats::learning::{
    Calibration, Case, Effort, Exclusion, LearningError, Method, OutcomeKind, Reason, Standard, Verdict,
    calibrate, find_groups, fit_mixture, group_stability, least_squares, nearest, principal_components,
    response_surface, telling_traits,
};

const IN_FORCE: [f64; 5] = [0.2; 5];

/// Enough to decide, and quick.
const QUICK: Effort = Effort { n_splits: 1, n_permutations: 99, n_draws: 20 };

/// A world in which outcomes follow from five pillars by known weights.
struct World {
    weights: [f64; 5],
    /// The standard deviation of what the score accounts for, against a noise of 1.
    signal: f64,
    kind: OutcomeKind,
}

impl World {
    fn cases(&self, n: usize, seed: u64) -> Vec<Case> {
        let mut stream = Stream::open(seed, "world", 0);
        // Independent pillars with a standard deviation of 0.15.
        let spread = 0.15 * self.weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        let case = |_| {
            let pillars: [f64; 5] = std::array::from_fn(|_| 0.6 + 0.15 * stream.normal());
            let score: f64 = pillars.iter().zip(self.weights).map(|(pillar, weight)| pillar * weight).sum();
            let signal = self.signal * (score - 0.6) / spread;
            let outcome = match self.kind {
                OutcomeKind::Scale => 3.0 + signal + stream.normal(),
                OutcomeKind::YesNo => f64::from(stream.uniform() < 1.0 / (1.0 + libm::exp(-signal))),
            };
            Case { features: pillars.map(Some).to_vec(), outcome: Some(outcome) }
        };
        (0..n).map(case).collect()
    }

    fn calibrate(&self, n: usize, seed: u64) -> Calibration {
        calibrate(&self.cases(n, seed), self.kind, &IN_FORCE, QUICK, seed).unwrap()
    }
}

const TILTED: [f64; 5] = [0.4, 0.3, 0.2, 0.1, 0.0];

#[test]
fn the_error_of_the_weights_falls_as_one_over_the_root_of_n() {
    let effort = Effort { n_splits: 1, n_permutations: 1, n_draws: 1 };
    // Nine times the cases, a third of the error.
    for (kind, n) in [(OutcomeKind::Scale, 150), (OutcomeKind::YesNo, 80)] {
        let world = World { weights: [0.32, 0.26, 0.2, 0.14, 0.08], signal: 1.5, kind };
        let error = |n: usize| {
            let squares = |seed: u64| {
                let found = calibrate(&world.cases(n, seed), kind, &IN_FORCE, effort, seed).unwrap();
                let found = found.evidence.unwrap().weights;
                found.iter().zip(world.weights).map(|(f, w)| (f - w) * (f - w)).sum::<f64>()
            };
            ((0..8).map(squares).sum::<f64>() / 8.0).sqrt()
        };
        let (few, many) = (error(n), error(9 * n));
        assert!((2.2..4.2).contains(&(few / many)), "{kind:?}: {few} at {n}, {many} at {}", 9 * n);
    }
}

#[test]
fn shuffled_outcomes_seldom_propose_a_change() {
    let quick = Effort { n_draws: 1, ..QUICK };
    let proposes = |kind: OutcomeKind, n: usize, seed: u64| {
        let mut cases = World { weights: TILTED, signal: 1.0, kind }.cases(n, 1000 + seed);
        let mut outcomes: Vec<Option<f64>> = cases.iter().map(|case| case.outcome).collect();
        Stream::open(seed, "shuffle", 0).shuffle(&mut outcomes);
        for (case, outcome) in cases.iter_mut().zip(outcomes) {
            case.outcome = outcome;
        }
        matches!(calibrate(&cases, kind, &IN_FORCE, quick, seed).unwrap().verdict, Verdict::Move(_))
    };
    // Three worlds in four have outcomes on a scale; those of a yes or no take longer.
    let of_world = |seed: u64| match seed % 4 {
        0 => proposes(OutcomeKind::YesNo, 40, seed),
        _ => proposes(OutcomeKind::Scale, 60, seed),
    };
    let n_proposals = (0..200).filter(|&seed| of_world(seed)).count();
    assert!(n_proposals <= 10, "{n_proposals} of 200");
}

#[test]
fn weights_in_force_that_are_right_seldom_move() {
    let world = World { weights: IN_FORCE, signal: 1.0, kind: OutcomeKind::Scale };
    let n_proposals = (0..60)
        .filter(|&seed| {
            let effort = Effort { n_draws: 1, ..QUICK };
            let found = calibrate(&world.cases(80, seed), world.kind, &IN_FORCE, effort, seed).unwrap();
            matches!(found.verdict, Verdict::Move(_))
        })
        .count();
    assert!(n_proposals <= 3, "{n_proposals} of 60");
}

#[test]
fn at_twenty_cases_the_weights_stay() {
    for kind in [OutcomeKind::Scale, OutcomeKind::YesNo] {
        let found = World { weights: TILTED, signal: 3.0, kind }.calibrate(20, 1);
        assert_eq!(found.verdict, Verdict::Stay(Reason::FewOutcomes { n: 20, needed: 30 }));
        assert_eq!((found.n, found.evidence), (20, None));
    }
}

#[test]
fn many_cases_move_the_weights_towards_the_truth() {
    for (kind, n) in [(OutcomeKind::Scale, 300), (OutcomeKind::YesNo, 400)] {
        let found = World { weights: TILTED, signal: 1.5, kind }.calibrate(n, 4);
        let Verdict::Move(weights) = &found.verdict else { panic!("{}", found.verdict) };
        let evidence = found.evidence.as_ref().unwrap();
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12 && weights.iter().all(|&w| w >= 0.0));
        for (place, (weight, truth)) in weights.iter().zip(TILTED).enumerate() {
            assert!((weight - truth).abs() < 0.09, "{kind:?}: {weights:?}");
            let [low, high] = evidence.intervals[place];
            assert!(
                low <= high && low - 0.05 < truth && truth < high + 0.05,
                "{kind:?}: {:?}",
                evidence.intervals
            );
        }
        let losses = evidence.losses;
        assert!(losses.learnt < losses.in_force && losses.in_force < losses.no_model && losses.gain() > 0.0);
        // Those in force are equal weights here.
        assert!((losses.equal - losses.in_force).abs() < 1e-9);
        assert!(evidence.p_value <= 0.025 && !evidence.is_separated);
    }
}

#[test]
fn the_same_input_and_seed_give_the_same_bytes_at_any_number_of_threads() {
    let people = kinds(60, 2.0, 1);
    let found = |seed: u64, n_threads: usize| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        threads.install(|| {
            let mut text = String::new();
            for kind in [OutcomeKind::Scale, OutcomeKind::YesNo] {
                let cases = World { weights: TILTED, signal: 1.0, kind }.cases(60, 1);
                text += &format!("{:?}", calibrate(&cases, kind, &IN_FORCE, QUICK, seed).unwrap());
            }
            for method in [Method::KMeans, Method::Mixture] {
                let grouping = find_groups(people.view(), method, seed).unwrap();
                let stability = group_stability(people.view(), &grouping, seed).unwrap();
                text += &format!("{grouping:?} {stability:?}");
            }
            text
        })
    };
    let once = found(7, 1);
    assert_eq!(once, found(7, 3));
    assert_ne!(once, found(8, 1));
}

#[test]
fn incomplete_cases_are_left_out_with_the_reason() {
    let world = World { weights: TILTED, signal: 1.0, kind: OutcomeKind::YesNo };
    let mut cases = world.cases(60, 1);
    cases[3].outcome = None;
    cases[5].outcome = Some(0.5);
    cases[7].features[2] = None;
    cases[9].features[4] = Some(f64::NAN);
    let found = calibrate(&cases, world.kind, &IN_FORCE, QUICK, 1).unwrap();
    let excluded: Vec<(usize, Exclusion)> = found.excluded.iter().map(|one| (one.case, one.why)).collect();
    let expected = [
        (3, Exclusion::NoOutcome),
        (5, Exclusion::UnusableOutcome),
        (7, Exclusion::NoFeature(2)),
        (9, Exclusion::UnusableFeature(4)),
    ];
    assert_eq!((found.n, excluded), (56, expected.to_vec()));
    assert_eq!(expected[2].1.to_string(), "feature 3 is missing");
}

#[test]
fn what_cannot_be_learnt_is_said() {
    let world = World { weights: TILTED, signal: 1.0, kind: OutcomeKind::YesNo };
    let reason = |cases: &[Case], kind, weights: &[f64]| {
        let found = calibrate(cases, kind, weights, QUICK, 1).unwrap();
        let Verdict::Stay(reason) = found.verdict else { panic!("{}", found.verdict) };
        assert!(Verdict::Stay(reason).to_string().starts_with("not enough evidence to move: "));
        reason
    };
    let twelve = world.cases(12, 1);
    assert_eq!(reason(&twelve, world.kind, &IN_FORCE), Reason::FewOutcomes { n: 12, needed: 30 });
    assert_eq!(reason(&[], world.kind, &IN_FORCE), Reason::FewOutcomes { n: 0, needed: 30 });
    let mut cases = world.cases(40, 1);
    cases.iter_mut().for_each(|case| case.outcome = Some(1.0));
    assert_eq!(reason(&cases, OutcomeKind::YesNo, &IN_FORCE), Reason::SameOutcome);
    assert_eq!(reason(&cases, OutcomeKind::Scale, &IN_FORCE), Reason::SameOutcome);
    cases.iter_mut().take(4).for_each(|case| case.outcome = Some(0.0));
    assert_eq!(reason(&cases, world.kind, &IN_FORCE), Reason::FewOfAKind { n: 4, needed: 10 });
    // More features than cases.
    let wide: Vec<Case> = (0..40)
        .map(|i| Case { features: vec![Some(f64::from(i % 7)); 69], outcome: Some(f64::from(i % 2)) })
        .collect();
    assert_eq!(reason(&wide, world.kind, &[1.0; 69]), Reason::FewOutcomes { n: 40, needed: 414 });
    // A score that is the same for all, because all its weight is on a pillar that does not vary.
    let mut cases = world.cases(60, 1);
    cases.iter_mut().for_each(|case| case.features[0] = Some(0.7));
    assert_eq!(reason(&cases, world.kind, &[1.0, 0.0, 0.0, 0.0, 0.0]), Reason::FlatScore);
}

#[test]
fn a_constant_pillar_is_named_and_breaks_nothing() {
    for kind in [OutcomeKind::Scale, OutcomeKind::YesNo] {
        let mut cases = World { weights: TILTED, signal: 1.5, kind }.cases(100, 2);
        cases.iter_mut().for_each(|case| case.features[1] = Some(0.5));
        let found = calibrate(&cases, kind, &IN_FORCE, QUICK, 1).unwrap();
        assert_eq!(found.constant, [1]);
        let weights = found.evidence.unwrap().weights;
        assert!(weights.iter().all(|weight| weight.is_finite()) && weights[1] > 0.0, "{weights:?}");
    }
}

#[test]
fn separable_outcomes_have_finite_answers() {
    let world = World { weights: TILTED, signal: 1.0, kind: OutcomeKind::Scale };
    let mut cases = world.cases(60, 3);
    for case in &mut cases {
        case.outcome = Some(f64::from(case.features[0].unwrap() > 0.6));
    }
    let found = calibrate(&cases, OutcomeKind::YesNo, &IN_FORCE, QUICK, 1).unwrap();
    let evidence = found.evidence.unwrap();
    assert!(evidence.is_separated);
    let Verdict::Move(weights) = found.verdict else { panic!("{}", found.verdict) };
    assert!(weights[0] > 0.6 && weights.iter().all(|weight| weight.is_finite()), "{weights:?}");
    assert!(evidence.losses.learnt.is_finite() && evidence.losses.learnt < evidence.losses.in_force);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let world = World { weights: TILTED, signal: 1.0, kind: OutcomeKind::Scale };
    let cases = world.cases(40, 1);
    for weights in [&[0.0; 5][..], &[-1.0, 1.0, 1.0, 1.0, 1.0], &[f64::NAN; 5], &[]] {
        let refused = calibrate(&cases, world.kind, weights, QUICK, 1);
        assert!(matches!(refused, Err(LearningError::Setting { .. })), "{weights:?}");
    }
    let shape = calibrate(&cases, world.kind, &[0.5, 0.5], QUICK, 1).unwrap_err();
    assert_eq!(shape.to_string(), "features of a case: 2 are expected, and there are 5");
    let none = Effort { n_splits: 0, ..QUICK };
    assert!(calibrate(&cases, world.kind, &IN_FORCE, none, 1).is_err());
}

#[test]
fn a_planted_surface_is_found_and_too_few_cases_are_refused() {
    let mut stream = Stream::open(1, "surface", 0);
    let n = 400;
    let planted = [3.0, 0.5, 0.8, -2.0, 4.0, -2.0];
    let x: Vec<f64> = (0..n).map(|_| stream.uniform()).collect();
    let y: Vec<f64> = (0..n).map(|_| stream.uniform()).collect();
    let outcome: Vec<f64> = (0..n)
        .map(|i| {
            let (u, v) = (x[i] - 0.5, y[i] - 0.5);
            let parts = [1.0, u, v, u * u, u * v, v * v];
            parts.iter().zip(planted).map(|(part, b)| part * b).sum::<f64>() + 0.5 * stream.normal()
        })
        .collect();
    let surface = response_surface(&x, &y, &outcome, 0.5).unwrap();
    for (found, truth) in surface.coefficients.iter().zip(planted) {
        assert!((found.value - truth).abs() < 3.5 * found.se, "{found:?} against {truth}");
    }
    // Best where the two are alike: curved down along x = −y alone.
    assert!((surface.a4.value + 8.0).abs() < 3.5 * surface.a4.se && surface.a4.t() < -5.0);
    assert!(surface.a2.t().abs() < 3.5 && surface.a5.t().abs() < 3.5 && surface.a1.t() > 5.0);

    let few = response_surface(&x[..59], &y[..59], &outcome[..59], 0.5);
    assert_eq!(few, Err(LearningError::TooFew { what: "cases", needed: 60, found: 59 }));
    assert_eq!(response_surface(&x, &x, &outcome, 0.5), Err(LearningError::Dependent));
    assert_eq!(response_surface(&vec![0.4; n], &y, &outcome, 0.5), Err(LearningError::Dependent));
    assert_eq!(response_surface(&x, &y, &vec![1.0; n], 0.5), Err(LearningError::NothingVaries));
    assert!(matches!(response_surface(&x, &y[1..], &outcome, 0.5), Err(LearningError::Shape { .. })));
    let mut broken = outcome.clone();
    broken[9] = f64::NAN;
    assert_eq!(response_surface(&x, &y, &broken, 0.5), Err(LearningError::NotANumber { row: 9, column: 0 }));
    assert!(least_squares(Array2::ones((3, 3)).view(), array![1.0, 2.0, 3.0].view()).is_err());
}

/// People of three kinds in ten dimensions.
fn kinds(n: usize, apart: f64, seed: u64) -> Array2<f64> {
    let mut stream = Stream::open(seed, "kinds", 0);
    Array2::from_shape_fn((n, 10), |(row, column)| {
        let shift = match row % 4 {
            0 if column < 3 => apart,
            1 if column > 6 => -apart,
            _ => 0.0,
        };
        0.5 + 0.1 * (stream.normal() + shift)
    })
}

#[test]
fn planted_groups_are_found_stable_and_named() {
    let people = kinds(200, 4.0, 1);
    let components = principal_components(people.view()).unwrap();
    let table = components.scores.slice(ndarray::s![.., ..components.n_telling(6)]);
    for method in [Method::KMeans, Method::Mixture] {
        let grouping = find_groups(table, method, 1).unwrap();
        assert_eq!(grouping.n_groups, 3, "{method:?}: {:?}", grouping.criteria);
        for (size, expected) in grouping.sizes().into_iter().zip([100_usize, 50, 50]) {
            assert!(size.abs_diff(expected) <= 2, "{method:?}: {:?}", grouping.sizes());
        }
        let stability = group_stability(table, &grouping, 1).unwrap();
        assert!(stability.rand > 0.95 && (0..3).all(|group| stability.is_stable(group)), "{stability:?}");
        let standardised = components.standard.apply(people.view());
        let traits = telling_traits(standardised.view(), &grouping.memberships, 3, 3).unwrap();
        // Row 0 is of the kind that is high on the first three columns.
        let first = &traits[grouping.memberships[0]];
        let mut columns: Vec<usize> = first.iter().map(|one| one.column).collect();
        columns.sort_unstable();
        assert!(columns == [0, 1, 2] && first.iter().all(|one| one.difference > 1.0), "{first:?}");
        assert_eq!(grouping, find_groups(table, method, 1).unwrap());
        assert_eq!(stability, group_stability(table, &grouping, 1).unwrap());
    }
}

#[test]
fn one_cloud_is_one_group() {
    let people = kinds(150, 0.0, 2);
    let components = principal_components(people.view()).unwrap();
    let table = components.scores.slice(ndarray::s![.., ..components.n_telling(6)]);
    for method in [Method::KMeans, Method::Mixture] {
        let grouping = find_groups(table, method, 1).unwrap();
        assert_eq!(grouping.n_groups, 1, "{method:?}: {:?}", grouping.criteria);
        assert!(group_stability(table, &grouping, 1).unwrap().is_stable(0));
    }
}

#[test]
fn groups_that_are_not_there_are_not_stable() {
    // One cloud, cut into four all the same.
    let people = kinds(150, 0.0, 3);
    let mut grouping = find_groups(people.view(), Method::KMeans, 1).unwrap();
    grouping.n_groups = 4;
    grouping.memberships = (0..150).map(|row| row % 4).collect();
    let stability = group_stability(people.view(), &grouping, 1).unwrap();
    assert!(stability.rand < 0.2 && !(0..4).any(|group| stability.is_stable(group)), "{stability:?}");
}

#[test]
fn maps_of_degenerate_pools_are_refused_or_finite() {
    let equal = Array2::from_elem((30, 4), 0.5);
    assert_eq!(principal_components(equal.view()).unwrap_err(), LearningError::NothingVaries);
    assert_eq!(find_groups(equal.view(), Method::KMeans, 1), Err(LearningError::NothingVaries));
    let few = kinds(12, 1.0, 1);
    assert!(matches!(find_groups(few.view(), Method::Mixture, 1), Err(LearningError::TooFew { .. })));
    assert!(matches!(fit_mixture(few.view(), 2, 1), Err(LearningError::TooFew { .. })));
    // Two people, many times over: no more groups than there are kinds of people.
    let pairs =
        Array2::from_shape_fn((60, 3), |(row, column)| f64::from(u8::from(row % 2 == 0)) + column as f64);
    for method in [Method::KMeans, Method::Mixture] {
        let grouping = find_groups(pairs.view(), method, 1).unwrap();
        assert_eq!(grouping.n_groups, 2, "{method:?}");
    }
    let components = principal_components(pairs.view()).unwrap();
    assert!((components.shares[0] - 1.0).abs() < 1e-12 && components.scores.iter().all(|s| s.is_finite()));
    let mut broken = kinds(30, 1.0, 1);
    broken[[4, 2]] = f64::INFINITY;
    let expected = LearningError::NotANumber { row: 4, column: 2 };
    assert_eq!(principal_components(broken.view()).unwrap_err(), expected);
    assert_eq!(find_groups(broken.view(), Method::Mixture, 1).unwrap_err(), expected);
    assert_eq!(nearest(broken.view(), 0, 3).unwrap_err(), expected);
    assert!(nearest(kinds(5, 1.0, 1).view(), 5, 3).is_err());
}

#[test]
fn somebody_far_from_everybody_does_not_make_the_likelihood_infinite() {
    let mut people = kinds(100, 0.0, 4).select(ndarray::Axis(1), &[0, 1]);
    people[[0, 0]] = 60.0;
    let mixture = fit_mixture(people.view(), 2, 1).unwrap();
    assert!(mixture.log_likelihood.is_finite() && mixture.bic.is_finite());
}

#[test]
fn scores_have_the_variances_of_their_components() {
    let people = kinds(90, 2.0, 5);
    let found = principal_components(people.view()).unwrap();
    let measured = Standard::of(found.scores.view()).unwrap();
    for (deviation, variance) in measured.deviations.iter().zip(&found.variances) {
        assert!((deviation * deviation - variance).abs() < 1e-10);
    }
    assert!((found.variances.sum() - 10.0).abs() < 1e-10);
    let squares: f64 = (0..10).map(|component| found.correlations(component)[4]).map(|r| r * r).sum();
    assert!((squares - 1.0).abs() < 1e-10, "a column's correlations account for all of it");
}

#[test]
fn five_thousand_people_in_57_dimensions_have_a_map() {
    let mut stream = Stream::open(6, "pool", 0);
    let mut people = Array2::from_shape_fn((5000, 57), |_| 0.55 + 0.18 * stream.normal());
    for (row, mut person) in people.rows_mut().into_iter().enumerate() {
        let general = 0.08 * stream.normal();
        let kind = row % 3;
        for (column, value) in person.iter_mut().enumerate() {
            *value += general + if column / 19 == kind { 0.2 } else { 0.0 };
        }
    }
    let components = principal_components(people.view()).unwrap();
    let table = components.scores.slice(ndarray::s![.., ..components.n_telling(6)]);
    for method in [Method::KMeans, Method::Mixture] {
        let grouping = find_groups(table, method, 1).unwrap();
        assert_eq!(grouping.n_groups, 3, "{method:?}: {:?}", grouping.criteria);
        if method == Method::KMeans {
            let stability = group_stability(table, &grouping, 1).unwrap();
            assert!(stability.rand > 0.9, "{stability:?}");
        }
    }
    let found = nearest(components.standard.apply(people.view()).view(), 17, 10).unwrap();
    assert!(found.len() == 10 && found.iter().all(|one| one.row % 3 == 17 % 3), "{found:?}");
}
