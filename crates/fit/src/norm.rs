//! What is a good score? The reference population, and a score's place in it.

mod own;

pub use own::{NormPeople, NormStamp, OwnNorm};

use crate::estimate::centre;
use crate::framework::Framework;
use crate::plan::Plan;
use crate::score::{TableScores, on_grid};
use stats::draw::Stream;
use stats::quantile::quantile;

/// Scores of the reference population, or of a pool, for one CEO, role type and weights, each list sorted.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    overall: Vec<f64>,
    pillars: Vec<Vec<f64>>,
}

impl Norm {
    /// Scores the framework's reference population under a plan.
    ///
    /// # Formula
    /// Each dimension N(m + h z, sd²) clamped to [0, 1], z ~ N(0, 1) one a person; ipsative domains are centred
    /// as anybody's. Of these people everything is known, so the CEO's standard errors are the only ones in their fits.
    ///
    /// # Source
    /// z is the general factor that raters see: Viswesvaran, Schmidt & Ones (2005),
    /// doi:10.1037/0021-9010.90.1.108.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let person = |id: &str| Profile::new(id, id);
    /// let ceo = Estimates::of(&framework, &person("ceo"));
    /// let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
    /// let norm = fit::norm::Norm::of(&framework, &plan);
    /// assert_eq!((norm.percentile(0.0), norm.percentile(1.0)), (0.0, 100.0));
    /// ```
    pub fn of(framework: &Framework, plan: &Plan) -> Self {
        let values = population(framework, |_| 0.0);
        let columns: Vec<&[f64]> = values.chunks_exact(framework.norm.people).collect();
        Self::sorted(plan.expected_table(&columns))
    }

    /// People's values as rules see them, dimension after dimension in the framework's order.
    fn of_columns(plan: &Plan, columns: &[Vec<f64>]) -> Self {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Self::sorted(plan.expected_table(&columns))
    }

    /// How many people were scored.
    pub fn n_people(&self) -> usize {
        self.overall.len()
    }

    fn sorted(scores: TableScores<f64>) -> Self {
        let TableScores { mut overall, mut pillars } = scores;
        // On the grid, like everybody's scores, so that equal ones tie.
        for scores in pillars.iter_mut().chain([&mut overall]) {
            scores.iter_mut().for_each(|score| *score = on_grid(*score));
            scores.sort_unstable_by(f64::total_cmp);
        }
        Self { overall, pillars }
    }

    /// The percentile of an overall score.
    ///
    /// # Formula
    /// 100 · (share of the population below it + half the share level with it).
    pub fn percentile(&self, score: f64) -> f64 {
        percentile(&self.overall, score)
    }

    /// The percentile of a pillar's score, as [`Norm::percentile`].
    pub fn pillar_percentile(&self, pillar: usize, score: f64) -> f64 {
        percentile(&self.pillars[pillar], score)
    }

    /// The overall scores of the population at its 5th, 50th and 95th percentile.
    pub fn landmarks(&self) -> [f64; 3] {
        [0.05, 0.50, 0.95].map(|share| self.quantile(share))
    }

    /// The overall score of the population below which this share of it lies.
    ///
    /// # Formula
    /// [`stats::quantile::quantile`]
    pub fn quantile(&self, share: f64) -> f64 {
        quantile(&self.overall, share)
    }

    /// The score on one pillar, as [`Norm::quantile`].
    pub fn pillar_quantile(&self, pillar: usize, share: f64) -> f64 {
        quantile(&self.pillars[pillar], share)
    }
}

fn percentile(sorted: &[f64], score: f64) -> f64 {
    let score = on_grid(score);
    let below = sorted.partition_point(|&other| other < score);
    let level = sorted.partition_point(|&other| other <= score) - below;
    100.0 * (below as f64 + level as f64 / 2.0) / sorted.len() as f64
}

/// The reference population's values as rules see them, dimension after dimension; `shift` moves everybody on a dimension.
pub(crate) fn population(framework: &Framework, shift: impl Fn(usize) -> f64) -> Vec<f64> {
    let n = framework.norm.people;
    let mut stream = Stream::open(framework.norm.seed, "reference population", 0);
    let mut general = vec![0.0; n];
    stream.fill_normal(&mut general);
    let mut values = vec![0.0; n * framework.dimensions.len()];
    for (d, (column, dimension)) in values.chunks_exact_mut(n).zip(&framework.dimensions).enumerate() {
        stream.fill_normal(column);
        let (norm, shift) = (dimension.norm, shift(d));
        for (value, z) in column.iter_mut().zip(&general) {
            *value = (norm.mean + norm.general * z + norm.sd * *value + shift).clamp(0.0, 1.0);
        }
    }
    centre(&framework.ipsative_domains(), &mut values, n);
    values
}
