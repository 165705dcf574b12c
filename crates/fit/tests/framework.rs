//! The framework that the program brings along: whole, and sensible.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::framework::{self, Framework, Guarded};
use fit::simulate::Draws;
use fit::{Criteria, Profile, Rule, compare};
use std::collections::BTreeSet;
use support::{nobody, stated};

fn default() -> Framework {
    Framework::parse(framework::DEFAULT).unwrap()
}

#[test]
fn it_covers_what_it_must() {
    let framework = default();
    let in_domain = |id: &str| framework.dimension_ids().filter(|d| d.starts_with(&format!("{id}."))).count();
    let counts = ["skill", "vision", "value", "style", "ownership"].map(in_domain);
    assert_eq!(counts, [16, 7, 10, 16, 10]);
    let facets =
        |pillar: &str| framework.facets.iter().filter(|f| f.id.starts_with(&format!("{pillar}."))).count();
    assert_eq!(["roles", "trust", "strategy", "execution", "ethos"].map(facets), [25, 10, 10, 7, 11]);
    let types: Vec<&str> = framework.role_types.iter().map(|role_type| role_type.id.as_str()).collect();
    let all = ["executor", "change-agent", "mentor", "other-half", "partner", "heir-apparent", "mvp"];
    assert_eq!(types, all);
    assert!(framework.decision_areas.len() >= 24);
    let guarded: Vec<&str> = framework
        .guards
        .iter()
        .map(|guard| match guard.on {
            Guarded::Dimension(d) | Guarded::CeoDimension(d) => framework.dimensions[d].id.as_str(),
            Guarded::Facet(k) => framework.facets[k].id.as_str(),
        })
        .collect();
    for what in ["style.integrity", "style.dependability", "style.candour", "execution.range.autonomy"] {
        assert!(guarded.contains(&what), "no guard on {what}");
    }
}

#[test]
fn every_text_is_there_and_none_is_repeated() {
    let framework = default();
    let mut texts: Vec<(String, &str)> = Vec::new();
    for d in &framework.dimensions {
        for (what, text) in [("low", &d.low), ("mid", &d.mid), ("high", &d.high)] {
            texts.push((format!("{} {what}", d.id), text));
        }
        assert!(!d.source.is_empty() && d.title != d.id, "{}", d.id);
    }
    for facet in &framework.facets {
        texts.push((format!("{} why", facet.id), &facet.why));
        assert!(!facet.questions.is_empty() && facet.questions.len() <= 2, "{}", facet.id);
        for question in &facet.questions {
            for text in [&question.ask, &question.strong, &question.weak] {
                texts.push((format!("{} question", facet.id), text));
            }
        }
    }
    for role_type in &framework.role_types {
        texts.push((format!("{} when", role_type.id), &role_type.when));
        assert!((2..=3).contains(&role_type.look_for.len()), "{}", role_type.id);
    }
    for guard in &framework.guards {
        texts.push((format!("{} reason", guard.id), &guard.reason));
    }
    for pillar in &framework.pillars {
        texts.push((format!("{} summary", pillar.id), &pillar.summary));
        assert!(pillar.practices.len() >= 3, "{}", pillar.id);
    }
    let mut seen = BTreeSet::new();
    for (place, text) in texts {
        assert!(text.len() >= 20, "{place} says too little");
        assert!(seen.insert(text), "{place} repeats another text");
    }
}

/// A person from a list of (start of the dimension's id, value); the last that fits counts.
fn sketch(id: &str, values: &[(&str, f64)]) -> Profile {
    let framework = default();
    let mut person = nobody(id);
    for dimension in framework.dimension_ids() {
        let value = values.iter().rev().find(|(start, _)| dimension.starts_with(start));
        // Known exactly: what is sketched is the person, and not what somebody found out.
        person.estimates.insert(dimension.to_owned(), stated(value.map_or(50.0, |(_, v)| *v), 0.0));
    }
    person
}

const OUTWARD: [&str; 6] = [
    "skill.strategy",
    "skill.capital",
    "skill.innovation",
    "skill.culture",
    "skill.representation",
    "skill.deals",
];
const CEO_AREAS: [&str; 4] =
    ["ownership.strategy", "ownership.investors", "ownership.innovation", "ownership.culture"];
/// What a CEO who means to stay offers, and what somebody content with the second seat wants.
const SECOND_SEAT: [(&str, f64); 2] = [("ownership.seat_offered", 20.0), ("ownership.seat_wanted", 20.0)];
const COO_AREAS: [&str; 4] =
    ["ownership.operations", "ownership.alignment", "ownership.resources", "ownership.execution"];

fn with(mut base: Vec<(&'static str, f64)>, more: &[(&'static str, f64)]) -> Vec<(&'static str, f64)> {
    base.extend_from_slice(more);
    base
}

