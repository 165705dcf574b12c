//! The CEO alone: gaps, the ideal counterpart, and the kinds of COO that would fill them.

use crate::compare::Named;
use crate::estimate::Estimates;
use crate::framework::{Framework, Owner};
use crate::plan::{Criteria, Plan};
use crate::problem::Problem;
use crate::profile::Profile;
use crate::rule::Rule;
use crate::verdict::{and, lower_first};
use serde::{Deserialize, Serialize};

/// What a CEO needs of a counterpart. Points are 0–100; priority and need are shares in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// The CEO's id.
    pub ceo: String,
    /// Id of the role type.
    pub role_type: Option<String>,
    /// The CEO's gaps, largest first.
    pub gaps: Vec<Gap>,
    /// The ideal counterpart, dimension by dimension.
    pub ideal: Vec<Ideal>,
    /// The kinds of COO, the one that answers most of the gaps first.
    pub role_types: Vec<RoleNeed>,
    /// The pillar weights in force.
    pub weights: Named<f64>,
    /// The share of the CEO's side that somebody measured.
    pub completeness: f64,
}

impl Need {
    /// The gaps that weigh something, largest first.
    pub fn weighted_gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| gap.priority > 0.0)
    }

    /// Those of them in work that is usually `owner`'s.
    pub fn gaps_of(&self, framework: &Framework, owner: Owner) -> impl Iterator<Item = &Gap> {
        let is_owned = move |gap: &&Gap| {
            framework
                .dimension(&gap.dimension)
                .is_some_and(|index| framework.dimensions[index].owner == owner)
        };
        self.weighted_gaps().filter(is_owned)
    }
}

/// A skill of which the CEO has less than the pair needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Id of the dimension.
    pub dimension: String,
    /// What the pair needs.
    pub level: f64,
    /// What the CEO has.
    pub ceo: f64,
    /// The difference.
    pub gap: f64,
    /// Its share of all gaps, weighted; priorities sum to 1.
    pub priority: f64,
}

/// The ideal value of a counterpart on one dimension. For an ipsative domain it is on the centred scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ideal {
    /// Id of the dimension.
    pub dimension: String,
    /// The ideal.
    pub ideal: f64,
    /// Lower end of the band that is nearly as good.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// How much of the CEO's gaps a kind of COO is there to fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleNeed {
    /// Id of the role type.
    pub id: String,
    /// The need, in [0, 1].
    pub need: f64,
}

/// Assesses what a CEO needs of a counterpart.
///
/// # Formula
/// Gaps: `fill` facets with g = level − x > 0, priority ∝ W_p w g / level.
/// Ideal: value(y) = Σ W_p w̃ / Σ_pillar w̃ · f(y) over the facets that read the dimension, on the grid
/// y = 0, 0.005, …, 1; the lowest y within 1e-12 of the maximum, and the band where value ≥ 0.99 · maximum.
/// Kinds: Σ W_p w g / level over Σ W_p w, over the `fill` facets as each role type reads them.
///
/// # Missing values
/// An unmeasured dimension of the CEO takes its prior. A dimension whose facets all weigh nothing has no ideal.
///
/// # Errors
/// As [`Plan::compile`].
///
/// # Example
/// ```
/// use fit::{Criteria, Framework, Profile, assess_need, framework};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let ceo = Profile::new("ceo", "A CEO");
/// let need = assess_need(&framework, &ceo, &Criteria::default()).unwrap();
/// assert!((need.gaps.iter().map(|gap| gap.priority).sum::<f64>() - 1.0).abs() < 1e-12);
/// ```
pub fn assess_need(framework: &Framework, ceo: &Profile, criteria: &Criteria) -> Result<Need, Vec<Problem>> {
    let estimates = Estimates::of(framework, ceo);
    let plan = Plan::compile(framework, &estimates, criteria)?;
    Ok(Need {
        ceo: ceo.id.clone(),
        role_type: criteria.role_type.clone(),
        gaps: gaps(framework, &plan),
        ideal: (0..framework.dimensions.len()).filter_map(|d| ideal(framework, &plan, d)).collect(),
        role_types: role_needs(framework, &estimates, criteria)?,
        weights: Named::of(framework.pillars.iter().map(|pillar| &pillar.id), &plan.scheme.weights),
        completeness: plan.completeness(|facet| estimates.is_measured[facet.ceo]),
    })
}

