//! A simulated world: people whose true values are known, raters as reliable as the framework takes them to be, and the
//! whole way from their ratings to scores, ranges and verdicts. docs/method.md prints the figures.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::framework::{self, Framework};
use fit::plan::Scheme;
use fit::simulate::{Draws, Entrant, simulate};
use fit::{Criteria, Estimates, Plan, Points, Profile, Rating, Source};
use stats::draw::Stream;
use support::{nobody, stated};

const CEOS: u64 = 60;
const CANDIDATES: u64 = 40;

/// The raters of everybody.
const RATERS: [Source; 5] =
    [Source::Superior, Source::Peer, Source::Report, Source::Oneself, Source::Assessor];

/// What becomes of a rating beyond the ends of the scale.
#[derive(Clone, Copy)]
enum Scale {
    /// It is kept, so that errors are as the model takes them to be.
    Open,
    /// It becomes the end of the scale, as on every form.
    Closed,
}

/// Somebody as they are, and as their raters see them.
struct Person {
    id: String,
    truth: Estimates,
    known: Estimates,
}

fn person(framework: &Framework, scale: Scale, index: u64) -> Person {
    let mut chance = Stream::open(2010, "world", index);
    let points = |share: f64| (100.0 * share).clamp(0.0, 100.0);
    let (mut truth, mut known): (Profile, Profile) = (nobody("true"), nobody("known"));
    for dimension in &framework.dimensions {
        let value = points(dimension.prior.mean + framework.ratings.spread * chance.normal());
        truth.estimates.insert(dimension.id.clone(), stated(value, 0.0));
        let prior = framework.ratings.prior_precision();
        let (mut precision, mut weighted) = (prior, prior * dimension.prior.mean);
        for source in RATERS {
            let seen = value / 100.0 + framework.ratings.error_sd(source) * chance.normal();
            precision += framework.ratings.precision(source);
            weighted += framework.ratings.precision(source) * seen;
            if let Scale::Closed = scale {
                let (dimension, value) = (dimension.id.clone(), Points::new(points(seen)).unwrap());
                known.ratings.push(Rating { dimension, source, rater: String::new(), value });
            }
        }
        if let Scale::Open = scale {
            // A rating beyond the scale cannot be written down, what follows from it can.
            let posterior = stated(points(weighted / precision), 100.0 / precision.sqrt());
            known.estimates.insert(dimension.id.clone(), posterior);
        }
    }
    let [truth, known] = [truth, known].map(|profile| Estimates::of(framework, &profile));
    Person { id: index.to_string(), truth, known }
}

/// What became of 2,400 candidates of 60 CEOs. Points, and shares of candidates or pairs.
#[derive(Debug, Default)]
struct Calibration {
    /// Mean of score − true score.
    bias: f64,
    /// Root of the mean square of that.
    error: f64,
    /// The same of scores that take estimates as exact.
    plain_bias: f64,
    plain_error: f64,
    /// 90% ranges that hold the true score.
    held: f64,
    /// Pairs called clear in which the first is truly ahead.
    clear_right: f64,
}

fn calibrate(scale: Scale) -> Calibration {
    let framework = Framework::parse(framework::DEFAULT).unwrap();
    let scheme = Scheme::new(&framework, &Criteria::default()).unwrap();
    let mut found = Calibration::default();
    let (mut clear, mut right) = (0.0, 0.0);
    for c in 0..CEOS {
        let ceo = person(&framework, scale, 1000 * (c + 1));
        let people: Vec<Person> =
            (1..=CANDIDATES).map(|i| person(&framework, scale, 1000 * (c + 1) + i)).collect();
        let entrants: Vec<Entrant<'_>> =
            people.iter().map(|one| Entrant { id: &one.id, estimates: &one.known }).collect();
        let draws = Draws { n: 1000, variations: 0, ..Draws::default() };
        let simulation = simulate(&scheme, &ceo.known, &entrants, draws, &|_, _| {});
        let as_known = Plan::new(scheme.clone(), &ceo.known);
        let as_is = Plan::new(scheme.clone(), &ceo.truth);
        let mut exact_ceo = ceo.known.clone();
        exact_ceo.seen_se.fill(0.0);
        let as_exact = Plan::new(scheme.clone(), &exact_ceo);
        let truths: Vec<f64> = people.iter().map(|one| as_is.score(&one.truth).overall).collect();
        for ((one, outlook), truth) in people.iter().zip(&simulation.candidates).zip(&truths) {
            let mut exact = one.known.clone();
            exact.seen_se.fill(0.0);
            let off = 100.0 * (as_known.score(&one.known).overall - truth);
            let plain_off = 100.0 * (as_exact.score(&exact).overall - truth);
            found.bias += off;
            found.error += off * off;
            found.plain_bias += plain_off;
            found.plain_error += plain_off * plain_off;
            found.held += f64::from(u8::from(outlook.p05 <= *truth && *truth <= outlook.p95));
        }
        for (a, row) in simulation.beats.iter().enumerate() {
            for (offset, &beats) in row.iter().enumerate() {
                let is_ahead = truths[a] > truths[a + 1 + offset];
                if beats >= 0.90 || beats <= 0.10 {
                    clear += 1.0;
                    right += f64::from(u8::from(is_ahead == (beats >= 0.90)));
                }
            }
        }
    }
    let n = (CEOS * CANDIDATES) as f64;
    let root = |sum: f64| (sum / n).sqrt();
    Calibration {
        bias: found.bias / n,
        error: root(found.error),
        plain_bias: found.plain_bias / n,
        plain_error: root(found.plain_error),
        held: found.held / n,
        clear_right: right / clear,
    }
}

#[test]
fn where_raters_are_as_assumed_scores_and_ranges_hold() {
    let found = calibrate(Scale::Open);
    println!("{found:.3?}");
    assert!(found.bias.abs() < 0.5, "{found:?}");
    assert!(found.bias.abs() < found.plain_bias.abs() && found.error < found.plain_error, "{found:?}");
    assert!((0.86..=0.93).contains(&found.held), "{found:?}");
    assert!(found.clear_right >= 0.90, "{found:?}");
}

/// Ratings that stop at the ends of the scale pull everybody towards the middle, which the model does not know of.
#[test]
fn ratings_that_end_with_the_scale_cost_little() {
    let found = calibrate(Scale::Closed);
    println!("{found:.3?}");
    assert!(found.bias.abs() < 1.5, "{found:?}");
    assert!(found.bias.abs() < found.plain_bias.abs() && found.error < found.plain_error, "{found:?}");
    assert!((0.86..=0.93).contains(&found.held), "{found:?}");
    assert!(found.clear_right >= 0.90, "{found:?}");
}
