//! The framework: everything about the model that is data.

mod check;
mod parse;
mod reweigh;

pub(crate) use check::balance_problem;
pub(crate) use parse::read_owner;
pub use reweigh::{NewWeights, reweigh};

use crate::estimate::Estimate;
use crate::problem::Problem;
use crate::profile::Source;
use crate::rule::Rule;
use serde::Serialize;

/// The text of the framework that the program brings along.
pub const DEFAULT: &str = include_str!("../../../data/frameworks/ceo-coo.toml");

/// At most this many pillars: their losses are shared out over all 2ⁿ sets.
pub const MAX_PILLARS: usize = 12;

/// A checked framework. Cross references are indices into its own lists; every number is on the 0–1 scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Framework {
    /// Short name, e.g. `ceo-coo`.
    pub id: String,
    /// Version of the file.
    pub version: String,
    /// Name shown to people.
    pub title: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Where the weights come from, in words; none where the file does not say.
    pub weights_from: Option<String>,
    /// ρ, how far pillars make up for each other: 1 fully, 0 as a geometric mean, −10 hardly.
    pub balance: f64,
    /// Results with less evidence than this are provisional.
    pub min_completeness: f64,
    /// How ratings become estimates.
    pub ratings: RatingModel,
    /// The reference population.
    pub norm: NormPopulation,
    /// The conditions of a working partnership, in the order of every screen.
    pub pillars: Vec<Pillar>,
    /// Groups of dimensions.
    pub domains: Vec<Domain>,
    /// What is measured of a person.
    pub dimensions: Vec<Dimension>,
    /// Comparisons.
    pub facets: Vec<Facet>,
    /// Kinds of COO.
    pub role_types: Vec<RoleType>,
    /// Limits that raise a flag.
    pub guards: Vec<Guard>,
    /// Decisions that someone in the pair must own.
    pub decision_areas: Vec<DecisionArea>,
}

/// One condition of a working CEO–COO partnership.
#[derive(Debug, Clone, PartialEq)]
pub struct Pillar {
    /// Short name.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// What it is and why the pair needs it.
    pub summary: String,
    /// Weight before normalisation.
    pub weight: f64,
    /// β, how far facets make up for each other within the pillar.
    pub balance: f64,
    /// Habits of pairs that have it.
    pub practices: Vec<String>,
}

/// A group of dimensions: the part of a dimension's id before the dot.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// Short name.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// Whether only differences within a person count (values).
    pub is_ipsative: bool,
}

/// Who usually owns a dimension or a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The CEO.
    Ceo,
    /// The COO.
    Coo,
    /// Both.
    Shared,
}

/// One measured quality of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// `domain.name`.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// Index of its domain.
    pub domain: usize,
    /// Who usually owns it.
    pub owner: Owner,
    /// What 0 looks like.
    pub low: String,
    /// What 50 looks like.
    pub mid: String,
    /// What 100 looks like.
    pub high: String,
    /// Where the construct comes from.
    pub source: String,
    /// What stands in where nobody measured it.
    pub prior: Estimate,
    /// Its distribution in the reference population.
    pub norm: NormSpread,
}

/// One comparison of a CEO dimension with a candidate dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// Short name.
    pub id: String,
    /// Index of its pillar.
    pub pillar: usize,
    /// Index of the CEO's dimension.
    pub ceo: usize,
    /// Index of the candidate's dimension.
    pub coo: usize,
    /// Weight within the pillar, before normalisation.
    pub weight: f64,
    /// How the two values make a fit.
    pub rule: Rule,
    /// Why it matters, in a sentence.
    pub why: String,
    /// What to ask about it.
    pub questions: Vec<Question>,
}

/// A structured interview question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// What a strong answer sounds like.
    pub strong: String,
    /// What a weak answer sounds like.
    pub weak: String,
}

/// A kind of COO: what it changes in the model.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleType {
    /// Short name.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// The CEO's situation that calls for it.
    pub when: String,
    /// Multipliers of pillar weights, by pillar index.
    pub pillars: Vec<(usize, f64)>,
    /// Multipliers of facet weights, by facet index.
    pub facets: Vec<(usize, f64)>,
    /// Levels of `meet` and `fill` facets, by candidate dimension index.
    pub levels: Vec<(usize, f64)>,
    /// What to look for in interview.
    pub look_for: Vec<String>,
    /// What it asks of the CEO; may be empty.
    pub asks_of_ceo: String,
}

