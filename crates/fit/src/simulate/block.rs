//! A block of draws: everybody's values, and what they score.

use super::settle::{Column, Sums};
use super::{Draws, Entrant, WeightUncertainty};
use crate::estimate::{Estimates, centre};
use crate::plan::Scheme;
use crate::rule::{Rule, Shape};
use crate::score::{Target, add_facet, finish_overall, finish_pillar, on_grid, on_scale};
use stats::draw::Stream;
use stats::elementary::Real;

/// How many draws are worked on at a time: few enough that everybody's values stay in the cache.
pub(super) const N_LANES: usize = 128;

/// Everything about a simulation that does not change from block to block.
pub(super) struct Field<'a> {
    scheme: &'a Scheme,
    ceo: &'a Estimates,
    entrants: &'a [Entrant<'a>],
    draws: Draws,
    /// The dimensions that active facets read on each side: only they are drawn.
    ceo_dimensions: Vec<usize>,
    coo_dimensions: Vec<usize>,
    /// The ipsative domains that are drawn on each side.
    ceo_domains: Vec<Vec<usize>>,
    coo_domains: Vec<Vec<usize>>,
    /// Where the values of these dimensions stand before any of them is centred.
    pub(super) ceo_columns: Vec<Column>,
    pub(super) coo_columns: Vec<Column>,
    n_dimensions: usize,
    owners: Vec<String>,
}

impl<'a> Field<'a> {
    pub(super) fn new(
        scheme: &'a Scheme,
        ceo: &'a Estimates,
        entrants: &'a [Entrant<'a>],
        draws: Draws,
    ) -> Self {
        let n_dimensions = ceo.raw.len();
        let active = || scheme.active.iter().flatten().map(|&k| &scheme.facets[k]);
        let reads_ceo = |rule| !matches!(rule, Rule::Meet { .. });
        let (ceo_dimensions, ceo_domains) =
            drawn(scheme, n_dimensions, active().filter(|f| reads_ceo(f.rule)).map(|f| f.ceo));
        let (coo_dimensions, coo_domains) = drawn(scheme, n_dimensions, active().map(|f| f.coo));
        let owners = entrants.iter().map(|entrant| format!("candidate {}", entrant.id)).collect();
        Self {
            scheme,
            ceo,
            entrants,
            draws,
            ceo_columns: Column::of(&ceo_dimensions, &ceo_domains),
            coo_columns: Column::of(&coo_dimensions, &coo_domains),
            ceo_dimensions,
            coo_dimensions,
            ceo_domains,
            coo_domains,
            n_dimensions,
            owners,
        }
    }

    pub(super) fn n_candidates(&self) -> usize {
        self.entrants.len()
    }

    pub(super) fn n_pillars(&self) -> usize {
        self.scheme.weights.len()
    }
}

/// The dimensions to draw when facets read `read`: these, and whole ipsative domains where one is among them.
fn drawn(
    scheme: &Scheme,
    n_dimensions: usize,
    read: impl Iterator<Item = usize>,
) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut is_drawn = vec![false; n_dimensions];
    read.for_each(|d| is_drawn[d] = true);
    let domains: Vec<Vec<usize>> =
        scheme.ipsative.iter().filter(|members| members.iter().any(|&d| is_drawn[d])).cloned().collect();
    domains.iter().flatten().for_each(|&d| is_drawn[d] = true);
    ((0..n_dimensions).filter(|&d| is_drawn[d]).collect(), domains)
}

/// One block of draws with what it scored. Buffers are kept from block to block.
pub(super) struct Block<'a> {
    field: &'a Field<'a>,
    pub(super) n_draws: usize,
    ceo: Vec<f64>,
    coo: Vec<f64>,
    /// The values of ipsative domains before they were centred.
    ceo_kept: Vec<f64>,
    coo_kept: Vec<f64>,
    /// The first candidate's values as drawn, in the order of the columns.
    leader: Vec<f64>,
    /// Per facet: the ideal, or the CEO's value for `fill`; then 1 / gap for `fill`; then w̃.
    targets: Vec<f64>,
    per_gaps: Vec<f64>,
    weights: Vec<f64>,
    /// Per pillar: Σ w̃, and the drawn W_p.
    totals: Vec<f64>,
    pillar_weights: Vec<f64>,
    /// Per candidate and pillar: the pillar's score on the overall scale.
    places: Vec<f64>,
    /// Per candidate: S.
    overall: Vec<f64>,
    normals: Vec<f64>,
}

