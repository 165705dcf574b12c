//! A population whose true values are known: what ratings make of it.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::framework::{self, Framework};
use fit::instrument::{Answers, DEFAULTS, Form, Scale};
use fit::{Estimate, Estimates, Instrument, Points, Rating, Source};
use stats::draw::Stream;
use stats::reliability::{RatingTable, cronbach_alpha};
use support::nobody;

const PEOPLE: u64 = 20_000;
const DIMENSION: &str = "skill.operations";

/// The default framework, with people so alike that hardly a rating meets an end of the scale: there the model's
/// normal distributions are cut off, and what holds of them holds only nearly.
fn framework() -> Framework {
    let text = framework::DEFAULT.replacen("spread = 20", "spread = 6", 1);
    assert_ne!(text, framework::DEFAULT);
    Framework::parse(&text).unwrap()
}

/// Somebody's true value, and what the ratings say.
struct Person {
    truth: f64,
    estimate: Estimate,
}

/// People drawn from the prior and rated from these sources, with errors `noise` times those that the framework expects.
fn population(framework: &Framework, sources: &[Source], noise: f64) -> Vec<Person> {
    let d = framework.dimension(DIMENSION).unwrap();
    let draw = |index: u64| {
        let mut chance = Stream::open(5, "population", index);
        let truth = framework.dimensions[d].prior.mean + framework.ratings.spread * chance.normal();
        let mut person = nobody("somebody");
        for &source in sources {
            let seen = truth + noise * framework.ratings.error_sd(source) * chance.normal();
            let value = Points::new((100.0 * seen).clamp(0.0, 100.0)).unwrap();
            person.ratings.push(Rating { dimension: DIMENSION.into(), source, rater: String::new(), value });
        }
        Person { truth, estimate: Estimates::of(framework, &person).raw[d] }
    };
    (0..PEOPLE).map(draw).collect()
}

/// How often the 90 % interval holds the truth.
fn coverage(people: &[Person]) -> f64 {
    let is_held = |person: &&Person| {
        let Person { truth, estimate } = person;
        (truth - estimate.mean).abs() <= 1.644_853_6 * estimate.se
    };
    people.iter().filter(is_held).count() as f64 / people.len() as f64
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let (x, y) = (mean(pairs.iter().map(|p| p.0)), mean(pairs.iter().map(|p| p.1)));
    let moment = |f: fn(f64, f64) -> f64| mean(pairs.iter().map(|p| f(p.0 - x, p.1 - y)));
    moment(|a, b| a * b) / (moment(|a, _| a * a) * moment(|_, b| b * b)).sqrt()
}

/// Who rates: one of each kind, and circles such as a search has them.
fn circles() -> Vec<Vec<Source>> {
    let mut circles: Vec<Vec<Source>> = Source::ALL.map(|source| vec![source]).into();
    circles.push(vec![Source::Oneself, Source::Superior, Source::Peer, Source::Peer, Source::Peer]);
    circles.push([vec![Source::Report; 6], vec![Source::Assessor; 2], vec![Source::Test]].concat());
    circles
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let framework = framework();
    for circle in circles() {
        let covered = coverage(&population(&framework, &circle, 1.0));
        assert!((0.88..=0.92).contains(&covered), "{circle:?}: {covered}");
    }
}

#[test]
fn raters_worse_than_the_framework_believes_would_show() {
    let framework = framework();
    let covered = coverage(&population(&framework, &[Source::Superior; 3], 1.6));
    assert!(covered < 0.80, "{covered}");
    let covered = coverage(&population(&framework, &[Source::Superior; 3], 0.4));
    assert!(covered > 0.95, "{covered}");
}

