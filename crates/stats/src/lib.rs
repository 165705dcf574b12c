//! Numeric methods on plain arrays: how well raters agree, how weights are elicited, what outcomes say about them, and
//! the normal distribution.
//!
//! Nothing here knows of people, frameworks or files, and nothing reads a clock, the environment or chance that is
//! not passed in. Logarithms, powers and the error function come from `libm`, so a result has the same bits on
//! every machine; what is learnt has them on one machine (see [`learning`]).

pub mod agreement;
pub mod draw;
pub mod elementary;
pub mod elicitation;
pub mod fairness;
pub mod learning;
pub mod normal;
pub mod quantile;
pub mod reliability;
pub mod vector;
