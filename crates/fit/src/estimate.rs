//! From what is known of a person to an estimate on every dimension.

use crate::framework::Framework;
use crate::profile::{Profile, Source};
use stats::elementary::Real;

/// A value with its standard error, both on the 0–1 scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub mean: f64,
    /// Its standard error; 0 for a value that is certain.
    pub se: f64,
}

/// A person as the engine sees them: an estimate on every dimension of the framework, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimates {
    /// The estimates, as measured, rated or assumed.
    pub raw: Vec<Estimate>,
    /// Whether anybody measured the dimension; where nobody did, `raw` holds the prior.
    pub is_measured: Vec<bool>,
    /// Whether it was measured, and by the person's own answers alone.
    pub is_own_answer: Vec<bool>,
    /// The means that rules see: as `raw`, but ipsative domains centred.
    pub seen: Vec<f64>,
    /// Their standard errors: of a centred value, √Σ (δ_dj − 1/n)² se_j² over its domain.
    pub seen_se: Vec<f64>,
}

impl Estimates {
    /// The estimates of a person whose profile has been checked against the framework; dimensions that the
    /// framework does not know are passed over.
    ///
    /// # Formula
    /// Ratings z_j with error sd σ_j = τ √((1 − rel_j) / rel_j) join the prior N(μ₀, τ²):
    /// precision = 1/τ² + Σ 1/σ_j², mean = (μ₀/τ² + Σ z_j/σ_j²) / precision, se = precision^(−½).
    /// A stated value N(value, se²) takes the prior's place: without ratings it is the estimate as it stands, and
    /// ratings move it as they move any prior. With an se of 0 nothing moves it.
    ///
    /// # Shapes and units
    /// One entry a dimension; 0–1.
    ///
    /// # Missing values
    /// A dimension with neither takes its prior and is not measured.
    ///
    /// # Source
    /// Normal prior and likelihood, e.g. Lord & Novick (1968) on Kelley's regressed score; one rating is
    /// worked by hand in the tests.
    ///
    /// # Example
    /// ```
    /// use fit::{Estimates, Framework, Profile, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let person = |id: &str| Profile::new(id, id);
    /// let estimates = Estimates::of(&framework, &person("nobody"));
    /// assert!(!estimates.is_measured[0]);
    /// assert_eq!((estimates.raw[0].mean, estimates.raw[0].se), (0.5, 0.2));
    /// ```
    pub fn of(framework: &Framework, profile: &Profile) -> Self {
        let n = framework.dimensions.len();
        // What an estimate starts from, in what precision, and whether that is a stated value.
        let prior_precision = framework.ratings.prior_precision();
        let mut raw: Vec<Estimate> = framework.dimensions.iter().map(|d| d.prior).collect();
        let mut precision = vec![prior_precision; n];
        let mut is_measured = vec![false; n];
        for (id, stated) in &profile.estimates {
            if let Some(d) = framework.dimension(id) {
                raw[d] = Estimate { mean: stated.mean.share(), se: stated.se.share() };
                precision[d] = 1.0 / (raw[d].se * raw[d].se);
                is_measured[d] = true;
            }
        }
        let mut is_own_answer = vec![false; n];
        // Sum of precisions, and of precision-weighted values, of the ratings on each dimension.
        let mut rated = vec![(0.0, 0.0); n];
        for rating in &profile.ratings {
            if let Some(d) = framework.dimension(&rating.dimension) {
                let weight = framework.ratings.precision(rating.source);
                rated[d].0 += weight;
                rated[d].1 += weight * rating.value.share();
                let is_own = rating.source == Source::Oneself;
                is_own_answer[d] = is_own && (is_own_answer[d] || !is_measured[d]);
                is_measured[d] = true;
            }
        }
        // A value that is certain stays.
        for d in (0..n).filter(|&d| rated[d].0 > 0.0 && precision[d].is_finite()) {
            let total = precision[d] + rated[d].0;
            let mean = (raw[d].mean * precision[d] + rated[d].1) / total;
            raw[d] = Estimate { mean, se: (1.0 / total).sqrt() };
        }
        let domains = framework.ipsative_domains();
        let mut seen: Vec<f64> = raw.iter().map(|estimate| estimate.mean).collect();
        centre(&domains, &mut seen, 1);
        let seen_se = centred_se(&domains, &raw);
        Self { raw, is_measured, is_own_answer, seen, seen_se }
    }

