//! Pools of people: what is planted is found, what is missing says nothing, and odd pools get words.

#![allow(clippy::expect_used)] // a test fails by panicking

use fit::pool::{Pool, PoolMap};
use fit::{Estimates, Framework, Points, Profile, Stated, framework};
use stats::draw::Stream;
use stats::learning::Method;

fn default_framework() -> Framework {
    Framework::parse(framework::DEFAULT).expect("the default framework is sound")
}

/// Somebody with these values; the others were not measured.
fn person(framework: &Framework, id: &str, values: &[Option<f64>]) -> (String, Estimates) {
    let stated = |value: f64| Stated {
        mean: Points::new((100.0 * value).clamp(0.0, 100.0)).expect("points"),
        se: Points::STATED_SE,
    };
    let known = framework.dimension_ids().zip(values);
    let estimates = known.filter_map(|(id, value)| Some((id.to_owned(), stated((*value)?)))).collect();
    let profile = Profile { estimates, ..Profile::new(id, id) };
    (id.to_owned(), Estimates::of(framework, &profile))
}

/// So many people of three kinds, each kind higher on a third of the dimensions that are no priorities.
fn kinds(framework: &Framework, n: usize, seed: u64) -> Vec<(String, Estimates)> {
    let mut stream = Stream::open(seed, "people", 0);
    let n_dimensions = framework.dimensions.len();
    (0..n)
        .map(|i| {
            let values: Vec<Option<f64>> = (0..n_dimensions)
                .map(|d| {
                    let lift = if d * 3 / n_dimensions == i % 3 { 0.2 } else { 0.0 };
                    Some(0.45 + lift + 0.1 * stream.normal())
                })
                .collect();
            person(framework, &format!("p-{i:04}"), &values)
        })
        .collect()
}

fn map(framework: &Framework, people: Vec<(String, Estimates)>, method: Method) -> PoolMap {
    Pool::of(framework, people).map(framework, method, 1)
}

fn is_finite(map: &PoolMap) -> bool {
    let Some(layout) = &map.layout else { return true };
    layout.people.iter().all(|one| one.x.is_finite() && one.y.is_finite())
        && layout.dimensions.iter().all(|one| one.x.is_finite() && one.y.is_finite() && one.sd > 0.0)
        && layout.axes.iter().all(|axis| (0.0..=1.0).contains(&axis.share))
}

#[test]
fn planted_kinds_of_people_become_groups_that_are_stable_and_named() {
    let framework = default_framework();
    for method in [Method::Mixture, Method::KMeans] {
        let map = map(&framework, kinds(&framework, 240, 1), method);
        let layout = map.layout.as_ref().expect("a map");
        let groups = layout.groups.as_ref().expect("groups");
        assert_eq!(groups.groups.len(), 3, "{method:?}: {:?}", groups.criteria);
        assert!(groups.groups.iter().all(|group| group.is_stable && !group.traits.is_empty()), "{groups:?}");
        assert!(groups.groups.iter().all(|group| group.name.starts_with("more: ")), "{groups:?}");
        let group = |i: usize| layout.people[i].group.expect("a group");
        assert!((3..240).all(|i| group(i) == group(i % 3)), "everybody is among their kind");
        assert!(map.statement.contains("3 groups, all of which come back"), "{}", map.statement);
        assert!(is_finite(&map));
    }
}

#[test]
fn the_order_in_which_people_come_changes_nothing() {
    let framework = default_framework();
    let (people, mut other) = (kinds(&framework, 90, 2), kinds(&framework, 90, 2));
    other.reverse();
    assert_eq!(map(&framework, people, Method::Mixture), map(&framework, other, Method::Mixture));
}

