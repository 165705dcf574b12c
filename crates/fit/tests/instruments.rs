//! The instruments that the program brings along: whole, sensible, and the same for both of a pair. And what holds for
//! any answers.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use fit::framework::{self, Owner};
use fit::instrument::{Answers, CareNote, DEFAULTS, Form, LONG_RUN, Question};
use fit::{Framework, Instrument, Source};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static FRAMEWORK: LazyLock<Framework> = LazyLock::new(|| Framework::parse(framework::DEFAULT).unwrap());
static ALL: LazyLock<Vec<Instrument>> =
    LazyLock::new(|| DEFAULTS.iter().map(|(_, text)| Instrument::parse(text).unwrap()).collect());

fn of(form: Form) -> &'static Instrument {
    ALL.iter().find(|instrument| instrument.form == form).unwrap()
}

/// Answers that choose for each question by its place in the form.
fn answers(instrument: &Instrument, choose: impl Fn(usize, &Question) -> Option<u8>) -> Answers {
    instrument.questions().enumerate().map(|(index, q)| (q.id.as_str(), choose(index, q))).collect()
}

fn values(instrument: &Instrument, answers: &Answers) -> BTreeMap<String, f64> {
    let scores = instrument.scores(&FRAMEWORK, answers);
    scores.into_iter().map(|score| (score.dimension, score.value.get())).collect()
}

#[test]
fn each_form_is_there_and_fits_the_framework() {
    for (form, text) in DEFAULTS {
        let instrument = Instrument::parse(text).unwrap();
        assert_eq!(instrument.form, form);
        assert_eq!(instrument.check_against(&FRAMEWORK), [], "{}", instrument.id);
        assert!(!instrument.intro.is_empty() && !instrument.cannot_judge.is_empty());
    }
    assert_eq!(of(Form::Rater).minutes(), 8);
    for form in [Form::Ceo, Form::Candidate] {
        assert!((18..=22).contains(&of(form).minutes()));
    }
    assert!(of(Form::Assessor).questions().all(|question| question.has_note));
}

#[test]
fn the_self_forms_feed_every_dimension_and_alpha_can_be_had() {
    for form in [Form::Ceo, Form::Candidate, Form::Rater] {
        for id in FRAMEWORK.dimension_ids() {
            let n_items = of(form).scale(id).map_or(0, |scale| scale.items.len());
            let is_seen = id.starts_with("skill.") || id.starts_with("style.");
            // The first seat is the CEO's to offer and the candidate's to want.
            let is_others = match id {
                "ownership.seat_offered" => form != Form::Ceo,
                "ownership.seat_wanted" => form != Form::Candidate,
                _ => form == Form::Rater && !is_seen,
            };
            assert!(n_items >= 2 || is_others, "{} of {id}", form.name());
        }
    }
    for id in FRAMEWORK.dimension_ids().filter(|id| id.starts_with("skill.") || id.starts_with("style.")) {
        assert!(of(Form::Assessor).scale(id).is_some(), "{id}");
    }
}

#[test]
fn both_of_a_pair_are_asked_in_the_same_words() {
    let (ceo, candidate) = (of(Form::Ceo), of(Form::Candidate));
    assert_eq!(ceo.n_questions(), candidate.n_questions());
    for (own, other) in ceo.questions().zip(candidate.questions()) {
        if own.id.starts_with("seat-") {
            assert!(other.id.starts_with("seat-") && own.choices.len() == other.choices.len());
        } else if own.choices.iter().all(|choice| choice.holder.is_none()) {
            assert_eq!(own, other);
        } else {
            // The same matter and the same holders in the same places; "I" is another person.
            let holders = |q: &Question| q.choices.iter().map(|choice| choice.holder).collect::<Vec<_>>();
            assert_eq!((&own.id, &own.text, &own.area), (&other.id, &other.text, &other.area));
            assert_eq!(holders(own), holders(other));
        }
    }
}

