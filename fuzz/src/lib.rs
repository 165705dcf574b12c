//! What must hold for any bytes under any name.

use fit::Framework;
use intake::{Mode, read_pool};
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

fn round_trip(profiles: &[fit::Profile]) {
    let json = serde_json::to_string(profiles).expect("profiles can be written");
    let back = read_pool(&*FRAMEWORK, "a.json", json.as_bytes(), Mode::Strict);
    assert_eq!(back.expect("JSON reads back").profiles, profiles);
    let csv = intake::write_csv(&*FRAMEWORK, profiles);
    let mut back = read_pool(&*FRAMEWORK, "a.csv", csv.text.as_bytes(), Mode::Strict).expect("CSV reads back").profiles;
    for (back, profile) in back.iter_mut().zip(profiles) {
        back.ratings.clone_from(&profile.ratings);
    }
    assert_eq!(back, profiles);
}