/// People along one direction on which four dimensions rise and four fall about as closely.
fn rising_and_falling(framework: &Framework, n: usize, falling: f64) -> Vec<(String, Estimates)> {
    let mut stream = Stream::open(7, "people", 0);
    let loadings = [0.93, 0.85, 0.94, 0.90, -0.81, 0.85, -0.86, -0.94]
        .map(|r: f64| if r < 0.0 { falling * r } else { r });
    let one = |i: usize| {
        let along = stream.normal();
        let values = loadings
            .map(|r| Some(0.5 + 0.12 * (r * along + (1.0 - r * r).max(0.0).sqrt() * stream.normal())));
        person(framework, &format!("p-{i:02}"), &values)
    };
    (0..n).map(one).collect()
}

#[test]
fn one_person_more_does_not_mirror_the_map() {
    let framework = default_framework();
    let people = rising_and_falling(&framework, 24, 1.0);
    let before = map(&framework, people.clone(), Method::Mixture);
    let signs = |map: &PoolMap| {
        let layout = map.layout.as_ref().expect("a map");
        let mut signs: Vec<(String, bool)> =
            layout.dimensions.iter().map(|arrow| (arrow.id.clone(), arrow.x > 0.0)).collect();
        signs.sort();
        signs
    };
    assert_eq!(
        signs(&before).iter().filter(|(_, rises)| *rises).count(),
        5,
        "the five that rise are on the right"
    );
    for twin in 0..people.len() {
        let mut more = people.clone();
        more.push(("p-99".to_owned(), people[twin].1.clone()));
        assert_eq!(
            signs(&map(&framework, more, Method::Mixture)),
            signs(&before),
            "with somebody like {twin}"
        );
    }
    assert!(!before.statement.contains("may swap"), "{}", before.statement);
    // Four that rise against three that fall and are a third larger: nothing says which end is which.
    let level = map(&framework, rising_and_falling(&framework, 200, 1.06), Method::Mixture);
    let layout = level.layout.as_ref().expect("a map");
    let lean: f64 = layout.dimensions.iter().map(|arrow| arrow.x * arrow.x.abs()).sum();
    let size: f64 = layout.dimensions.iter().map(|arrow| arrow.x * arrow.x).sum();
    assert_eq!((lean / size).abs() < 0.1, level.statement.contains("left and right"), "{}", level.statement);
}

#[test]
fn few_people_get_words_and_no_panic() {
    let framework = default_framework();
    for n in 0..=25 {
        for method in [Method::Mixture, Method::KMeans] {
            let map = map(&framework, kinds(&framework, n, 3), method);
            assert_eq!(map.layout.is_some(), n >= 3, "{n}: {}", map.statement);
            assert!(is_finite(&map) && !map.statement.is_empty());
            let groups = map.layout.as_ref().and_then(|layout| layout.groups.as_ref());
            assert_eq!(groups.is_some(), n >= 20, "{n}: {}", map.statement);
        }
    }
    let nobody = map(&framework, Vec::new(), Method::Mixture);
    assert!(nobody.statement.contains("there is nobody"), "{}", nobody.statement);
}

#[test]
fn odd_pools_get_words_and_no_panic() {
    let framework = default_framework();
    let n_dimensions = framework.dimensions.len();
    let alike: Vec<_> =
        (0..30).map(|i| person(&framework, &format!("{i:02}"), &vec![Some(0.5); n_dimensions])).collect();
    let same = map(&framework, alike.clone(), Method::Mixture);
    assert!(same.layout.is_none() && same.statement.contains("have the same values"), "{}", same.statement);
    assert_eq!(same.constant.len(), n_dimensions);
    assert!(
        Pool::of(&framework, alike).alike("03", 5).expect_err("nobody is nearer").contains("same values")
    );
    // People who differ in one thing only: one direction.
    let one: Vec<_> = (0..30)
        .map(|i| {
            let mut values = vec![Some(0.5); n_dimensions];
            values[0] = Some(f64::from(i) / 30.0);
            person(&framework, &format!("{i:02}"), &values)
        })
        .collect();
    let line = map(&framework, one, Method::Mixture);
    let layout = line.layout.as_ref().expect("a map");
    assert!(is_finite(&line) && layout.people.iter().all(|one| one.y.abs() < 1e-6), "{layout:?}");
    // Two kinds of people, many times over.
    let pairs: Vec<_> = (0..40)
        .map(|i| {
            person(
                &framework,
                &format!("{i:02}"),
                &vec![Some(if i % 2 == 0 { 0.2 } else { 0.9 }); n_dimensions],
            )
        })
        .collect();
    assert!(is_finite(&map(&framework, pairs, Method::KMeans)));
}

