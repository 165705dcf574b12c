//! Comparisons that are typical and comparisons that are not, for tests and for looking at.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared by the tests and an example, neither of which uses all of it"
)]

use fit::simulate::{Draws, WeightUncertainty};
use fit::{
    Comparison, Criteria, Framework, Holders, Need, Points, Profile, Stated, assess_need, compare, framework,
};
use report::{Extent, Setting};
use std::collections::BTreeMap;

/// Names that people and attackers have.
pub(crate) const AWKWARD: [&str; 12] = [
    "Maximiliane Friederike Alexandra von Hohenlohe-Waldenburg-Schillingsfürst zu Sayn-Wittgenstein-Berleburg und so weiter",
    "<script>alert('board')</script>",
    "مريم عبد الرحمن الخطيب",
    "O'Neill \"Ace\" & Sons </title></style></svg>",
    "👩🏽‍💼 Zoë 👨‍👩‍👧‍👦",
    "李小龙",
    "{{ 7 * 7 }} {% raw %}",
    "\u{202e}turned around\u{2066}",
    "Nguyễn Thị Minh Khai",
    "",
    "\u{0}\u{8}\n\tcontrol",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];

/// Everything that a report is written from, owned.
pub(crate) struct Sample {
    /// What is particular about it.
    pub(crate) name: &'static str,
    framework: Framework,
    ceo: Profile,
    candidates: Vec<Profile>,
    criteria: Criteria,
    /// The comparison.
    pub(crate) comparison: Comparison,
    need: Need,
    holders: Holders,
    pub(crate) setting: Setting,
}

impl Sample {
    fn new(
        name: &'static str,
        framework: &Framework,
        ceo: Profile,
        candidates: Vec<Profile>,
        criteria: Criteria,
        draws: Draws,
    ) -> Self {
        let comparison = compare(framework, &ceo, &candidates, &criteria, draws, &|_, _| {}).expect(name);
        let need = assess_need(framework, &ceo, &criteria).expect(name);
        Self {
            name,
            framework: framework.clone(),
            ceo,
            candidates,
            criteria,
            comparison,
            need,
            holders: Holders::default(),
            setting: Setting::default(),
        }
    }

    /// The inputs of the report.
    pub(crate) fn inputs(&self) -> report::Inputs<'_> {
        report::Inputs {
            framework: &self.framework,
            ceo: &self.ceo,
            candidates: &self.candidates,
            criteria: &self.criteria,
            comparison: &self.comparison,
            need: &self.need,
            holders: &self.holders,
            setting: &self.setting,
        }
    }

    /// The inputs of the CEO's need alone.
    pub(crate) fn need_inputs(&self) -> report::NeedInputs<'_> {
        report::NeedInputs {
            framework: &self.framework,
            ceo: &self.ceo,
            criteria: &self.criteria,
            need: &self.need,
        }
    }

    /// The report.
    pub(crate) fn html(&self) -> String {
        report::to_html(&self.inputs(), Extent::Full).expect(self.name)
    }
}

/// The worked example that comes with the program.
fn demo(framework: &Framework) -> (Profile, Vec<Profile>) {
    let ceo = include_bytes!("../../../../data/demo/ceo.json");
    let candidates = include_bytes!("../../../../data/demo/candidates.json");
    let ceo = intake::read_person(framework, "ceo.json", ceo).expect("a CEO");
    let pool = intake::read_pool(framework, "candidates.json", candidates, intake::Mode::Strict);
    (ceo, pool.expect("candidates").profiles)
}

/// A small generator, the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }
}

/// A person measured on a share of the dimensions.
fn person(framework: &Framework, id: &str, name: &str, seed: u64, share: f64) -> Profile {
    let mut dice = Dice(seed);
    let mut estimates = BTreeMap::new();
    for dimension in framework.dimension_ids() {
        let (value, se, is_measured) =
            (20.0 + 75.0 * dice.next(), 3.0 + 9.0 * dice.next(), dice.next() < share);
        if is_measured {
            let settled =
                Stated { mean: Points::new(value.round()).unwrap(), se: Points::new(se.round()).unwrap() };
            estimates.insert(dimension.to_owned(), settled);
        }
    }
    let headline = format!("Chief of something, company {seed}");
    Profile { headline, estimates, ..Profile::new(id, name) }
}

fn people(framework: &Framework, n: usize, share: f64) -> Vec<Profile> {
    let one =
        |i: usize| person(framework, &format!("c-{i:03}"), &format!("Candidate {i}"), 100 + i as u64, share);
    (1..=n).map(one).collect()
}