/// A visionary CEO, and the candidates that every framework for such a pair should tell apart.
#[test]
fn it_orders_the_archetypes_as_a_sensible_person_would() {
    let framework = default();
    let areas =
        |own: &[&'static str], others: &[&'static str], high: f64, low: f64| -> Vec<(&'static str, f64)> {
            own.iter().map(|a| (*a, high)).chain(others.iter().map(|a| (*a, low))).collect()
        };
    let skills = |outward: f64, inward: f64| -> Vec<(&'static str, f64)> {
        std::iter::once(("skill.", inward)).chain(OUTWARD.iter().map(|s| (*s, outward))).collect()
    };
    let direction =
        [("vision.", 70.0), ("value.benevolence", 65.0), ("value.universalism", 65.0), ("value.power", 35.0)];
    let character = [
        ("style.", 75.0),
        ("style.integrity", 90.0),
        ("style.dominance", 30.0),
        ("style.autonomy", 55.0),
        ("style.detail", 70.0),
        ("style.warmth", 65.0),
        ("style.directness", 65.0),
        ("style.decisiveness", 70.0),
    ];
    let ceo_style = [
        ("style.", 70.0),
        ("style.dominance", 70.0),
        ("style.detail", 40.0),
        ("style.delegation", 60.0),
        ("style.warmth", 65.0),
        ("style.directness", 65.0),
        ("style.decisiveness", 70.0),
    ];
    let mut own = skills(85.0, 45.0);
    own.extend(areas(&CEO_AREAS, &COO_AREAS, 85.0, 20.0));
    own.extend(SECOND_SEAT);
    let ceo = sketch("ceo", &with(with(own.clone(), &direction), &ceo_style));
    let operator = || {
        let mut values = skills(60.0, 85.0);
        values.extend(areas(&COO_AREAS, &CEO_AREAS, 85.0, 20.0));
        values.extend(SECOND_SEAT);
        with(with(values, &direction), &character)
    };
    let mut grabbing: Vec<(&'static str, f64)> = CEO_AREAS.iter().map(|area| (*area, 85.0)).collect();
    grabbing.push(("ownership.seat_wanted", 85.0));
    let middling = {
        let mut values = skills(60.0, 68.0);
        values.extend(areas(&COO_AREAS, &CEO_AREAS, 70.0, 35.0));
        with(
            with(values, &direction),
            &[
                ("style.", 70.0),
                ("style.dominance", 35.0),
                ("style.detail", 60.0),
                ("style.integrity", 80.0),
                ("style.dependability", 72.0),
                ("style.candour", 66.0),
                ("style.challenge", 58.0),
            ],
        )
    };
    let clash = [
        ("vision.", 15.0),
        ("value.benevolence", 25.0),
        ("value.universalism", 20.0),
        ("value.power", 85.0),
        ("value.security", 75.0),
        ("value.self_direction", 30.0),
    ];
    let people = [
        sketch("quiet-complement", &operator()),
        sketch("superstar", &with(with(operator(), &[("skill.", 92.0)]), &grabbing)),
        sketch("pleasant-middling", &middling),
        sketch("untrustworthy", &with(operator(), &[("style.integrity", 35.0), ("style.candour", 35.0)])),
        sketch("clashing", &with(operator(), &clash)),
        sketch(
            "near-copy",
            &with(
                with(own, &direction),
                &with(ceo_style.to_vec(), &[("style.autonomy", 85.0), ("ownership.seat_wanted", 85.0)]),
            ),
        ),
    ];
    let no_draws = Draws { n: 0, ..Draws::default() };
    let result = compare(&framework, &ceo, &people, &Criteria::default(), no_draws, &|_, _| {}).unwrap();
    let order: Vec<&str> = result.results.iter().map(|result| result.id.as_str()).collect();
    let scores: Vec<f64> = result.results.iter().map(|result| result.score).collect();
    let expected =
        ["quiet-complement", "superstar", "pleasant-middling", "untrustworthy", "clashing", "near-copy"];
    assert_eq!(order, expected, "{scores:?}");
    println!("{scores:.1?}");
    assert!(scores[0] - scores[1] >= 4.0, "well above the superstar: {scores:?}");
    assert!(scores[4] - scores[5] >= 20.0, "the near-copy is last by far: {scores:?}");
    let flagged: BTreeSet<&str> =
        result.results[3].flags.iter().filter(|flag| flag.breached).map(|flag| flag.guard.as_str()).collect();
    assert!(flagged.contains("integrity"), "{flagged:?}");
    assert!(result.results[0].flags.iter().all(|flag| !flag.breached));
}

#[test]
fn a_random_pool_spreads_out() {
    let framework = default();
    let ceo = sketch(
        "ceo",
        &[("skill.", 45.0), ("skill.strategy", 85.0), ("skill.capital", 85.0), ("style.delegation", 65.0)],
    );
    let plan =
        fit::Plan::compile(&framework, &fit::Estimates::of(&framework, &ceo), &Criteria::default()).unwrap();
    let [low, middle, high] = fit::norm::Norm::of(&framework, &plan).landmarks();
    assert!(high - low > 0.12 && low > 0.2 && high < 0.95, "{low} {middle} {high}");
}

#[test]
fn levels_of_a_role_type_reach_meet_and_fill() {
    let framework = default();
    let plan = |role_type: Option<&str>| {
        let criteria = Criteria { role_type: role_type.map(str::to_owned), ..Criteria::default() };
        fit::plan::Scheme::new(&framework, &criteria).unwrap()
    };
    let operations = framework.dimension("skill.operations").unwrap();
    for facet in plan(Some("executor")).facets.iter().filter(|facet| facet.coo == operations) {
        match facet.rule {
            Rule::Fill { level } | Rule::Meet { level, .. } => assert_eq!(level, 0.9),
            _ => panic!("operations is compared by {}", facet.rule.name()),
        }
    }
    let execution = framework.pillar("execution").unwrap();
    // 1.8 of 5.8.
    assert!((plan(Some("executor")).weights[execution] - 1.8 / 5.8).abs() < 1e-12);
    assert!((plan(None).weights[execution] - 0.2).abs() < 1e-12);
}

#[test]
fn a_broken_file_gives_every_problem_at_once() {
    let text = framework::DEFAULT
        .replacen("pillar = \"roles\"", "pillar = \"rolls\"", 1)
        .replacen("kind = \"meet\", level = 70", "kind = \"meat\", level = 70", 1)
        .replacen("level = 80", "level = 180", 1)
        .replacen("coo = \"skill.deals\"", "coo = \"skill.dealing\"", 1)
        .replacen("weight = 3", "weight = -3", 1)
        .replacen("owner = \"coo\"", "ownr = \"coo\"", 1)
        .replacen("id = \"roles.mirror.culture\"", "id = \"roles.mirror.innovation\"", 1)
        .replacen("balance = 0.0 ", "balance = 2.0 ", 1)
        .replacen("below = 40, above = 40", "below = 0, above = nan", 1);
    let problems = Framework::parse(&text).unwrap_err();
    let told: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    for part in [
        "there is no pillar \u{201c}rolls\u{201d}; did you mean \u{201c}roles\u{201d}?",
        "there is no rule \u{201c}meat\u{201d}; did you mean \u{201c}meet\u{201d}?",
        "180 is out of range; write a number from 1 to 100",
        "there is no dimension \u{201c}skill.dealing\u{201d}; did you mean \u{201c}skill.deals\u{201d}?",
        "-3 is out of range",
        "ownr (line ",
        "did you mean \u{201c}owner\u{201d}?",
        "the id \u{201c}roles.mirror.innovation\u{201d} is used twice",
        "balance: 2 is no balance",
        "0 is no tolerance",
        "found the number nan; write a finite number",
    ] {
        assert!(told.contains(part), "nothing says {part:?} in\n{told}");
    }
}

#[test]
fn what_concerns_several_keys_is_checked_too() {
    let base = "id = \"x\"\nversion = \"1\"\n[pillars.a]\n[pillars.b]\nweight = 0\n[domains.unused]\n[dimensions.\"s.d\"]\n";
    let facet =
        "[[facets]]\nid = \"f\"\npillar = \"a\"\ncoo = \"s.d\"\nrule = { kind = \"fill\", level = 50 }\n";
    let told = |text: String| -> String {
        Framework::parse(&text).unwrap_err().iter().map(|problem| format!("{problem}\n")).collect()
    };
    let all = told(format!("{base}{facet}{facet}"));
    for part in [
        "nothing uses this domain",
        "pillars.b: nothing uses this pillar",
        "is used twice",
        "no facet other than fill",
    ] {
        assert!(all.contains(part), "nothing says {part:?} in\n{all}");
    }
    let meet = facet.replace("fill", "meet");
    let zero = told(format!("{}{meet}", base.replace("[pillars.a]", "[pillars.a]\nweight = 0")));
    assert!(zero.contains("all weights are zero"), "{zero}");
    let type_zero = format!(
        "id = \"x\"\nversion = \"1\"\n[pillars.a]\n[dimensions.\"s.d\"]\n[[role_types]]\nid = \"t\"\nfacets = {{ f = 0 }}\n{meet}"
    );
    assert!(told(type_zero).contains("role_types.t.pillars.a"));
    assert!(told("id = \"x\"\nversion = \"1\"\n".into()).contains("there are no pillars"));
    assert!(told("id = \"x\n".into()).contains("line 1"));
}