/// W_p · w · g / level of a `fill` facet, and W_p · w; nothing for other rules.
fn weighted_gap(plan: &Plan, k: usize) -> Option<(f64, f64)> {
    let facet = &plan.scheme.facets[k];
    let Rule::Fill { .. } = facet.rule else { return None };
    let weight = plan.scheme.weights[facet.pillar];
    Some((weight * plan.lines[k].weight, weight * facet.weight))
}

fn gaps(framework: &Framework, plan: &Plan) -> Vec<Gap> {
    let weighted: Vec<(usize, f64)> = (0..plan.lines.len())
        .filter(|&k| plan.lines[k].ideal.is_some())
        .filter_map(|k| Some((k, weighted_gap(plan, k)?.0)))
        .collect();
    let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut gaps: Vec<Gap> = weighted
        .into_iter()
        .filter_map(|(k, weight)| {
            let line = &plan.lines[k];
            let level = line.ideal?;
            Some(Gap {
                dimension: framework.dimensions[plan.scheme.facets[k].coo].id.clone(),
                level: level * 100.0,
                ceo: line.x * 100.0,
                gap: (level - line.x) * 100.0,
                priority: if total > 0.0 { weight / total } else { 0.0 },
            })
        })
        .collect();
    gaps.sort_by(|a, b| b.priority.total_cmp(&a.priority).then_with(|| a.dimension.cmp(&b.dimension)));
    gaps
}

