//! What must hold for any bytes under any name.

use fit::instrument::Answers;
use fit::{Framework, Instrument, Source};
use intake::{CsvStyle, Mode, read_pool};
use std::sync::LazyLock;

static FRAMEWORK: LazyLock<Framework> =
    LazyLock::new(|| Framework::parse(fit::framework::DEFAULT).expect("the default framework is valid"));

/// Reads bytes in every way and checks what readers promise.
pub fn read(name: &str, bytes: &[u8]) {
    let strict = read_pool(&*FRAMEWORK, name, bytes, Mode::Strict);
    let lenient = read_pool(&*FRAMEWORK, name, bytes, Mode::SkipBadRows);
    let _ = intake::read_person(&*FRAMEWORK, name, bytes);
    let _ = intake::read_table(name, bytes);
    let _ = intake::read_judgements(name, bytes);
    let _ = intake::read_ratings(name, bytes, ["target", "rater", "value"]);
    match strict {
        Ok(pool) => {
            assert!(!pool.profiles.is_empty() && pool.skipped.is_empty());
            assert_eq!(lenient.as_ref(), Ok(&pool));
            round_trip(&pool.profiles);
        }
        Err(error) => {
            assert!(!error.problems.is_empty());
            let text = error.to_string();
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        }
    }
    if let Ok(pool) = lenient {
        assert!(!pool.profiles.is_empty());
        assert!(pool.skipped.iter().all(|skipped| skipped.problems.len() + skipped.n_more > 0));
    }
}

/// Reads a text as an instrument and checks what reading and scoring promise.
pub fn instrument(text: &str) {
    let instrument = match Instrument::parse(text) {
        Ok(instrument) => instrument,
        Err(problems) => return assert!(!problems.is_empty()),
    };
    let _ = instrument.check_against(&FRAMEWORK);
    // Choices at both ends, outside, and none.
    for (turn, choice) in [None, Some(0), Some(1), Some(2), Some(9), Some(u8::MAX)].into_iter().enumerate() {
        let choose = |index: usize| if (index + turn) % 3 == 0 { None } else { choice };
        let questions = instrument.questions().enumerate();
        let answers: Answers = questions.map(|(index, question)| (&*question.id, choose(index))).collect();
        for score in instrument.scores(&FRAMEWORK, &answers) {
            assert!((0.0..=100.0).contains(&score.value.get()) && 2 * score.n_answered >= score.n_items);
        }
        let _ = (instrument.holdings(&answers), instrument.care(&answers, &[0.0, f64::NAN]));
    }
}

/// Reads bytes as test scores and checks what reading promises.
pub fn test_scores(bytes: &[u8]) {
    match intake::read_test_scores(&FRAMEWORK, "a.csv", bytes) {
        Ok(people) => {
            assert!(!people.is_empty() && people.iter().all(|person| !person.ratings.is_empty()));
            assert!(people.iter().flat_map(|person| &person.ratings).all(|rating| rating.source == Source::Test));
        }
        Err(error) => {
            assert!(!error.problems.is_empty());
            let text = error.to_string();
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        }
    }
}

fn round_trip(profiles: &[fit::Profile]) {
    let json = serde_json::to_string(profiles).expect("profiles can be written");
    let back = read_pool(&*FRAMEWORK, "a.json", json.as_bytes(), Mode::Strict);
    assert_eq!(back.expect("JSON reads back").profiles, profiles);
    for style in [CsvStyle::Plain, CsvStyle::Comma, CsvStyle::Semicolon] {
        let csv = intake::write_csv(&*FRAMEWORK, profiles, style);
        let back = read_pool(&*FRAMEWORK, "a.csv", csv.text.as_bytes(), Mode::Strict);
        let mut back = back.expect("CSV reads back").profiles;
        for (back, profile) in back.iter_mut().zip(profiles) {
            back.ratings.clone_from(&profile.ratings);
        }
        assert_eq!(back, profiles);
    }
}

/// Cases to learn from, from a table or from JSON: each column is as long as there are cases, and holds numbers or nothing.
pub fn cases(bytes: &[u8]) {
    match intake::read_cases("a", bytes, Some("case"), &["roles", "outcome"]) {
        Ok(cases) => {
            assert!(!cases.labels.is_empty());
            assert!(cases.columns.iter().all(|column| column.len() == cases.labels.len()));
            assert!(cases.columns.iter().flatten().flatten().all(|number| number.is_finite()));
        }
        Err(error) => assert!(!error.problems.is_empty()),
    }
}
