//! One CEO, several candidates: everything that is computed of them, as one value.

mod result;

pub use result::{
    CandidateResult, Comparison, FacetResult, FlagResult, FrameworkStamp, Named, NormResult, Pair,
    SettleResult, SharedGapResult, Smaa, StabilityResult, Uncertainty, VariationsResult, VariedResult,
};

use crate::estimate::Estimates;
use crate::explain::Losses;
use crate::framework::Framework;
use crate::guard::Flag;
use crate::norm::Norm;
use crate::plan::{Criteria, Plan, SchemeFacet};
use crate::problem::Problem;
use crate::profile::Profile;
use crate::score::{Score, on_grid};
use crate::simulate::{
    Draws, Entrant, MAX_CANDIDATES, MAX_DRAWS, Outlook, Settling, Simulation, WeightUncertainty,
    simulate_leader,
};
use crate::variations::{MAX_VARIATIONS, Varied, vary};
use crate::verdict::Firmness;

/// Compares candidates for a CEO.
///
/// # Formula
/// [`Plan::score`], [`Plan::explain`], [`Plan::evidence`], [`Plan::flags`], [`simulate_leader`], [`vary`], [`Norm`];
/// ranked by score, then by id. What would settle the order is said of the leader and each rival that is not clearly
/// behind.
/// Scores stand on a grid of 2⁻⁴⁰, so that people who differ by rounding alone tie, as they should.
///
/// # Shapes and units
/// At least one candidate with ids of their own. With draws, at most [`MAX_CANDIDATES`].
///
/// # Errors
/// No candidate, an id used twice, criteria that do not fit the framework, too many draws or candidates.
///
/// # Example
/// ```
/// use fit::{Criteria, Framework, Profile, compare, framework, simulate::Draws};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile::new(id, id);
/// let draws = Draws { n: 100, ..Draws::default() };
/// let result =
///     compare(&framework, &person("ceo"), &[person("b"), person("a")], &Criteria::default(), draws, &|_, _| {});
/// assert_eq!(result.unwrap().results[0].id, "a"); // equal scores: by id
/// ```
pub fn compare(
    framework: &Framework,
    ceo: &Profile,
    candidates: &[Profile],
    criteria: &Criteria,
    draws: Draws,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Comparison, Vec<Problem>> {
    let mut problems = check(candidates, draws);
    let ceo_estimates = Estimates::of(framework, ceo);
    let plan = Plan::compile(framework, &ceo_estimates, criteria).map_err(|more| {
        problems.extend(more);
        problems.clone()
    })?;
    if !problems.is_empty() {
        return Err(problems);
    }
    let scored = scored(framework, &plan, candidates);
    let entrants: Vec<Entrant<'_>> =
        scored.iter().map(|s| Entrant { id: &s.profile.id, estimates: &s.estimates }).collect();
    let simulation =
        (draws.n > 0).then(|| simulate_leader(&plan.scheme, &ceo_estimates, &entrants, draws, progress));
    let view = View {
        framework,
        plan: &plan,
        ceo: &ceo_estimates,
        norm: Norm::in_use(framework, &plan, criteria.norm.as_deref()),
    };
    let outlook = |index: usize| simulation.as_ref().map(|simulation| &simulation.candidates[index]);
    let results = scored
        .iter()
        .enumerate()
        .map(|(index, scored)| view.result(index + 1, scored, outlook(index)))
        .collect();
    Ok(Comparison {
        framework: FrameworkStamp::of(framework),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ceo: ceo.id.clone(),
        role_type: criteria.role_type.clone(),
        balance: plan.scheme.balance,
        norm: criteria.norm.as_ref().map(|own| own.stamp.clone()),
        seed: draws.seed,
        draws: draws.n,
        weight_uncertainty: draws.weights,
        weights: view.by_pillar(&plan.scheme.weights),
        results,
        pairwise: view.pairwise(&scored, simulation.as_ref()),
        stability: view.stability(&scored),
        ceo_flags: view.flag_results(plan.ceo_flags(framework, &ceo_estimates)),
        variations: view.variations(&scored, draws.variations),
        smaa: (draws.weights == WeightUncertainty::Unknown)
            .then(|| simulation.as_ref().map(|simulation| view.smaa(&scored, simulation)))
            .flatten(),
    })
}

/// Every candidate's score by a plan, best first: by score, then by id.
fn scored<'a>(framework: &Framework, plan: &Plan, candidates: &'a [Profile]) -> Vec<Scored<'a>> {
    let score = |profile: &'a Profile| {
        let estimates = Estimates::of(framework, profile);
        let mut score = plan.score(&estimates);
        score.overall = on_grid(score.overall);
        Scored { profile, estimates, score }
    };
    let mut scored: Vec<Scored<'a>> = candidates.iter().map(score).collect();
    scored.sort_by(|a, b| {
        b.score.overall.total_cmp(&a.score.overall).then_with(|| a.profile.id.cmp(&b.profile.id))
    });
    scored
}