#[test]
fn each_decision_area_is_asked_once_and_counts_where_it_belongs() {
    for form in [Form::Ceo, Form::Candidate] {
        let instrument = of(form);
        let asked: BTreeSet<&str> = instrument.questions().filter_map(|q| q.area.as_deref()).collect();
        let known: BTreeSet<&str> = FRAMEWORK.decision_areas.iter().map(|area| area.id.as_str()).collect();
        assert_eq!(asked, known);
        for area in &FRAMEWORK.decision_areas {
            let question = instrument.questions().find(|q| q.area.as_deref() == Some(&area.id)).unwrap();
            let scale = instrument.scale(&FRAMEWORK.dimensions[area.ownership.unwrap()].id).unwrap();
            assert!(scale.items.iter().any(|item| item.question == question.id), "{}", area.id);
        }
    }
}

#[test]
fn who_wants_the_last_word_wants_to_own() {
    for (form, own, other) in [(Form::Ceo, 1, 5), (Form::Candidate, 5, 1)] {
        let instrument = of(form);
        for (choice, expected) in [(own, 100.0), (3, 50.0), (other, 0.0)] {
            let all = answers(instrument, |_, q| q.choices[0].holder.map(|_| choice));
            let values = values(instrument, &all);
            assert_eq!(values.len(), 8);
            assert!(values.values().all(|value| *value == expected), "{values:?}");
        }
    }
    let all = answers(of(Form::Candidate), |_, _| Some(4));
    let holdings = of(Form::Candidate).holdings(&all);
    assert_eq!(holdings.len(), 24);
    assert!(holdings.iter().all(|holding| holding.holder == Owner::Coo && holding.choice == 4));
    assert!(of(Form::Rater).holdings(&answers(of(Form::Rater), |_, _| Some(4))).is_empty());
}

#[test]
fn each_value_stands_against_three_others() {
    let scales = || of(Form::Ceo).scales.iter().filter(|scale| scale.dimension.starts_with("value."));
    let mut pairs: BTreeMap<&str, Vec<(bool, &str)>> = BTreeMap::new();
    for scale in scales() {
        assert_eq!(scale.items.len(), 3, "{}", scale.dimension);
        for item in &scale.items {
            pairs.entry(&item.question).or_default().push((item.is_reversed, &scale.dimension));
        }
    }
    assert_eq!(pairs.len(), 15);
    let mut met = BTreeSet::new();
    for (question, mut sides) in pairs {
        sides.sort_unstable();
        let [(false, last), (true, first)] = sides[..] else { panic!("{question}: {sides:?}") };
        assert!(met.insert(BTreeSet::from([last, first])), "{question} repeats a pair");
    }
}

#[test]
fn questions_are_short_whole_and_none_is_repeated() {
    for instrument in &*ALL {
        let mut seen = BTreeSet::new();
        for question in instrument.questions() {
            let length = question.text.chars().count();
            assert!((8..=130).contains(&length), "{}: {length}", question.id);
            assert!(
                question.text.ends_with(['.', '?']) || question.choices[0].holder.is_some(),
                "{}",
                question.text
            );
            assert!(seen.insert(&question.text), "{} repeats another", question.id);
            assert_eq!(question.choices.len(), 5, "{}", question.id);
            for choice in &question.choices {
                assert!(choice.label.chars().count() <= 80, "{}: {}", question.id, choice.label);
            }
        }
        for scale in &instrument.scales {
            assert_ne!(scale.low, scale.high);
        }
    }
}

#[test]
fn a_scale_needs_half_of_its_answers() {
    let rater = of(Form::Rater);
    let scale = rater.scale("style.candour").unwrap();
    let [a, b] = [&scale.items[0].question, &scale.items[1].question];
    let one = Answers::from_iter([(a, Some(5)), (b, None)]);
    let score = &rater.scores(&FRAMEWORK, &one)[0];
    assert_eq!((score.value.get(), score.n_answered, score.n_items), (100.0, 1, 2));
    assert!(rater.scores(&FRAMEWORK, &Answers::from_iter([(a, None), (b, None)])).is_empty());
    // Of an ownership scale with three questions, one is not enough.
    let ceo = of(Form::Ceo);
    let items = &ceo.scale("ownership.strategy").unwrap().items;
    assert_eq!(items.len(), 3);
    let some = |n: usize| items[..n].iter().map(|item| (&item.question, Some(1))).collect::<Answers>();
    assert!(ceo.scores(&FRAMEWORK, &some(1)).is_empty());
    assert_eq!(ceo.scores(&FRAMEWORK, &some(2)).len(), 1);
}

