//! Figures worked out by hand from the definitions, each with its working beside it.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::framework::Framework;
use fit::norm::{Norm, NormPeople, NormStamp, OwnNorm};
use fit::simulate::{Draws, WeightUncertainty};
use fit::{Criteria, Estimates, Plan, Rating, Rule, Source, Tolerance, assess_need, compare};
use support::{nobody, stated};

fn close(got: f64, want: f64) {
    // Scores stand on a grid of 2⁻⁴⁰, in points 10⁻¹⁰.
    assert!((got - want).abs() < 1e-10, "{got} against {want}");
}

/// Two pillars of one facet each, with no freedom but the two values.
fn two_pillars(balance: f64) -> Framework {
    Framework::parse(&format!(
        "id = \"two\"\nversion = \"1\"\nbalance = {balance:?}\n\
         [pillars.a]\nweight = 3\n[pillars.b]\nweight = 1\n\
         [dimensions.\"s.a\"]\n[dimensions.\"s.b\"]\n\
         [[facets]]\nid = \"a\"\npillar = \"a\"\ncoo = \"s.a\"\nrule = {{ kind = \"meet\", level = 80 }}\n\
         [[facets]]\nid = \"b\"\npillar = \"b\"\ncoo = \"s.b\"\nrule = {{ kind = \"match\" }}\n"
    ))
    .unwrap()
}

fn person(id: &str, a: f64, b: f64, se: f64) -> fit::Profile {
    let mut person = nobody(id);
    person.estimates.insert("s.a".into(), stated(a, se));
    person.estimates.insert("s.b".into(), stated(b, se));
    person
}

/// The response surface of one rule on a grid: along the line x = y the fit is 1, and along x = −y (in
/// deviations from the middle) it is a parabola whose curvature is −2 / tol² per squared distance of y from x,
/// which is Edwards's a4 for a difference model: with f = 1 − (y − x)² / tol², b3 = b5 = −1 / tol² and
/// b4 = 2 / tol², so a2 = b3 + b4 + b5 = 0 and a4 = b3 − b4 + b5 = −4 / tol².
#[test]
fn the_response_surface_of_match_is_the_one_of_a_difference_model() {
    let tolerance = Tolerance { below: Some(0.5), above: Some(0.5) };
    let rule = Rule::Match { tolerance };
    let fit = |x: f64, y: f64| rule.fit(0.5 + x, 0.5 + y);
    // Second differences of the surface, with steps that stay within the tolerance.
    let h = 0.125;
    let along_congruence = (fit(h, h) - 2.0 * fit(0.0, 0.0) + fit(-h, -h)) / (h * h);
    let along_incongruence = (fit(h, -h) - 2.0 * fit(0.0, 0.0) + fit(-h, h)) / (h * h);
    close(along_congruence, 0.0); // 2 · a2
    close(along_incongruence, 2.0 * (-4.0 / 0.25)); // 2 · a4
    // Points of the surface: d = 0.2 costs (0.2 / 0.5)² = 0.16, d = 0.5 and more costs everything.
    close(rule.fit(0.3, 0.5), 0.84);
    close(rule.fit(0.9, 0.4), 0.0);
    close(rule.fit(1.0, 0.2), 0.0);
}

#[test]
fn each_rule_gives_its_fit() {
    let both = Tolerance { below: Some(0.5), above: Some(0.5) };
    // mirror: x = 0.7 asks for 0.3; y = 0.4 is 0.1 over: 1 − 0.04.
    close(Rule::Mirror { tolerance: both }.fit(0.7, 0.4), 0.96);
    // meet 0.8 within 0.4 below: y = 0.6 is 0.2 short: 1 − 0.25. Above costs nothing.
    let meet = Rule::Meet { level: 0.8, tolerance: Tolerance { below: Some(0.4), above: None } };
    close(meet.fit(0.1, 0.6), 0.75);
    close(meet.fit(0.1, 1.0), 1.0);
    // range: the ideal of x = 0.9 is clamp(0.2 + 0.9) = 1, so y = 0.9 is 0.1 short: 1 − 0.04.
    close(Rule::Range { slope: 1.0, shift: 0.2, tolerance: both }.fit(0.9, 0.9), 0.96);
    // fill: a gap of 0.85 − 0.4 = 0.45, of which 0.82 − 0.4 = 0.42 is covered; its weight is 0.45 / 0.85 of itself.
    let fill = Rule::Fill { level: 0.85 };
    close(fill.fit(0.4, 0.82), 42.0 / 45.0);
    close(fill.weight_share(0.4), 45.0 / 85.0);
    close(fill.fit(0.9, 0.1), 1.0);
    close(fill.weight_share(0.9), 0.0);
}