#[test]
fn what_nobody_measured_draws_nobody_anywhere() {
    let framework = default_framework();
    let n_dimensions = framework.dimensions.len();
    let mut stream = Stream::open(4, "people", 0);
    let mut people: Vec<_> = (0..40)
        .map(|i| {
            let values: Vec<Option<f64>> = (0..n_dimensions)
                .map(|d| (d != 7 && (i + d) % 5 != 0).then(|| 0.7 + 0.1 * stream.normal()))
                .collect();
            person(&framework, &format!("p-{i:02}"), &values)
        })
        .collect();
    let mut barely = vec![None; n_dimensions];
    barely[0] = Some(0.9);
    people.push(person(&framework, "barely", &barely));
    people.push(person(&framework, "unknown", &vec![None; n_dimensions]));
    let pool = Pool::of(&framework, people);
    let map = pool.map(&framework, Method::Mixture, 1);
    assert_eq!((map.n_people, map.n_dimensions), (40, n_dimensions - 1));
    assert_eq!(map.rarely_measured, [framework.dimensions[7].id.clone()]);
    let left_out: Vec<(&str, usize)> =
        map.left_out.iter().map(|one| (one.id.as_str(), one.n_measured)).collect();
    assert_eq!(left_out, [("barely", 1), ("unknown", 0)]);
    // The prior is 50 and these people are at 70: who was measured less is not drawn towards it.
    let layout = map.layout.as_ref().expect("a map");
    let ordinary = layout.dimensions.iter().find(|one| one.id.starts_with("skill.")).expect("a dimension");
    assert!((ordinary.mean - 70.0).abs() < 6.0, "{ordinary:?}");
    let likeness = pool.alike("p-03", 39).expect("people");
    assert!(likeness.people.iter().all(|one| one.n_both < n_dimensions - 1 && one.n_both > n_dimensions / 3));
    assert!(pool.alike("barely", 5).expect_err("too little").contains("1 of the 58 dimensions"));
}

#[test]
fn a_group_of_two_has_no_name_that_would_tell_of_them() {
    let framework = default_framework();
    let n_dimensions = framework.dimensions.len();
    let mut people = kinds(&framework, 40, 5);
    for i in 0..2 {
        let values: Vec<Option<f64>> =
            (0..n_dimensions).map(|d| Some(f64::from(u8::from(d % 2 == 0)))).collect();
        people.push(person(&framework, &format!("z-{i}"), &values));
    }
    let map = map(&framework, people, Method::KMeans);
    let groups = map.layout.as_ref().and_then(|layout| layout.groups.as_ref()).expect("groups");
    assert!(groups.groups.iter().all(|group| group.n_people > 2 || group.traits.is_empty()), "{groups:?}");
}

#[test]
fn five_thousand_people_have_a_map_and_their_likes() {
    let framework = default_framework();
    let pool = Pool::of(&framework, kinds(&framework, 5_000, 6));
    let map = pool.map(&framework, Method::Mixture, 1);
    assert_eq!(
        map.layout.as_ref().and_then(|layout| layout.groups.as_ref()).map(|g| g.groups.len()),
        Some(3)
    );
    let likeness = pool.alike("p-0017", 10).expect("people");
    let kind = |id: &str| id[2..].parse::<usize>().expect("a number") % 3;
    assert!(likeness.people.iter().all(|one| kind(&one.id) == 17 % 3), "{likeness:?}");
    assert!(likeness.people[0].distance < likeness.typical_distance);
}
