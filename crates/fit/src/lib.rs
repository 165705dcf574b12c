//! The partnership-fit model: from a CEO, candidates and a framework to scores, and to the reasons for them.
//!
//! Everything that a user can argue about is data in a [`Framework`]; this crate knows only the rules. It is
//! pure: no files, no clock, no environment, and no randomness but from a seed that the caller names.
//!
//! Data flows one way:
//!
//! ```text
//! framework file ── Framework ─┐
//! CEO, criteria ── Estimates ──┴─ Plan ── Score ── explanation, sensitivity, simulation ── Comparison
//! candidates ───── Estimates ─────────────┘
//!
//! instrument file ── Instrument ── answers ── ratings, which become estimates
//! two people ───── what each expects of every decision area ── DecisionRights
//! ```
//!
//! Numbers inside the engine lie in [0, 1]; people and files see 0–100 points ([`Points`]).

pub mod compare;
pub mod decision_rights;
mod document;
pub mod estimate;
pub mod evidence;
pub mod expected;
pub mod explain;
pub mod fairness;
pub mod framework;
pub mod groups;
pub mod guard;
pub mod instrument;
pub mod learning;
pub mod names;
pub mod need;
pub mod norm;
pub mod plan;
pub mod pool;
pub mod problem;
pub mod profile;
pub mod rule;
pub mod score;
pub mod sensitivity;
pub mod simulate;
pub mod situation;
pub mod variations;
pub mod verdict;

pub use compare::{Comparison, compare};
pub use decision_rights::{DecisionRights, Holders, decision_rights};
pub use estimate::{Estimate, Estimates};
pub use framework::Framework;
pub use instrument::Instrument;
pub use need::{Need, assess_need};
pub use plan::{Criteria, Plan};
pub use problem::Problem;
pub use profile::{Points, Profile, Rating, Source, Stated, Sureness};
pub use rule::{Rule, Tolerance};
pub use situation::Situation;