#[test]
fn one_rating_moves_an_estimate_by_its_reliability() {
    // One superior of reliability 0.50 has σ = τ, so the estimate is half way from 50 to the rating, and its
    // standard error is τ / √2. With one rating the estimate is Kelley's: μ + rel (z − μ).
    let framework = two_pillars(0.0);
    let rated = |ratings: &[(Source, f64)]| {
        let mut person = nobody("x");
        person.ratings = ratings
            .iter()
            .map(|&(source, value)| Rating {
                dimension: "s.a".into(),
                source,
                rater: String::new(),
                value: fit::Points::new(value).unwrap(),
            })
            .collect();
        Estimates::of(&framework, &person).raw[0]
    };
    let one = rated(&[(Source::Superior, 90.0)]);
    close(one.mean, 0.70);
    close(one.se, 0.2 / 2f64.sqrt());
    close(rated(&[(Source::Peer, 90.0)]).mean, 0.5 + 0.37 * 0.4);
    // Two superiors: reliability of their mean by Spearman–Brown 2·0.5 / 1.5 = 2/3.
    close(rated(&[(Source::Superior, 90.0), (Source::Superior, 80.0)]).mean, 0.5 + (0.85 - 0.5) * 2.0 / 3.0);
}

#[test]
fn pillars_average_as_their_balance_says_and_losses_are_shapley_values() {
    // a: 60 against 80 within 40: 0.75. b: 70 against the CEO's 50 within 50: 1 − 0.16 = 0.84. W = 0.75, 0.25.
    let (ceo, candidate) = (person("ceo", 50.0, 50.0, 0.0), person("x", 60.0, 70.0, 0.0));
    let no_draws = Draws { n: 0, ..Draws::default() };
    let scored = |balance| {
        let framework = two_pillars(balance);
        compare(
            &framework,
            &ceo,
            std::slice::from_ref(&candidate),
            &Criteria::default(),
            no_draws,
            &|_, _| {},
        )
        .unwrap()
    };
    let plain = scored(1.0);
    close(plain.results[0].score, 77.25);
    // A plain mean shares its loss out as it is: 0.75 · 0.25 and 0.25 · 0.16.
    close(plain.results[0].losses.get("a").unwrap(), 18.75);
    close(plain.results[0].losses.get("b").unwrap(), 4.0);
    let geometric = &scored(0.0).results[0];
    let (a, b) = (libm::pow(0.75, 0.75), libm::pow(0.84, 0.25));
    close(geometric.score, 100.0 * a * b);
    // φ_a = ½ [L(a) − L(∅)] + ½ [L(ab) − L(b)] = ½ (1 − a) + ½ (b − ab).
    close(geometric.losses.get("a").unwrap(), 50.0 * ((1.0 - a) + (b - a * b)));
    close(geometric.losses.get("b").unwrap(), 50.0 * ((1.0 - b) + (a - a * b)));
}

#[test]
fn weight_to_move_and_stability_come_out_as_by_hand() {
    // With a plain mean, A has (1.00, 0.64) and B (0.75, 0.84): d = (0.25, −0.20), W = (0.75, 0.25).
    // A leads by 0.1875 − 0.05 = 0.1375; moving weight from a to b takes 0.45 per unit: 0.1375 / 0.45.
    // A stays first while t · 0.25 ≥ (1 − t) · 0.20: from 4/9 of the weight on a.
    let framework = two_pillars(1.0);
    let ceo = person("ceo", 50.0, 50.0, 0.0);
    let people = [person("A", 80.0, 80.0, 0.0), person("B", 60.0, 70.0, 0.0)];
    let no_draws = Draws { n: 0, ..Draws::default() };
    let result = compare(&framework, &ceo, &people, &Criteria::default(), no_draws, &|_, _| {}).unwrap();
    assert_eq!(result.results[0].id, "A");
    close(result.pairwise[0].weight_to_move.unwrap(), 0.1375 / 0.45);
    let stability = result.stability.get("a").unwrap();
    close(stability.low, 4.0 / 9.0);
    close(stability.high, 1.0);
    close(result.stability.get("b").unwrap().high, 5.0 / 9.0);
}

