//! Decision rights: worked by hand, and what they promise for any two people.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod support;

use fit::decision_rights::{Alignment, AreaRights, Assignment, Assignments, Basis, DecisionRights};
use fit::framework::{self, Owner};
use fit::{Framework, Holders, Profile, decision_rights};
use proptest::prelude::*;
use std::sync::LazyLock;
use support::{Rng, nobody, person, stated};

const OWNERS: [Owner; 3] = [Owner::Ceo, Owner::Coo, Owner::Shared];

static DEFAULT: LazyLock<Framework> = LazyLock::new(|| Framework::parse(framework::DEFAULT).unwrap());

/// One area of each usual owner, with a skill and an appetite of its own.
fn three_areas() -> Framework {
    let mut text = "id = \"three\"\nversion = \"1\"\n[pillars.p]\n\
                    [[facets]]\nid = \"f\"\npillar = \"p\"\ncoo = \"skill.ceo\"\nrule = { kind = \"match\" }\n"
        .to_owned();
    for owner in ["ceo", "coo", "shared"] {
        text += &format!(
            "[dimensions.\"skill.{owner}\"]\n[dimensions.\"ownership.{owner}\"]\n[[decision_areas]]\n\
             id = \"{owner}\"\ntitle = \"Of {owner}\"\nowner = \"{owner}\"\nskill = \"skill.{owner}\"\n\
             ownership = \"ownership.{owner}\"\n"
        );
    }
    for owner in ["ceo", "coo", "shared"] {
        for domain in ["skill", "ownership"] {
            text += &format!(
                "[[facets]]\nid = \"{domain}-{owner}\"\npillar = \"p\"\ncoo = \"{domain}.{owner}\"\nrule = {{ kind = \"match\" }}\n"
            );
        }
    }
    Framework::parse(&text).unwrap()
}

/// A person with this appetite and skill in every area, where given.
fn with(id: &str, appetite: Option<f64>, skill: Option<f64>) -> Profile {
    let mut profile = nobody(id);
    for owner in ["ceo", "coo", "shared"] {
        for (domain, value) in [("ownership", appetite), ("skill", skill)] {
            if let Some(value) = value {
                profile.estimates.insert(format!("{domain}.{owner}"), stated(value, 5.0));
            }
        }
    }
    profile
}

fn rights(ceo: &Profile, candidate: &Profile) -> DecisionRights {
    decision_rights(&three_areas(), ceo, candidate, &Holders::default())
}

/// The area that is usually this owner's.
fn of(rights: &DecisionRights, usual: Owner) -> &AreaRights {
    rights.areas.iter().find(|area| area.usual == usual).unwrap()
}

fn row(area: &AreaRights) -> (&'static str, &'static str) {
    (area.assignments.ceo().letters(), area.assignments.coo().letters())
}

#[test]
fn two_who_want_the_same_contest_it_and_the_usual_owner_has_the_last_word() {
    let both = rights(&with("ceo", Some(90.0), Some(70.0)), &with("c", Some(90.0), Some(70.0)));
    let coo = of(&both, Owner::Coo);
    assert_eq!((coo.alignment, coo.claims, row(coo)), (Alignment::Contested, Some(2.0), ("R", "AR")));
    assert_eq!(
        coo.reason,
        "Both claim it. The last word: the COO, who usually owns it. Both do part of the work."
    );
    assert_eq!(row(of(&both, Owner::Ceo)), ("AR", "R"));
    let shared = of(&both, Owner::Shared);
    assert_eq!(row(shared), ("AR", "R"));
    assert!(
        shared.reason.contains("who answers to the board where nothing else decides"),
        "{}",
        shared.reason
    );
    assert_eq!((both.clarity.value, both.clarity.known), (Some(0.0), 3));
}

