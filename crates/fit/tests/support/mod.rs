//! Random frameworks and people, each found again by its seed.

#![allow(dead_code, unreachable_pub, clippy::expect_used)] // every test file uses its own part, and a test may stop where it stands

use fit::{Framework, Points, Profile, Stated};
use stats::draw::Stream;
use std::fmt::Write;

/// A stream of choices.
pub struct Rng(Stream);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(Stream::open(seed, "test case", 0))
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.0.uniform() * n as f64) as usize).min(n - 1)
    }

    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }

    /// A number of points with one decimal, at times at an end of the scale.
    pub fn points(&mut self) -> f64 {
        match self.below(12) {
            0 => 0.0,
            1 => 100.0,
            _ => (self.within(0.0, 1000.0)).round() / 10.0,
        }
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A random framework file. Every pillar has a facet of its own that does not hang on gaps.
pub fn framework_text(chance: &mut Rng) -> String {
    let n_pillars = 1 + chance.below(6);
    let dimensions: Vec<String> =
        ["a", "b", "v"].iter().flat_map(|domain| (0..4).map(move |i| format!("{domain}.d{i}"))).collect();
    let balance = chance.pick(&[1.0, 0.0, 0.5, -1.0, -10.0, 0.013]);
    let mut text = format!("id = \"random\"\nversion = \"1\"\nbalance = {balance:?}\n");
    for p in 0..n_pillars {
        let (weight, balance) = (chance.within(0.1, 5.0), chance.pick(&[1.0, 1.0, 0.0, 0.5, -3.0]));
        let _ = writeln!(text, "[pillars.p{p}]\nweight = {weight:?}\nbalance = {balance:?}");
    }
    text += "[domains.v]\nipsative = true\n";
    for dimension in &dimensions {
        let _ = writeln!(text, "[dimensions.\"{dimension}\"]");
    }
    for p in 0..n_pillars {
        for f in 0..1 + chance.below(7) {
            let rule = if f == 0 { ideal_rule(chance) } else { rule(chance) };
            let (ceo, coo) = (chance.below(dimensions.len()), chance.below(dimensions.len()));
            let weight = if f > 0 && chance.below(6) == 0 { 0.0 } else { chance.within(0.1, 4.0) };
            let _ = writeln!(
                text,
                "[[facets]]\nid = \"p{p}.f{f}\"\npillar = \"p{p}\"\nceo = \"{}\"\ncoo = \"{}\"\nweight = {weight:?}\nrule = {rule}",
                dimensions[ceo], dimensions[coo]
            );
        }
    }
    text += "[[guards]]\nid = \"g\"\ndimension = \"a.d0\"\nat_least = 40\n";
    text
}

pub fn rule(chance: &mut Rng) -> String {
    if chance.below(3) == 0 {
        format!("{{ kind = \"fill\", level = {:?} }}", chance.within(1.0, 100.0))
    } else {
        ideal_rule(chance)
    }
}

fn ideal_rule(chance: &mut Rng) -> String {
    let mut side = |name: &str| match chance.below(4) {
        0 => format!(", {name} = \"none\""),
        1 => String::new(),
        _ => format!(", {name} = {:?}", chance.within(5.0, 120.0)),
    };
    let sides = side("below") + &side("above");
    match chance.below(4) {
        0 => format!("{{ kind = \"meet\", level = {:?}{sides} }}", chance.within(1.0, 100.0)),
        1 => format!("{{ kind = \"match\"{sides} }}"),
        2 => format!("{{ kind = \"mirror\"{sides} }}"),
        _ => format!(
            "{{ kind = \"range\", slope = {:?}, shift = {:?}{sides} }}",
            chance.within(-2.0, 2.0),
            chance.within(-40.0, 60.0)
        ),
    }
}

pub fn framework(chance: &mut Rng) -> Framework {
    Framework::parse(&framework_text(chance)).expect("the generator makes sound frameworks")
}

/// A person with stated values; about one dimension in six is not measured.
pub fn person(chance: &mut Rng, framework: &Framework, id: &str) -> Profile {
    let mut profile = nobody(id);
    for dimension in framework.dimension_ids() {
        if chance.below(6) > 0 {
            let se = chance.pick(&[0.0, 5.0, 12.0]);
            profile.estimates.insert(dimension.to_owned(), stated(chance.points(), se));
        }
    }
    profile
}

pub fn people(chance: &mut Rng, framework: &Framework, n: usize) -> Vec<Profile> {
    (0..n).map(|i| person(chance, framework, &format!("c{i}"))).collect()
}

pub fn nobody(id: &str) -> Profile {
    Profile::new(id, id.to_uppercase())
}

pub fn stated(mean: f64, se: f64) -> Stated {
    Stated { mean: Points::new(mean).expect("points"), se: Points::new(se).expect("points") }
}