/// The scores alone, in points, best first: what [`compare`] ranks by, for many criteria at little cost.
///
/// # Errors
/// Criteria that do not fit the framework.
///
/// # Example
/// ```
/// use fit::{Criteria, Framework, Profile, compare::scores, framework};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile::new(id, id);
/// let scores = scores(&framework, &person("ceo"), &[person("b"), person("a")], &Criteria::default()).unwrap();
/// assert_eq!(scores.0[0].0, "a"); // equal scores: by id
/// ```
pub fn scores(
    framework: &Framework,
    ceo: &Profile,
    candidates: &[Profile],
    criteria: &Criteria,
) -> Result<Named<f64>, Vec<Problem>> {
    let plan = Plan::compile(framework, &Estimates::of(framework, ceo), criteria)?;
    let named = |scored: &Scored<'_>| (scored.profile.id.clone(), points(scored.score.overall));
    Ok(Named(scored(framework, &plan, candidates).iter().map(named).collect()))
}

fn check(candidates: &[Profile], draws: Draws) -> Vec<Problem> {
    let mut problems = Vec::new();
    if candidates.is_empty() {
        problems.push(Problem::new("candidates", "there are none", "give at least one"));
    }
    let mut seen = std::collections::HashSet::new();
    for candidate in candidates {
        if !seen.insert(&candidate.id) {
            let found = format!("the id \u{201c}{}\u{201d} is used twice", candidate.id);
            problems.push(Problem::new("candidates", found, "give each candidate an id of their own"));
        }
    }
    if draws.n > MAX_DRAWS {
        let hint = format!("ask for {MAX_DRAWS} at the most; 10000 are plenty");
        problems.push(Problem::new("draws", format!("{} draws are too many", draws.n), hint));
    }
    if draws.variations > MAX_VARIATIONS {
        let found = format!("{} variations are too many", draws.variations);
        let hint = format!("ask for {MAX_VARIATIONS} at the most; 400 are plenty");
        problems.push(Problem::new("variations", found, hint));
    }
    if let WeightUncertainty::Kappa(kappa) = draws.weights
        && !(0.01..=1e6).contains(&kappa)
    {
        let found = format!("{kappa} will not do");
        problems.push(Problem::new("weight uncertainty", found, WeightUncertainty::HINT));
    }
    if draws.n > 0 && candidates.len() > MAX_CANDIDATES {
        problems.push(Problem::new(
            "candidates",
            format!("{} candidates are too many to simulate", candidates.len()),
            format!(
                "score without draws first (draws 0), then simulate a shortlist of up to {MAX_CANDIDATES}"
            ),
        ));
    }
    problems
}

struct Scored<'a> {
    profile: &'a Profile,
    estimates: Estimates,
    score: Score,
}

/// What results are written from, besides the candidate.
struct View<'a> {
    framework: &'a Framework,
    plan: &'a Plan,
    ceo: &'a Estimates,
    norm: Norm,
}