#[test]
fn estimates_recover_the_truth() {
    let framework = framework();
    for circle in circles() {
        let people = population(&framework, &circle, 1.0);
        let se = people[0].estimate.se;
        let error = |person: &Person| person.estimate.mean - person.truth;
        // No bias, neither over all nor for those who seem high or low.
        let limit = 4.0 * se / (PEOPLE as f64).sqrt();
        assert!(mean(people.iter().map(error)).abs() < limit, "{circle:?}");
        for is_high in [false, true] {
            let half = people.iter().filter(|person| (person.estimate.mean > 0.5) == is_high);
            assert!(mean(half.map(error)).abs() < 2.0 * limit, "{circle:?} {is_high}");
        }
        // Errors are as large as the standard error says.
        let rms = mean(people.iter().map(|person| error(person) * error(person))).sqrt();
        assert!((rms / se - 1.0).abs() < 0.03, "{circle:?}: {rms} against {se}");
        // And the more of the spread is explained, the closer the two run: r² = 1 − se² / τ².
        let pairs: Vec<(f64, f64)> =
            people.iter().map(|person| (person.truth, person.estimate.mean)).collect();
        let (r, tau) = (correlation(&pairs), framework.ratings.spread);
        assert!((r * r - (1.0 - se * se / (tau * tau))).abs() < 0.02, "{circle:?}: {r}");
    }
}

#[test]
fn more_raters_narrow_the_interval_as_the_formula_says() {
    let framework = framework();
    let tau = framework.ratings.spread;
    for source in Source::ALL {
        let reliability = framework.ratings.reliability(source);
        let mut last = tau;
        for n in [1, 2, 4, 8, 16] {
            let people = population(&framework, &vec![source; n], 1.0);
            // 1/τ² + n/σ² with σ² = τ² (1 − rel) / rel, by hand.
            let precision = (1.0 + n as f64 * reliability / (1.0 - reliability)) / (tau * tau);
            for person in people.iter().take(100) {
                assert!((person.estimate.se - precision.sqrt().recip()).abs() < 1e-12);
            }
            assert!(people[0].estimate.se < last, "{} {n}", source.name());
            last = people[0].estimate.se;
            let covered = coverage(&people);
            assert!((0.88..=0.92).contains(&covered), "{} × {n}: {covered}", source.name());
        }
    }
}

/// How a rater who sees `seen` answers a scale, each statement with an error of its own.
fn answer(scale: &Scale, seen: f64, chance: &mut Stream) -> Answers {
    let choose = |item: &fit::instrument::Item| {
        let felt = seen + 0.15 * chance.normal();
        let place = (1.0 + (5.0 * felt).floor()).clamp(1.0, 5.0) as u8;
        (item.question.clone(), Some(if item.is_reversed { 6 - place } else { place }))
    };
    scale.items.iter().map(choose).collect()
}

#[test]
fn answers_to_the_questions_recover_the_truth() {
    let framework = Framework::parse(framework::DEFAULT).unwrap();
    let (_, text) = DEFAULTS.into_iter().find(|(form, _)| *form == Form::Rater).unwrap();
    let rater = Instrument::parse(text).unwrap();
    let scale = rater.scale("style.candour").unwrap();
    let d = framework.dimension(&scale.dimension).unwrap();
    let mut last = 0.0;
    for n in [1, 3, 9] {
        let mut pairs = Vec::new();
        let mut items = Vec::new();
        for index in 0..2_000 {
            let mut chance = Stream::open(6, "answers", index);
            let truth = 0.5 + framework.ratings.spread * chance.normal();
            let mut person = nobody("somebody");
            for k in 0..n {
                let seen = truth + framework.ratings.error_sd(Source::Peer) * chance.normal();
                let answers = answer(scale, seen, &mut chance);
                person.ratings.extend(rater.ratings(&framework, &answers, Source::Peer, &format!("p{k}")));
                if k == 0 {
                    items.push(rater.item_shares(scale, &answers));
                }
            }
            pairs.push((truth, Estimates::of(&framework, &person).raw[d].mean));
        }
        let r = correlation(&pairs);
        assert!(r > last + 0.03, "{n} raters: {r}, after {last}");
        last = r;
        // Two statements, one of them turned round, that share what the rater sees: α is high only if both are read in
        // the right direction.
        let records = items.iter().enumerate().flat_map(|(person, shares)| {
            let named = move |(item, share): (usize, &Option<f64>)| {
                (person.to_string(), item.to_string(), share.unwrap())
            };
            shares.iter().enumerate().map(named)
        });
        let alpha = cronbach_alpha(&RatingTable::from_records(records).unwrap()).unwrap();
        assert!((0.80..0.97).contains(&alpha), "{alpha}");
    }
    assert!(last > 0.85, "{last}");
}
