//! Charts as SVG, drawn on the server from plain numbers.
//!
//! Each function takes an id, a title that states the finding, and a small struct of labels and
//! numbers on 0–100, and returns a [`Figure`]: the drawing and the table of what it shows. Nothing
//! is read from the surroundings and every coordinate is written with the same number of decimals,
//! so the same data give the same bytes.
//!
//! Shape and label carry the meaning and colour only helps: the CEO is a filled disc, a candidate a
//! ring, and every chart can be read from a grey print. A number that is not finite counts as
//! missing and is never drawn.

mod axis;
mod bands;
mod bar_cell;
mod contour;
mod cover;
mod dumbbell;
mod figure;
mod intervals;
mod key;
mod label;
mod learnt;
mod number;
mod pool_map;
mod raci;
mod rank_probabilities;
mod raters;
mod rates;
mod reach_cell;
mod response_surface;
mod svg;
mod waterfall;
mod weight_sweep;

#[cfg(test)]
mod promises;

pub use bands::{BandGroup, BandRow, Bands, bands};
pub use bar_cell::{BarCell, bar_cell};
pub use cover::{Cover, Need, cover};
pub use dumbbell::{Dumbbell, DumbbellGroup, DumbbellRow, Standing, dumbbell};
pub use figure::{Column, Figure, Table};
pub use intervals::{IntervalRow, Intervals, Norm, intervals};
pub use label::text_width;
pub use learnt::{Learnt, LearntRow, learnt};
pub use number::{Interval, apportion};
pub use pool_map::{MapArrow, MapPoint, PoolMap, pool_map};
pub use raci::{Raci, RaciGroup, RaciRow, raci};
pub use rank_probabilities::{RankProbabilities, RankRow, rank_probabilities};
pub use raters::{Raters, Source, raters};
pub use rates::{RateRow, Rates, rates};
pub use reach_cell::{ReachCell, reach_cell};
pub use response_surface::{ResponseSurface, SurfacePoint, response_surface};
pub use waterfall::{Loss, PillarLoss, Waterfall, waterfall};
pub use weight_sweep::{Crossing, Sweep, WeightSweep, weight_sweep};

pub(crate) use label::one_line;
pub(crate) use number::{MISSING, fixed, whole};