impl View<'_> {
    fn by_pillar(&self, values: &[f64]) -> Named<f64> {
        Named::of(self.framework.pillars.iter().map(|pillar| &pillar.id), values)
    }

    fn result(&self, rank: usize, scored: &Scored<'_>, outlook: Option<&Outlook>) -> CandidateResult {
        let Scored { profile, estimates, score } = scored;
        let losses = self.plan.explain(score);
        let is_measured = |f: &SchemeFacet| self.ceo.is_measured[f.ceo] && estimates.is_measured[f.coo];
        let evidence = self.plan.evidence(self.ceo, estimates);
        let percentiles: Vec<f64> =
            score.pillars.iter().enumerate().map(|(p, &s)| self.norm.pillar_percentile(p, s)).collect();
        CandidateResult {
            id: profile.id.clone(),
            name: profile.name.clone(),
            rank,
            score: points(score.overall),
            completeness: evidence.completeness,
            completeness_by_pillar: self.by_pillar(&evidence.by_pillar),
            provisional: evidence.is_provisional(self.framework, &self.plan.scheme.weights),
            pillars: self.by_pillar(&in_points(&score.pillars)),
            domains: self.domains(score),
            losses: self.by_pillar(&in_points(&losses.pillars)),
            facets: self.facets(score, &losses, is_measured),
            doubt: points(losses.doubts.iter().sum()),
            flags: self.flag_results(self.plan.flags(self.framework, self.ceo, estimates, &score.plain)),
            shared_gaps: self.shared_gaps(estimates),
            norm: NormResult {
                score: self.norm.percentile(score.overall),
                pillars: self.by_pillar(&percentiles),
            },
            uncertainty: outlook.map(|outlook| Uncertainty {
                p05: points(outlook.p05),
                p50: points(outlook.p50),
                p95: points(outlook.p95),
                expected_rank: outlook.expected_rank,
                rank_probabilities: outlook.rank_probabilities.clone(),
            }),
        }
    }

    fn facets(
        &self,
        score: &Score,
        losses: &Losses,
        is_measured: impl Fn(&SchemeFacet) -> bool,
    ) -> Vec<FacetResult> {
        let Plan { scheme, lines, .. } = self.plan;
        let facet = |(k, facet): (usize, &SchemeFacet)| FacetResult {
            id: self.framework.facets[k].id.clone(),
            pillar: self.framework.pillars[facet.pillar].id.clone(),
            ceo: points(lines[k].x),
            coo: points(score.values[k]),
            ideal: lines[k].ideal.map(points),
            fit: score.fits[k],
            plain: score.plain[k],
            weight: self.plan.share(k),
            loss: points(losses.facets[k]),
            doubt: points(losses.doubts[k]),
            assumed: !is_measured(facet),
        };
        scheme.facets.iter().enumerate().map(facet).collect()
    }

    fn domains(&self, score: &Score) -> Named<f64> {
        let mut sums = vec![(0.0, 0.0); self.framework.domains.len()];
        for (k, facet) in self.plan.scheme.facets.iter().enumerate() {
            let weight = self.plan.scheme.weights[facet.pillar] * self.plan.share(k);
            let (weighted, total) = &mut sums[self.framework.dimensions[facet.coo].domain];
            *weighted += weight * score.fits[k];
            *total += weight;
        }
        let domains = self.framework.domains.iter().zip(sums).filter(|(_, (_, total))| *total > 0.0);
        Named(
            domains
                .map(|(domain, (weighted, total))| (domain.id.clone(), points(weighted / total)))
                .collect(),
        )
    }

    fn flag_results(&self, flags: Vec<Flag>) -> Vec<FlagResult> {
        flags
            .into_iter()
            .map(|flag| FlagResult {
                guard: self.framework.guards[flag.guard].id.clone(),
                probability: flag.probability,
                breached: flag.is_breached,
                assumed: flag.is_assumed,
            })
            .collect()
    }

    fn shared_gaps(&self, estimates: &Estimates) -> Vec<SharedGapResult> {
        let gaps = self.plan.shared_gaps(&self.ceo.seen, &estimates.seen);
        gaps.into_iter()
            .map(|gap| SharedGapResult {
                dimension: self.framework.dimensions[gap.dimension].id.clone(),
                level: points(gap.level),
                ceo: points(gap.ceo),
                coo: points(gap.coo),
            })
            .collect()
    }

    fn stability(&self, scored: &[Scored<'_>]) -> Named<StabilityResult> {
        let pillars: Vec<&[f64]> = scored.iter().map(|s| &s.score.pillars[..]).collect();
        let stability = self.plan.scheme.stability(&pillars);
        let names = self.framework.pillars.iter().map(|pillar| pillar.id.clone());
        Named(
            names
                .zip(stability)
                .map(|(name, s)| (name, StabilityResult { weight: s.weight, low: s.low, high: s.high }))
                .collect(),
        )
    }

    fn pairwise(&self, scored: &[Scored<'_>], simulation: Option<&Simulation>) -> Vec<Pair> {
        let shown = shown(scored);
        let mut pairs = Vec::with_capacity(shown.len() * shown.len().saturating_sub(1) / 2);
        for (i, a) in shown.iter().enumerate() {
            for (offset, b) in shown[i + 1..].iter().enumerate() {
                let a_beats_b = simulation.map(|simulation| simulation.beats[i][offset]);
                // Only the leader, who was drawn first, has a lead to settle.
                let settling = simulation.filter(|_| i == 0).and_then(|s| s.settling.get(offset));
                let is_open = a_beats_b.is_some_and(|p| Firmness::of(p) != Firmness::Clear);
                pairs.push(Pair {
                    a: a.profile.id.clone(),
                    b: b.profile.id.clone(),
                    a_beats_b,
                    weight_to_move: self.plan.scheme.weight_to_move(&a.score.pillars, &b.score.pillars),
                    settle: settling.filter(|_| is_open).map_or(Vec::new(), |found| self.settle(found)),
                });
            }
        }
        pairs
    }

    fn settle(&self, found: &[Settling]) -> Vec<SettleResult> {
        let result = |settling: &Settling| SettleResult {
            of: settling.of,
            dimension: self.framework.dimensions[settling.dimension].id.clone(),
            share: settling.share,
        };
        found.iter().map(result).collect()
    }

    fn variations(&self, scored: &[Scored<'_>], n: u32) -> Option<VariationsResult> {
        let shown = shown(scored);
        let estimates: Vec<&Estimates> = shown.iter().map(|scored| &scored.estimates).collect();
        let varied = vary(&self.plan.scheme, self.ceo, &estimates, n);
        let result = |(scored, varied): (&Scored<'_>, Varied)| VariedResult {
            id: scored.profile.id.clone(),
            first: varied.first,
            p05: points(varied.p05),
            p95: points(varied.p95),
        };
        (n > 0).then(|| VariationsResult { n, results: shown.iter().zip(varied).map(result).collect() })
    }

    fn smaa(&self, scored: &[Scored<'_>], simulation: &Simulation) -> Vec<Smaa> {
        let smaa = |(scored, outlook): (&Scored<'_>, &Outlook)| Smaa {
            id: scored.profile.id.clone(),
            central_weights: outlook.central.as_ref().map(|central| self.by_pillar(&central.weights)),
            confidence: outlook.central.as_ref().map(|central| central.confidence),
        };
        scored.iter().zip(&simulation.candidates).map(smaa).collect()
    }
}

/// The candidates of whom pairs and variations are given.
fn shown<'s, 'a>(scored: &'s [Scored<'a>]) -> &'s [Scored<'a>] {
    &scored[..scored.len().min(MAX_CANDIDATES)]
}

fn points(share: f64) -> f64 {
    share * 100.0
}

fn in_points(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|&share| points(share)).collect()
}