#[test]
fn unknown_weights_of_two_pillars_are_uniform() {
    // With W = (t, 1 − t), t uniform, A of the test above is first where t > 4/9: in 5/9 of the draws, at a
    // mean t of (4/9 + 1) / 2 = 13/18; B's central t is 2/9. Both are certain to be first at their own.
    let framework = two_pillars(1.0);
    let ceo = person("ceo", 50.0, 50.0, 0.0);
    let people = [person("A", 80.0, 80.0, 0.0), person("B", 60.0, 70.0, 0.0)];
    let draws = Draws { n: 100_000, seed: 3, weights: WeightUncertainty::Unknown, variations: 0 };
    let result = compare(&framework, &ceo, &people, &Criteria::default(), draws, &|_, _| {}).unwrap();
    let first = result.results[0].uncertainty.as_ref().unwrap().rank_probabilities[0];
    // Four standard errors of 100,000 draws.
    assert!((first - 5.0 / 9.0).abs() < 0.0063, "{first}");
    let smaa = result.smaa.unwrap();
    let central = |index: usize| smaa[index].central_weights.as_ref().unwrap().get("a").unwrap();
    assert!((central(0) - 13.0 / 18.0).abs() < 0.003, "{}", central(0));
    assert!((central(1) - 2.0 / 9.0).abs() < 0.003, "{}", central(1));
    assert_eq!(smaa[0].confidence, Some(1.0));
    assert_eq!(smaa[1].confidence, Some(1.0));
}

#[test]
fn the_chance_of_one_beating_another_is_that_of_two_normals() {
    // Far below the level, `meet` without a reachable ceiling is a monotone function of one normal value each:
    // P(A beats B) = Φ((56 − 50) / √(5² + 5²)) = Φ(0.8485) = 0.8019.
    let framework = Framework::parse(
        "id = \"one\"\nversion = \"1\"\n[pillars.a]\n[dimensions.\"s.a\"]\n[[facets]]\nid = \"a\"\npillar = \"a\"\n\
         coo = \"s.a\"\nrule = { kind = \"meet\", level = 100, below = 100 }\n",
    )
    .unwrap();
    let with = |id: &str, value: f64| {
        let mut person = nobody(id);
        person.estimates.insert("s.a".into(), stated(value, 5.0));
        person
    };
    let draws = Draws { n: 100_000, ..Draws::default() };
    let people = [with("A", 56.0), with("B", 50.0)];
    let result =
        compare(&framework, &with("ceo", 50.0), &people, &Criteria::default(), draws, &|_, _| {}).unwrap();
    let p = result.pairwise[0].a_beats_b.unwrap();
    let want = stats::normal::cdf(6.0 / 50f64.sqrt());
    assert!((p - want).abs() < 4.0 * (want * (1.0 - want) / 1e5).sqrt(), "{p} against {want}");
    // Percentiles pass through a monotone function: the 5th of N(56, 5²) is 56 − 1.6449 · 5 = 47.776.
    let at = |value: f64| 100.0 * (1.0 - libm::pow(1.0 - value / 100.0, 2.0));
    let uncertainty = result.results[0].uncertainty.as_ref().unwrap();
    for (got, z) in [(uncertainty.p05, -1.644_853_6), (uncertainty.p50, 0.0), (uncertainty.p95, 1.644_853_6)]
    {
        assert!((got - at(56.0 + 5.0 * z)).abs() < 0.2, "{got} against {}", at(56.0 + 5.0 * z));
    }
}

#[test]
fn guards_give_the_normal_tail_and_shared_gaps_need_both_below() {
    let framework = Framework::parse(
        "id = \"g\"\nversion = \"1\"\n[pillars.a]\n[dimensions.\"s.a\"]\n[dimensions.\"s.b\"]\n\
         [[facets]]\nid = \"meet\"\npillar = \"a\"\ncoo = \"s.a\"\nrule = { kind = \"meet\", level = 80 }\n\
         [[facets]]\nid = \"fill\"\npillar = \"a\"\ncoo = \"s.b\"\nrule = { kind = \"fill\", level = 70 }\n\
         [[guards]]\nid = \"g\"\ndimension = \"s.a\"\nat_least = 40\n",
    )
    .unwrap();
    let no_draws = Draws { n: 0, ..Draws::default() };
    let people = [person("low", 35.0, 60.0, 5.0), person("high", 50.0, 90.0, 5.0)];
    let ceo = person("ceo", 50.0, 30.0, 5.0);
    let result = compare(&framework, &ceo, &people, &Criteria::default(), no_draws, &|_, _| {}).unwrap();
    let of = |id: &str| result.results.iter().find(|result| result.id == id).unwrap();
    close(of("low").flags[0].probability, stats::normal::cdf(1.0));
    close(of("high").flags[0].probability, stats::normal::cdf(-2.0));
    assert!(of("low").flags[0].breached && !of("high").flags[0].breached);
    assert_eq!(of("low").shared_gaps.len(), 1);
    assert!(of("high").shared_gaps.is_empty());
    // The gap of 40 is covered by 30: 0.75.
    close(of("low").facets[1].plain, 0.75);
}