#[test]
fn values_are_centred_within_the_person_and_told_only_where_half_are() {
    let ceo = of(Form::Ceo);
    let pairs: Vec<&str> =
        ceo.questions().map(|q| q.id.as_str()).filter(|id| id.starts_with("value-pair-")).collect();
    // Each pair is a seesaw: whatever is answered, the ten values have a mean of 50.
    let all: Answers = pairs.iter().enumerate().map(|(i, id)| (*id, Some(1 + (i * i % 5) as u8))).collect();
    let told = values(ceo, &all);
    assert_eq!(told.len(), 10);
    assert!((told.values().sum::<f64>() / 10.0 - 50.0).abs() < 1e-9);
    // Pairs 1, 7 and 8 are those of power; without them nine are left, and their mean is 50.
    let mut without = all.clone();
    for id in ["value-pair-01", "value-pair-07", "value-pair-08"] {
        without.0.get_mut(id).unwrap().choice = None;
    }
    let told = values(ceo, &without);
    assert!(told.len() == 9 && !told.contains_key("value.power"));
    assert!((told.values().sum::<f64>() / 9.0 - 50.0).abs() < 1e-9);
    // Of ten values, four cannot carry an order, and six can.
    let among =
        |ids: &[&str]| ids.iter().map(|id| (format!("value-pair-{id}"), Some(1))).collect::<Answers>();
    let of_four = ["02", "04", "05", "06", "11", "12"];
    assert!(values(ceo, &among(&of_four)).is_empty());
    let told = values(ceo, &among(&[&of_four[..], &["13"]].concat()));
    assert_eq!(told.len(), 6, "{told:?}");
}

#[test]
fn ratings_carry_their_source_and_rater() {
    let rater = of(Form::Rater);
    let ratings = rater.ratings(&FRAMEWORK, &answers(rater, |_, _| Some(2)), Source::Peer, "p-1");
    assert_eq!(ratings.len(), rater.scales.len());
    assert!(ratings.iter().all(|rating| rating.source == Source::Peer && rating.rater == "p-1"));
    assert_eq!(Form::ALL.map(|form| form.sources().len()), [1, 1, 3, 1]);
}

#[test]
fn careful_answers_have_no_notes_and_careless_ones_do() {
    let rater = of(Form::Rater);
    let varied = answers(rater, |index, _| Some(1 + (index % 5) as u8));
    assert_eq!(rater.care(&varied, &[]), []);
    assert_eq!(rater.care(&varied, &[2.0, 2.0, 900.0]), []);
    assert_eq!(rater.care(&varied, &[1.0, 2.5]), [CareNote::Haste { median_seconds: 1.75 }]);
    // A run just short of the limit, and one at the limit with "cannot judge" in the midst of it.
    let run = |n: usize| {
        answers(rater, |i, _| if i == 3 { None } else { Some(if i <= n { 4 } else { 1 + (i % 2) as u8 }) })
    };
    assert_eq!(rater.care(&run(LONG_RUN - 1), &[]), []);
    assert_eq!(rater.care(&run(LONG_RUN), &[]), [CareNote::StraightLining { n: LONG_RUN, choice: 4 }]);
    assert_eq!(rater.care(&Answers::default(), &[]), []);
}

#[test]
fn a_file_beyond_all_measure_is_refused_in_peace() {
    let keys: String = (0..100_000).map(|n| format!("key{n} = {n}\n")).collect();
    let problems = Instrument::parse(&keys).unwrap_err();
    assert!(problems.iter().any(|problem| problem.found.contains("more problems")));
    assert!(problems.len() < 1_000, "{}", problems.len());

    let head =
        "id = \"x\"\nversion = \"1\"\nform = \"ceo\"\n[[sections]]\nid = \"s\"\ntitle = \"S\"\nminutes = 1\n";
    let question = |n: usize| {
        format!("[[sections.questions]]\nid = \"q{n}\"\ntext = \"Well?\"\nchoices = [\"a\", \"b\"]\n")
    };
    let scale = |n: usize| format!("[scales.\"a.{n}\"]\nlow = \"l\"\nhigh = \"h\"\nitems = [\"q0\"]\n");
    let file = |n_questions: usize, n_scales: usize| {
        let questions: String = (0..n_questions).map(question).collect();
        format!("{head}{questions}{}", (0..n_scales).map(scale).collect::<String>())
    };
    for (text, expected) in [
        (file(20_000, 20_000), "there are 20000 questions"),
        (file(1, 20_000), "there are 20000 scales"),
        (
            file(1, 0) + &scale(0).replace("[\"q0\"]", &format!("[{}]", "\"q9\",".repeat(100_000))),
            "there are 100000",
        ),
    ] {
        let problems = Instrument::parse(&text).unwrap_err();
        assert!(problems.iter().any(|problem| problem.found.starts_with(expected)), "{expected}");
    }
    assert!(Instrument::parse(&file(1, 300)).is_ok());
}