impl<'a> Block<'a> {
    pub(super) fn new(field: &'a Field<'a>) -> Self {
        let lanes = |n: usize| vec![0.0; n * N_LANES];
        let (n_facets, n_pillars) = (field.scheme.facets.len(), field.n_pillars());
        Self {
            field,
            n_draws: 0,
            ceo: lanes(field.n_dimensions),
            coo: lanes(field.n_dimensions),
            ceo_kept: lanes(field.ceo_domains.iter().map(Vec::len).sum()),
            coo_kept: lanes(field.coo_domains.iter().map(Vec::len).sum()),
            leader: lanes(field.coo_columns.len()),
            targets: lanes(n_facets),
            per_gaps: lanes(n_facets),
            weights: lanes(n_facets),
            totals: lanes(n_pillars),
            pillar_weights: lanes(n_pillars),
            places: lanes(field.n_candidates() * n_pillars),
            overall: lanes(field.n_candidates()),
            normals: lanes(1),
        }
    }

    /// Draws and scores block `index`, of which the first `n_draws` lanes count, and adds to `sums` what they say of the
    /// first candidate's lead.
    pub(super) fn draw(&mut self, index: u64, n_draws: usize, mut sums: Option<&mut Sums>) {
        self.n_draws = n_draws;
        self.draw_weights(index);
        stats::vector::widest(
            #[inline(always)]
            || {
                self.draw_ceo(index);
                for c in 0..self.field.entrants.len() {
                    self.draw_candidate(index, c);
                    if let Some(sums) = sums.as_deref_mut() {
                        self.add_to(sums, c);
                    }
                }
            },
        );
    }

    /// Adds what candidate `c`, drawn last, says of the first candidate's lead.
    #[inline(always)]
    fn add_to(&mut self, sums: &mut Sums, c: usize) {
        let Field { ceo, entrants, ceo_columns, coo_columns, .. } = self.field;
        if c == 0 {
            for (place, column) in coo_columns.iter().enumerate() {
                lane_mut(&mut self.leader, place).copy_from_slice(drawn_lane(
                    column,
                    &self.coo,
                    &self.coo_kept,
                ));
            }
        }
        let n = self.n_draws;
        let ceo_lanes = ceo_columns.iter().map(
            #[inline(always)]
            |column| (&drawn_lane(column, &self.ceo, &self.ceo_kept)[..n], ceo.raw[column.dimension].mean),
        );
        let coo_lanes = coo_columns.iter().map(
            #[inline(always)]
            |column| {
                let estimate = entrants[c].estimates.raw[column.dimension];
                (&drawn_lane(column, &self.coo, &self.coo_kept)[..n], estimate.mean)
            },
        );
        sums.add_candidate(c, coo_lanes.clone());
        if c == 0 {
            sums.add_ceo(ceo_lanes);
            return;
        }
        let leader_lanes = coo_columns.iter().enumerate().map(
            #[inline(always)]
            |(place, column)| {
                (&lane(&self.leader, place)[..n], entrants[0].estimates.raw[column.dimension].mean)
            },
        );
        let lanes = ceo_lanes.chain(leader_lanes).chain(coo_lanes);
        sums.add_lead(c, self.overall(0), self.overall(c), lanes);
    }

    /// S of candidate `c` in each draw.
    pub(super) fn overall(&self, c: usize) -> &[f64] {
        &lane(&self.overall, c)[..self.n_draws]
    }

    /// W_p in one draw.
    pub(super) fn pillar_weight(&self, p: usize, draw: usize) -> f64 {
        self.pillar_weights[p * N_LANES + draw]
    }

    /// Whether the weights differ from draw to draw.
    pub(super) fn has_drawn_weights(&self) -> bool {
        self.field.draws.weights != WeightUncertainty::None
    }

    /// S of candidate `c` in each draw under other weights than the drawn ones.
    pub(super) fn overall_at(&self, c: usize, weights: &[f64], out: &mut [f64; N_LANES]) {
        out.fill(0.0);
        for (p, &weight) in weights.iter().enumerate() {
            let places = lane(&self.places, c * weights.len() + p);
            for (sum, place) in out.iter_mut().zip(places) {
                *sum += weight * place;
            }
        }
        finish_overall(self.field.scheme.scale, out);
        for score in out {
            *score = on_grid(*score);
        }
    }

    fn draw_weights(&mut self, index: u64) {
        let weights = &self.field.scheme.weights;
        let shapes: Vec<f64> = match self.field.draws.weights {
            WeightUncertainty::None => {
                for (p, &weight) in weights.iter().enumerate() {
                    lane_mut(&mut self.pillar_weights, p).fill(weight);
                }
                return;
            }
            WeightUncertainty::Kappa(kappa) => weights.iter().map(|weight| kappa * weight).collect(),
            WeightUncertainty::Unknown => vec![1.0; weights.len()],
        };
        let mut stream = Stream::open(self.field.draws.seed, "weights", index);
        let mut drawn = vec![0.0; weights.len()];
        for i in 0..N_LANES {
            stream.fill_dirichlet(&shapes, &mut drawn);
            for (p, &weight) in drawn.iter().enumerate() {
                self.pillar_weights[p * N_LANES + i] = weight;
            }
        }
    }

