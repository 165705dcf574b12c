//! One search, made ready to score blocks of people by plain fits.

use crate::block::{Block, is_usable};
use crate::ranking::Person;
use fit::compare::{FrameworkStamp, Named};
use fit::estimate::centre;
use fit::plan::SchemeFacet;
use fit::score::{TableScores, on_grid};
use fit::{Criteria, Estimates, Framework, Plan, Problem, Profile};
use sha2::{Digest, Sha256};

/// One search: a CEO, a framework and criteria, compiled.
#[derive(Debug)]
pub struct Sieve {
    pub(crate) framework: Framework,
    pub(crate) plan: Plan,
    pub(crate) ceo: Estimates,
    pub(crate) stamp: Stamp,
    /// The dimensions whose values decide something, in the framework's order.
    pub(crate) dimensions: Vec<usize>,
}

/// What a ranking depends on besides the people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stamp {
    pub(crate) framework: FrameworkStamp,
    pub(crate) ceo: String,
    pub(crate) ceo_sha256: String,
    pub(crate) role_type: Option<String>,
    pub(crate) balance: f64,
    pub(crate) weights: Named<f64>,
}

/// Memory for scoring blocks, used again from block to block.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Values as rules see them, dimension after dimension.
    seen: Vec<f64>,
    scores: TableScores<f64>,
    /// Values of the last block that are there and cannot be used.
    unusable: u64,
}

impl Sieve {
    /// Compiles a search.
    ///
    /// # Errors
    /// Criteria that do not fit the framework.
    pub fn new(framework: Framework, ceo: &Profile, criteria: &Criteria) -> Result<Self, Vec<Problem>> {
        let estimates = Estimates::of(&framework, ceo);
        let plan = Plan::compile(&framework, &estimates, criteria)?;
        let pillars = framework.pillars.iter().map(|pillar| &pillar.id);
        let stamp = Stamp {
            framework: FrameworkStamp::of(&framework),
            ceo: ceo.id.clone(),
            ceo_sha256: sha256_of(ceo),
            role_type: criteria.role_type.clone(),
            balance: plan.scheme.balance,
            weights: Named::of(pillars, &plan.scheme.weights),
        };
        let is_read = |d: usize| {
            let weighs = |&k: &usize| plan.lines[k].weight > 0.0;
            let reads = |of: usize| {
                plan.scheme
                    .active
                    .iter()
                    .flatten()
                    .filter(|k| weighs(k))
                    .any(|&k| plan.scheme.facets[k].coo == of)
            };
            let domain = plan.scheme.ipsative.iter().find(|members| members.contains(&d));
            reads(d) || domain.is_some_and(|members| members.iter().any(|&other| reads(other)))
        };
        let dimensions = (0..framework.dimensions.len()).filter(|&d| is_read(d)).collect();
        Ok(Self { framework, plan, ceo: estimates, stamp, dimensions })
    }

    /// The framework.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// The ids of the dimensions whose values decide something.
    pub fn dimension_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.dimensions.iter().map(|&d| self.framework.dimensions[d].id.as_str())
    }

    /// Scores a block of people by plain fits, and counts the values that cannot be used; S lies on the grid on which sums of
    /// the same numbers tie.
    ///
    /// # Missing values
    /// A value that nobody measured, or that cannot be used, gives way to the prior.
    pub(crate) fn score<'s>(&self, block: &Block, scratch: &'s mut Scratch) -> (&'s TableScores<f64>, u64) {
        let n = block.n_rows();
        scratch.seen.resize(n * self.framework.dimensions.len(), 0.0);
        let seen = &mut scratch.seen;
        scratch.unusable = stats::vector::widest(
            #[inline(always)]
            || {
                let mut unusable = 0;
                for (&d, column) in self.dimensions.iter().zip(&block.values) {
                    let prior = self.framework.dimensions[d].prior.mean;
                    for (seen, &value) in seen[d * n..][..n].iter_mut().zip(&column[..n]) {
                        let is_usable = is_usable(value);
                        *seen = if is_usable { value / 100.0 } else { prior };
                        unusable += u64::from(!is_usable & !value.is_nan());
                    }
                }
                unusable
            },
        );
        centre(&self.plan.scheme.ipsative, &mut scratch.seen, n);
        let columns: Vec<&[f64]> = if n == 0 {
            vec![&[]; self.framework.dimensions.len()]
        } else {
            scratch.seen.chunks_exact(n).collect()
        };
        self.plan.score_table_into(&columns, &mut scratch.scores);
        scratch.scores.overall.iter_mut().for_each(|score| *score = on_grid(*score));
        (&scratch.scores, scratch.unusable)
    }

    /// A row of a scored block as it is kept.
    pub(crate) fn person(&self, block: &Block, scores: &TableScores<f64>, row: usize) -> Person {
        let values = || self.dimensions.iter().zip(&block.values).map(|(&d, column)| (d, column[row]));
        let is_measured = |d: usize| values().any(|(other, value)| other == d && is_usable(value));
        let pillars: Vec<f64> = scores.pillars.iter().map(|column| 100.0 * column[row]).collect();
        let usable = values().filter(|(_, value)| is_usable(*value));
        Person {
            rank: 0,
            id: block.ids.get(row).to_owned(),
            name: block.names.get(row).to_owned(),
            score: 100.0 * scores.overall[row],
            completeness: self.completeness(is_measured),
            unusable: values().filter(|(_, value)| !is_usable(*value) && !value.is_nan()).count() as u64,
            pillars: Named::of(self.framework.pillars.iter().map(|pillar| &pillar.id), &pillars),
            estimates: Named(
                usable.map(|(d, value)| (self.framework.dimensions[d].id.clone(), value + 0.0)).collect(),
            ),
        }
    }

    /// The share of the weight with both sides measured.
    pub(crate) fn completeness(&self, is_measured: impl Fn(usize) -> bool) -> f64 {
        let both = |facet: &SchemeFacet| self.ceo.is_measured[facet.ceo] && is_measured(facet.coo);
        self.plan.completeness(both)
    }
}

impl Sieve {
    /// What measuring one of the dimensions that are read adds to completeness.
    pub(crate) fn weight_of(&self, place: usize) -> f64 {
        self.completeness(|d| d == self.dimensions[place])
    }
}

/// The SHA-256 of what is known of a person, in hexadecimal.
fn sha256_of(profile: &Profile) -> String {
    // Texts, numbers and lists always serialise.
    let json = serde_json::to_vec(profile).unwrap_or_default();
    Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect()
}