/// Answers to a form: a choice, "cannot judge" or nothing at all for each question.
fn any_answers(form: Form) -> impl Strategy<Value = Answers> {
    let n = of(form).n_questions();
    proptest::collection::vec(
        prop_oneof![6 => (1u8..=5).prop_map(|c| Some(Some(c))), 1 => Just(Some(None)), 1 => Just(None)],
        n,
    )
    .prop_map(move |choices| {
        let questions = of(form).questions().zip(choices);
        questions.filter_map(|(question, choice)| Some((question.id.as_str(), choice?))).collect()
    })
}

fn form() -> impl Strategy<Value = Form> {
    (0..4usize).prop_map(|index| Form::ALL[index])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_lies_on_the_scale_and_rests_on_enough_answers(
        (form, answers) in form().prop_flat_map(|form| (Just(form), any_answers(form)))
    ) {
        for score in of(form).scores(&FRAMEWORK, &answers) {
            prop_assert!((0.0..=100.0).contains(&score.value.get()));
            prop_assert!(2 * score.n_answered >= score.n_items && score.n_answered > 0);
        }
    }

    #[test]
    fn what_cannot_be_judged_is_as_if_never_answered(answers in any_answers(Form::Candidate)) {
        let instrument = of(Form::Candidate);
        let mut chosen = answers.clone();
        chosen.0.retain(|_, answer| answer.choice.is_some());
        prop_assert_eq!(instrument.scores(&FRAMEWORK, &answers), instrument.scores(&FRAMEWORK, &chosen));
        prop_assert_eq!(instrument.holdings(&answers), instrument.holdings(&chosen));
    }

    #[test]
    fn opposite_answers_give_opposite_values(answers in any_answers(Form::Ceo)) {
        let instrument = of(Form::Ceo);
        let mut mirrored = answers.clone();
        mirrored.0.values_mut().for_each(|answer| answer.choice = answer.choice.map(|choice| 6 - choice));
        let (one, other) = (values(instrument, &answers), values(instrument, &mirrored));
        prop_assert!(one.keys().eq(other.keys()));
        for (value, opposite) in one.values().zip(other.values()) {
            prop_assert!((value + opposite - 100.0).abs() < 1e-9, "{value} and {opposite}");
        }
    }

    #[test]
    fn a_step_towards_the_high_end_raises_its_scale_alone(answers in any_answers(Form::Rater), at in 0..64usize) {
        let instrument = of(Form::Rater);
        let question = instrument.questions().nth(at).unwrap();
        let item = |item: &&fit::instrument::Item| item.question == question.id;
        let scale = instrument.scales.iter().find(|scale| scale.items.iter().any(|own| item(&own))).unwrap();
        let is_reversed = scale.items.iter().find(item).unwrap().is_reversed;
        let Some(choice) = answers.choice(&question.id) else { return Ok(()) };
        let better = if is_reversed { choice - 1 } else { choice + 1 };
        if !(1..=5).contains(&better) { return Ok(()) }
        let mut raised = answers.clone();
        raised.0.get_mut(&question.id).unwrap().choice = Some(better);
        let (mut before, mut after) = (values(instrument, &answers), values(instrument, &raised));
        prop_assert!(after.remove(&scale.dimension) > before.remove(&scale.dimension));
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_file_with_a_line_lost_is_sound_or_says_why(form in form(), at: prop::sample::Index) {
        let (_, text) = DEFAULTS.into_iter().find(|(own, _)| *own == form).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.remove(at.index(lines.len()));
        if let Err(problems) = Instrument::parse(&lines.join("\n")) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| !problem.found.is_empty() && !problem.hint.is_empty()));
        }
    }
}