/// A framework of that many pillars with nothing but what is required.
fn bare(n_pillars: usize) -> Framework {
    let mut text = "id = \"bare\"\nversion = \"0.1\"\ntitle = \"Bare\"\n".to_owned();
    for p in 0..n_pillars {
        text += &format!("[pillars.p{p}]\ntitle = \"Pillar {p}\"\nweight = {}\n", p % 3 + 1);
    }
    text += "[domains.d]\ntitle = \"Things\"\n";
    for p in 0..n_pillars {
        text += &format!(
            "[dimensions.\"d.x{p}\"]\ntitle = \"Quality {p}\"\nowner = \"shared\"\nlow = \"\"\nmid = \"\"\nhigh = \"\"\nsource = \"\"\n"
        );
    }
    for p in 0..n_pillars {
        text += &format!(
            "[[facets]]\nid = \"f{p}\"\npillar = \"p{p}\"\ncoo = \"d.x{p}\"\nweight = 1\nrule = {{ kind = \"match\", below = 40, above = 40 }}\nwhy = \"\"\n"
        );
    }
    Framework::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// All samples.
pub(crate) fn all() -> Vec<Sample> {
    let default = Framework::parse(framework::DEFAULT).expect("the framework that comes along");
    let draws = |n| Draws { n, ..Draws::default() };
    let plain = Criteria::default;
    let (ceo, candidates) = demo(&default);
    let executor = Criteria { role_type: Some("executor".to_owned()), ..Criteria::default() };
    let unknown = Draws { n: 4000, weights: WeightUncertainty::Unknown, ..Draws::default() };
    let chief = || person(&default, "ceo", "Alma Rehn", 7, 1.0);
    let stranger = || person(&default, "ceo", "Nobody Known", 7, 0.0);
    let one = |n| people(&default, n, 1.0);
    let mut equal = one(4);
    for candidate in &mut equal[1..] {
        candidate.estimates = people(&default, 1, 1.0)[0].estimates.clone();
        candidate.name = "Sam Same".to_owned();
    }
    let mut hostile = one(12);
    for (candidate, name) in hostile.iter_mut().zip(AWKWARD) {
        candidate.name = name.to_owned();
        candidate.headline = name.to_owned();
        candidate.id += name;
    }
    let hostile_ceo = Profile { estimates: chief().estimates, ..Profile::new("ceo", AWKWARD[1]) };
    let mut terse = one(3);
    terse.iter_mut().for_each(|candidate| candidate.headline.clear());
    let bare_sample = |name, n| {
        let framework = bare(n);
        let ceo = person(&framework, "ceo", "Alma Rehn", 7, 1.0);
        let candidates = people(&framework, 3, 1.0);
        Sample::new(
            name,
            &framework,
            ceo,
            candidates,
            Criteria::default(),
            Draws { n: 500, ..Draws::default() },
        )
    };
    vec![
        Sample::new("demo", &default, ceo.clone(), candidates.clone(), plain(), draws(10_000)),
        Sample::new("demo-executor-unknown-weights", &default, ceo, candidates, executor, unknown),
        Sample::new("one", &default, chief(), one(1), plain(), draws(1_000)),
        Sample::new("two-without-headlines", &default, chief(), terse, plain(), draws(1_000)),
        Sample::new("twelve", &default, chief(), one(12), plain(), draws(1_000)),
        Sample::new("two-hundred", &default, chief(), one(230), plain(), draws(1_000)),
        Sample::new("equal", &default, chief(), equal, plain(), draws(1_000)),
        Sample::new("provisional", &default, chief(), people(&default, 4, 0.3), plain(), draws(1_000)),
        Sample::new("no-draws", &default, chief(), one(6), plain(), draws(0)),
        Sample::new("no-draws-one", &default, chief(), one(1), plain(), draws(0)),
        Sample::new("few-draws", &default, chief(), one(3), plain(), draws(100)),
        Sample::new("hostile", &default, hostile_ceo, hostile, plain(), draws(1_000)),
        Sample::new("unknown-ceo", &default, stranger(), one(3), plain(), draws(1_000)),
        Sample::new("nobody-measured", &default, stranger(), people(&default, 3, 0.0), plain(), draws(1_000)),
        bare_sample("one-pillar", 1),
        bare_sample("twelve-pillars", 12),
    ]
}