    /// How far two people lie apart on average, as rules see them; nothing if no dimension is measured of both.
    ///
    /// # Formula
    /// Mean of |x_d − y_d| over the dimensions measured of both. 0–1; 0 for a copy.
    ///
    /// # Example
    /// ```
    /// use fit::{Estimates, Framework, Profile, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let nobody = Estimates::of(&framework, &Profile::new("a", "a"));
    /// assert_eq!(nobody.distance(&nobody), None);
    /// ```
    pub fn distance(&self, other: &Self) -> Option<f64> {
        let both = (0..self.seen.len()).filter(|&d| self.is_measured[d] && other.is_measured[d]);
        let (n, sum) =
            both.fold((0.0, 0.0), |(n, sum), d| (n + 1.0, sum + (self.seen[d] - other.seen[d]).abs()));
        (n > 0.0).then(|| sum / n)
    }
}

fn centred_se(domains: &[Vec<usize>], raw: &[Estimate]) -> Vec<f64> {
    let mut se: Vec<f64> = raw.iter().map(|estimate| estimate.se).collect();
    for members in domains {
        let n = members.len() as f64;
        let variance = |d: usize| raw[d].se * raw[d].se;
        let sum: f64 = members.iter().map(|&d| variance(d)).sum();
        for &d in members {
            // (1 − 1/n)² of its own variance and 1/n² of the others'.
            se[d] = (variance(d) * (1.0 - 2.0 / n) + sum / (n * n)).max(0.0).sqrt();
        }
    }
    se
}

/// Centres ipsative domains, in place: one person's values, or those of many people or draws at once.
///
/// # Formula
/// v_d ← clamp(0.5 + v_d − mean over the domain's dimensions, 0, 1)
///
/// # Shapes and units
/// `values` holds `n_lanes` values for each dimension, dimension after dimension, 0–1; `domains` the dimension
/// indices of each ipsative domain.
///
/// # Source
/// Schwartz (1992), doi:10.1016/S0065-2601(08)60281-6: priorities within a person, not their level.
///
/// # Example
/// ```
/// let mut values = [0.9, 0.7, 0.1];
/// fit::estimate::centre(&[vec![0, 1]], &mut values, 1);
/// assert!((values[0] - 0.6).abs() < 1e-15 && (values[1] - 0.4).abs() < 1e-15 && values[2] == 0.1);
/// ```
#[inline(always)]
pub fn centre(domains: &[Vec<usize>], values: &mut [f64], n_lanes: usize) {
    const LANES: usize = 64;
    for members in domains {
        for start in (0..n_lanes).step_by(LANES) {
            let n = LANES.min(n_lanes - start);
            let mut means = [0.0; LANES];
            for &d in members {
                let column = &values[d * n_lanes + start..][..n];
                for (mean, value) in means.iter_mut().zip(column) {
                    *mean += value;
                }
            }
            for mean in &mut means {
                *mean /= members.len() as f64;
            }
            for &d in members {
                let column = &mut values[d * n_lanes + start..][..n];
                for (value, mean) in column.iter_mut().zip(&means) {
                    *value = (0.5 + *value - mean).unit();
                }
            }
        }
    }
}

impl Framework {
    /// The dimension indices of each ipsative domain.
    pub fn ipsative_domains(&self) -> Vec<Vec<usize>> {
        let domains = self.domains.iter().enumerate().filter(|(_, domain)| domain.is_ipsative);
        domains
            .map(|(index, _)| {
                (0..self.dimensions.len()).filter(|&d| self.dimensions[d].domain == index).collect()
            })
            .filter(|members: &Vec<usize>| !members.is_empty())
            .collect()
    }
}