#[test]
fn what_both_leave_is_orphaned_and_the_more_skilled_does_the_work() {
    let neither = rights(&with("ceo", Some(10.0), Some(40.0)), &with("c", Some(10.0), Some(75.0)));
    let ceo = of(&neither, Owner::Ceo);
    // ½ · 0 + ¼ · (0.40 − 0.75) + ¼ = 0.1625: the CEO, although the COO is the more skilled.
    assert_eq!((ceo.alignment, ceo.claims, row(ceo)), (Alignment::Orphaned, Some(0.0), ("A", "R")));
    assert_eq!(
        ceo.reason,
        "Each would leave it to the other. The last word: the CEO, who usually owns it, although the COO is the more \
         skilled (75 to 40). The COO does the work, as the more skilled."
    );
    assert_eq!(row(of(&neither, Owner::Coo)), ("I", "AR"));
}

#[test]
fn half_a_claim_too_much_or_too_little_is_open_as_well() {
    use Owner::{Ceo, Coo, Shared};
    let of_holders = |ceo, candidate| {
        let mut holders = Holders::default();
        holders.state("ceo", "coo", ceo);
        holders.state("c", "coo", candidate);
        let rights = decision_rights(&three_areas(), &nobody("ceo"), &nobody("c"), &holders);
        let area = of(&rights, Coo).clone();
        (area.alignment, rights.clarity.value.unwrap(), area.assignments)
    };
    let assignments = |ceo, coo| Assignments::new(ceo, coo).unwrap();
    let (a_r, r) = (Assignment::AccountableResponsible, Assignment::Responsible);
    assert_eq!(of_holders(Ceo, Shared), (Alignment::Contested, 0.5, assignments(a_r, r)));
    assert_eq!(of_holders(Shared, Coo), (Alignment::Contested, 0.5, assignments(r, a_r)));
    assert_eq!(of_holders(Coo, Shared), (Alignment::Orphaned, 0.5, assignments(Assignment::Consulted, a_r)));
    assert_eq!(of_holders(Shared, Ceo), (Alignment::Orphaned, 0.5, assignments(a_r, Assignment::Consulted)));
    assert_eq!(of_holders(Shared, Shared), (Alignment::Agreed, 1.0, assignments(r, a_r)));
    assert_eq!(of_holders(Ceo, Ceo), (Alignment::Swapped, 1.0, assignments(a_r, Assignment::Consulted)));
    assert_eq!(of_holders(Coo, Coo), (Alignment::Agreed, 1.0, assignments(Assignment::Consulted, a_r)));
}

#[test]
fn appetites_become_expectations_at_forty_and_sixty() {
    let holder = |appetite| {
        let rights = rights(&with("ceo", Some(appetite), None), &with("c", Some(appetite), None));
        let area = of(&rights, Owner::Shared);
        (area.ceo.holder.unwrap(), area.candidate.holder.unwrap())
    };
    assert_eq!(holder(60.0), (Owner::Ceo, Owner::Coo));
    assert_eq!(holder(59.9), (Owner::Shared, Owner::Shared));
    assert_eq!(holder(40.1), (Owner::Shared, Owner::Shared));
    assert_eq!(holder(40.0), (Owner::Coo, Owner::Ceo));
}

#[test]
fn what_was_stated_goes_before_what_the_appetite_says() {
    let mut holders = Holders::default();
    holders.state("c", "coo", Owner::Ceo);
    holders.state("c", "coo", Owner::Coo);
    holders.state("c", "an area of another framework", Owner::Ceo);
    let (ceo, candidate) = (with("ceo", Some(10.0), None), with("c", Some(10.0), None));
    let rights = decision_rights(&three_areas(), &ceo, &candidate, &holders);
    let area = of(&rights, Owner::Coo);
    assert_eq!((area.candidate.holder, area.candidate.basis), (Some(Owner::Coo), Basis::Stated));
    assert_eq!(
        (area.ceo.basis, area.alignment, row(area)),
        (Basis::Appetite, Alignment::Agreed, ("C", "AR"))
    );
    assert_eq!(area.reason, "Both expect the COO to hold it, as is usual.");
}