    #[inline(always)]
    fn draw_ceo(&mut self, index: u64) {
        let Field { scheme, ceo, draws, ceo_dimensions, ceo_domains, .. } = self.field;
        let mut stream = Stream::open(draws.seed, "ceo", index);
        let values = Values { drawn: &mut self.ceo, kept: &mut self.ceo_kept, normals: &mut self.normals };
        draw_person(&mut stream, ceo, ceo_dimensions, ceo_domains, values);
        self.totals.fill(0.0);
        for (p, facets) in scheme.active.iter().enumerate() {
            for &k in facets {
                let facet = &scheme.facets[k];
                let x = lane(&self.ceo, facet.ceo);
                let targets = lane_mut(&mut self.targets, k);
                let per_gaps = lane_mut(&mut self.per_gaps, k);
                let weights = lane_mut(&mut self.weights, k);
                let totals = lane_mut(&mut self.totals, p);
                for i in 0..N_LANES {
                    weights[i] = facet.weight * facet.rule.weight_share(x[i]);
                    totals[i] += weights[i];
                    if let Rule::Fill { level } = facet.rule {
                        // Without a gap the weight is zero, and any finite fit will do.
                        per_gaps[i] = if x[i] < level { 1.0 / (level - x[i]) } else { 0.0 };
                        targets[i] = x[i];
                    } else {
                        targets[i] = facet.rule.ideal(x[i]).unwrap_or(0.0);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn draw_candidate(&mut self, index: u64, c: usize) {
        let Field { scheme, entrants, draws, coo_dimensions, coo_domains, owners, .. } = self.field;
        let mut stream = Stream::open(draws.seed, &owners[c], index);
        let estimates = entrants[c].estimates;
        let values = Values { drawn: &mut self.coo, kept: &mut self.coo_kept, normals: &mut self.normals };
        draw_person(&mut stream, estimates, coo_dimensions, coo_domains, values);
        let overall = lane_mut(&mut self.overall, c);
        overall.fill(0.0);
        for (p, facets) in scheme.active.iter().enumerate() {
            let scores = lane_mut(&mut self.places, c * scheme.weights.len() + p);
            scores.fill(0.0);
            for &k in facets {
                let facet = &scheme.facets[k];
                let (targets, weights) = (lane(&self.targets, k), lane(&self.weights, k));
                let target = match facet.rule.shape() {
                    Shape::Fill => Target::Fill { x: targets, per_gap: lane(&self.per_gaps, k) },
                    Shape::Ideal(s) => Target::Ideal { ideal: targets, below: s.below, above: s.above },
                };
                add_facet(scheme.pillar_scales[p], lane(&self.coo, facet.coo), 0.0, target, weights, scores);
            }
            finish_pillar(scheme.pillar_scales[p], lane(&self.totals, p), scores);
            let weights = lane(&self.pillar_weights, p);
            on_scale!(scheme.scale, known => {
                for ((score, sum), weight) in scores.iter_mut().zip(overall.iter_mut()).zip(weights) {
                    *score = known.place_of_pillar(*score);
                    *sum += weight * *score;
                }
            });
        }
        finish_overall(scheme.scale, overall);
        for score in overall {
            *score = on_grid(*score);
        }
    }
}

/// Where the values of a person are drawn to.
struct Values<'v> {
    drawn: &'v mut [f64],
    /// Those of ipsative domains before they are centred.
    kept: &'v mut [f64],
    normals: &'v mut [f64],
}

#[inline(always)]
fn draw_person(
    stream: &mut Stream,
    estimates: &Estimates,
    dimensions: &[usize],
    domains: &[Vec<usize>],
    values: Values<'_>,
) {
    let Values { drawn, kept, normals } = values;
    for &d in dimensions {
        let estimate = estimates.raw[d];
        let column = lane_mut(drawn, d);
        if estimate.se > 0.0 {
            stream.fill_normal(normals);
            for (value, z) in column.iter_mut().zip(normals.iter()) {
                *value = (estimate.mean + estimate.se * z).unit();
            }
        } else {
            column.fill(estimate.mean);
        }
    }
    for (place, &d) in domains.iter().flatten().enumerate() {
        lane_mut(kept, place).copy_from_slice(lane(drawn, d));
    }
    centre(domains, drawn, N_LANES);
}

/// A dimension's values as drawn.
#[inline(always)]
fn drawn_lane<'v>(column: &Column, seen: &'v [f64], kept: &'v [f64]) -> &'v [f64] {
    match column.kept {
        Some(place) => lane(kept, place),
        None => lane(seen, column.dimension),
    }
}

#[inline(always)]
fn lane(values: &[f64], index: usize) -> &[f64] {
    &values[index * N_LANES..(index + 1) * N_LANES]
}

#[inline(always)]
fn lane_mut(values: &mut [f64], index: usize) -> &mut [f64] {
    &mut values[index * N_LANES..(index + 1) * N_LANES]
}