fn ideal(framework: &Framework, plan: &Plan, dimension: usize) -> Option<Ideal> {
    const STEPS: u32 = 200;
    let facets: Vec<(usize, f64)> = (0..plan.lines.len())
        .filter(|&k| plan.scheme.facets[k].coo == dimension && plan.lines[k].weight > 0.0)
        .map(|k| (k, plan.scheme.weights[plan.scheme.facets[k].pillar] * plan.share(k)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    if facets.is_empty() {
        return None;
    }
    let value = |step: u32| {
        let y = f64::from(step) / f64::from(STEPS);
        facets.iter().map(|&(k, weight)| weight * plan.lines[k].fit(y)).sum::<f64>()
    };
    let values: Vec<(f64, f64)> =
        (0..=STEPS).map(|step| (f64::from(step) * 100.0 / f64::from(STEPS), value(step))).collect();
    let best = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let lowest = |least: f64| values.iter().find(|(_, value)| *value >= least).map(|(y, _)| *y);
    // A value that is 0.99 of the best but for rounding belongs to the band.
    let band = 0.99 * best - 1e-12;
    Some(Ideal {
        dimension: framework.dimensions[dimension].id.clone(),
        ideal: lowest(best - 1e-12)?,
        low: lowest(band)?,
        high: values.iter().rev().find(|(_, value)| *value >= band).map(|(y, _)| *y)?,
    })
}

fn role_needs(
    framework: &Framework,
    ceo: &Estimates,
    criteria: &Criteria,
) -> Result<Vec<RoleNeed>, Vec<Problem>> {
    let mut needs = Vec::new();
    for role_type in &framework.role_types {
        let of_type = Criteria { role_type: Some(role_type.id.clone()), ..criteria.clone() };
        // Chosen weights may lie wholly on pillars that this type leaves out: then it answers nothing.
        let need = Plan::compile(framework, ceo, &of_type).map_or(0.0, |plan| {
            let (gap, all) = (0..plan.lines.len())
                .filter_map(|k| weighted_gap(&plan, k))
                .fold((0.0, 0.0), |(gap, all), (g, w)| (gap + g, all + w));
            if all > 0.0 { gap / all } else { 0.0 }
        });
        needs.push(RoleNeed { id: role_type.id.clone(), need });
    }
    needs.sort_by(|a, b| b.need.total_cmp(&a.need).then_with(|| a.id.cmp(&b.id)));
    Ok(needs)
}

/// What the CEO needs, in a sentence.
pub fn summary(framework: &Framework, ceo: &str, need: &Need) -> String {
    let title = |id: &str| lower_first(framework.dimension_title(id));
    let mut largest: Vec<String> = need.weighted_gaps().map(|gap| title(&gap.dimension)).collect();
    largest.dedup();
    largest.truncate(3);
    let mut sentence = if largest.is_empty() && !need.gaps.is_empty() {
        format!("{ceo} has gaps, but the chosen weights put nothing on covering them")
    } else if largest.is_empty() {
        format!("{ceo} reaches the level that the pair needs on every skill")
    } else {
        format!("{ceo} most needs a counterpart for {}", and(&largest))
    };
    if let [first, others @ ..] = &need.role_types[..] {
        // Needs closer than the CEO's own estimates can carry do not tell the kinds apart.
        let is_distinct = others.first().is_none_or(|second| first.need - second.need >= 0.05);
        match framework.role_type(&first.id).filter(|_| is_distinct && !largest.is_empty()) {
            Some(kind) => {
                let title = lower_first(&framework.role_types[kind].title);
                sentence +=
                    &format!("; going by the gaps alone, the first kind of COO to consider is the {title}");
            }
            None => {
                sentence += "; the gaps alone do not tell the kinds of COO apart, so the situation decides";
            }
        }
    }
    if need.completeness < framework.min_completeness {
        sentence +=
            &format!(". This is provisional: {:.0} % of the evidence is there", need.completeness * 100.0);
    }
    sentence + "."
}

/// Gaps in work that is usually one owner's, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation<'a> {
    /// What to do.
    pub words: &'static str,
    /// The dimensions' titles, the largest gap first.
    pub titles: Vec<&'a str>,
}

/// What to hand over, what to share, and what stays the CEO's to learn; owners without a gap are left out.
pub fn delegation<'a>(framework: &'a Framework, need: &'a Need) -> Vec<Delegation<'a>> {
    const OWNERS: [(Owner, &str); 3] = [
        (Owner::Coo, "Delegate to the COO"),
        (Owner::Shared, "Share, and agree who leads"),
        (Owner::Ceo, "Usually the CEO's own: find support, or choose a COO who brings it"),
    ];
    let of = |(owner, words)| {
        let mut titles: Vec<&str> =
            need.gaps_of(framework, owner).map(|gap| framework.dimension_title(&gap.dimension)).collect();
        titles.dedup();
        Delegation { words, titles }
    };
    OWNERS.into_iter().map(of).filter(|part| !part.titles.is_empty()).collect()
}

/// The answer to the first question: is a COO the answer at all?
pub fn is_a_coo_the_answer(framework: &Framework, need: &Need) -> String {
    let outward: f64 = need.gaps_of(framework, Owner::Ceo).map(|gap| gap.priority).sum();
    if need.weighted_gaps().next().is_none() && !need.gaps.is_empty() {
        return "The chosen weights put nothing on covering gaps, so this question is open: choose \
                weights that say what the pair needs."
            .to_owned();
    }
    if need.gaps.is_empty() {
        return "On these figures nothing is missing that a COO would bring. A COO may still be \
                wanted for time or succession; ask first whether another executive, or fewer priorities, would do."
            .to_owned();
    }
    if outward >= 0.5 {
        return format!(
            "{:.0} % of the need lies in what is usually the CEO's own work. A chair, a \
             specialist or time to learn may answer it better than a COO; if a COO, one who brings it and is allowed to use it.",
            outward * 100.0
        );
    }
    format!(
        "{:.0} % of the need lies in work that a COO usually owns or shares. Ask still: would two \
         strong functional heads do, is the CEO ready to hand over real authority, and what is this COO to have \
         delivered in two years?",
        (1.0 - outward) * 100.0
    )
}