#[test]
fn of_people_whom_nobody_asked_nothing_is_claimed() {
    let rights = decision_rights(&DEFAULT, &nobody("ceo"), &nobody("c"), &Holders::default());
    assert!(rights.areas.len() >= 24 && rights.areas.iter().all(|area| area.alignment == Alignment::Unknown));
    assert_eq!((rights.clarity.value, rights.clarity.known), (None, 0));
    let pricing = rights.areas.iter().find(|area| area.area == "pricing").unwrap();
    assert_eq!(row(pricing), ("C", "AR"));
    assert_eq!(
        pricing.reason,
        "What the two expect is not known. The last word: the COO, who usually owns it."
    );
}

#[test]
fn the_json_has_letters_and_plain_words() {
    let rights = rights(&with("ceo", Some(90.0), Some(70.0)), &with("c", Some(20.0), None));
    let json = serde_json::to_value(&rights).unwrap();
    assert_eq!(json["areas"][0]["assignments"], serde_json::json!({ "ceo": "AR", "coo": "C" }));
    assert_eq!(
        json["areas"][0]["ceo"],
        serde_json::json!({ "holder": "ceo", "basis": "appetite", "appetite": 90.0, "skill": 70.0 })
    );
    assert_eq!(json["areas"][1]["alignment"], "swapped");
    assert_eq!(json["clarity"], serde_json::json!({ "value": 1.0, "known": 3, "areas": 3 }));
}

/// Two people, and statements about some of the areas.
fn case(seed: u64) -> (&'static Framework, Profile, Profile, Holders) {
    let mut chance = Rng::new(seed);
    let framework: &Framework = &DEFAULT;
    let (ceo, candidate) = (person(&mut chance, framework, "ceo"), person(&mut chance, framework, "c"));
    let mut holders = Holders::default();
    for area in &framework.decision_areas {
        for person in ["ceo", "c"] {
            if chance.below(3) == 0 {
                holders.state(person, &area.id, chance.pick(&OWNERS));
            }
        }
    }
    (framework, ceo, candidate, holders)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_has_one_who_is_accountable_one_who_is_responsible_and_a_reason(seed: u64) {
        let (framework, ceo, candidate, holders) = case(seed);
        let rights = decision_rights(framework, &ceo, &candidate, &holders);
        prop_assert_eq!(rights.areas.len(), framework.decision_areas.len());
        for area in &rights.areas {
            let parts = [area.assignments.ceo(), area.assignments.coo()];
            prop_assert_eq!(parts.iter().filter(|assignment| assignment.is_accountable()).count(), 1);
            prop_assert!(parts.iter().any(|assignment| assignment.is_responsible()));
            prop_assert_eq!(Assignments::new(parts[0], parts[1]), Some(area.assignments));
            prop_assert!(area.reason.ends_with('.') && area.reason.starts_with(char::is_uppercase));
            prop_assert!(!area.reason.contains("  ") && !area.reason.contains(" ,"), "{}", area.reason);
        }
    }

    #[test]
    fn classes_follow_from_the_claims_and_clarity_from_both(seed: u64) {
        let (framework, ceo, candidate, holders) = case(seed);
        let rights = decision_rights(framework, &ceo, &candidate, &holders);
        for area in &rights.areas {
            let expected = match area.claims {
                None => area.alignment == Alignment::Unknown,
                Some(claims) if claims > 1.0 => area.alignment == Alignment::Contested,
                Some(claims) if claims < 1.0 => area.alignment == Alignment::Orphaned,
                Some(_) => matches!(area.alignment, Alignment::Agreed | Alignment::Swapped),
            };
            prop_assert!(expected, "{area:?}");
            prop_assert_eq!(area.claims.is_none(), area.ceo.holder.is_none() || area.candidate.holder.is_none());
            let agreed = [Alignment::Agreed, Alignment::Swapped].contains(&area.alignment);
            match area.ceo.holder.filter(|_| agreed) {
                Some(Owner::Ceo) => prop_assert!(area.assignments.ceo().is_accountable()),
                Some(Owner::Coo) => prop_assert!(area.assignments.coo().is_accountable()),
                _ => {}
            }
        }
        let n_known = rights.areas.iter().filter(|area| area.claims.is_some()).count();
        prop_assert_eq!(rights.clarity.known, n_known);
        prop_assert!(rights.clarity.value.is_none_or(|clarity| (0.0..=1.0).contains(&clarity)));
        prop_assert_eq!(rights.clarity.value == Some(1.0), n_known > 0 && rights.to_settle().is_empty());
        let urgent = rights.in_order_of_urgency();
        prop_assert_eq!(urgent.len(), rights.areas.len());
        let n_open = rights.to_settle().len();
        prop_assert!(urgent[..n_open].iter().all(|area| area.alignment.is_open()));
        prop_assert!(urgent[n_open..].iter().all(|area| !area.alignment.is_open()));
    }

    #[test]
    fn wanting_it_more_or_being_more_skilled_never_costs_the_last_word(seed: u64, area: prop::sample::Index) {
        let (framework, ceo, mut candidate, _) = case(seed);
        let index = area.index(framework.decision_areas.len());
        let area = &framework.decision_areas[index];
        let is_theirs = |candidate: &Profile| {
            let rights = decision_rights(framework, &ceo, candidate, &Holders::default());
            rights.areas[index].assignments.coo().is_accountable()
        };
        for dimension in [area.ownership.unwrap(), area.skill.unwrap()] {
            let id = &framework.dimensions[dimension].id;
            let mut was_theirs = false;
            for value in (0..=20).map(|step| f64::from(step) * 5.0) {
                candidate.estimates.insert(id.clone(), stated(value, 5.0));
                let is_theirs = is_theirs(&candidate);
                prop_assert!(is_theirs || !was_theirs, "{} at {}", id, value);
                was_theirs = is_theirs;
            }
        }
    }

    #[test]
    fn the_classes_are_the_same_from_either_side(ceo: prop::sample::Index, coo: prop::sample::Index, usual: prop::sample::Index) {
        let turned = |owner| match owner {
            Owner::Ceo => Owner::Coo,
            Owner::Coo => Owner::Ceo,
            Owner::Shared => Owner::Shared,
        };
        let [ceo, coo, usual] = [ceo, coo, usual].map(|index| OWNERS[index.index(3)]);
        let here = Alignment::of(Some(ceo), Some(coo), usual);
        prop_assert_eq!(here, Alignment::of(Some(turned(coo)), Some(turned(ceo)), turned(usual)));
    }
}