#[test]
fn the_need_of_a_ceo_comes_out_as_by_hand() {
    // Gaps: 80 − 40 of 80 with weight 2, and 60 − 30 of 60 with weight 1: priorities ∝ 2 · ½ and 1 · ½.
    let framework = Framework::parse(
        "id = \"n\"\nversion = \"1\"\n[pillars.a]\n[dimensions.\"s.a\"]\n[dimensions.\"s.b\"]\n[dimensions.\"s.c\"]\n\
         [[facets]]\nid = \"fa\"\npillar = \"a\"\ncoo = \"s.a\"\nweight = 2\nrule = { kind = \"fill\", level = 80 }\n\
         [[facets]]\nid = \"fb\"\npillar = \"a\"\ncoo = \"s.b\"\nweight = 1\nrule = { kind = \"fill\", level = 60 }\n\
         [[facets]]\nid = \"m\"\npillar = \"a\"\ncoo = \"s.c\"\nweight = 1\nrule = { kind = \"match\", below = 50, above = 50 }\n\
         [[role_types]]\nid = \"r\"\nlevels = { \"s.b\" = 90 }\n",
    )
    .unwrap();
    let mut ceo = nobody("ceo");
    for (dimension, value) in [("s.a", 40.0), ("s.b", 30.0), ("s.c", 50.0)] {
        ceo.estimates.insert(dimension.into(), stated(value, 5.0));
    }
    let need = assess_need(&framework, &ceo, &Criteria::default()).unwrap();
    assert_eq!(need.gaps.iter().map(|gap| gap.dimension.as_str()).collect::<Vec<_>>(), ["s.a", "s.b"]);
    close(need.gaps[0].priority, 2.0 / 3.0);
    close(need.gaps[0].gap, 40.0);
    // match at 50 within 50: 0.99 of the maximum at a distance of 5 on either side.
    let ideal = need.ideal.iter().find(|ideal| ideal.dimension == "s.c").unwrap();
    assert_eq!((ideal.ideal, ideal.low, ideal.high), (50.0, 45.0, 55.0));
    // fill to 80 from 40: 0.99 of the gap is 79.6, on the grid of half points 80.
    let ideal = need.ideal.iter().find(|ideal| ideal.dimension == "s.a").unwrap();
    assert_eq!((ideal.ideal, ideal.low, ideal.high), (80.0, 80.0, 100.0));
    // Under r: (2 · ½ + 1 · 60/90) / 3.
    close(need.role_types[0].need, (1.0 + 2.0 / 3.0) / 3.0);
}

#[test]
fn values_are_centred_on_each_person() {
    // Values 90, 70 and one unmeasured at 50: mean 70; centred 0.7, 0.5, 0.3.
    let framework = Framework::parse(
        "id = \"v\"\nversion = \"1\"\n[pillars.a]\n[domains.value]\nipsative = true\n[dimensions.\"value.a\"]\n\
         [dimensions.\"value.b\"]\n[dimensions.\"value.c\"]\n[[facets]]\nid = \"f\"\npillar = \"a\"\ncoo = \"value.a\"\n\
         rule = { kind = \"match\" }\n",
    )
    .unwrap();
    let mut person = nobody("x");
    person.estimates.insert("value.a".into(), stated(90.0, 5.0));
    person.estimates.insert("value.b".into(), stated(70.0, 5.0));
    let estimates = Estimates::of(&framework, &person);
    for (got, want) in estimates.seen.iter().zip([0.7, 0.5, 0.3]) {
        close(*got, want);
    }
    // Var(v_a − mean) = (2/3)² 0.05² + (1/3)² 0.05² + (1/3)² 0.2².
    close(estimates.seen_se[0], ((4.0 * 0.0025 + 0.0025 + 0.04) / 9.0f64).sqrt());
    let plan = Plan::compile(&framework, &estimates, &Criteria::default()).unwrap();
    // At the ideal, with an error of √2 · se on both sides together: 1 − 2 se² / 0.5².
    close(plan.score(&estimates).overall, 1.0 - 2.0 * (0.0525 / 9.0) / 0.25);
}