/// What a guard limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// The candidate's estimate on a dimension.
    Dimension(usize),
    /// The CEO's estimate on a dimension.
    CeoDimension(usize),
    /// The fit of a facet.
    Facet(usize),
}

/// A limit with a reason. A breach is a flag; it removes nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Short name.
    pub id: String,
    /// What is limited.
    pub on: Guarded,
    /// The limit.
    pub at_least: f64,
    /// Indices of the role types it applies to; empty for all.
    pub role_types: Vec<usize>,
    /// Why.
    pub reason: String,
}

/// A decision that someone in the pair must own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionArea {
    /// Short name.
    pub id: String,
    /// Name shown to people.
    pub title: String,
    /// Who usually owns it.
    pub owner: Owner,
    /// The skill it draws on, where named.
    pub skill: Option<usize>,
    /// The ownership area it belongs to, where named.
    pub ownership: Option<usize>,
}

/// How ratings become estimates.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingModel {
    /// τ, the spread of people.
    pub spread: f64,
    /// Reliability of one rater, in the order of [`Source::ALL`].
    pub reliability: [f64; 6],
}

impl RatingModel {
    /// The reliability of one rater from `source`.
    pub fn reliability(&self, source: Source) -> f64 {
        Source::ALL.into_iter().zip(self.reliability).find(|(s, _)| *s == source).map_or(0.5, |(_, r)| r)
    }

    /// The error standard deviation of one rating from `source`.
    ///
    /// # Formula
    /// σ = τ √((1 − rel) / rel)
    ///
    /// # Source
    /// Classical test theory; reliabilities of superiors, peers and reports from Conway & Huffcutt (1997),
    /// doi:10.1207/s15327043hup1004_2.
    pub fn error_sd(&self, source: Source) -> f64 {
        let rel = self.reliability(source);
        self.spread * ((1.0 - rel) / rel).sqrt()
    }

    /// What one rating from `source` weighs in an estimate.
    ///
    /// # Formula
    /// 1 / σ², σ as [`RatingModel::error_sd`].
    pub fn precision(&self, source: Source) -> f64 {
        let sd = self.error_sd(source);
        1.0 / (sd * sd)
    }

    /// What the prior weighs in an estimate.
    ///
    /// # Formula
    /// 1 / τ².
    pub fn prior_precision(&self) -> f64 {
        1.0 / (self.spread * self.spread)
    }
}

/// A dimension's distribution in the reference population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormSpread {
    /// m, the mean.
    pub mean: f64,
    /// sd, the spread around a person's general level.
    pub sd: f64,
    /// h, how far the general factor moves it.
    pub general: f64,
}

/// The reference population against which a score is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormPopulation {
    /// How many people.
    pub people: usize,
    /// Their seed.
    pub seed: u64,
}

impl Framework {
    /// Reads and checks a framework file.
    ///
    /// # Errors
    /// Every problem found, each with its place and a hint.
    ///
    /// # Example
    /// ```
    /// use fit::{Framework, framework};
    /// let default = Framework::parse(framework::DEFAULT).unwrap();
    /// assert_eq!(default.pillars.len(), 5);
    /// assert!(Framework::parse("id = 1").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (framework, mut problems) = parse::parse(text);
        let Some(framework) = framework else { return Err(problems) };
        problems.extend(check::check(&framework, problems.is_empty()));
        if problems.is_empty() { Ok(framework) } else { Err(problems) }
    }

    /// Index of the dimension of that id.
    pub fn dimension(&self, id: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.id == id)
    }

    /// The title of the dimension of that id; the id itself where the framework does not know it.
    pub fn dimension_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.dimension(id).map_or(id, |index| self.dimensions[index].title.as_str())
    }

    /// Index of the role type of that id.
    pub fn role_type(&self, id: &str) -> Option<usize> {
        self.role_types.iter().position(|role_type| role_type.id == id)
    }

    /// Index of the pillar of that id.
    pub fn pillar(&self, id: &str) -> Option<usize> {
        self.pillars.iter().position(|pillar| pillar.id == id)
    }

    /// The ids of all dimensions, in the file's order.
    pub fn dimension_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.dimensions.iter().map(|dimension| dimension.id.as_str())
    }
}
