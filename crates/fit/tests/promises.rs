//! What model and documents promise, held against random frameworks and people.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::framework::{Facet, Framework};
use fit::simulate::{Draws, Entrant, WeightUncertainty, simulate};
use fit::{Comparison, Criteria, Estimates, Plan, Profile, Rule, Tolerance, compare};
use proptest::prelude::*;
use support::{Rng, framework, framework_text, people, person};

const NO_DRAWS: Draws = Draws { n: 0, seed: 1, weights: WeightUncertainty::None };

fn compared(framework: &Framework, ceo: &Profile, candidates: &[Profile], draws: Draws) -> Comparison {
    compare(framework, ceo, candidates, &Criteria::default(), draws, &|_, _| {}).unwrap()
}

/// A framework, a CEO and candidates, found by a seed.
fn case(seed: u64, n: usize) -> (Framework, Profile, Vec<Profile>) {
    let mut chance = Rng::new(seed);
    let framework = framework(&mut chance);
    let ceo = person(&mut chance, &framework, "ceo");
    let candidates = people(&mut chance, &framework, n);
    (framework, ceo, candidates)
}

fn plan_of(framework: &Framework, ceo: &Profile) -> Plan {
    Plan::compile(framework, &Estimates::of(framework, ceo), &Criteria::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_number_lies_within_its_bounds(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 4);
        for result in compared(&framework, &ceo, &candidates, NO_DRAWS).results {
            prop_assert!((0.0..=100.0 + 1e-9).contains(&result.score));
            prop_assert!((0.0..=1.0).contains(&result.completeness));
            for (_, score) in result.pillars.0.iter().chain(&result.domains.0) {
                prop_assert!((-1e-9..=100.0 + 1e-9).contains(score));
            }
            for facet in &result.facets {
                prop_assert!((0.0..=1.0).contains(&facet.fit) && facet.loss >= -1e-9);
            }
            for flag in &result.flags {
                prop_assert!((0.0..=1.0).contains(&flag.probability));
            }
        }
    }

    #[test]
    fn losses_sum_to_the_loss(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 3);
        for result in compared(&framework, &ceo, &candidates, NO_DRAWS).results {
            let pillars: f64 = result.losses.0.iter().map(|(_, loss)| loss).sum();
            prop_assert!((pillars - (100.0 - result.score)).abs() < 1e-9);
            for (pillar, loss) in &result.losses.0 {
                let facets: f64 = result.facets.iter().filter(|f| f.pillar == *pillar).map(|f| f.loss).sum();
                // A pillar at its floor may have lost what no facet lost; then nothing is shared out.
                prop_assert!((facets - loss).abs() < 1e-9, "{pillar}: {facets} against {loss}");
            }
        }
    }

    #[test]
    fn other_candidates_never_move_a_result(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 4);
        let draws = Draws { n: 300, ..Draws::default() };
        let all = compared(&framework, &ceo, &candidates, draws);
        let alone = compared(&framework, &ceo, &candidates[..1], draws);
        let mut among = all.results.into_iter().find(|result| result.id == candidates[0].id).unwrap();
        let mut own = alone.results[0].clone();
        // Ranks depend on the others by their nature; scores, losses and percentiles do not.
        for result in [&mut among, &mut own] {
            result.rank = 0;
            let uncertainty = result.uncertainty.as_mut().unwrap();
            uncertainty.expected_rank = 0.0;
            uncertainty.rank_probabilities.clear();
        }
        prop_assert_eq!(among, own);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(seed: u64) {
        let (framework, ceo, mut candidates) = case(seed, 5);
        let draws = Draws { n: 200, ..Draws::default() };
        let forward = compared(&framework, &ceo, &candidates, draws);
        candidates.reverse();
        prop_assert_eq!(forward, compared(&framework, &ceo, &candidates, draws));
    }

    #[test]
    fn a_facet_without_weight_changes_nothing(seed: u64) {
        let mut chance = Rng::new(seed);
        let text = framework_text(&mut chance);
        let framework = Framework::parse(&text).unwrap();
        let rule = support::rule(&mut chance);
        let with = format!("{text}[[facets]]\nid = \"zero\"\npillar = \"p0\"\ncoo = \"b.d1\"\nweight = 0\nrule = {rule}\n");
        let with = Framework::parse(&with).unwrap();
        let ceo = person(&mut chance, &framework, "ceo");
        let candidates = people(&mut chance, &framework, 3);
        let draws = Draws { n: 200, ..Draws::default() };
        let before = compared(&framework, &ceo, &candidates, draws);
        let after = compared(&with, &ceo, &candidates, draws);
        let mut after = after;
        after.framework = before.framework.clone();
        for result in &mut after.results {
            result.facets.truncate(framework.facets.len());
        }
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_facet_split_in_two_halves_changes_nothing(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 3);
        let mut split = framework.clone();
        let half = Facet { id: "half".into(), weight: framework.facets[0].weight / 2.0, ..framework.facets[0].clone() };
        split.facets[0].weight /= 2.0;
        split.facets.push(half);
        let draws = Draws { n: 200, ..Draws::default() };
        let before = compared(&framework, &ceo, &candidates, draws);
        let after = compared(&split, &ceo, &candidates, draws);
        for (before, after) in before.results.iter().zip(&after.results) {
            prop_assert!((before.score - after.score).abs() < 1e-9);
            prop_assert!((before.completeness - after.completeness).abs() < 1e-9);
            prop_assert_eq!(&before.shared_gaps, &after.shared_gaps);
            let medians = [before, after].map(|result| result.uncertainty.as_ref().unwrap().p50);
            prop_assert!((medians[0] - medians[1]).abs() < 1e-6);
            let halves = after.facets[0].loss + after.facets.last().unwrap().loss;
            prop_assert!((before.facets[0].loss - halves).abs() < 1e-9);
        }
    }

    #[test]
    fn ranking_is_by_score_and_then_by_id(seed: u64) {
        let (framework, ceo, mut candidates) = case(seed, 4);
        let twin = Profile { id: "a-twin".into(), ..candidates[2].clone() };
        candidates.push(twin);
        let results = compared(&framework, &ceo, &candidates, NO_DRAWS).results;
        for pair in results.windows(2) {
            let ahead = pair[0].score - pair[1].score;
            prop_assert!(ahead > 1e-11 || (ahead.abs() <= 1e-11 && pair[0].id < pair[1].id));
        }
        let of = |id: &str| results.iter().find(|result| result.id == id).unwrap();
        prop_assert_eq!(of("a-twin").score, of("c2").score);
        prop_assert!(of("a-twin").rank < of("c2").rank);
    }

    #[test]
    fn fits_rise_towards_the_ideal_and_fall_behind_it(
        x in 0.0..=1.0f64, a in 0.0..=1.0f64, b in 0.0..=1.0f64, level in 0.01..=1.0f64, tol in 0.05..1.2f64,
    ) {
        let (low, high) = (a.min(b), a.max(b));
        let tolerance = Tolerance { below: Some(tol), above: None };
        for rule in [Rule::Fill { level }, Rule::Meet { level, tolerance }] {
            prop_assert!(rule.fit(x, low) <= rule.fit(x, high));
        }
        let tolerance = Tolerance { below: Some(tol), above: Some(tol) };
        let range = Rule::Range { slope: 0.7, shift: 0.2, tolerance };
        for rule in [Rule::Match { tolerance }, Rule::Mirror { tolerance }, range] {
            let ideal = rule.ideal(x).unwrap();
            let (near, far) = if (a - ideal).abs() < (b - ideal).abs() { (a, b) } else { (b, a) };
            prop_assert!(rule.fit(x, near) >= rule.fit(x, far));
            prop_assert_eq!(rule.fit(x, ideal), 1.0);
        }
    }

    #[test]
    fn a_table_scores_as_one_candidate_does_to_the_last_bit(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 7);
        let plan = plan_of(&framework, &ceo);
        let people: Vec<Vec<f64>> = candidates.iter().map(|c| Estimates::of(&framework, c).seen).collect();
        let columns: Vec<Vec<f64>> =
            (0..framework.dimensions.len()).map(|d| people.iter().map(|person| person[d]).collect()).collect();
        let table = plan.score_table(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for (row, person) in people.iter().enumerate() {
            let score = plan.score(person);
            prop_assert_eq!(table.overall[row].to_bits(), score.overall.to_bits());
            for (p, scores) in table.pillars.iter().enumerate() {
                prop_assert_eq!(scores[row].to_bits(), score.pillars[p].to_bits());
            }
        }
    }

    #[test]
    fn draws_of_certain_people_are_their_scores(seed: u64) {
        let (framework, mut ceo, mut candidates) = case(seed, 3);
        for profile in std::iter::once(&mut ceo).chain(&mut candidates) {
            for dimension in framework.dimension_ids() {
                let mean = profile.estimates.get(dimension).map_or(50.0, |value| value.mean.get());
                profile.estimates.insert(dimension.to_owned(), support::settled(mean, 0.0));
            }
        }
        let comparison = compared(&framework, &ceo, &candidates, Draws { n: 130, ..Draws::default() });
        for result in &comparison.results {
            let uncertainty = result.uncertainty.as_ref().unwrap();
            for percentile in [uncertainty.p05, uncertainty.p50, uncertainty.p95] {
                prop_assert!((percentile - result.score).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn rank_probabilities_and_pairs_are_probabilities(seed: u64, unknown: bool) {
        let (framework, ceo, candidates) = case(seed, 5);
        let weights = if unknown { WeightUncertainty::Unknown } else { WeightUncertainty::Kappa(8.0) };
        let comparison = compared(&framework, &ceo, &candidates, Draws { n: 300, seed, weights });
        let n = candidates.len();
        let mut by_rank = vec![0.0; n];
        for result in &comparison.results {
            let uncertainty = result.uncertainty.as_ref().unwrap();
            prop_assert!((uncertainty.rank_probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(uncertainty.p05 <= uncertainty.p50 && uncertainty.p50 <= uncertainty.p95);
            for (sum, p) in by_rank.iter_mut().zip(&uncertainty.rank_probabilities) {
                *sum += p;
            }
        }
        prop_assert!(by_rank.iter().all(|sum| (sum - 1.0).abs() < 1e-9));
        prop_assert_eq!(comparison.pairwise.len(), n * (n - 1) / 2);
        // Being above others is what a rank is made of: Σ over rivals of P(they beat me) = expected rank − 1.
        for result in &comparison.results {
            let beaten: f64 = comparison.pairwise.iter().map(|pair| {
                let p = pair.a_beats_b.unwrap();
                if pair.b == result.id { p } else if pair.a == result.id { 1.0 - p } else { 0.0 }
            }).sum();
            prop_assert!((result.uncertainty.as_ref().unwrap().expected_rank - 1.0 - beaten).abs() < 1e-9);
        }
        prop_assert_eq!(comparison.smaa.is_some(), unknown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stability_intervals_agree_with_trying_every_weight(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 4);
        let plan = plan_of(&framework, &ceo);
        let mut scores: Vec<Vec<f64>> =
            candidates.iter().map(|c| plan.score(&Estimates::of(&framework, c).seen)).map(|s| s.pillars).collect();
        let overall = |p: usize, t: f64, pillars: &[f64]| plan.scheme.overall_at(p, t, pillars);
        scores.sort_by(|a, b| overall(0, plan.scheme.weights[0], b).total_cmp(&overall(0, plan.scheme.weights[0], a)));
        let pillars: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
        for (p, stability) in plan.scheme.stability(&pillars).into_iter().enumerate() {
            prop_assert!(stability.low <= stability.weight && stability.weight <= stability.high);
            if framework.pillars.len() == 1 { continue; }
            for step in 0..=400 {
                let t = f64::from(step) / 400.0;
                let lead = pillars[1..].iter().map(|rival| overall(p, t, pillars[0]) - overall(p, t, rival)).fold(f64::INFINITY, f64::min);
                if t > stability.low + 1e-9 && t < stability.high - 1e-9 {
                    prop_assert!(lead >= -1e-9, "pillar {p} at {t}: {lead}");
                }
                if t < stability.low - 1e-9 || t > stability.high + 1e-9 {
                    prop_assert!(lead <= 1e-9, "pillar {p} at {t}: {lead}");
                }
            }
        }
    }

    #[test]
    fn crossings_agree_with_trying_every_weight(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 4);
        let plan = plan_of(&framework, &ceo);
        let scores: Vec<Vec<f64>> =
            candidates.iter().map(|c| plan.score(&Estimates::of(&framework, c).seen)).map(|s| s.pillars).collect();
        let pillars: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
        for p in 0..framework.pillars.len() {
            let crossings = plan.scheme.crossings(p, &pillars);
            prop_assert!(crossings.windows(2).all(|w| w[0].weight <= w[1].weight && w[0].to == w[1].from));
            if framework.pillars.len() == 1 { continue; }
            // At a low balance a lead may turn within a rounding error of 1, so 1 itself is left out.
            let is_best = |i: usize, t: f64| {
                let best = pillars.iter().map(|s| plan.scheme.overall_at(p, t, s)).fold(0.0, f64::max);
                plan.scheme.overall_at(p, t, pillars[i]) >= best - 1e-9
            };
            let steps = || (0..200).map(|step| f64::from(step) / 200.0);
            if crossings.is_empty() {
                let leads_all_along = |i: usize| steps().all(|t| is_best(i, t));
                prop_assert!((0..pillars.len()).any(leads_all_along), "pillar {p}: a crossing was missed");
            }
            for t in steps() {
                let crossed = crossings.iter().rev().find(|c| c.weight <= t).map(|c| c.to);
                if let Some(leader) = crossed.or(crossings.first().map(|c| c.from)) {
                    prop_assert!(is_best(leader, t), "pillar {p} at {t}");
                }
            }
        }
    }

    #[test]
    fn weight_to_move_is_the_smallest_that_ties(seed: u64) {
        let (framework, ceo, candidates) = case(seed, 2);
        let plan = plan_of(&framework, &ceo);
        let mut scores: Vec<_> = candidates.iter().map(|c| plan.score(&Estimates::of(&framework, c).seen)).collect();
        scores.sort_by(|a, b| b.overall.total_cmp(&a.overall));
        let (a, b) = (&scores[0].pillars, &scores[1].pillars);
        let lead = plan.scheme.lead(a, b);
        let weights = &plan.scheme.weights;
        let at = |w: &[f64]| w.iter().zip(&lead).map(|(w, d)| w * d).sum::<f64>();
        let moved = plan.scheme.weight_to_move(a, b);
        if at(weights) <= 0.0 {
            // Level but for rounding: nothing has to move.
            prop_assert_eq!(moved, Some(0.0));
            return Ok(());
        }
        // Brute force: random other weights, and all weight on each pillar.
        let mut chance = Rng::new(seed ^ 1);
        let n = weights.len();
        let mut tried: Vec<Vec<f64>> = (0..n).map(|p| (0..n).map(|q| f64::from(u8::from(p == q))).collect()).collect();
        for _ in 0..400 {
            let raw: Vec<f64> = (0..n).map(|_| -libm::log(chance.within(1e-9, 1.0))).collect();
            let total: f64 = raw.iter().sum();
            tried.push(raw.iter().map(|w| w / total).collect());
        }
        for other in tried {
            let lead_there = at(&other);
            let Some(least) = moved else {
                prop_assert!(lead_there > 0.0);
                continue;
            };
            if lead_there < 0.0 {
                // On the way there the tie comes at this share of the distance.
                let share = at(weights) / (at(weights) - lead_there);
                let distance: f64 = other.iter().zip(weights).map(|(o, w)| (o - w).abs()).sum::<f64>() / 2.0;
                prop_assert!(least <= share * distance + 1e-9, "{least} against {}", share * distance);
            }
        }
    }
}

#[test]
fn thread_counts_do_not_change_a_byte() {
    for (seed, weights) in
        [(1, WeightUncertainty::None), (2, WeightUncertainty::Unknown), (3, WeightUncertainty::Kappa(5.0))]
    {
        let (framework, ceo, candidates) = case(seed, 6);
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let draws = Draws { n: 5000, seed: 9, weights };
            let comparison = pool.install(|| compared(&framework, &ceo, &candidates, draws));
            serde_json::to_string(&comparison).unwrap()
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(8));
    }
}

#[test]
fn entrants_may_be_many() {
    let (framework, ceo, candidates) = case(5, 300);
    let plan = plan_of(&framework, &ceo);
    let estimates: Vec<Estimates> = candidates.iter().map(|c| Estimates::of(&framework, c)).collect();
    let entrants: Vec<Entrant<'_>> =
        candidates.iter().zip(&estimates).map(|(c, estimates)| Entrant { id: &c.id, estimates }).collect();
    let draws = Draws { n: 256, ..Draws::default() };
    let outlook = simulate(&plan.scheme, &Estimates::of(&framework, &ceo), &entrants, draws, &|_, _| {});
    assert_eq!(outlook.candidates.len(), 300);
}