#[test]
fn what_both_have_signed_takes_the_proposal_s_place_and_changes_no_expectation() {
    let (ceo, candidate) = (nobody("ceo"), nobody("c"));
    let mut holders = Holders::default();
    holders.state("ceo", &DEFAULT.decision_areas[0].id, Owner::Ceo);
    holders.state("c", &DEFAULT.decision_areas[0].id, Owner::Coo);
    let before = decision_rights(&DEFAULT, &ceo, &candidate, &holders);
    assert_eq!((before.to_settle().len(), before.is_signed()), (1, false));
    let assignments =
        Assignments::new(Assignment::Responsible, Assignment::Accountable).expect("it is sound");
    holders.sign("c", &DEFAULT.decision_areas[0].id, assignments);
    let after = decision_rights(&DEFAULT, &ceo, &candidate, &holders);
    assert_eq!((after.areas[0].assignments, after.areas[0].is_signed), (assignments, true));
    assert_eq!((after.areas[0].alignment, after.clarity), (before.areas[0].alignment, before.clarity));
    assert_eq!((after.to_settle().len(), after.is_signed()), (0, false), "one of many is signed");
    assert_eq!(after.areas[1..], before.areas[1..]);
    assert_eq!(decision_rights(&DEFAULT, &ceo, &candidate, &holders.only_stated()), before);
    // Another pair has signed nothing.
    assert!(!decision_rights(&DEFAULT, &ceo, &nobody("d"), &holders).areas[0].is_signed);
}
