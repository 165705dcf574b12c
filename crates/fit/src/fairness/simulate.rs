//! Before anybody is assessed: how published differences between groups would show in scores for one CEO, and in which
//! facets. Where likeness to the CEO is asked for, a difference from the CEO costs a whole group.

use crate::framework::Framework;
use crate::norm::population;
use crate::plan::Plan;
use crate::problem::{Problem, suggest};
use serde::{Deserialize, Serialize};
use stats::fairness::median;

/// Differences between groups with their sources, built in: a document that [`Differences`] is read from.
pub const DIFFERENCES: &str = include_str!("../../../../data/fairness/differences.json");

/// Differences between groups of people, as research found them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    /// What whoever reads them should know.
    pub note: String,
    /// Pairs of groups.
    pub contrasts: Vec<Contrast>,
}

/// Two groups and how they differ on average.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contrast {
    /// One group.
    pub group: String,
    /// The group that it is compared with.
    pub reference: String,
    /// On which dimensions they differ.
    pub differences: Vec<Difference>,
}

/// A difference on one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The dimension.
    pub dimension: String,
    /// The mean of the group less that of the reference, in standard deviations within groups (Cohen's d).
    pub d: f64,
    /// What was measured.
    pub measured: String,
    /// Where it was found.
    pub source: String,
}

/// How two groups would fare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulatedContrast {
    /// One group.
    pub group: String,
    /// The group that it is compared with.
    pub reference: String,
    /// How many people of each were simulated.
    pub people: usize,
    /// By the score.
    pub overall: SimulatedRate,
    /// By the score on each pillar, in the framework's order.
    pub pillars: Vec<(String, SimulatedRate)>,
    /// Facets on which the mean fit differs, the most costly to either group first.
    pub facets: Vec<SimulatedFacet>,
    /// The differences that were assumed.
    pub differences: Vec<Difference>,
}

/// The shares of two groups that score above the median of both together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SimulatedRate {
    /// Of the group.
    pub group: f64,
    /// Of the reference.
    pub reference: f64,
    /// The group's over the reference's; none where that is zero.
    pub ratio: Option<f64>,
}

/// A facet on which two groups fare differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulatedFacet {
    /// The facet.
    pub id: String,
    /// Its pillar.
    pub pillar: String,
    /// Whether its ideal moves with the CEO: likeness to this CEO, or being their opposite.
    pub follows_ceo: bool,
    /// The CEO's value, in points.
    pub ceo: f64,
    /// Mean fit of the group less that of the reference, 0–1.
    pub fit: f64,
    /// What that is worth in points of the score, about: by the facet's share of all weight.
    pub points: f64,
}

/// Simulates how two groups would fare with a plan.
///
/// # Formula
/// Both groups are the framework's reference population ([`Norm`](crate::norm::Norm::of)), the same people, moved apart by d
/// within-group standard deviations, half of it to either side. Above means above the median of both together.
/// A facet's points are 100 · W_p · w̃_k / Σ w̃ · the difference in mean fit: exact where pillars and overall are plain means.
///
/// # Errors
/// A dimension that the framework does not have; a d that is not a number from −3 to 3.
///
/// # Example
/// ```
/// use fit::fairness::{Contrast, Difference, simulate};
/// use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let ceo = Estimates::of(&framework, &Profile::new("ceo", "CEO"));
/// let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
/// let same = Contrast { group: "a".into(), reference: "b".into(), differences: vec![] };
/// let found = simulate(&framework, &plan, &same).unwrap();
/// assert_eq!((found.overall.ratio, found.facets.len()), (Some(1.0), 0));
/// ```
pub fn simulate(
    framework: &Framework,
    plan: &Plan,
    contrast: &Contrast,
) -> Result<SimulatedContrast, Vec<Problem>> {
    let mut shifts = vec![0.0; framework.dimensions.len()];
    let mut problems = Vec::new();
    for difference in &contrast.differences {
        let id = &difference.dimension;
        match framework.dimension(id) {
            None => problems.push(Problem::new(
                id.clone(),
                "the framework has no such dimension",
                suggest(id, framework.dimension_ids()),
            )),
            Some(_) if !(-3.0..=3.0).contains(&difference.d) => {
                problems.push(Problem::new(id.clone(), format!("d is {}", difference.d), "give −3 to 3"));
            }
            Some(d) => {
                let norm = framework.dimensions[d].norm;
                shifts[d] += difference.d * (norm.sd * norm.sd + norm.general * norm.general).sqrt();
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let n = framework.norm.people;
    let of = |side: f64| population(framework, |d| shifts[d] * side / 2.0);
    let (group, reference) = (of(1.0), of(-1.0));
    let columns =
        |values: &'_ [f64]| -> Vec<Vec<f64>> { values.chunks_exact(n).map(<[f64]>::to_vec).collect() };
    let (group, reference) = (columns(&group), columns(&reference));
    let scores = |columns: &[Vec<f64>]| {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        plan.expected_table(&columns)
    };
    let (of_group, of_reference) = (scores(&group), scores(&reference));
    let pillars = framework.pillars.iter().enumerate().map(|(p, pillar)| {
        (pillar.id.clone(), SimulatedRate::of(&of_group.pillars[p], &of_reference.pillars[p]))
    });
    Ok(SimulatedContrast {
        group: contrast.group.clone(),
        reference: contrast.reference.clone(),
        people: n,
        overall: SimulatedRate::of(&of_group.overall, &of_reference.overall),
        pillars: pillars.collect(),
        facets: facets(framework, plan, &group, &reference),
        differences: contrast.differences.clone(),
    })
}

impl SimulatedRate {
    fn of(group: &[f64], reference: &[f64]) -> Self {
        let middle = median(&[group, reference].concat()).unwrap_or_default();
        let rate = |scores: &[f64]| {
            scores.iter().filter(|&&score| score > middle).count() as f64 / scores.len().max(1) as f64
        };
        let (group, reference) = (rate(group), rate(reference));
        Self { group, reference, ratio: (reference > 0.0).then(|| group / reference) }
    }
}

/// Differences in mean fit that are worth a thousandth of a point or more.
fn facets(
    framework: &Framework,
    plan: &Plan,
    group: &[Vec<f64>],
    reference: &[Vec<f64>],
) -> Vec<SimulatedFacet> {
    const LEAST: f64 = 0.001;
    let facet = |k: usize| {
        let (facet, line) = (&plan.scheme.facets[k], &plan.lines[k]);
        let scale = plan.scheme.pillar_scales[facet.pillar];
        let fit = |values: &[f64]| {
            let fits = values.iter().map(|&y| scale.score(line.expected_place(scale, y, 0.0)));
            fits.sum::<f64>() / values.len().max(1) as f64
        };
        let difference = fit(&group[facet.coo]) - fit(&reference[facet.coo]);
        SimulatedFacet {
            id: framework.facets[k].id.clone(),
            pillar: framework.pillars[facet.pillar].id.clone(),
            follows_ceo: facet.rule.ceo_share() > 0.0,
            ceo: line.x * 100.0,
            fit: difference,
            points: 100.0 * plan.scheme.weights[facet.pillar] * plan.share(k) * difference,
        }
    };
    let mut facets: Vec<SimulatedFacet> = (0..framework.facets.len()).map(facet).collect();
    facets.retain(|facet| facet.points.abs() >= LEAST);
    facets.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then_with(|| a.id.cmp(&b.id)));
    facets
}
