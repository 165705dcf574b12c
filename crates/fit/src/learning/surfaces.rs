//! Response surfaces of past pairs, facet by facet, each held against the facet's rule.

use super::{Bearing, hold_against};
use crate::framework::{Facet, Framework};
use serde::{Deserialize, Serialize};
use stats::learning::{LearningError, Term, response_surface};

/// A pair of the past on one facet: the CEO's value, the COO's, both 0–1, and the outcome.
pub type PastPair = [f64; 3];

/// A figure with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

impl From<Term> for Figure {
    fn from(Term { value, se }: Term) -> Self {
        Self { value, se }
    }
}

/// The surface of a facet, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FacetSurface {
    /// The facet's id.
    pub facet: String,
    /// Title of the CEO's dimension, and of the COO's where that is another.
    pub title: String,
    /// How many pairs had both values measured, and an outcome.
    pub n: usize,
    /// Edwards's a1 to a5, each with its standard error; null where there is no surface.
    pub figures: Option<[Figure; 5]>,
    /// The share of the outcome's variance that the surface accounts for.
    pub r_squared: Option<f64>,
    /// What it says about the rule in use: `supports`, `contradicts` or `open`; null where there is no surface.
    pub bearing: Option<String>,
    /// The same in a sentence.
    pub statement: String,
}

/// Fits the surface of a facet's past pairs, and holds it against the facet's rule.
///
/// # Formula
/// [`response_surface`] around the middle of the scale, then [`hold_against`].
///
/// # Shapes and units
/// Values 0–1; outcomes in any unit, the higher the better. A yes or no is 1 or 0, and its surface a linear one of the
/// probability.
///
/// # Missing values
/// None are allowed: pairs that lack a value or an outcome are left out before.
///
/// # Source
/// Edwards & Parry (1993), doi:10.5465/256822.
///
/// # Example
/// ```
/// use fit::Framework;
/// use fit::learning::facet_surface;
///
/// let framework = Framework::parse(fit::framework::DEFAULT).unwrap();
/// let found = facet_surface(&framework, &framework.facets[0], &[[0.2, 0.8, 70.0]]);
/// assert_eq!(found.statement, "1 cases are too few: it takes 60.");
/// ```
pub fn facet_surface(framework: &Framework, facet: &Facet, pairs: &[PastPair]) -> FacetSurface {
    let column = |place: usize| pairs.iter().map(|pair| pair[place]).collect::<Vec<f64>>();
    let title = |dimension: usize| framework.dimensions[dimension].title.clone();
    let both = if facet.ceo == facet.coo {
        title(facet.ceo)
    } else {
        format!("{}, {}", title(facet.ceo), title(facet.coo))
    };
    let none = |error: LearningError| FacetSurface {
        facet: facet.id.clone(),
        title: both.clone(),
        n: pairs.len(),
        figures: None,
        r_squared: None,
        bearing: None,
        statement: format!("{error}."),
    };
    match response_surface(&column(0), &column(1), &column(2), 0.5) {
        Err(error) => none(error),
        Ok(surface) => {
            let evidence = hold_against(facet.rule, &surface);
            let bearing = match evidence.bearing {
                Bearing::Supports => "supports",
                Bearing::Contradicts => "contradicts",
                Bearing::Open => "open",
            };
            FacetSurface {
                facet: facet.id.clone(),
                title: both.clone(),
                n: surface.n,
                figures: Some([surface.a1, surface.a2, surface.a3, surface.a4, surface.a5].map(Figure::from)),
                r_squared: Some(surface.r_squared),
                bearing: Some(bearing.to_owned()),
                statement: evidence.to_string(),
            }
        }
    }
}