#[test]
fn expected_fits_lose_what_is_not_known_and_call_it_doubt() {
    // b: 60 against the CEO's 50 within 50, both ± 10: 1 − (0.1² + 2 · 0.1²) / 0.5² = 0.88, of which the distance is
    // 0.04 and the doubt 0.08. a: far below 80 no error reaches the bend: 1 − (0.2² + 0.05²) / 0.4² = 0.734375.
    let framework = two_pillars(1.0);
    let mut ceo = nobody("ceo");
    ceo.estimates.insert("s.b".into(), stated(50.0, 10.0));
    let mut candidate = nobody("x");
    candidate.estimates.insert("s.a".into(), stated(60.0, 5.0));
    candidate.estimates.insert("s.b".into(), stated(60.0, 10.0));
    let no_draws = Draws { n: 0, ..Draws::default() };
    let of = |candidate| compare(&framework, &ceo, &[candidate], &Criteria::default(), no_draws, &|_, _| {});
    let result = &of(candidate.clone()).unwrap().results[0];
    let [a, b] = &result.facets[..] else { panic!("two facets") };
    close(a.fit, 1.0 - (0.04 + 0.0025) / 0.16);
    close(a.plain, 0.75);
    close(b.fit, 0.88);
    close(b.plain, 0.96);
    close(result.score, 100.0 * (0.75 * 0.734375 + 0.25 * 0.88));
    close(a.doubt, 100.0 * 0.75 * 0.0025 / 0.16);
    close(b.doubt, 100.0 * 0.25 * 0.08);
    close(result.doubt, a.doubt + b.doubt);
    // On a logarithmic scale places are averaged, not fits: the default balance of a chain.
    let plan = Plan::compile(&framework, &Estimates::of(&framework, &ceo), &Criteria::default()).unwrap();
    let place = plan.lines[1].expected_place(fit::score::Scale::Log, 0.6, 0.1);
    let s = 0.02f64.sqrt();
    let by_hand: f64 = fit::expected::ERRORS
        .iter()
        .map(|q| libm::log((1.0 - libm::pow((0.1 + s * q) / 0.5, 2.0)).max(0.01)))
        .sum();
    close(place, by_hand / 32.0);
    assert!(libm::exp(place) < 0.88, "a geometric mean is below the mean");
}

#[test]
fn a_stated_value_takes_the_prior_s_place_and_ratings_move_it() {
    let framework = two_pillars(0.0);
    let of = |stated: Option<(f64, f64)>, value: f64| {
        let mut person = nobody("x");
        person.estimates.extend(stated.map(|(mean, se)| ("s.a".to_owned(), support::stated(mean, se))));
        let (dimension, rater) = ("s.a".to_owned(), String::new());
        let value = fit::Points::new(value).unwrap();
        person.ratings.push(Rating { dimension, source: Source::Superior, rater, value });
        Estimates::of(&framework, &person).raw[0]
    };
    // A superior's error is the spread of 20: precisions 1/10² and 1/20² weigh 4 : 1.
    let both = of(Some((60.0, 10.0)), 90.0);
    close(both.mean, 0.8 * 0.6 + 0.2 * 0.9);
    close(both.se, (1.0 / (100.0 + 25.0f64)).sqrt());
    // With an se of 20 it is the prior of 50 moved to 60; with an se of 0 nothing moves it.
    close(of(Some((60.0, 20.0)), 90.0).mean, 0.75);
    close(of(None, 90.0).mean, 0.70);
    close(of(Some((60.0, 0.0)), 90.0).mean, 0.60);
    assert_eq!(of(Some((60.0, 0.0)), 90.0).se, 0.0);
}

