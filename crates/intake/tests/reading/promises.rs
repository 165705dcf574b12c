//! Promises that hold for any profile and any bytes.

use crate::{FRAMEWORK, read, skip};
use fit::{Points, Profile, Rating, Settled, Source};
use intake::{CsvStyle, write_csv};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn points() -> impl Strategy<Value = Points> {
    let number = prop_oneof![
        (0u32..=100).prop_map(f64::from),
        0.0..=100.0f64,
        Just(0.0),
        Just(100.0),
        Just(f64::MIN_POSITIVE),
        Just(5.0),
    ];
    number.prop_map(|number| Points::new(number).expect("it is in range"))
}

/// A text as a profile may hold it: one line, tidy, of any script, with everything that tables trip over.
fn text() -> impl Strategy<Value = String> {
    let free = vec(any::<char>(), 0..20).prop_map(String::from_iter);
    let spiked = "[-=+@'\",;\\\\ \u{ff1d}a-c0-9]{0,12}";
    prop_oneof![free, spiked].prop_map(|text: String| {
        let steers =
            |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        intake::tidy(&text.replace(steers, "")).into_owned()
    })
}

fn settled() -> impl Strategy<Value = Settled> {
    (points(), prop_oneof![Just(Points::SETTLED_SE), points()]).prop_map(|(mean, se)| Settled { mean, se })
}

fn dimension() -> impl Strategy<Value = String> {
    (0..FRAMEWORK.dimensions.len()).prop_map(|index| FRAMEWORK.dimensions[index].id.clone())
}

/// Profiles with distinct ids, settled on some dimensions, and rated on others.
fn profiles(has_ratings: bool) -> impl Strategy<Value = Vec<Profile>> {
    let rating = (dimension(), 0..6usize, text(), points());
    let n_ratings = if has_ratings { 0..6 } else { 0..1 };
    let person = (text(), text(), text(), btree_map(dimension(), settled(), 0..12), vec(rating, n_ratings));
    vec(person, 1..6).prop_map(|people| {
        let mut profiles = Vec::new();
        for (index, (id, name, headline, estimates, rated)) in people.into_iter().enumerate() {
            let id = intake::tidy_key(&format!("{id}{index}")).into_owned();
            let name = if name.is_empty() { id.clone() } else { name };
            let mut ratings: Vec<Rating> = Vec::new();
            for (dimension, source, rater, value) in rated {
                let rating = Rating { dimension, source: Source::ALL[source], rater, value };
                let is_new = ratings.iter().all(|other| {
                    (&other.dimension, other.source, &other.rater)
                        != (&rating.dimension, rating.source, &rating.rater)
                });
                if is_new && !estimates.contains_key(&rating.dimension) {
                    ratings.push(rating);
                }
            }
            profiles.push(Profile { headline, estimates, ratings, ..Profile::new(id, name) });
        }
        profiles
    })
}

proptest! {
    #[test]
    fn json_comes_back_as_it_was(profiles in profiles(true)) {
        let text = serde_json::to_string(&profiles).unwrap();
        prop_assert_eq!(&read("p.json", &text).unwrap().profiles, &profiles);
        prop_assert_eq!(&read("p", &text).unwrap().profiles, &profiles);
        let text = serde_json::to_string_pretty(&profiles).unwrap();
        prop_assert_eq!(&read("p.json", &text).unwrap().profiles, &profiles);
        let lines: Vec<String> = profiles.iter().map(|profile| serde_json::to_string(profile).unwrap()).collect();
        prop_assert_eq!(&read("p.jsonl", lines.join("\n")).unwrap().profiles, &profiles);
    }

    #[test]
    fn csv_comes_back_as_it_was(profiles in profiles(false)) {
        let written = write_csv(&*FRAMEWORK, &profiles, CsvStyle::Plain);
        prop_assert!(written.left_out.is_empty());
        prop_assert_eq!(&read("p.csv", &written.text).unwrap().profiles, &profiles);
        for style in [CsvStyle::Comma, CsvStyle::Semicolon] {
            let text = write_csv(&*FRAMEWORK, &profiles, style).text;
            prop_assert_eq!(text.chars().next(), Some('\u{feff}'));
            prop_assert_eq!(&read("p.csv", &text).unwrap().profiles, &profiles);
        }
        prop_assert_eq!(&write_csv(&*FRAMEWORK, &profiles, CsvStyle::Plain).text, &written.text);
        let table = intake::read_table("p.csv", written.text.as_bytes()).unwrap();
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            let cell = cell.to_string();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{} would be a formula", cell);
        }
    }

    #[test]
    fn ratings_are_said_to_be_left_out_of_csv(profiles in profiles(true)) {
        let written = write_csv(&*FRAMEWORK, &profiles, CsvStyle::Plain);
        let rated: Vec<(String, usize)> =
            profiles.iter().filter(|p| !p.ratings.is_empty()).map(|p| (p.id.clone(), p.ratings.len())).collect();
        let said: Vec<(String, usize)> = written.left_out.into_iter().map(|l| (l.id, l.n_ratings)).collect();
        prop_assert_eq!(said, rated);
        let back = read("p.csv", &written.text).unwrap().profiles;
        for (back, profile) in back.iter().zip(&profiles) {
            prop_assert_eq!(&back.estimates, &profile.estimates);
        }
    }

    #[test]
    fn any_bytes_give_a_result(bytes in vec(any::<u8>(), 0..300)) {
        for name in ["a", "a.json", "a.jsonl", "a.csv", "a.xlsx"] {
            let strict = read(name, &bytes);
            let lenient = skip(name, &bytes);
            prop_assert!(strict.is_err() || strict == lenient);
        }
    }

    #[test]
    fn any_text_near_a_table_gives_a_result(text in "(id|name|skill.change|skill.change.se|[,;\t\"'\n\r =%0-9a-c.\u{feff}-]){0,40}") {
        let strict = read("a.csv", &text);
        let lenient = skip("a.csv", &text);
        prop_assert!(strict.is_err() || strict == lenient);
        if let Err(error) = strict {
            prop_assert!(!error.problems.is_empty());
        }
    }

    #[test]
    fn any_text_near_json_gives_a_result(text in "([\\[\\]{}:,]|\"id\"|\"estimates\"|\"skill.change\"|\"ratings\"|null|[0-9e.-]|\\s|\"[a-z\\\\u\"]*\"){0,40}") {
        for name in ["a.json", "a.jsonl"] {
            let strict = read(name, &text);
            let lenient = skip(name, &text);
            prop_assert!(strict.is_err() || strict == lenient);
        }
    }
}

#[test]
fn a_form_to_fill_in_has_every_dimension_and_no_people() {
    let form = write_csv(&*FRAMEWORK, &[], CsvStyle::Plain).text;
    assert_eq!(form.lines().count(), 1);
    assert_eq!(form.trim().split(',').count(), 3 + FRAMEWORK.dimensions.len());
}