#[test]
fn results_are_provisional_where_too_little_is_known() {
    // a has three quarters of the weight. Completeness below 0.6, half a pillar, or own answers alone.
    let framework = two_pillars(0.0);
    let no_draws = Draws { n: 0, variations: 0, ..Draws::default() };
    let result = |ceo: &fit::Profile, candidate: fit::Profile| {
        compare(&framework, ceo, &[candidate], &Criteria::default(), no_draws, &|_, _| {})
            .unwrap()
            .results
            .remove(0)
    };
    let known = person("ceo", 50.0, 50.0, 5.0);
    assert!(!result(&known, person("x", 60.0, 60.0, 5.0)).provisional);
    let mut without_b = person("x", 60.0, 60.0, 5.0);
    without_b.estimates.remove("s.b");
    let without_b = result(&known, without_b);
    // 0.75 of all is enough; nothing of a pillar with weight is not.
    close(without_b.completeness, 0.75);
    close(without_b.completeness_by_pillar.get("b").unwrap(), 0.0);
    assert!(without_b.provisional);
    let rated = |source: [Source; 2]| {
        let mut person = nobody("x");
        for (dimension, source) in ["s.a", "s.b"].into_iter().zip(source) {
            let value = fit::Points::new(70.0).unwrap();
            let (dimension, rater) = (dimension.to_owned(), String::new());
            person.ratings.push(Rating { dimension, source, rater, value });
        }
        person
    };
    assert!(result(&known, rated([Source::Oneself, Source::Oneself])).provisional);
    // Own answers on a, three quarters of the weight, are too many; on b, a quarter, they are not.
    assert!(result(&known, rated([Source::Oneself, Source::Peer])).provisional);
    assert!(!result(&known, rated([Source::Peer, Source::Oneself])).provisional);
    let mut confirmed = rated([Source::Oneself, Source::Oneself]);
    confirmed.ratings.extend(rated([Source::Report, Source::Report]).ratings);
    assert!(!result(&known, confirmed).provisional);
}

#[test]
fn a_guard_on_the_ceo_is_one_flag_of_the_search() {
    let text = "id = \"g\"\nversion = \"1\"\n[pillars.a]\n[dimensions.\"s.a\"]\n\
                [[facets]]\nid = \"m\"\npillar = \"a\"\ncoo = \"s.a\"\nrule = { kind = \"match\" }\n\
                [[guards]]\nid = \"g\"\ndimension = \"s.a\"\nat_least = 40\nside = \"ceo\"\n";
    let framework = Framework::parse(text).unwrap();
    let person = |id: &str, value: f64| {
        let mut person = nobody(id);
        person.estimates.insert("s.a".into(), stated(value, 5.0));
        person
    };
    let no_draws = Draws { n: 0, ..Draws::default() };
    let people = [person("a", 20.0), person("b", 30.0)];
    let found =
        compare(&framework, &person("ceo", 35.0), &people, &Criteria::default(), no_draws, &|_, _| {})
            .unwrap();
    assert!(found.results.iter().all(|result| result.flags.is_empty()));
    let [flag] = &found.ceo_flags[..] else { panic!("one flag") };
    assert!(flag.breached && flag.guard == "g");
    close(flag.probability, stats::normal::cdf(1.0));
    for (side, told) in [("\"board\"", "there is no side"), ("\"coo\"", "")] {
        let text = text.replace("side = \"ceo\"", &format!("side = {side}"));
        let problems =
            Framework::parse(&text).map_or_else(|problems| problems[0].to_string(), |_| String::new());
        assert!(problems.contains(told) && problems.is_empty() == told.is_empty(), "{problems}");
    }
}

#[test]
fn a_pool_is_its_own_norm_from_a_hundred_people_on() {
    let framework = two_pillars(1.0);
    let ceo = Estimates::of(&framework, &person("ceo", 50.0, 50.0, 0.0));
    let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
    // Candidate i lies i · 0.4 points below the level of 80, and on the second pillar at its ideal.
    let people: Vec<Estimates> = (0..100)
        .map(|i| Estimates::of(&framework, &person("candidate", 80.0 - 0.4 * f64::from(i), 50.0, 0.0)))
        .collect();
    let kept = NormPeople::of(&framework, &people).unwrap();
    let stamp = NormStamp {
        id: "n".into(),
        name: "Ours".into(),
        version: 1,
        n_people: 100,
        made_on: "2026-11-30".into(),
    };
    let own = OwnNorm::new(stamp, &framework, &kept).unwrap();
    let norm = Norm::in_use(&framework, &plan, Some(&own));
    assert_eq!(norm.n_people(), 100);
    // Half of the pool is worse than candidate 49: 50 below, 1 level.
    let score = plan.score(&people[49]).overall;
    close(norm.percentile(score), 50.5);
    let refused = NormPeople::of(&framework, &people[1..]).unwrap_err();
    assert_eq!(refused.to_string(), "99 people are too few: it takes 100");
}
